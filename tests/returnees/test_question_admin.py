import pytest

from organization.models import Campaign
from organization.roles import ROLES
from returnees.models import OwnQuestion, OwnQuestionChoice, QuestionSetting, ReturneeAnswer
from returnees.models.own_question import CHANGEABLE_QUESTIONS, MANY_QUESTIONS, MAX_ACTIVE_QUESTIONS
from returnees.questions import QUESTIONS
from tests.factories import make_campaign, make_returnee

pytestmark = pytest.mark.django_db

SETTINGS, QUESTIONS_LIST = "/admin/returnees/questionsetting/", "/admin/returnees/ownquestion/"


def make_question(*choices, campaign, **overrides):
    fields = {"label": "家里养什么", "kind": "single" if choices else "text"}
    question = OwnQuestion.objects.create(campaign=campaign, **fields | overrides)
    for position, label in enumerate(choices, start=1):
        OwnQuestionChoice.objects.create(question=question, label=label, position=position)
    return question


def answer(world, question, **value):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    return ReturneeAnswer.objects.create(returnee=returnee, question=question.key, **value)


def edit(row):
    return f"/admin/returnees/{row._meta.model_name}/{row.pk}/change/"


def delete(client, row):
    return client.post(f"/admin/returnees/{row._meta.model_name}/{row.pk}/delete/", {"post": "yes"})


def payload(*labels, question=None, deleted=(), **changes):
    """A question's form with its choices: those it has, by position, then new ones."""
    rows = list(question.choices.all()) if question else []
    answers = {
        "label": "家里养什么",
        "kind": "single",
        "is_active": "on",
        "position": "1",
        "choices-TOTAL_FORMS": len(labels),
        "choices-INITIAL_FORMS": len(rows),
    }
    for index, label in enumerate(labels):
        answers |= {f"choices-{index}-label": label, f"choices-{index}-position": "1"}
    for index, row in enumerate(rows):
        answers |= {f"choices-{index}-id": row.pk, f"choices-{index}-question": question.pk}
    for label in deleted:
        answers[f"choices-{labels.index(label)}-DELETE"] = "on"
    return {name: value for name, value in (answers | changes).items() if value is not None}


def form_errors(response):
    return response.context["adminform"].form.errors


def choice_errors(response):
    [choices] = response.context["inline_admin_formsets"]
    return str(choices.non_form_errors())


@pytest.fixture
def revision(world):
    return lambda: Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


class TestSettings:
    def test_a_question_is_made_optional_or_left_out(self, region, world):
        for key, usage in (("intent", "optional"), ("ethnicity", "off")):
            answers = {"key": key, "usage": usage, "campaign": str(world.campaign.pk)}
            assert region.post(f"{SETTINGS}add/", answers).status_code == 302
        stored = QuestionSetting.objects.values_list("campaign", "key", "usage")
        assert list(stored) == [
            (world.campaign.pk, "intent", "optional"),
            (world.campaign.pk, "ethnicity", "off"),
        ]

    @pytest.mark.parametrize("usage", ["off", "optional"])
    @pytest.mark.parametrize("key", [question.key for question in QUESTIONS if question.is_fixed])
    def test_what_is_always_asked_stays_and_only_its_words_change(self, region, key, usage):
        response = region.post(f"{SETTINGS}add/", {"key": key, "usage": usage, "label": "x"})
        assert "每次都问" in str(form_errors(response)["usage"])
        assert region.post(f"{SETTINGS}add/", {"key": key, "label": "另一种问法"}).status_code == 302

    @pytest.mark.parametrize("key", ["consent", "x"])
    def test_what_is_no_question_cannot_be_set(self, region, key):
        assert "key" in form_errors(region.post(f"{SETTINGS}add/", {"key": key, "usage": "off"}))

    def test_a_setting_that_changes_nothing_is_refused(self, region):
        assert "都不改的话" in str(form_errors(region.post(f"{SETTINGS}add/", {"key": "gender"})))

    @pytest.mark.parametrize("key", [key for key, label in CHANGEABLE_QUESTIONS])
    def test_every_other_question_can_be_left_out(self, region, key):
        assert region.post(f"{SETTINGS}add/", {"key": key, "usage": "off"}).status_code == 302

    def test_a_second_setting_of_a_question_is_refused(self, region, world):
        QuestionSetting.objects.create(campaign=world.campaign, key="intent", usage="off")
        response = region.post(f"{SETTINGS}add/", {"key": "intent", "usage": "optional"})
        assert "已经设置过" in str(form_errors(response))

    def test_what_is_optional_anyway_is_refused_beside_the_field(self, region):
        response = region.post(f"{SETTINGS}add/", {"key": "township", "usage": "optional"})
        assert "本来就是选填" in str(form_errors(response)["usage"])

    def test_deleting_a_setting_brings_the_question_back(self, region, world):
        setting = QuestionSetting.objects.create(campaign=world.campaign, key="gender", usage="off")
        assert delete(region, setting).status_code == 302
        assert not QuestionSetting.objects.exists()

    def test_the_list_says_what_is_not_in_it_and_is_that_of_the_campaign_looked_at(self, region, world):
        own = QuestionSetting.objects.create(campaign=world.campaign, key="gender", usage="off")
        QuestionSetting.objects.create(campaign=make_campaign(year=2019), key="gender", usage="off")
        response = region.get(SETTINGS)
        assert list(response.context["cl"].result_list) == [own]
        assert "照原来的设计提问" in response.content.decode()


