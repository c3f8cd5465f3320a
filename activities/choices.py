from django.db import models

from organization.region import words


class ActivityState(models.TextChoices):
    PLANNED = "planned", "计划"
    HELD = "held", "已开展"
    CANCELLED = "cancelled", "已取消"


class LoggedList(models.TextChoices):
    """The lists that a notice may word otherwise, those of the log by the column that has their codes."""

    CHANNELS = "channels", "发放渠道"
    SITES = "site_kind", "考察对象"
    SERVICES = "service_kind", "服务种类"


# Their codes are known to the code, which asks for other things of each: they can be reworded and retired only.
CLOSED_LISTS = frozenset({LoggedList.SERVICES})


# In every list: what is meant is written beside it.
OTHER_CHOICE = "other"


class Channel(models.TextChoices):
    """发放渠道: ways of handing something out, as a campaign's list begins, in the order of the table."""

    WECHAT_ACCOUNT = "wechat_account", "微信公众号"
    WECHAT_GROUP = "wechat_group", "微信群"
    WEIBO = "weibo", "微博"
    SMS = "sms", "短信"
    HOUSEHOLD = "household", "入户发放"
    ON_SITE = "on_site", "车站集市等现场发放"
    NOTICE_BOARD = "notice_board", "公告栏"
    BROADCAST_PRESS = "broadcast_press", "广播电视报纸"
    OTHER = "other", "其他"


class SiteKind(models.TextChoices):
    """What a study tour looks at (the notice, part 三, item 3), as a campaign's list begins."""

    CLUSTER = "cluster", "产业聚集区"
    COMPANY = "company", "重大招商企业"
    PROJECT = "project", "重点建设工程"
    INCUBATOR = "incubator", "青年创业孵化器"
    OTHER = "other", "其他"


class ServiceKind(models.TextChoices):
    """What the notice asks for in part 三, item 4, and of the 领头雁 plan in part 四, item 3."""

    LOAN_REFERRAL = "loan_referral", f"{words.loan}推荐"
    TRAINING = "training", "培训"
    LEAD_GOOSE = "lead_goose", "领头雁培养人选"
    JOB_INFORMATION = "job_information", "就业信息"
    TICKET_HELP = "ticket_help", "购票协助"


def service_kinds() -> list[tuple[str, str]]:
    """For the field: what they are called is the region's, and no migration's."""
    return ServiceKind.choices


class LoanStatus(models.TextChoices):
    REFERRED = "referred", "已推荐"
    GRANTED = "granted", "已放款"
    REFUSED = "refused", "没有办成"


class LoanBand(models.TextChoices):
    """Of one loan. Only the band is stored: the exact sum is the bank's affair."""

    UP_TO_50K = "up_to_50k", "5 万元及以下"
    UP_TO_100K = "up_to_100k", "5 万以上至 10 万元"
    UP_TO_200K = "up_to_200k", "10 万以上至 20 万元"
    UP_TO_500K = "up_to_500k", "20 万以上至 50 万元"
    OVER_500K = "over_500k", "50 万元以上"


class TrainingTag(models.TextChoices):
    """The trainings that the notice names in part 三, items 2 and 4, and part 四, item 3."""

    FARMING_SKILLS = "farming_skills", "农牧业实用技术"
    NEW_VARIETIES = "new_varieties", "新品种新科技"
    NEW_BUSINESSES = "new_businesses", "新型农牧业经营主体"
    VOCATIONAL = "vocational", "职业技能"
    STARTING_UP = "starting_up", "创业"
    E_COMMERCE = "e_commerce", "电商"
    OTHER = "other", "其他"


class PartnerDepartment(models.TextChoices):
    """The departments that the notice names in part 三, item 4, and those that tickets and trade need."""

    AGRICULTURE = "agriculture", "农牧"
    HUMAN_RESOURCES = "human_resources", "人社"
    SCIENCE = "science", "科技"
    POVERTY_RELIEF = "poverty_relief", "扶贫"
    FINANCE = "finance", "金融"
    COMMERCE = "commerce", "商务"
    TRANSPORT = "transport", "交通"
    OTHER = "other", "其他"


class GroupKind(models.TextChoices):
    """The four kinds of WeChat group that the notice wants (part 三, item 1)."""

    LEADERS = "leaders", f"直属团组织和{words.village}团支部负责人群"
    MEMBERS = "members", "团员青年群"
    OUTSIDE_WORKERS = "outside_workers", "在外创业务工青年群"
    OUTSIDE_STUDENTS = "outside_students", "在外学生群"


def group_kinds() -> list[tuple[str, str]]:
    """For the field: what they are called is the region's, and no migration's."""
    return GroupKind.choices


class HeadcountCategory(models.TextChoices):
    """The youths whose number the notice wants known (part 三, item 1); nobody is in two of them."""

    ENTREPRENEURS = "entrepreneurs", "外出创业"
    WORKERS = "workers", "外出务工"
    STUDENTS = "students", "在外学生"
    RESIDENTS = "residents", "常驻青年"


class Medium(models.TextChoices):
    """Where something was published (the notice, part 四, item 4)."""

    WECHAT_ACCOUNT = "wechat_account", "微信公众号"
    WEIBO = "weibo", "微博"
    SHORT_VIDEO = "short_video", "短视频平台"
    WEBSITE = "website", "网站、客户端"
    NEWSPAPER = "newspaper", "报纸"
    TELEVISION = "television", "电视"
    RADIO = "radio", "广播"
    OTHER = "other", "其他"


class CompletionState(models.TextChoices):
    """How the committee above sees a 本级已填完."""

    COMPLETE = "complete", "已填完"
    CHANGED = "changed", "填完后有修改"
    HANDED_BACK = "handed_back", "已退回"
