"""The walk: nobody sees, changes or can tell of a row that is not of the own committee or of one below it."""

import pytest

from tests.walk.attacks import attack_everything
from tests.walk.visits import walk_everything
from tests.walk.walker import Walker
from tests.walk.world import ATTACKERS, BRIEF, STANDPOINTS

MAX_TOLD = 20


def walk(world, walked, standpoint):
    if standpoint not in walked:
        walked[standpoint] = walk_everything(Walker(world, *standpoint, is_brief=standpoint in BRIEF))
    return walked[standpoint]


def amiss(walker):
    if walker.findings:
        pytest.fail("\n".join([f"{len(walker.findings)} findings", *walker.findings[:MAX_TOLD]]), pytrace=False)


@pytest.mark.parametrize("standpoint", STANDPOINTS, ids=lambda standpoint: "-".join(map(str, standpoint)))
def test_shows_nothing_of_others(db, walked, standpoint):
    amiss(walk(db, walked, standpoint))


@pytest.mark.parametrize("standpoint", ATTACKERS, ids="-".join)
def test_gives_nothing_of_others_away(db, standpoint):
    amiss(attack_everything(Walker(db, *standpoint, is_brief=standpoint != ATTACKERS[0])))
