"""A lost code: the youth's request, which discloses nothing, and what staff do with it."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import OperationalError

from operations.anonymising import anonymise_due
from operations.erasing import erase_lost_codes
from organization.clock import now
from organization.models import AuditEvent
from returnees.form_token import sign_token
from returnees.models import EndedRequest, LostReceipt
from returnees.models.ended_request import working_days_after
from returnees.models.lost_receipt import REQUESTS_PER_HOUR, LostReceiptQuerySet
from returnees.page_cache import clear_pages
from tests.factories import make_campaign, make_responsible, make_returnee
from tests.returnees.receipts import CODE, look_up, text_of

pytestmark = pytest.mark.django_db

PAGE = "/receipt/lost/"
LIST = "/admin/returnees/lostreceipt/"
PHONE = "13900000001"


def payload(world, **changes):
    submission_uuid = uuid.uuid4()
    began_at = now() - changes.pop("began_at", timedelta(minutes=1))
    return {
        "entrance": world.homepage.token,
        "submission_uuid": str(submission_uuid),
        "form_token": sign_token(world.homepage, submission_uuid, notice_version="2020-1", began_at=began_at),
        "phone": PHONE,
        "home_county": "150202",
        "website": "",
    } | changes


def send(client, world, **changes):
    return client.post(PAGE, payload(world, **changes))


def make_current(campaign):
    type(campaign).objects.update(is_current=False)
    type(campaign).objects.filter(pk=campaign.pk).update(is_current=True)


def make_request(world, **changes):
    fields = {"committee": world.donghe, "phone": PHONE, "due_on": date(2020, 3, 2)}
    return LostReceipt.objects.create(campaign=world.campaign, **fields | changes)


class TestPage:
    def test_asks_for_phone_and_home_without_a_cookie(self, client, world):
        response = client.get(PAGE)
        page = text_of(response)
        assert 'name="phone"' in page
        assert 'name="home_county"' in page
        assert page.count("<option") > 3
        assert 'name="name"' not in page
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]

    def test_does_not_say_that_another_number_will_do(self, client, world):
        assert "填家里人的也可以" in text_of(client.get(world.homepage.get_absolute_url()))
        assert "填家里人的也可以" not in text_of(client.get(PAGE))

    def test_its_own_form_is_accepted(self, client, world):
        context = client.get(PAGE).context
        sent = {"form_token": context["form_token"], "submission_uuid": str(context["submission_uuid"])}
        assert "请求已收到" in text_of(send(client, world, **sent))
        # Nobody types as fast.
        assert LostReceipt.objects.get().is_suspect

    def test_a_request_waits_in_the_queue_of_the_home(self, client, world):
        send(client, world)
        request = LostReceipt.objects.get()
        assert (request.committee, request.phone, request.campaign) == (world.donghe, PHONE, world.campaign)
        # Fifteen working days after Monday, 10 February.
        assert request.due_on == date(2020, 3, 2)
        assert not request.is_suspect

    def test_the_page_is_the_same_whether_the_number_is_known_or_not(self, client, world, returnee):
        known = text_of(send(client, world))
        again = text_of(send(client, world))
        unknown = text_of(send(client, world, phone="13800000002"))
        assert known == unknown == again
        assert PHONE not in known
        assert returnee.name not in known

    def test_one_is_open_per_number_and_keeps_its_day(self, client, world, settings):
        send(client, world)
        settings.GUICHAO_TODAY = date(2020, 2, 20)
        send(client, world)
        request = LostReceipt.objects.get()
        assert (request.committee, request.due_on) == (world.donghe, date(2020, 3, 2))

    def test_another_home_moves_it_to_where_the_page_says_that_it_is(self, client, world, settings):
        """Whoever chose the wrong county, or somebody else before, would wait in vain."""
        send(client, world)
        settings.GUICHAO_TODAY = date(2020, 2, 20)
        assert "昆都仑" in text_of(send(client, world, home_county="150203"))
        request = LostReceipt.objects.get()
        assert (request.committee, request.due_on) == (world.kundulun, date(2020, 3, 2))

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"phone": ""}, "请填写手机号。"),
            ({"phone": "12345"}, "请填写 11 位手机号。"),
            ({"home_county": ""}, "请选择家乡。"),
            ({"home_county": "110101"}, "请从列表中选择家乡"),
            ({"home_county": "outside"}, "没有回执码可以找"),
        ],
    )
    def test_a_mistake_is_said_beside_its_field_and_all_is_kept(self, client, world, changes, sentence):
        page = text_of(send(client, world, **changes))
        assert sentence in page
        assert "您填写的内容没有保存" not in page
        assert "这次只登记家乡在本自治区的青年" not in page
        if "phone" not in changes:
            assert f'value="{PHONE}"' in page
        else:
            assert 'value="150202" selected' in page
        assert not LostReceipt.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"form_token": "x"},
            {"began_at": timedelta(days=8)},
            {"submission_uuid": "00000000-0000-4000-8000-000000000001"},
        ],
    )
    def test_a_page_that_is_too_old_asks_once_more(self, client, world, changes):
        response = send(client, world, **changes)
        assert "请再按一次提交" in text_of(response)
        assert f'value="{PHONE}"' in text_of(response)
        assert not LostReceipt.objects.exists()
        context = response.context
        again = {"form_token": context["form_token"], "submission_uuid": str(context["submission_uuid"])}
        send(client, world, **again)
        assert not LostReceipt.objects.get().is_suspect

    def test_what_looks_like_a_program_is_marked_and_not_dropped(self, client, world):
        page = text_of(send(client, world, website="http://x"))
        assert "请求已收到" in page
        assert LostReceipt.objects.get().is_suspect

    def test_a_flood_of_requests_is_stopped_by_its_number_and_not_by_the_address(self, client, world):
        make_responsible(campaign=world.campaign, committee=world.donghe, is_public=True)
        for number in range(REQUESTS_PER_HOUR):
            make_request(world, phone=f"138{number:08d}")
        page = text_of(send(client, world))
        assert "请过一小时再试" in page
        assert f'value="{PHONE}"' in page
        assert "tel:13900000009" in page
        assert LostReceipt.objects.count() == REQUESTS_PER_HOUR
        assert "请求已收到" in text_of(send(client, world, home_county="150203"))

    def test_without_a_database_what_was_typed_is_kept(self, client, world, monkeypatch):
        client.get(PAGE)

        def fail(*args, **kwargs):
            raise OperationalError

        monkeypatch.setattr(LostReceiptQuerySet, "ask", fail)
        response = send(client, world)
        assert response.status_code == 503
        assert f'value="{PHONE}"' in text_of(response)
        assert "内容都在这里" in text_of(response)

    def test_names_the_person_of_the_home(self, client, world):
        make_responsible(campaign=world.campaign, committee=world.donghe, is_public=True)
        assert "tel:13900000009" in text_of(send(client, world))

    def test_after_the_retention_nothing_is_taken(self, client, world):
        world.campaign.anonymise_on = date(2020, 3, 1)
        world.campaign.save()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(world.campaign), "is_retention_over", True)
            assert "已经不用办理" in text_of(send(client, world))
        assert not LostReceipt.objects.exists()

    def test_a_campaign_that_is_not_open_yet_leads_to_those_that_were_answered(self, client, world):
        """Nobody can have lost a receipt of it."""
        make_current(make_campaign(year=2021, state="preparing"))
        page = text_of(client.get(PAGE))
        assert "还没有开放" in page
        assert f'href="{PAGE}?campaign=2020"' in page
        assert 'name="phone"' in text_of(client.get(f"{PAGE}?campaign=2020"))
        type(world.campaign).objects.filter(pk=world.campaign.pk).update(state="preparing")
        clear_pages()
        assert "还没有开放" in text_of(send(client, world))
        assert not LostReceipt.objects.exists()

    def test_the_receipt_s_pages_lead_to_it(self, client, world):
        assert f'href="{PAGE}"' in text_of(client.get("/receipt/"))

    @pytest.mark.parametrize(
        "nonsense", [{"entrance": "nonsense"}, {"entrance": "\0"}, {"entrance": ""}, {"submission_uuid": "x"}]
    )
    def test_nonsense_is_no_error(self, client, world, nonsense):
        assert send(client, world, **nonsense).status_code == 200


def test_working_days_leave_out_saturdays_and_sundays():
    assert working_days_after(date(2020, 2, 14), 1) == date(2020, 2, 17)
    assert working_days_after(date(2020, 2, 15), 1) == date(2020, 2, 17)
    assert working_days_after(date(2020, 2, 10), 15) == date(2020, 3, 2)


class TestQueue:
    def test_lists_those_of_ones_own_by_due_date(self, log_in, world):
        late = make_request(world, due_on=date(2020, 2, 7))
        make_request(world, committee=world.hailar, phone="13800000003")
        response = log_in("county_staff").get(LIST)
        assert list(response.context["cl"].result_list) == [late]
        page = text_of(response)
        assert "逾期" in page
        assert "139****0001" in page
        assert PHONE not in page

    @pytest.mark.parametrize(("role", "status"), [("region_viewer", 403), ("auditor", 403), ("league_city_staff", 200)])
    def test_is_for_those_who_help(self, log_in, world, role, status):
        assert log_in(role).get(LIST).status_code == status

    def test_another_county_s_is_not_found(self, log_in, world):
        request = make_request(world, committee=world.hailar)
        client = log_in("county_staff")
        assert client.get(f"{LIST}{request.pk}/change/").status_code == 404
        assert client.post(f"{LIST}{request.pk}/change/", {"step": "show"}).status_code == 404

    def test_showing_the_number_finds_the_records_and_is_recorded(self, log_in, world, returnee):
        make_returnee(entrance=world.homepage, home_committee=world.hailar)
        request = make_request(world)
        client = log_in("county_staff")
        page = f"{LIST}{request.pk}/change/"
        assert PHONE not in text_of(client.get(page))
        shown = text_of(client.post(page, {"step": "show"}))
        assert PHONE in shown
        assert "（1 份）" in shown
        assert f"/admin/returnees/returnee/{returnee.pk}/receipt/" in shown
        event = AuditEvent.objects.get(act="phone_shown")
        assert (event.object_id, event.detail) == (str(request.pk), "查到 1 份问卷")

    def test_the_number_of_a_minor_stays_hidden_from_a_county(self, log_in, world):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, age=16)
        request = make_request(world)
        shown = text_of(log_in("county_staff").post(f"{LIST}{request.pk}/change/", {"step": "show"}))
        assert PHONE not in shown
        assert "未成年人" in shown
        assert AuditEvent.objects.get(act="phone_shown").result == "refused"

    def test_what_is_done_is_deleted_with_its_number(self, log_in, world):
        request = make_request(world)
        client = log_in("county_staff")
        page = f"{LIST}{request.pk}/change/"
        assert "请选择办理结果。" in text_of(client.post(page, {"step": "done"}))
        response = client.post(page, {"step": "done", "outcome": "code_given"}, follow=True)
        assert "已办结" in text_of(response)
        assert not LostReceipt.objects.exists()
        event = AuditEvent.objects.get(act="returnee_lost_code")
        assert event.detail == "已核实，告知了回执码"
        assert PHONE not in event.detail
        ended = EndedRequest.objects.get()
        assert (ended.kind, ended.committee, ended.is_handled) == ("lost_code", world.donghe, True)

    def test_a_clock_that_was_set_back_keeps_nobody_from_ending_it(self, log_in, world, settings):
        request = make_request(world)
        settings.GUICHAO_TODAY -= timedelta(days=3)
        log_in("county_staff").post(f"{LIST}{request.pk}/change/", {"step": "done", "outcome": "code_given"})
        ended = EndedRequest.objects.get()
        assert ended.ended_on == ended.received_on

    def test_the_desk_counts_them(self, log_in, world):
        make_request(world)
        assert "1 位青年丢了回执码" in text_of(log_in("county_staff").get("/admin/"))


class TestErasure:
    def test_thirty_days_later_it_is_deleted(self, world):
        make_request(world, requested_at=now() - timedelta(days=30, seconds=1))
        kept = make_request(world, phone="13800000003", requested_at=now() - timedelta(days=29))
        assert "1 个" in erase_lost_codes(dry_run=True)
        assert LostReceipt.objects.count() == 2
        assert "1 个" in erase_lost_codes(dry_run=False)
        assert list(LostReceipt.objects.all()) == [kept]
        # That nobody called stays countable.
        assert not EndedRequest.objects.get().is_handled

    def test_it_goes_with_the_campaign_s_values(self, world, settings):
        make_request(world)
        world.campaign.anonymise_on = date(2020, 3, 1)
        world.campaign.save()
        settings.GUICHAO_TODAY = None
        anonymise_due(dry_run=False)
        assert not LostReceipt.objects.exists()

    def test_it_goes_with_the_record_that_its_youth_withdraws(self, client, world, returnee):
        make_request(world, phone=returnee.phone)
        kept = make_request(world, phone="13800000003")
        look_up(client, step="erase")
        assert list(LostReceipt.objects.all()) == [kept]

    def test_it_waits_while_the_number_is_that_of_another_record_too(self, client, world, returnee):
        """Families share a phone."""
        make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=returnee.phone)
        make_request(world, phone=returnee.phone)
        look_up(client, step="erase")
        assert LostReceipt.objects.exists()

    def test_it_goes_again_with_a_record_that_a_backup_brought_back(self, world, returnee):
        make_request(world, phone=returnee.phone)
        returnee.erase_again(erased_at=now())
        assert not LostReceipt.objects.exists()

    def test_it_stays_for_staff_who_withdraw_to_say_how_it_ended(self, log_in, world, returnee):
        request = make_request(world, phone=returnee.phone)
        staff = log_in("county_staff")
        staff.post(f"/admin/returnees/returnee/{returnee.pk}/withdraw/", {"ground": "call"})
        assert type(returnee).objects.get().state == "withdrawn"
        staff.post(f"{LIST}{request.pk}/change/", {"step": "done", "outcome": "withdrawn"})
        assert AuditEvent.objects.get(act="returnee_lost_code").detail == "已核实，按本人意思撤回"
        assert not LostReceipt.objects.exists()


class TestGivingTheCodeAgain:
    def page(self, returnee):
        return f"/admin/returnees/returnee/{returnee.pk}/receipt/"

    def test_the_same_code_for_a_verified_youth_with_an_event(self, log_in, client, world):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        staff = log_in("county_staff")
        assert "请选择怎样核实的。" in text_of(staff.post(self.page(returnee), {}))
        response = staff.post(self.page(returnee), {"ground": "call"})
        code = "".join(response.context["code_parts"])
        assert "no-store" in response["Cache-Control"]
        opened = client.post("/receipt/", {"code": code, "last_digits": "0001"})
        assert "乌云其其格" in text_of(opened)
        event = AuditEvent.objects.get(act="returnee_receipt")
        assert event.detail == "本人来电，已核实"
        assert code not in event.detail

    def test_a_code_from_before_is_not_known(self, log_in, world):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, code=CODE)
        response = log_in("county_staff").post(self.page(returnee), {"ground": "call"})
        assert "不能再告知" in text_of(response)
        assert not AuditEvent.objects.filter(act="returnee_receipt").exists()

    def test_not_where_the_number_is_withheld(self, log_in, world):
        minor = make_returnee(entrance=world.homepage, home_committee=world.donghe, age=16)
        client = log_in("county_staff")
        assert client.post(self.page(minor), {"ground": "call"}).status_code == 403
        assert "告知回执码" not in text_of(client.get(f"/admin/returnees/returnee/{minor.pk}/change/"))
        assert log_in("league_city_staff").post(self.page(minor), {"ground": "call"}).status_code == 200

    @pytest.mark.parametrize(("role", "status"), [("region_viewer", 403), ("region_manager", 200)])
    def test_only_by_those_who_may_correct(self, log_in, world, role, status):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        assert log_in(role).get(self.page(returnee)).status_code == status

    def test_another_county_s_record_is_not_found(self, log_in, world):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.hailar)
        assert log_in("county_staff").get(self.page(returnee)).status_code == 404
