"""How the invented campaign is played, on its pages alone, and what must come of it, counted with plain loops."""

from dataclasses import dataclass

from django.test import Client

from activities.models import ActivityKind
from organization.models import Campaign
from reports.models import Package
from returnees.models import Entrance, OwnQuestion
from tests.factories import make_account
from tests.reports.packages.pages import picture
from tests.reports.setup.invented_campaign import (
    ACREAGE,
    CRAFTS,
    CROPS,
    DEPARTURE,
    INTERNSHIP,
    NEWS,
    REMARK,
    VISIT,
    VOLUNTEERING,
)
from tests.reports.setup.visitor import Visitor

ROWS = {"包头市": ("包头市", "东河区", "昆都仑区"), "呼伦贝尔市": ("呼伦贝尔市", "海拉尔区", "满洲里市")}
# What each column of the table sums, left to right: its kind, and the number as the form calls it.
COUNTED = [
    (INTERNSHIP, "岗位提供数"),
    (INTERNSHIP, "岗位到岗数"),
    (INTERNSHIP, "学生报名数"),
    (INTERNSHIP, "学生完成数"),
    (VOLUNTEERING, "活动次数"),
    (VOLUNTEERING, "服务时长"),
    (NEWS, "宣传报道篇数"),
    (VISIT, "联系走访人数"),
    (VISIT, "新增会员数"),
]
LOG = [
    ("东河区", INTERNSHIP, {"活动场次": 1, "岗位提供数": 20, "岗位到岗数": 12, "学生报名数": 31, "学生完成数": 10}),
    ("昆都仑区", INTERNSHIP, {"活动场次": 2, "岗位提供数": 8, "岗位到岗数": 5, "学生报名数": 9, "学生完成数": 0}),
    ("东河区", VOLUNTEERING, {"活动次数": 3, "服务时长": 40}),
    ("海拉尔区", VOLUNTEERING, {"活动次数": 1, "服务时长": 16}),
    ("呼伦贝尔市", VOLUNTEERING, {"活动次数": 2, "服务时长": 5}),
    ("东河区", NEWS, {"宣传报道篇数": 2}),
    ("满洲里市", NEWS, {"宣传报道篇数": 7}),
    ("昆都仑区", VISIT, {"联系走访人数": 6, "新增会员数": 1}),
    ("海拉尔区", VISIT, {"联系走访人数": 4, "新增会员数": 0}),
]
# Entered while 包头市 had its package back, and after 呼伦贝尔市 had sent up.
CORRECTED = ("东河区", NEWS, {"宣传报道篇数": 3})
LATER = ("海拉尔区", VISIT, {"联系走访人数": 11, "新增会员数": 2})
SUMMARY = "全市各级团组织联系寒假返乡大学生，安排政务见习，组织志愿服务。" * 9


@dataclass(frozen=True)
class InventedYouth:
    name: str
    home: str
    status: str
    # By the labels of the own questions, as the page says them.
    own: dict
    needs: tuple = ("none",)
    # Of whose entrance; empty: by the home page, where the home is chosen.
    at: str = ""


YOUTHS = [
    InventedYouth(
        "甲", "东河区", "F", {CROPS: "马铃薯", ACREAGE: 30, CRAFTS: ["焊接", "电商"], REMARK: "谢谢"}, at="东河区"
    ),
    InventedYouth(
        "乙", "昆都仑区", "B", {CROPS: "玉米", DEPARTURE: "正月十五", CRAFTS: ["养殖"]}, ("job",), at="昆都仑区"
    ),
    InventedYouth("丙", "海拉尔区", "A", {CROPS: "没有种", CRAFTS: ["电商"]}, ("loan", "training"), at="海拉尔区"),
    InventedYouth("丁", "满洲里市", "B", {CROPS: "马铃薯", ACREAGE: 5, DEPARTURE: "二月", CRAFTS: ["焊接"]}, ("job",)),
    InventedYouth("戊", "海拉尔区", "G", {CROPS: "玉米", CRAFTS: ["养殖", "电商"]}),
]


