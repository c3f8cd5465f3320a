"""The summary on the page of a package: saved, drafted, and what two writers see of each other."""

import pytest

from reports.packages import life_cycle
from tests.factories import submit_package
from tests.reports.packages.pages import address, message_texts, save_summary

pytestmark = pytest.mark.django_db


def test_is_saved_by_its_button(own, package):
    response = save_summary(own, package, "走访青年，共话家乡。")
    assert message_texts(response) == ["文字总结已保存（10 字）。"]
    package.refresh_from_db()
    assert package.summary_text == "走访青年，共话家乡。"


def test_is_saved_while_one_types(own, package):
    response = save_summary(own, package, "走访青年", Accept="application/json")
    package.refresh_from_db()
    saved = response.json()
    assert (saved["state"], saved["revision"]) == ("saved", package.summary_revision)
    assert saved["at"]
    again = save_summary(own, package, "走访青年，共话家乡", Accept="application/json").json()
    package.refresh_from_db()
    assert again["revision"] == package.summary_revision
    assert package.summary_text == "走访青年，共话家乡"


def test_a_lost_answer_is_no_conflict(own, package):
    first = save_summary(own, package, "走访青年", Accept="application/json").json()
    assert save_summary(own, package, "走访青年", seen=0, Accept="application/json").json() == first


def test_the_second_writer_of_the_summary_is_refused_while_typing(own, package, staff):
    life_cycle.write_summary(package=package, text="甲写的", seen_revision=0, by=staff)
    answer = save_summary(own, package, "乙写的", seen=0, Accept="application/json").json()
    assert (answer["state"], answer["text"]) == ("changed", "甲写的")
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
    answer = save_summary(own, package, "别的", Accept="application/json").json()
    assert answer["state"] == "refused"
    assert answer["message"].startswith("材料已报送")


def test_a_summary_without_end_is_refused_beside_its_field(own, package):
    response = save_summary(own, package, "字" * 20_001)
    assert "太长了" in response.text
    assert len(response.context["summary_form"]["text"].value()) == 20_001
    answer = save_summary(own, package, "字" * 20_001, Accept="application/json").json()
    assert answer["state"] == "invalid"


def test_a_draft_is_made_and_stays_one_until_edited(own, package):
    response = own.post(address(package, "summary/draft/"), {"text": "", "seen_revision": 0})
    assert response.status_code == 302
    package.refresh_from_db()
    assert package.is_summary_draft
    assert "草稿，还没有人改过" in own.get(address(package)).text
    assert save_summary(own, package, package.summary_text, Accept="application/json").json()["is_draft"]
    package.refresh_from_db()
    assert package.is_summary_draft
    save_summary(own, package, package.summary_text + "补充一句。")
    package.refresh_from_db()
    assert not package.is_summary_draft


def test_a_draft_asks_before_it_replaces_a_text_and_saves_what_was_typed(own, package):
    typed = {"text": "我自己写的", "seen_revision": 0}
    asked = own.post(address(package, "summary/draft/"), typed)
    assert "用草稿替换现在的文字总结？" in asked.text
    package.refresh_from_db()
    assert package.summary_text == "我自己写的"
    own.post(address(package, "summary/draft/"), typed | {"replace": "1", "seen_revision": package.summary_revision})
    package.refresh_from_db()
    assert package.is_summary_draft


def test_a_draft_does_not_replace_what_somebody_else_wrote_meanwhile(own, package, staff):
    life_cycle.write_summary(package=package, text="甲写的", seen_revision=0, by=staff)
    sent = {"text": "乙写的", "seen_revision": 0, "replace": "1"}
    response = own.post(address(package, "summary/draft/"), sent)
    assert response.context["summary_form"]["text"].value() == "乙写的"
    package.refresh_from_db()
    assert package.summary_text == "甲写的"
