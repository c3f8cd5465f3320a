"""The summary on the page of a package: saved, drafted, and what two writers see of each other."""

import pytest

from reports.models import Package
from reports.packages import life_cycle
from tests.factories import make_account, submit_package
from tests.reports.packages.pages import address, message_texts, package_of, post_parts, save_summary, saved_part

pytestmark = pytest.mark.django_db


def test_is_saved_by_its_button(own, package):
    response = save_summary(own, package, "走访青年，共话家乡。")
    assert message_texts(response) == ["文字总结已保存（10 字）。"]
    package.refresh_from_db()
    assert package.summary_text == "走访青年，共话家乡。"


def test_is_saved_while_one_types(own, package):
    response = save_summary(own, package, "走访青年", Accept="application/json")
    package.refresh_from_db()
    saved = saved_part(response)
    assert (saved["state"], saved["revision"]) == ("saved", package.summary_revision)
    assert saved["at"]
    again = saved_part(save_summary(own, package, "走访青年，共话家乡", Accept="application/json"))
    package.refresh_from_db()
    assert again["revision"] == package.summary_revision
    assert package.summary_text == "走访青年，共话家乡"


def test_a_lost_answer_is_no_conflict(own, package):
    first = saved_part(save_summary(own, package, "走访青年", Accept="application/json"))
    again = saved_part(save_summary(own, package, "走访青年", seen=0, Accept="application/json"))
    assert (again["state"], again["revision"]) == ("untouched", first["revision"])


def test_the_second_writer_of_the_summary_is_refused_while_typing(own, package, staff):
    life_cycle.write_summary(package=package, text="甲写的", seen_revision=0, by=staff)
    answer = saved_part(save_summary(own, package, "乙写的", seen=0, Accept="application/json"))
    assert (answer["state"], answer["values"], answer["lines"]) == ("changed", {"text": "甲写的"}, ["甲写的"])
    package.refresh_from_db()
    assert (package.summary_text, answer["revision"]) == ("甲写的", package.summary_revision)


def test_the_second_writer_of_the_summary_sees_both(own, package, staff):
    life_cycle.write_summary(package=package, text="甲写的", seen_revision=0, by=staff)
    response = save_summary(own, package, "乙写的", seen=0)
    form = response.context["summary_form"]
    assert form["text"].value() == "乙写的"
    assert "<p>甲写的</p>" in response.text
    save_summary(own, package, "乙写的", seen=form["seen_revision"].value())
    package.refresh_from_db()
    assert package.summary_text == "乙写的"


def test_a_refusal_while_typing_says_which(own, world, package, staff):
    submit_package(package, by=staff)
    package.refresh_from_db()
    answer = saved_part(save_summary(own, package, "别的", Accept="application/json"))
    assert answer["state"] == "refused"
    assert answer["message"].startswith("材料已报送")


def test_a_summary_without_end_is_refused_beside_its_field(own, package):
    response = save_summary(own, package, "字" * 20_001)
    assert "太长了" in response.text
    assert len(response.context["summary_form"]["text"].value()) == 20_001
    answer = saved_part(save_summary(own, package, "字" * 20_001, Accept="application/json"))
    assert answer["state"] == "invalid"


# Drafts


def press_draft(client, package, text):
    """The text is saved first, as by every button of the page."""
    typed = {"text": text, "seen_revision": package.summary_revision}
    return post_parts(client, package, {"summary": typed, "draft": "1"})


def test_a_draft_is_made_and_stays_one_until_edited(own, package):
    assert press_draft(own, package, "").status_code == 302
    package.refresh_from_db()
    assert package.is_summary_draft
    assert "草稿，还没有人改过" in own.get(address(package)).text
    save_summary(own, package, package.summary_text)
    package.refresh_from_db()
    assert package.is_summary_draft
    save_summary(own, package, package.summary_text + "补充一句。")
    package.refresh_from_db()
    assert not package.is_summary_draft


def test_a_draft_asks_before_it_replaces_a_text_and_saves_what_was_typed(own, package):
    response = press_draft(own, package, "我自己写的")
    assert response["Location"] == address(package, "summary/draft/")
    assert "用草稿替换现在的文字总结？" in own.get(response["Location"]).text
    package.refresh_from_db()
    assert package.summary_text == "我自己写的"
    own.post(response["Location"], {"seen_revision": package.summary_revision})
    package.refresh_from_db()
    assert package.is_summary_draft
    assert [version.text for version in package.summary_versions.all()] == ["我自己写的"]


def test_a_draft_does_not_replace_what_somebody_else_wrote_meanwhile(own, package, staff):
    life_cycle.write_summary(package=package, text="甲写的", seen_revision=0, by=staff)
    response = press_draft(own, package, "乙写的")
    assert response.context["summary_form"]["text"].value() == "乙写的"
    late = own.post(address(package, "summary/draft/"), {"seen_revision": 0})
    assert message_texts(late)[-1].startswith("没有生成草稿：刚才有人改过")
    package.refresh_from_db()
    assert package.summary_text == "甲写的"


