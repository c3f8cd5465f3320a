from datetime import UTC, datetime

import pytest

from returnees.models import ReturneeAnswer
from tests.factories import make_entrance, make_returnee
from tests.returnees.receipts import CODE


@pytest.fixture
def returnee(world):
    """A resident's answer, the shortest path, as the questionnaire stores it."""
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, code=CODE)
    ReturneeAnswer.objects.create(returnee=returnee, question="needs", code="none")
    return returnee


@pytest.fixture
def entrepreneur(world):
    """The longest path, with all that is sensitive."""
    returnee = make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        code=CODE,
        status="A",
        township="某苏木",
        business_name="草原牧歌合作社",
        business_type="cooperative",
        industry="A-livestock",
        start_year=2019,
        employee_count=0,
        capital="20",
        difficulty_text="缺少周转资金",
        alliance_wish="willing",
        wechat_wish="yes",
        wechat_id="abc_123",
        ethnicity="02",
        political_status="03",
        sensitive_consented_at=datetime(2020, 2, 1, 4, 0, tzinfo=UTC),
    )
    for question, code in [("difficulty", "funds"), ("difficulty", "market"), ("needs", "loan")]:
        ReturneeAnswer.objects.create(returnee=returnee, question=question, code=code)
    return returnee


@pytest.fixture
def own(world):
    return make_entrance(campaign=world.campaign, committee=world.donghe)


@pytest.fixture
def foreign(world):
    return make_entrance(campaign=world.campaign, committee=world.hailar)
