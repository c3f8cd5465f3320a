"""The code lists of the questionnaire. Where a national standard has codes, they are stored as its codes."""

from django.db import models

from organization.region import words


class EntranceChannel(models.TextChoices):
    HOMEPAGE = "homepage", "活动首页"
    HOUSEHOLD = "household", "入户走访"
    WECHAT_GROUP = "wechat_group", "微信群"
    SYMPOSIUM = "symposium", "座谈会"
    MARKET = "market", "车站集市"
    LETTER = "letter", "慰问信"
    POSTER = "poster", "海报"
    STAFF_FILLED = "staff_filled", "工作人员代填"
    OTHER = "other", "其他"


class EntranceState(models.TextChoices):
    IN_USE = "in_use", "使用中"
    PAUSED = "paused", "已暂停"
    EXPIRED = "expired", "已停用"


class ReturneeState(models.TextChoices):
    ACCEPTED = "accepted", "有效"
    QUARANTINED = "quarantined", "待核实"
    REJECTED = "rejected", "判为无效"
    MERGED = "merged", "已合并"
    WITHDRAWN = "withdrawn", "已撤回"
    DELETED = "deleted", "已删除"


# Those that are neither out of the counts for good nor merged into another.
LIVING = (ReturneeState.ACCEPTED, ReturneeState.QUARANTINED)


class Ground(models.TextChoices):
    """How staff made sure that a request is the youth's own."""

    CALL = "call", "本人来电，已核实"
    IN_PERSON = "in_person", "本人到场，已核实"
    MESSAGE = "message", "本人微信或短信，已回拨核实"
    LETTER = "letter", "本人书面申请，已核实"
    GUARDIAN = "guardian", "监护人提出，已核实"


class LostReceiptOutcome(models.TextChoices):
    """How a request for a lost receipt code ended."""

    CODE_GIVEN = "code_given", "已核实，告知了回执码"
    CORRECTED = "corrected", "已核实，按本人意思更正"
    WITHDRAWN = "withdrawn", "已核实，按本人意思撤回"
    NO_LONGER_WANTED = "not_wanted", "本人已找到回执码，不用办了"
    UNKNOWN = "unknown", "没有查到这个号码填的问卷"
    NOT_VERIFIED = "not_verified", "核实不了是本人"
    NOT_REACHED = "not_reached", "多次联系不上"


class RequestKind(models.TextChoices):
    """What youths ask of the staff, and must be dealt with in time (PIPL art. 50)."""

    LOST_CODE = "lost_code", "找回回执"
    CORRECTION = "correction", "代为更正"
    WITHDRAWAL = "withdrawal", "代为撤回"


class DeletionReason(models.TextChoices):
    """Why a record is a wrong one."""

    TEST = "test", "测试填写"
    MISTAKE = "mistake", "代填有误，已另填"
    IMPOSTURE = "imposture", "冒用他人信息"
    OTHER = "other", "其他误填"


class AnonymisedBecause(models.TextChoices):
    DUE = "due", "保存期满"
    LEFTOVER = "leftover", "保存期满后补做"
    RESTORED = "restored", "恢复备份后重做"


class FilledBy(models.TextChoices):
    SELF = "self", "本人填写"
    STAFF = "staff", "工作人员代填"


class ConsentProof(models.TextChoices):
    """How a youth agreed to the privacy notice. Of records from before it was asked there is none."""

    OWN_TICK = "own_tick", "本人在问卷上勾选"
    OWN_PHONE = "own_phone", "本人在自己的手机上同意"
    PAPER = "paper", "本人签字的书面同意"


# In the youth's own hands, and where staff fill in.
OWN_PROOFS = frozenset({ConsentProof.OWN_TICK})
STAFF_PROOFS = frozenset({ConsentProof.OWN_PHONE, ConsentProof.PAPER})


class QuarantineReason(models.TextChoices):
    """Why an answer is set aside for review."""

    HONEYPOT = "honeypot", "填了隐藏的空格"
    TOO_FAST = "too_fast", "填得太快"


class QuestionUsage(models.TextChoices):
    OPTIONAL = "optional", "改为选填"
    OFF = "off", "不问"


class OwnQuestionKind(models.TextChoices):
    SINGLE = "single", "单选"
    SEVERAL = "several", "多选"
    TEXT = "text", "短文字"
    NUMBER = "number", "数字"


