import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from activities.models import LogChoice, Photo, Service
from activities.views.phone import ServicePhotos
from organization.choices import Level
from organization.phone_upload import sign_place
from tests.activities.entries import picture
from tests.factories import make_committee, make_service, reword

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/activities/service/", "/admin/activities/service/add/"


def payload(**changes):
    answers = {"kind": "ticket_help", "served_on": "2020-01-20", "people_count": "12", "remark": ""} | changes
    return {name: value for name, value in answers.items() if value is not None}


LOAN = {"kind": "loan_referral", "loan_status": "referred", "loan_band": "up_to_50k"}
TRAINING = {"kind": "training", "title": "肉牛养殖技术培训班", "training_tags": ["e_commerce", "farming_skills"]}


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
        (TRAINING | {"title": ""}, "title"),
        (TRAINING | {"title": "11010519491231002X"}, "title"),
        ({"title": "不是培训"}, "title"),
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


def test_a_training_is_known_by_its_title(log_in, world):
    client = log_in("county_staff")
    client.post(ADD, payload(**TRAINING))
    service = Service.objects.get()
    assert service.title == "肉牛养殖技术培训班"
    assert "肉牛养殖技术培训班（" in client.get(LIST).text
    found = client.post(LIST, {"term": "肉牛"}, follow=True).context["cl"]
    assert [one.pk for one in found.result_list] == [service.pk]
    assert client.post(LIST, {"term": "羊"}, follow=True).context["cl"].result_count == 0


def test_a_training_from_before_it_had_a_title_is_changed_without_one(log_in, world):
    own = {"campaign": world.campaign, "committee": world.donghe}
    old = make_service(**own, kind="training", training_tags="e_commerce")
    client = log_in("county_staff")
    sent = payload(**TRAINING | {"title": "", "training_tags": ["e_commerce"]}, remark="补记")
    assert client.post(f"{LIST}{old.pk}/change/", sent).status_code == 302
    old.refresh_from_db()
    assert (old.title, old.remark) == ("", "补记")


