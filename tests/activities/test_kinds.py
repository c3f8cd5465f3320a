"""A kind is a row: what it asks makes its form, list, template, import and export, and nothing else need know it."""

import pytest

from activities.models import Activity, EntryFigure, KindFigure, ZeroReport
from tests.activities.entries import add_page, change_page, form_errors, shown_form
from tests.activities.exchange import confirm, exported, faults, grid, import_rows, template, upload, workbook_of
from tests.activities.kinds import CELLS, OTHER_KINDS, OWN_FIGURES, cells, make_other_kinds, sent
from tests.factories import make_activity, make_column, make_figure, make_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(world):
    return make_other_kinds(world.campaign)


class TestForm:
    @pytest.mark.parametrize("key", OTHER_KINDS)
    def test_saves_an_entry_with_its_own_figures(self, log_in, world, kinds, key):
        client = log_in("county_staff")
        assert f"记一条{kinds[key].label}" in client.get(add_page(key)).content.decode()
        assert client.post(add_page(key), sent(key)).status_code == 302
        entry = Activity.objects.get()
        assert (entry.kind, entry.shape, entry.campaign) == (kinds[key], kinds[key].shape, world.campaign)
        assert entry.own_figures == OWN_FIGURES[key]

    def test_asks_under_the_labels_of_its_kind_with_their_explanations(self, log_in, kinds):
        fields = shown_form(log_in("county_staff").get(add_page("workshop"))).fields
        labels = {name: str(field.label) for name, field in fields.items()}
        assert [labels[name] for name in ("topic", "session_count", "participant_count")] == [
            "课程",
            "期数",
            "学员人数",
        ]
        assert fields["participant_count"].help_text == "只数结业的。"
        assert not {"speaker", "place", "co_hosts", "channels", "figure_job_count"} & fields.keys()

    @pytest.mark.parametrize(
        ("key", "missing"),
        [
            ("job_fair", "figure_job_count"),
            ("poster", "distribution_count"),
            ("phone_call", "co_hosts"),
            ("workshop", "topic"),
            ("workshop", "figure_certificate_count"),
        ],
    )
    def test_requires_of_what_was_held_what_its_kind_requires(self, log_in, kinds, key, missing):
        client = log_in("county_staff")
        assert list(form_errors(client.post(add_page(key), sent(key, **{missing: ""})))) == [missing]
        planned = sent(key, **{missing: ""}, state="planned", held_on="2020-02-20")
        assert client.post(add_page(key), planned).status_code == 302

    def test_marks_what_is_required_once_it_was_held(self, log_in, kinds):
        page = log_in("county_staff").get(add_page("job_fair")).content.decode()
        marked = (
            '<label for="id_figure_job_count">提供岗位数<span class="once-held" aria-hidden="true">*</span></label>'
        )
        assert marked in page
        assert page.count("once-held") == 1

    @pytest.mark.parametrize("number", ["-1", "1.5", "x", "10000000"])
    def test_refuses_what_is_no_number_beside_its_figure(self, log_in, kinds, number):
        response = log_in("county_staff").post(add_page("job_fair"), sent("job_fair", figure_hired_count=number))
        assert list(form_errors(response)) == ["figure_hired_count"]

    def test_a_figure_that_is_not_entered_has_no_row_and_is_not_0(self, log_in, kinds):
        client = log_in("county_staff")
        client.post(add_page("job_fair"), sent("job_fair", figure_hired_count="3"))
        entry = Activity.objects.get()
        client.post(change_page(entry), sent("job_fair", figure_hired_count=""))
        assert list(EntryFigure.objects.values_list("figure__key", "value")) == [("job_count", 120)]
        client.post(change_page(entry), sent("job_fair", figure_hired_count="0"))
        assert Activity.objects.get().own_figures == {"job_count": 120, "hired_count": 0}

    def test_shows_what_was_entered_and_logs_the_change(self, log_in, kinds):
        client = log_in("county_staff")
        client.post(add_page("job_fair"), sent("job_fair"))
        entry = Activity.objects.get()
        assert shown_form(client.get(change_page(entry)))["figure_job_count"].value() == 120
        client.post(change_page(entry), sent("job_fair", figure_job_count="130"))
        assert "提供岗位数" in client.get(f"/admin/activities/job_fair/{entry.pk}/history/").content.decode()

    def test_the_same_form_again_makes_one_entry_and_another_number_is_another_form(self, log_in, kinds):
        client = log_in("county_staff")
        form_uuid = str(shown_form(client.get(add_page("job_fair")))["form_uuid"].value())
        for _ in range(2):
            client.post(add_page("job_fair"), sent("job_fair", form_uuid=form_uuid))
        assert Activity.objects.count() == 1
        changed = client.post(add_page("job_fair"), sent("job_fair", form_uuid=form_uuid, figure_job_count="1"))
        assert "您刚才已记下" in changed.content.decode()

    def test_who_may_not_change_an_entry_reads_it(self, log_in, world, kinds):
        entry = make_activity(
            kinds["job_fair"], campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 345}
        )
        page = log_in("region_viewer").get(change_page(entry)).content.decode()
        assert "345" in page
        assert "提供岗位数" in page
        assert 'name="figure_job_count"' not in page
        letter = make_activity("letter", campaign=world.campaign, committee=world.donghe)
        assert "微信群" in log_in("region_viewer").get(change_page(letter)).content.decode()

    def test_the_next_entry_repeats_the_details_and_no_figure(self, log_in, kinds):
        client = log_in("county_staff")
        response = client.post(add_page("job_fair"), sent("job_fair", place="体育馆", _addanother="1"))
        form = shown_form(client.get(response.url))
        assert (form["topic"].value(), form["place"].value()) == ("春风行动", "体育馆")
        assert not form["figure_job_count"].value()


