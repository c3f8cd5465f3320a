"""Rows of every model for every committee, with a canary in every column that takes text.

A model is filled by what its columns are. Where its constraints want more, or where a row shall refer to a row of
another committee, ROWS has a line; a model that belongs to no committee is named in SHARED with the reason.
"""

import itertools
import uuid
from datetime import UTC, date, datetime

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from activities.models import Activity, ActivityKind, KindDetail, Photo, Service
from activities.shapes import FIGURE_COLUMNS, SHAPE_COLUMNS, columns_of_shape
from organization.models import Committee, ReadOnlySwitch
from reports.models import AnnexColumn
from returnees.models import OwnQuestion, Returnee
from returnees.questions import QUESTIONS
from tests.factories import notice_of_2020
from tests.walk.canaries import EVERYBODY, FIRST_PK, PKS_PER_MODEL, Origin

APPS = ("organization", "activities", "returnees", "reports")
# For a foreign key: the row of a committee outside one's own subtree; the row of the region.
ABROAD, ABOVE = object(), object()

DAY, MOMENT = date(2020, 1, 20), datetime(2020, 1, 20, 4, 0, tzinfo=UTC)


SHAPES_OF_2020 = {kind["key"]: kind["shape"] for kind in notice_of_2020()["kinds"]}
NUMBERS_OF_2020 = [column["key"] for column in notice_of_2020()["columns"] if "figure" in column]


def kind_row(kind):
    return lambda planter, key: planter.kinds[kind]


def of_kind(kind):
    """The columns of an activity that are not of its shape are empty."""
    shape = SHAPES_OF_2020[kind]
    own = columns_of_shape(shape)
    foreign = dict.fromkeys(set(SHAPE_COLUMNS) - own)
    counts = dict.fromkeys(own & set(FIGURE_COLUMNS), 3)
    return {"kind": kind_row(kind), "shape": shape, "state": "held", "deleted_by": None, **foreign, **counts}


def entry_of(kind):
    """The first entry of the kind."""

    def entry(planter, key):
        entries = (row for of, row in planter.planted if of == key and isinstance(row, Activity))
        return next(row for row in entries if row.kind == planter.kinds[kind])

    return entry


TICKETS = {
    "kind": "ticket_help",
    "title": "",
    "partner_departments": "transport",
    "training_tags": None,
    "loan_status": None,
    "loan_band": None,
}
TRAINING = {name: value for name, value in TICKETS.items() if name != "title"}
TRAINING |= {"kind": "training", "training_tags": "e_commerce"}
LIVE = {"deleted_by": None}
LETTER = of_kind("letter") | {"channels": "other"}


def import_token(text):
    """Of the form without which a token is not even looked for."""
    return text.ljust(43, "_")


def photo_name(digits):
    """Hexadecimal, as the names of files are."""
    return digits.rjust(32, "a")


def phone_of_the_first(planter, key):
    return planter.rows[key][Returnee].phone


def nth(model, number):
    return lambda planter, key: [row for of, row in planter.planted if of == key and isinstance(row, model)][number]


def own_question(planter, key):
    """The key of the region's first question, so that its answers are counted."""
    return planter.rows[EVERYBODY][OwnQuestion].key


def figures(planter, key):
    """As a submission has them; `text` is where the canary of a column of JSON is looked for."""
    text = planter.canaries.text()
    return {"text": text, "letter_channels": text} | dict.fromkeys(NUMBERS_OF_2020, 3)


STATES = {"county": "submitted", "foreign": "submitted", "planned": "accepted"}


def state(planter, key):
    """Of a package: so that there is one to fill in, one to review and one to open again."""
    return STATES.get(key, "in_progress")


ACCOUNT = {"role": "county_staff", "must_change_password": False}


def of_status(status):
    """The columns of a questionnaire that its status is not asked are empty."""
    unasked = (question for question in QUESTIONS if status not in question.asked)
    return {"status": status} | {column.name: question.blank for question in unasked for column in question.columns}


