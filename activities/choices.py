from django.db import models


class Kind(models.TextChoices):
    """The five kinds of activity that have columns in Annex 2."""

    LETTER = "letter", "慰问信发放"
    VISIT = "visit", "走进青年"
    SYMPOSIUM = "symposium", "返乡创业座谈会"
    LECTURE = "lecture", "宣讲活动"
    TOUR = "tour", "考察活动"


MEETING_KINDS = (Kind.SYMPOSIUM, Kind.LECTURE, Kind.TOUR)
"""The kinds that are counted in sessions and participants."""


class ActivityState(models.TextChoices):
    PLANNED = "planned", "计划"
    HELD = "held", "已开展"
    CANCELLED = "cancelled", "已取消"


class LetterChannel(models.TextChoices):
    """Ways of handing out the letter, in the order in which Annex 2 names them."""

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
    """What a study tour looks at (the notice, part 三, item 3)."""

    CLUSTER = "cluster", "产业聚集区"
    COMPANY = "company", "重大招商企业"
    PROJECT = "project", "重点建设工程"
    INCUBATOR = "incubator", "青年创业孵化器"
    OTHER = "other", "其他"
