"""The site's own settings with one more address, `/hello`."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
