"""The lists that a campaign words itself, in forms, lists and workbooks."""

import pytest

from activities.models import Activity
from activities.models.log_list import STANDARD_LISTS, LogChoice, complete_lists, lists_of
from tests.activities.entries import add, change_page, form_errors, payload, shown_form
from tests.activities.exchange import (
    ROWS,
    exported,
    faults,
    grid,
    import_rows,
    preview_of,
    template,
    upload,
    workbook_of,
)
from tests.factories import choice_of, make_activity, make_campaign, make_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def worded(world):
    """短信 is called otherwise, 微博 is retired, and there are a channel and a site of the campaign's own."""
    LogChoice.objects.filter(code="sms").update(label="手机短信")
    LogChoice.objects.filter(code="weibo").update(is_active=False)
    make_choice(campaign=world.campaign)
    make_choice(campaign=world.campaign, key="site_kind", code="farm", label="家庭农场")


def codes(field):
    return [code for code, _ in field.choices]


def letter(world, **columns):
    return make_activity("letter", campaign=world.campaign, committee=world.donghe, **columns)


def test_a_campaign_without_rows_has_the_standard_lists(world):
    bare = make_campaign(year=2031, with_form=False)
    assert lists_of(bare) == STANDARD_LISTS == lists_of(world.campaign)
    complete_lists(campaign=bare)
    complete_lists(campaign=bare)
    assert bare.log_lists.count() == 3
    assert lists_of(bare) == STANDARD_LISTS


def test_a_form_offers_what_the_campaign_has_and_whatever_the_entry_has_already(log_in, world, worded):
    client = log_in("county_staff")
    add(client, "letter", channels=["short_video", "sms"])
    add(client, "tour", site_kind="farm")
    assert list(Activity.objects.order_by("pk").values_list("channels", "site_kind")) == [
        ("sms,short_video", None),
        (None, "farm"),
    ]
    old = letter(world, channels="weibo,sms", distribution_count=7)
    assert "weibo" not in codes(shown_form(client.get("/admin/activities/letter/add/")).fields["channels"])
    form = shown_form(client.get(change_page(old)))
    assert ("weibo", "微博") in form.fields["channels"].choices
    assert ("sms", "手机短信") in form.fields["channels"].choices
    answers = payload("letter", channels=["weibo", "household"], distribution_count="7")
    assert client.post(change_page(old), answers).status_code == 302
    old.refresh_from_db()
    assert old.channels == "weibo,household"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("letter", {"channels": ["weibo"]}),
        ("letter", {"channels": ["radio_van"]}),
        ("tour", {"site_kind": "mine"}),
        ("tour", {"site_kind": "incubator,farm"}),
    ],
)
def test_refuses_what_is_retired_or_of_another_campaign_beside_the_field(log_in, world, worded, kind, changes):
    other = make_campaign(year=2031)
    make_choice(campaign=other, code="radio_van", label="宣传车")
    make_choice(campaign=other, key="site_kind", code="mine", label="矿区")
    response = add(log_in("county_staff"), kind, **changes)
    assert "没有这个选项，或者它已经停用" in str(form_errors(response)[next(iter(changes))])
    assert shown_form(response)["distribution_count" if kind == "letter" else "session_count"].value()
    assert not Activity.objects.exists()


def test_lists_name_channels_in_the_campaigns_words(log_in, world, worded):
    letter(world, channels="weibo,sms,short_video")
    client = log_in("county_staff")
    assert "微博、手机短信、短视频" in client.get("/admin/activities/letter/").content.decode()
    entry = Activity.objects.get()
    assert entry.summary == "微博、手机短信、短视频"
    entry.mark_deleted(by=world.accounts["county_staff"])
    assert "微博、手机短信、短视频" in client.get("/admin/activities/deleted/").content.decode()


def test_a_template_offers_what_is_in_use(log_in, worded):
    client = log_in("county_staff")
    headings, notes, example = grid(template(client, "letter"))[:3]
    at = headings.index("发放渠道")
    assert "如：微信群、手机短信。" in notes[at]
    assert example[at] == "微信群、手机短信"
    LogChoice.objects.filter(code="incubator").update(is_active=False)
    headings, _, example = grid(template(client, "tour"))[:3]
    assert example[headings.index("考察对象")] == "产业聚集区"


def test_reads_the_labels_of_the_campaign_and_no_others(log_in, world, worded):
    client = log_in("county_staff")
    import_rows(client, ROWS["letter"] | {"发放渠道": "短视频，手机短信"}, kind="letter")
    import_rows(client, ROWS["tour"] | {"考察对象": "家庭农场"}, kind="tour")
    assert [entry.channels or entry.site_kind for entry in Activity.objects.order_by("pk")] == [
        "sms,short_video",
        "farm",
    ]
    for label in ("短信", "微博"):
        row = ROWS["letter"] | {"发放渠道": label}
        assert faults(upload(client, "letter", workbook_of(row))) == [(2, "发放渠道")]


def test_an_exported_entry_with_a_retired_channel_is_imported_again(log_in, world, worded):
    letter(world, channels="weibo,sms")
    client = log_in("county_staff")
    headings, row = grid(exported(client, "letter"))[:2]
    cells = dict(zip(headings, row, strict=True))
    assert cells["发放渠道"] == "微博、手机短信"
    assert not preview_of(client, cells | {"备注": "核对过"}, kind="letter").faults


def test_the_lists_of_a_campaign_are_one_query(world, worded, django_assert_num_queries):
    with django_assert_num_queries(1):
        lists = lists_of(world.campaign)
    assert lists["channels"].names("short_video,weibo") == ["微博", "短视频"]
    assert lists["channels"].names("nonsense,sms") == ["手机短信", "nonsense"]
    assert choice_of(world.campaign, "farm", "site_kind").label == lists["site_kind"].label_of("farm")