def test_no_draft_is_made_of_what_is_up(own, package, staff):
    submit_package(package, by=staff)
    for response in (own.get(address(package, "summary/draft/")), own.post(address(package, "summary/draft/"))):
        assert message_texts(response)[-1].startswith("材料已报送")


# 以前的文字


@pytest.fixture
def colleague(world):
    return make_account(committee=world.baotou, role="league_city_staff", username="colleague")


def write(package, text, by):
    return life_cycle.write_summary(package=package, text=text, seen_revision=package.summary_revision, by=by)


def restore_address(version):
    return f"/admin/reports/packages/texts/{version.pk}/restore/"


def kept(package):
    return [(version.text, version.replaced_by) for version in package.summary_versions.all()]


def test_the_text_of_another_person_is_kept_before_it_is_written_over(own, package, staff, colleague):
    package = write(package, "甲写的", colleague)
    save_summary(own, package, "甲写的，乙接着写")
    package.refresh_from_db()
    save_summary(own, package, "甲写的，乙接着写，再写")
    version = package.summary_versions.get()
    assert (version.text, version.replaced_by) == ("甲写的", "person")
    assert (version.written_by, version.kept_by) == (colleague, staff)
    package.refresh_from_db()
    assert package.summary_written_by == staff


def test_ones_own_text_is_not_kept_at_every_stroke(package, staff):
    for text in ("一", "一二", "", "三"):
        package = write(package, text, staff)
    assert kept(package) == []


def test_a_text_from_before_this_was_noted_is_kept(package, staff):
    package = write(package, "从前写的", staff)
    Package.objects.update(summary_written_by=None, summary_written_at=None)
    package = write(package, "现在写的", staff)
    assert kept(package) == [("从前写的", "person")]


def test_the_text_before_each_draft_is_kept(package, staff):
    package = write(package, "我写的", staff)
    for text in ("草稿一", "草稿二"):
        package = life_cycle.replace_by_draft(
            package=package, text=text, seen_revision=package.summary_revision, by=staff
        )
    assert kept(package) == [("草稿一", "draft"), ("我写的", "draft")]
    assert [version.is_draft for version in package.summary_versions.all()] == [True, False]


def test_the_last_twenty_are_kept(package, staff, colleague):
    for number in range(23):
        package = write(package, f"第{number}篇", (staff, colleague)[number % 2])
    assert [text for text, _ in kept(package)] == [f"第{number}篇" for number in range(21, 1, -1)]


def test_an_earlier_text_is_restored_and_the_present_one_kept(own, package, staff, colleague):
    package = write(package, "甲写的", colleague)
    package = write(package, "乙写的", staff)
    page = own.get(address(package, "summary/earlier/"))
    assert "甲写的" in page.text
    assert "以前的文字（1）" in own.get(address(package)).text
    version = package.summary_versions.get()
    restore = restore_address(version)
    own.post(restore, {"seen_revision": 0})
    package.refresh_from_db()
    assert package.summary_text == "乙写的"
    response = own.post(restore, {"seen_revision": package.summary_revision})
    assert response["Location"] == f"{address(package)}#summary"
    package.refresh_from_db()
    assert package.summary_text == "甲写的"
    assert kept(package)[0] == ("乙写的", "earlier")


def test_a_draft_that_is_restored_is_a_draft_again(package, staff):
    package = life_cycle.replace_by_draft(package=package, text="草稿一", seen_revision=0, by=staff)
    package = life_cycle.replace_by_draft(
        package=package, text="草稿二", seen_revision=package.summary_revision, by=staff
    )
    package = life_cycle.restore_summary(
        package=package,
        version=package.summary_versions.get(),
        seen_revision=package.summary_revision,
        by=staff,
    )
    assert (package.summary_text, package.is_summary_draft) == ("草稿一", True)


def test_earlier_texts_are_seen_as_the_package_is_and_restored_by_its_committee_alone(
    log_in, world, package, staff, colleague
):
    package = write(write(package, "甲写的", colleague), "乙写的", staff)
    version = package.summary_versions.get()
    restore = restore_address(version)
    for role, seen, restored in (("region_viewer", 200, 403), ("region_manager", 200, 403), ("county_staff", 404, 404)):
        client = log_in(role)
        assert client.get(address(package, "summary/earlier/")).status_code == seen
        assert client.post(restore, {"seen_revision": package.summary_revision}).status_code == restored
    foreign = package_of(world.hulunbuir)
    own = log_in("league_city_staff")
    assert own.get(address(foreign, "summary/earlier/")).status_code == 404
    assert own.post("/admin/reports/packages/texts/999999/restore/").status_code == 404


def test_what_is_up_is_not_replaced_by_an_earlier_text(own, package, staff, colleague):
    package = write(write(package, "甲写的", colleague), "乙写的", staff)
    version = package.summary_versions.get()
    submission = submit_package(package, by=staff)
    package.refresh_from_db()
    response = own.post(restore_address(version), {"seen_revision": package.summary_revision})
    assert message_texts(response)[-1].startswith("没有恢复：材料已报送")
    assert "恢复这一篇" not in own.get(address(package, "summary/earlier/")).text
    assert "甲写的" not in submission.summary_text
