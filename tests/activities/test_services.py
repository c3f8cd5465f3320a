import pytest

from activities.models import Service
from organization.choices import Level
from tests.factories import make_committee, make_service

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/activities/service/", "/admin/activities/service/add/"


def payload(**changes):
    answers = {"kind": "ticket_help", "served_on": "2020-01-20", "people_count": "12", "remark": ""} | changes
    return {name: value for name, value in answers.items() if value is not None}


LOAN = {"kind": "loan_referral", "loan_status": "referred", "loan_band": "up_to_50k"}
TRAINING = {"kind": "training", "training_tags": ["e_commerce", "farming_skills"]}


def form_errors(response):
    return response.context["adminform"].form.errors


def sums(response):
    return {label: figure for label, figure, _ in response.context["sums"]}


@pytest.mark.parametrize("changes", [{}, LOAN, TRAINING, {"kind": "lead_goose"}, {"kind": "job_information"}])
def test_logs_one_of_each_kind_as_a_tally(log_in, world, changes):
    client = log_in("county_staff")
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, payload(**changes)).status_code == 302
    service = Service.objects.get()
    assert (service.kind, service.people_count) == (changes.get("kind", "ticket_help"), 12)
    assert (service.campaign, service.committee) == (world.campaign, world.donghe)
    assert service.created_by == world.accounts["county_staff"]
    assert client.get(f"{LIST}{service.pk}/change/").status_code == 200


def test_keeps_departments_and_trainings_in_the_order_of_the_lists(log_in):
    log_in("county_staff").post(ADD, payload(partner_departments=["finance", "agriculture"], **TRAINING))
    service = Service.objects.get()
    assert [department.label for department in service.departments] == ["农牧", "金融"]
    assert service.training_tags == "farming_skills,e_commerce"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"people_count": ""}, "people_count"),
        ({"people_count": "0"}, "people_count"),
        ({"people_count": "99999999999"}, "people_count"),
        ({"served_on": "2020-02-11"}, "served_on"),
        ({"served_on": "2019-12-31"}, "served_on"),
        ({"served_on": "yesterday"}, "served_on"),
        (LOAN | {"loan_status": ""}, "loan_status"),
        ({"loan_status": "granted"}, "loan_status"),
        ({"loan_band": "up_to_50k"}, "loan_band"),
        (TRAINING | {"training_tags": None}, "training_tags"),
        ({"training_tags": ["e_commerce"]}, "training_tags"),
        ({"partner_departments": ["nonsense"]}, "partner_departments"),
        ({"partner_departments": ["other"]}, "remark"),
        ({"remark": "张三 11010519491231002X"}, "remark"),
        ({"remark": "卡号6222021234567894"}, "remark"),
    ],
)
def test_shows_beside_the_field_what_is_wrong(log_in, changes, field):
    response = log_in("county_staff").post(ADD, payload(**changes))
    assert list(form_errors(response)) == [field]
    assert not Service.objects.exists()


def test_sums_what_the_filters_show(log_in, world):
    make_service(campaign=world.campaign, committee=world.donghe, people_count=3)
    make_service(campaign=world.campaign, committee=world.kundulun, people_count=4)
    make_service(campaign=world.campaign, committee=world.kundulun, people_count=5, kind="lead_goose")
    make_service(campaign=world.campaign, committee=world.hailar, people_count=100)
    client = log_in("league_city_staff")
    assert sums(client.get(LIST)) == {
        "合计人次": 12,
        "青创易贷推荐": None,
        "培训": None,
        "领头雁培养人选": 5,
        "就业信息": None,
        "购票协助": 7,
    }
    assert sums(client.get(LIST, {"under": world.donghe.pk}))["合计人次"] == 3
    assert sums(client.get(LIST, {"kind__exact": "ticket_help"}))["合计人次"] == 7


def test_a_sum_links_to_the_rows_behind_it(log_in, world):
    make_service(campaign=world.campaign, committee=world.donghe, people_count=3)
    make_service(campaign=world.campaign, committee=world.donghe, people_count=5, kind="lead_goose")
    client = log_in("league_city_staff")
    for label, figure, query in client.get(LIST).context["sums"]:
        if figure and query:
            assert sums(client.get(f"{LIST}{query}"))["合计人次"] == figure, label


def test_no_entries_sum_to_a_blank_and_not_to_zero(log_in):
    assert set(sums(log_in("league_city_staff").get(LIST)).values()) == {None}


def test_own_level_leaves_the_committees_below_out(log_in, world):
    own = make_service(campaign=world.campaign, committee=world.baotou)
    make_service(campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    listed = client.get(LIST, {"only": "own"}).context["cl"].result_list
    assert [service.pk for service in listed] == [own.pk]
    assert client.get(LIST, {"only": "own", "under": world.hailar.pk}).context["cl"].result_count == 0


def test_a_foreign_row_answers_404_like_a_missing_one(log_in, world):
    foreign = make_service(campaign=world.campaign, committee=world.hailar)
    client = log_in("league_city_staff")
    for pk in (foreign.pk, 999999, "x"):
        for page in ("change", "history", "delete"):
            assert client.get(f"{LIST}{pk}/{page}/").status_code == 404
    assert client.post(f"{LIST}{foreign.pk}/change/", payload()).status_code == 404


def test_committee_and_campaign_cannot_be_forged(log_in, world):
    client = log_in("league_city_staff")
    assert "committee" in form_errors(client.post(ADD, payload(committee=str(world.hailar.pk))))
    assert client.post(ADD, payload(committee=str(world.donghe.pk), campaign="999")).status_code == 404
    assert not Service.objects.exists()


def test_a_township_logs_its_own(log_in, world):
    account = world.accounts["county_staff"]
    account.committee = make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
    account.save()
    assert log_in("county_staff").post(ADD, payload()).status_code == 302
    assert Service.objects.get().committee == account.committee


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_others_log_nothing(log_in, role):
    assert log_in(role).post(ADD, payload()).status_code == 403


def test_a_viewer_opens_an_entry_read_only(log_in, world):
    service = make_service(campaign=world.campaign, committee=world.donghe, partner_departments="other", remark="水利")
    response = log_in("region_viewer").get(f"{LIST}{service.pk}/change/")
    assert "其他" in response.content.decode()
    assert 'name="people_count"' not in response.content.decode()


@pytest.mark.parametrize("path", ["", "add/"])
def test_queries_of_a_page_do_not_grow_with_the_rows(log_in, world, path, django_assert_max_num_queries):
    for _ in range(40):
        make_service(campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(15):
        client.get(f"{LIST}{path}")
