import django.core.validators
import organization.text_places
from django.db import migrations, models

# What was code until now: of every campaign that is there.
FORM_OF_2020 = {
    "invitation": "家乡在等您。说说您的情况和打算，家乡团委来帮忙。",
    "benefits": """创业培训和指导
有创业想法的，登记下来，及时为您安排创业培训和创业指导。

青创易贷
需要资金的，帮您对接青创易贷。

政策讲堂
请党政领导和农牧业专家，把返乡创业就业的政策和机遇讲明白。

座谈分享，参观考察
和家乡的青年致富带头人聊一聊，到产业聚集区、重点工程、青年创业孵化器走一走。

技能和农牧业技术
农牧业实用技术、新品种新科技的培训与交流。

就业信息，返程购票
提供家乡的就业信息，帮忙购买返程车票。

遇到难处
创业路上有困难，请说出来，我们一起想办法。""",
    "short_name": "返乡创业青年月活动",
    "material_name": "返乡创业青年活动月材料",
    "summary_opening": "按照自治区团委通知{document}要求，{committee}围绕{theme}主题，"
    "组织开展了{year}年联系服务返乡创业青年月活动。",
    "committee_seal": "盟市团委盖章：",
    "region_seal": "自治区团委盖章：",
}


def describe_campaigns(apps, schema_editor):
    campaigns = apps.get_model("organization", "Campaign").objects
    for campaign in campaigns.all():
        # Years were unique.
        campaigns.filter(pk=campaign.pk).update(key=str(campaign.year), **FORM_OF_2020)


class Migration(migrations.Migration):
    dependencies = [("organization", "0006_groups_by_key")]

    operations = [
        migrations.AlterModelOptions(
            name="campaign",
            options={"ordering": ["-year", "-pk"], "verbose_name": "活动年度", "verbose_name_plural": "活动年度"},
        ),
        migrations.AddField(
            model_name="campaign",
            name="annex2_signing_line",
            field=models.CharField(
                default="填表人：{name}｜联系电话：{phone}｜{seal}",
                help_text="用“｜”分成几段；{name}、{phone}、{day}、{seal} 处填入填表人、电话、日期和盖章栏。",
                max_length=120,
                validators=[organization.text_places.KnownPlaces("name", "phone", "day", "seal")],
                verbose_name="填表行",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="asks_for_returnee_counts",
            field=models.BooleanField(default=True, verbose_name="要问卷统计"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="asks_for_scan",
            field=models.BooleanField(default=True, verbose_name="要盖章扫描件"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="benefits",
            field=models.TextField(
                blank=True, help_text="首页上列出；空行分段，每段的首行作小标题。", verbose_name="能帮青年什么"
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="committee_seal",
            field=models.CharField(blank=True, default="盖章：", max_length=30, verbose_name="盖章栏（报送单位的表）"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="complaints",
            field=models.CharField(
                blank=True,
                help_text="电话或邮箱，写在个人信息处理说明下面。",
                max_length=120,
                verbose_name="投诉举报方式",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="has_letter",
            field=models.BooleanField(default=True, verbose_name="有致青年的一封信"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="has_total_row",
            field=models.BooleanField(default=True, verbose_name="汇总表有合计行"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="invitation",
            field=models.CharField(
                blank=True, help_text="首页和海报上的一两句话，如：家乡在等您。", max_length=120, verbose_name="邀请语"
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="is_trial",
            field=models.BooleanField(default=False, editable=False, verbose_name="试用"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="key",
            field=models.CharField(
                null=True,
                error_messages={"unique": "这个代码已经用过。"},
                help_text="用在网址里，定了不再改，如 2021；一年有几次的，如 2021-summer。",
                max_length=20,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9][a-z0-9-]*\\Z", "只用小写字母、数字和短横，如 2021 或 2021-summer。"
                    )
                ],
                verbose_name="代码",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="oldest_age",
            field=models.PositiveSmallIntegerField(default=45, help_text="周岁。", verbose_name="最大年龄"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="photo_count",
            field=models.PositiveSmallIntegerField(default=3, help_text="0 表示不要照片。", verbose_name="照片张数"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="region_seal",
            field=models.CharField(blank=True, default="盖章：", max_length=30, verbose_name="盖章栏（汇总表）"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="shows_theme_in_annex2",
            field=models.BooleanField(default=True, verbose_name="标题上方印活动主题"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="state",
            field=models.CharField(
                choices=[("preparing", "筹备"), ("open", "进行中"), ("closed", "已结束")],
                default="preparing",
                editable=False,
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="short_name",
            field=models.CharField(
                blank=True,
                help_text="文件名里用，如：返乡创业青年月活动。留空用“活动”。",
                max_length=40,
                verbose_name="活动简称",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="material_name",
            field=models.CharField(
                blank=True,
                help_text="给中心的邮件里用。留空用简称加“材料”。",
                max_length=40,
                verbose_name="材料的叫法",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="summary_opening",
            field=models.CharField(
                blank=True,
                help_text="选填。{document}、{committee}、{theme}、{year}、{name} 换成文号、单位、主题、年份、活动简称。",
                max_length=200,
                validators=[organization.text_places.KnownPlaces("document", "committee", "theme", "year", "name")],
                verbose_name="总结草稿的首句",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="summary_length",
            field=models.PositiveSmallIntegerField(default=1000, help_text="0 表示不要总结。", verbose_name="总结字数"),
        ),
        migrations.AddField(
            model_name="campaign",
            name="youngest_age",
            field=models.PositiveSmallIntegerField(
                default=14,
                help_text="周岁；未满 14 周岁的，法律规定须经监护人同意，一律不收。",
                verbose_name="最小年龄",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="youth_until_age",
            field=models.PositiveSmallIntegerField(
                default=35, help_text="周岁；超过的可以填写，单独统计。", verbose_name="“青年”至"
            ),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="annex2_label",
            field=models.CharField(default="附件：", max_length=20, verbose_name="附件标识"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="letter_title",
            field=models.CharField(default="致青年的一封信", max_length=60, verbose_name="慰问信标题"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="year",
            field=models.PositiveSmallIntegerField(verbose_name="年度"),
        ),
        migrations.RunPython(describe_campaigns, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="campaign",
            name="key",
            field=models.CharField(
                error_messages={"unique": "这个代码已经用过。"},
                help_text="用在网址里，定了不再改，如 2021；一年有几次的，如 2021-summer。",
                max_length=20,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9][a-z0-9-]*\\Z", "只用小写字母、数字和短横，如 2021 或 2021-summer。"
                    )
                ],
                verbose_name="代码",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("youngest_age__gte", 14),
                    ("youth_until_age__gte", models.F("youngest_age")),
                    ("oldest_age__gte", models.F("youth_until_age")),
                    ("oldest_age__lte", 99),
                ),
                name="campaign_ages_in_order",
                violation_error_message="年龄应依次为：最小（不小于 14）、“青年”至、最大（不大于 99）。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("photo_count__lte", 9)),
                name="campaign_photos_at_most_nine",
                violation_error_message="照片最多 9 张。",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["preparing", "open", "closed"])), name="campaign_state_known"
            ),
        ),
    ]