class TestPhotos:
    @pytest.fixture(autouse=True)
    def _own_storage(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def part(self, *files, **more):
        part = {"service_photos-TOTAL_FORMS": str(len(files)), "service_photos-INITIAL_FORMS": "0"}
        for number, file in enumerate(files):
            part |= {f"service_photos-{number}-upload": file, f"service_photos-{number}-caption": "现场"}
        return part | more

    def test_a_training_keeps_its_photos(self, log_in, world):
        client = log_in("county_staff")
        sent = payload(**TRAINING, **self.part(picture(), picture(colour="blue")))
        assert client.post(ADD, sent).status_code == 302
        service = Service.objects.get()
        assert [use.caption for use in service.service_photos.all()] == ["现场", "现场"]
        page = client.get(f"{LIST}{service.pk}/change/").text
        assert page.count("/small/") == 2
        assert f"/admin/activities/services/{service.pk}/phone/" in page
        for use in service.service_photos.all():
            assert client.get(f"/admin/activities/photos/{use.photo_id}/").getvalue()[:2] == b"\xff\xd8"

    def test_whoever_does_not_see_the_service_does_not_see_its_photos(self, log_in, world):
        client = log_in("county_staff")
        client.post(ADD, payload(**TRAINING, **self.part(picture())))
        address = f"/admin/activities/photos/{Service.objects.get().service_photos.get().photo_id}/"
        assert log_in("league_city_staff").get(address).getvalue()
        world.accounts["league_city_staff"].committee = world.hulunbuir
        world.accounts["league_city_staff"].save()
        assert log_in("league_city_staff").get(address).status_code == 404

    def test_a_photo_is_not_chosen_again_after_an_error(self, log_in, world):
        client = log_in("county_staff")
        page = client.post(ADD, payload(**TRAINING | {"title": ""}, **self.part(picture())))
        stored = re.findall(r'name="(service_photos-0-upload-stored)" value="([0-9a-f]{32})"', page.text)
        assert len(stored) == 1
        part = self.part(picture(), **dict(stored)) | {"service_photos-0-upload": ""}
        assert client.post(ADD, payload(**TRAINING, **part)).status_code == 302
        assert Service.objects.get().service_photos.count() == 1

    def test_the_same_form_with_another_photo_is_not_taken_for_a_resend(self, log_in, world):
        client = log_in("county_staff")
        number = {"form_uuid": str(uuid.uuid4())}
        client.post(ADD, payload(**TRAINING, **self.part(picture()), **number))
        again = client.post(ADD, payload(**TRAINING, **self.part(picture(colour="blue")), **number))
        assert again.status_code == 200
        assert Service.objects.get().service_photos.count() == 1

    def test_a_wrong_file_is_refused_beside_its_field_and_nothing_is_left(self, log_in, world):
        wrong = SimpleUploadedFile("坏.jpg", b"no picture")
        response = log_in("county_staff").post(ADD, payload(**TRAINING, **self.part(wrong)))
        (inline,) = response.context["inline_admin_formsets"]
        assert [list(form.errors) for form in inline.formset.forms] == [["upload"]]
        assert not Photo.objects.exists()

    def test_photos_come_from_a_phone_too(self, log_in, world):
        own = make_service(campaign=world.campaign, committee=world.donghe)
        foreign = make_service(campaign=world.campaign, committee=world.hailar)
        client = log_in("county_staff")
        assert client.get(f"/admin/activities/services/{own.pk}/phone/").status_code == 200
        assert client.get(f"/admin/activities/services/{foreign.pk}/phone/").status_code == 404
        address = reverse("service_upload", args=[sign_place(ServicePhotos(own), world.accounts["county_staff"])])
        assert Client().post(address, {"photos": picture()}).status_code == 200
        assert own.service_photos.count() == 1

    def test_the_list_counts_them_in_one_query(self, log_in, world):
        client = log_in("county_staff")
        client.post(ADD, payload(**TRAINING, **self.part(picture(), picture(colour="blue"))))
        make_service(campaign=world.campaign, committee=world.donghe)
        rows = client.get(LIST).context["cl"].result_list
        assert {row.kind: row.photo_count for row in rows} == {"training": 2, "ticket_help": None}
        assert sums(client.get(LIST))["合计人次"] == 22

    def test_the_photos_of_what_is_erased_are_erased(self, log_in, world):
        client = log_in("county_staff")
        client.post(ADD, payload(**TRAINING, **self.part(picture())))
        assert not Photo.objects.unused().exists()
        Service.objects.get().delete()
        assert Photo.objects.unused().count() == 1


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


def test_kinds_are_told_in_the_campaigns_words_and_retired_ones_are_not_offered(log_in, world):
    reword(world.campaign, loan_referral="创业担保贷款推荐", lead_goose="新农人计划人选")
    LogChoice.objects.filter(code="lead_goose").update(is_active=False)
    goose = make_service(campaign=world.campaign, committee=world.donghe, kind="lead_goose")
    client = log_in("county_staff")
    page = client.get(LIST).content.decode()
    assert "新农人计划人选" in page
    assert "青创易贷" not in page
    assert client.get(LIST, {"o": "0"}).context["cl"].queryset.query.order_by[0] == "kind"
    assert list(sums(client.get(LIST)))[1:4] == ["创业担保贷款推荐", "培训", "新农人计划人选"]
    assert client.get(LIST, {"kind__exact": "lead_goose"}).context["cl"].result_count == 1
    form = client.get(ADD).context["adminform"].form
    assert "lead_goose" not in dict(form.fields["kind"].choices)
    assert dict(form.fields["loan_status"].choices)[""] == "请选择（创业担保贷款推荐才选）"
    refused = client.post(ADD, payload(kind="lead_goose"))
    assert "没有这个选项，或者它已经停用" in str(refused.context["adminform"].form.errors["kind"])
    own_page = f"/admin/activities/service/{goose.pk}/change/"
    assert "lead_goose" in dict(client.get(own_page).context["adminform"].form.fields["kind"].choices)
    wrong = client.post(ADD, payload(kind="training", training_tags=["e_commerce"], title="班", loan_status="granted"))
    assert "只有创业担保贷款推荐才选这一项" in str(wrong.context["adminform"].form.errors["loan_status"])


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
