"""An entry that equals one that is there: 是同一场吗？ Asked, never blocked, and nothing of others is disclosed."""

import pytest

from activities.models import Activity
from tests.activities.entries import ADD, add, form_errors, new_uuid, payload, photos, picture, shown_form
from tests.activities.exchange import ROWS, confirm, import_rows, upload, workbook_of
from tests.activities.test_resend import buttons
from tests.at_once import each_at_once, signed_in
from tests.factories import make_activity, make_campaign, make_committee

pytestmark = pytest.mark.django_db

# What the payload of a symposium is beside: the same committee, kind and day.
SAME_DAY = {"held_on": "2020-01-20", "topic": "另一个主题", "participant_count": 77}


def make_beside(world, committee=None, kind="symposium", **overrides):
    fields = {"campaign": world.campaign, "committee": committee or world.donghe} | SAME_DAY | overrides
    return make_activity(kind, **fields)


def is_asked(response):
    return response.status_code == 200 and "是同一场吗？" in response.content.decode()


@pytest.mark.parametrize(
    "overrides",
    [
        {"topic": "家乡如何发展"},
        {"topic": " 家乡如何　发展"},
        {"participant_count": 25},
        {"participant_count": 25, "topic": ""},
        {"topic": "家乡如何发展", "state": "planned"},
    ],
)
def test_asks_where_numbers_or_topic_are_the_same(log_in, world, overrides):
    entry = make_beside(world, **overrides)
    client = log_in("county_staff")
    page = add(client, "symposium", form_uuid=new_uuid())
    assert is_asked(page)
    text = page.content.decode()
    assert f'<a href="/admin/activities/symposium/{entry.pk}/change/" target="_blank">{entry.number}</a>' in text
    assert list(buttons(page)) == ["是同一场，不再记", "不是，另记一条"]
    assert Activity.objects.count() == 1
    assert shown_form(page)["participant_count"].value() == "25"


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"topic": "家乡如何发展", "held_on": "2020-01-21"},
        {"topic": "家乡如何发展", "held_until": "2020-01-25"},
        {"topic": "家乡如何发展", "state": "cancelled"},
        {"topic": ""},
    ],
)
def test_does_not_ask_where_they_differ(log_in, world, overrides):
    make_beside(world, **overrides)
    assert add(log_in("county_staff"), "symposium").status_code == 302


def test_another_kind_campaign_or_a_deleted_one_is_not_the_same(log_in, world):
    make_beside(world, kind="tour", topic="家乡如何发展", participant_count=25)
    make_beside(world, campaign=make_campaign(year=2021), topic="家乡如何发展")
    make_beside(world, topic="家乡如何发展").mark_deleted(by=world.accounts["county_staff"])
    assert add(log_in("county_staff"), "symposium").status_code == 302


def test_the_same_leads_to_the_one_that_is_there_and_logs_nothing(log_in, world):
    entry = make_beside(world, topic="家乡如何发展")
    client = log_in("county_staff")
    same = buttons(add(client, "symposium"))["是同一场，不再记"]
    done = add(client, "symposium", answers=same, **photos(picture()))
    assert done.url == f"/admin/activities/symposium/{entry.pk}/change/"
    page = client.get(done.url).content.decode()
    assert f"没有另记，这就是已有的 {entry.number}" in page
    assert "照片" in page
    assert Activity.objects.count() == 1


def test_another_is_logged_once_however_often_it_is_pressed(log_in, world):
    make_beside(world, topic="家乡如何发展")
    client, number = log_in("county_staff"), new_uuid()
    another = buttons(add(client, "symposium", form_uuid=number))["不是，另记一条"]
    for _ in range(2):
        assert add(client, "symposium", form_uuid=number, answers=another).status_code == 302
    assert Activity.objects.count() == 2


def test_the_answer_holds_for_the_values_that_it_was_about(log_in, world):
    make_beside(world, topic="家乡如何发展")
    make_beside(world, participant_count=30)
    client = log_in("county_staff")
    another = buttons(add(client, "symposium"))["不是，另记一条"]
    assert is_asked(add(client, "symposium", answers=another, participant_count="30"))


def test_several_that_are_the_same_are_asked_about_together(log_in, world):
    entries = [make_beside(world, topic="家乡如何发展"), make_beside(world, participant_count=25)]
    client = log_in("county_staff")
    page = add(client, "symposium")
    assert all(entry.number in page.content.decode() for entry in entries)
    assert add(client, "symposium", answers=buttons(page)["不是，另记一条"]).status_code == 302


