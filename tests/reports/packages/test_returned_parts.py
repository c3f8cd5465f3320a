"""What a return asked for, before the package goes up again and before the reviewer."""

import re

import pytest

from organization.models import AuditEvent
from reports.models import Submission
from reports.packages import life_cycle
from reports.packages.returns import returned_parts
from tests.factories import make_activity, make_photo, make_returnee, submit_package
from tests.reports.packages.pages import address, save_contact, save_summary

pytestmark = pytest.mark.django_db

SUBMIT = "submit/"


@pytest.fixture
def returned(package, staff, manager):
    """Sent back for its photos and its summary."""
    submit_package(package, by=staff)
    send_back(package, manager, ["summary", "photos"])
    return package


def send_back(package, manager, parts):
    life_cycle.return_for_revision(package=package, by=manager, reason="照片看不清，总结太短", parts=parts)
    package.refresh_from_db()


def last_return(client, package):
    page = client.get(address(package, SUBMIT))
    return next(check for check in page.context["checks"] if check.key == "last-return"), page


def states(check):
    return {line.part.value: line.is_changed for line in check.found.parts}


def confirm(client, package, **typed):
    page = client.get(address(package, SUBMIT))
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    return client.post(address(package, SUBMIT), seen | {f"explanation-{part}": text for part, text in typed.items()})


def change_photo(package, by):
    seen = package.photos.get(position=1).revision
    photo = make_photo(by=by)
    life_cycle.set_photo(package=package, position=1, photo=photo, caption="换过的", seen_revision=seen, by=by)


def answers(submission):
    return [(line.part.value, line.is_changed, line.explanation) for line in submission_parts(submission)]


def submission_parts(submission):
    change = submission.package.state_changes.filter(to_state="returned").last()
    return returned_parts(submission, change)


def test_there_is_nothing_to_answer_before_the_first_return(own, package):
    page = own.get(address(package, SUBMIT))
    assert "last-return" not in [check.key for check in page.context["checks"]]


def test_says_what_was_asked_and_what_has_not_changed(own, returned, staff):
    check, page = last_return(own, returned)
    assert check.sentence == "上次退回涉及 2 部分，有 2 部分还没有修改"
    assert "照片看不清，总结太短" in page.text
    change_photo(returned, staff)
    check, page = last_return(own, returned)
    assert states(check) == {"summary": False, "photos": True}
    assert page.context["checks"][0] == check
    assert 'name="explanation-summary"' in page.text
    assert 'name="explanation-photos"' not in page.text


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("summary", lambda own, world, package, staff: save_summary(own, package, package.summary_text + "补充。")),
        ("contact", lambda own, world, package, staff: save_contact(own, package, name="王干事")),
        ("photos", lambda own, world, package, staff: change_photo(package, staff)),
        ("figures", lambda own, world, package, staff: make_activity(campaign=world.campaign, committee=world.donghe)),
        (
            "questionnaires",
            lambda own, world, package, staff: make_returnee(
                entrance=world.homepage, home_committee=world.donghe, status="A"
            ),
        ),
    ],
)
def test_every_part_is_compared_with_what_was_returned(own, world, package, staff, manager, part, change):
    submit_package(package, by=staff)
    send_back(package, manager, [part])
    assert states(last_return(own, package)[0]) == {part: False}
    change(own, world, package, staff)
    check, _ = last_return(own, package)
    assert states(check) == {part: True}
    assert check.is_clear
    assert check.sentence == "上次退回涉及的部分都已有修改"


def test_a_word_of_explanation_stands_before_the_reviewer(own, client, world, returned, staff, manager):
    change_photo(returned, staff)
    confirm(own, returned, summary="已是全部内容，没有别的活动", photos="不会用到")
    submission = returned.last_submission()
    assert submission.explanations == {"summary": "已是全部内容，没有别的活动"}
    client.force_login(manager)
    for page in (client.get(address(returned)), client.get(f"/admin/reports/submissions/{submission.pk}/")):
        assert answers(submission) == [("summary", False, "已是全部内容，没有别的活动"), ("photos", True, "")]
        assert "说明：已是全部内容，没有别的活动" in page.text
        assert "已有修改" in page.text
    assert "没有别的活动" not in AuditEvent.objects.filter(act="package_submit").last().detail


