"""The site's own settings with two more addresses, `/hello` and `/worker`."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
SECOND_FACTOR = "offered"  # the region is measured, not its phone
