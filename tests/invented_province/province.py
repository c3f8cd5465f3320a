"""An invented province, in a process of its own: tests/test_invented_province.py runs it.

From a file of places and a region.toml on with nothing but the pages: a notice pack is uploaded, set up and opened,
townships log, a youth answers, a prefecture sends up, the region confirms; then everything that can be read is read.
"""

import re
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from activities.models import ActivityKind
from organization.choices import Level
from organization.models import Campaign, Committee
from organization.region import REGION
from organization.roles import ROLES
from reports.models import AnnexColumn, Package
from reports.setup.first_start import make_first_accounts, make_first_campaign
from returnees.models import Entrance
from tests.factories import make_account
from tests.invented_province.reading import foreign_words, text_of
from tests.reports.packages.pages import picture
from tests.reports.setup.visitor import Visitor

KEY = "2031-summer"
SETUP = f"/admin/reports/setup/{KEY}/"
# Kind, township, what is typed by its label; the second of a prefecture that sends nothing up.
LOG = [
    ("青年夜校", "平安乡", {"活动场次": 3, "参与人数": 60}),
    ("青年夜校", "石桥乡", {"活动场次": 2, "参与人数": 30}),
    ("结对联系", "长岭镇", {"联系走访人数": 12}),
    ("岗位推介", "杨柳镇", {"推介岗位数": 40}),
]
SUMMARY = "全市各级团组织把夜校开到家门口，青年白天上班，晚上学艺。" * 4
LINK = re.compile(r'(?:href|action)="([^"]+)"')
LOWER = "below the prefectures"
# Its pictures and examples are the demo's.
MANUAL = "/admin/help/"
DOCUMENTS = (
    *("/admin/reports/submissions/#/package.zip", "/admin/reports/packages/#/summary.docx"),
    *("/admin/returnees/entrance/posters/", "/admin/returnees/entrance/pictures.zip", "/admin/reports/board/"),
    *("/admin/reports/board/reminder/", "/admin/activities/school/template/#-summer.xlsx", "/admin/roles/"),
)
DIGITS = re.compile(r"\d+")


@pytest.fixture
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


class Province:
    def __init__(self):
        self.region = self.signed_in(Committee.objects.region(), "region_manager")
        self.read: dict[str, list[str]] = {}

    def committee(self, place):
        return Committee.objects.get(place_name=place)

    def signed_in(self, committee, role):
        client = Client()
        client.force_login(make_account(committee=committee, role=role))
        return Visitor(client)

    def at(self, words):
        return self.region.open(SETUP).follow(words)

    def set_up(self):
        pack = SimpleUploadedFile("notice.toml", (django_settings.VAR_DIR / "notice.toml").read_bytes())
        self.region.open("/admin/reports/setup/begin/").follow("用通知包").send("pack", pack=pack, key=KEY, year="2031")
        assert self.region.address == SETUP, self.region.text
        self.at("联系和投诉举报").send(
            "contact_name", contact_name="林干事", contact_phone="0990-0000000", complaints="12355"
        )
        self.at("个人信息处理说明").send(
            "hosted_by",
            hosted_by="本单位机房",
            purposes="登记青年，安排夜校",
            **{"privacy_notices-0-version": "2031-2"},
        )
        self.at("建立、单列，看每一行").send("act", {"act": "prepare"})
        assert "单列（" not in self.region.text
        self.at("批量开账号").send("committees")
        townships = [str(one.pk) for one in Committee.objects.at_level(Level.TOWNSHIP)]
        self.at("批量生成二维码").send("channels", channels=["wechat_group"], committees=townships)
        self.at("核对，开启").send("is_confirmed", is_confirmed="on")
        assert Campaign.objects.current().state == "open", self.region.text

    def play(self):
        kinds = {kind.label: kind.key for kind in ActivityKind.objects.all()}
        for kind, place, numbers in LOG:
            staff = self.signed_in(self.committee(place), "county_staff").open(f"/admin/activities/{kinds[kind]}/add/")
            staff.send(
                "form_uuid", held_on="2031-07-10", **{staff.labelled(name): one for name, one in numbers.items()}
            )
            assert staff.is_saved(), staff.text
        self.answer()
        city = self.signed_in(self.committee("临江市"), "league_city_staff")
        package = Package.objects.get(committee=self.committee("临江市"))
        address = f"/admin/reports/packages/{package.pk}/"
        for kind in ("结对联系", "岗位推介"):
            city.open(address).send("contact-name", {"zero_report": kinds[kind]})
        photo = {"photo-1-upload": picture(size=(800, 600), colour="red"), "photo-1-caption": "夜校"}
        contact = {"contact-name": "江干事", "contact-phone": "0990-1111111", "summary-text": SUMMARY}
        city.open(address).send("contact-name", {"check": "1"}, **contact, **photo).send("seen_sheet")
        assert "等待团省委审核" in city.text, city.text
        page = self.region.open(address)
        [form] = [form for form in page.forms() if form.action == f"{address}accept/"]
        page.submit(form)

    def answer(self):
        township = self.committee("平安乡")
        entrance = Entrance.objects.get(committee=township)
        visitor = Visitor(Client()).open(entrance.get_absolute_url())
        self.keep("questionnaire", visitor.page)
        own = {name: values[:1] for name, values in visitor.form_with("form_token").offers.items() if "own" in name}
        answers = {"name": "甲", "phone": "13900000001", "birth_year": "2009", "birth_month": "6", "consent": "1"}
        answers |= {"status": "F", "needs": ["job"], "home_county": township.parent.gb_code}
        for wrong in ({"home_county": "outside"}, {"home_county": ""}, {"birth_year": "2020"}):
            visitor.send("form_token", **answers | wrong, **own)
            self.keep(f"questionnaire: {wrong}", visitor.page)
            visitor.open(entrance.get_absolute_url())
        visitor.send("form_token", **answers, **own)
        assert "提交成功" in visitor.text, visitor.text
        self.keep("thanks", visitor.page)

    def keep(self, address, response):
        if found := foreign_words(text_of(response)):
            self.read[address] = found

    def crawl(self, client, start="/admin/", seen=()):
        """Every page and file that links lead to, one of each kind of address that is not `seen`."""
        waiting, seen = [start], {start, *seen}
        while waiting:
            address = waiting.pop()
            response = client.get(address)
            assert response.status_code < 500, address
            if response.status_code in (301, 302):
                links = [response.headers["Location"]]
            elif response.status_code != 200:
                continue
            else:
                text = text_of(response)
                if found := foreign_words(text):
                    self.read[address] = found
                links = LINK.findall(text) if response.headers["Content-Type"].startswith("text/html") else []
            for link in links:
                target = urlsplit(urljoin(address, link))
                kind = DIGITS.sub("#", target.path)
                if target.netloc or kind in seen or target.path.startswith(("/static/", "/admin/logout", MANUAL)):
                    continue
                seen.add(kind)
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
        return seen


