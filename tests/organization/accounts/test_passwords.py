"""What a password may not be: what somebody who knows the field tries first; and when it is too old."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.core.management import call_command

from activities.models import Activity
from organization.accounts import password_rules
from organization.accounts.guessed_words import KINDS_OF_PLACE, LEAGUE_WORDS, common_words
from organization.accounts.guessing import PieceKind, read_password
from organization.accounts.throttle import TRIES
from organization.clock import now
from organization.models import Account
from organization.pinyin import spell, spell_person
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

CHANGE = "/admin/password_change/"
OBVIOUS = """
Tuanwei@2026 Baotou@2020 Gongqingtuan#1 Neimenggu@2026 Huhehaote2026! Hohhot@2026!! Chifeng#123456 Guichao@2026
Qwer!2345asdf 1qaz@WSX3edc Qwertyuiop1! Admin@123456 P@ssw0rd2026 Password@2020 Abcd@1234567 Aa123456789!
Tongliao@0504 Wuhai-2020-2026 Ordos@20260504 Zxcvbnm,./123A Woaini@5201314 Huanying2026@Tuanwei Baotoushi@2026
Hulunbeier_2026 T@uanwei2026! Btsw@2026btsw Aa1!Aa1!Aa1! Tuan-Wei-2026 Manzhouli#2020! Hhht@20260101
Btw@13900000000 包头团市委@2026Aa !QAZ2wsx#EDC Qingnian5.4@2026 baotou-tongliao-chifeng-wuhai Zhongguo@1949
1q2w3e4r5t6yA! Tuanwei2026Tuanwei2026 ＢＡＯＴＯＵ＠２０２６
""".split()
GOOD = """
草原上的第一场雪Xue2020 Snow-falls-on-grass Caoyuan-Mapao7 x7#Kp2!vQ9mZt k3vw-93mq-p7xd-Zq ma-pao-guo-xue-di-li
correct-horse-battery-staple zui-hou-yi-ban-gongjiao Niunai-Cha7wan Mutong&Zhihuang55 tR8$wmQz4!Lb
""".split()


def complaints(password, user=None):
    found = []
    for validator in get_default_password_validators():
        try:
            validator.validate(password, user)
        except ValidationError as refusal:
            found += refusal.messages
    return found


@pytest.fixture
def places(db):
    call_command("load_places", verbosity=0)


class TestObviousOnes:
    def test_all_are_refused_with_the_reason(self, places):
        accepted = [password for password in OBVIOUS if not any("太容易猜" in one for one in complaints(password))]
        assert len(OBVIOUS) > 30
        assert accepted == []

    def test_their_control(self, places, monkeypatch):
        """By length and classes alone most of them pass, as they did."""
        monkeypatch.setattr(password_rules, "LEAST_COST", 0)
        assert sum(not complaints(password) for password in OBVIOUS) > 30

    def test_others_are_not(self, places):
        assert {password: complaints(password) for password in GOOD if complaints(password)} == {}

    @pytest.mark.parametrize(
        ("password", "reason"),
        [
            ("Baotou@2020", "主要是地名、年份、日期或手机号"),
            ("Tuanwei@2026", "主要是团组织和本系统的用语、年份、日期或手机号"),
            ("Sunshine@Dragon", "主要是最常见的密码"),
            ("!QAZxsw2#EDC", "键盘上相邻的键"),
            ("Mnop@zyxw", "主要是按顺序的字母或数字"),
            ("Zk!Zk!Zk!Zk!", "主要是重复的一段"),
            ("8351-7391-46", "字母太少"),
        ],
    )
    def test_the_reason_names_what_it_is(self, places, password, reason):
        assert reason in "".join(complaints(password))

    def test_a_committee_that_was_added_counts_too(self, world):
        reading = read_password("Zhishuqiye@2026", password_rules.find_guessed_words())
        assert reading.cost > password_rules.LEAST_COST
        world.direct.place_name = "直属企业"
        world.direct.save_in_place()
        assert "地名" in "".join(complaints("Zhishuqiye@2026"))


class TestWords:
    def test_the_league_s_are_spelled_as_the_dictionary_does(self):
        assert {word: "".join(spell(word)) for word in LEAGUE_WORDS} == LEAGUE_WORDS
        assert {word: "".join(spell(word)) for word in KINDS_OF_PLACE} == KINDS_OF_PLACE

    def test_the_ten_thousand_most_common_are_there(self):
        assert len(common_words()) > 10_000
        assert {"sunshine", "iloveyou", "dragon"} <= set(common_words())

    def test_a_very_long_password_is_read_in_no_time(self):
        assert read_password("长" * 100_000, {"长": PieceKind.PLACE}).cost < 3


class TestOwnNames:
    @pytest.fixture
    def account(self, world):
        return Account(username="nm150202-2", full_name="曾小明", committee=world.donghe)

    @pytest.mark.parametrize(
        "password",
        [
            "Kx7!nm150202-2!Wq",
            "Hu#NM1502022#mqzr",
            "Kx7!150202!Wqzrtv",
            "Kx7!曾小明!Wqzr",
            "ZengXiaoming!kwqr7",
            "Xiaoming-Zeng!kwq7",
            "Zeng.Xiao.Ming!kw7",
        ],
    )
    def test_are_refused_in_every_spelling(self, account, password):
        assert any("自己的用户名或姓名" in one for one in complaints(password, account))
        assert not any("自己的" in one for one in complaints(password, Account(username="other", full_name="乌兰")))

    def test_a_name_of_few_letters_forbids_nothing(self):
        assert not any("自己的" in one for one in complaints("Kx7!amqzrtvw", Account(username="a", full_name="A")))

    def test_every_reading_of_a_sign_is_known(self):
        assert spell_person("曾吕乐") == [["ceng", "zeng"], ["lv"], ["le", "yue"]]


class TestLength:
    @pytest.mark.parametrize(
        ("password", "expected"),
        [
            ("Kx7!wq-mzr8", "密码太短，至少要 12 个字符。"),
            ("kxwqmzrtvbhd", "至少三种"),
            ("kxwqmzrtvbhdplfgjcn", "至少三种"),
            ("kxwqmzrtvbhdplfgjcns", ""),
            ("Kx7wqmzrtvbh", ""),
        ],
    )
    def test_is_twelve_of_three_classes_or_a_phrase(self, password, expected):
        found = complaints(password)
        assert expected in "".join(found)
        assert bool(found) == bool(expected)


def test_the_page_says_the_rules_and_beside_the_field_what_is_wrong(log_in):
    client = log_in("county_staff")
    page = client.get(CHANGE).content.decode()
    for rule in ("至少 12 个字符", "至少三种", "不要用地名", "自己的用户名或姓名"):
        assert rule in page
    change = {"old_password": PASSWORD, "new_password1": "Tuanwei@2026", "new_password2": "Tuanwei@2026"}
    errors = client.post(CHANGE, change).context["form"].errors["new_password1"]
    assert "太容易猜" in "".join(errors)


class TestAgeing:
    @pytest.fixture
    def client(self, log_in, world):
        account = world.accounts["county_staff"]
        Account.objects.filter(pk=account.pk).update(password_changed_at=now() - timedelta(days=90))
        return log_in("county_staff")

    def test_is_off_by_default(self, client):
        assert client.get("/admin/").status_code == 200

    @pytest.mark.parametrize(("days", "is_old"), [(0, False), (91, False), (90, True), (30, True)])
    def test_an_old_password_has_to_be_changed_before_anything_else(self, client, settings, days, is_old):
        settings.PASSWORD_MAX_DAYS = days
        response = client.get("/admin/")
        assert (response.status_code == 302) is is_old
        if is_old:
            page = client.get(response["Location"]).content.decode()
            assert f"密码已用满 {days} 天" in page

    def test_what_is_being_sent_is_still_saved(self, client, settings):
        settings.PASSWORD_MAX_DAYS = 30
        letter = {"state": "held", "held_on": "2020-01-20", "channels": ["sms"], "distribution_count": "3"}
        assert "password" not in client.post("/admin/activities/letter/add/", letter)["Location"]
        assert Activity.objects.exists()

    def test_a_new_one_starts_anew(self, client, settings):
        settings.PASSWORD_MAX_DAYS = 30
        new = "Niunai-Cha7wan"
        change = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert client.post(CHANGE, change).status_code == 302
        assert client.get("/admin/").status_code == 200

    def test_of_an_account_from_before_counts_from_its_beginning(self, world, settings):
        settings.PASSWORD_MAX_DAYS = 30
        account = world.accounts["county_staff"]
        account.password_changed_at = None
        assert not account.is_password_old
        account.created_at = now() - timedelta(days=31)
        assert account.is_password_old


class TestTheOldPassword:
    def errors_after_guesses(self, log_in, count):
        client = log_in("county_staff")
        answers = {"new_password1": "Xue-2020-mapao", "new_password2": "Xue-2020-mapao"}
        for number in range(count):
            client.post(CHANGE, answers | {"old_password": f"guess {number}"})
        response = client.post(CHANGE, answers | {"old_password": PASSWORD})
        return response.context["form"].errors["old_password"][0] if response.status_code == 200 else ""

    def test_cannot_be_guessed_on_an_unlocked_computer(self, log_in):
        assert "试错次数过多" in self.errors_after_guesses(log_in, TRIES)

    def test_is_tried_again_after_a_few_mistakes(self, log_in):
        assert self.errors_after_guesses(log_in, TRIES - 1) == ""

    def test_their_control(self, log_in, monkeypatch):
        monkeypatch.setattr("organization.accounts.forms.count_try", lambda *arguments, **options: None)
        assert self.errors_after_guesses(log_in, TRIES) == ""