def test_asked_together_with_odd_numbers_and_both_answers_hold(log_in, world):
    make_beside(world, topic="家乡如何发展")
    client, odd = log_in("county_staff"), {"session_count": "50", "participant_count": "3"}
    page = add(client, "symposium", **odd)
    assert is_asked(page)
    assert set(form_errors(page)) == {"session_count", "__all__"}
    distinct = buttons(page)["不是，另记一条"]
    asked = add(client, "symposium", answers=[distinct], **odd)
    assert not is_asked(asked)
    assert f'<input type="hidden" name="answers" value="{distinct}">' in asked.content.decode()
    tick = "sessions_above_people:50/3"
    assert add(client, "symposium", answers=[distinct, tick], **odd).status_code == 302


def test_without_script_going_back_is_caught_by_the_content(log_in):
    client = log_in("county_staff")
    add(client, "tour", form_uuid=new_uuid())
    assert is_asked(add(client, "tour", form_uuid=new_uuid()))
    assert Activity.objects.count() == 1


class TestAboveAndBelow:
    @pytest.mark.parametrize("overrides", [{"topic": "家乡如何发展"}, {"place": "东河镇"}])
    def test_a_league_city_is_asked_about_what_its_county_has_logged(self, log_in, world, overrides):
        entry = make_beside(world, **overrides)
        sent = {"committee": world.baotou.pk, "place": "东河镇"}
        page = add(log_in("league_city_staff"), "symposium", **sent)
        assert is_asked(page)
        assert "东河区团委" in page.content.decode()
        assert entry.number in page.content.decode()

    def test_equal_numbers_are_of_no_weight_between_two_committees(self, log_in, world):
        make_beside(world, participant_count=25)
        assert add(log_in("league_city_staff"), "symposium", committee=world.baotou.pk).status_code == 302

    def test_two_counties_may_do_the_same_on_one_day(self, log_in, world):
        make_beside(world, topic="家乡如何发展")
        assert add(log_in("league_city_staff"), "symposium", committee=world.kundulun.pk).status_code == 302

    def test_a_league_city_is_asked_about_its_own_when_it_logs_for_its_county(self, log_in, world):
        make_beside(world, world.baotou, topic="家乡如何发展")
        assert is_asked(add(log_in("league_city_staff"), "symposium", committee=world.donghe.pk))

    def test_a_county_learns_nothing_of_what_it_may_not_see(self, log_in, world):
        make_beside(world, world.baotou, topic="家乡如何发展", place="东河镇")
        assert add(log_in("county_staff"), "symposium", place="东河镇").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_log_the_same_at_once_are_asked(log_in, world):
    log_in("county_staff")
    statuses = []

    def press(client):
        statuses.append(client.post(ADD["symposium"], payload("symposium", form_uuid=new_uuid())).status_code)

    each_at_once(press, [signed_in(world.accounts["county_staff"]) for _ in range(2)])
    assert sorted(statuses) == [200, 302]
    assert Activity.objects.count() == 1


