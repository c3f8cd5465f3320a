"""What the benchmark of whole respondents reads and counts."""

import pytest

from benchmarks.costs import Costs
from benchmarks.filled_form import body_of, filled
from benchmarks.relay import Relay, count_ready
from returnees.models import Returnee


@pytest.mark.django_db
def test_fills_in_the_page_as_it_comes(client, world):
    """An answer so filled in is accepted, and has its case; without its ticks it would not be."""
    address = world.homepage.get_absolute_url()
    page = client.get(address).content
    answers = filled(page.decode())
    form = "application/x-www-form-urlencoded"
    without_consent = [pair for pair in answers if pair[0] != "consent"]
    assert client.post(address, body_of(page, without_consent), form).status_code == 200
    assert not Returnee.objects.exists()
    client.post(address, body_of(page, answers), form)
    returnee = Returnee.objects.get()
    assert (returnee.status, returnee.quarantine_reason) == ("A", "too_fast")
    assert returnee.answers.count() > 4


def test_counts_how_often_the_server_is_ready():
    ready, row = b"Z\x00\x00\x00\x05I", b"D\x00\x00\x00\x09Zabcd"
    assert count_ready(ready + row + ready) == (b"", 2)
    assert count_ready(row + ready[:3]) == (ready[:3], 0)


def test_the_address_of_the_relay_asks_for_no_encryption():
    """A server that refuses it answers with one byte, which is no message."""
    relay = Relay("postgresql://somebody:@/site?host=/tmp/nowhere")
    assert relay.url.startswith("postgresql://somebody:@127.0.0.1:")
    assert relay.url.endswith("/site?sslmode=disable&gssencmode=disable")
    relay.close()


def test_costs_are_those_of_one_answer():
    assert Costs(12, 60, 9000).since(Costs(2, 20, 1000), 10) == Costs(1, 4, 800)
