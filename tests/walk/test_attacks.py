"""The attacks: forged keys, look-ups, searches and actions give away and change no row of others."""

import pytest

from tests.walk.attacks import attack_everything
from tests.walk.walker import Walker, fail_at_findings
from tests.walk.world import ATTACKERS


@pytest.mark.parametrize("standpoint", ATTACKERS, ids="-".join)
def test_gives_nothing_of_others_away(db, standpoint):
    fail_at_findings(attack_everything(Walker(db, *standpoint, is_brief=standpoint != ATTACKERS[0])))
