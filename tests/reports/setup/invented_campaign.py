"""A campaign that no notice of ours knows, set up by the region with nothing but the pages.

Two kinds of meetings with figures of their own, a contact kind, a tally, no letters; a table with headings of three
rows from a blank; six standard questions and five own ones; two photos, no scan.
"""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.reports.setup.blanks.files import content_of

BEGIN = "/admin/reports/setup/begin/"
SETUP = "/admin/reports/setup/2021-winter/"
STANDARD = ("status", "birth", "home_county", "name", "phone", "needs")
CROPS, ACREAGE, DEPARTURE, CRAFTS, REMARK = (
    "家里种什么",
    "马铃薯种了多少亩",
    "几时动身返乡",
    "想学什么手艺",
    "还想说什么",
)
INTERNSHIP, VOLUNTEERING, VISIT, NEWS = "政务见习", "志愿服务", "走访慰问", "宣传报道篇数"
# The headings of what is counted, left to right.
HEADINGS = [
    (INTERNSHIP, "岗位", "提供数"),
    (INTERNSHIP, "岗位", "到岗数"),
    (INTERNSHIP, "学生", "报名数"),
    (INTERNSHIP, "学生", "完成数"),
    (VOLUNTEERING, "活动次数", ""),
    (VOLUNTEERING, "服务时长", ""),
    (NEWS, "", ""),
    (VISIT, "户数", ""),
    (VISIT, "新增会员", ""),
]


def set_up(visitor):
    """From the page where a campaign begins to the one that opens it."""
    begin(visitor)
    write_notice(visitor)
    make_table(visitor)
    design_questionnaire(visitor)
    write_texts(visitor)
    make_rows_and_package(visitor)
    make_accounts_and_entrances(visitor)
    open_it(visitor)


def at(visitor, words):
    """From the page of the set-up."""
    return visitor.open(SETUP).follow(words)


def saved(visitor, **arguments):
    visitor.send(**arguments)
    assert visitor.is_saved(), visitor.text
    return visitor


def begin(visitor):
    visitor.open(BEGIN).follow("空白建立")
    days = {"starts_on": "2021-01-10", "ends_on": "2021-02-28", "package_due_on": "2021-02-25"}
    saved(visitor, having="package_due_on", key="2021-winter", year="2021", name="寒假返乡大学生服务月", **days)
    assert visitor.address == SETUP


def write_notice(visitor):
    at(visitor, "通知的名称和日期")
    saved(
        visitor,
        having="document_number",
        theme="青春归乡",
        document_number="内团办发〔2021〕9号",
        issued_on="2021-01-05",
    )
    at(visitor, "通知的 PDF 或 Word")
    pdf = SimpleUploadedFile("通知.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    saved(visitor, having="document", document=pdf)


def make_table(visitor):
    at(visitor, "从通知所附的空表读取")
    blank = "c-three-levels.xlsx"
    visitor.send("blank", blank=SimpleUploadedFile(blank, content_of(blank)))
    press(visitor, "refresh", **{"k0-shape": "meeting", "head-annex2_signing_line": "填表人：{name}　电话：{phone}"})
    press(visitor, "add-kind", **{"c2-choice": "new-1:participant_count"})
    press(visitor, "refresh", **{"k3-label": VISIT, "k3-shape": "contact"})
    press(visitor, "add-group")
    press(
        visitor, "group-extend:4", **{"g4-heading": VISIT, "c8-heading_2": "户数", "c8-choice": "new-4:visited_count"}
    )
    last = {"c9-heading_2": "新增会员", "c9-choice": "new-4:new_member_count"}
    press(visitor, "save", **last, is_confirmed="on")
    assert visitor.is_saved(), visitor.text


def press(visitor, act, **changes):
    visitor.send("seen", {"act": act}, **changes)


def design_questionnaire(visitor):
    at(visitor, "设计问卷")
    for key in questions_to_leave_out(visitor):
        leave_out(visitor, key)
    ask(visitor, CROPS, "single", "玉米", "马铃薯", "没有种", section="self", is_required="on")
    ask(visitor, ACREAGE, "number", section="self", is_required="on", asked_if="马铃薯")
    ask(visitor, DEPARTURE, "text", is_required="on", asked_statuses=["B"])
    ask(visitor, CRAFTS, "several", "焊接", "养殖", "电商", is_required="on")
    ask(visitor, REMARK, "text")
    at(visitor, "问卷名称，谁来填")
    saved(visitor, having="questionnaire_title", questionnaire_title="寒假返乡大学生登记")


def questions_to_leave_out(visitor):
    """Those that the page has a button for."""
    overview = visitor.page.context["overview"]
    return [
        one.question.key
        for section in overview.sections
        for one in section.questions
        if one.question.key not in STANDARD
    ]


def leave_out(visitor, key):
    forms = [form for form in visitor.forms() if form.values.get("key") == [key]]
    visitor.submit(forms[0], {"usage": "off"})


def ask(visitor, label, kind, *choices, asked_if="", **fields):
    """An own question, behind those that there are."""
    visitor.follow("新增自设问题")
    rows = {f"choices-{number}-label": choice for number, choice in enumerate(choices)}
    if asked_if:
        fields["asked_if"] = visitor.offered("asked_if", asked_if)
    saved(visitor, having="asked_statuses", label=label, kind=kind, **fields, **rows)


def write_texts(visitor):
    at(visitor, "慰问信")
    saved(visitor, having="letter_title", has_letter=None)
    at(visitor, "联系和投诉举报")
    saved(
        visitor,
        having="contact_name",
        contact_name="李干事",
        contact_phone="0471-0000000",
        contact_email="lianxi@example.org",
        complaints="12355",
    )
    at(visitor, "个人信息处理说明")
    facts = {"hosted_by": "本单位机房", "purposes": "登记返乡大学生，安排见习", "anonymise_on": "2022-02-28"}
    saved(visitor, having="hosted_by", **facts, **{"privacy_notices-0-version": "2021-1"})
    at(visitor, "邀请语和能帮什么")
    saved(visitor, having="invitation", invitation="登记以后，家乡的团组织为您安排见习。")


def make_rows_and_package(visitor):
    at(visitor, "建立、单列，看每一行").send("act", {"act": "prepare"})
    at(visitor, "报送材料")
    saved(visitor, having="photo_count", photo_count="2", summary_length="300", asks_for_scan=None)


def make_accounts_and_entrances(visitor):
    at(visitor, "批量开账号")
    visitor.send("committees")
    at(visitor, "批量生成二维码")
    saved(visitor, having="channels", channels=["wechat_group"])


def open_it(visitor):
    at(visitor, "核对，开启")
    saved(visitor, having="is_confirmed", is_confirmed="on")
