"""The site's settings with addresses that do not exist."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "config.no_such_addresses"
