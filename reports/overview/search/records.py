"""Records and cases: by name, by the end of the phone number, by the number itself, by their own number."""

from django.urls import reverse

from reports.overview.search.found import FoundLine, StaffSearch
from reports.overview.search.term import Term
from returnees.models import FollowUpCase, Returnee
from returnees.record_search import RecordSearch, RecordSearchForm, SearchKind


def read_record_search(term: Term) -> RecordSearch | None:
    form = RecordSearchForm({"term": term.text})
    return form.cleaned_data["term"] if form.is_valid() else None


def find_records(search: StaffSearch) -> list[FoundLine]:
    records = Returnee.objects.in_campaign(search.campaign).not_deleted()
    rows = find_rows(search, records.visible_to(search.account).select_related("home_committee"), "")
    return [describe_record(returnee) for returnee in rows]


def find_cases(search: StaffSearch) -> list[FoundLine]:
    cases = FollowUpCase.objects.in_campaign(search.campaign).visible_to(search.account)
    rows = find_rows(search, cases.select_related("returnee", "committee"), "returnee")
    return [describe_case(case) for case in rows]


def find_rows(search, rows, returnee):
    """The row with the typed number, and those of the youths that are meant; `returnee` leads from a case to its."""
    number, record_search = search.term.number, read_record_search(search.term)
    found = list(rows.filter(pk=number.key)) if number and number.is_bare else []
    if record_search:
        meant = among(rows, record_search, search, returnee).exclude(pk__in=[row.pk for row in found])
        found += meant[: search.limit + 1 - len(found)]
    return found


def among(rows, record_search, search, returnee):
    if returnee:
        records = Returnee.objects.in_campaign(search.campaign).not_deleted()
        return rows.filter(**{f"{returnee}__in": record_search.among(records, search.account)}).order_by()
    # Names stand in this order in their index; by time, all that begin alike would have to be sorted.
    order = ("name", "pk") if record_search.kind == SearchKind.NAME else ("-submitted_at", "-pk")
    return record_search.among(rows, search.account).order_by(*order)


def describe_record(returnee: Returnee) -> FoundLine:
    details = [returnee.masked_phone, f"编号 {returnee.pk}", "未成年" if returnee.is_minor else ""]
    return FoundLine(
        address=reverse("admin:returnees_returnee_change", args=[returnee.pk]),
        label=returnee.displayed_name,
        details=" · ".join(filter(None, details)),
        committee=returnee.home_committee.short_name,
        state=returnee.get_state_display(),
        chip=returnee.state,
    )


def describe_case(case: FollowUpCase) -> FoundLine:
    return FoundLine(
        address=reverse("admin:returnees_followupcase_change", args=[case.pk]),
        label=case.returnee.displayed_name,
        details=f"个案编号 {case.pk} · {case.reasons_label}",
        committee=case.committee.short_name,
        state=case.state_label,
        chip="idle" if case.closed_because else case.state,
    )
