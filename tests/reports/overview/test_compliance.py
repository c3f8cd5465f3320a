"""合规材料: what the page says follows from declarations, records and the trail."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import AuditEvent, Campaign
from organization.roles import ROLES
from reports.overview.compliance.declared import POWERS, readers
from reports.overview.compliance.figures import (
    COUNTED_ACTS,
    Timeliness,
    acts_of_year,
    recipients,
    timeliness_of_year,
)
from returnees.models import EndedRequest, LostReceipt
from returnees.questions import QUESTIONS
from tests.factories import make_follow_up_case, make_follow_up_note, make_returnee, publish_notice

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/compliance/"


def text_of(client, query=""):
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_only_the_region_s_roles_that_see_campaigns_have_it(log_in, role):
    is_open = role in ("region_manager", "region_viewer", "auditor", "system_administrator")
    assert log_in(role).get(PAGE).status_code == (200 if is_open else 403)


def test_says_that_it_is_a_draft_and_names_every_kind_and_its_reason(log_in):
    page = text_of(log_in("auditor"))
    assert "草稿，须经本单位法务审定" in page
    for question in QUESTIONS:
        assert question.short_label in page
        assert question.necessity in page


def test_says_what_the_notice_lacks(log_in, world):
    assert "里还有“未填写”的地方" in text_of(log_in("auditor"))
    complete = {"contact_phone": "0471-0000000", "complaints": "12355", "anonymise_on": date(2022, 2, 28)}
    Campaign.objects.update(**complete)
    assert "没有写到现在的：联系电话、投诉举报方式、保存期" in text_of(log_in("auditor"))
    world.campaign.refresh_from_db()
    publish_notice(world.campaign)
    assert "说明还缺" not in text_of(log_in("auditor"))


def test_who_sees_is_what_the_roles_say(world):
    found = {reader.label: reader for reader in readers()}
    for role in ROLES.values():
        powers = {POWERS[permission] for permission in role.permissions & POWERS.keys()}
        assert set(found[role.label].powers if role.label in found else ()) == powers
    assert found["旗县工作人员"].account_count == 1
    assert "系统管理员" not in found


def test_the_figures_of_a_year_are_those_of_the_trail(log_in, world, rf):
    request = rf.get("/")
    request.user = world.accounts["county_staff"]
    for _ in range(2):
        append_audit_event(request, Act.PHONE_SHOWN, None)
    old = append_audit_event(request, Act.FULL_EXPORT, None)
    AuditEvent.objects.filter(pk=old.pk).update(at=datetime(2019, 12, 31, 15, 59, tzinfo=UTC))
    counts = {label: count for _, acts in acts_of_year(2020) for label, count in acts}
    assert counts["显示手机号"] == 2
    assert counts["导出全部记录"] == 0
    assert {label: n for _, acts in acts_of_year(2019) for label, n in acts}["导出全部记录"] == 1
    assert "显示手机号 2" in text_of(log_in("auditor"))
    assert "显示手机号 0" in text_of(log_in("auditor"), "?year=2019")


def test_every_act_is_counted_once():
    acts = [act for group in COUNTED_ACTS.values() for act in group]
    assert len(acts) == len(set(acts))


@pytest.mark.parametrize("year", ["x", "1", "99999999", "２０２０", "-1"])
def test_a_year_that_is_none_is_not_found(log_in, year):
    assert log_in("auditor").get(PAGE, {"year": year}).status_code == 404


def test_counts_how_youths_agreed(log_in, world):
    for number, fields in enumerate(
        (
            {"consent_proof": "own_tick"},
            {"consent_proof": "own_phone", "filled_by": "staff"},
            {"filled_by": "staff"},
            {},
        )
    ):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=f"1390000000{number}", **fields)
    page = text_of(log_in("auditor"))
    assert "本人在问卷上勾选 1；本人在自己的手机上同意 1；本人签字的书面同意 0" in page
    assert "早于这项记录，本人填写 1；早于这项记录，工作人员代填 1" in page
    assert "2020-1：4 份" in page


class TestTimeliness:
    def end(self, world, *, received_on, kind="lost_code", **columns):
        return EndedRequest.objects.record(
            campaign=world.campaign, committee=world.donghe, kind=kind, received_on=received_on, **columns
        )

    def test_counts_by_kind_what_was_in_time_and_how_long_it_took(self, log_in, world):
        """Today is 10 February: what came before 20 January is late."""
        for day in (date(2020, 2, 9), date(2020, 2, 4), date(2020, 1, 1)):
            self.end(world, received_on=day)
        self.end(world, received_on=date(2020, 1, 1), is_handled=False)
        self.end(world, received_on=date(2020, 2, 10), kind="withdrawal")
        assert timeliness_of_year(2020) == [
            Timeliness("找回回执", handled=3, in_time=2, median_days=6, unhandled=1),
            Timeliness("代为撤回", handled=1, in_time=1, median_days=0, unhandled=0),
        ]
        assert timeliness_of_year(2019) == []
        page = text_of(log_in("auditor"))
        assert '<td class="number" data-heading="其中按时">2</td>' in page
        assert "没有办结过" in text_of(log_in("auditor"), "?year=2019")

    def test_says_how_many_wait(self, log_in, world):
        asked = {"campaign": world.campaign, "committee": world.donghe}
        LostReceipt.objects.create(phone="13900000001", due_on=date(2020, 2, 7), **asked)
        LostReceipt.objects.create(phone="13900000002", due_on=date(2020, 2, 10), **asked)
        assert "2 个找回回执的请求等着办，其中 1 个逾期" in text_of(log_in("auditor"))

    def test_a_request_does_not_end_before_it_came(self, world):
        self.end(world, received_on=date(2020, 2, 11))  # the clock was set back meanwhile
        ended = EndedRequest.objects.get()
        assert ended.ended_on == date(2020, 2, 11)
        with pytest.raises(IntegrityError):
            EndedRequest.objects.update(ended_on=date(2020, 2, 10))


class TestRecipients:
    @pytest.fixture
    def provided(self, world):
        clerk = world.accounts["county_staff"]
        passed_on = {"kind": "loan", "recipient": "某农村信用社", "has_recipient_consent": True, "by": clerk}
        for number, name in enumerate(("张三", "李四")):
            returnee = {"phone": f"1390000000{number}", "name": name}
            case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, returnee=returnee)
            make_follow_up_note(case=case, **passed_on)
        make_follow_up_note(case=case, **passed_on)
        make_follow_up_note(case=case, by=clerk)

    def test_each_with_how_many_and_without_a_name(self, log_in, world, provided):
        (found,) = recipients(world.campaign, world.accounts["region_manager"])
        assert (found.name, found.people, found.times) == ("某农村信用社", 2, 3)
        page = text_of(log_in("region_manager"))
        assert "某农村信用社：2 人，3 次" in page
        assert "张三" not in page

    def test_says_where_there_is_none(self, log_in):
        assert "没有向别的单位提供过" in text_of(log_in("auditor"))
