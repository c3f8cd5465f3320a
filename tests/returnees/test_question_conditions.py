"""A campaign's own questions among the standard ones: where they stand, whom they ask, in which words."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from organization.clock import now
from returnees.after_sending import sign_proof
from returnees.models import Correction, OwnQuestion, OwnQuestionChoice, QuestionSetting, Returnee, ReturneeAnswer
from returnees.notice.composing import asked_questions, describe_kinds
from tests.factories import make_entrance
from tests.returnees.answering import INTENDING, form_errors, post
from tests.returnees.receipts import correct, look_up, text_of

pytestmark = pytest.mark.django_db

UUID_OF_ALL = "00000000-0000-4000-8000-000000000008"


@pytest.fixture
def ask(world):
    """Makes a question before the sending, with choices where they are given."""

    def make(label, *choices, **fields):
        fields = {"kind": "single" if choices else "text", "is_required": True, "campaign": world.campaign} | fields
        question = OwnQuestion.objects.create(label=label, **fields)
        for choice in choices:
            OwnQuestionChoice.objects.create(question=question, label=choice)
        return question

    return make


@pytest.fixture
def herd(ask):
    return ask("家里养什么", "牛", "羊")


@pytest.fixture
def years(ask, herd):
    """Asked of those with cattle."""
    return ask("养牛几年了", kind="number", position=2, asked_if=herd.choices.first())


@pytest.fixture
def cow(herd):
    return herd.choices.first().code


@pytest.fixture
def sheep(herd):
    return herd.choices.last().code


def page(client, world):
    return client.get(world.homepage.get_absolute_url()).content.decode()


def own_answers():
    return {
        row.question: row.code or row.text or row.number for row in ReturneeAnswer.objects.exclude(question="needs")
    }


class TestPlace:
    def test_a_question_stands_last_in_its_section(self, client, world, ask):
        question = ask("平时用什么名字", section="self")
        content = page(client, world)
        assert content.index('name="phone"') < content.index(f'name="{question.key}"')
        assert content.index(f'name="{question.key}"') < content.index('name="needs"')

    def test_without_one_it_stands_last_before_the_sending(self, client, world, ask):
        question = ask("平时用什么名字")
        content = page(client, world)
        assert content.index('name="needs"') < content.index(f'name="{question.key}"') < content.index('name="consent"')


class TestByStatus:
    def test_only_those_are_asked(self, client, world, ask):
        question = ask("何时动身", asked_statuses="B,G")
        assert 'data-asked="B G"' in page(client, world)
        assert question.key in form_errors(post(client, world.homepage, **INTENDING))
        post(client, world.homepage, **{question.key: "不该保存"})
        assert own_answers() == {}
        post(client, world.homepage, **INTENDING, **{question.key: "正月"})
        assert own_answers()[question.key] == "正月"

    def test_the_database_knows_the_codes(self, ask):
        for codes in ("H", "A B", ",A", "A,"):
            with pytest.raises(IntegrityError), transaction.atomic():
                ask("何时动身", asked_statuses=codes)


class TestByAnEarlierAnswer:
    def test_the_page_says_so_and_names_the_control(self, client, world, years, herd, cow):
        content = page(client, world)
        assert "“家里养什么”选“牛”的才填。" in content
        assert f'data-if="[name={herd.key}][value=&quot;{cow}&quot;]"' in content

    def test_who_chose_it_must_answer(self, client, world, years, herd, cow):
        assert form_errors(post(client, world.homepage, **{herd.key: cow})) == {years.key: ["请填写养牛几年了。"]}
        post(client, world.homepage, **{herd.key: cow, years.key: "3"})
        assert own_answers() == {herd.key: cow, years.key: 3}

    def test_who_did_not_need_not(self, client, world, years, herd, sheep):
        post(client, world.homepage, **{herd.key: sheep, years.key: ""})
        assert own_answers() == {herd.key: sheep}

    def test_an_answer_all_the_same_is_named_emptied_and_may_be_sent_again(self, client, world, years, herd, sheep):
        response = post(client, world.homepage, **{herd.key: sheep, years.key: "37"})
        assert not Returnee.objects.exists()
        assert "没有保留" in form_errors(response)[years.key][0]
        assert 'value="37"' not in text_of(response)

    def test_a_wrong_earlier_answer_is_the_only_error(self, client, world, years, herd):
        assert set(form_errors(post(client, world.homepage, **{herd.key: "999", years.key: "3"}))) == {herd.key}

    def test_one_of_several_choices_is_enough(self, client, world, ask):
        several = ask("会什么", "开车", "焊接", kind="several")
        later = ask("驾龄", position=2, asked_if=several.choices.first())
        codes = [choice.code for choice in several.choices.all()]
        assert later.key in form_errors(post(client, world.homepage, **{several.key: codes}))
        post(client, world.homepage, **{several.key: codes[1:]})
        assert Returnee.objects.exists()

    def test_whom_the_earlier_one_does_not_ask_is_not_asked(self, client, world, ask):
        first = ask("几月动身", "正月", "二月", asked_statuses="B")
        later = ask("坐什么车", position=2, asked_if=first.choices.first())
        content = page(client, world)
        assert content.count('data-asked="B"') >= 3
        post(client, world.homepage, **{first.key: first.choices.first().code, later.key: "火车"})
        assert Returnee.objects.exists()
        assert own_answers() == {}

    def test_staff_who_fill_in_have_it_too(self, client, world, years, herd, cow):
        staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        assert "data-if" in client.get(staff.get_absolute_url()).content.decode()
        post(client, staff, **{herd.key: cow, years.key: "3"})
        assert own_answers()[years.key] == 3

    def test_both_conditions_at_once_are_refused_by_the_database(self, ask, herd):
        with pytest.raises(IntegrityError), transaction.atomic():
            ask("x", asked_statuses="B", asked_if=herd.choices.first())


class TestAfterTheSending:
    @pytest.fixture
    def optional(self, ask, herd):
        return ask("牛的品种", position=2, is_required=False, asked_if=herd.choices.first())

    @staticmethod
    def more(client, world, **answers):
        token = sign_proof(world.homepage, UUID(UUID_OF_ALL), "F", sent_at=now())
        return client.post("/receipt/more/", {"after_sending": token} | answers)

    def test_it_is_asked_by_what_was_answered_before(self, client, world, optional, herd, cow):
        post(client, world.homepage, submission_uuid=UUID_OF_ALL, **{herd.key: cow})
        content = text_of(self.more(client, world))
        assert optional.key in content
        assert "data-if" not in content
        self.more(client, world, step="save", **{optional.key: "西门塔尔"})
        assert own_answers()[optional.key] == "西门塔尔"

    def test_others_do_not_find_it_and_are_told_if_they_send_it(self, client, world, optional, herd, sheep):
        post(client, world.homepage, submission_uuid=UUID_OF_ALL, **{herd.key: sheep})
        assert optional.key not in text_of(self.more(client, world))
        response = self.more(client, world, step="save", **{optional.key: "西门塔尔"})
        assert "没有保留" in text_of(response)
        assert own_answers() == {herd.key: sheep}

    def test_both_may_be_asked_there(self, client, world, ask):
        first = ask("有车吗", "有", "没有", is_required=False)
        later = ask("什么车", position=2, is_required=False, asked_if=first.choices.first())
        post(client, world.homepage, submission_uuid=UUID_OF_ALL)
        assert "data-if" in text_of(self.more(client, world))
        yes, no = (choice.code for choice in first.choices.all())
        assert "没有保留" in text_of(self.more(client, world, step="save", **{first.key: no, later.key: "皮卡"}))
        self.more(client, world, step="save", **{first.key: yes, later.key: "皮卡"})
        assert own_answers() == {first.key: yes, later.key: "皮卡"}

    def test_the_standard_page_costs_no_query_more(self, client, world, ask, django_assert_num_queries):
        post(client, world.homepage, submission_uuid=UUID_OF_ALL)
        with django_assert_num_queries(1):
            self.more(client, world)


class TestAnswered:
    @pytest.fixture
    def answered(self, returnee, herd, years, cow):
        ReturneeAnswer.objects.create(returnee=returnee, question=herd.key, code=cow)
        ReturneeAnswer.objects.create(returnee=returnee, question=years.key, number=3)
        return returnee

    def test_the_receipt_shows_it_to_those_who_were_asked(self, client, world, returnee, herd, years, sheep):
        ReturneeAnswer.objects.create(returnee=returnee, question=herd.key, code=sheep)
        content = text_of(look_up(client))
        assert "家里养什么" in content
        assert "养牛几年了" not in content

    def test_an_answer_stays_on_the_receipt(self, client, answered):
        assert "养牛几年了" in text_of(look_up(client))

    def test_a_correction_that_changes_the_earlier_answer_takes_it_back(
        self, client, world, answered, herd, years, cow, sheep
    ):
        refused = correct(client, world, **{herd.key: sheep, years.key: "3"})
        assert "没有保留" in text_of(refused)
        assert correct(client, world, **{herd.key: sheep}).context["outcome"] == "corrected"
        assert own_answers() == {herd.key: sheep}
        assert set(Correction.objects.values_list("question", "old_value", "new_value")) == {
            (herd.key, "牛", "羊"),
            (years.key, "3", ""),
        }


class TestOwnWording:
    @pytest.fixture
    def reworded(self, world):
        settings = world.campaign.question_settings
        settings.create(key="phone", label="联系电话", hint="能打通就行。")
        settings.create(key="needs", label="想要什么帮助")
        return settings.create(key="gender", usage="off", label="男女")

    def test_the_page_has_it(self, client, world, reworded):
        content = page(client, world)
        assert "联系电话" in content
        assert "能打通就行。" in content
        assert "想要什么帮助（可多选）" in content
        assert "手机号<" not in content

    def test_and_its_errors(self, client, world, reworded):
        assert form_errors(post(client, world.homepage, phone=""))["phone"] == ["请填写联系电话。"]

    def test_and_the_receipt(self, client, world, reworded, returnee):
        content = text_of(look_up(client))
        assert "联系电话" in content
        assert "想要什么帮助" in content

    def test_the_database_keeps_what_is_always_asked_and_wants_a_change(self, world):
        for fields in ({"key": "phone", "usage": "off"}, {"key": "gender"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                QuestionSetting.objects.create(campaign=world.campaign, **fields)


class TestWhatIsSaidOfIt:
    def test_the_minutes_on_home_page_and_questionnaire_follow(self, client, world, ask):
        for number in range(12):
            ask(f"第{number}个要写一写的问题", position=number)
        assert "大约 5 分钟" in page(client, world)
        assert "大约 5 分钟" in client.get("/").content.decode()

    def test_the_notice_calls_it_one_of_those_that_depend(self, world, herd, years):
        kinds = describe_kinds(asked_questions(world.campaign)).splitlines()
        everybody, depending = (next(line for line in kinds if line.startswith(name)) for name in ("每个人", "看您"))
        assert "家里养什么" in everybody
        assert "养牛几年了" not in everybody
        assert "养牛几年了" in depending
