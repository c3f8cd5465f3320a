"""What the tests of the receipt page share: a receipt, and the posts of a youth who holds it."""

from returnees.models import OwnQuestion, Returnee
from tests.factories import make_returnee
from tests.returnees.answering import payload

CODE = "ABCDEFGHIJKLOB23"
OTHER_CODE = "ZZZZZZZZZZZZZZZZ"
DIGITS = "0001"
SENSITIVE = {"difficulty_text": "缺少周转资金", "ethnicity": "02", "political_status": "03"}


def own_question(world, kind, **overrides):
    return OwnQuestion.objects.create(campaign=world.campaign, label=f"自设{kind}", kind=kind, **overrides)


def look_up(client, code=CODE, last_digits=DIGITS, **step):
    return client.post("/receipt/", {"code": code, "last_digits": last_digits} | step)


def corrected(world, **changes):
    """The correction form as the page posts it, for the resident's answer."""
    answers = payload(world.homepage, **changes)
    for name in ("submission_uuid", "form_token", "consent"):
        del answers[name]
    return {"step": "save", "township": ""} | answers


def correct(client, world, **changes):
    return look_up(client, **corrected(world, **changes))


def text_of(response):
    return response.content.decode()


def shows_the_answer(response):
    return "public/receipt_answers.html" in [template.name for template in response.templates]


def put_into(returnee, state):
    """As staff would have decided on it."""
    if state == "merged":
        kept = make_returnee(entrance=returnee.entrance, home_committee=returnee.home_committee)
        return returnee.merge_into(target=kept)
    Returnee.objects.filter(pk=returnee.pk).update(state=state, quarantine_reason="too_fast")
