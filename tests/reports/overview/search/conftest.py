import pytest

from tests.factories import make_activity, make_follow_up_case


@pytest.fixture
def entry(world):
    return make_activity(
        campaign=world.campaign,
        committee=world.donghe,
        topic="青创易贷政策",
        speaker="某讲师",
        place="东河区党群服务中心",
        remark="在校大学生专场",
    )


@pytest.fixture
def youth(world):
    case = make_follow_up_case(
        entrance=world.homepage,
        home_committee=world.donghe,
        returnee={"name": "乌云其其格", "phone": "13812345678"},
    )
    return case.returnee
