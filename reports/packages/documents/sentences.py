"""The sentences of the draft, a function per section: facts in, paragraphs out. No queries.

What was reported as zero is said as such; what was not reported at all is a gap where Annex 2 asks for it, and left out
elsewhere.
"""

from activities.choices import (
    GroupKind,
    HeadcountCategory,
    Kind,
    LetterChannel,
    LoanStatus,
    Medium,
    PartnerDepartment,
    ServiceKind,
    SiteKind,
    TrainingTag,
)
from reports.annex2.rows import Row
from reports.packages.documents.facts import Facts
from reports.packages.documents.phrases import as_one, day, gap, listed, quoted, quoted_list, span
from returnees.choices import AgeGroup, Difficulty, FollowUpState, Need, NoteKind, Status

ANSWERS_NAMED, MEDIA_NAMED, TAGS_NAMED = 3, 3, 3
WHOLE_PLACES = "市盟旗县"
"""全市、全盟、全旗、全县; of a 区 it would be read as 自治区."""

HEADCOUNT_WORDS = {
    HeadcountCategory.ENTREPRENEURS: "外出创业青年",
    HeadcountCategory.WORKERS: "外出务工青年",
    HeadcountCategory.STUDENTS: "在外学生",
    HeadcountCategory.RESIDENTS: "常驻青年",
}
GROUP_WORDS = {
    GroupKind.LEADERS: "团组织和支部负责人群",
    GroupKind.MEMBERS: "团员青年群",
    GroupKind.OUTSIDE_WORKERS: "在外创业务工青年群",
    GroupKind.OUTSIDE_STUDENTS: "在外学生群",
}
MEETING_WORDS = {Kind.SYMPOSIUM: "座谈会", Kind.LECTURE: "政策宣讲", Kind.TOUR: "参观考察"}


def whole(facts: Facts) -> str:
    """The area that the summary speaks of."""
    last = facts.committee.place_name[-1:]
    return f"全{last}" if last and last in WHOLE_PLACES else "本单位"


# 一、总体情况


def overview(facts: Facts) -> list[str]:
    return [opening(facts), standing(facts), questionnaires(facts)]


def opening(facts: Facts) -> str:
    campaign = facts.campaign
    document = f"（{campaign.document_number}）" if campaign.document_number else ""
    return (
        f"按照自治区团委通知{document}要求，{facts.committee.short_name}围绕{quoted(campaign.theme)}主题，"
        f"组织开展了{campaign.year}年联系服务返乡创业青年月活动。"
    )


def standing(facts: Facts) -> str:
    """How far it has come, in one sentence."""
    if not facts.row.held_kinds:
        return gap("目前没有已开展的活动记录，请先在系统中记录活动，或写明没有开展的原因")
    figures = facts.row.figures
    sessions = {kind: figures[f"{kind}_session_count"] for kind in MEETING_WORDS}
    held = listed(word for kind, word in MEETING_WORDS.items() if sessions[kind])
    parts = [
        f"联系走访青年{figures['visited_count']}人" if figures["visited_count"] else "",
        f"发放慰问信{figures['distribution_count']}次" if figures["distribution_count"] else "",
        f"举办{held}共{sum(filter(None, sessions.values()))}场" if held else "",
    ]
    done = "，".join(filter(None, parts))
    return (f"截至{facts.as_of.year}年{day(facts.as_of)}，{whole(facts)}{done}。" if done else "") + active(facts)


def active(facts: Facts) -> str:
    """How many of the counties take part."""
    count = sum(1 for county in facts.counties if county.held_kinds)
    if not count or len(facts.counties) < 2:
        return ""
    if count == len(facts.counties):
        return f"所辖{count}个旗县市区都开展了活动。"
    return f"所辖{len(facts.counties)}个旗县市区中，{count}个开展了活动。"


def questionnaires(facts: Facts) -> str:
    """The two groups that the notice wants counted."""
    if not facts.returnees:
        return gap("没有收到有效问卷；如另有统计，请写明返乡创业青年和意向返乡创业青年人数")
    groups = (Status.ENTREPRENEUR, Status.INTENDING)
    entrepreneurs, intending = (
        sum(facts.returnees[status, age_group] for age_group in AgeGroup.values) for status in groups
    )
    stretched = sum(facts.returnees[status, AgeGroup.STRETCHED] for status in groups)
    beyond = f"（两类中36至45周岁{stretched}人）" if stretched else ""
    return (
        f"收到有效问卷{facts.returnees.total()}份，其中返乡创业青年{entrepreneurs}人、"
        f"意向返乡创业青年{intending}人{beyond}。"
    )


