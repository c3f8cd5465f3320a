"""What the questionnaire weighs on its way to a phone: measured on the page as it is, not reckoned."""

import gzip
import uuid
from functools import lru_cache
from pathlib import Path

import rjsmin
from django.contrib.staticfiles import finders

from returnees.campaign_page import CampaignPage
from returnees.form_token import sign_token
from returnees.prepared_page import compressed
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
    entrance, submission_uuid = questionnaire.entrance, uuid.uuid4()
    token = sign_token(entrance, submission_uuid, notice_version=questionnaire.notice.version)
    page = CampaignPage(questionnaire)
    pieces = page.pieces(code=entrance.token, place="", submission_uuid=submission_uuid, token=token)
    return len(compressed(pieces)) + script_weight() + HEADERS
