"""What an audit event and a seal are worth: digests with a key that whoever only has the database does not have."""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings

# Before the first event of the chain of the first version.
FIRST_DIGEST = "0" * 64
# Bytes of an event's digest that its seal holds.
MEMBER_DIGEST_SIZE = 16


def compute_event_digest(event) -> str:
    """Of everything that an event says. An event of the chain says its two digests of then, too."""
    chain = [event.previous_digest, event.digest] if event.is_of_chain else []
    return keyed_digest("event", [event.at.astimezone(UTC).isoformat(timespec="microseconds"), *_facts(event), *chain])


def compute_seal_digest(seal) -> str:
    members = hashlib.sha256(bytes(seal.members)).hexdigest()
    facts = [seal.number, seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"), seal.remark]
    return keyed_digest(
        "seal", [*facts, seal.first_event, seal.last_event, seal.event_count, members, seal.previous_digest]
    )


def keyed_digest(purpose: str, content: list) -> str:
    text = json.dumps([purpose, *content], ensure_ascii=False)
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _facts(event) -> list:
    return [
        event.sequence,
        event.actor_id,
        event.committee_id,
        event.address,
        event.act,
        event.object_type,
        event.object_id,
        event.detail,
        event.result,
    ]


def compute_chain_digest(event, secret_key: str) -> str:
    """As the first version computed it, from the event before."""
    sequence, *facts = _facts(event)
    content = [event.previous_digest, sequence, int(event.at.timestamp() * 1_000_000), *facts]
    key = hashlib.sha256(b"audit chain" + secret_key.encode()).digest()
    return hmac.new(key, json.dumps(content, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


class ChainCheck:
    """Follows the chain of the first version, event by event; `broken_at` is the first that does not follow."""

    def __init__(self):
        self.keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        self.previous, self.expected, self.broken_at = FIRST_DIGEST, 0, None

    def follow(self, event) -> None:
        if self.broken_at is not None:
            return
        follows = event.sequence == self.expected and event.previous_digest == self.previous
        if follows and any(event.digest == compute_chain_digest(event, key) for key in self.keys):
            self.previous, self.expected = event.digest, self.expected + 1
        else:
            self.broken_at = event.sequence
