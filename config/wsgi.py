import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from config.start import check_durability, check_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class ServerRequest(WSGIRequest):
    """Python raises more than Django catches for some charsets; `RequestBounds` refuses all but utf-8 anyway."""

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except ValueError:
            self.content_type, self.content_params = "", {"charset": "unreadable"}


def in_front_of(django):
    # It knows models, which cannot be loaded before the applications.
    from operations.at_once import QuestionnairesAtOnce

    return QuestionnairesAtOnce(django)


check_start()
django_application = get_wsgi_application()
check_durability()
django_application.request_class = ServerRequest
# The code of all pages is loaded now instead of at the first visit. It stays, so that the garbage collector need not go
# through it time and again: that takes 70 ms, once in a thousand answers.
import_module(settings.ROOT_URLCONF)
application = in_front_of(django_application)
gc.collect()
gc.freeze()
