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
    ]

    initial = True

    dependencies = [
        ("organization", "0022_own_acts_by_committee"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entrance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("day", models.DateField(verbose_name="日期")),
                ("open_count", models.PositiveIntegerField(default=0, verbose_name="打开次数")),
                (
                    "entrance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="returnees.entrance",
                        verbose_name="入口",
                    ),
                ),
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
                ("is_required", models.BooleanField(default=False, verbose_name="必答")),
                (
                    "is_active",
                    models.BooleanField(default=True, help_text="停用后不再问，已有的回答保留。", verbose_name="启用"),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="次序")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_questions",
                        to="organization.campaign",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "自设问题",
                "verbose_name_plural": "自设问题",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OwnQuestionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40, verbose_name="选项")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="次序")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="returnees.ownquestion",
                        verbose_name="问题",
                    ),
                ),
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
                    "key",
                    models.CharField(
                        choices=[
                            ("gender", "性别"),
                            ("township", "苏木乡镇、嘎查村"),
                            ("education", "学历"),
                            ("away_place", "目前（或返乡前）所在地"),
                            ("away_industry", "从事行业"),
                            ("school_major", "学校及专业"),
                            ("business_name", "创业项目或经营主体名称"),
                            ("business_type", "主体类型"),
                            ("industry", "创业（意向）行业"),
                            ("start_year", "创业时间"),
                            ("employee_count", "带动就业人数"),
                            ("intent", "打算何时返乡创业"),
                            ("capital", "资金需求"),
                            ("difficulty", "目前最大的困难（可多选）"),
                            ("difficulty_text", "困难说明"),
                            ("policy_knowledge", "对返乡创业政策的了解"),
                            ("alliance_wish", "是否愿意加入青创联盟"),
                            ("needs", "希望团组织提供的帮助（可多选）"),
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
                        choices=[("optional", "改为选填"), ("off", "不问")], max_length=8, verbose_name="用法"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question_settings",
                        to="organization.campaign",
                        verbose_name="年度",
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
                    )
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
                (
                    "receipt_code",
                    models.CharField(
                        editable=False,
                        max_length=16,
                        unique=True,
                        verbose_name="回执码",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("consent_version", models.CharField(max_length=20, verbose_name="同意的说明版本")),
                ("sensitive_consented_at", models.DateTimeField(blank=True, null=True, verbose_name="单独同意时间")),
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
                        verbose_name="打算何时返乡创业",
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
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
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
                "indexes": [
                    models.Index(fields=["campaign", "phone", "home_committee"], name="returnee_by_phone"),
                    models.Index(
                        models.F("campaign"),
                        returnees.models.returnee_queries.PhoneEnd("phone"),
                        name="returnee_by_phone_end",
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
                    models.Index(
                        fields=["campaign", "name", "id", "state"],
                        name="returnee_by_name",
                        opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops", "varchar_ops"],
                    ),
                ],
                "constraints": [
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
                    models.CheckConstraint(condition=models.Q(("age__gte", 14)), name="returnee_old_enough_by_law"),
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
                            ("status__in", ["A", "B"]),
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
                        condition=models.Q(("status__in", ["B"]), ("intent", ""), _connector="OR"),
                        name="returnee_asked_of_b",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                ("waiting_since", models.DateField(verbose_name="何日起待联系")),
                ("next_contact_on", models.DateField(blank=True, null=True, verbose_name="下次联系日期")),
                ("due_on", models.DateField(editable=False, null=True, verbose_name="应办日期")),
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
                (
                    "returnee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_up_case",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
            ],
            options={
                "verbose_name": "跟进个案",
                "verbose_name_plural": "跟进个案",
                "ordering": ["due_on", "pk"],
                "default_permissions": ("view", "change"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)),
                        fields=["campaign", "due_on", "id"],
                        name="followupcase_by_due",
                    ),
                    models.Index(fields=["campaign", "state", "due_on", "id"], name="followupcase_by_state"),
                    models.Index(
                        fields=["committee", "campaign", "state", "due_on", "id"], name="followupcase_by_committee"
                    ),
                    models.Index(
                        condition=models.Q(("closed_because", ""), _negated=True),
                        fields=["campaign", "due_on", "id"],
                        name="followupcase_closed",
                    ),
                    models.Index(
                        condition=models.Q(("assigned_to__isnull", False)),
                        fields=["assigned_to", "due_on"],
                        name="followupcase_by_assignee",
                    ),
                    models.Index(
                        condition=models.Q(("due_on__isnull", False)),
                        fields=["committee", "campaign", "due_on", "id"],
                        name="followupcase_due_by_committee",
                    ),
                ],
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
            },
        ),
        migrations.CreateModel(
            name="FollowUpNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("written_at", models.DateTimeField(default=organization.clock.now, verbose_name="记录时间")),
                ("submission_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.campaign",
                    ),
                ),
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
                    "committee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
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
            ],
            options={
                "verbose_name": "跟进记录",
                "verbose_name_plural": "跟进记录",
                "ordering": ["pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["campaign", "committee", "kind"], name="followupnote_by_kind")],
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
                            ("kind__in", ["assigned", "closed", "membership", "reopened"]),
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
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("handed_over_at", models.DateTimeField(default=organization.clock.now, verbose_name="移交时间")),
                ("submission_uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="returnees.followupcase",
                        verbose_name="个案",
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
                (
                    "to_committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.committee",
                        verbose_name="移入团委",
                    ),
                ),
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
                ("said_at", models.DateTimeField(default=organization.clock.now)),
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
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="returnees.returnee"
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
                    "returnee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
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
                ("member_since", models.DateField(verbose_name="入会日期")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="会员编号")),
                ("confirmed_at", models.DateTimeField(default=organization.clock.now, verbose_name="确认时间")),
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
                (
                    "returnee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliance_membership",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
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
                ("question", models.CharField(max_length=40, verbose_name="问题")),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="选项")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="文字")),
                ("number", models.IntegerField(blank=True, null=True, verbose_name="数字")),
                (
                    "returnee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="returnees.returnee",
                        verbose_name="返乡青年",
                    ),
                ),
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
                ("title", models.CharField(default="致青年的一封信", max_length=60, verbose_name="标题")),
                ("text", models.TextField(help_text="空行分段。", verbose_name="正文")),
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
    ]