PERSON = {
    "age": 30,
    "birth_year": 1990,
    "birth_month": 1,
    "sensitive_consented_at": MOMENT,
    "deleted_by": None,
    "filled_by": "staff",
    "consent_proof": "paper",
    "consent_paper_on": DAY,
}
RETURNEE, STUDENT = of_status("A") | PERSON, of_status("E") | PERSON
IMPORTED = {"imported_at": MOMENT, "created_count": 1, "changed_count": 1, "skipped_count": 1}
SUSPECT = RETURNEE | {"quarantine_reason": "too_fast"}
MERGED = RETURNEE | {"state": "merged", "earlier_state": "accepted"}
DELETED = RETURNEE | {"state": "deleted", "earlier_state": "accepted", "deletion_reason": "test", "deleted_at": MOMENT}
CASE = {"reasons": " needs:loan ", "due_on": DAY}
NOTE = {"has_recipient_consent": True, "assigned_to": None}

# Numbers that PostgreSQL has not given yet.
EVENT = {"act": "annex2_download", "sequence": lambda planter, key: 1_000_000 + next(planter.sequences)}

ROWS = {
    "organization.Account": [ACCOUNT],
    "organization.AuditEvent": [EVENT, EVENT | {"actor": ABOVE}],
    "organization.AuditSeal": [],
    "organization.OperationRun": [{"succeeded": True}],
    "organization.Notification": [{"kind": "handed_back", "account": None, "done_at": None, "at": MOMENT}],
    "activities.Activity": [
        LETTER,
        LETTER | {"deleted_at": MOMENT, "deleted_by": ABOVE},
        *(of_kind(kind) for kind in SHAPES_OF_2020 if kind != "letter"),
    ],
    "activities.Service": [TICKETS | LIVE, TICKETS | {"deleted_at": MOMENT}, TRAINING | LIVE],
    "activities.WechatGroup": [LIVE, {"deleted_at": MOMENT}],
    "activities.Headcount": [LIVE | {"is_current": True}, LIVE, {"deleted_at": MOMENT}],
    "activities.Publicity": [LIVE, {"deleted_at": MOMENT}],
    "activities.Photo": [{}] * (len(SHAPES_OF_2020) + 4),
    "activities.ActivityPhoto": [
        {"activity": entry_of(kind), "photo": nth(Photo, number)} for number, kind in enumerate(SHAPES_OF_2020)
    ],
    "activities.ServicePhoto": [{"service": nth(Service, 0), "photo": nth(Photo, len(SHAPES_OF_2020) + 3)}],
    "activities.Completion": [{"number": 1, "handed_back_at": MOMENT}],
    "activities.ActivityImport": [IMPORTED | {"kind": kind_row(kind)} for kind in SHAPES_OF_2020],
    "activities.ZeroReport": [
        {"kind": kind_row("letter")},
        {"kind": kind_row("visit"), "reported_by": ABOVE},
    ],
    # These are of 2020's notice: see `plant_form_of_2020`.
    **{f"activities.{model}": [] for model in ("ActivityKind", "KindDetail")},
    "reports.AnnexColumn": [],
    "activities.KindFigure": [{"kind": kind_row("letter"), "key": "page_count", "is_required": False}],
    "returnees.Entrance": [{"channel": "market"}],
    "returnees.Returnee": [
        RETURNEE,
        RETURNEE | {"phone": phone_of_the_first},
        STUDENT | {"entrance": ABROAD},
        SUSPECT | {"state": "quarantined"},
        SUSPECT | {"state": "rejected"},
        MERGED | {"merged_into": nth(Returnee, 1)},
        MERGED | {"merged_into": ABROAD},
        DELETED | {"deleted_by": ABOVE},
    ],
    "returnees.ReturneeAnswer": [{"code": ""}, {"code": "", "question": own_question}],
    "returnees.OwnQuestion": [{"kind": "text", "asked_statuses": ""}, {"kind": "single", "asked_statuses": ""}],
    "returnees.FollowUpCase": [CASE],
    "returnees.FollowUpNote": [NOTE],
    "returnees.HandOver": [{"to_committee": ABOVE}],
    "returnees.EndedRequest": [{"due_on": date(2020, 3, 15)}],
    "returnees.Anonymisation": [{"started_at": MOMENT, "finished_at": MOMENT, "audit_event": 1}],
    "returnees.Correction": [{"ground": "call"}, {"ground": "call", "corrected_by": ABOVE}],
    "returnees.DistinctPair": [{"second": nth(Returnee, 2)}],
    "reports.Package": [{"state": state, "extended_to": date(2020, 3, 1), "summary_written_at": MOMENT}],
    "reports.Announcement": [{"withdrawn_at": None}],
    "reports.SummaryVersion": [{"replaced_by": "person", "written_at": MOMENT}],
    "reports.PackagePhoto": [{"position": 1, "photo": nth(Photo, len(SHAPES_OF_2020) + 1)}],
    "reports.Submission": [{"number": 1, "figures": figures, "zero_reports": [], "returnee_counts": []}],
    "reports.SubmissionEntry": [{"kind": "letter", "channels": "other", "distribution_count": 3, "own_figures": {}}],
    "reports.SubmissionPhoto": [{"position": 1, "photo": nth(Photo, len(SHAPES_OF_2020) + 2)}],
    "reports.StateChange": [
        {"from_state": "in_progress", "to_state": "submitted", "parts": ""},
        {"from_state": "submitted", "to_state": "returned", "parts": "summary,photos", "by": ABOVE},
    ],
}

