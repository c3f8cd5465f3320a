"""The answers to the region's own questions: the page that counts them, and the file that has them all."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from organization.models import AuditEvent
from organization.roles import ROLES
from returnees.admin.own_answer_counts import count_answers
from returnees.admin.own_answer_file import answered_rows
from returnees.models import OwnQuestion, OwnQuestionChoice, ReturneeAnswer
from tests.factories import make_campaign, make_committee, make_entrance, make_returnee

pytestmark = pytest.mark.django_db

EXPORT = "/admin/returnees/ownquestion/export/"
HEADINGS = ("编号", "盟市", "旗县市区", "提交日期")


def make_question(*choices, campaign, kind="text", **overrides):
    question = OwnQuestion.objects.create(campaign=campaign, kind=kind, **{"label": "家里养什么"} | overrides)
    for position, label in enumerate(choices, start=1):
        OwnQuestionChoice.objects.create(question=question, label=label, position=position)
    return question


def page_of(question):
    return reverse("admin:returnees_ownquestion_answers", args=[question.pk])


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def answer(world):
    """Store what one more youth of a place answered: labels of choices, a text or a number."""

    def answer(question, *values, home=world.donghe, returnee=None, **overrides):
        fields = {"entrance": world.homepage, "home_committee": home} | overrides
        returnee = returnee or make_returnee(**fields)
        for value in values:
            fields = {"number": value} if isinstance(value, int) else {"text": value}
            if question.has_choices:
                fields = {"code": question.choices.get(label=value).code}
            ReturneeAnswer.objects.create(returnee=returnee, question=question.key, **fields)
        return returnee

    return answer


class TestCounts:
    def test_several_choices_are_counted_one_by_one_with_those_who_answered_at_all(self, region, world, answer):
        question = make_question("牛", "羊", "马", campaign=world.campaign, kind="several")
        answer(question, "牛", "羊")
        answer(question, "羊", home=world.kundulun)
        answer(question, "羊", home=world.hailar)
        answer(question)
        response = region.get(page_of(question))
        counts = response.context["counts"]
        assert counts.choices == [("牛", 1, 33), ("羊", 3, 100), ("马", 0, 0)]
        assert counts.headings == ["回答份数", "牛", "羊", "马"]
        assert counts.lines == [
            ("包头市", [2, 1, 2, 0]),
            ("呼伦贝尔市", [1, 0, 1, 0]),
            ("合计", [3, 1, 3, 0]),
        ]
        assert "4 份有效问卷中，3 份回答了这个问题" in response.content.decode()

    def test_of_a_question_with_a_condition_those_are_counted_who_were_asked(self, region, world, answer):
        herd = make_question("牛", "羊", campaign=world.campaign, kind="single")
        by_answer = make_question(campaign=world.campaign, label="养了几年", asked_if=herd.choices.first())
        by_status = make_question(campaign=world.campaign, label="何时动身", asked_statuses="A,B")
        answer(by_answer, "三年", returnee=answer(herd, "牛"))
        answer(herd, "牛")
        answer(herd, "羊")
        answer(by_status, "正月", status="B")
        asked = "问到的 2 份有效问卷中，1 份回答了这个问题"
        assert asked in region.get(page_of(by_answer)).text
        assert "只问“家里养什么”选“牛”的。" in region.get(page_of(by_answer)).text
        assert asked.replace("2", "1", 1) in region.get(page_of(by_status)).text

    def test_a_single_choice_is_counted(self, region, world, answer):
        question = make_question("牛", "羊", campaign=world.campaign, kind="single")
        for label in ("牛", "羊", "羊"):
            answer(question, label)
        assert region.get(page_of(question)).context["counts"].choices == [("牛", 1, 33), ("羊", 2, 67)]

    def test_numbers_have_sum_average_smallest_and_largest(self, region, world, answer):
        question = make_question(campaign=world.campaign, kind="number")
        for number, home in ((0, world.donghe), (5, world.kundulun), (-1, world.hailar)):
            answer(question, number, home=home)
        counts = region.get(page_of(question)).context["counts"]
        assert counts.choices == []
        assert counts.headings == ["回答份数", "合计", "平均", "最小", "最大"]
        assert counts.lines == [
            ("包头市", [2, 5, "2.5", 0, 5]),
            ("呼伦贝尔市", [1, -1, "-1.0", -1, -1]),
            ("合计", [3, 4, "1.3", -1, 5]),
        ]

    def test_without_answers_there_is_no_percentage_and_no_average(self, region, world):
        choice = make_question("牛", "羊", campaign=world.campaign, kind="single")
        number = make_question(campaign=world.campaign, kind="number")
        assert region.get(page_of(choice)).context["counts"].choices == [("牛", 0, None), ("羊", 0, None)]
        assert region.get(page_of(number)).context["counts"].lines[-1] == ("合计", [0, "—", "—", "—", "—"])
        assert "None" not in region.get(page_of(choice)).content.decode()

    @pytest.mark.parametrize("state", ["quarantined", "rejected"])
    def test_only_accepted_records_count(self, region, world, answer, state):
        question = make_question("牛", "羊", campaign=world.campaign, kind="single")
        answer(question, "牛")
        answer(question, "牛", state=state, quarantine_reason="too_fast")
        assert region.get(page_of(question)).context["counts"].answered == 1

    def test_only_one_s_own_subtree_counts(self, world, answer):
        question = make_question("牛", "羊", campaign=world.campaign, kind="single")
        answer(question, "牛")
        answer(question, "牛", home=world.hailar)
        counts = count_answers(question, world.accounts["league_city_staff"])
        assert counts.lines == [("包头市", [1, 1, 0]), ("合计", [1, 1, 0])]

    def test_a_home_in_no_league_city_is_named_itself(self, region, world, answer):
        question = make_question("牛", "羊", campaign=world.campaign, kind="single")
        answer(question, "牛", home=world.direct)
        lines = dict(region.get(page_of(question)).context["counts"].lines)
        assert lines["直属企业团委"] == [1, 1, 0]

    def test_a_league_city_that_has_ended_stands_only_where_its_youths_answered(self, region, world, answer):
        answered, other = (
            make_question("牛", "羊", campaign=world.campaign, kind="single", label=label) for label in ("甲", "乙")
        )
        answer(answered, "牛", home=world.hailar)
        world.hulunbuir.ended_on, world.hulunbuir.succeeded_by = date(2020, 2, 9), world.baotou
        world.hulunbuir.save()
        cities = [
            [name for name, _ in region.get(page_of(question)).context["counts"].lines]
            for question in (answered, other)
        ]
        assert cities == [["包头市", "呼伦贝尔市", "合计"], ["包头市", "合计"]]

    @pytest.mark.parametrize("kind", ["several", "number"])
    def test_the_number_of_queries_does_not_grow(self, region, world, answer, kind, django_assert_max_num_queries):
        question = make_question(*["牛", "羊"] * (kind == "several"), campaign=world.campaign, kind=kind)
        for number in range(12):
            city = make_committee(parent=world.region, level="league_city", place_name=f"某{number}盟")
            county = make_committee(parent=city, place_name=f"某{number}旗")
            answer(question, *(["牛", "羊"] if kind == "several" else [number]), home=county)
        with django_assert_max_num_queries(14):
            region.get(page_of(question))


class TestTexts:
    def test_the_newest_come_first_with_number_and_link_and_without_a_name(self, region, world, answer):
        question = make_question(campaign=world.campaign)
        new = answer(question, "两头<牛>", submitted_at=datetime(2020, 2, 3, 4, 0, tzinfo=UTC))
        old = answer(question, "=一群羊", name="乌云其其格")
        response = region.get(page_of(question))
        content = response.content.decode()
        assert [row.returnee for row in response.context["page"]] == [new, old]
        assert f'<a href="/admin/returnees/returnee/{new.pk}/change/">{new.pk}</a>' in content
        assert "两头&lt;牛&gt;" in content
        assert "乌云其其格" not in content
        assert "13900000001" not in content

    def test_fifty_stand_on_a_page(self, region, world, answer, django_assert_max_num_queries):
        question = make_question(campaign=world.campaign)
        for number in range(51):
            answer(question, f"第{number}句")
        with django_assert_max_num_queries(12):
            first = region.get(page_of(question))
        assert len(first.context["page"]) == 50
        assert "?page=2" in first.content.decode()
        for page in ("2", "99"):
            assert len(region.get(page_of(question), {"page": page}).context["page"]) == 1
        assert region.get(page_of(question), {"page": "x"}).status_code == 200

    def test_without_answers_the_page_says_so(self, region, world):
        question = make_question(campaign=world.campaign)
        assert "0 份回答了这个问题" in region.get(page_of(question)).content.decode()


class TestExport:
    def export(self, client, world, **changes):
        return client.post(EXPORT, {"purpose": "书记会汇报", "campaign": world.campaign.year} | changes)

    def grid(self, response):
        assert response["Content-Type"].endswith("spreadsheetml.sheet")
        return list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))

    def test_a_row_per_record_that_answered_any_and_a_column_per_question(self, region, world, answer):
        several = make_question("牛", "羊", "马", campaign=world.campaign, kind="several", label="养什么", position=1)
        number = make_question(campaign=world.campaign, kind="number", label="几口人", position=2, is_active=False)
        text = make_question(campaign=world.campaign, kind="text", label="想说的话", position=3)
        late = datetime(2020, 2, 1, 17, 0, tzinfo=UTC)  # the second, in China
        first = answer(several, "羊", "牛", submitted_at=late)
        answer(number, 0, returnee=first)
        second = answer(text, "多办几场", home=world.hailar)
        answer(text)
        assert self.grid(self.export(region, world)) == [
            (*HEADINGS, "养什么", "几口人", "想说的话"),
            (first.pk, "包头市", "东河区", datetime(2020, 2, 2), "牛、羊", 0, None),
            (second.pk, "呼伦贝尔市", "海拉尔区", datetime(2020, 2, 1), None, None, "多办几场"),
        ]

    def test_the_file_is_named_by_the_campaign_s_key(self, region, world):
        make_campaign(year=2020, key="2020-summer")
        for key in ("2020", "2020-summer"):
            assert f"_{key}.xlsx" in self.export(region, world, campaign=key)["Content-Disposition"]

    def test_text_stays_text(self, region, world, answer):
        question = make_question(campaign=world.campaign, label="=1+1")
        texts = ["=1+1", "+86", "@SUM(A1)", "https://example.org/", "010", "甲\x0b乙"]
        for text in texts:
            answer(question, text)
        sheet = load_workbook(BytesIO(self.export(region, world).content)).active
        cells = [row[4] for row in sheet.iter_rows()]
        assert [cell.value for cell in cells] == ["=1+1", *texts[:-1], "甲 乙"]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not any(cell.hyperlink for cell in cells)

    def test_only_accepted_records_of_the_campaign_are_in_it(self, region, world, answer):
        question = make_question(campaign=world.campaign)
        other = make_campaign(year=2019)
        make_question(campaign=other, label="去年的")
        elsewhere = make_entrance(campaign=other, committee=world.region)
        answer(question, "待核实", state="quarantined")
        answer(question, "去年", entrance=elsewhere)
        assert self.grid(self.export(region, world)) == [(*HEADINGS, "家里养什么")]

    def test_rows_are_those_of_one_s_own_subtree(self, world, answer):
        question = make_question(campaign=world.campaign)
        own = answer(question, "自己的")
        answer(question, "别人的", home=world.hailar)
        rows = list(answered_rows([question], world.accounts["league_city_staff"]))
        assert rows == [[own.pk, "包头市", "东河区", date(2020, 2, 1), "自己的"]]

    def test_the_act_is_recorded_with_its_purpose_and_the_number_of_rows(self, region, world, answer):
        question = make_question(campaign=world.campaign)
        answer(question, "秘密的话")
        response = self.export(region, world, purpose=" 书记会\u3000汇报\x00 ")
        assert "no-store" in response["Cache-Control"]
        event = AuditEvent.objects.get(act="own_answers_export")
        assert event.actor == world.accounts["region_manager"]
        assert event.detail == "书记会 汇报（1 份）"
        assert (event.object_type, event.object_id) == ("organization.campaign", str(world.campaign.pk))

    @pytest.mark.parametrize(
        ("purpose", "message"),
        [
            ("", "请填写用途"),
            (" \u3000", "请填写用途"),
            ("查 11010519491231002X 的回答", "请勿填写身份证号"),
            ("长" * 101, "100"),
        ],
    )
    def test_without_a_purpose_there_is_no_file_and_no_record(self, region, world, purpose, message):
        make_question(campaign=world.campaign)
        response = self.export(region, world, purpose=purpose)
        assert response["Content-Type"].startswith("text/html")
        assert message in str(response.context["form"].errors["purpose"])
        assert purpose.strip() in response.content.decode()
        assert not AuditEvent.objects.filter(act="own_answers_export").exists()

    def test_no_file_leaves_without_its_record(self, region, world, monkeypatch):
        make_question(campaign=world.campaign)

        def fail(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr("returnees.admin.own_answers.append_audit_event", fail)
        with pytest.raises(RuntimeError):
            self.export(region, world)

    def test_the_page_says_what_will_be_in_it_and_asks_for_the_purpose(self, region, world, answer):
        question = make_question(campaign=world.campaign)
        answer(question, "一句")
        response = region.get(EXPORT)
        assert "1 个自设问题" in response.content.decode()
        assert "有效问卷 1 份" in response.content.decode()
        assert not AuditEvent.objects.filter(act="own_answers_export").exists()

    def test_the_campaign_is_that_of_the_page_whatever_another_tab_looks_at(self, region, world, answer):
        question = make_question(campaign=world.campaign)
        answer(question, "一句")
        make_campaign(year=2019)
        region.post("/admin/campaign/", {"campaign": 2019, "next": "/admin/"})
        assert len(self.grid(self.export(region, world))) == 2
        again = self.export(region, world, purpose="")
        assert again.context["campaign"] == world.campaign
        assert "没有自设问题" in region.get(EXPORT).content.decode()

    @pytest.mark.parametrize("campaign", ["", "1999", "x", "9" * 30, "20\x0020"])
    def test_an_unknown_campaign_is_refused(self, region, world, campaign):
        make_question(campaign=world.campaign)
        response = self.export(region, world, campaign=campaign)
        assert response.status_code == 200
        assert str(response.context["form"].errors["campaign"]) in response.content.decode()

    def test_the_number_of_queries_does_not_grow(self, region, world, answer, django_assert_max_num_queries):
        questions = [make_question("牛", "羊", campaign=world.campaign, kind="several") for _ in range(4)]
        for number in range(30):
            for question in questions:
                answer(question, "牛", "羊", home=(world.donghe, world.hailar)[number % 2])
        with django_assert_max_num_queries(18):
            self.export(region, world)


class TestDoors:
    def test_list_and_question_lead_to_the_answers(self, region, world):
        question = make_question(campaign=world.campaign)
        listed = region.get("/admin/returnees/ownquestion/").content.decode()
        assert page_of(question) in listed
        assert EXPORT in listed
        assert page_of(question) in region.get(f"/admin/returnees/ownquestion/{question.pk}/change/").content.decode()
        assert "回答统计" not in region.get("/admin/returnees/ownquestion/add/").content.decode()

    @pytest.mark.parametrize("role", sorted(ROLES.keys() - {"region_manager"}))
    def test_nobody_else_sees_or_exports_them(self, log_in, world, role):
        question = make_question(campaign=world.campaign)
        client = log_in(role)
        assert client.get(page_of(question)).status_code == 403
        assert client.get(EXPORT).status_code == 403
        assert client.post(EXPORT, {"purpose": "看看", "campaign": 2020}).status_code == 403

    def test_the_design_alone_does_not_open_the_answers(self, region, world, monkeypatch):
        question = make_question(campaign=world.campaign)
        account = type(world.accounts["region_manager"])
        allowed = account.has_perm
        monkeypatch.setattr(
            account, "has_perm", lambda self, perm, obj=None: perm != "returnees.view_returnee" and allowed(self, perm)
        )
        assert region.get(page_of(question)).status_code == 403
        assert region.get(EXPORT).status_code == 403

    @pytest.mark.parametrize("pk", [0, 999999, 10**30])
    def test_a_question_that_is_not_there_is_not_found(self, region, pk):
        assert region.get(f"/admin/returnees/ownquestion/{pk}/answers/").status_code == 404

    def test_a_page_of_answers_is_only_read(self, region, world):
        assert region.post(page_of(make_question(campaign=world.campaign))).status_code == 405
