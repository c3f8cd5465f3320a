"""What people do on the site: a youth who answers, staff who log, import and export. Run with the site's own Python."""

import io
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
from browser import Browser, File, LoadedPage, visible
from PIL import Image

OUTPUT = Path("/root/installed.txt")
PASSWORD = "草原上的第一场Snow2020"
# Of its days; the machine may have another.
SITE_TIME = ZoneInfo("Asia/Shanghai")
COUNTY = "达尔罕茂明安联合旗团委"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Sooner than a hand could fill it in, an answer waits for a look by staff.
HONEST_SECONDS = 3.5


def one_time_password(username: str) -> str:
    return re.search(rf"用户名 {username}\s+一次性密码 (\S+?)（", OUTPUT.read_text())[1]


def sign_in(username: str, password: str) -> Browser:
    """With a password of one's own after the first, as the page asks."""
    browser = Browser()
    page = browser.send(browser.get("/admin/login/"), username=username, password=password)
    if "new_password1" in page.text:
        page = browser.send(page, old_password=password, new_password1=PASSWORD, new_password2=PASSWORD)
    assert page.status == 200, page.status
    assert "/login/" not in page.url, visible(page.text)
    return browser


def make_county_account(region: Browser) -> Browser:
    page = region.get("/admin/organization/account/add/")
    committee = page.find(rf'<option value="(\d+)"[^>]*>\s*{COUNTY}')
    slip = region.send(page, username="damao", committee=committee, role="county_staff")
    return sign_in("damao", slip.find(r"\b(\w{4}-\w{4}-\w{4})\b"))


def questionnaire_address(browser: Browser) -> str:
    return browser.get("/").find(r"(/q/\w+/)")


def answer(browser: Browser, page: LoadedPage, name: str = "乌云其其格") -> LoadedPage:
    """As a browser without script posts it: the page that answers has the receipt."""
    return browser.send(
        page,
        consent="on",
        name=name,
        gender="2",
        birth_year=str(datetime.now(SITE_TIME).year - 25),
        birth_month="6",
        phone="13900000001",
        home_county="150223",
        education="20",
        status="F",
        needs="none",
    )


def receipt_code(page: LoadedPage) -> str:
    return page.find(r'data-copy="([A-Z2-7]{16})"')


def read_receipt(browser: Browser, code: str) -> LoadedPage:
    page = browser.get("/receipt/")
    names = [name for name, _ in page.forms[0].fields]
    values = dict(zip(names, [code, "0001"], strict=False))
    return browser.send(page, 0, **values)


def jpeg(colour: str = "red") -> File:
    stream = io.BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(stream, "JPEG")
    return File("照片.jpg", stream.getvalue(), "image/jpeg")


def log_symposium(county: Browser, participants: int) -> str:
    """An entry with a photo, by its form. Returns the address of the photo.

    Two of one day with the same topic or numbers would be asked about.
    """
    page = county.get("/admin/activities/symposium/add/")
    values = {
        "topic": f"{participants} 人的座谈",
        "participant_count": str(participants),
        "activity_photos-0-upload": jpeg(),
    }
    saved = county.send(page, **values)
    assert saved.url.endswith("/activities/symposium/"), visible(saved.text)[:2000]
    entry = saved.find(r"(/admin/activities/symposium/\d+/change/)")
    return county.get(entry).find(r"(/admin/activities/photos/\d+/)")


def import_row(county: Browser, participants: int) -> LoadedPage:
    """The template of the page, filled in, looked at and confirmed."""
    page = county.get("/admin/activities/symposium/import/")
    template = county.get(page.find(r"(/admin/activities/symposium/template/[\w.]+)"))
    book = openpyxl.load_workbook(io.BytesIO(template.body))
    sheet = book.worksheets[0]
    heading_row = next(row for row in sheet.iter_rows() if any(cell.value == "活动场次" for cell in row))
    cells = {"开展单位": COUNTY, "状态": "已开展", "日期": f"{datetime.now(SITE_TIME):%Y-%m-%d}", "活动场次": 2}
    cells |= {"参与人数": participants, "主题": f"{participants} 人的座谈"}
    for cell in heading_row:
        sheet.cell(heading_row[0].row + 1, cell.column).value = cells.get(str(cell.value).strip(" *"))
    stream = io.BytesIO()
    book.save(stream)
    preview = county.send(page, workbook=File("活动.xlsx", stream.getvalue(), WORKBOOK))
    done = county.send(preview)
    assert "新增 1 条" in done.text, visible(preview.text)[-3000:]
    return done


def cells_of(answer: LoadedPage) -> str:
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def visit_navigation(browser: Browser) -> int:
    """Every page to which the frame and the desk lead; returns their number."""
    start = browser.get("/admin/")
    pages = set(re.findall(r'href="(/admin/[^"#?]*)"', start.text))
    for path in sorted(pages):
        browser.get(path)
    return len(pages)
