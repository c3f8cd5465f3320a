import pytest

from activities.models import ActivityKind
from organization.models import AuditEvent
from organization.staff_site.inline_conflicts import MOST_ROWS
from tests.factories import declare_zero_report, kind_of, make_activity, make_campaign, make_column, make_kind

pytestmark = pytest.mark.django_db

LIST = "/admin/activities/activitykind/"


def page_of(kind, part="change"):
    return f"{LIST}{kind.pk}/{part}/"


def payload(campaign, *, details=(), figures=(), **changes):
    """The form of a kind; lines are dicts, those with an `id` are there already."""
    answers = {"campaign": campaign.pk, "key": "job_fair", "label": "招聘会", "shape": "tally", "position": "6"}
    answers |= {"is_active": "on", "other_names": "", "sentence_pattern": ""}
    for prefix, lines in (("details", details), ("figures", figures)):
        answers[f"{prefix}-TOTAL_FORMS"] = len(lines)
        answers[f"{prefix}-INITIAL_FORMS"] = sum("id" in line for line in lines)
        for number, line in enumerate(lines):
            answers |= {f"{prefix}-{number}-{name}": value for name, value in line.items()}
    return answers | changes


FIGURE = {"key": "job_count", "label": "提供岗位数", "unit": "个", "position": "1"}


def errors(response):
    forms = [response.context["adminform"].form, *response.context["inline_admin_formsets"]]
    sentences = [str(forms[0].errors)]
    for inline in forms[1:]:
        sentences += [str(inline.formset.errors), str(inline.formset.non_form_errors())]
    return "".join(sentences)


@pytest.fixture
def fair(world):
    return make_kind(campaign=world.campaign, details=("place",), figures=("job_count", "visitor_count"))


def lines_of(kind):
    details = [{"id": one.pk, "kind": kind.pk, "column": one.column} for one in kind.details.all()]
    figures = [
        {"id": one.pk, "kind": kind.pk, "key": one.key, "label": one.label, "position": one.position}
        for one in kind.figures.all()
    ]
    return {"details": details, "figures": figures}


def test_the_region_adds_a_kind_with_all_that_it_asks(log_in, world):
    client = log_in("region_manager")
    answers = payload(
        world.campaign,
        details=[{"column": "place", "is_required": "on"}],
        figures=[FIGURE],
        sentence_pattern="{period}，提供岗位{job_count}个。",
    )
    assert client.get(f"{LIST}add/").status_code == 200
    assert client.post(f"{LIST}add/", answers).status_code == 302
    kind = kind_of(world.campaign, "job_fair")
    assert (kind.label, kind.shape, kind.position) == ("招聘会", "tally", 6)
    assert [(one.column, one.is_required) for one in kind.details.all()] == [("place", True)]
    assert [(one.key, one.unit) for one in kind.figures.all()] == [("job_count", "个")]
    event = AuditEvent.objects.get()
    assert (event.act, event.object_id, event.detail) == (
        "campaign_change",
        str(world.campaign.pk),
        "活动类别：招聘会",
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"key": "deleted"}, "系统自己的网址用词"),
        ({"key": "Job"}, "只用小写字母、数字和下划线"),
        ({"key": "visit"}, "已有这个代码的类别"),
        ({"label": "走进青年"}, "已有这个名称的类别"),
        ({"sentence_pattern": "{colour}"}, "不认识 {colour}"),
        ({"details": [{"column": "channels"}]}, "不问这一项"),
        ({"details": [{"column": "place"}] * 2}, "“内容”有重复的"),
        ({"figures": [FIGURE | {"key": "session_count"}]}, "系统自己的列"),
        ({"figures": [FIGURE, FIGURE | {"label": "另一个"}]}, "“代码”有重复的"),
    ],
)
def test_refuses_what_is_no_kind_beside_the_field(log_in, world, changes, problem):
    response = log_in("region_manager").post(f"{LIST}add/", payload(world.campaign, **changes))
    assert problem in errors(response)
    assert ActivityKind.objects.count() == 5


def test_a_forged_number_of_rows_is_bounded(log_in, world):
    forged = payload(world.campaign) | {"figures-TOTAL_FORMS": "999999999"}
    response = log_in("region_manager").post(f"{LIST}add/", forged)
    assert response.status_code == 200
    assert len(response.context["inline_admin_formsets"][1].formset.forms) == MOST_ROWS


def test_a_kind_belongs_to_the_campaign_that_its_form_was_shown_for(log_in, world):
    other = make_campaign(year=2021)
    log_in("region_manager").post(f"{LIST}add/", payload(other))
    assert kind_of(other, "job_fair")
    assert not world.campaign.kinds.filter(key="job_fair").exists()


