from django.db import migrations

SESSIONS, PARTICIPANTS = ("session_count", "活动场次"), ("participant_count", "参与人数")

# What was code until now: the table of the notice of 2020, in every campaign that is there.
# Key, content, headings, kind, figure, width, meaning.
COLUMNS = (
    ("name", "name", ("盟市",), "", "", 14, ""),
    (
        "letter_channels",
        "channels",
        ("慰问信发放", "发放渠道"),
        "letter",
        "",
        38,
        "已开展的慰问信发放用过的渠道，按固定次序，不重复。",
    ),
    (
        "distribution_count",
        "figure",
        ("慰问信发放", "发放次数"),
        "letter",
        "distribution_count",
        9,
        "发放的次数：一次推送、一次群发、一次现场发放各算 1 次；份数另记，不计入。",
    ),
    (
        "visited_count",
        "figure",
        ("走进青年", "联系走访青年人数"),
        "visit",
        "visited_count",
        12,
        "每次联系、走访到的青年人数之和；填写问卷不算。",
    ),
    (
        "new_member_count",
        "figure",
        ("走进青年", "青创联盟新增会员数"),
        "visit",
        "new_member_count",
        12,
        "走访中新吸收的会员之和；问卷里愿意加入的只是申请，不算。",
    ),
    *(
        (f"{kind}_{figure}", "figure", (heading, label), kind, figure, 9, meaning)
        for kind, heading, meanings in (
            (
                "symposium",
                "返乡创业座谈会",
                ("座谈会场次之和；联合举办的由一家记录，只算一次。", "各场参与人次之和。"),
            ),
            ("lecture", "宣讲活动", ("政策宣讲场次之和；联合举办的只算一次。", "各场参与人次之和。")),
            ("tour", "考察活动", ("参观考察场次之和；联合举办的只算一次。", "各次参与人次之和。")),
        )
        for (figure, label), meaning in zip((SESSIONS, PARTICIPANTS), meanings, strict=True)
    ),
)


def make_columns(apps, schema_editor):
    columns = apps.get_model("reports", "AnnexColumn").objects
    kinds = apps.get_model("activities", "ActivityKind").objects
    for campaign in apps.get_model("organization", "Campaign").objects.all():
        kind_of = {kind.key: kind for kind in kinds.filter(campaign=campaign)}
        for position, (key, content, headings, kind, figure, width, meaning) in enumerate(COLUMNS, start=1):
            columns.create(
                campaign=campaign,
                position=position,
                key=key,
                content=content,
                heading_1=headings[0],
                heading_2="".join(headings[1:]),
                kind=kind_of.get(kind),
                figure=figure,
                width=width,
                meaning=meaning,
            )


def set_states(apps, schema_editor):
    """A campaign with rows was open."""
    campaigns = apps.get_model("organization", "Campaign").objects
    opened = apps.get_model("reports", "Package").objects.values("campaign")
    campaigns.filter(pk__in=opened).update(state="open")


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_annex_columns"), ("activities", "0008_log_by_kind")]

    operations = [
        migrations.RunPython(make_columns, migrations.RunPython.noop),
        migrations.RunPython(set_states, migrations.RunPython.noop),
    ]