SHARED = {
    "organization.Campaign": "the notice of a year is everybody's",
    "activities.ActivityKind": "the notice of a year is everybody's",
    "activities.KindDetail": "the notice of a year is everybody's",
    "activities.KindFigure": "the notice of a year is everybody's",
    "activities.LogList": "the notice of a year is everybody's",
    "activities.LogChoice": "the notice of a year is everybody's",
    "reports.AnnexColumn": "the notice of a year is everybody's",
    "reports.NoticeDocument": "the notice of a year is everybody's",
    "organization.AuditSeal": "numbers and digests of events, and nothing of what they say",
    "organization.LoginTry": "knows nobody: a keyed digest of what was typed",
    "organization.FailedLogins": "a keyed digest of what was typed, counted",
    "organization.OperationRun": "what ran on the machine, of no committee",
    "organization.PrivacyNotice": "the notice of a year is everybody's",
    "returnees.QuestionSetting": "the questionnaire is the region's",
    "returnees.OwnQuestion": "the questionnaire is the region's",
    "returnees.OwnQuestionChoice": "the questionnaire is the region's",
    "returnees.ReceiptFailure": "knows nobody: a keyed digest of what was typed",
    "returnees.Anonymisation": "what was done to a campaign, in numbers; whose they were is in its counts",
}

WITHOUT_ROWS = {
    ("activities.Completion", "region"): "nobody is above it to whom it could say so",
    ("reports.Package", "region"): "the region's own entries are in no row of Annex 2",
    ("reports.Package", "township"): "counts in its county's row",
    ("reports.Package", "administered"): "counts in the row of the city that administers it",
    ("reports.Credit", "region"): "no package",
    **{
        (f"reports.{model}", key): "no package"
        for model in (
            "PackagePhoto",
            "Submission",
            "SubmissionEntry",
            "SubmissionPhoto",
            "StateChange",
            "SummaryVersion",
        )
        for key in ("region", "township", "administered")
    },
    **{("reports.Reminder_packages", key): "no package" for key in ("region", "township", "administered")},
    ("organization.Responsible", "township"): "so that one can be added",
    ("returnees.HandOver", "region"): "nothing is handed over to oneself",
    ("reports.Credit", "township"): "no package",
    ("reports.Credit", "administered"): "its credit is in the package of the city that administers it",
}

