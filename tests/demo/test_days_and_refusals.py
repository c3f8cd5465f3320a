"""When `load_demo` refuses, and what it makes of other days."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from activities.models import Activity
from organization.models import Account
from reports.models import Package, StateChange, Submission
from returnees.models import Returnee
from tests.demo.test_load_demo import load_demo


@pytest.mark.django_db
class TestRefusal:
    @pytest.fixture(autouse=True)
    def _own_state(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path

    def test_without_a_fixed_day(self, settings):
        settings.GUICHAO_TODAY = None
        with pytest.raises(CommandError, match="GUICHAO_TODAY"):
            load_demo()
        assert not Account.objects.exists()

    def test_before_the_first_questionnaires(self, settings):
        settings.GUICHAO_TODAY = date(2020, 1, 17)
        with pytest.raises(CommandError, match="不能早于 2020-01-18"):
            load_demo()

    def test_on_a_state_with_accounts_of_its_own(self):
        call_command("set_up")
        accounts = set(Account.objects.all())
        with pytest.raises(CommandError, match="已有账号"):
            load_demo()
        assert set(Account.objects.all()) == accounts
        assert not Activity.objects.exists()
        assert not Returnee.objects.exists()


@pytest.mark.django_db
class TestOtherDays:
    @pytest.fixture(autouse=True)
    def _own_state(self, settings, tmp_path):
        settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"

    def test_after_the_deadline_one_was_late_and_others_are_overdue(self, settings):
        settings.GUICHAO_TODAY = date(2020, 2, 18)
        load_demo()
        packages = {package.printed_name: package for package in Package.objects.select_related("campaign")}
        assert packages["巴彦淖尔市"].last_submission().is_late
        assert packages["阿拉善盟"].is_overdue
        assert not packages["锡林郭勒盟"].is_overdue

    def test_early_on_nobody_has_sent_up(self, settings):
        settings.GUICHAO_TODAY = date(2020, 2, 1)
        load_demo()
        assert not Submission.objects.exists()
        assert not StateChange.objects.exists()
