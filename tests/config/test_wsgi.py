import os
import subprocess
import sys

from django.conf import settings

SEEN = "import gc, sys, config.wsgi; print(gc.get_freeze_count(), 'returnees.views.questionnaire' in sys.modules)"


def run(code, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    command = [sys.executable, "-W", "ignore", "-c", code]
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 40, "GUICHAO_VAR": str(tmp_path)}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)


def test_a_worker_starts_with_its_code_loaded_and_out_of_the_collectors_sight(tmp_path):
    done = run(SEEN, tmp_path)
    frozen, is_loaded = done.stdout.split()
    assert int(frozen) > 50_000
    assert is_loaded == "True"


ASKED = """
from io import BytesIO
from config.wsgi import application

def ask(content_type):
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/admin/login/", "CONTENT_TYPE": content_type,
               "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "wsgi.input": BytesIO(b"a=1"), "CONTENT_LENGTH": "3"}
    application(environ, lambda status, headers: print(status[:3], end=" "))

for charset in ("charset*=utf-8''%00", "charset*=utf-8''%ED%A0%80", "charset=" + "x" * 100_000, "charset=undefined"):
    ask("application/x-www-form-urlencoded; " + charset)
"""


def test_no_charset_that_python_stumbles_over_is_an_error_of_ours(tmp_path):
    assert set(run(ASKED, tmp_path).stdout.split()) <= {"400", "415"}