def test_nothing_said_is_said(own, client, returned, manager):
    assert confirm(own, returned).status_code == 302
    submission = returned.last_submission()
    assert submission.explanations == {"summary": "", "photos": ""}
    client.force_login(manager)
    assert client.get(address(returned)).text.count("未说明") == 2


def test_what_was_typed_is_there_again_where_it_was_refused(own, world, returned):
    page = own.get(address(returned, SUBMIT))
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    make_activity(campaign=world.campaign, committee=world.donghe)
    response = own.post(address(returned, SUBMIT), seen | {"explanation-summary": "没有别的活动"})
    assert "没有报送" in response.text
    assert 'value="没有别的活动"' in response.text
    assert "请写一句" in response.text


def test_too_long_a_word_is_refused_beside_its_field(own, returned):
    response = confirm(own, returned, summary="长" * 201)
    assert response.status_code == 200
    assert "errorlist" in response.text
    assert "长" * 201 in response.text
    assert not returned.submissions.filter(number=2).exists()


def test_one_that_was_taken_back_meanwhile_is_compared_with_what_was_returned(own, returned, staff):
    change_photo(returned, staff)
    confirm(own, returned)
    life_cycle.withdraw(package=returned, by=staff)
    check, _ = last_return(own, returned)
    assert states(check) == {"summary": False, "photos": True}
    returned.refresh_from_db()
    confirm(own, returned, summary="没有别的活动")
    assert returned.last_submission().explanations == {"summary": "没有别的活动"}
    assert "说明：没有别的活动" in own.get(address(returned)).text


def test_a_reopening_that_names_no_part_says_so(own, package, staff, manager):
    submission = submit_package(package, by=staff)
    life_cycle.accept(package=package, by=manager, seen_submission_id=submission.pk)
    life_cycle.reopen(package=package, by=manager, reason="人数有误")
    check, page = last_return(own, package)
    assert check.sentence.startswith("上次重新打开时没有写明涉及哪几部分")
    assert "人数有误" in page.text
    confirm(own, package)
    assert package.last_submission().explanations == {}


def test_of_one_sent_before_anybody_was_asked_nothing_is_said(client, region, returned, staff):
    package = returned
    again = life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    Submission.objects.filter(pk=again.pk).update(explanations=None)
    page = region.get(address(package))
    assert page.context["returned_parts"] == []
    assert "未说明" not in page.text
    assert "涉及：文字总结、活动照片" in page.text


def test_no_field_is_offered_where_nothing_can_be_sent(own, world, returned):
    save_contact(own, returned, name="", phone="")
    page = own.get(address(returned, SUBMIT))
    assert page.context["missing"]
    assert "没有修改" in page.text
    assert "explanation-" not in page.text


def test_an_explanation_survives_the_correction_of_a_sentence(own, world, returned, staff):
    """Both stand on the page 报送前核对: the button of the one sends along what was typed for the other."""
    make_activity("visit", campaign=world.campaign, committee=world.baotou, visited_count=14)
    save_summary(own, returned, "全市共走访青年392人。" + returned.summary_text)
    returned.refresh_from_db()
    page = own.get(address(returned, SUBMIT)).text
    send_up = page[page.index('id="send-up"') :]
    assert 'name="explanation-photos"' in send_up[: send_up.index("</form>")]
    buttons = re.findall(r'<button[^>]*name="correct"[^>]*>', page)
    assert [f'formaction="{address(returned, "summary/correct/")}"' in one for one in buttons] == [True]
    assert page.count('form="send-up"') == 4
    sent = {"seen_summary": returned.summary_revision, "correct": "1", "explanation-photos": "原来的就清楚"}
    for name in ("sentence", "corrected"):
        sent[f"{name}-1"] = re.search(rf'name="{name}-1"\s+value="([^"]+)"', page)[1]
    response = own.post(address(returned, "summary/correct/"), sent)
    assert 'value="原来的就清楚"' in response.text
    assert response.context["package"].summary_text.startswith("全市共走访青年14人。")