@pytest.fixture
def province(db, settings, monkeypatch, own_storage):
    # A youth needs longer than a test.
    monkeypatch.setattr(import_module("returnees.views.questionnaire"), "FASTEST_HONEST_ANSWER", timedelta(0))
    settings.GUICHAO_TODAY = date(2031, 7, 12)
    call_command("sync_roles")
    call_command("load_places", verbosity=0)
    make_first_accounts()
    make_first_campaign()
    assert not Campaign.objects.exists()
    return Province()


def test_a_province_of_another_kind_reads_nothing_of_the_shipped_one(province):
    assert (REGION.name, Committee.objects.at_level(Level.TOWNSHIP).count()) == ("南屏省", 40)
    province.set_up()
    province.play()
    check_table(province)
    check_public_pages(province)
    check_staff_pages(province)
    check_files(province)
    found = "\n".join(f"{address}: {words}" for address, words in province.read.items())
    assert not found, found


def check_table(province):
    response = province.region.client.get("/admin/reports/consolidated.xlsx", {"campaign": KEY})
    book = load_workbook(BytesIO(response.getvalue()))
    assert "县区明细" in book.sheetnames
    keys = [one.key for one in AnnexColumn.objects.order_by("position")]
    assert keys == ["name", "school_count", "pairing_count", "post_count"]
    lines = {row[0]: list(row[1:4]) for row in book["附件2"].iter_rows(values_only=True)}
    assert {name: lines[name] for name in ("市州", "临江市", "云山市", "海丰州", "合计")} == {
        "市州": ["青年夜校", "结对联系", "岗位推介"],
        "临江市": [5, 0, 0],
        "云山市": [None, None, 40],
        "海丰州": [None, 12, None],
        "合计": [5, 12, 40],
    }


def check_public_pages(province):
    seen = province.crawl(Client(), "/")
    assert {"/", "/letter/", "/privacy/", "/receipt/"} <= seen
    province.keep("missing", Client().get("/missing/"))
    script = (django_settings.BASE_DIR / "static/public.js").read_text(encoding="utf-8")
    assert foreign_words(script) == []


def check_staff_pages(province):
    """As every role: at one level each kind of address once, and the desk of each."""
    homes = [("临江市", "league_city_staff"), ("上林县", "county_staff"), ("平安乡", "county_staff")]
    homes += [(REGION.name, role) for role, one in ROLES.items() if one.levels == {Level.REGION}]
    assert {role for _, role in homes} == ROLES.keys()
    seen = {}
    for place, role in homes:
        level = LOWER if role == "county_staff" else role if place != REGION.name else REGION.name
        client = province.signed_in(province.committee(place), role).client
        seen[level] = province.crawl(client, seen=seen.get(level, ()))
        assert len(seen[level]) > 40
    assert {*DOCUMENTS} <= seen[REGION.name]
    for address in ("/admin/style/", "/admin/missing/"):
        province.keep(address, province.region.client.get(address))


def check_files(province):
    client, query = province.region.client, {"campaign": KEY}
    for name in ("reports/annex2.xlsx", "reports/consolidated.xlsx"):
        for source in ("live", "submitted", "accepted"):
            province.keep(name, client.get(f"/admin/{name}", query | {"source": source}))
    for what in ("returnees", "activities"):
        address = f"/admin/reports/export/{what}/"
        province.keep(address, client.post(address, query | {"purpose": "汇报"}))