# Columns of text that cannot hold a canary.
PLAIN_TEXT = {
    "admin.LogEntry.object_id": "a key, registered with its row",
    "organization.Committee.path": "the order of the tree",
    "activities.Activity.channels": "codes of ways to hand something out",
    "activities.Activity.site_kind": "the code of what was looked at",
    "activities.Service.partner_departments": "codes of departments",
    "activities.Service.training_tags": "codes of trainings, and empty in other services",
    "returnees.FollowUpCase.reasons": "codes of questions and answers",
    "returnees.ReturneeAnswer.question": "the key of a question",
    "returnees.ReturneeAnswer.code": "an answer has either a code or a text",
    "reports.Submission.channel_labels": "the campaign's words for its channels",
    "reports.Submission.zero_reports": "keys of committees with codes of kinds",
    "reports.Submission.returnee_counts": "codes and counts",
    "reports.SubmissionEntry.channels": "codes of ways to hand something out",
    "reports.SubmissionEntry.kind": "the key of a kind",
    "reports.SubmissionEntry.own_figures": "keys of figures with numbers",
    "reports.StateChange.parts": "codes of parts",
}

# Columns whose constraints want text of another form.
ODD_TEXT = {
    "activities.Photo.name": lambda canaries: photo_name(canaries.digits("9", 11)),
    "activities.ActivityImport.token": lambda canaries: import_token(canaries.text()),
    "returnees.Returnee.phone": lambda canaries: canaries.digits("139", 11),
    "returnees.LostReceipt.phone": lambda canaries: canaries.digits("135", 11),
    "organization.Responsible.phone": lambda canaries: canaries.digits("138", 11),
    "activities.Publicity.link": lambda canaries: f"https://example.org/{canaries.text()}",
    "organization.Committee.gb_code": lambda canaries: canaries.digits("97", 6),
    "reports.Package.filled_by_phone": lambda canaries: canaries.digits("137", 11),
    "reports.AnnouncementFile.name": lambda canaries: photo_name(canaries.digits("7", 11)),
    "reports.NoticeDocument.name": lambda canaries: photo_name(canaries.digits("6", 11)),
    "reports.StampedScan.name": lambda canaries: photo_name(canaries.digits("8", 11)),
}


def models_of_ours():
    """Every model that we keep rows of; the proxies in place of their model."""
    ours = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    # With its row the site could not be walked.
    ours.remove(ReadOnlySwitch)
    proxied = {model._meta.concrete_model for model in ours if model._meta.proxy}
    return [model for model in ours if model not in proxied]


def walked_models():
    """Those whose rows are of committees."""
    return [model for model in models_of_ours() if model._meta.label not in SHARED]


def way_to_committee(model):
    """The shortest way over foreign keys to a committee: the names of the keys; None where there is none."""
    ways, seen = [((), model)], set()
    while ways:
        (way, here), *ways = ways
        if here._meta.concrete_model is Committee:
            return way
        keys = [field for field in here._meta.concrete_fields if field.is_relation and field.related_model not in seen]
        seen |= {field.related_model for field in keys}
        ways += [((*way, field.name), field.related_model) for field in keys]
    return None