def test_the_list_is_that_of_the_campaign_that_is_looked_at(log_in, world):
    make_kind(campaign=make_campaign(year=2021, with_form=False))
    rows = log_in("region_manager").get(LIST).context["cl"].result_list
    assert [kind.key for kind in rows] == ["letter", "visit", "symposium", "lecture", "tour"]


def test_a_kind_is_renamed_and_retired_but_keeps_key_and_shape(log_in, world, fair):
    answers = payload(world.campaign, **lines_of(fair), key="other", label="专场招聘", shape="meeting", is_active="")
    answers.pop("is_active")
    assert log_in("region_manager").post(page_of(fair), answers).status_code == 302
    fair.refresh_from_db()
    assert (fair.key, fair.label, fair.shape, fair.is_active) == ("job_fair", "专场招聘", "tally", False)


def test_a_figure_keeps_its_key(log_in, world, fair):
    lines = lines_of(fair)
    lines["figures"][0] |= {"key": "other", "label": "岗位"}
    assert log_in("region_manager").post(page_of(fair), payload(world.campaign, **lines)).status_code == 302
    assert fair.figures.get(key="job_count").label == "岗位"


def remove(lines, prefix, number=0):
    lines[prefix][number]["DELETE"] = "on"
    return lines


def test_a_figure_without_entries_goes(log_in, world, fair):
    answers = payload(world.campaign, **remove(lines_of(fair), "figures"))
    assert log_in("region_manager").post(page_of(fair), answers).status_code == 302
    assert list(fair.figures.values_list("key", flat=True)) == ["visitor_count"]


def test_a_figure_that_entries_gave_stays(log_in, world, fair):
    make_activity(fair, campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 8})
    response = log_in("region_manager").post(
        page_of(fair), payload(world.campaign, **remove(lines_of(fair), "figures"))
    )
    assert response.status_code == 200
    assert fair.figures.count() == 2


def test_what_a_column_counts_stays(log_in, world, fair):
    make_column(campaign=world.campaign, key="jobs", kind=fair, figure="job_count")
    response = log_in("region_manager").post(
        page_of(fair), payload(world.campaign, **remove(lines_of(fair), "figures"))
    )
    assert "附件2的列“表头 jobs”要用" in errors(response)
    visit = kind_of(world.campaign, "visit")
    lines = lines_of(visit)
    members = next(number for number, line in enumerate(lines["details"]) if line["column"] == "new_member_count")
    answers = payload(world.campaign, **remove(lines, "details", members), key="visit", label="走进青年", position="2")
    assert "青创联盟新增会员数”要用" in errors(log_in("region_manager").post(page_of(visit), answers))


def test_what_the_sentence_names_stays(log_in, world, fair):
    answers = payload(world.campaign, **remove(lines_of(fair), "figures"), sentence_pattern="岗位{job_count}个。")
    assert "总结草稿的句子要用" in errors(log_in("region_manager").post(page_of(fair), answers))


def test_an_unused_kind_is_deleted(log_in, world, fair):
    client = log_in("region_manager")
    assert client.get(page_of(fair, "delete")).status_code == 200
    assert client.post(page_of(fair, "delete"), {"post": "yes"}).status_code == 302
    assert not ActivityKind.objects.filter(pk=fair.pk).exists()
    assert AuditEvent.objects.get().detail == "删除活动类别：招聘会"


@pytest.mark.parametrize("use", ["entry", "deleted_entry", "zero_report", "column"])
def test_a_kind_in_use_is_never_deleted(log_in, world, fair, use):
    at = {"campaign": world.campaign, "committee": world.donghe}
    if use == "zero_report":
        declare_zero_report(**at, kinds=["job_fair"], by=world.accounts["county_staff"])
    elif use == "column":
        make_column(campaign=world.campaign, key="jobs", kind=fair, figure="job_count")
    else:
        entry = make_activity(fair, **at)
        if use == "deleted_entry":
            entry.mark_deleted(by=world.accounts["county_staff"])
    response = log_in("region_manager").post(page_of(fair, "delete"), {"post": "yes"})
    assert response.status_code == 403
    assert ActivityKind.objects.filter(pk=fair.pk).exists()


@pytest.mark.parametrize("role", ["league_city_staff", "county_staff", "region_viewer", "auditor"])
def test_nobody_else_changes_kinds(log_in, world, role):
    client = log_in(role)
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}add/", payload(world.campaign)).status_code == 403