class TestImport:
    ROW = ROWS["symposium"]

    def test_a_similar_row_is_asked_about_and_waits_for_an_answer(self, log_in, world):
        entry = make_beside(world, topic="家乡")
        client = log_in("county_staff")
        response = upload(client, "symposium", workbook_of(self.ROW))
        assert is_asked(response)
        assert f"/admin/activities/symposium/{entry.pk}/change/" in response.content.decode()
        assert "请先回答" in confirm(client, "symposium", response, answers={}).content.decode()
        assert Activity.objects.count() == 1
        page = confirm(client, "symposium", response, answers={"similar": "skip"}, follow=True)
        assert "没有要导入的" in page.content.decode()
        assert Activity.objects.count() == 1
        confirm(client, "symposium", response, answers={"similar": "add"})
        assert Activity.objects.count() == 2

    def test_a_row_may_be_answered_for_itself(self, log_in, world):
        make_beside(world, topic="家乡")
        rows = [self.ROW, self.ROW | {"参与人数": 31}, self.ROW | {"日期": "2020-01-22"}]
        client = log_in("county_staff")
        response = upload(client, "symposium", workbook_of(*rows))
        confirm(client, "symposium", response, answers={"similar": "skip", "row_3": "add"})
        assert sorted(Activity.objects.values_list("participant_count", flat=True)) == [25, 31, 77]

    def test_rows_of_one_file_are_compared_too(self, log_in):
        rows = [self.ROW, self.ROW | {"参与人数": 31}]
        response = upload(log_in("county_staff"), "symposium", workbook_of(*rows))
        assert is_asked(response)
        assert "本文件第 2 行" in response.content.decode()

    def test_what_is_there_already_is_imported_again_only_where_it_is_chosen(self, log_in):
        client = log_in("county_staff")
        import_rows(client, self.ROW)
        response = upload(client, "symposium", workbook_of(self.ROW))
        confirm(client, "symposium", response, answers={})
        assert Activity.objects.count() == 1
        confirm(client, "symposium", response, answers={"exact": "add"})
        assert Activity.objects.count() == 2

    def test_a_league_city_s_row_is_compared_with_its_counties(self, log_in, world):
        make_beside(world, topic="家乡")
        client = log_in("league_city_staff")
        assert is_asked(upload(client, "symposium", workbook_of(self.ROW | {"开展单位": "包头市团委"})))
        assert not is_asked(upload(client, "symposium", workbook_of(self.ROW | {"开展单位": "昆都仑区团委"})))

    def test_a_county_s_row_discloses_nothing_of_above(self, log_in, world):
        make_beside(world, world.baotou, topic="家乡")
        assert not is_asked(upload(log_in("county_staff"), "symposium", workbook_of(self.ROW)))

    def test_an_entry_that_names_its_number_is_itself(self, log_in, world):
        entry = make_beside(world, topic="家乡", participant_count=25)
        row = self.ROW | {"编号": entry.number, "地点": "新地点"}
        assert not is_asked(upload(log_in("county_staff"), "symposium", workbook_of(row)))

    def test_what_comes_between_is_asked_about_anew(self, log_in, world):
        client = log_in("county_staff")
        response = upload(client, "symposium", workbook_of(self.ROW))
        make_beside(world, topic="家乡")
        page = confirm(client, "symposium", response)
        assert "这次没有导入" in page.content.decode()
        assert is_asked(page)

    def test_queries_do_not_grow_with_the_rows(self, log_in, world, django_assert_max_num_queries):
        townships = [make_committee(parent=world.donghe, level="township", place_name=f"镇{n}") for n in range(5)]
        for number in range(60):
            make_beside(world, townships[number % 5], topic=f"主题 {number}", held_on=f"2020-01-{number % 28 + 1:02}")
        rows = [
            self.ROW
            | {"日期": f"2020-01-{number % 28 + 1:02}", "主题": f"主题 {number}", "活动场次": 50, "参与人数": 3}
            for number in range(60)
        ]
        client = log_in("county_staff")
        # Of each row, that its campaign and its committee are there.
        with django_assert_max_num_queries(24 + 2 * 60):
            response = upload(client, "symposium", workbook_of(*rows))
        questions = response.context["preview"].questions
        assert (len(questions.similar), len(questions.odd)) == (60, 60)


class TestTheNextOneAfterAnAnswer:
    """保存，再记一条, pressed before the question, is what the answer goes on with."""

    @pytest.mark.parametrize("answer", ["不是，另记一条", "是同一场，不再记"])
    def test_leads_to_a_new_form(self, log_in, world, answer):
        make_beside(world, topic="家乡如何发展")
        client = log_in("county_staff")
        page = add(client, "symposium", form_uuid=new_uuid(), _addanother="")
        assert '<input type="hidden" name="then" value="_addanother">' in page.content.decode()
        response = add(client, "symposium", form_uuid=new_uuid(), then="_addanother", answers=[buttons(page)[answer]])
        assert response["Location"].partition("?")[0] == ADD["symposium"]

    def test_another_button_takes_its_place(self, log_in, world):
        make_beside(world, topic="家乡如何发展")
        client = log_in("county_staff")
        page = add(client, "symposium", form_uuid=new_uuid(), _addanother="")
        distinct = buttons(page)["不是，另记一条"]
        response = add(client, "symposium", form_uuid=new_uuid(), then="_addanother", _save="", answers=[distinct])
        assert response["Location"] == "/admin/activities/symposium/"

    def test_nothing_else_is_taken_for_a_button(self, log_in, world):
        assert add(log_in("county_staff"), "symposium", then="_popup")["Location"] == "/admin/activities/symposium/"
