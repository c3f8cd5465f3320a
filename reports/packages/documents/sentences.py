"""The sentences of the draft, a function per section: facts in, paragraphs out. No queries.

What was reported as zero appears as such; what was not reported at all is a gap where Annex 2 asks for it, and left out
elsewhere.
"""

from activities.choices import (
    GroupKind,
    HeadcountCategory,
    LoanStatus,
    LoggedList,
    Medium,
    PartnerDepartment,
    ServiceKind,
    TrainingTag,
)
from activities.models import ActivityKind
from activities.shapes import Shape
from activities.spoken_numbers import counted
from organization.region import REGION, words
from organization.text_places import fill_in
from reports.packages.documents.facts import Facts
from reports.packages.documents.kind_sentences import leading_figure, measure
from reports.packages.documents.phrases import as_one, day, gap, listed, quoted, span
from reports.packages.text_and_table.drafted_text import marked
from returnees.choices import AgeGroup, Difficulty, FollowUpState, Need, NoteKind, Status

CANDIDATES = "培养人选"
# Of a campaign that has no first sentence of its own.
OPENING = "按照上级通知{document}要求，{committee}围绕{theme}主题，组织开展了{year}年{name}。"
ANSWERS_NAMED, MEDIA_NAMED, TAGS_NAMED = 3, 3, 3

HEADCOUNT_LABELS = {
    HeadcountCategory.ENTREPRENEURS: "外出创业青年",
    HeadcountCategory.WORKERS: "外出务工青年",
    HeadcountCategory.STUDENTS: "在外学生",
    HeadcountCategory.RESIDENTS: "常驻青年",
}
GROUP_LABELS = {
    GroupKind.LEADERS: "团组织和支部负责人群",
    GroupKind.MEMBERS: "团员青年群",
    GroupKind.OUTSIDE_WORKERS: "在外创业务工青年群",
    GroupKind.OUTSIDE_STUDENTS: "在外学生群",
}


def whole(facts: Facts) -> str:
    last = facts.committee.place_name[-1:]
    return f"全{last}" if last and last in REGION.whole_endings else "本单位"


# 一、总体情况


def overview(facts: Facts) -> list[str]:
    return [opening(facts), standing(facts), questionnaires(facts)]


def opening(facts: Facts) -> str:
    campaign = facts.campaign
    return fill_in(
        campaign.summary_opening or OPENING,
        {
            "document": f"（{campaign.document_number}）" if campaign.document_number else "",
            "committee": facts.committee.short_name,
            "theme": quoted(campaign.theme),
            "year": str(campaign.year),
            "name": campaign.activity_name,
        },
    )


def standing(facts: Facts) -> str:
    if not facts.row.held_kinds:
        return gap("目前没有已开展的活动记录，请先在系统中记录活动，或写明没有开展的原因")
    done = [part_of_standing(facts, kind) for shape in (Shape.CONTACT, Shape.OUTREACH) for kind in of(facts, shape)]
    done += [meetings_held(facts), *(part_of_standing(facts, kind) for kind in of(facts, Shape.TALLY))]
    sentence = "，".join(filter(None, done))
    until = f"截至{facts.as_of.year}年{day(facts.as_of)}，{whole(facts)}"
    return (f"{until}{sentence}。" if sentence else "") + active(facts)


def of(facts: Facts, *shapes: str) -> list[ActivityKind]:
    return [kind for kind in facts.kinds if kind.shape in shapes]


def part_of_standing(facts: Facts, kind: ActivityKind) -> str:
    """The leading figure of a kind: 发放…4次, 提供岗位30个."""
    figure = leading_figure(kind)
    number = facts.number(kind, figure) if figure else None
    if not number:
        return ""
    what = f"发放{kind.spoken_name}" if kind.shape == Shape.OUTREACH else counted(kind.label_of(figure))
    return f"{what}{marked(number, kind.key, figure)}{measure(kind)}"


def meetings_held(facts: Facts) -> str:
    sessions = {kind.spoken_name: facts.number(kind, "session_count") or 0 for kind in of(facts, Shape.MEETING)}
    held = listed(name for name, count in sessions.items() if count)
    return f"举办{held}共{sum(sessions.values())}场" if held else ""


def active(facts: Facts) -> str:
    count = sum(1 for county in facts.counties if county.held_kinds)
    if not count or len(facts.counties) < 2:
        return ""
    if count == len(facts.counties):
        return f"所辖{count}个{words.county}都开展了活动。"
    return f"所辖{len(facts.counties)}个{words.county}中，{count}个开展了活动。"


