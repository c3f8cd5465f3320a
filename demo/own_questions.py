"""The demo's questions of the region's own, and what some of its returnees answered."""

from random import Random

from returnees.choices import OwnQuestionKind
from returnees.models import OwnQuestion, OwnQuestionChoice, Returnee, ReturneeAnswer

# Each with its weight.
SKILLS = {"养殖技术": 5, "种植技术": 4, "网上卖货": 6, "短视频拍摄": 5, "农机维修": 2}
REMARKS = (
    "希望多办几场夜校，白天走不开。",
    "招工信息能早点发到群里就好了。",
    "想知道贷款要准备哪些材料。",
    "谢谢，收到慰问信很温暖。",
    "冷链不方便，牛羊肉发不出去。",
    "盼着嘎查能通快递。",
    "在外面好几年了，想回来看看有什么机会。",
    "座谈会能不能也开到苏木来。",
)
# Asked of those who want to learn to sell online.
WARES = ("牛肉干", "奶食品", "羊绒制品", "杂粮", "土豆")
ANSWERING_SHARE, REMARKING_SHARE, NAMING_SHARE = 0.7, 0.12, 0.6


def ask_own_questions(rng: Random, *, campaign) -> None:
    skills = _question(campaign, "最想学哪方面的本领", OwnQuestionKind.SEVERAL, 1)
    years = _question(campaign, "离开家乡几年了", OwnQuestionKind.NUMBER, 2, hint="没有离开过，填 0。")
    remark = _question(campaign, "想对家乡团组织说的话", OwnQuestionKind.TEXT, 3)
    choices = [OwnQuestionChoice(question=skills, label=label, position=n) for n, label in enumerate(SKILLS, start=1)]
    codes = {choice.label: choice.code for choice in OwnQuestionChoice.objects.bulk_create(choices)}
    answers = []
    for returnee in Returnee.objects.in_campaign(campaign).order_by("pk"):
        if rng.random() < ANSWERING_SHARE:
            chosen = set(rng.choices(list(SKILLS), list(SKILLS.values()), k=2))
            answers += [_answer(returnee, skills, code=codes[label]) for label in SKILLS if label in chosen]
            answers.append(_answer(returnee, years, number=min(rng.randint(0, 12), returnee.age - 14)))
        if rng.random() < REMARKING_SHARE:
            answers.append(_answer(returnee, remark, text=rng.choice(REMARKS)))
    selling = choices[list(SKILLS).index("网上卖货")]
    wares = _question(campaign, "想卖什么", OwnQuestionKind.TEXT, 4, asked_if=selling)
    sellers = [answer.returnee for answer in answers if answer.code == selling.code]
    named = [returnee for returnee in sellers if rng.random() < NAMING_SHARE]
    answers += [_answer(returnee, wares, text=rng.choice(WARES)) for returnee in named]
    ReturneeAnswer.objects.bulk_create(answers)


def _question(campaign, label, kind, position, **more) -> OwnQuestion:
    return OwnQuestion.objects.create(campaign=campaign, label=label, kind=kind, position=position, **more)


def _answer(returnee, question, **value) -> ReturneeAnswer:
    return ReturneeAnswer(returnee=returnee, question=question.key, **value)
