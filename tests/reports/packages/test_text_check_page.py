"""文表核对 on the pages: who is told, where, and what one click changes."""

import pytest

from reports.packages import life_cycle
from reports.packages.sheet import live_sheet
from reports.packages.summary_length import GAP
from reports.packages.text_and_table.checking import check_summary
from tests.factories import SUMMARY, declare_zero_report, make_activity, submit_package
from tests.reports.packages.pages import address, message_texts, post_parts, save_summary

pytestmark = pytest.mark.django_db

SENTENCE = "全市各级团组织共走访青年392人。"
CORRECTED = "全市各级团组织共走访青年414人。"
TEXT = f"一、总体情况\n{SENTENCE}{SUMMARY}"
TOLD = "走进青年 · 联系走访青年人数：文中 <strong>392</strong>，表中 <strong>414</strong>"
OFFER = "换成表中的数字…"


@pytest.fixture(autouse=True)
def visits(world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=400)
    return make_activity("visit", campaign=world.campaign, committee=world.baotou, visited_count=14)


@pytest.fixture
def contradicting(package, staff):
    life_cycle.write_summary(package=package, text=TEXT, seen_revision=package.summary_revision, by=staff)
    package.refresh_from_db()
    return package


def send_up(package, staff, text=TEXT):
    submit_package(package, by=staff)
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.write_summary(package=package, text=text, seen_revision=package.summary_revision, by=staff)
    package.refresh_from_db()
    return life_cycle.submit(package=package, by=staff, seen_revision=package.revision)


CORRECTION = {"correct": "1", "sentence-1": SENTENCE, "corrected-1": CORRECTED}


def correct(client, package, **changes):
    """From the check page."""
    sent = {"seen_summary": package.summary_revision} | CORRECTION | changes
    return client.post(address(package, "summary/correct/"), sent)


def correct_beside(client, package, text=None, *, seen=None):
    """From the page of the package, whose text goes along."""
    text = package.summary_text if text is None else text
    seen = package.summary_revision if seen is None else seen
    return post_parts(client, package, {"summary": {"text": text, "seen_revision": seen}} | CORRECTION)


def text_of(package):
    package.refresh_from_db()
    return package.summary_text


def test_the_sender_is_told_beside_the_text(own, contradicting):
    page = own.get(address(contradicting)).text
    assert "文表核对：1 处与附件2不一致" in page
    assert TOLD in page
    assert "共走访青年<mark>392</mark>人。" in page
    assert OFFER in page


def test_the_sender_is_told_on_the_check_page_and_may_send_it_all_the_same(own, world, contradicting, staff):
    page = own.get(address(contradicting, "submit/")).text
    assert "文表核对：1 处与附件2不一致" in page
    assert TOLD in page
    assert OFFER in page
    assert "共走访青年<del>392</del>人。" in page
    assert "共走访青年<ins>414</ins>人。" in page
    assert send_up(contradicting, staff).summary_text == TEXT


def test_the_reviewer_is_told_of_the_frozen_text_and_the_frozen_figures(log_in, package, staff, visits):
    submission = send_up(package, staff)
    type(visits).objects.filter(pk=visits.pk).update(visited_count=1)
    region = log_in("region_manager")
    for url in (address(package), f"/admin/reports/submissions/{submission.pk}/"):
        page = region.get(url).text
        assert TOLD in page
        assert OFFER not in page


def test_whoever_sends_it_by_email_is_told(own, contradicting, staff):
    assert "文表核对：1 处与附件2不一致" in own.get(address(contradicting, "email/")).text
    life_cycle.write_summary(
        package=contradicting, text=CORRECTED, seen_revision=contradicting.summary_revision, by=staff
    )
    assert "文表核对" not in own.get(address(contradicting, "email/")).text


def test_what_agrees_is_said_too(own, world, package, staff):
    life_cycle.write_summary(package=package, text=f"{CORRECTED}举办座谈会。", seen_revision=0, by=staff)
    for page in ("", "submit/"):
        assert "文表核对：文中 1 处数字与附件2一致" in own.get(address(package, page)).text
    life_cycle.write_summary(package=package, text="走访青年。", seen_revision=1, by=staff)
    assert "文中没有能与附件2逐一核对的数字" in own.get(address(package)).text


def test_nothing_stands_there_without_a_text_or_where_none_is_asked_for(own, package, staff):
    assert "文表核对" not in own.get(address(package)).text
    assert "文表核对" not in own.get(address(package, "submit/")).text
    life_cycle.write_summary(package=package, text=TEXT, seen_revision=0, by=staff)
    package.campaign.summary_length = 0
    package.campaign.save()
    assert "文表核对" not in own.get(address(package)).text
    assert correct(own, package).status_code == 404


def test_a_figure_that_was_not_reported_contradicts_a_number_and_offers_none(own, package, staff):
    life_cycle.write_summary(package=package, text="举办座谈会3场。", seen_revision=0, by=staff)
    page = own.get(address(package, "submit/")).text
    assert "文中 <strong>3</strong>，表中 <strong>未报</strong>" in page
    assert OFFER not in page


# Corrections


def test_one_click_writes_the_table_s_number_into_the_sentence_and_nothing_else(own, contradicting):
    response = correct(own, contradicting)
    assert response.url == address(contradicting, "submit/")
    assert message_texts(response) == [f"已按附件2改为：{CORRECTED}"]
    assert text_of(contradicting) == TEXT.replace(SENTENCE, CORRECTED)
    assert "文中 1 处数字与附件2一致" in own.get(address(contradicting)).text


