"""What people do while the database refuses, and what they typed."""

import uuid

from django.test import Client

from returnees.page_cache import clear_pages
from tests.activities.entries import add, photos, picture
from tests.activities.exchange import ROWS, upload, workbook_of
from tests.factories import PASSWORD
from tests.returnees.answering import post
from tests.returnees.receipts import CODE, DIGITS, look_up

TYPED = "草原上的座谈会"


class Acts:
    """Each answers with its response; a page that was rendered before is served from memory, as in a running site."""

    def __init__(self, world, staff):
        self.world, self.staff, self.youth = world, staff, Client(raise_request_exception=False)
        staff.raise_request_exception = False

    def youth_get(self):
        return self.youth.get(self.world.homepage.get_absolute_url())

    def youth_get_anew(self):
        clear_pages()
        return self.youth_get()

    def youth_post(self):
        return post(self.youth, self.world.homepage, name="乌云其其格", submission_uuid=uuid.uuid4())

    def youth_post_anew(self):
        clear_pages()
        return self.youth_post()

    def receipt(self):
        return look_up(self.youth, CODE, DIGITS)

    def staff_list(self):
        return self.staff.get("/admin/activities/symposium/")

    def staff_form(self):
        return add(self.staff, "symposium", topic=TYPED, form_uuid=str(uuid.uuid4()))

    def import_workbook(self):
        return upload(self.staff, "symposium", workbook_of(ROWS["symposium"]))

    def photo(self):
        return add(self.staff, "symposium", topic=TYPED, held_on="2020-01-21", **photos(picture(), captions=["会场"]))

    def export(self):
        return self.staff.get("/admin/activities/symposium/export/2020.xlsx")

    def log_in(self):
        sent = {"username": self.world.accounts["county_staff"].username, "password": PASSWORD}
        return Client(raise_request_exception=False).post("/admin/login/", sent)


# What has to come back of each where it is refused; "" where nothing was typed.
KEPT = {
    "youth_get": "",
    "youth_get_anew": "",
    "youth_post": "乌云其其格",
    "youth_post_anew": "乌云其其格",
    "receipt": CODE,
    "staff_list": "",
    "staff_form": TYPED,
    "import_workbook": "活动.xlsx",
    "photo": TYPED,
    "export": "",
    "log_in": "county",
}
# These need no write of the campaign's data; what they do write, they may leave out.
READING = {"youth_get", "youth_get_anew", "staff_list"}
