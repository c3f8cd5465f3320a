"""Staff correct or withdraw on a verified request, and delete wrong records."""

from datetime import date, timedelta

import pytest

from organization.clock import now
from organization.models import AuditEvent
from returnees.models import Correction, EndedRequest, QuestionSetting, Returnee, ReturneeAnswer
from tests.factories import make_duplicates, make_returnee
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/returnee/"
PHONE = "13900000001"


@pytest.fixture
def returnee(world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    ReturneeAnswer.objects.create(returnee=returnee, question="needs", code="none")
    return returnee


def address(returnee, page):
    return f"{LIST}{returnee.pk}/{page}/"


def answers(world, **changes):
    """As the page posts them: the number stays empty where it is not changed."""
    posted = payload(world.homepage, **{"phone": ""} | changes)
    for name in ("submission_uuid", "form_token", "consent"):
        del posted[name]
    return {"ground": "call"} | posted


def events():
    return list(
        AuditEvent.objects.exclude(act="record_open").order_by("sequence").values_list("act", "object_id", "detail")
    )


class TestHowLongTheYouthWaited:
    def ended(self):
        return list(EndedRequest.objects.values_list("kind", "received_on", "due_on", "ended_on"))

    def test_a_correction_and_a_withdrawal_count_from_the_day_on_which_they_were_asked_for(
        self, log_in, world, returnee
    ):
        client, today = log_in("county_staff"), date(2020, 2, 10)
        client.post(address(returnee, "correct"), answers(world, name="乌云", received_on="2020-02-03"))
        client.post(address(returnee, "withdraw"), {"ground": "call"})
        assert self.ended() == [
            ("correction", date(2020, 2, 3), date(2020, 2, 24), today),
            ("withdrawal", today, date(2020, 3, 2), today),
        ]

    def test_what_changes_nothing_counts_as_nothing(self, log_in, world, returnee):
        client = log_in("county_staff")
        client.post(address(returnee, "correct"), answers(world, name="乌云"))
        client.post(address(returnee, "correct"), answers(world, name="乌云"))
        assert len(self.ended()) == 1

    @pytest.mark.parametrize(
        ("day", "sentence"), [("2020-02-11", "不能晚于 2020-02-10。"), ("昨天", "请按 2020-02-14 的样子填写日期。")]
    )
    def test_a_day_that_cannot_be_is_refused_beside_its_field(self, log_in, returnee, day, sentence):
        posted = {"ground": "call", "received_on": day}
        page = log_in("county_staff").post(address(returnee, "withdraw"), posted).content.decode()
        assert sentence in page
        assert f'value="{day}"' in page
        assert not self.ended()


def test_the_form_shows_what_is_stored_but_not_the_number(log_in, returnee):
    page = log_in("county_staff").get(address(returnee, "correct")).content.decode()
    assert 'value="乌云其其格"' in page
    assert "139****0001" in page
    assert PHONE not in page


def test_the_separate_consent_names_the_questions_that_the_campaign_asks(log_in, world, returnee):
    client = log_in("county_staff")
    assert "填了困难说明、民族、政治面貌的" in client.get(address(returnee, "correct")).content.decode()
    QuestionSetting.objects.create(campaign=world.campaign, key="ethnicity", usage="off")
    assert "填了困难说明、政治面貌的" in client.get(address(returnee, "correct")).content.decode()


def test_a_correction_is_stored_per_field_with_its_ground(log_in, world, returnee):
    response = log_in("county_staff").post(address(returnee, "correct"), answers(world, name="乌云", education="10"))
    assert response["Location"] == address(returnee, "change")
    returnee.refresh_from_db()
    assert (returnee.name, returnee.education, returnee.phone) == ("乌云", "10", PHONE)
    history = set(Correction.objects.values_list("question", "old_value", "new_value", "corrected_by", "ground"))
    by = world.accounts["county_staff"].pk
    assert history == {
        ("name", "乌云其其格", "乌云", by, "call"),
        ("education", "大学本科", "研究生", by, "call"),
    }
    [(act, subject, detail)] = events()
    assert (act, subject) == ("returnee_correct", str(returnee.pk))
    assert detail == "本人来电，已核实；姓名、学历"
    page = log_in("county_staff").get(address(returnee, "change")).content.decode()
    assert "本人来电，已核实" in page
    assert "乌云其其格" in page


def test_a_new_number_is_stored_and_its_history_is_masked(log_in, world, returnee):
    client = log_in("county_staff")
    client.post(address(returnee, "correct"), answers(world, phone="138 1234 5678"))
    assert Returnee.objects.get().phone == "13812345678"
    page = client.get(address(returnee, "change")).content.decode()
    assert "139****0001" in page
    assert PHONE not in page
    assert "13812345678" not in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ground": ""}, "请选择怎样核实的"),
        ({"ground": "x"}, "列表里没有“x”"),
        ({"phone": "123"}, "11 位手机号"),
        ({"birth_year": "1950"}, "请选择出生年月"),
        ({"ethnicity": "02"}, "需要您单独同意"),
    ],
)
def test_errors_are_reported_and_nothing_typed_is_lost(log_in, world, returnee, changes, message):
    response = log_in("county_staff").post(address(returnee, "correct"), answers(world, name="新名字", **changes))
    content = response.content.decode()
    assert response.status_code == 200
    assert message in content
    assert 'value="新名字"' in content
    assert PHONE not in content
    assert Returnee.objects.get().name == "乌云其其格"
    assert events() == []


def test_an_unchanged_answer_is_no_correction(log_in, world, returnee):
    log_in("county_staff").post(address(returnee, "correct"), answers(world, township=""))
    assert not Correction.objects.exists()
    assert events() == []