# （一）走访联系青年


def contacts(facts: Facts) -> list[str]:
    return [visits(facts), letters(facts), groups(facts), headcounts(facts) + needs(facts)]


def unheld(facts: Facts, kind: Kind, what: str) -> str:
    """Of a kind without held entries: zero where that was said, a gap where nothing was."""
    if kind in facts.row.zero_kinds:
        return f"本次没有{what}。"
    return gap(f"{kind.label}没有记录，也没有零报告")


def most(facts: Facts, key: str, measure: str) -> str:
    """The county with the most; none where there is nothing to compare, or another has as many."""
    counted = [(county.figures[key], county.name) for county in facts.counties if county.figures[key]]
    (first, name), (second, _) = sorted([*counted, (0, ""), (0, "")], reverse=True)[:2]
    return f"，其中{name}最多，{first}{measure}" if first > second > 0 else ""


def visits(facts: Facts) -> str:
    if Kind.VISIT not in facts.row.held_kinds:
        return unheld(facts, Kind.VISIT, "开展走访")
    course = facts.courses[Kind.VISIT]
    count = facts.row.figures["visited_count"]
    return f"{span(course.first_on, course.last_on)}，联系走访青年{count}人{most(facts, 'visited_count', '人')}。"


def letters(facts: Facts) -> str:
    if Kind.LETTER not in facts.row.held_kinds:
        return unheld(facts, Kind.LETTER, "发放慰问信")
    course = facts.courses[Kind.LETTER]
    copies = ""
    if course.copy_count:
        copies = f"、{course.copy_count}份" if course.is_copy_count_whole else f"，有份数记录的共{course.copy_count}份"
    return (
        f"{span(course.first_on, course.last_on)}，通过{channels(facts.row)}，"
        f"发放《{facts.campaign.letter_title}》{facts.row.figures['distribution_count']}次{copies}。"
    )


def channels(row: Row) -> str:
    named = [channel.label for channel in LetterChannel if channel in row.channels - {LetterChannel.OTHER}]
    others = sorted(row.other_channels) if LetterChannel.OTHER in row.channels else []
    return f"{listed([*named, *others])}等渠道" if named or others else "其他渠道"


def groups(facts: Facts) -> str:
    if not facts.groups:
        return ""
    count = sum(number for number, _ in facts.groups.values())
    members = sum(number for _, number in facts.groups.values())
    kinds = listed(f"{word}{facts.groups[kind][0]}个" for kind, word in GROUP_WORDS.items() if kind in facts.groups)
    return f"现有微信群{count}个，其中{kinds}，各群成员相加{members}人。"


def headcounts(facts: Facts) -> str:
    if not facts.headcounts:
        return ""
    categories = listed(
        f"{word}{facts.headcounts[category]}人"
        for category, word in HEADCOUNT_WORDS.items()
        if category in facts.headcounts
    )
    return f"据{facts.counting_county_count}个旗县市区摸底，{categories}。"


def frequent(facts: Facts, question: str, choices) -> str:
    """The answers given most, without 暂无 and 其他."""
    chosen = [(code, count) for code, count in facts.answers[question].most_common() if code not in ("none", "other")]
    return listed(f"{as_one(choices(code).label)}（{count}人）" for code, count in chosen[:ANSWERS_NAMED])


def needs(facts: Facts) -> str:
    named = frequent(facts, "needs", Need)
    return f"问卷中青年提出较多的需求是{named}。" if named else ""


# （二）举办恳谈分享


def symposia(facts: Facts) -> list[str]:
    return [meetings(facts, Kind.SYMPOSIUM, "举办返乡创业座谈会"), difficulties(facts), cases(facts)]


def meetings(facts: Facts, kind: Kind, what: str) -> str:
    """A kind that is counted in sessions and participants: when, how many, where the most, about what."""
    if kind not in facts.row.held_kinds:
        return unheld(facts, kind, what)
    course, figures = facts.courses[kind], facts.row.figures
    online = f"（线上{course.online_session_count}场）" if course.online_session_count else ""
    return (
        f"{span(course.first_on, course.last_on)}，{what}{figures[f'{kind}_session_count']}场{online}，"
        f"{figures[f'{kind}_participant_count']}人次参加{most(facts, f'{kind}_session_count', '场')}。"
        f"{(kind == Kind.TOUR and sites(facts)) or themes(facts, kind)}"
    )