class InventedPlay:
    def __init__(self, world):
        self.campaign = Campaign.objects.get(key="2021-winter")
        places = (world.baotou, world.donghe, world.kundulun, world.hulunbuir, world.hailar, world.manzhouli)
        self.committees = {one.place_name: one for one in places}
        self.kinds = {kind.label: kind for kind in ActivityKind.objects.in_campaign(self.campaign)}
        self.region = self.signed_in(world.accounts["region_manager"])
        self.staff = {}
        for place, committee in self.committees.items():
            role = "league_city_staff" if place in ROWS else "county_staff"
            self.staff[place] = self.signed_in(make_account(committee=committee, role=role))

    def signed_in(self, account):
        client = Client()
        client.force_login(account)
        return Visitor(client).open(f"/admin/reports/annex2/?campaign={self.campaign.key}")

    def play(self):
        for number, youth in enumerate(YOUTHS, start=1):
            self.answer(youth, f"1390000000{number}")
        for entry in LOG:
            self.enter(*entry)
        self.send_up("包头市")
        self.declare_zero("呼伦贝尔市", INTERNSHIP)
        self.send_up("呼伦贝尔市")
        self.send_back("包头市")
        self.enter(*CORRECTED)
        self.send_again("包头市")
        self.accept("包头市")
        self.enter(*LATER)

    def answer(self, youth, phone):
        visitor = Visitor(Client()).open(self.entrance(youth).get_absolute_url())
        answers = {"name": youth.name, "phone": phone, "birth_year": "1999", "birth_month": "6", "consent": "1"}
        answers |= {"status": youth.status, "needs": list(youth.needs)}
        answers["home_county"] = self.committees[youth.home].gb_code
        own, more = self.own_answers(youth), {}
        if REMARK in youth.own:
            key = self.question(REMARK).key
            more[key] = own.pop(key)
        if DEPARTURE in youth.own:
            self.forget(visitor, own, DEPARTURE, answers)
        if youth.own[CROPS] != "马铃薯":
            self.answer_what_is_not_asked(visitor, own, answers)
        visitor.send("form_token", **answers, **own)
        assert "提交成功" in visitor.text, visitor.text
        if more:
            visitor.send("after_sending").send("step", **more)
            assert "您补充的内容也收到了" in visitor.text

    def forget(self, visitor, own, label, answers):
        """What only some are asked, those must answer."""
        key = self.question(label).key
        visitor.send("form_token", **answers, **own | {key: ""})
        assert f"请填写{label}" in visitor.text

    def answer_what_is_not_asked(self, visitor, own, answers):
        visitor.send("form_token", **answers, **own | {self.question(ACREAGE).key: "99"})
        assert "没有保留" in visitor.text

    def entrance(self, youth):
        entrances = Entrance.objects.in_campaign(self.campaign)
        return entrances.get(committee=self.committees[youth.at]) if youth.at else entrances.homepage_of(self.campaign)

    def question(self, label):
        return OwnQuestion.objects.get(campaign=self.campaign, label=label)

    def own_answers(self, youth):
        """As the page names and sends them."""
        sent = {}
        for label, given in youth.own.items():
            question = self.question(label)
            codes = {choice.label: choice.code for choice in question.choices.all()}
            sent[question.key] = [codes[one] for one in given] if isinstance(given, list) else codes.get(given, given)
        return sent

    def enter(self, place, kind, numbers):
        visitor = self.staff[place].open(f"/admin/activities/{self.kinds[kind].key}/add/")
        typed = {visitor.labelled(label): number for label, number in numbers.items()}
        visitor.send("form_uuid", held_on="2021-02-03", **typed)
        assert visitor.is_saved(), visitor.text

    def package_page(self, place, visitor):
        package = Package.objects.get(campaign=self.campaign, committee=self.committees[place])
        return visitor.open(f"/admin/reports/packages/{package.pk}/")

    def declare_zero(self, place, kind):
        visitor = self.package_page(place, self.staff[place])
        visitor.send("contact-name", {"zero_report": self.kinds[kind].key})

    def send_up(self, place):
        parts = {"contact-name": "李干事", "contact-phone": "0472-5612345", "summary-text": SUMMARY}
        for number, colour in (("1", "red"), ("2", "green")):
            parts[f"photo-{number}-upload"] = picture(size=(800, 600), colour=colour)
            parts[f"photo-{number}-caption"] = "见习现场"
        self.check_and_send(place, **parts)

    def check_and_send(self, place, **parts):
        visitor = self.package_page(place, self.staff[place])
        visitor.send("contact-name", {"check": "1"}, **parts).send("seen_sheet")
        assert "等待自治区团委审核" in visitor.text, visitor.text

    def send_back(self, place):
        self.package_page(place, self.region).send("reason", reason="第一张照片看不清", parts=["photos"])
        assert "第一张照片看不清" in self.package_page(place, self.staff[place]).text

    def send_again(self, place):
        photo = picture(size=(800, 600), colour="blue")
        self.check_and_send(place, **{"photo-1-upload": photo, "photo-1-caption": "重拍的"})

    def accept(self, place):
        package = Package.objects.get(campaign=self.campaign, committee=self.committees[place])
        page = self.package_page(place, self.region)
        [form] = [form for form in page.forms() if form.action == f"/admin/reports/packages/{package.pk}/accept/"]
        page.submit(form)


def log_of(source):
    return [*LOG, CORRECTED, *([LATER] if source == "live" else [])]


def count_figures(places, source):
    """One number for each column; where nothing was said of a kind, none."""
    figures = []
    for kind, label in COUNTED:
        numbers = [numbers[label] for place, one, numbers in log_of(source) if one == kind and place in places]
        is_zero = kind == INTERNSHIP and "呼伦贝尔市" in places
        figures.append(sum(numbers) if numbers else 0 if is_zero else None)
    return figures


def expected_row(name, source):
    if source == "accepted" and name != "包头市":
        return [None] * len(COUNTED)
    return count_figures(ROWS[name], source)