def test_a_home_elsewhere_leaves_the_list_with_a_word(log_in, world, returnee):
    fields = answers(world, home_county=world.hailar.gb_code)
    response = log_in("county_staff").post(address(returnee, "correct"), fields, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "今后由那里负责" in response.content.decode()
    assert Returnee.objects.get().home_committee == world.hailar


def test_a_withdrawal_erases_at_once_and_names_its_ground(log_in, world, returnee):
    client = log_in("county_staff")
    assert client.get(address(returnee, "withdraw")).status_code == 200
    assert "请选择怎样核实的" in client.post(address(returnee, "withdraw"), {}).content.decode()
    assert Returnee.objects.get().name
    assert client.post(address(returnee, "withdraw"), {"ground": "in_person"}).status_code == 302
    withdrawn = Returnee.objects.get()
    assert (withdrawn.state, withdrawn.name, withdrawn.phone) == ("withdrawn", None, None)
    assert events() == [("returnee_withdraw", str(returnee.pk), "本人到场，已核实")]
    assert AuditEvent.objects.get(act="returnee_withdraw").actor == world.accounts["county_staff"]


@pytest.mark.parametrize("page", ["correct", "withdraw", "remove"])
def test_of_a_withdrawn_record_nothing_is_left_to_do(log_in, returnee, page):
    returnee.withdraw(withdrawn_at=now())
    assert log_in("county_staff").get(address(returnee, page)).status_code == 404


def test_a_wrong_record_is_deleted_listed_and_restored(log_in, returnee):
    client = log_in("county_staff")
    assert "请选择删除的原因" in client.post(address(returnee, "remove"), {}).content.decode()
    assert client.post(address(returnee, "remove"), {"reason": "test"})["Location"] == f"{LIST}deleted/"
    listed = client.get(f"{LIST}deleted/").content.decode()
    for message in ("乌云其其格", "测试填写", "2020-03-11"):
        assert message in listed
    assert client.post(address(returnee, "restore"))["Location"] == address(returnee, "change")
    assert Returnee.objects.get().state == "accepted"
    assert [act for act, *_ in events()] == ["returnee_delete", "returnee_restore"]


def test_after_thirty_days_nothing_is_restored(log_in, world, returnee):
    by = world.accounts["county_staff"]
    returnee.mark_deleted(by=by, deletion_reason="test")
    Returnee.objects.update(deleted_at=now() - timedelta(days=30))
    client = log_in("county_staff")
    assert "已过期" in client.get(f"{LIST}deleted/").content.decode()
    client.post(address(returnee, "restore"))
    assert Returnee.objects.get().state == "deleted"
    assert events() == []


def test_deleting_a_merge_target_is_refused_with_a_message(log_in, world):
    kept, other = make_duplicates(entrance=world.homepage, home_committee=world.donghe)
    other.merge_into(target=kept)
    response = log_in("county_staff").post(address(kept, "remove"), {"reason": "test"})
    assert "请先取消合并" in response.content.decode()


def test_foreign_records_are_not_found(log_in, world):
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar)
    client = log_in("county_staff")
    for page in ("correct", "withdraw", "remove"):
        assert client.get(address(foreign, page)).status_code == 404
        assert client.post(address(foreign, page), {"ground": "call", "reason": "test"}).status_code == 404
    foreign.mark_deleted(by=world.accounts["county_staff"], deletion_reason="test")
    assert client.post(address(foreign, "restore")).status_code == 404
    assert "乌云其其格" not in client.get(f"{LIST}deleted/").content.decode()


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_who_may_not_correct_may_not_see_these_pages(log_in, returnee, role):
    client = log_in(role)
    for page in ("correct", "withdraw", "remove"):
        assert client.post(address(returnee, page), {"ground": "call", "reason": "test"}).status_code == 403
    assert client.get(f"{LIST}deleted/").status_code == 403
    assert client.post(address(returnee, "restore")).status_code == 403
    assert Returnee.objects.get().state == "accepted"


def test_the_difficulty_is_for_the_responsible_committee_and_those_above(world, returnee):
    accounts = world.accounts
    assert returnee.can_read_restricted(accounts["county_staff"])
    assert returnee.can_read_restricted(accounts["league_city_staff"])
    returnee.home_committee = world.hailar
    assert not returnee.can_read_restricted(accounts["county_staff"])
    assert not returnee.can_read_restricted(accounts["league_city_staff"])


def test_the_difficulty_is_withheld_from_others(log_in, world, monkeypatch):
    returnee = make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        status="B",
        industry="A-crops",
        intent="half_year",
        alliance_wish="willing",
        difficulty_text="缺少周转资金",
        sensitive_consented_at=now(),
    )
    client = log_in("county_staff")
    assert "缺少周转资金" in client.get(address(returnee, "change")).content.decode()
    monkeypatch.setattr(Returnee, "can_read_restricted", lambda self, account: False)
    for page in ("change", "compare"):
        assert "缺少周转资金" not in client.get(address(returnee, page)).content.decode()
    assert client.get(address(returnee, "correct")).status_code == 403


def test_the_second_of_two_corrections_sees_the_first_but_no_whole_number(log_in, world, returnee):
    client = log_in("league_city_staff")
    seen = client.get(address(returnee, "correct")).context["seen_correction"]
    client.post(address(returnee, "correct"), answers(world, name="改过的名字", phone="13812345678"))
    second = answers(world, name="另一个名字", phone="13812340000", seen_correction=str(seen))
    page = client.post(address(returnee, "correct"), second).content.decode()
    assert "改过的名字" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    returnee.refresh_from_db()
    assert (returnee.name, returnee.phone) == ("改过的名字", "13812345678")