def themes(facts: Facts, kind: Kind) -> str:
    """As they were entered."""
    named = [topic.removeprefix("政策讲堂：").rstrip("。，；、 ") for topic in facts.topics.get(kind, [])]
    named = list(dict.fromkeys(filter(None, named)))
    if not named:
        return ""
    return f"主题{'是' if len(named) == 1 else '有'}{quoted_list(named)}{'等' if len(named) > 1 else ''}。"


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


# （三）开设政策讲堂、组织参观考察


def lectures_and_tours(facts: Facts) -> list[str]:
    return [meetings(facts, Kind.LECTURE, "开展政策宣讲"), meetings(facts, Kind.TOUR, "组织青年参观考察")]


def sites(facts: Facts) -> str:
    named = listed(site.label for site in SiteKind if site in facts.site_kinds - {SiteKind.OTHER})
    return f"考察对象有{named}。" if named else ""


# （四）服务青年创业就业


def services(facts: Facts) -> list[str]:
    given = "；".join(filter(None, [loans(facts), training(facts), *other_services(facts)]))
    departments = listed(
        department.label
        for department in PartnerDepartment
        if department in facts.departments - {PartnerDepartment.OTHER}
    )
    together = f"合作部门有{departments}。" if departments else ""
    said = (f"{given}。{together}" if given else "") + services_in_cases(facts, is_alone=not given)
    return [said or gap("没有服务记录；如已开展青创易贷、培训、就业信息、购票等服务，请写明")]


def served(facts: Facts, kind: ServiceKind) -> int:
    return sum(count for (served_kind, _), count in facts.services.items() if served_kind == kind)


def loans(facts: Facts) -> str:
    count = served(facts, ServiceKind.LOAN_REFERRAL)
    granted = facts.services[ServiceKind.LOAN_REFERRAL, LoanStatus.GRANTED]
    if not count:
        return ""
    return f"推荐办理青创易贷{count}人次" + (f"（已放款{granted}人次）" if granted else "")


def training(facts: Facts) -> str:
    count = served(facts, ServiceKind.TRAINING)
    tags = [TrainingTag(tag).label for tag, _ in facts.training_tags.most_common() if tag != TrainingTag.OTHER]
    named = listed(tags[:TAGS_NAMED]) + ("等" if len(tags) > TAGS_NAMED else "")
    return f"组织{named}培训，{count}人次参加" if count else ""


def other_services(facts: Facts) -> list[str]:
    kinds = (
        (ServiceKind.LEAD_GOOSE, "推荐“领头雁”培养人选{}人"),
        (ServiceKind.JOB_INFORMATION, "为青年提供就业信息{}人次"),
        (ServiceKind.TICKET_HELP, "协助青年购买车票{}人次"),
    )
    return [sentence.format(count) for kind, sentence in kinds if (count := served(facts, kind))]


def services_in_cases(facts: Facts, *, is_alone: bool) -> str:
    """Beside the tallies of services, and never added to them."""
    kinds = [(NoteKind.LOAN_REFERRED, "贷款推荐"), (NoteKind.JOB, "就业信息"), (NoteKind.TICKET, "购票协助")]
    given = listed(f"{what}{facts.follow_ups[kind]}次" for kind, what in kinds if kind in facts.follow_ups)
    if not given:
        return ""
    return f"在跟进个案中提供{given}。" if is_alone else f"另在跟进个案中提供{given}，未计入以上人次。"


# 三、宣传和青创联盟工作


def publicity_and_alliance(facts: Facts) -> list[str]:
    return [publicity(facts), alliance(facts)]


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


def alliance(facts: Facts) -> str:
    members = facts.row.figures["new_member_count"]
    confirmed = f"问卷登记的青年中已确认青创联盟会员{facts.member_count}名" if facts.member_count else ""
    if members:
        return f"走访中新吸收青创联盟会员{members}名" + (f"；另有{confirmed}，未计入前数" if confirmed else "") + "。"
    return f"{confirmed}。" if confirmed else ""


# 四、存在问题和下一步打算


def outlook(facts: Facts) -> list[str]:
    return [gap("有特色的做法和典型事例"), gap("工作中遇到的问题"), gap("下一步打算")]
