"""What the tests of the questionnaire share: what a youth posts, and what is read from the page that responds."""

import re
import uuid
from datetime import timedelta

from organization.clock import now
from returnees.form_token import sign_token
from returnees.own_consent import consent_code, consent_number


def payload(entrance, **changes):
    """A resident's answer, the shortest path; None in `changes` leaves a field out."""
    submission_uuid = changes.pop("submission_uuid", None) or uuid.uuid4()
    answers = {
        "submission_uuid": str(submission_uuid),
        "form_token": sign_token(
            entrance, submission_uuid, notice_version="2020-1", began_at=now() - timedelta(minutes=2)
        ),
        "consent": "on",
        "name": "乌云其其格",
        "gender": "2",
        "birth_year": "1995",
        "birth_month": "6",
        "phone": "13900000001",
        "home_county": "150202",
        "education": "20",
        "status": "F",
        "needs": ["none"],
    }
    if entrance.is_staff_filled:
        answers["consent_code"] = consent_code(consent_number(submission_uuid), "2020-1")
    return {name: value for name, value in (answers | changes).items() if value is not None}


ENTREPRENEUR = {
    "status": "A",
    "business_name": "草原牧歌合作社",
    "business_type": "cooperative",
    "industry": "A-livestock",
    "difficulty": ["funds", "market"],
    "alliance_wish": "willing",
    "needs": ["loan", "training"],
}
INTENDING = {"status": "B", "industry": "F-retail", "intent": "one_year", "alliance_wish": "not_now"}


def post(client, entrance, **changes):
    return client.post(entrance.get_absolute_url(), payload(entrance, **changes))


def form_errors(response):
    return {
        asked.question.key: asked.errors
        for part in response.context["sections"]
        for asked in part.questions
        if asked.errors
    }


def shown_receipt(response):
    """The code on the page that thanks; the four parts that are read aloud make the same one."""
    page = response.content.decode()
    code = re.search('data-copy="([A-Z2-7]{16})"', page)[1]
    assert "".join(re.findall("<span>([A-Z2-7]{4})</span>", page)) == code
    return code


def chosen_home(html):
    """The codes of what is chosen without a script, and that of the place that the script is told."""
    homes = re.search(r'<select[^>]*name="home_county".*?</select>', html, re.S)[0]
    return re.findall(r'value="(\d+)" selected\s*>', homes), re.search(r'data-city="(\d*)"', homes)[1]