class TestOwnQuestions:
    def test_the_region_adds_one_with_its_choices(self, region, world):
        answers = payload("牛", "羊", "", campaign=str(world.campaign.pk), hint="选最主要的\x00一种。")
        assert region.post(f"{QUESTIONS_LIST}add/", answers).status_code == 302
        question = OwnQuestion.objects.get()
        assert (question.campaign, question.label, question.hint) == (world.campaign, "家里养什么", "选最主要的 一种。")
        assert [str(choice) for choice in question.choices.all()] == ["牛", "羊"]

    @pytest.mark.parametrize("kind", ["text", "number"])
    def test_text_and_numbers_need_no_choices(self, region, kind):
        assert region.post(f"{QUESTIONS_LIST}add/", payload("", "", kind=kind)).status_code == 302

    @pytest.mark.parametrize("kind", ["single", "several"])
    @pytest.mark.parametrize("labels", [(), ("牛",), ("牛", "")])
    def test_a_choice_is_one_among_two_at_least(self, region, kind, labels):
        response = region.post(f"{QUESTIONS_LIST}add/", payload(*labels, kind=kind))
        assert "至少要有两个选项" in choice_errors(response)
        assert not OwnQuestion.objects.exists()

    @pytest.mark.parametrize("kind", ["text", "number"])
    def test_text_and_numbers_have_no_choices(self, region, kind):
        response = region.post(f"{QUESTIONS_LIST}add/", payload("牛", "羊", kind=kind))
        assert "不用选项" in choice_errors(response)

    def test_the_same_choice_twice_is_refused(self, region):
        response = region.post(f"{QUESTIONS_LIST}add/", payload("牛", "牛"))
        assert response.status_code == 200
        assert not OwnQuestion.objects.exists()

    def test_without_a_kind_only_that_is_reported(self, region):
        response = region.post(f"{QUESTIONS_LIST}add/", payload("牛", kind=""))
        assert set(form_errors(response)) == {"kind"}
        assert not choice_errors(response)

    def test_deleting_down_to_one_choice_is_refused(self, region, world):
        question = make_question("牛", "羊", campaign=world.campaign)
        response = region.post(edit(question), payload("牛", "羊", question=question, deleted=["羊"]))
        assert "至少要有两个选项" in choice_errors(response)

    def test_a_choice_without_answers_is_deleted_and_an_added_one_comes_last(self, region, world):
        question = make_question("牛", "羊", "马", campaign=world.campaign)
        labels = ("牛", "羊", "马", "骆驼")
        page = region.get(edit(question)).context["inline_admin_formsets"][0].formset
        last = page.empty_form["position"].initial
        answers = payload(*labels, question=question, deleted=["羊"]) | {"choices-3-position": last}
        assert region.post(edit(question), answers).status_code == 302
        assert [str(choice) for choice in question.choices.all()] == ["牛", "马", "骆驼"]

    def test_a_choice_with_answers_is_not_deleted_and_deactivating_offered(self, region, world):
        question = make_question("牛", "羊", "马", campaign=world.campaign)
        answer(world, question, code=question.choices.get(label="羊").code)
        response = region.post(edit(question), payload("牛", "羊", "马", question=question, deleted=["羊"]))
        assert "“羊”已有人选过，不能删除" in choice_errors(response)
        assert "去掉“启用”" in choice_errors(response)
        assert question.choices.count() == 3

    def test_a_choice_with_answers_can_be_reworded(self, region, world):
        question = make_question("牛", "羊", campaign=world.campaign)
        choice = question.choices.get(label="羊")
        answer(world, question, code=choice.code)
        assert region.post(edit(question), payload("牛", "绵羊", question=question)).status_code == 302
        choice.refresh_from_db()
        assert choice.label == "绵羊"

    def test_the_kind_stays_once_there_are_answers(self, region, world):
        question = make_question(campaign=world.campaign)
        assert region.post(edit(question), payload(kind="number")).status_code == 302
        answer(world, question, number=3)
        assert "类型不能再改" in region.get(edit(question)).content.decode()
        assert region.post(edit(question), payload(kind="text", label="新的问法")).status_code == 302
        question.refresh_from_db()
        assert (question.kind, question.label) == ("number", "新的问法")

    def test_a_question_without_answers_is_deleted_with_its_choices(self, region, world):
        question = make_question("牛", "羊", campaign=world.campaign)
        assert delete(region, question).status_code == 302
        assert not OwnQuestionChoice.objects.exists()

    def test_a_question_with_answers_is_not_deleted_and_deactivating_offered(self, region, world):
        question = make_question(campaign=world.campaign)
        answer(world, question, text="两头牛")
        response = delete(region, question)
        assert "已有回答，不能删除" in response.content.decode()
        assert edit(question) in response.content.decode()
        assert OwnQuestion.objects.exists()

    def test_answers_of_another_question_do_not_count(self, region, world):
        question = make_question(campaign=world.campaign)
        answer(world, make_question(campaign=world.campaign), text="两头牛")
        assert delete(region, question).status_code == 302

    def test_no_more_than_twenty_are_asked_at_a_time(self, region, world):
        for _ in range(MAX_ACTIVE_QUESTIONS):
            question = make_question(campaign=world.campaign)
        make_question(campaign=make_campaign(year=2019))
        asleep = make_question(campaign=world.campaign, is_active=False)
        for address in (f"{QUESTIONS_LIST}add/", edit(asleep)):
            response = region.post(address, payload(kind="text"))
            assert "最多同时启用 20 个" in str(form_errors(response)["is_active"])
        assert region.post(edit(question), payload(kind="text", label="改写")).status_code == 302
        assert region.post(f"{QUESTIONS_LIST}add/", payload(kind="text", is_active=None)).status_code == 302

    def test_the_next_question_comes_last(self, region, world):
        make_question(campaign=world.campaign, position=4)
        form = region.get(f"{QUESTIONS_LIST}add/").context["adminform"].form
        assert form.get_initial_for_field(form.fields["position"], "position") == 5

    def test_a_link_leads_to_the_questionnaire(self, region, world):
        question = make_question(campaign=world.campaign)
        setting = QuestionSetting.objects.create(campaign=world.campaign, key="intent", usage="off")
        for address in (QUESTIONS_LIST, SETTINGS, edit(question), edit(setting)):
            content = region.get(address).content.decode()
            assert f'href="/admin/returnees/entrance/{world.homepage.pk}/preview/"' in content
            # There staff would be counted among those who opened it.
            assert world.homepage.get_absolute_url() not in content
        world.homepage.delete()
        assert "还没有开启" in region.get(edit(question)).content.decode()
        assert "预览问卷" not in region.get(QUESTIONS_LIST).content.decode()


