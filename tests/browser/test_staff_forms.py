"""Forms of the staff pages in a browser: a slow save is seen, none is left by mistake, errors lead to their fields."""

import pytest
from playwright.sync_api import expect

from tests.staff_forms import address_of

pytestmark = pytest.mark.browser
FORM = "/admin/activities/visit/add/"


@pytest.fixture
def form(staff_page):
    return staff_page(FORM)


@pytest.fixture
def asked(form):
    """What the browser asks before it leaves; it stays."""
    questions = []

    def answer(dialog):
        questions.append(dialog.type)
        dialog.dismiss()

    form.on("dialog", answer)
    return questions


def test_a_slow_save_is_seen_and_goes_off_once(form):
    sent = []

    def hold(route):
        sent.append(route.request.post_data)
        route.fulfill(status=204)  # the browser stays on the page, as it does while no answer comes

    form.clock.install()
    form.route("**" + FORM, hold)
    button = form.locator("[name=_save]")

    button.click()

    expect(button).to_have_value("正在保存…")
    form.keyboard.press("Enter")
    assert len(sent) == 1
    assert 'name="_save"' in sent[0]
    form.clock.fast_forward(8000)
    expect(button).to_have_value("保存")
    expect(button).not_to_have_attribute("aria-disabled", "true")


def test_a_form_with_something_typed_is_not_left_by_a_wrong_click(form, asked):
    form.fill("[name=place]", "乡政府")
    form.locator(".nav-desk").click()
    assert asked == ["beforeunload"]
    expect(form.locator("[name=place]")).to_have_value("乡政府")


# Pages that have no form of the admin, each with a field.
OWN_FORMS = {
    "/admin/returnees/returnee/{returnee}/correct/": "[name=name]",
    "/admin/returnees/followupcase/{case}/change/": "#id_text",
    "/admin/activities/completion/{completion}/hand-back/": "#id_reason",
    "/admin/activities/headcount/add/": "#id_workers",
    "/admin/organization/account/bulk/": "[name=committees]",
}


@pytest.mark.parametrize("path", OWN_FORMS)
def test_a_form_of_a_page_of_its_own_is_not_left_either(staff_page, world, path):
    page, asked = staff_page(address_of(path, world)), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".nav-desk").click()
    page.wait_for_url("**/admin/")
    assert asked == []
    page.go_back()
    field = page.locator(OWN_FORMS[path]).first
    if field.get_attribute("type") == "checkbox":
        field.check()
    else:
        field.fill("12")
    page.locator(".nav-desk").click()
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_an_untouched_form_is_left_without_a_question(form, asked):
    form.locator("h1").click()
    form.locator(".nav-desk").click()
    form.wait_for_url("**/admin/")
    assert asked == []


def test_saving_asks_nothing_and_what_was_refused_counts_as_unsaved(form, asked):
    form.fill("[name=place]", "乡政府")
    form.locator("[name=_save]").click()
    expect(form.locator(".errornote")).to_be_visible()
    assert asked == []
    form.locator(".nav-desk").click()
    assert asked == ["beforeunload"]


def names_in_note(page):
    expect(page.locator(".errornote a").first).to_be_visible()
    return page.locator(".errornote a").all_inner_texts()


def test_a_field_without_a_row_of_its_own_is_named_too(staff_page, world):
    page = staff_page(address_of("/admin/returnees/returnee/{returnee}/correct/", world))
    page.fill("[name=name]", "")
    page.get_by_role("button", name="保存更正").click()
    assert names_in_note(page) == ["怎样核实是本人的请求", "姓名"]

    page = staff_page("/admin/returnees/ownquestion/add/", role="region_manager")
    page.fill("[name=label]", "最想学什么")
    page.select_option("[name=kind]", index=1)
    page.fill("[name=choices-1-position]", "3")
    page.locator("[name=_save]").click()
    assert names_in_note(page) == ["选项（第 2 行）"]


def test_the_sentence_above_a_refused_form_has_the_focus_and_leads_to_each_error(form):
    form.locator("[name=_save]").click()
    note = form.locator(".errornote")
    expect(note).to_be_focused()

    form.keyboard.press("Tab")
    expect(note.get_by_role("link").first).to_be_focused()
    form.keyboard.press("Enter")

    field = form.locator("[aria-invalid=true]").first
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("这次联系、走访到的青年人数。 已开展的活动须填写这一项；没有填 0。")
