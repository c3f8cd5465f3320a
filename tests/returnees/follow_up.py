"""Addresses of the pages of cases, and what their forms send."""

LIST = "/admin/returnees/followupcase/"
HAND_OVERS, MEMBERSHIPS = "/admin/returnees/handover/", "/admin/returnees/alliancemembership/"
SOME_UUID = "00000000-0000-4000-8000-000000000001"


def shown(response):
    return list(response.context["cl"].result_list)


def page_of(case):
    return f"{LIST}{case.pk}/change/"


def note(**changes):
    answers = {
        "step": "note",
        "submission_uuid": SOME_UUID,
        "kind": "reached",
        "happened_on": "2020-02-10",
        "text": "约好见面",
        "recipient": "",
        "state": "contacted",
        "next_contact_on": "2020-02-20",
    }
    return answers | changes


def errors(response, form="note_form"):
    return response.context[form].errors