class TestConditions:
    """By which an own question is asked."""

    @pytest.fixture
    def herd(self, world):
        return make_question("牛", "羊", campaign=world.campaign, is_required=True)

    @staticmethod
    def later(choice, **changes):
        answers = {"kind": "text", "label": "养了几年", "position": "2", "asked_if": choice and choice.pk}
        return payload(**answers | changes)

    def test_a_question_is_asked_by_an_earlier_choice(self, region, herd):
        cow = herd.choices.first()
        assert region.post(f"{QUESTIONS_LIST}add/", self.later(cow)).status_code == 302
        assert OwnQuestion.objects.get(label="养了几年").asked_if == cow
        assert "“家里养什么”选“牛”的" in region.get(QUESTIONS_LIST).content.decode()

    def test_or_by_the_status_where_all_of_them_are_everybody(self, region):
        region.post(f"{QUESTIONS_LIST}add/", self.later(None, asked_statuses=["G", "B"], label="一"))
        region.post(f"{QUESTIONS_LIST}add/", self.later(None, asked_statuses=list("ABCDEFG"), label="二"))
        assert list(OwnQuestion.objects.values_list("asked_statuses", flat=True)) == ["B,G", ""]

    def test_not_by_both(self, region, herd):
        response = region.post(f"{QUESTIONS_LIST}add/", self.later(herd.choices.first(), asked_statuses=["B"]))
        assert "只能选一样" in str(form_errors(response)["asked_if"])

    def test_not_by_one_that_stands_later_or_is_asked_later(self, region, world, herd):
        optional = make_question("有", "无", campaign=world.campaign, label="有车吗")
        for choice, position in ((herd.choices.first(), "0"), (optional.choices.first(), "9")):
            answers = self.later(choice, position=position, is_required="on")
            response = region.post(f"{QUESTIONS_LIST}add/", answers)
            assert "要排在这个问题前面" in str(form_errors(response)["asked_if"])

    def test_not_by_one_of_another_campaign_nor_by_itself(self, region, herd):
        foreign = make_question("牛", "羊", campaign=make_campaign(year=2019))
        response = region.post(f"{QUESTIONS_LIST}add/", self.later(foreign.choices.first()))
        assert "asked_if" in form_errors(response)
        own = payload("牛", "羊", question=herd, asked_if=herd.choices.first().pk)
        assert "asked_if" in form_errors(region.post(edit(herd), own))

    def test_one_level_deep_from_either_end(self, region, world, herd):
        cow = herd.choices.first()
        middle = make_question("多", "少", campaign=world.campaign, label="多少", position=2, asked_if=cow)
        response = region.post(f"{QUESTIONS_LIST}add/", self.later(middle.choices.first(), position="3"))
        assert "asked_if" in form_errors(response)
        first = make_question("是", "否", campaign=world.campaign, label="首问", position=0, is_required=True)
        changed = payload("牛", "羊", question=herd, is_required="on", asked_if=first.choices.first().pk)
        assert "只能有一层" in str(form_errors(region.post(edit(herd), changed))["asked_if"])

    def test_what_others_hang_on_stays_where_it_is(self, region, world, herd):
        make_question(campaign=world.campaign, label="养了几年", position=2, asked_if=herd.choices.first())
        moved = region.post(edit(herd), payload("牛", "羊", question=herd, position="3"))
        assert "要排在它前面" in str(form_errors(moved)["position"])
        retired = region.post(edit(herd), payload("牛", "羊", question=herd, is_required="on", is_active=None))
        assert "先停用它" in str(form_errors(retired)["is_active"])
        removed = payload("牛", "羊", "马", question=herd, is_required="on", deleted=["牛"])
        assert "养了几年" in choice_errors(region.post(edit(herd), removed))
        assert "养了几年" in delete(region, herd).content.decode()
        assert herd.choices.count() == 2

    def test_only_a_required_question_stands_in_a_section(self, region):
        answers = payload(kind="text", section="self")
        assert "提交之后问" in str(form_errors(region.post(f"{QUESTIONS_LIST}add/", answers))["section"])
        assert region.post(f"{QUESTIONS_LIST}add/", answers | {"is_required": "on"}).status_code == 302

    def test_from_eight_on_the_minutes_are_named(self, region, world):
        for _ in range(MANY_QUESTIONS - 2):
            make_question(campaign=world.campaign)
        seventh = region.post(f"{QUESTIONS_LIST}add/", payload(kind="text"), follow=True).content.decode()
        assert "估计最长的填法" not in seventh
        eighth = region.post(f"{QUESTIONS_LIST}add/", payload(kind="text"), follow=True).content.decode()
        assert "现在启用了 8 个自设问题" in eighth
        assert "估计最长的填法：提交之前约 2 分钟" in eighth


