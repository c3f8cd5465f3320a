import django.db.models.deletion
import organization.clock
import returnees.models.entrance
import returnees.models.returnee_queries
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("returnees", "0001_entrances_and_returnees"),
        ("returnees", "0002_records_by_staff"),
        ("returnees", "0003_follow_up"),
        ("returnees", "0004_lists_and_exports"),
        ("returnees", "0005_one_way_to_delete"),
        ("returnees", "0006_constraints_from_questions"),
        ("returnees", "0007_letters_of_any_campaign"),
        ("returnees", "0008_names_in_one_spelling"),
        ("returnees", "0009_receipts_as_digests"),
        ("returnees", "0010_no_receipt_is_stored"),
        ("returnees", "0011_anonymisation"),
        ("returnees", "0012_at_home_and_starting"),
        ("returnees", "0016_erased_records_keep_no_moment"),
        ("returnees", "0017_what_follows_the_sending"),
        ("returnees", "0018_own_consent"),
        ("returnees", "0019_ended_requests"),
        ("returnees", "0020_questions_with_conditions"),
    ]

    initial = True

    dependencies = [
        ("organization", "0033_table_without_label_or_signing_line"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entrance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entrances",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entrances",
                        to="organization.committee",
                        verbose_name="团委",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("homepage", "活动首页"),
                            ("household", "入户走访"),
                            ("wechat_group", "微信群"),
                            ("symposium", "座谈会"),
                            ("market", "车站集市"),
                            ("letter", "慰问信"),
                            ("poster", "海报"),
                            ("staff_filled", "工作人员代填"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="入口渠道",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="同一渠道有几个二维码时，用来区分，如：火车站。",
                        max_length=40,
                        verbose_name="备注名",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=returnees.models.entrance.new_token,
                        editable=False,
                        max_length=16,
                        unique=True,
                        verbose_name="短码",
                    ),
                ),
                (
                    "is_paused",
                    models.BooleanField(
                        default=False, help_text="暂停后扫码的人会看到“暂停使用”。", verbose_name="暂停"
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True, help_text="留空表示一直可用。", null=True, verbose_name="停用时间"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=organization.clock.now, editable=False, verbose_name="创建时间"),
                ),
                ("withdrawn_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="撤回份数")),
            ],
            options={
                "verbose_name": "二维码入口",
                "verbose_name_plural": "二维码入口",
                "ordering": ["committee__path", "channel", "label"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "committee", "channel", "label"),
                        name="entrance_unique",
                        violation_error_message="这个团委已有同渠道、同备注名的入口。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("channel", "homepage")),
                        fields=("campaign",),
                        name="entrance_one_homepage",
                        violation_error_message="活动首页的入口每个年度只有一个，已自动建立。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntranceDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entrance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="returnees.entrance",
                        verbose_name="入口",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("open_count", models.PositiveIntegerField(default=0, verbose_name="打开次数")),
            ],
            options={
                "verbose_name": "入口每日打开次数",
                "verbose_name_plural": "入口每日打开次数",
                "ordering": ["day"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("entrance", "day"), name="entranceday_once")],
            },
        ),
        migrations.CreateModel(
            name="OwnQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_questions",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="问题")),
                (
                    "kind",
                    models.CharField(
                        choices=[("single", "单选"), ("several", "多选"), ("text", "短文字"), ("number", "数字")],
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("hint", models.CharField(blank=True, max_length=100, verbose_name="提示")),
                (
                    "is_required",
                    models.BooleanField(
                        default=False,
                        help_text="必答的在提交之前问；不必答的，提交之后在“再花一分钟”里问。",
                        verbose_name="必答",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, help_text="停用后不再问，已有的回答保留。", verbose_name="启用"),
                ),
                (
                    "section",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("situation", "“您目前的情况”的末尾"),
                            ("self", "“关于您”的末尾"),
                            ("founding", "“您的创业”的末尾"),
                            ("help", "“希望得到的帮助”的末尾"),
                        ],
                        db_default="",
                        default="",
                        help_text="空着：自成一节，在“希望得到的帮助”之后。只有必答的才能放进前面的各节。",
                        max_length=20,
                        verbose_name="放在哪里",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="次序")),
                (
                    "asked_statuses",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="都不勾：问所有人。",
                        max_length=20,
                        verbose_name="问哪些人",
                    ),
                ),
            ],
            options={
                "verbose_name": "自设问题",
                "verbose_name_plural": "自设问题",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("section", ""), ("is_required", True), _connector="OR"),
                        name="ownquestion_section_is_before_sending",
                        violation_error_message="不必答的问题在提交之后问，不放进前面的各节：请勾选“必答”，或者把“放在哪里”空着。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_statuses", ""),
                            ("asked_statuses__regex", "^[ABCDEFG](,[ABCDEFG])*$"),
                            _connector="OR",
                        ),
                        name="ownquestion_statuses_known",
                        violation_error_message="“问哪些人”里有不认识的情况。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnQuestionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="returnees.ownquestion",
                        verbose_name="问题",
                    ),
                ),
                ("label", models.CharField(max_length=40, verbose_name="选项")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="次序")),
            ],
            options={
                "verbose_name": "选项",
                "verbose_name_plural": "选项",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "label"),
                        name="ownquestionchoice_once",
                        violation_error_message="这个选项已经有了。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question_settings",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("status", "您目前的情况"),
                            ("birth", "出生年月"),
                            ("home_county", "家乡所在旗县市区"),
                            ("name", "姓名"),
                            ("phone", "手机号"),
                            ("business_name", "创业项目或经营主体名称"),
                            ("industry", "创业（意向）行业"),
                            ("intent", "打算何时开始创业"),
                            ("difficulty", "目前最大的困难（可多选）"),
                            ("alliance_wish", "是否愿意加入青创联盟"),
                            ("needs", "希望团组织提供的帮助（可多选）"),
                            ("gender", "性别"),
                            ("education", "学历"),
                            ("township", "苏木乡镇、嘎查村"),
                            ("away_place", "目前（或返乡前）所在地"),
                            ("away_industry", "从事行业"),
                            ("school_major", "学校及专业"),
                            ("business_type", "主体类型"),
                            ("start_year", "创业时间"),
                            ("employee_count", "带动就业人数"),
                            ("capital", "资金需求"),
                            ("difficulty_text", "困难说明"),
                            ("policy_knowledge", "对返乡创业政策的了解"),
                            ("activity_wishes", "愿意参加的活动（可多选）"),
                            ("wechat_wish", "是否愿意加入青年微信群"),
                            ("wechat_id", "微信号"),
                            ("ethnicity", "民族"),
                            ("political_status", "政治面貌"),
                        ],
                        max_length=40,
                        verbose_name="问题",
                    ),
                ),
                (
                    "usage",
                    models.CharField(
                        blank=True,
                        choices=[("optional", "改为选填"), ("off", "不问")],
                        help_text="空着：照原来的设计。",
                        max_length=8,
                        verbose_name="用法",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="空着：用原来的文字。统计和导出的标题不变。",
                        max_length=60,
                        verbose_name="问法",
                    ),
                ),
                (
                    "hint",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="空着：用原来的提示。",
                        max_length=100,
                        verbose_name="提示",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题取舍",
                "verbose_name_plural": "问题取舍",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "key"),
                        name="questionsetting_once",
                        violation_error_message="这个问题已经设置过。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key__in", ["status", "birth", "home_county", "name", "phone"]), _negated=True),
                            ("usage", ""),
                            _connector="OR",
                        ),
                        name="questionsetting_fixed_is_asked",
                        violation_error_message="这个问题每次都问，只能改写它的文字。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hint", ""), ("label", ""), ("usage", ""), _negated=True),
                        name="questionsetting_not_empty",
                        violation_error_message="请选用法，或者写上自己的文字；都不改的话，删除这条设置。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_digest", models.CharField(max_length=64)),
                ("failed_at", models.DateTimeField(default=organization.clock.now)),
            ],
            options={
                "verbose_name": "回执码错误尝试",
                "verbose_name_plural": "回执码错误尝试",
                "ordering": ["-failed_at"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["code_digest", "failed_at"], name="receiptfailure_by_code")],
            },
        ),
        migrations.CreateModel(
            name="Returnee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_originals",
                        to="returnees.returnee",
                        verbose_name="合并到",
                    ),
                ),
                (
                    "earlier_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "有效"),
                            ("quarantined", "待核实"),
                            ("rejected", "判为无效"),
                            ("merged", "已合并"),
                            ("withdrawn", "已撤回"),
                            ("deleted", "已删除"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="之前的状态",
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="删除人",
                    ),
                ),
                (
                    "deletion_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("test", "测试填写"),
                            ("mistake", "代填有误，已另填"),
                            ("imposture", "冒用他人信息"),
                            ("other", "其他误填"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="删除原因",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returnees",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "entrance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returnees",
                        to="returnees.entrance",
                        verbose_name="来源入口",
                    ),
                ),
                (
                    "home_committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returnees",
                        to="organization.committee",
                        verbose_name="家乡",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("accepted", "有效"),
                            ("quarantined", "待核实"),
                            ("rejected", "判为无效"),
                            ("merged", "已合并"),
                            ("withdrawn", "已撤回"),
                            ("deleted", "已删除"),
                        ],
                        default="accepted",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "quarantine_reason",
                    models.CharField(
                        blank=True,
                        choices=[("honeypot", "填了隐藏的空格"), ("too_fast", "填得太快")],
                        editable=False,
                        max_length=12,
                        verbose_name="待核实原因",
                    ),
                ),
                (
                    "filled_by",
                    models.CharField(
                        choices=[("self", "本人填写"), ("staff", "工作人员代填")], max_length=8, verbose_name="填写方式"
                    ),
                ),
                ("submission_uuid", models.UUIDField(editable=False, unique=True, verbose_name="提交编号")),
                ("content_digest", models.CharField(editable=False, max_length=64, verbose_name="内容摘要")),
                ("receipt_digest", models.CharField(editable=False, max_length=32, verbose_name="回执码摘要")),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("consent_version", models.CharField(max_length=20, verbose_name="同意的说明版本")),
                (
                    "consent_proof",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own_tick", "本人在问卷上勾选"),
                            ("own_phone", "本人在自己的手机上同意"),
                            ("paper", "本人签字的书面同意"),
                        ],
                        editable=False,
                        max_length=12,
                        null=True,
                        verbose_name="同意的方式",
                    ),
                ),
                (
                    "consent_paper_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="书面同意日期"),
                ),
                (
                    "consent_paper_number",
                    models.CharField(blank=True, editable=False, max_length=40, null=True, verbose_name="书面同意编号"),
                ),
                ("sensitive_consented_at", models.DateTimeField(blank=True, null=True, verbose_name="单独同意时间")),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="补充时间")),
                (
                    "personal_erased_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="个人信息清除时间"),
                ),
                ("name", models.CharField(max_length=50, null=True, verbose_name="姓名")),
                ("phone", models.CharField(max_length=11, null=True, verbose_name="手机号")),
                ("birth_year", models.PositiveSmallIntegerField(null=True, verbose_name="出生年")),
                ("birth_month", models.PositiveSmallIntegerField(null=True, verbose_name="出生月")),
                (
                    "age",
                    models.PositiveSmallIntegerField(
                        help_text="周岁，按月计：到上个月末已满的整年数。", verbose_name="提交时年龄"
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("1", "男"), ("2", "女"), ("9", "不愿说明")],
                        max_length=1,
                        verbose_name="性别",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("10", "研究生"),
                            ("20", "大学本科"),
                            ("30", "大专"),
                            ("40", "中专、职高、技校"),
                            ("60", "高中"),
                            ("70", "初中"),
                            ("80", "小学及以下"),
                            ("90", "其他"),
                        ],
                        max_length=2,
                        verbose_name="学历",
                    ),
                ),
                (
                    "ethnicity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "汉族"),
                            ("02", "蒙古族"),
                            ("03", "回族"),
                            ("11", "满族"),
                            ("31", "达斡尔族"),
                            ("45", "鄂温克族"),
                            ("52", "鄂伦春族"),
                            ("10", "朝鲜族"),
                            ("44", "俄罗斯族"),
                            ("04", "藏族"),
                            ("05", "维吾尔族"),
                            ("06", "苗族"),
                            ("07", "彝族"),
                            ("08", "壮族"),
                            ("09", "布依族"),
                            ("12", "侗族"),
                            ("13", "瑶族"),
                            ("14", "白族"),
                            ("15", "土家族"),
                            ("16", "哈尼族"),
                            ("17", "哈萨克族"),
                            ("18", "傣族"),
                            ("19", "黎族"),
                            ("20", "傈僳族"),
                            ("21", "佤族"),
                            ("22", "畲族"),
                            ("23", "高山族"),
                            ("24", "拉祜族"),
                            ("25", "水族"),
                            ("26", "东乡族"),
                            ("27", "纳西族"),
                            ("28", "景颇族"),
                            ("29", "柯尔克孜族"),
                            ("30", "土族"),
                            ("32", "仫佬族"),
                            ("33", "羌族"),
                            ("34", "布朗族"),
                            ("35", "撒拉族"),
                            ("36", "毛南族"),
                            ("37", "仡佬族"),
                            ("38", "锡伯族"),
                            ("39", "阿昌族"),
                            ("40", "普米族"),
                            ("41", "塔吉克族"),
                            ("42", "怒族"),
                            ("43", "乌孜别克族"),
                            ("46", "德昂族"),
                            ("47", "保安族"),
                            ("48", "裕固族"),
                            ("49", "京族"),
                            ("50", "塔塔尔族"),
                            ("51", "独龙族"),
                            ("53", "赫哲族"),
                            ("54", "门巴族"),
                            ("55", "珞巴族"),
                            ("56", "基诺族"),
                            ("undisclosed", "不愿填写"),
                        ],
                        max_length=12,
                        verbose_name="民族",
                    ),
                ),
                (
                    "political_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "中共党员"),
                            ("02", "中共预备党员"),
                            ("03", "共青团员"),
                            ("13", "群众"),
                            ("other", "其他"),
                        ],
                        max_length=8,
                        verbose_name="政治面貌",
                    ),
                ),
                ("township", models.CharField(blank=True, max_length=40, null=True, verbose_name="苏木乡镇、嘎查村")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("A", "已返乡创业"),
                            ("B", "有返乡创业意向"),
                            ("G", "常驻本地，有创业意向"),
                            ("C", "返乡（或拟返乡）就业务工"),
                            ("D", "在外务工，暂无返乡打算"),
                            ("E", "在外就读学生"),
                            ("F", "常驻本地青年"),
                        ],
                        max_length=1,
                        verbose_name="目前情况",
                    ),
                ),
                (
                    "away_place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("150000", "本自治区其他盟市"),
                            ("110000", "北京市"),
                            ("120000", "天津市"),
                            ("130000", "河北省"),
                            ("140000", "山西省"),
                            ("210000", "辽宁省"),
                            ("220000", "吉林省"),
                            ("230000", "黑龙江省"),
                            ("310000", "上海市"),
                            ("320000", "江苏省"),
                            ("330000", "浙江省"),
                            ("340000", "安徽省"),
                            ("350000", "福建省"),
                            ("360000", "江西省"),
                            ("370000", "山东省"),
                            ("410000", "河南省"),
                            ("420000", "湖北省"),
                            ("430000", "湖南省"),
                            ("440000", "广东省"),
                            ("450000", "广西壮族自治区"),
                            ("460000", "海南省"),
                            ("500000", "重庆市"),
                            ("510000", "四川省"),
                            ("520000", "贵州省"),
                            ("530000", "云南省"),
                            ("540000", "西藏自治区"),
                            ("610000", "陕西省"),
                            ("620000", "甘肃省"),
                            ("630000", "青海省"),
                            ("640000", "宁夏回族自治区"),
                            ("650000", "新疆维吾尔自治区"),
                            ("710000", "台湾省"),
                            ("810000", "香港特别行政区"),
                            ("820000", "澳门特别行政区"),
                            ("abroad", "国外"),
                        ],
                        max_length=6,
                        verbose_name="目前（或返乡前）所在地",
                    ),
                ),
                (
                    "away_industry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A-crops", "种植业"),
                            ("A-livestock", "畜牧养殖"),
                            ("C-processing", "农畜产品加工"),
                            ("F-retail", "农村电商、零售"),
                            ("H-hospitality", "餐饮住宿、农牧家乐"),
                            ("R-tourism", "文化旅游"),
                            ("G-logistics", "物流运输"),
                            ("E-construction", "建筑"),
                            ("I-information", "信息技术、新媒体"),
                            ("O-services", "居民服务、修理"),
                            ("P-training", "教育培训"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="从事行业",
                    ),
                ),
                ("school_major", models.CharField(blank=True, max_length=60, null=True, verbose_name="学校及专业")),
                (
                    "business_name",
                    models.CharField(blank=True, max_length=60, null=True, verbose_name="创业项目、经营主体名称"),
                ),
                (
                    "business_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sole_trader", "个体工商户"),
                            ("family_farm", "家庭农牧场"),
                            ("cooperative", "农牧民专业合作社"),
                            ("company", "企业"),
                            ("unregistered", "未登记"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="主体类型",
                    ),
                ),
                (
                    "industry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A-crops", "种植业"),
                            ("A-livestock", "畜牧养殖"),
                            ("C-processing", "农畜产品加工"),
                            ("F-retail", "农村电商、零售"),
                            ("H-hospitality", "餐饮住宿、农牧家乐"),
                            ("R-tourism", "文化旅游"),
                            ("G-logistics", "物流运输"),
                            ("E-construction", "建筑"),
                            ("I-information", "信息技术、新媒体"),
                            ("O-services", "居民服务、修理"),
                            ("P-training", "教育培训"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="创业（意向）行业",
                    ),
                ),
                ("start_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="创业时间（年）")),
                (
                    "employee_count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="带动就业人数"),
                ),
                (
                    "intent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("half_year", "半年内"),
                            ("one_year", "一年内"),
                            ("three_years", "一到三年"),
                            ("undecided", "还没定"),
                        ],
                        max_length=12,
                        verbose_name="打算何时开始创业",
                    ),
                ),
                (
                    "capital",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "不需要"),
                            ("5", "5 万以下"),
                            ("10", "5–10 万"),
                            ("20", "10–20 万"),
                            ("50", "20–50 万"),
                            ("above_50", "50 万以上"),
                        ],
                        max_length=12,
                        verbose_name="资金需求",
                    ),
                ),
                ("difficulty_text", models.CharField(blank=True, max_length=200, null=True, verbose_name="困难说明")),
                (
                    "policy_knowledge",
                    models.CharField(
                        blank=True,
                        choices=[("well", "了解"), ("somewhat", "了解一些"), ("not", "不了解")],
                        max_length=8,
                        verbose_name="对返乡创业政策的了解",
                    ),
                ),
                (
                    "alliance_wish",
                    models.CharField(
                        blank=True,
                        choices=[("willing", "愿意加入"), ("member", "已是会员"), ("not_now", "暂不加入")],
                        max_length=8,
                        verbose_name="加入青创联盟",
                    ),
                ),
                (
                    "wechat_wish",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "愿意"), ("no", "不愿意")],
                        max_length=3,
                        verbose_name="加入青年微信群",
                    ),
                ),
                ("wechat_id", models.CharField(blank=True, max_length=40, null=True, verbose_name="微信号")),
            ],
            options={
                "verbose_name": "返乡青年",
                "verbose_name_plural": "返乡青年",
                "ordering": ["-submitted_at", "-pk"],
                "permissions": [
                    ("review_returnee", "可以核实待核实的问卷、合并重复的问卷"),
                    ("correct_returnee", "可以按核实过的请求更正、撤回，删除误填的问卷"),
                    ("show_phone_returnee", "可以显示完整手机号"),
                    ("show_minor_phone_returnee", "可以显示未成年人的完整手机号"),
                    ("export_returnee", "可以说明用途后导出全部记录"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("merged_into__isnull", False),
                                ("state", "merged"),
                                models.Q(("merged_into", models.F("id")), _negated=True),
                            ),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                            _connector="OR",
                        ),
                        name="returnee_merged_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("earlier_state__in", ("accepted", "quarantined")), ("state__in", ("merged", "deleted"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("merged", "deleted")), _negated=True), ("earlier_state", "")
                            ),
                            _connector="OR",
                        ),
                        name="returnee_earlier_state_to_return_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "deleted"),
                                ("deleted_at__isnull", False),
                                ("deleted_by__isnull", False),
                                models.Q(("deletion_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "deleted"), _negated=True),
                                ("deleted_at", None),
                                ("deleted_by", None),
                                ("deletion_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_deletion_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["quarantined", "rejected"]), _negated=True),
                            models.Q(("quarantine_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="returnee_suspect_with_reason",
                    ),
                    models.UniqueConstraint(fields=("receipt_digest",), name="returnee_receipt_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("personal_erased_at__isnull", False), ("entrance__isnull", False), _connector="OR"
                        ),
                        name="returnee_entrance_unless_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("personal_erased_at__isnull", False),
                            models.Q(
                                ("birth_month__isnull", False),
                                ("birth_year__isnull", False),
                                ("name__isnull", False),
                                ("phone__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_personal_unless_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("personal_erased_at", None),
                            models.Q(
                                ("birth_month", None),
                                ("birth_year", None),
                                ("business_name", None),
                                ("difficulty_text", None),
                                ("name", None),
                                ("phone", None),
                                ("school_major", None),
                                ("township", None),
                                ("wechat_id", None),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_erased_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            ("personal_erased_at__isnull", False),
                            _connector="OR",
                        ),
                        name="returnee_withdrawn_is_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phone", None), ("phone__regex", "^1[3-9][0-9]{9}$"), _connector="OR"),
                        name="returnee_phone_normal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("birth_month", None),
                            models.Q(("birth_month__gte", 1), ("birth_month__lte", 12)),
                            _connector="OR",
                        ),
                        name="returnee_birth_month_in_year",
                    ),
                    models.CheckConstraint(condition=models.Q(("age__gte", 14)), name="returnee_old_enough_by_law"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent_proof", None),
                            models.Q(("consent_proof__in", ["own_tick"]), ("filled_by", "self")),
                            models.Q(("consent_proof__in", ["own_phone", "paper"]), ("filled_by", "staff")),
                            _connector="OR",
                        ),
                        name="returnee_consent_of_their_own",
                        violation_error_message="工作人员代填的，须有本人的同意：手机上的 6 位数，或者书面同意的日期和编号。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("consent_paper_number", None), ("consent_paper_on", None), ("consent_proof", None)
                            ),
                            models.Q(
                                models.Q(("consent_proof", "paper"), _negated=True),
                                ("consent_paper_number", None),
                                ("consent_paper_on", None),
                            ),
                            models.Q(("consent_proof", "paper"), ("personal_erased_at__isnull", False)),
                            models.Q(
                                ("consent_paper_on__isnull", False),
                                ("consent_proof", "paper"),
                                ("consent_paper_number__isnull", False),
                                models.Q(("consent_paper_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_consent_paper_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["A"]),
                            models.Q(
                                ("business_name", None),
                                ("business_type", ""),
                                ("employee_count", None),
                                ("start_year", None),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_asked_of_a",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["A", "B", "G"]),
                            models.Q(
                                ("alliance_wish", ""),
                                ("capital", ""),
                                ("difficulty_text", None),
                                ("industry", ""),
                                ("policy_knowledge", ""),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_asked_of_a_b",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["B", "G"]), ("intent", ""), _connector="OR"),
                        name="returnee_asked_of_b",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["A", "B", "C", "D", "E"]), ("away_place", ""), _connector="OR"
                        ),
                        name="returnee_asked_of_a_b_c_d_e",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["C", "D"]), ("away_industry", ""), _connector="OR"),
                        name="returnee_asked_of_c_d",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["E"]), ("school_major", None), _connector="OR"),
                        name="returnee_asked_of_e",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sensitive_consented_at__isnull", False),
                            models.Q(
                                ("difficulty_text", None),
                                ("ethnicity__in", ["", "undisclosed"]),
                                ("political_status", ""),
                            ),
                            _connector="OR",
                        ),
                        name="returnee_sensitive_with_consent",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=[
                            "campaign",
                            "home_committee",
                            "state",
                            "status",
                            "age",
                            "industry",
                            "submitted_at",
                            "entrance",
                        ],
                        name="returnee_counted_by_home",
                    ),
                    models.Index(fields=["campaign", "phone", "home_committee"], name="returnee_by_phone"),
                    models.Index(
                        models.F("campaign"),
                        returnees.models.returnee_queries.PhoneEnd("phone"),
                        name="returnee_by_phone_end",
                    ),
                    models.Index(
                        fields=["campaign", "name", "id", "state"],
                        name="returnee_by_name",
                        opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops", "varchar_ops"],
                    ),
                    models.Index(fields=["campaign", "-submitted_at", "-id"], name="returnee_latest"),
                    models.Index(
                        fields=["campaign", "home_committee", "-submitted_at", "-id"], name="returnee_latest_by_home"
                    ),
                    models.Index(fields=["campaign", "state", "-submitted_at", "-id"], name="returnee_latest_by_state"),
                    models.Index(
                        fields=["campaign", "status", "-submitted_at", "-id"], name="returnee_latest_by_status"
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="returnee_by_merged_into",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "returnee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up_case",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up_cases",
                        to="organization.committee",
                        verbose_name="负责团委",
                    ),
                ),
                ("reasons", models.CharField(max_length=400, verbose_name="跟进原因")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_contact", "待联系"),
                            ("contacted", "已联系"),
                            ("in_progress", "办理中"),
                            ("done", "已办结"),
                            ("unreachable", "无法联系"),
                        ],
                        default="to_contact",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "closed_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "本人已撤回问卷"),
                            ("merged", "已合并到另一份问卷"),
                            ("invalid", "问卷不再有效"),
                            ("no_reason", "更正后不再需要跟进"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="停止跟进的原因",
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                ("waiting_since", models.DateField(verbose_name="何日起待联系")),
                ("next_contact_on", models.DateField(blank=True, null=True, verbose_name="下次联系日期")),
                (
                    "reminded_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="本人反映没人联系的日期"),
                ),
                ("due_on", models.DateField(editable=False, null=True, verbose_name="应办日期")),
            ],
            options={
                "verbose_name": "跟进个案",
                "verbose_name_plural": "跟进个案",
                "ordering": ["due_on", "pk"],
                "default_permissions": ("view", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_because", ""),
                                ("due_on__isnull", False),
                                ("state__in", ("to_contact", "contacted", "in_progress")),
                            ),
                            models.Q(("closed_because", ""), ("state", "unreachable")),
                            models.Q(("closed_because", ""), ("due_on", None), ("state", "done")),
                            models.Q(models.Q(("closed_because", ""), _negated=True), ("due_on", None)),
                            _connector="OR",
                        ),
                        name="followupcase_due_while_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["contacted", "in_progress"]), _negated=True),
                            ("next_contact_on__isnull", False),
                            _connector="OR",
                        ),
                        name="followupcase_next_date_named",
                        violation_error_message="已联系、办理中的，请定下次联系日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True), ("next_contact_on", None), _connector="OR"
                        ),
                        name="followupcase_done_without_date",
                        violation_error_message="已办结的不再约下次联系日期。",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)),
                        fields=["campaign", "due_on", "id"],
                        name="followupcase_by_due",
                    ),
                    models.Index(fields=["campaign", "state", "due_on", "id"], name="followupcase_by_state"),
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)),
                        fields=["committee", "campaign", "due_on", "id"],
                        name="followupcase_due_by_committee",
                    ),
                    models.Index(
                        fields=["committee", "campaign", "state", "due_on", "id"], name="followupcase_by_committee"
                    ),
                    models.Index(
                        condition=models.Q(("closed_because", ""), _negated=True),
                        fields=["campaign", "due_on", "id"],
                        name="followupcase_closed",
                    ),
                    models.Index(
                        condition=models.Q(("reminded_on__isnull", False)),
                        fields=["campaign", "reminded_on", "id"],
                        name="followupcase_by_reminder",
                    ),
                    models.Index(
                        condition=models.Q(("assigned_to__isnull", False)),
                        fields=["assigned_to", "due_on"],
                        name="followupcase_by_assignee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="returnees.followupcase",
                        verbose_name="个案",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reached", "联系：已联系上"),
                            ("not_reached", "联系：没有联系上"),
                            ("training", "培训：已参加或已报名"),
                            ("guidance", "创业指导、政策咨询"),
                            ("loan_referred", "贷款对接：已推荐"),
                            ("loan_granted", "贷款对接：已放款"),
                            ("loan_refused", "贷款对接：没有办成"),
                            ("job", "就业信息"),
                            ("ticket", "购票协助"),
                            ("solved", "困难：已解决"),
                            ("partly_solved", "困难：部分解决"),
                            ("handed_on", "困难：已转有关部门"),
                            ("unsolved", "困难：没有解决"),
                            ("other", "其他"),
                            ("assigned", "指派"),
                            ("reopened", "重新跟进"),
                            ("closed", "停止跟进"),
                            ("membership", "确认为青创联盟会员"),
                            ("reminded", "本人反映还没有人联系"),
                        ],
                        max_length=16,
                        verbose_name="做了什么",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="日期")),
                ("text", models.CharField(blank=True, default="", max_length=500, null=True, verbose_name="情况")),
                ("recipient", models.CharField(blank=True, default="", max_length=60, verbose_name="接收方")),
                ("has_recipient_consent", models.BooleanField(default=False, verbose_name="本人单独同意")),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("to_contact", "待联系"),
                            ("contacted", "已联系"),
                            ("in_progress", "办理中"),
                            ("done", "已办结"),
                            ("unreachable", "无法联系"),
                        ],
                        max_length=12,
                        verbose_name="原状态",
                    ),
                ),
                (
                    "state_after",
                    models.CharField(
                        choices=[
                            ("to_contact", "待联系"),
                            ("contacted", "已联系"),
                            ("in_progress", "办理中"),
                            ("done", "已办结"),
                            ("unreachable", "无法联系"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("next_contact_on", models.DateField(blank=True, null=True, verbose_name="下次联系日期")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                ("written_at", models.DateTimeField(default=organization.clock.now, verbose_name="记录时间")),
                ("submission_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "verbose_name": "跟进记录",
                "verbose_name_plural": "跟进记录",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("recipient", ""), _negated=True), ("has_recipient_consent", True)),
                            models.Q(("has_recipient_consent", False), ("recipient", "")),
                            _connector="OR",
                        ),
                        name="followupnote_recipient_agreed",
                        violation_error_message="向合作部门提供信息，须写明接收方，并由本人单独同意。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["handed_on", "loan_referred"]), _negated=True),
                            models.Q(("recipient", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="followupnote_recipient_named",
                        violation_error_message="请写明信息提供给哪个部门或银行。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["loan_refused", "unsolved"]), _negated=True),
                            ("text", None),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="followupnote_failure_explained",
                        violation_error_message="没有办成的，请写明原因。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["assigned", "closed", "membership", "reminded", "reopened"]),
                            ("written_by__isnull", False),
                            _connector="OR",
                        ),
                        name="followupnote_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assigned_to__isnull", False), ("kind", "assigned")),
                            models.Q(models.Q(("kind", "assigned"), _negated=True), ("assigned_to", None)),
                            _connector="OR",
                        ),
                        name="followupnote_assignment_whole",
                    ),
                ],
                "indexes": [models.Index(fields=["campaign", "committee", "kind"], name="followupnote_by_kind")],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="returnees.followupcase",
                        verbose_name="个案",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "from_committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="移出团委",
                    ),
                ),
                (
                    "to_committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="移入团委",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, null=True, verbose_name="移交原因")),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("to_contact", "待联系"),
                            ("contacted", "已联系"),
                            ("in_progress", "办理中"),
                            ("done", "已办结"),
                            ("unreachable", "无法联系"),
                        ],
                        max_length=12,
                        verbose_name="移交时状态",
                    ),
                ),
                (
                    "handed_over_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移交人",
                    ),
                ),
                ("handed_over_at", models.DateTimeField(default=organization.clock.now, verbose_name="移交时间")),
                ("submission_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "verbose_name": "移交记录",
                "verbose_name_plural": "移交记录",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_committee", models.F("to_committee")), _negated=True),
                        name="handover_to_another",
                        violation_error_message="移交给本团委没有意义，请选择别的团委。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DistinctPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "first",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="returnees.returnee",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="returnees.returnee"
                    ),
                ),
                ("said_at", models.DateTimeField(default=organization.clock.now)),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "已确认不是重复",
                "verbose_name_plural": "已确认不是重复",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="distinctpair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="distinctpair_ordered"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "returnee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
                ("question", models.CharField(max_length=40, verbose_name="问题")),
                ("old_value", models.CharField(blank=True, max_length=300, verbose_name="原来")),
                ("new_value", models.CharField(blank=True, max_length=300, verbose_name="改为")),
                ("corrected_at", models.DateTimeField(default=organization.clock.now, verbose_name="时间")),
                (
                    "corrected_by",
                    models.ForeignKey(
                        help_text="空白表示本人凭回执更正。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="更正人",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("call", "本人来电，已核实"),
                            ("in_person", "本人到场，已核实"),
                            ("message", "本人微信或短信，已回拨核实"),
                            ("letter", "本人书面申请，已核实"),
                            ("guardian", "监护人提出，已核实"),
                        ],
                        max_length=12,
                        verbose_name="依据",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正记录",
                "verbose_name_plural": "更正记录",
                "ordering": ["pk"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrected_by", None), ("ground", "")),
                            models.Q(("corrected_by__isnull", False), models.Q(("ground", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="correction_ground_of_staff",
                        violation_error_message="工作人员更正，须写明依据。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AllianceMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "returnee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliance_membership",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="确认团委",
                    ),
                ),
                ("member_since", models.DateField(verbose_name="入会日期")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="会员编号")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(default=organization.clock.now, verbose_name="确认时间")),
            ],
            options={
                "verbose_name": "青创联盟会员确认",
                "verbose_name_plural": "青创联盟会员确认",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["campaign", "committee"], name="alliancemembership_by_campaign")],
            },
        ),
        migrations.CreateModel(
            name="ReturneeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "returnee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
                ("question", models.CharField(max_length=40, verbose_name="问题")),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="选项")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="文字")),
                ("number", models.IntegerField(blank=True, null=True, verbose_name="数字")),
            ],
            options={
                "verbose_name": "问卷答案",
                "verbose_name_plural": "问卷答案",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("returnee", "question", "code"), name="returneeanswer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("code", ""), _negated=True), ("number", None), ("text", "")),
                            models.Q(models.Q(("text", ""), _negated=True), ("code", ""), ("number", None)),
                            models.Q(("code", ""), ("number__isnull", False), ("text", "")),
                            _connector="OR",
                        ),
                        name="returneeanswer_one_value",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitteeLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committee_letters",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="organization.committee",
                        verbose_name="盟市",
                    ),
                ),
                ("title", models.CharField(default="致青年的一封信", max_length=60, verbose_name="标题")),
                ("text", models.TextField(help_text="空行分段。", verbose_name="正文")),
            ],
            options={
                "verbose_name": "盟市慰问信",
                "verbose_name_plural": "盟市慰问信",
                "ordering": ["committee__path"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "committee"),
                        name="committeeletter_one_per_committee",
                        violation_error_message="这个盟市已有自己的信，请直接修改。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Anonymisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anonymisations",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[("due", "保存期满"), ("leftover", "保存期满后补做"), ("restored", "恢复备份后重做")],
                        max_length=12,
                        verbose_name="缘由",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="匿名化日期")),
                ("notice_version", models.CharField(blank=True, max_length=20, verbose_name="说明版本")),
                ("command", models.CharField(max_length=20, verbose_name="执行的命令")),
                ("started_at", models.DateTimeField(default=organization.clock.now, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("reached_record", models.PositiveBigIntegerField(default=0, verbose_name="已到编号")),
                ("record_count", models.PositiveIntegerField(default=0, verbose_name="匿名化的问卷")),
                ("earlier_count", models.PositiveIntegerField(default=0, verbose_name="此前已清除的问卷")),
                ("correction_count", models.PositiveIntegerField(default=0, verbose_name="更正记录")),
                ("answer_count", models.PositiveIntegerField(default=0, verbose_name="自设问题的文字回答")),
                ("note_count", models.PositiveIntegerField(default=0, verbose_name="跟进和移交的文字")),
                ("audit_event", models.PositiveBigIntegerField(null=True, verbose_name="审计记录序号")),
            ],
            options={
                "verbose_name": "匿名化",
                "verbose_name_plural": "匿名化",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("campaign",),
                        name="anonymisation_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audit_event", None), ("finished_at", None)),
                            models.Q(("audit_event__isnull", False), ("finished_at__gte", models.F("started_at"))),
                            _connector="OR",
                        ),
                        name="anonymisation_finished_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnonymisedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "anonymisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="returnees.anonymisation",
                        verbose_name="匿名化",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="家乡",
                    ),
                ),
                ("record_count", models.PositiveIntegerField(verbose_name="份数")),
            ],
            options={
                "verbose_name": "匿名化的份数",
                "verbose_name_plural": "匿名化的份数",
                "ordering": ["committee__sort_order", "committee__path"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("anonymisation", "committee"), name="anonymisedcount_once"),
                    models.CheckConstraint(
                        condition=models.Q(("record_count__gt", 0)), name="anonymisedcount_of_somebody"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EndedRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="负责团委",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("lost_code", "找回回执"), ("correction", "代为更正"), ("withdrawal", "代为撤回")],
                        max_length=12,
                        verbose_name="请求",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="提出日期")),
                ("due_on", models.DateField(verbose_name="应办日期")),
                ("ended_on", models.DateField(verbose_name="办结或删除日期")),
                ("is_handled", models.BooleanField(default=True, verbose_name="是否办了")),
            ],
            options={
                "verbose_name": "办过的请求",
                "verbose_name_plural": "办过的请求",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__lte", models.F("ended_on")), ("received_on__lt", models.F("due_on"))
                        ),
                        name="endedrequest_days_in_order",
                        violation_error_message="提出日期不能晚于办结日期。",
                    )
                ],
                "indexes": [models.Index(fields=["ended_on"], name="endedrequest_by_day")],
            },
        ),
        migrations.CreateModel(
            name="LostReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lost_receipts",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lost_receipts",
                        to="organization.committee",
                        verbose_name="负责团委",
                    ),
                ),
                ("phone", models.CharField(max_length=11, verbose_name="手机号")),
                ("is_suspect", models.BooleanField(default=False, verbose_name="可能是机器填写的")),
                ("requested_at", models.DateTimeField(default=organization.clock.now, verbose_name="请求时间")),
                ("due_on", models.DateField(verbose_name="应办日期")),
            ],
            options={
                "verbose_name": "找回回执的请求",
                "verbose_name_plural": "找回回执的请求",
                "ordering": ["due_on", "pk"],
                "default_permissions": ("view", "change"),
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "phone"), name="lostreceipt_once_per_phone"),
                    models.CheckConstraint(
                        condition=models.Q(("phone__regex", "^1[3-9][0-9]{9}$")), name="lostreceipt_phone_normal"
                    ),
                ],
                "indexes": [models.Index(fields=["committee", "campaign", "due_on"], name="lostreceipt_by_due")],
            },
        ),
        migrations.AddField(
            model_name="ownquestion",
            name="asked_if",
            field=models.ForeignKey(
                blank=True,
                help_text="前面一个自设的单选或多选问题的一个选项。与“问哪些人”只用一样。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dependants",
                to="returnees.ownquestionchoice",
                verbose_name="只问选了这一项的人",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_statuses", ""), ("asked_if", None), _connector="OR"),
                name="ownquestion_one_condition",
                violation_error_message="按情况问，或者按前面一个问题的回答问，只能选一样。",
            ),
        ),
    ]
