"""The walk: nobody sees, changes or can tell of a row that is not of the own committee or of one below it."""

import pytest

from tests.walk.visits import walk_everything
from tests.walk.walker import Walker, fail_at_findings
from tests.walk.world import BRIEF, STANDPOINTS


def walk(world, walked, standpoint):
    if standpoint not in walked:
        walked[standpoint] = walk_everything(Walker(world, *standpoint, is_brief=standpoint in BRIEF))
    return walked[standpoint]


@pytest.mark.parametrize("standpoint", STANDPOINTS, ids=lambda standpoint: "-".join(map(str, standpoint)))
def test_shows_nothing_of_others(db, walked, standpoint):
    fail_at_findings(walk(db, walked, standpoint))
