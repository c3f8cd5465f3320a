"""Searches for persons. What is searched for is personal: it stays in the session, and the address of the result
carries only a random token for it."""

import secrets
import time

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction

PARAMETER = "search"
SESSION_KEY = "searches"
MAX_STORED = 5
# Seconds after which a search is forgotten.
LIFETIME = 60 * 60


def store_search(request, search: dict) -> str:
    token = secrets.token_urlsafe(9)
    latest = list(_stored_searches(request).items())[1 - MAX_STORED :]
    request.session[SESSION_KEY] = dict(latest) | {token: search | {"at": time.time()}}
    return token


def load_search(request) -> dict | None:
    return _stored_searches(request).get(request.GET.get(PARAMETER))


def _stored_searches(request) -> dict:
    searches = request.session.get(SESSION_KEY, {})
    return {token: search for token, search in searches.items() if search["at"] > time.time() - LIFETIME}


def forget_searches() -> None:
    """Of every session: what was searched for may be what was erased just now."""
    for session in Session.objects.iterator():
        _forget_in(session)


def forget_searches_on_commit() -> None:
    """Call it in the transaction that erases one record; of many, `forget_erased` does it once."""
    transaction.on_commit(forget_searches, robust=True)


def _forget_in(session: Session) -> None:
    content = session.get_decoded()
    if content.pop(SESSION_KEY, None) is None:
        return
    # Its owner may have logged out or searched again meanwhile.
    as_read = Session.objects.filter(pk=session.pk, session_data=session.session_data)
    if not as_read.update(session_data=SessionStore().encode(content)):
        for changed in Session.objects.filter(pk=session.pk):
            _forget_in(changed)
