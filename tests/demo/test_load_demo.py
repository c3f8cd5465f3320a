import stat
import tempfile
from collections import Counter
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from openpyxl import load_workbook
from PIL import Image

from activities.choices import ActivityState
from activities.models import Activity, ActivityKind, Completion, Photo, ZeroReport
from activities.shapes import Shape
from demo.accounts import DEMO_ACCOUNTS
from operations.anonymising import anonymise_due
from organization.choices import Level
from organization.clock import now
from organization.models import Account, AuditEvent, Campaign, Committee, Responsible
from organization.roles import AUDITOR, ROLES
from reports.annex2.frozen_rows import frozen_row
from reports.annex2.layout import layout_of
from reports.annex2.table import build_table
from reports.choices import PackageState, Source
from reports.exports.consolidated.contents import build_contents
from reports.exports.consolidated.workbook import consolidated_bytes
from reports.models import Package, Reminder, StateChange, Submission
from reports.overview.board.rows import build_rows
from reports.packages.sheet import frozen_sheet
from reports.packages.summary_length import count_words, limits_of
from reports.packages.text_and_table.checking import check_summary
from reports.setup.rows import separate_rows
from returnees.choices import ADULT_NEEDS, EntranceChannel, ReturneeState, Status
from returnees.content_digest import content_digest
from returnees.forms import QuestionnaireForm
from returnees.models import EndedRequest, Entrance, FollowUpCase, LostReceipt, Returnee, ReturneeAnswer
from returnees.question_types import FOUNDERS
from returnees.question_types import Kind as QuestionKind
from returnees.questionnaire import load_questionnaire
from returnees.questions import QUESTIONS
from tests.demo.planting import find_planted, plant_values

DEMO_DAY = date(2020, 2, 14)
STORED = (
    Account,
    Activity,
    AuditEvent,
    Committee,
    Completion,
    Entrance,
    Package,
    Reminder,
    Responsible,
    Returnee,
    ReturneeAnswer,
    StateChange,
    Submission,
    ZeroReport,
)
QUICK_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _demo_day(settings):
    settings.GUICHAO_TODAY = DEMO_DAY


def load_demo():
    output = StringIO()
    call_command("load_demo", stdout=output)
    return output.getvalue()


def sheets(campaign):
    """Every sheet of the consolidated workbook, from each source, as whole grids."""
    region, at = Committee.objects.get(level=Level.REGION), now().replace(hour=9, minute=30, second=0, microsecond=0)
    for source in Source:
        workbook = load_workbook(BytesIO(consolidated_bytes(build_contents(campaign, region, source, at=at))))
        for sheet in workbook:
            yield source, sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def printed_passwords(output):
    words = [line.split() for line in output.splitlines()]
    usernames = {demo.username for demo in DEMO_ACCOUNTS}
    return {line[-2]: line[-1] for line in words if len(line) > 1 and line[-2] in usernames}


def posted(returnee):
    """The form as this youth must have posted it."""
    data = MultiValueDict({"consent": ["on"]})
    if returnee.sensitive_consented_at:
        data["sensitive_consent"] = "on"
    for question in QUESTIONS:
        if question.kind is QuestionKind.HOME:
            data[question.key] = returnee.home_committee.gb_code
        elif question.kind is QuestionKind.BIRTH:
            data["birth_year"], data["birth_month"] = str(returnee.birth_year), str(returnee.birth_month)
        elif question.kind is QuestionKind.CHECKBOXES:
            codes = [answer.code for answer in returnee.answers.all() if answer.question == question.key]
            data.setlist(question.key, codes)
        else:
            value = getattr(returnee, question.key)
            data[question.key] = "" if value is None else str(value)
    return data