def text_columns(model):
    """The columns of free text, by name; those with a list of choices hold no text of anybody's."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]


class Planter:
    """Makes rows. `rows` has, per committee and model, the first row that was made of it."""

    def __init__(self, canaries, campaign):
        self.canaries = canaries
        self.pks = {}
        self.sequences = itertools.count(1)
        self.rows: dict[str, dict[type, models.Model]] = {EVERYBODY: {type(campaign): campaign}}
        self.planted: list[tuple[str, models.Model]] = [(EVERYBODY, campaign)]
        self.kinds: dict[str, ActivityKind] = {}

    def plant_form_of_2020(self):
        """The kinds and the table that the notice has."""
        notice = notice_of_2020()
        for position, described in enumerate(notice["kinds"], start=1):
            columns = {"is_active": True, "sentence_pattern": "", "position": position} | described
            kind = self.plant(EVERYBODY, ActivityKind, columns, None)
            self.kinds[kind.key] = kind
            for detail in described["details"]:
                columns = {"label": "", "help_text": "", "is_required": False} | detail | {"kind": kind}
                self.plant(EVERYBODY, KindDetail, columns, None)
        for position, described in enumerate(notice["columns"], start=1):
            headings = dict(zip(("heading_1", "heading_2"), described["headings"], strict=False))
            columns = {"heading_2": "", "heading_3": "", "figure": "", "meaning": "", "position": position}
            columns |= described | headings | {"kind": self.kinds.get(described.get("kind"))}
            self.plant(EVERYBODY, AnnexColumn, columns, None)

    def plant(self, key, model, columns, abroad):
        """A row of `model` of the committee `key`; `abroad` is the committee of foreign keys marked ABROAD."""
        row = self.row(key, model, columns, abroad)
        row.save(force_insert=True)
        self.rows.setdefault(key, {}).setdefault(model._meta.concrete_model, row)
        self.planted.append((key, row))
        return row

    def row(self, key, model, columns, abroad):
        marked = {ABROAD: abroad, ABOVE: "region"}
        values = {}
        for field in (field for field in model._meta.concrete_fields if not field.generated):
            given = columns.get(field.name, ...)
            if given is ABROAD or given is ABOVE:
                values[field.name] = self.rows[marked[given]][field.related_model._meta.concrete_model]
            elif callable(given):
                values[field.name] = given(self, key)
            else:
                values[field.name] = self.fill(field, key) if given is ... else given
        return model(**values)

    def fill(self, field, key):
        label = f"{field.model._meta.concrete_model._meta.label}.{field.name}"
        if label in ODD_TEXT:
            return ODD_TEXT[label](self.canaries)
        if field.primary_key and not field.is_relation:
            return next(self.pks.setdefault(field.model, itertools.count(FIRST_PK + len(self.pks) * PKS_PER_MODEL)))
        if field.is_relation:
            return self.related(field, key)
        if field.choices:
            return field.get_default() if field.has_default() or field.blank else field.choices[0][0]
        return self.plain(field)

    def related(self, field, key):
        model = field.related_model._meta.concrete_model
        row = self.rows.get(key, {}).get(model) or self.rows[EVERYBODY].get(model)
        assert row or field.null, f"{field}: give it a row by a line in ROWS"
        return row if model is not field.model else None

    def plain(self, field):
        match field:
            case models.JSONField():
                return {"text": self.canaries.text()}
            case models.EmailField():
                return f"{self.canaries.text()}@example.org"
            case models.FileField():
                raise AssertionError(f"{field}: give it a file by a line in ROWS")
            case models.CharField() | models.TextField():
                return self.canaries.text()
            case models.UUIDField():
                return uuid.uuid4()
            case models.BinaryField():
                return b""
            case models.GenericIPAddressField():
                return "10.0.0.1"
            case _ if field.null or field.has_default():
                return field.get_default()
            case models.DateTimeField():
                return MOMENT
            case models.DateField():
                return DAY
            case models.IntegerField():
                return next(self.sequences)
        raise AssertionError(f"{field}: say in ROWS how to fill it")

    def log(self):
        """An entry of the admin's own log about every planted row, by somebody of its committee."""
        entries = []
        for key, row in [(key, row) for key, row in self.planted if key != EVERYBODY]:
            content_type = ContentType.objects.get_for_model(row, for_concrete_model=False)
            subject = {"content_type": content_type, "object_id": str(row.pk), "action_flag": CHANGE}
            entries.append((key, self.row(key, LogEntry, subject, None)))
        LogEntry.objects.bulk_create(entry for _, entry in entries)
        self.planted += entries

    def harvest(self):
        """Register the text and the key of every planted row as its committee's canaries."""
        for key, row in self.planted:
            if key == EVERYBODY:
                continue
            self.register(key, row, row._meta.pk.name, str(row.pk))
            for field in text_columns(row):
                value = getattr(row, field.attname)
                value = value.get("text") if isinstance(value, dict) else value
                if value and f"{row._meta.concrete_model._meta.label}.{field.name}" not in PLAIN_TEXT:
                    self.register(key, row, field.name, value)

    def register(self, key, row, name, value):
        origin = Origin(key, f"{row._meta.concrete_model._meta.label}.{name}")
        assert self.canaries.own(value, origin), f"{origin}: {value!r} is no canary of its own"