def questionnaires(facts: Facts) -> str:
    if not facts.returnees:
        if not facts.campaign.asks_for_returnee_counts:
            return ""
        return gap("没有收到有效问卷；如另有统计，请写明返乡创业青年和意向返乡创业青年人数")
    groups = (Status.ENTREPRENEUR, Status.INTENDING)
    entrepreneurs, intending = (
        sum(facts.returnees[status, age_group] for age_group in AgeGroup.values) for status in groups
    )
    stretched = sum(facts.returnees[status, AgeGroup.STRETCHED] for status in groups)
    ages = f"{facts.campaign.youth_until_age + 1}至{facts.campaign.oldest_age}周岁"
    beyond = f"（两类中{ages}{stretched}人）" if stretched else ""
    at_home = sum(facts.returnees[Status.STARTING_AT_HOME, age_group] for age_group in AgeGroup.values)
    apart = f"；另有常驻本地、有创业意向的青年{at_home}人" if at_home else ""
    return (
        f"收到有效问卷{facts.returnees.total()}份，其中返乡创业青年{entrepreneurs}人、"
        f"意向返乡创业青年{intending}人{beyond}{apart}。"
    )


# Below the kinds by which youths are reached: what else is known of them


def youths(facts: Facts) -> list[str]:
    return [groups(facts), headcounts(facts) + needs(facts)]


def groups(facts: Facts) -> str:
    if not facts.groups:
        return ""
    count = sum(number for number, _ in facts.groups.values())
    members = sum(number for _, number in facts.groups.values())
    kinds = listed(f"{label}{facts.groups[kind][0]}个" for kind, label in GROUP_LABELS.items() if kind in facts.groups)
    return f"现有微信群{count}个，其中{kinds}，各群成员相加{members}人。"


def headcounts(facts: Facts) -> str:
    if not facts.headcounts:
        return ""
    categories = listed(
        f"{label}{facts.headcounts[category]}人"
        for category, label in HEADCOUNT_LABELS.items()
        if category in facts.headcounts
    )
    return f"据{facts.counting_county_count}个{words.county}摸底，{categories}。"


def frequent(facts: Facts, question: str, choices) -> str:
    chosen = [(code, count) for code, count in facts.answers[question].most_common() if code not in ("none", "other")]
    return listed(f"{as_one(choices(code).label)}（{count}人）" for code, count in chosen[:ANSWERS_NAMED])


def needs(facts: Facts) -> str:
    named = frequent(facts, "needs", Need)
    return f"问卷中青年提出较多的需求是{named}。" if named else ""


# Below the first kind of meeting: what youths were helped with


def help_given(facts: Facts) -> list[str]:
    return [difficulties(facts), cases(facts)]


def difficulties(facts: Facts) -> str:
    named = frequent(facts, "difficulty", Difficulty)
    solved = [
        (NoteKind.SOLVED, "已解决"),
        (NoteKind.PARTLY_SOLVED, "部分解决"),
        (NoteKind.HANDED_ON, "已转有关部门"),
    ]
    results = listed(f"{what}{facts.follow_ups[kind]}件" for kind, what in solved if kind in facts.follow_ups)
    return (f"问卷中青年反映较多的困难是{named}。" if named else "") + (f"跟进困难，{results}。" if results else "")


def cases(facts: Facts) -> str:
    total = sum(facts.cases.values())
    if not total:
        return ""
    reached = (FollowUpState.DONE, FollowUpState.IN_PROGRESS)
    states = listed(f"{state.label}{facts.cases[state]}个" for state in reached if facts.cases.get(state))
    given = [(NoteKind.GUIDANCE, "提供创业指导、政策咨询"), (NoteKind.TRAINING, "安排培训")]
    helped = "，".join(f"{what}{facts.follow_ups[kind]}次" for kind, what in given if kind in facts.follow_ups)
    return f"对有意向、有需求、有困难的返乡青年建立跟进个案{total}个{f'，其中{states}' if states else ''}。" + (
        f"跟进中{helped}。" if helped else ""
    )


# 服务青年创业就业


def services(facts: Facts) -> list[str]:
    given = "；".join(filter(None, [loans(facts), training(facts), *other_services(facts)]))
    departments = listed(
        department.label
        for department in PartnerDepartment
        if department in facts.departments - {PartnerDepartment.OTHER}
    )
    together = f"合作部门有{departments}。" if departments else ""
    paragraph = (f"{given}。{together}" if given else "") + services_in_cases(facts, is_alone=not given)
    return [paragraph or gap(f"没有服务记录；如已开展{named_services(facts)}等服务，请写明")]


def service_label(facts: Facts, kind: ServiceKind) -> str:
    return facts.lists[LoggedList.SERVICES].label_of(kind)


def loan_name(facts: Facts) -> str:
    """What is recommended: 某贷款推荐 → 某贷款."""
    return service_label(facts, ServiceKind.LOAN_REFERRAL).removesuffix("推荐")


def named_services(facts: Facts) -> str:
    others = (ServiceKind.TRAINING, ServiceKind.JOB_INFORMATION, ServiceKind.TICKET_HELP)
    return "、".join([loan_name(facts), *(service_label(facts, kind).removesuffix("协助") for kind in others)])


