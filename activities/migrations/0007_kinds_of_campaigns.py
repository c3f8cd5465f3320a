from django.conf import settings
from django.db import migrations

PLACE, ONLINE = {"column": "place"}, {"column": "is_online"}
CO_HOSTS = {"column": "co_hosts", "help_text": "联合举办的由一家记录，只计一次；其他单位写在这里。"}
SESSIONS = {"column": "session_count", "is_required": True, "help_text": "这条记录包含几场活动，一般为 1。"}
PARTICIPANTS = {"column": "participant_count", "is_required": True, "help_text": "各场人次之和。"}

# What was code until now: the five kinds of the notice of 2020, in every campaign that is there.
KINDS = (
    {
        "key": "letter",
        "label": "慰问信发放",
        "shape": "outreach",
        "other_names": "慰问信、一封信",
        "sentence_pattern": "{period}，通过{channels}，发放《{letter_title}》{distribution_count}次{copies}。",
        "details": (
            {"column": "channels", "is_required": True, "help_text": "可多选；这次用了哪几种就选哪几种。"},
            {
                "column": "distribution_count",
                "is_required": True,
                "help_text": "一次推送、一次群发、一次现场发放各算 1 次。",
            },
            {"column": "copy_count", "help_text": "只作记录，不计入附件2。"},
            PLACE,
        ),
    },
    {
        "key": "visit",
        "label": "走进青年",
        "shape": "contact",
        "other_names": "走访、走访活动、联系走访",
        "sentence_pattern": "\n".join(
            (
                "# 走访联系青年",
                "{period}，联系走访青年{visited_count}人{most}。",
            )
        ),
        "details": (
            {
                "column": "visited_count",
                "is_required": True,
                "label": "联系走访青年人数",
                "help_text": "这次联系、走访到的青年人数。",
            },
            {
                "column": "new_member_count",
                "is_required": True,
                "label": "青创联盟新增会员数",
                "help_text": "这次新吸收的会员；原有会员不算。没有填 0。",
            },
            CO_HOSTS,
            PLACE,
            ONLINE,
        ),
    },
    {
        "key": "symposium",
        "label": "返乡创业座谈会",
        "shape": "meeting",
        "other_names": "座谈会、座谈分享会、恳谈分享",
        "sentence_pattern": "\n".join(
            (
                "# 举办恳谈分享",
                "{period}，举办返乡创业座谈会{session_count}场{online}，{participant_count}人次参加{most}。{topics}",
                "本次没有举办返乡创业座谈会。",
            )
        ),
        "details": ({"column": "topic"}, SESSIONS, PARTICIPANTS, CO_HOSTS, PLACE, ONLINE),
    },
    {
        "key": "lecture",
        "label": "宣讲活动",
        "shape": "meeting",
        "other_names": "政策宣讲、政策讲堂、宣讲",
        "sentence_pattern": "\n".join(
            (
                "# 开设政策讲堂、组织参观考察",
                "{period}，开展政策宣讲{session_count}场{online}，{participant_count}人次参加{most}。{topics}",
            )
        ),
        "details": (
            {"column": "topic"},
            {"column": "speaker", "label": "宣讲人"},
            {"column": "speaker_post", "label": "宣讲人单位职务"},
            SESSIONS,
            PARTICIPANTS,
            CO_HOSTS,
            PLACE,
            ONLINE,
        ),
    },
    {
        "key": "tour",
        "label": "考察活动",
        "shape": "meeting",
        "other_names": "参观考察、考察",
        "sentence_pattern": "\n".join(
            (
                "{period}，组织青年参观考察{session_count}场{online}，{participant_count}人次参加{most}。{sites}",
                "本次没有组织青年参观考察。",
            )
        ),
        "details": (
            {"column": "topic"},
            {"column": "site_kind", "label": "考察对象"},
            SESSIONS,
            PARTICIPANTS,
            CO_HOSTS,
            PLACE,
            ONLINE,
        ),
    },
)


def make_kinds(apps, schema_editor):
    kinds = apps.get_model("activities", "ActivityKind").objects
    details = apps.get_model("activities", "KindDetail").objects
    referring = [apps.get_model("activities", name).objects for name in ("Activity", "ZeroReport", "ActivityImport")]
    for campaign in apps.get_model("organization", "Campaign").objects.all():
        for position, described in enumerate(KINDS, start=1):
            fields = {name: value for name, value in described.items() if name != "details"}
            kind = kinds.create(campaign=campaign, position=position, **fields)
            for detail in described["details"]:
                details.create(kind=kind, **detail)
            for rows in referring:
                rows.filter(campaign=campaign, kind_key=kind.key).update(kind=kind)
            referring[0].filter(kind=kind).update(shape=kind.shape)


def move_permissions_and_log(apps, schema_editor):
    """From the proxy models of the kinds to the one model of the log. An installation that is new has neither."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    proxies = content_types.filter(app_label="activities", model__in=[kind["key"] for kind in KINDS])
    if not proxies.exists():
        return
    log, _ = content_types.get_or_create(app_label="activities", model="activity")
    apps.get_model("admin", "LogEntry").objects.filter(content_type__in=proxies).update(content_type=log)
    for action in ("add", "change", "delete", "view"):
        old = permissions.filter(content_type__in=proxies, codename__startswith=f"{action}_")
        new, _ = permissions.get_or_create(
            content_type=log, codename=f"{action}_activity", defaults={"name": f"Can {action} 活动"}
        )
        for group in apps.get_model("auth", "Group").objects.filter(permissions__in=old).distinct():
            group.permissions.add(new)
    proxies.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0006_kinds_as_rows"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(make_kinds, migrations.RunPython.noop),
        migrations.RunPython(move_permissions_and_log, migrations.RunPython.noop),
    ]