class TestQuestionnairesAreRenderedAnew:
    def test_when_a_setting_is_added_changed_or_deleted(self, region, world, revision):
        seen = [revision()]
        region.post(f"{SETTINGS}add/", {"key": "intent", "usage": "off"})
        seen.append(revision())
        setting = QuestionSetting.objects.get()
        region.post(edit(setting), {"key": "intent", "usage": "optional"})
        seen.append(revision())
        delete(region, setting)
        seen.append(revision())
        assert len(set(seen)) == 4

    def test_when_a_question_is_added_changed_or_deleted(self, region, world, revision):
        seen = [revision()]
        region.post(f"{QUESTIONS_LIST}add/", payload(kind="text"))
        seen.append(revision())
        question = OwnQuestion.objects.get()
        region.post(edit(question), payload(kind="text", is_active=None))
        seen.append(revision())
        delete(region, question)
        seen.append(revision())
        assert len(set(seen)) == 4

    def test_when_only_a_choice_is_added_changed_or_deleted(self, region, world, revision):
        question = make_question("牛", "羊", campaign=world.campaign)
        seen = [revision()]
        region.post(edit(question), payload("牛", "羊", "马", question=question))
        seen.append(revision())
        region.post(edit(question), payload("牛", "羊", "骆驼", question=question))
        seen.append(revision())
        region.post(edit(question), payload("牛", "羊", "骆驼", question=question, deleted=["骆驼"]))
        seen.append(revision())
        assert len(set(seen)) == 4
        assert question.choices.count() == 2

    def test_those_of_another_campaign_stay(self, region, world):
        other = make_campaign(year=2019)
        region.post(f"{SETTINGS}add/", {"key": "gender", "usage": "off"})
        assert Campaign.objects.get(pk=other.pk).questionnaire_revision == 1

    def test_not_when_the_change_is_refused(self, region, world, revision):
        question, before = make_question(campaign=world.campaign), revision()
        answer(world, question, text="两头牛")
        delete(region, question)
        region.post(edit(question), payload(label="", kind="text"))
        assert revision() == before


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"region_manager"}))
def test_the_questionnaire_is_designed_by_the_region_alone(log_in, world, role):
    question = make_question(campaign=world.campaign)
    setting = QuestionSetting.objects.create(campaign=world.campaign, key="gender", usage="off")
    client = log_in(role)
    for address in (
        SETTINGS,
        f"{SETTINGS}add/",
        edit(setting),
        QUESTIONS_LIST,
        f"{QUESTIONS_LIST}add/",
        edit(question),
    ):
        assert client.get(address).status_code == 403
    assert delete(client, question).status_code == 403
    assert delete(client, setting).status_code == 403


def test_the_design_is_seen_from_the_region_only(world):
    make_question(campaign=world.campaign)
    assert OwnQuestion.objects.visible_to(world.accounts["region_manager"]).exists()
    assert not OwnQuestion.objects.visible_to(world.accounts["league_city_staff"]).exists()
    assert not OwnQuestion.objects.visible_to(None).exists()