class TestList:
    def test_shows_the_figures_under_the_labels_of_the_kind(self, log_in, world, kinds):
        make_activity(
            kinds["job_fair"],
            campaign=world.campaign,
            committee=world.donghe,
            topic="春风行动",
            own_figures={"job_count": 345},
        )
        page = log_in("county_staff").get("/admin/activities/job_fair/").content.decode()
        for text in ("招聘会", "提供岗位数", "现场签约人数", "345", "春风行动", "记一条招聘会"):
            assert text in page

    def test_searches_what_the_kind_asks(self, log_in, world, kinds):
        for topic in ("电焊", "美发"):
            make_activity(kinds["workshop"], campaign=world.campaign, committee=world.donghe, topic=topic)
        response = log_in("county_staff").get("/admin/activities/workshop/", {"q": "电焊"})
        assert response.context["cl"].result_count == 1
        assert response.context["cl"].search_help_text == "课程、备注"

    def test_queries_do_not_grow_with_the_figures(self, log_in, world, kinds, django_assert_max_num_queries):
        for number in range(20):
            make_activity(
                kinds["job_fair"],
                campaign=world.campaign,
                committee=world.donghe,
                own_figures={"job_count": number, "hired_count": number},
            )
        client = log_in("league_city_staff")
        with django_assert_max_num_queries(17):
            client.get("/admin/activities/job_fair/")

    def test_is_in_the_navigation(self, log_in, kinds):
        page = log_in("county_staff").get("/admin/").content.decode()
        for kind in kinds.values():
            assert f'href="/admin/activities/{kind.key}/"' in page
        assert 'href="/admin/activities/activity/' not in page


