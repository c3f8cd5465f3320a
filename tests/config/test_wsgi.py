import subprocess
import sys

from django.conf import settings

SEEN = "import gc, sys, config.wsgi; print(gc.get_freeze_count(), 'returnees.views.questionnaire' in sys.modules)"


def test_a_worker_starts_with_its_code_loaded_and_out_of_the_collectors_sight():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SEEN], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    frozen, is_loaded = done.stdout.split()
    assert int(frozen) > 50_000
    assert is_loaded == "True"
