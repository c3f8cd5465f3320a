"""Workbooks for the tests of import and export."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

ROWS = {
    "letter": {
        "开展单位": "东河区团委",
        "状态": "已开展",
        "日期": "2020-01-20",
        "发放渠道": "短信、微信群",
        "发放次数": 3,
    },
    "visit": {
        "开展单位": "东河区团委",
        "状态": "已开展",
        "日期": "2020-01-20",
        "联系走访青年人数": 12,
        "青创联盟新增会员数": 0,
    },
    "symposium": {
        "开展单位": "东河区团委",
        "状态": "已开展",
        "日期": "2020-01-20",
        "活动场次": 1,
        "参与人数": 25,
        "主题": "家乡",
    },
    "lecture": {
        "开展单位": "东河区团委",
        "状态": "已开展",
        "日期": "2020-01-20",
        "活动场次": 2,
        "参与人数": 80,
        "宣讲人": "李老师",
    },
    "tour": {
        "开展单位": "东河区团委",
        "状态": "已开展",
        "日期": "2020-01-20",
        "活动场次": 1,
        "参与人数": 18,
        "考察对象": "青年创业孵化器",
    },
}


def workbook_of(*rows, headings=None, title="Sheet", prepare=None) -> bytes:
    """A plain workbook with a row of headings and a row per dict of cells."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    headings = headings or list(dict.fromkeys(heading for row in rows for heading in row))
    sheet.append(headings)
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    if prepare:
        prepare(sheet)
    return saved(workbook)


def saved(workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def opened(content: bytes):
    return load_workbook(BytesIO(content))


def grid(content: bytes) -> list[list]:
    return [[cell.value for cell in row] for row in opened(content).worksheets[0].iter_rows()]


def upload(client, kind, content, *, year=2020, name="活动.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/admin/activities/{kind}/import/", {"campaign": year, "workbook": file})


def confirm(client, kind, response, *, answers=None, **options):
    """With the preview's questions answered: all of it is meant, unless a test says otherwise."""
    answers = {"similar": "add", "figures": "1"} if answers is None else answers
    sent = {"token": response.context["pending"].token, "asked": response.context["preview"].questions.digest}
    return client.post(f"/admin/activities/{kind}/import/confirm/", sent | answers, **options)


def faults(response) -> list[tuple]:
    return [(fault.row, fault.heading) for fault in response.context["preview"].faults]


def template(client, kind, *, year=2020) -> bytes:
    return client.get(f"/admin/activities/{kind}/template/{year}.xlsx").content


def exported(client, kind, query="", *, year=2020) -> bytes:
    return client.get(f"/admin/activities/{kind}/export/{year}.xlsx{query}").content


def preview_of(client, *rows, kind="symposium", **options):
    return upload(client, kind, workbook_of(*rows, **options)).context["preview"]


def import_rows(client, *rows, kind="symposium"):
    """Upload and confirm."""
    response = upload(client, kind, workbook_of(*rows))
    assert not response.context["preview"].faults
    return confirm(client, kind, response, follow=True)
