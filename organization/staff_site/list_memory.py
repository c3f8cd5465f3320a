"""How each list was last looked at: in a cookie of the session, so that no list costs a query more.

It leads back from the pages that lie beyond a list, and offers the last filters when the list is opened anew.
"""

from urllib.parse import parse_qsl, urlencode

from django.core import signing
from django.urls import reverse

from organization.cookies import read_cookie, set_cookie

COOKIE = "lists"
# By which the admin itself hands the state of a list to the pages of its rows.
FILTERS = "_changelist_filters"
# Together they fit into the 4 KB of a cookie.
MAX_LISTS, MAX_QUERY = 6, 200
# What says where in the list one was, or holds for an hour only, and not which rows were wanted.
PLACES = {"p", "e", "all", "search", "_facets"}


def list_states(request) -> dict[str, list[str]]:
    """By the address of each list: its query as it was last shown, and the one by which it was last filtered."""
    try:
        stored = signing.loads(read_cookie(request, COOKIE), salt=COOKIE)
    except signing.BadSignature:
        return {}
    return stored["lists"] if stored["account"] == request.user.pk else {}


def remember_list(request, response) -> None:
    query = request.GET.urlencode()
    if len(query) > MAX_QUERY:
        query = ""
    states = list_states(request)
    others = {address: state for address, state in states.items() if address != request.path}
    shown = {request.path: [query, filters_of(query) or last_filters(request)]}
    latest = dict(list((others | shown).items())[-MAX_LISTS:])
    if latest != states:
        signed = signing.dumps({"account": request.user.pk, "lists": latest}, salt=COOKIE, compress=True)
        set_cookie(response, COOKIE, signed, path=reverse("admin:index"))


def filters_of(query: str) -> str:
    """Only what chooses rows; an order alone chooses none."""
    chosen = [(name, value) for name, value in parse_qsl(query) if name not in PLACES]
    return urlencode(chosen) if any(name != "o" for name, _ in chosen) else ""


def last_filters(request) -> str:
    return list_states(request).get(request.path, ("", ""))[1]


def list_address(request, name: str, *args) -> str:
    """A list as it was when the page was opened from it, or as it was last shown to this account."""
    address = reverse(name, args=args)
    given = urlencode(parse_qsl(request.GET.get(FILTERS, "")))
    query = given or list_states(request).get(address, ("", ""))[0]
    return f"{address}?{query}" if query else address
