"""What the questionnaire weighs on its way to a phone: measured on the page as it is, not reckoned."""

import gzip
import uuid
from functools import lru_cache
from pathlib import Path

import rjsmin
from django.contrib.staticfiles import finders

from returnees.page_cache import CachedPage, CampaignPages
from returnees.questionnaire import Questionnaire

# Bytes of page, script and headers that most servers send before they wait for a phone's first word (RFC 6928: ten
# segments), and what of them the headers of both answers take.
LARGEST_VIEW, HEADERS = 14_336, 1_300


def compressed_size(body: bytes) -> int:
    return len(gzip.compress(body, 6, mtime=0))


@lru_cache(maxsize=1)
def script_weight() -> int:
    """As it is collected for the phones, without comments."""
    return compressed_size(rjsmin.jsmin(Path(finders.find("public.js")).read_bytes()))


def first_view_weight(questionnaire: Questionnaire) -> int:
    page = CachedPage(questionnaire, CampaignPages((), questionnaire.design), 0)
    page_response = page.for_visitor(uuid.uuid4())
    page_response.compress()
    return len(page_response.content) + script_weight() + HEADERS
