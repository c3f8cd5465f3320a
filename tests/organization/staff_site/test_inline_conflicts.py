"""Two people on the rows of an inline: changed by both, changed and deleted, deleted by the other."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.test import RequestFactory

from activities.models import KindDetail, KindFigure
from organization.staff_site.edit_conflict import EditConflictMixin
from organization.staff_site.inline_conflicts import ConflictAwareInline
from returnees.models import OwnQuestion, OwnQuestionChoice
from tests.factories import make_kind
from tests.organization.staff_site.test_edit_conflict import shown

pytestmark = pytest.mark.django_db
# Why no two people can change a row.
IMMUTABLE = {"PrivacyNoticeInline": "a version that was published stays as it is; another text is another version"}


def all_inlines():
    return [inline for one in admin.site._registry.values() for inline in one.inlines]


class TestEveryPage:
    @pytest.mark.parametrize("inline", all_inlines(), ids=lambda inline: inline.__name__)
    def test_no_inline_lets_one_overwrite_the_other(self, inline, world):
        if inline.__name__ not in IMMUTABLE:
            assert issubclass(inline, ConflictAwareInline)
            return
        request = RequestFactory().get("/")
        request.user = world.accounts["region_manager"]
        row: InlineModelAdmin = inline(world.campaign.__class__, admin.site)
        assert not row.has_change_permission(request)
        assert not row.can_delete

    def test_no_exception_is_of_something_that_is_not_there(self):
        assert set(IMMUTABLE) <= {inline.__name__ for inline in all_inlines()}

    @pytest.mark.parametrize("model_admin", admin.site._registry.values(), ids=lambda one: type(one).__name__)
    def test_no_form_lets_one_overwrite_the_other(self, model_admin, world):
        request = RequestFactory().get("/")
        request.user = world.accounts["region_manager"]
        if model_admin.has_change_permission(request):
            assert issubclass(model_admin.get_form(request, None, change=True, fields=()), EditConflictMixin)


class Page:
    """The page of a row with an inline, as it is open in a browser."""

    def __init__(self, client, address, prefix):
        self.client, self.address, self.prefix = client, address, prefix
        self.read(client.get(address))

    def read(self, response):
        """The controls that the browser would post, of this answer."""
        self.response, self.fields = response, {}
        self.text = response.content.decode()
        forms = [response.context["adminform"].form]
        for inline in response.context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        for form in forms:
            for bound in form:
                if not bound.field.disabled:
                    self.set(bound.html_name, bound.value())
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.text)
        self.fields |= {name: unescape(value) for name, value in hidden}
        self.fields |= dict(re.findall(r'<input type="radio"\s+name="([^"]+)"\s+value="(\w+)"\s+checked', self.text))

    def set(self, name, value):
        self.fields[name] = "on" if value is True else value
        if value in (None, False):
            del self.fields[name]

    def type(self, row, **values):
        for name, value in values.items():
            self.set(f"{self.prefix}-{row}-{name}", value)
        return self

    def choose(self, number, /, **values):
        return self.type(number, **{f"keep_{name}": value for name, value in values.items()})

    def save(self):
        response = self.client.post(self.address, self.fields)
        assert response.status_code in (200, 302)
        if response.status_code == 200:
            self.read(response)
        return response.status_code == 302

    @property
    def conflicts(self):
        return [
            (one.label, one.mine, one.theirs)
            for form in self.response.context["rows_in_conflict"]
            for one in form.conflicts
        ]


@pytest.fixture
def kind(world):
    return make_kind(campaign=world.campaign, details=("place",), figures=("job_count", "visitor_count"))


@pytest.fixture
def open_kind(log_in, kind):
    client = log_in("region_manager")
    return lambda prefix="figures": Page(client, f"/admin/activities/activitykind/{kind.pk}/change/", prefix)


@pytest.fixture
def open_question(log_in, world):
    question = OwnQuestion.objects.create(campaign=world.campaign, label="家里养什么", kind="single")
    for label in ("羊", "牛", "马"):
        OwnQuestionChoice.objects.create(question=question, label=label)
    client = log_in("region_manager")
    return lambda: Page(client, f"/admin/returnees/ownquestion/{question.pk}/change/", "choices")


def labels(model=KindFigure):
    return list(model.objects.order_by("pk").values_list("label", flat=True))


class TestChangedByBoth:
    def test_the_second_sees_both_values_and_nothing_is_saved(self, open_kind):
        first, second = open_kind(), open_kind()
        assert first.type(0, label="岗位数").save()
        assert not second.type(0, label="招聘岗位").save()
        assert second.conflicts == [("名称", "招聘岗位", "岗位数")]
        assert "别人改过下面的内容" in second.text
        assert "别人改过这里的内容" in second.text
        assert "保存过这一条" in second.text
        assert "请更正" not in second.text
        assert "岗位数" in labels()

    @pytest.mark.parametrize(("choice", "label"), [("mine", "招聘岗位"), ("theirs", "岗位数")])
    def test_the_choice_decides(self, open_kind, choice, label):
        first, second = open_kind(), open_kind()
        first.type(0, label="岗位数").save()
        second.type(0, label="招聘岗位").type(1, label="到场人数").save()
        assert second.choose(0, label=choice).save()
        assert labels() == [label, "到场人数"]

    def test_of_a_question_s_choices_too(self, open_question):
        first, second = open_question(), open_question()
        first.type(1, label="奶牛").save()
        assert not second.type(1, label="黄牛").save()
        assert second.conflicts == [(second.conflicts[0][0], "黄牛", "奶牛")]

    def test_an_answer_outlives_another_error(self, open_question):
        first, second = open_question(), open_question()
        first.type(1, label="奶牛").save()
        second.type(1, label="黄牛").save()
        assert not second.choose(1, label="theirs").type(0, label="").save()
        assert second.type(0, label="山羊").save()
        assert labels(OwnQuestionChoice) == ["山羊", "奶牛", "马"]


class TestDeletedByOneAndChangedByTheOther:
    @pytest.fixture
    def asked(self, open_question):
        first, second = open_question(), open_question()
        assert first.type(1, label="奶牛").save()
        assert not second.type(1, DELETE=True).type(2, label="马驹").save()
        return second

    def test_is_asked_about(self, asked):
        [(label, mine, theirs)] = asked.conflicts
        assert (label, mine) == ("整行", "删去")
        assert "奶牛" in theirs
        assert labels(OwnQuestionChoice) == ["羊", "奶牛", "马"]
        assert asked.fields["choices-2-label"] == "马驹", "what was typed stays"

    @pytest.mark.parametrize(
        ("choice", "left"), [("mine", ["羊", "马驹"]), ("theirs", ["羊", "奶牛", "马驹"])], ids=["delete", "keep"]
    )
    def test_the_choice_decides(self, asked, choice, left):
        assert asked.choose(1, row=choice).save()
        assert labels(OwnQuestionChoice) == left

    def test_a_further_change_is_asked_about_anew(self, asked, open_question):
        open_row = OwnQuestionChoice.objects.get(label="奶牛")
        open_row.label = "肉牛"
        open_row.save()
        assert not asked.choose(1, row="mine").save()
        assert "肉牛" in asked.conflicts[0][2]

    def test_the_tick_taken_back_overwrites_nothing(self, asked):
        assert not asked.choose(1, row="mine").type(1, DELETE=False).save()
        assert [conflict[1:] for conflict in asked.conflicts] == [("牛", "奶牛")]

    def test_kept_it_stays_so_after_another_error(self, asked):
        assert not asked.choose(1, row="theirs").type(0, label="").save()
        assert asked.type(0, label="山羊").save()
        assert labels(OwnQuestionChoice) == ["山羊", "奶牛", "马驹"]

    def test_an_unchanged_row_is_deleted(self, open_question):
        page = open_question()
        assert page.type(1, DELETE=True).save()
        assert labels(OwnQuestionChoice) == ["羊", "马"]


class TestDeletedByTheOther:
    @pytest.fixture
    def asked(self, open_kind):
        page = open_kind()
        KindFigure.objects.get(key="job_count").delete()
        assert not page.type(0, label="招聘岗位").type(1, label="到场人数").save()
        return page

    def test_is_asked_about_and_nothing_typed_is_lost(self, asked):
        [(label, mine, theirs)] = asked.conflicts
        assert (label, theirs) == ("整行", "（已删去）")
        assert "招聘岗位" in mine
        assert "别人删去了这一行" in asked.text
        assert {"招聘岗位", "到场人数"} <= set(asked.fields.values())
        assert asked.fields["figures-1-keep_row"] == "mine"
        assert len(labels()) == 1

    def test_it_is_made_anew_where_it_is_meant(self, asked):
        assert asked.save()
        assert sorted(labels()) == ["到场人数", "招聘岗位"]

    def test_it_stays_deleted_where_that_is_meant(self, asked):
        assert asked.choose(1, row="theirs").save()
        assert labels() == ["到场人数"]

    def test_untouched_it_is_preset_to_stay_deleted(self, open_kind):
        page = open_kind()
        KindFigure.objects.get(key="job_count").delete()
        assert not page.type(1, label="到场人数").save()
        assert page.fields["figures-1-keep_row"] == "theirs"
        assert page.save()
        assert labels() == ["到场人数"]

    def test_deleted_by_both_it_is_deleted(self, open_question):
        page = open_question()
        OwnQuestionChoice.objects.get(label="牛").delete()
        assert page.type(1, DELETE=True).type(2, label="马驹").save()
        assert labels(OwnQuestionChoice) == ["羊", "马驹"]

    def test_of_a_detail_its_content_is_known_though_it_cannot_be_changed(self, open_kind):
        page = open_kind("details")
        KindDetail.objects.all().delete()
        assert not page.type(0, label="会场").save()
        assert page.save()
        assert KindDetail.objects.values_list("column", "label").get() == ("place", "会场")

    def test_new_rows_stay_what_they_are(self, open_kind):
        page = open_kind()
        KindFigure.objects.all().delete()
        page.type(2, key="stand_count", label="展位", position="3").save()
        assert len(page.conflicts) == 2
        assert page.choose(0, row="theirs").choose(1, row="mine").save()
        assert set(KindFigure.objects.values_list("key", flat=True)) == {"visitor_count", "stand_count"}

    def test_a_moment_before_the_save_it_is_told_too(self, open_kind, monkeypatch):
        page, read_stored = open_kind(), EditConflictMixin.read_stored

        def delete_and_read(form):
            KindFigure.objects.filter(key="job_count").delete()
            return read_stored(form)

        monkeypatch.setattr(EditConflictMixin, "read_stored", delete_and_read)
        assert not page.type(0, label="招聘岗位").save()
        assert "别人刚刚删去了这一行" in page.text
        assert len(labels()) == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"figures-0-id": "x"},
        {"figures-0-id": "9" * 40},
        {"figures-0-id": ""},
        {"figures-INITIAL_FORMS": "9", "figures-TOTAL_FORMS": "2"},
        {"figures-INITIAL_FORMS": "-1"},
        {"figures-INITIAL_FORMS": "x"},
        {"figures-TOTAL_FORMS": "999999999"},
        {"figures-0-shown_version": "[]"},
        {"figures-0-keep_row": "x"},
        {"figures-0-keep_row": "theirs", "figures-0-DELETE": "on"},
    ],
)
def test_a_forged_form_is_no_error(open_kind, forged):
    page = open_kind()
    assert page.client.post(page.address, page.fields | forged).status_code in (200, 302)


def test_a_row_of_another_is_like_one_that_is_gone(open_kind, world):
    other = make_kind(campaign=world.campaign, key="other", label="另一类", figures=("x_count",))
    page = open_kind()
    foreign = other.figures.get()
    assert not page.type(0, id=str(foreign.pk), label="改名").save()
    foreign.refresh_from_db()
    assert foreign.label != "改名"
    assert shown(page.client, page.address)
