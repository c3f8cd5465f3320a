"""Records with one number side by side, merged or marked as distinct."""

import contextlib

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from organization.models import AuditEvent
from returnees.admin.duplicates import MAX_SIDE_BY_SIDE
from returnees.models import DistinctPair, Returnee, ReturneeAnswer
from tests.at_once import each_at_once
from tests.factories import make_duplicates, make_returnee

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/returnee/"
postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")


@pytest.fixture
def pair(world):
    return make_duplicates(entrance=world.homepage, home_committee=world.donghe)


def address(returnee, page="compare"):
    return f"{LIST}{returnee.pk}/{page}/"


def posted(decision, *chosen, kept=None):
    return {"decision": decision, "chosen": [one.pk for one in chosen], "kept": (kept or chosen[0]).pk}


def acts():
    return list(AuditEvent.objects.exclude(act="record_open").order_by("sequence").values_list("act", "object_id"))


def states():
    return dict(Returnee.objects.values_list("pk", "state"))


def test_shows_answers_side_by_side_with_the_differences_marked(log_in, world, pair):
    one, other = pair
    Returnee.objects.filter(pk=other.pk).update(name="乌云", age=17)
    ReturneeAnswer.objects.create(returnee=other, question="needs", code="job")
    response = log_in("league_city_staff").get(address(one))
    answers = {answer.label: answer for answer in response.context["answers"]}
    assert answers["姓名"].texts == ["乌云其其格", "乌云"]
    assert answers["希望团组织提供的帮助"].texts == ["", "就业岗位"]
    assert [answers[label].is_different for label in ("姓名", "希望团组织提供的帮助", "学历", "手机号")] == [
        True,
        True,
        False,
        False,
    ]
    assert "未成年" in response.content.decode()


def test_questions_of_different_statuses_stand_in_their_order(log_in, world, pair):
    one, other = pair
    Returnee.objects.filter(pk=other.pk).update(status="E", school_major="畜牧兽医")
    answers = log_in("county_staff").get(address(one)).context["answers"]
    assert {answer.label: answer.texts for answer in answers}["学校及专业"] == [None, "畜牧兽医"]


def test_merges_the_chosen_into_the_target(log_in, world, pair):
    one, other = pair
    third = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    response = log_in("county_staff").post(address(one), posted("merge", one, other, kept=other))
    assert response["Location"] == address(other, "change")
    assert states() == {one.pk: "merged", other.pk: "accepted", third.pk: "accepted"}
    assert acts() == [("returnee_merge", str(one.pk))]


def test_a_merged_record_can_be_seen_and_split_again(log_in, pair):
    one, other = pair
    other.merge_into(target=one)
    client = log_in("county_staff")
    assert f'已合并到 <a href="{address(one, "change")}">' in client.get(address(other, "change")).content.decode()
    assert "已合并到这一份" in client.get(address(one, "change")).content.decode()
    assert "取消合并" in client.get(address(one)).content.decode()
    assert client.post(address(other, "split")).status_code == 302
    assert set(states().values()) == {"accepted"}
    assert acts() == [("returnee_split", str(other.pk))]
    assert client.post(address(other, "split")).status_code == 404
    assert len(acts()) == 1


def test_a_merge_across_committees_is_undone_by_those_who_see_both(log_in, client, world):
    own = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    kept = make_returnee(entrance=world.homepage, home_committee=world.kundulun)
    own.merge_into(target=kept)
    log_in("county_staff")
    page = client.get(address(own, "change")).content.decode()
    assert "别的团委" in page
    assert f"/{kept.pk}/" not in page
    assert client.post(address(own, "split")).status_code == 404
    assert log_in("league_city_staff").post(address(own, "split")).status_code == 302
    assert set(states().values()) == {"accepted"}


@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_two_merges_against_each_other_leave_one_that_counts(world):
    pair = make_duplicates(entrance=world.homepage, home_committee=world.donghe)

    def merge(pair):
        one, other = [Returnee.objects.get(pk=returnee.pk) for returnee in pair]
        with contextlib.suppress(ValidationError):
            one.merge_into(target=other)

    for _ in range(5):
        each_at_once(merge, [pair, pair[::-1]])
        assert sorted(states().values()) == ["accepted", "merged"]
        Returnee.objects.get(state="merged").split()


def test_people_who_share_a_number_are_marked_distinct_and_that_can_be_undone(log_in, pair):
    client = log_in("county_staff")
    client.post(address(pair[0]), posted("distinct", *pair))
    assert client.get(f"{LIST}?duplicate=yes").context["cl"].result_count == 0
    assert "疑似重复：并排" not in client.get(address(pair[0], "change")).content.decode()
    assert "不是同一人" in client.get(address(pair[0])).content.decode()
    client.post(address(pair[0]), posted("reopen", *pair))
    assert client.get(f"{LIST}?duplicate=yes").context["cl"].result_count == 2
    assert [act for act, _ in acts()] == ["duplicate_dismiss", "duplicate_reopen"]


def test_only_what_the_account_sees_is_compared_and_merged(log_in, world, pair):
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar, name="外地")
    client = log_in("county_staff")
    assert "外地" not in client.get(address(pair[0])).content.decode()
    response = client.post(address(pair[0]), posted("merge", pair[0], foreign))
    assert "至少勾选两份" in response.content.decode()
    assert client.post(address(pair[0]), posted("merge", *pair, kept=foreign)).status_code == 200
    assert client.get(address(foreign)).status_code == 404
    assert client.post(address(foreign, "split")).status_code == 404
    assert set(states().values()) == {"accepted"}


def test_another_number_cannot_be_forged_in(log_in, world, pair):
    stranger = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone="13900000002")
    log_in("county_staff").post(address(pair[0]), posted("merge", *pair, stranger))
    assert Returnee.objects.get(pk=stranger.pk).state == "accepted"


def test_what_cannot_be_merged_is_refused_and_nothing_is_merged(log_in, world, pair):
    one, other = pair
    Returnee.objects.filter(pk=one.pk).update(state="quarantined", quarantine_reason="too_fast")
    response = log_in("county_staff").post(address(one), posted("merge", one, other))
    assert "请先核实" in response.content.decode()
    assert states() == {one.pk: "quarantined", other.pk: "accepted"}
    assert acts() == []


@pytest.mark.parametrize(
    "odd",
    [{}, {"decision": "x"}, {"decision": "merge", "chosen": ["x", "９", "-1"]}, {"decision": "merge", "kept": "\x00"}],
)
def test_odd_posts_are_refused_and_change_nothing(log_in, pair, odd):
    assert log_in("county_staff").post(address(pair[0]), odd).status_code == 200
    assert set(states().values()) == {"accepted"}


def test_a_viewer_compares_and_decides_nothing(log_in, pair):
    client = log_in("region_viewer")
    page = client.get(address(pair[0]))
    assert page.status_code == 200
    assert "合并到保留" not in page.content.decode()
    assert client.post(address(pair[0]), posted("merge", *pair)).status_code == 403
    assert client.post(address(pair[1], "split")).status_code == 403
    assert not DistinctPair.objects.exists()


def test_a_number_of_many_is_shown_in_parts(log_in, world, django_assert_max_num_queries):
    many = make_duplicates(entrance=world.homepage, home_committee=world.donghe, count=MAX_SIDE_BY_SIDE + 3)
    client = log_in("county_staff")
    with django_assert_max_num_queries(20):
        page = client.get(address(many[0]))
    assert len(page.context["compared"]) == MAX_SIDE_BY_SIDE
    assert "还有 3 份" in page.content.decode()