def served(facts: Facts, kind: ServiceKind) -> int:
    return sum(count for (served_kind, _), count in facts.services.items() if served_kind == kind)


def loans(facts: Facts) -> str:
    count = served(facts, ServiceKind.LOAN_REFERRAL)
    granted = facts.services[ServiceKind.LOAN_REFERRAL, LoanStatus.GRANTED]
    if not count:
        return ""
    return f"推荐办理{loan_name(facts)}{count}人次" + (f"（已放款{granted}人次）" if granted else "")


def training(facts: Facts) -> str:
    count = served(facts, ServiceKind.TRAINING)
    tags = [TrainingTag(tag).label for tag, _ in facts.training_tags.most_common() if tag != TrainingTag.OTHER]
    named = listed(tags[:TAGS_NAMED]) + ("等" if len(tags) > TAGS_NAMED else "")
    return f"组织{named}{service_label(facts, ServiceKind.TRAINING)}，{count}人次参加" if count else ""


def other_services(facts: Facts) -> list[str]:
    jobs, tickets = (service_label(facts, kind) for kind in (ServiceKind.JOB_INFORMATION, ServiceKind.TICKET_HELP))
    is_standard = tickets == ServiceKind.TICKET_HELP.label
    kinds = (
        (ServiceKind.LEAD_GOOSE, f"推荐{candidates(facts)}", "人"),
        (ServiceKind.JOB_INFORMATION, f"为青年提供{jobs}", "人次"),
        (ServiceKind.TICKET_HELP, "协助青年购买车票" if is_standard else f"为青年提供{tickets}", "人次"),
    )
    return [f"{what}{count}{unit}" for kind, what, unit in kinds if (count := served(facts, kind))]


def candidates(facts: Facts) -> str:
    """领头雁培养人选 → “领头雁”培养人选: a plan's name stands in quotation marks."""
    label = service_label(facts, ServiceKind.LEAD_GOOSE)
    plan = label.removesuffix(CANDIDATES)
    return f"{quoted(plan)}{CANDIDATES}" if plan not in ("", label) else label


def services_in_cases(facts: Facts, *, is_alone: bool) -> str:
    """Beside the tallies of services, and never added to them."""
    kinds = [(NoteKind.LOAN_REFERRED, "贷款推荐"), (NoteKind.JOB, "就业信息"), (NoteKind.TICKET, "购票协助")]
    given = listed(f"{what}{facts.follow_ups[kind]}次" for kind, what in kinds if kind in facts.follow_ups)
    if not given:
        return ""
    return f"在跟进个案中提供{given}。" if is_alone else f"另在跟进个案中提供{given}，未计入以上人次。"


# 三、宣传工作


def members_word(facts: Facts) -> str:
    """What new members are called: by the label of their number, 某联盟新增会员数 → 某联盟会员."""
    kind = first_with_members(facts)
    return counted(kind.label_of("new_member_count").replace("新增", "")) if kind else "会员"


def first_with_members(facts: Facts) -> ActivityKind | None:
    return next((kind for kind in facts.kinds if kind.asks("new_member_count")), None)


def publicity_heading(facts: Facts) -> str:
    alliance = members_word(facts).removesuffix("会员")
    return f"三、宣传和{alliance}工作" if alliance else "三、宣传工作"


def publicity_and_members(facts: Facts) -> list[str]:
    return [publicity(facts), members(facts)]


def publicity(facts: Facts) -> str:
    if not facts.publicity_span:
        return gap("没有宣传报道记录；如有报道，请写明平台和条数")
    count = sum(facts.publicity.values())
    media = facts.publicity.most_common(MEDIA_NAMED)
    named = listed(f"{as_one(Medium(medium).label)}{number}条" for medium, number in media)
    reads = ""
    if facts.publications_with_reads:
        reads = f"，有阅读量记录的{facts.publications_with_reads}条合计阅读{facts.read_count}次"
    return f"{span(*facts.publicity_span)}，发布宣传报道{count}条，其中{named}{reads}。"


def members(facts: Facts) -> str:
    word = members_word(facts)
    confirmed = f"问卷登记的青年中已确认{word}{facts.member_count}名" if facts.member_count else ""
    gained = [
        f"{kind.spoken_name}中新吸收{word}{marked(number, kind.key, 'new_member_count')}名"
        for kind in facts.kinds
        if (number := facts.number(kind, "new_member_count"))
    ]
    if gained:
        return "，".join(gained) + (f"；另有{confirmed}，未计入前数" if confirmed else "") + "。"
    return f"{confirmed}。" if confirmed else ""


# 四、存在问题和下一步打算


def outlook(facts: Facts) -> list[str]:
    return [gap("有特色的做法和典型事例"), gap("工作中遇到的问题"), gap("下一步打算")]
