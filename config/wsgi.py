import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# The code of all pages is loaded now instead of at the first visit. It stays, so that the garbage collector need not go
# through it time and again: that takes 70 ms, once in a thousand answers.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