class TestExchange:
    @pytest.mark.parametrize("key", OTHER_KINDS)
    def test_the_template_asks_what_the_form_asks(self, log_in, kinds, key):
        headings, notes, example = grid(template(log_in("county_staff"), key))
        assert set(CELLS[key]) < set(headings)
        assert len(set(headings)) == len(headings)
        assert all(notes)
        assert example[0] == "示例"

    @pytest.mark.parametrize("key", OTHER_KINDS)
    def test_the_template_s_example_is_not_read(self, log_in, kinds, key):
        client = log_in("county_staff")
        response = upload(client, key, template(client, key))
        assert "没有可以导入的行" in str(response.context["form"].errors)

    @pytest.mark.parametrize("key", OTHER_KINDS)
    def test_an_import_stores_the_own_figures(self, log_in, kinds, key):
        import_rows(log_in("county_staff"), cells(key), kind=key)
        entry = Activity.objects.get()
        assert (entry.kind, entry.shape) == (kinds[key], kinds[key].shape)
        assert entry.own_figures == OWN_FIGURES[key]

    @pytest.mark.parametrize("key", OTHER_KINDS)
    def test_an_export_imported_again_is_there_already(self, log_in, kinds, key):
        client = log_in("county_staff")
        import_rows(client, cells(key), kind=key)
        preview = upload(client, key, exported(client, key)).context["preview"]
        assert (preview.skipped, preview.created, preview.changed, preview.faults) == (1, 0, 0, [])

    def test_another_own_figure_is_another_entry_and_a_change_of_a_numbered_one(self, log_in, kinds):
        client = log_in("county_staff")
        import_rows(client, cells("job_fair"), kind="job_fair")
        number = Activity.objects.get().number
        preview = upload(client, "job_fair", workbook_of(cells("job_fair", 提供岗位数=5))).context["preview"]
        assert preview.created == 1
        changed = cells("job_fair", 编号=number, 提供岗位数=5)
        response = upload(client, "job_fair", workbook_of(changed))
        assert response.context["preview"].changed == 1
        assert ("5", "120") in response.context["preview"].rows[0].cells
        confirm(client, "job_fair", response)
        assert Activity.objects.get().own_figures == {"job_count": 5}

    def test_a_file_without_the_figure_s_column_leaves_it_as_it_is(self, log_in, kinds):
        client = log_in("county_staff")
        import_rows(client, cells("phone_call"), kind="phone_call")
        changed = cells("phone_call", 编号=Activity.objects.get().number, 联系走访人数=10)
        del changed["接通人数"]
        import_rows(client, changed, kind="phone_call")
        entry = Activity.objects.get()
        assert (entry.visited_count, entry.own_figures) == (10, {"answered_count": 0})

    def test_a_required_figure_is_missed_beside_its_column(self, log_in, kinds):
        response = upload(log_in("county_staff"), "job_fair", workbook_of(cells("job_fair", 提供岗位数=None)))
        assert faults(response) == [(2, "提供岗位数")]

    def test_queries_of_an_export_do_not_grow_with_the_rows(self, log_in, world, kinds, django_assert_max_num_queries):
        for number in range(30):
            make_activity(
                kinds["job_fair"],
                campaign=world.campaign,
                committee=world.donghe,
                own_figures={"job_count": number},
            )
        client = log_in("league_city_staff")
        with django_assert_max_num_queries(28):
            assert len(grid(exported(client, "job_fair"))) == 31

    def test_a_label_may_hold_what_a_sheet_s_name_may_not(self, log_in, world, kinds):
        client = log_in("county_staff")
        make_kind(campaign=world.campaign, key="long", label="很长的名称" * 8, position=51)
        make_activity("long", campaign=world.campaign, committee=world.donghe)
        for key in ("workshop", "long"):
            response = client.get(f"/admin/activities/{key}/export/2020.xlsx")
            assert response.status_code == 200


class TestWhatElseFollows:
    def test_zero_reports_and_the_completion_page(self, log_in, world, kinds):
        client = log_in("county_staff")
        page = client.get("/admin/activities/completion/")
        assert "招聘会" in page.content.decode()
        client.post("/admin/activities/zero/job_fair/", {"campaign": "2020", "next": "completion"})
        assert ZeroReport.objects.get().kind == kinds["job_fair"]
        import_rows(client, cells("job_fair"), kind="job_fair")
        assert not ZeroReport.objects.exists()
        lines = {line["kind"].key: line for line in client.get("/admin/activities/completion/").context["kinds"]}
        assert lines["job_fair"]["entry_count"] == 1
        assert lines["poster"]["is_unreported"]

    def test_a_deleted_entry_is_listed_and_comes_back_with_its_figures(self, log_in, world, kinds):
        client = log_in("county_staff")
        client.post(add_page("job_fair"), sent("job_fair"))
        entry = Activity.objects.get()
        client.post(f"/admin/activities/job_fair/{entry.pk}/delete/", {"post": "yes"})
        assert "招聘会" in client.get("/admin/activities/deleted/").content.decode()
        response = client.post("/admin/activities/deleted/", {"entry": entry.pk})
        assert response.url == change_page(entry)
        assert Activity.objects.get().own_figures == {"job_count": 120}

    def test_asks_about_ten_times_the_usual_of_an_own_figure(self, log_in, world, kinds):
        for _ in range(3):
            make_activity(
                kinds["job_fair"], campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 20}
            )
        make_column(campaign=world.campaign, key="job_count", kind=kinds["job_fair"], figure="job_count")
        client = log_in("county_staff")
        response = client.post(add_page("job_fair"), sent("job_fair", figure_job_count="200"))
        assert list(form_errors(response)) == ["figure_job_count"]
        assert client.post(add_page("job_fair"), sent("job_fair", figure_job_count="199")).status_code == 302


def test_a_figure_that_was_added_later_is_unknown_in_the_entries_before(log_in, world):
    kind = make_kind(campaign=world.campaign)
    entry = make_activity(kind, campaign=world.campaign, committee=world.donghe)
    make_figure(kind=kind, key="late_count")
    assert KindFigure.objects.count() == 1
    assert entry.own_figures == {}
    rows = grid(exported(log_in("county_staff"), "job_fair"))
    assert rows[1][rows[0].index("数字 late_count")] is None