@pytest.mark.xdist_group("loaded demo")
@override_settings(GUICHAO_TODAY=DEMO_DAY, PASSWORD_HASHERS=QUICK_HASHER)
class LoadedDemo(TestCase):
    """The tests of what is there after one run."""

    @classmethod
    def setUpClass(cls):
        var = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(VAR_DIR=Path(var), MEDIA_ROOT=Path(var) / "media"))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.output = load_demo()
        cls.password_file = Path(cls.output.splitlines()[-1].split()[-1])
        cls.campaign = Campaign.objects.get(year=2020)

    def row(self, name):
        table = build_table(self.campaign, Committee.objects.region())
        return next(row for row in table.rows if row.name == name)

    def test_one_account_per_role_whose_printed_password_need_not_be_changed(self):
        passwords = printed_passwords(self.output)
        accounts = Account.objects.all()
        assert sorted(account.role for account in accounts) == sorted(ROLES)
        for account in accounts:
            account.full_clean()
            assert account.check_password(passwords[account.username])
            assert not account.must_change_password

    def test_a_role_declared_later_gets_its_account_at_the_next_start(self):
        Account.objects.filter(role=AUDITOR).delete()
        kept = self.password_file.read_text()
        self.addCleanup(self.password_file.write_text, kept)
        self.password_file.write_text("".join(line for line in kept.splitlines(True) if "auditor" not in line))
        passwords = printed_passwords(load_demo())
        account = Account.objects.get(role=AUDITOR)
        assert account.check_password(passwords[account.username])
        assert {name: passwords[name] for name in passwords if name != account.username}.items() <= (
            printed_passwords(self.output).items()
        )

    def test_output_states_that_it_is_a_demo_and_of_which_day(self):
        assert "虚构" in self.output
        assert "2020-02-14" in self.output
        assert Entrance.objects.homepage_of(self.campaign).address in self.output

    def test_output_draws_the_code_in_whole_lines(self):
        drawn = [line for line in self.output.splitlines() if "█" in line]
        assert len({len(line) for line in drawn}) == 1
        assert len(drawn[0]) > 20

    def test_passwords_are_readable_to_the_owner_of_the_state_only(self):
        assert stat.S_IMODE(self.password_file.stat().st_mode) == 0o600

    def test_second_run_adds_nothing_and_prints_the_same(self):
        before = {model: model.objects.count() for model in STORED}
        assert load_demo() == self.output
        assert {model: model.objects.count() for model in STORED} == before

    def test_second_run_stands_an_account_made_in_the_demo(self):
        region = Committee.objects.region()
        Account.objects.create_account(username="guest", committee=region, role=AUDITOR)
        assert load_demo() == self.output

    def test_lost_password_file_is_made_anew(self):
        kept = self.password_file.read_text()
        self.addCleanup(self.password_file.write_text, kept)
        self.password_file.unlink()
        passwords = printed_passwords(load_demo())
        for account in Account.objects.all():
            assert account.check_password(passwords[account.username])
            assert not check_password(printed_passwords(self.output)[account.username], account.password)

    def test_entries_of_every_kind_are_what_their_forms_would_accept(self):
        for kind in ActivityKind.objects.in_campaign(self.campaign).with_questions():
            entries = list(Activity.objects.of_kind(kind).select_related("campaign", "committee"))
            assert len(entries) > 50, kind
            for entry in entries[::12]:
                entry.full_clean()

    def test_every_entry_lies_within_the_campaign_and_held_ones_not_after_the_demo_day(self):
        for entry in Activity.objects.in_campaign(self.campaign).select_related("campaign"):
            entry.clean()
        held = Activity.objects.held()
        assert not held.filter(held_on__gt=DEMO_DAY).exists()
        assert not held.filter(held_until__gt=DEMO_DAY).exists()

    def test_states_periods_and_sessions_vary(self):
        states = Counter(Activity.objects.values_list("state", flat=True))
        assert states[ActivityState.PLANNED] > 20
        assert states[ActivityState.CANCELLED] > 10
        assert 1500 <= states.total() <= 2500
        assert Activity.objects.exclude(held_until=None).exists()
        assert Activity.objects.filter(session_count__gte=2).exists()
        assert Activity.objects.filter(is_online=True).exists()
        letters = Activity.objects.filter(kind__key="letter")
        channel_counts = {len(letter.channel_labels) for letter in letters}
        assert {1, 2, 5} <= channel_counts
        assert letters.exclude(channel_other=None).exists()

    def test_few_gather_at_the_spring_festival(self):
        days = Counter(Activity.objects.filter(shape=Shape.MEETING).values_list("held_on", flat=True))
        festival = sum(days[date(2020, 1, day)] for day in (24, 25, 26))
        assert festival < days[date(2020, 1, 17)]
        assert festival < days[date(2020, 2, 4)]

    def test_entries_are_written_down_in_order_by_an_account_that_sees_them(self):
        visible = {
            account: set(Committee.objects.visible_to(account).values_list("pk", flat=True))
            for account in Account.objects.select_related("committee")
        }
        entries = list(Activity.objects.select_related("created_by").order_by("pk"))
        for entry in entries:
            assert entry.committee_id in visible[entry.created_by]
            assert entry.created_by.has_perm("activities.add_activity")
            assert entry.created_at <= entry.updated_at <= now()
        held = [entry for entry in entries if entry.state == ActivityState.HELD]
        assert all(timezone.localdate(entry.created_at) >= entry.held_on for entry in held)
        assert [entry.created_at for entry in entries] == sorted(entry.created_at for entry in entries)

    def test_alxa_reports_nothing_and_wuhai_very_little(self):
        assert build_table(self.campaign, Committee.objects.region()).without_record == ["阿拉善盟"]
        wuhai = self.row("乌海市")
        assert wuhai.held_kinds == {"letter"}
        assert wuhai.figures["tour_session_count"] == 0
        assert wuhai.figures["visited_count"] is None

    def test_no_zero_is_reported_beside_a_held_entry_of_the_same_kind(self):
        held = set(Activity.objects.held().values_list("committee_id", "kind"))
        declared = set(ZeroReport.objects.values_list("committee_id", "kind"))
        assert len(declared) > 10
        assert not held & declared

    def test_separately_planned_cities_have_work_for_rows_of_their_own(self):
        assert Package.objects.in_campaign(self.campaign).count() == 12
        separate_rows(campaign=self.campaign)
        assert self.row("满洲里市").figures["visited_count"] > 0
        assert self.row("二连浩特市").figures["visited_count"] > 0
        assert Activity.objects.held().filter(committee__place_name="扎赉诺尔区").exists()

    def test_packages_are_in_every_state(self):
        states = Counter(Package.objects.in_campaign(self.campaign).values_list("state", flat=True))
        assert set(states) == set(PackageState)
        assert Package.objects.get(printed_name="阿拉善盟").state == PackageState.NOT_STARTED
        assert Package.objects.get(printed_name="包头市").state == PackageState.RETURNED
        assert Package.objects.get(printed_name="赤峰市").submissions.count() == 2
        extended = Package.objects.exclude(extended_to=None).get()
        assert extended.extended_to > self.campaign.package_due_on
        assert extended.extension_reason

    def test_what_was_sent_up_was_sent_up_whole_and_before_the_demo_day(self):
        limits = limits_of(self.campaign)
        for submission in Submission.objects.select_related("package__campaign"):
            assert limits.shortest <= count_words(submission.summary_text) <= limits.too_long
            assert "【" not in submission.summary_text
            assert submission.photos.exclude(caption="").count() == self.campaign.photo_count
            assert submission.figures == frozen_row(submission, layout_of(self.campaign)).figures
            assert None not in submission.figures.values()
            assert timezone.localdate(submission.submitted_at) == submission.submitted_on < DEMO_DAY
            assert not submission.entries.filter(activity__created_at__gte=submission.submitted_at).exists()
            assert not submission.is_late

    def test_where_the_log_has_gone_on_the_text_contradicts_its_table_in_one_sentence(self):
        checks = {
            submission.printed_name: check_summary(submission, frozen_sheet(submission), submission.package.committee)
            for submission in Submission.objects.select_related("package__committee", "package__campaign")
        }
        contradicting = {name: check.contradicting for name, check in checks.items() if check.contradicting}
        assert {name: len(sentences) for name, sentences in contradicting.items()} == {"包头市": 1, "通辽市": 1}

    def test_state_changes_follow_each_other(self):
        for package in Package.objects.in_campaign(self.campaign):
            changes = list(package.state_changes.order_by("pk"))
            assert [change.at for change in changes] == sorted(change.at for change in changes)
            assert all(change.at <= now() for change in changes)
            states = [PackageState.NOT_STARTED, *(change.to_state for change in changes)]
            assert [change.from_state for change in changes] == states[:-1]
            assert package.state == states[-1]

    def test_the_source_of_some_has_changed_since(self):
        rows = build_rows(self.campaign, Account.objects.get(username="demo-region"))
        changed = {row.package.printed_name for row in rows if row.is_changed}
        assert changed == {"包头市", "通辽市"}

    def test_photos_are_files_and_no_two_the_same(self):
        photos = Photo.objects.all()
        assert len({photo.digest for photo in photos}) == len(photos) > 20
        for photo in photos:
            with Image.open(default_storage.path(photo.path)) as picture:
                assert picture.size == (photo.width, photo.height)
            assert default_storage.exists(photo.thumbnail_path)

    def test_a_reminder_went_out_to_those_who_had_not_sent_up(self):
        reminder = Reminder.objects.get()
        names = {package.printed_name for package in reminder.packages.all()}
        assert {"阿拉善盟", "包头市"} < names
        assert all(name in reminder.text for name in names)

    def test_questionnaires_are_stored_as_the_form_would_give_them(self):
        returnees = Returnee.objects.select_related("home_committee").prefetch_related("answers")
        questionnaire = load_questionnaire(Entrance.objects.homepage_of(self.campaign))
        for returnee in returnees.order_by("pk")[::15]:
            submitted_at = timezone.localtime(returnee.submitted_at)
            form = QuestionnaireForm(posted(returnee), questionnaire=questionnaire, on=submitted_at.date())
            assert form.is_valid(), form.errors
            content = form.columns(submitted_at=submitted_at) | form.selections()
            # How they agreed is no answer.
            del content["consent_proof"]
            assert content_digest(content) == returnee.content_digest

    def test_nobody_answers_what_his_status_is_not_asked(self):
        returnees = Returnee.objects.prefetch_related("answers")
        columns = [question for question in QUESTIONS if hasattr(Returnee, question.key)]
        for returnee in returnees:
            for question in columns:
                if returnee.status not in question.asked:
                    assert getattr(returnee, question.key) in ("", None)
            if returnee.status not in FOUNDERS:
                assert all(answer.question != "difficulty" for answer in returnee.answers.all())

    def test_minors_ask_for_no_loan_and_no_training(self):
        needs = ReturneeAnswer.objects.filter(question="needs")
        assert Returnee.objects.filter(age__lt=18).exists()
        assert not needs.filter(returnee__age__lt=18, code__in=ADULT_NEEDS).exists()

    def test_numbers_are_fictitious_and_a_few_are_shared(self):
        phones = Counter(Returnee.objects.values_list("phone", flat=True))
        assert all(phone[3:7] == "0000" for phone in phones)
        assert 5 < phones.total() - len(phones) < 40

    def test_questionnaires_come_in_until_the_demo_day_through_several_entrances(self):
        for returnee in Returnee.objects.all():
            assert date(2020, 1, 18) <= timezone.localdate(returnee.submitted_at) <= DEMO_DAY
            assert returnee.submitted_at <= now()
        channels = set(Returnee.objects.values_list("entrance__channel", flat=True))
        assert channels == {
            EntranceChannel.HOMEPAGE,
            EntranceChannel.POSTER,
            EntranceChannel.STAFF_FILLED,
            EntranceChannel.WECHAT_GROUP,
        }
        assert set(Returnee.objects.values_list("status", flat=True)) == set(Status)
        assert Returnee.objects.filter(state=ReturneeState.QUARANTINED).count() < 30
        assert Returnee.objects.exclude(sensitive_consented_at=None).exists()

    def test_youths_ask_for_lost_codes_and_to_be_called_and_may_call_some(self):
        codes = LostReceipt.objects.values_list("phone", flat=True)
        assert 3 <= len(codes) <= 10
        assert all(phone[3:7] == "0000" for phone in codes)
        assert LostReceipt.objects.filter(due_on__lt=DEMO_DAY).exists()
        assert FollowUpCase.objects.exclude(reminded_on=None).count() >= 5
        assert EndedRequest.objects.in_time().exists()
        public = Responsible.objects.filter(is_public=True).count()
        assert 0 < public < Responsible.objects.count()

    def test_of_what_is_planted_nothing_is_found_once_the_campaign_is_anonymised(self):
        planted = plant_values()
        assert find_planted(planted) == set(planted)
        with override_settings(GUICHAO_TODAY=self.campaign.anonymise_on):
            before = list(sheets(self.campaign))
            assert anonymise_due(dry_run=False).startswith("已匿名化2020 年度的 ")
            assert list(sheets(self.campaign)) == before
        assert find_planted(planted) == set()
        assert len({title for _, title, _ in before}) > 5