class Gender(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "不愿说明"


class Education(models.TextChoices):
    """GB/T 4658, the codes of its groups."""

    POSTGRADUATE = "10", "研究生"
    BACHELOR = "20", "大学本科"
    COLLEGE = "30", "大专"
    VOCATIONAL = "40", "中专、职高、技校"
    HIGH_SCHOOL = "60", "高中"
    MIDDLE_SCHOOL = "70", "初中"
    PRIMARY = "80", "小学及以下"
    OTHER = "90", "其他"


class Status(models.TextChoices):
    """Where a youth stands; it decides which questions follow."""

    ENTREPRENEUR = "A", "已返乡创业"
    INTENDING = "B", "有返乡创业意向"
    STARTING_AT_HOME = "G", "常驻本地，有创业意向"
    RETURNING_WORKER = "C", "返乡（或拟返乡）就业务工"
    WORKING_AWAY = "D", "在外务工，暂无返乡打算"
    STUDENT = "E", "在外就读学生"
    RESIDENT = "F", "常驻本地青年"


# As the youths themselves would say it, in the order in which they read it.
STATUS_IN_PLAIN_WORDS = {
    Status.ENTREPRENEUR: "我已经在家乡干起来了",
    Status.INTENDING: "我在外面，想回家乡干",
    Status.STARTING_AT_HOME: "我在家乡，想自己干点事",
    Status.RETURNING_WORKER: "我回来或想回来上班打工",
    Status.WORKING_AWAY: "我在外面打工，暂不回来",
    Status.STUDENT: "我在外地上学",
    Status.RESIDENT: "我在家乡，暂不打算创业",
}


class BusinessType(models.TextChoices):
    SOLE_TRADER = "sole_trader", "个体工商户"
    FAMILY_FARM = "family_farm", "家庭农牧场"
    COOPERATIVE = "cooperative", "农牧民专业合作社"
    COMPANY = "company", "企业"
    UNREGISTERED = "unregistered", "未登记"
    OTHER = "other", "其他"


class Industry(models.TextChoices):
    """A short list for phones; the letter before the hyphen is the section of GB/T 4754-2017."""

    CROPS = "A-crops", "种植业"
    LIVESTOCK = "A-livestock", "畜牧养殖"
    PROCESSING = "C-processing", "农畜产品加工"
    RETAIL = "F-retail", "农村电商、零售"
    HOSPITALITY = "H-hospitality", "餐饮住宿、农牧家乐"
    TOURISM = "R-tourism", "文化旅游"
    LOGISTICS = "G-logistics", "物流运输"
    CONSTRUCTION = "E-construction", "建筑"
    INFORMATION = "I-information", "信息技术、新媒体"
    SERVICES = "O-services", "居民服务、修理"
    TRAINING = "P-training", "教育培训"
    OTHER = "other", "其他"


class Intent(models.TextChoices):
    HALF_YEAR = "half_year", "半年内"
    ONE_YEAR = "one_year", "一年内"
    THREE_YEARS = "three_years", "一到三年"
    UNDECIDED = "undecided", "还没定"


class Capital(models.TextChoices):
    """Bands of money needed, in units of 10,000 yuan (万元)."""

    NONE = "none", "不需要"
    UP_TO_5 = "5", "5 万以下"
    UP_TO_10 = "10", "5–10 万"
    UP_TO_20 = "20", "10–20 万"
    UP_TO_50 = "50", "20–50 万"
    ABOVE_50 = "above_50", "50 万以上"


class Need(models.TextChoices):
    TRAINING = "training", "创业培训"
    MENTORING = "mentoring", "创业指导（导师）"
    LOAN = "loan", f"贷款对接（{words.loan}）"
    POLICY = "policy", "政策咨询"
    SKILLS = "skills", "技能、农牧业技术培训"
    ECOMMERCE = "ecommerce", "电商"
    PREMISES = "premises", "场地"
    HIRING = "hiring", "用工"
    LEGAL = "legal", "法律"
    JOB = "job", "就业岗位"
    TICKET = "ticket", "返程购票"
    OTHER = "other", "其他"
    NONE = "none", "暂无"


# Loans and training are offered from 18 on; a minor's answer to them is dropped.
ADULT_NEEDS = frozenset({Need.TRAINING, Need.LOAN, Need.SKILLS})


class Difficulty(models.TextChoices):
    FUNDS = "funds", "资金"
    TECHNOLOGY = "technology", "技术"
    MARKET = "market", "市场销路"
    LAND = "land", "场地、用地、用草场"
    STAFF = "staff", "人才用工"
    PERMITS = "permits", "手续审批"
    FAMILY = "family", "家庭支持"
    INFORMATION = "information", "信息"
    OTHER = "other", "其他"
    NONE = "none", "暂无困难"


class PolicyKnowledge(models.TextChoices):
    WELL = "well", "了解"
    SOMEWHAT = "somewhat", "了解一些"
    NOT = "not", "不了解"


class AllianceWish(models.TextChoices):
    WILLING = "willing", "愿意加入"
    MEMBER = "member", "已是会员"
    NOT_NOW = "not_now", "暂不加入"


class ActivityWish(models.TextChoices):
    SYMPOSIUM = "symposium", "座谈分享会"
    LECTURE = "lecture", "政策讲堂"
    TOUR = "tour", "参观考察"
    TRAINING = "training", "培训"


class WechatWish(models.TextChoices):
    YES = "yes", "愿意"
    NO = "no", "不愿意"


class FollowUpState(models.TextChoices):
    TO_CONTACT = "to_contact", "待联系"
    CONTACTED = "contacted", "已联系"
    IN_PROGRESS = "in_progress", "办理中"
    DONE = "done", "已办结"
    UNREACHABLE = "unreachable", "无法联系"


# The states that staff may set next; a case may also stay in its state.
FOLLOW_UP_TRANSITIONS: dict[str, frozenset[str]] = {
    FollowUpState.TO_CONTACT: frozenset(
        {FollowUpState.CONTACTED, FollowUpState.IN_PROGRESS, FollowUpState.DONE, FollowUpState.UNREACHABLE}
    ),
    FollowUpState.CONTACTED: frozenset({FollowUpState.IN_PROGRESS, FollowUpState.DONE, FollowUpState.UNREACHABLE}),
    FollowUpState.IN_PROGRESS: frozenset({FollowUpState.DONE, FollowUpState.UNREACHABLE}),
    FollowUpState.DONE: frozenset({FollowUpState.IN_PROGRESS}),
    FollowUpState.UNREACHABLE: frozenset(
        {FollowUpState.TO_CONTACT, FollowUpState.CONTACTED, FollowUpState.IN_PROGRESS}
    ),
}
# Somebody has begun, so the day of the next step is named: else the case would be forgotten.
STATES_WITH_DATE = frozenset({FollowUpState.CONTACTED, FollowUpState.IN_PROGRESS})


class AgeGroup(models.TextChoices):
    """Reported apart; the ages are the campaign's (`age_limits`)."""

    YOUTH = "youth", "青年"
    STRETCHED = "stretched", "创业青年（放宽）"


class ClosedBecause(models.TextChoices):
    """Why a case ended without the staff's doing."""

    WITHDRAWN = "withdrawn", "本人已撤回问卷"
    MERGED = "merged", "已合并到另一份问卷"
    INVALID = "invalid", "问卷不再有效"
    NO_REASON = "no_reason", "更正后不再需要跟进"


class NoteKind(models.TextChoices):
    """What was done, with its result."""

    REACHED = "reached", "联系：已联系上"
    NOT_REACHED = "not_reached", "联系：没有联系上"
    TRAINING = "training", "培训：已参加或已报名"
    GUIDANCE = "guidance", "创业指导、政策咨询"
    LOAN_REFERRED = "loan_referred", "贷款对接：已推荐"
    LOAN_GRANTED = "loan_granted", "贷款对接：已放款"
    LOAN_REFUSED = "loan_refused", "贷款对接：没有办成"
    JOB = "job", "就业信息"
    TICKET = "ticket", "购票协助"
    SOLVED = "solved", "困难：已解决"
    PARTLY_SOLVED = "partly_solved", "困难：部分解决"
    HANDED_ON = "handed_on", "困难：已转有关部门"
    UNSOLVED = "unsolved", "困难：没有解决"
    OTHER = "other", "其他"
    ASSIGNED = "assigned", "指派"
    REOPENED = "reopened", "重新跟进"
    CLOSED = "closed", "停止跟进"
    MEMBERSHIP = "membership", f"确认为{words.alliance}会员"
    REMINDED = "reminded", "本人反映还没有人联系"


def note_kinds() -> list[tuple[str, str]]:
    """For the field: what they are called is the region's, and no migration's."""
    return NoteKind.choices


# Written along with an act, never typed.
AUTOMATIC_NOTE_KINDS = frozenset(
    {NoteKind.ASSIGNED, NoteKind.REOPENED, NoteKind.CLOSED, NoteKind.MEMBERSHIP, NoteKind.REMINDED}
)
# The youth's data go to another office, which is named and separately consented to (PIPL art. 23).
PROVIDING_NOTE_KINDS = frozenset({NoteKind.LOAN_REFERRED, NoteKind.HANDED_ON})
# Not without saying why.
EXPLAINED_NOTE_KINDS = frozenset({NoteKind.LOAN_REFUSED, NoteKind.UNSOLVED})
# Help that was given (the notice of 2020, parts 三.2 and 三.4). What became of a loan is the same service, not another.
SERVICE_NOTE_KINDS = (
    NoteKind.TRAINING,
    NoteKind.GUIDANCE,
    NoteKind.LOAN_REFERRED,
    NoteKind.JOB,
    NoteKind.TICKET,
    NoteKind.SOLVED,
    NoteKind.PARTLY_SOLVED,
    NoteKind.HANDED_ON,
)


class PoliticalStatus(models.TextChoices):
    """GB/T 4762; the four common ones are shown, the rest fall under OTHER."""

    PARTY_MEMBER = "01", "中共党员"
    PROBATIONARY = "02", "中共预备党员"
    LEAGUE_MEMBER = "03", "共青团员"
    MASSES = "13", "群众"
    OTHER = "other", "其他"


# Of a sensitive question: it counts as no answer.
UNDISCLOSED = "undisclosed"