def test_a_correction_does_not_overwrite_what_somebody_else_wrote_meanwhile(own, contradicting, staff):
    seen = contradicting.summary_revision
    longer = TEXT + "又一句。"
    life_cycle.write_summary(package=contradicting, text=longer, seen_revision=seen, by=staff)
    contradicting.refresh_from_db()
    response = correct(own, contradicting, seen_summary=seen)
    assert message_texts(response)[0].startswith("刚才有人改过这一项")
    assert text_of(contradicting) == longer


def test_one_click_beside_the_text_saves_what_was_typed_and_corrects_it(own, contradicting):
    response = correct_beside(own, contradicting, f"{TEXT}又一句。")
    assert response.url == f"{address(contradicting)}#text-check"
    assert text_of(contradicting) == f"{TEXT}又一句。".replace(SENTENCE, CORRECTED)
    correct_beside(own, contradicting)
    assert text_of(contradicting) == f"{TEXT}又一句。".replace(SENTENCE, CORRECTED)


def test_beside_the_text_too_nothing_of_somebody_else_is_overwritten(own, contradicting, staff):
    seen, longer = contradicting.summary_revision, f"{TEXT}又一句。"
    life_cycle.write_summary(package=contradicting, text=longer, seen_revision=seen, by=staff)
    response = correct_beside(own, contradicting, f"{TEXT}另一句。", seen=seen)
    assert response.status_code == 200
    correct_beside(own, contradicting, TEXT, seen=seen)
    post_parts(own, contradicting, CORRECTION | {"summary-seen_revision": seen})
    assert text_of(contradicting) == longer


@pytest.mark.parametrize(
    "changed",
    [
        {"corrected-1": "走访青年999人。"},
        {"sentence-1": "走访青年392人。"},
        {"sentence-1": "\0"},
        {"correct": "2"},
        {"correct": ""},
    ],
)
def test_only_the_sentence_that_was_displayed_is_written(own, contradicting, changed):
    response = correct(own, contradicting, **changed)
    assert message_texts(response) == ["没有改：这一句或表中的数字刚才又变了，请看现在的核对。"]
    assert text_of(contradicting) == TEXT


def test_a_number_that_is_outdated_by_now_is_not_written(own, contradicting, world):
    make_activity("visit", campaign=world.campaign, committee=world.kundulun, visited_count=1)
    assert message_texts(correct(own, contradicting))[0].startswith("没有改")
    assert text_of(contradicting) == TEXT


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999", "-1"])
def test_a_page_that_says_no_revision_changes_nothing(own, contradicting, seen):
    correct(own, contradicting, seen_summary=seen)
    assert text_of(contradicting) == TEXT


def test_what_is_sent_up_is_not_corrected(own, package, staff):
    submission = send_up(package, staff)
    package.refresh_from_db()
    assert message_texts(correct(own, package))[0].startswith("材料已报送")
    submission.refresh_from_db()
    assert (text_of(package), submission.summary_text) == (TEXT, TEXT)


def test_only_its_own_committee_corrects(log_in, contradicting):
    assert correct(log_in("region_manager"), contradicting).status_code == 403
    assert text_of(contradicting) == TEXT


# Drafts


@pytest.fixture
def drafted(own, world, package, staff):
    for kind in ("letter", "symposium", "lecture"):
        make_activity(kind, campaign=world.campaign, committee=world.donghe)
    declare_zero_report(campaign=world.campaign, committee=world.baotou, kinds=["tour"], by=staff)
    own.post(address(package, "summary/draft/"), {"text": "", "seen_revision": 0})
    package.refresh_from_db()
    return package


def check(package):
    return check_summary(package, live_sheet(package), package.committee)


def keys_of(package):
    return {one.column.key for sentence in check(package).sentences for one in sentence.comparisons}


def test_a_draft_agrees_with_the_table_and_knows_every_number_that_it_has_of_it(drafted):
    assert check(drafted).contradicting == []
    assert keys_of(drafted) == {
        *("distribution_count", "visited_count", "new_member_count", "symposium_session_count"),
        *("symposium_participant_count", "lecture_session_count", "lecture_participant_count"),
    }


def test_a_drafted_sentence_is_compared_with_its_column_when_the_table_has_changed(drafted, world, own):
    make_activity("visit", campaign=world.campaign, committee=world.kundulun, visited_count=9, new_member_count=5)
    found = {one.column.key for sentence in check(drafted).contradicting for one in sentence.differences}
    assert found == {"visited_count", "new_member_count"}
    members = next(one for one in check(drafted).contradicting if "新吸收" in one.text)
    correct(own, drafted, **{"sentence-1": members.text, "corrected-1": members.corrected})
    drafted.refresh_from_db()
    assert members.corrected in drafted.summary_text
    assert "new_member_count" in keys_of(drafted)


def test_a_drafted_sentence_forgets_its_column_when_its_words_are_edited(drafted, own):
    members = next(line for line in drafted.summary_text.split("\n") if "新吸收" in line)
    save_summary(own, drafted, drafted.summary_text.replace(members, members.replace("新吸收", "新增加")))
    drafted.refresh_from_db()
    assert "new_member_count" not in keys_of(drafted)


def test_what_was_drafted_is_sent_up_with_what_it_knows(drafted, staff, log_in):
    written = (line for line in drafted.summary_text.split("\n") if GAP not in line)
    text = "\n".join([*written, SUMMARY]).replace("新吸收青创联盟会员4名", "新吸收青创联盟会员5名")
    submission = send_up(drafted, staff, text)
    type(drafted).objects.filter(pk=drafted.pk).update(drafted_numbers={})
    page = log_in("region_manager").get(f"/admin/reports/submissions/{submission.pk}/").text
    assert "青创联盟新增会员数：文中 <strong>5</strong>，表中 <strong>4</strong>" in page
