"""The staff's addresses that are not the admin's own, and what of others may be seen on purpose.

A new address under /admin/ needs one line in PAGES: what its arguments mean, and with which queries it is asked.
The lists, forms, histories and deletions of a registered admin class need none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from activities.models import Activity, Completion, Photo, Service
from organization.models import Account, Committee, Notification
from reports.choices import Source
from reports.models import Announcement, Package, PackagePhoto, StampedScan, Submission, SubmissionPhoto, SummaryVersion
from reports.setup.form_pages import FORM_PAGES
from returnees.models import Entrance, FollowUpCase, OwnQuestion, Returnee
from tests.walk.canaries import MISSING_PK
from tests.walk.rows import APPS
from tests.walk.sections import KINDS_OF_2020


def once(walker):
    return [{}]


def any_of_them(row):
    return True


def of_nobody(walker, key):
    return False


def in_state(*states):
    return lambda row: row.state in states


@dataclass(frozen=True)
class Page:
    # The model whose key is the address's argument; it is then asked for the rows of every committee.
    row: type | None = None
    # Which of the model's rows have this page.
    fits: Callable = any_of_them
    # The committees outside one's own subtree whose rows it shows on purpose.
    shown: Callable = of_nobody
    argument: str = "pk"
    # Other arguments of the address, if it has any.
    arguments: tuple[dict, ...] = ({},)
    # The queries to ask with, given the walker.
    queries: Callable = once
    # A parameter of the query that names rows: its name and the rows' model.
    named_rows: tuple[str, type] | None = None
    is_post_only: bool = False
    # What is sent by POST, besides the forms that the page shows.
    posts: tuple[dict, ...] = ({},)
    # Whether anybody gets an answer other than a refusal.
    opens: bool = True
    # Whether only the row's own committee may do it, and not the region's manager.
    is_own_work: bool = False
    # The models whose rows decide who sees it, where `row` does not.
    scoped_by: tuple[type, ...] = ()


def annex2_queries(walker):
    """The row of every committee that is near enough to be tried, and the rows without a package."""
    keys = {walker.key, "planned", *walker.relatives}
    packages = [row.pk for key, row in walker.world.all_rows(Package) if key in keys]
    rows = [*packages, "own", "total", "outside", MISSING_PK]
    live = [{"row": row, "kind": "letter"} for row in rows] + [{"row": packages[0], "kind": "visit"}]
    return live + [query | {"source": source} for query in live for source in Source if source != Source.LIVE]


def each_source(walker):
    return [{"source": source} for source in (*Source.values, "x")]


def annex2_page_queries(walker):
    return [{}, {"campaign": 2020}, {"campaign": 1999}, {"campaign": "x"}, *each_source(walker)]


def of_each_kind(*others):
    """The arguments of an address of each kind, with each of the `others`."""
    return tuple({"kind_key": kind} | more for kind in KINDS_OF_2020 for more in others or ({},))


# A kind's way from and to Excel; what is uploaded is in uploads.py.
CAMPAIGNS = ({"campaign": "2020"}, {"campaign": "1999"})
EXCHANGE = {
    "admin:activities_kind_import": Page(arguments=of_each_kind()),
    "admin:activities_kind_import_confirm": Page(arguments=of_each_kind(), is_post_only=True),
    "admin:activities_kind_template": Page(arguments=of_each_kind(*CAMPAIGNS)),
    "admin:activities_kind_export": Page(arguments=of_each_kind(CAMPAIGNS[0]), named_rows=("under", Committee)),
}
# The addresses under which the admin's own log knows entries: they lead to the pages of the kind.
STOCK = {"admin:activities_activity_changelist": Page()} | {
    f"admin:activities_activity_{view}": Page(row=Activity, argument="object_id")
    for view in ("change", "history", "delete")
}


PLACES = ({"position": 1}, {"position": 4})
KINDS = ({"kind": "letter"}, {"kind": "x"})


def own_work(*posts, **options):
    """A form of a package that its own committee sends."""
    return Page(row=Package, is_own_work=True, is_post_only=True, posts=posts, **options)


def is_placed(file):
    """Whether a photo or scan stands in a package, or went up in one."""
    uses = [use for use in type(file)._meta.related_objects if use.related_model._meta.app_label == "reports"]
    return any(getattr(file, use.get_accessor_name()).exists() for use in uses)


def is_there(entry):
    return entry.deleted_at is None


# By the keys of the campaigns.
SETUP_PAGES = ("", "_document", "_rows", "_open", "_close", "_home")
SETUPS = ({"key": "2020"}, {"key": "1999"})

LIVING = in_state("accepted", "quarantined")


def above(walker, key):
    """Committees above one's own: who they are is no secret."""
    return walker.key is not None and walker.key in walker.world.subtree(key)


PAGES = {
    "desk": Page(),
    "announcements": Page(),
    "announcement_add": Page(),
    "announcement": Page(row=Announcement, shown=above),
    "announcement_file": Page(row=Announcement, shown=above),
    "announcement_withdraw": Page(row=Announcement, shown=above, is_own_work=True, is_post_only=True),
    "notifications": Page(),
    "notifications_seen": Page(is_post_only=True),
    "notification_seen": Page(row=Notification, is_own_work=True, is_post_only=True),
    "search": Page(),
    "annex2": Page(queries=annex2_page_queries),
    "annex2_workbook": Page(queries=each_source),
    "consolidated": Page(queries=each_source),
    "annex2_entries": Page(queries=annex2_queries),
    "statistics": Page(
        queries=lambda walker: [{}, {"under": "x"}, {"with": 2020}, {"with": 1999}, {"with": "x"}],
        named_rows=("under", Committee),
    ),
    "table_design": Page(queries=lambda walker: [{}, {"campaign": 2020}, {"campaign": 1999}, {"campaign": "x"}]),
    "table_from_blank": Page(queries=lambda walker: [{}, {"campaign": 2020}, {"campaign": "x"}]),
    "notice_document": Page(arguments=SETUPS),
    "admin:reports_setup_begin": Page(),
    "admin:reports_setup_copy": Page(arguments=({"key": "2020"}, {"key": "1999"})),
    "admin:reports_setup_pack": Page(),
    "admin:reports_setup_blank": Page(),
    "notice_pack": Page(arguments=({"key": "2020"}, {"key": "1999"})),
    **{f"admin:reports_setup{page}": Page(arguments=SETUPS) for page in SETUP_PAGES},
    "admin:reports_setup_form": Page(
        arguments=tuple({"key": "2020", "page": page} for page in (*FORM_PAGES, "nothing"))
    ),
    "compliance": Page(queries=lambda walker: [{}, {"year": 2020}, {"year": 1}, {"year": "x"}]),
    "affected_export": Page(),
    "retention": Page(queries=lambda walker: [{}, {"campaign": 2020}, {"campaign": 1999}, {"campaign": "x"}]),
    "work": Page(queries=lambda walker: [{}, {"under": "x"}], named_rows=("under", Committee)),
    "work_follow_ups": Page(
        queries=lambda walker: [{"kind": "guidance"}, {"kind": "guidance", "only": "own"}, {"kind": "reached"}],
        named_rows=("under", Committee),
    ),
    "package": Page(row=Package),
    "package_correct_sentence": own_work({"correct": "1", "sentence-1": "x", "corrected-1": "x"}),
    "package_save": own_work(
        *({f"{part}-seen_revision": ""} for part in ("contact", "summary", "scan", "photo-1", "photo-4")),
        {"scan-seen_revision": "", "remove": "scan"},
        {"photo-1-seen_revision": "", "remove": "photo-1"},
        *({button: "1"} for button in ("check", "choose", "draft", "zero_report")),
    ),
    "package_draft": Page(row=Package, is_own_work=True),
    "package_earlier_texts": Page(row=Package),
    "package_restore_text": Page(
        row=SummaryVersion, is_own_work=True, is_post_only=True, scoped_by=(SummaryVersion, Package)
    ),
    "package_photo_choice": Page(row=Package, is_own_work=True, arguments=PLACES),
    "package_phone": Page(row=Package, is_own_work=True),
    "package_entries": Page(row=Package, arguments=KINDS),
    "package_odd_figures": Page(row=Package),
    "package_submit": Page(row=Package, is_own_work=True),
    "package_withdraw": own_work({}),
    "package_return": Page(row=Package, is_post_only=True, posts=({}, {"reason": "x", "parts": "summary"})),
    "package_accept": Page(row=Package, is_post_only=True),
    "package_reopen": Page(row=Package, is_post_only=True, posts=({}, {"reason": "x"})),
    "package_extend": Page(row=Package, is_post_only=True, posts=({}, {"cancel": "1"})),
    "submission": Page(row=Submission),
    "submission_entries": Page(row=Submission, arguments=KINDS),
    "picture": Page(row=Photo, fits=is_placed, scoped_by=(PackagePhoto, SubmissionPhoto)),
    "picture_thumbnail": Page(row=Photo, fits=is_placed, scoped_by=(PackagePhoto, SubmissionPhoto)),
    "stamped_scan": Page(row=StampedScan, fits=is_placed),
    "account_hand_over": Page(row=Account),
    "committee_end": Page(row=Committee, posts=({"is_confirmed": "on"},)),
    "board": Page(
        queries=lambda walker: [{}, {"state": "submitted", "sort": "state"}, {"open": "x"}],
        named_rows=("open", Package),
    ),
    "board_reminder": Page(),
    "board_bulletin": Page(),
    "board_bulletin_picture": Page(),
    "board_zip": Page(queries=lambda walker: [{}, {"state": "submitted"}]),
    "package_sheet": Page(row=Package),
    "package_summary_document": Page(row=Package),
    "package_zip": Page(row=Package),
    "package_email": Page(row=Package),
    "submission_zip": Page(row=Submission),
    "annual_archive": Page(),
    "full_export": Page(
        arguments=tuple({"what": what} for what in ("returnees", "activities", "letter")),
        queries=lambda walker: [{}, {"search": "x"}, {"q": "x", "p": 2}],
        named_rows=("under", Committee),
    ),
    "entry_phone": Page(row=Activity, fits=is_there),
    "service_phone": Page(row=Service, fits=is_there),
    "photo": Page(row=Photo),
    "photo_thumbnail": Page(row=Photo),
    "deleted_activities": Page(),
    "completion": Page(),
    "hand_back": Page(row=Completion),
    "declare_zero_report": Page(arguments=tuple({"kind": kind} for kind in (*KINDS_OF_2020, "x")), is_post_only=True),
    "admin:choose_campaign": Page(is_post_only=True),
    "admin:index": Page(opens=False),  # the desk stands before it
    "admin:login": Page(),
    "admin:activate": Page(posts=({}, {"secret": "x"})),
    "admin:login_code": Page(is_post_only=True),
    "admin:logout": Page(is_post_only=True),
    "admin:password_change": Page(),
    "admin:password_change_done": Page(),
    "admin:autocomplete": Page(opens=False),
    "admin:jsi18n": Page(),
    "admin:help": Page(queries=lambda walker: [{}, {"q": "密码"}]),
    "admin:help_chapter": Page(arguments=({"key": "county"}, {"key": "nothing"})),
    "admin:app_list": Page(arguments=tuple({"app_label": app} for app in APPS)),
    "admin:page_token": Page(opens=False),  # it answers our own pages only, and asks who they are
    "admin:roles": Page(),
    "admin:second_factor": Page(),
    "admin:second_factor_bind": Page(),
    "admin:second_factor_codes": Page(),
    # Nobody of the walk has bound a phone.
    "admin:second_factor_remove": Page(arguments=({"pk": MISSING_PK},), opens=False),
    "admin:sessions": Page(),
    "admin:style": Page(),
    "admin:organization_auditevent_verify": Page(),
    "admin:organization_auditevent_export": Page(),
    "admin:organization_account_bulk": Page(),
    "admin:organization_account_list": Page(),
    "admin:organization_account_list_template": Page(),
    "admin:organization_account_slips": Page(named_rows=("pks", Account)),
    "admin:organization_account_reset_factor": Page(row=Account, opens=False),  # nobody of the walk has bound a phone
    "admin:organization_responsible_overview": Page(queries=lambda walker: [{}, {"missing": 1}, {"page": 2}]),
    "admin:activities_wechatgroup_coverage": Page(queries=lambda walker: [{}, {"lacking": 1}]),
    "admin:questionnaire_design": Page(queries=lambda walker: [{}, {"campaign": 2020}, {"campaign": "x"}]),
    "admin:questionnaire_preview": Page(queries=lambda walker: [{}, {"status": "A"}]),
    "admin:returnees_entrance_bulk": Page(),
    "admin:returnees_entrance_summary": Page(),
    "admin:returnees_entrance_posters": Page(named_rows=("pks", Entrance)),
    "admin:returnees_entrance_qr_png": Page(row=Entrance),
    "admin:returnees_entrance_qr_svg": Page(row=Entrance),
    "admin:returnees_entrance_poster_png": Page(row=Entrance),
    "admin:returnees_entrance_square_png": Page(row=Entrance),
    "admin:returnees_entrance_pictures": Page(named_rows=("pks", Entrance)),
    "admin:returnees_entrance_preview": Page(row=Entrance),
    "admin:returnees_ownquestion_answers": Page(row=OwnQuestion),
    "admin:returnees_ownquestion_export": Page(),
    "admin:returnees_returnee_fill": Page(),
    "admin:returnees_returnee_search": Page(),
    "admin:returnees_returnee_quarantine": Page(queries=lambda walker: [{}, {"tab": "rejected"}, {"page": 2}]),
    "admin:returnees_returnee_deleted": Page(),
    "admin:returnees_returnee_phone": Page(row=Returnee),
    "admin:returnees_followupcase_phone": Page(row=FollowUpCase),
    "admin:returnees_followupcase_sheet": Page(queries=lambda walker: [{}, {"whose": "all"}, {"sheet": "x"}]),
    "admin:returnees_returnee_compare": Page(row=Returnee, fits=LIVING),
    "admin:returnees_returnee_split": Page(row=Returnee, fits=in_state("merged"), is_post_only=True),
    "admin:returnees_returnee_review": Page(
        row=Returnee,
        fits=in_state("quarantined"),
        is_post_only=True,
        posts=({"decision": "release"}, {"decision": "reject", "back": "quarantine"}, {"decision": "again"}),
    ),
    "admin:returnees_returnee_correct": Page(row=Returnee),
    "admin:returnees_returnee_receipt": Page(row=Returnee, posts=({"ground": "call"},)),
    "admin:returnees_returnee_withdraw": Page(row=Returnee, posts=({"ground": "call"},)),
    "admin:returnees_returnee_remove": Page(row=Returnee, fits=LIVING, posts=({"reason": "test"},)),
    "admin:returnees_returnee_restore": Page(row=Returnee, fits=in_state("deleted"), is_post_only=True),
    **EXCHANGE,
    **STOCK,
}


def everybody(walker, key):
    return True


def credited(walker, key):
    """Committees that count in one's own row of Annex 2 without being below one."""
    return (walker.key, key) == ("planned", "administered")


def handed_over(walker, key):
    """Who had a case that one has now, and who has one that one had."""
    return key == "foreign" and walker.is_own("county")


CASES = {f"admin:returnees_followupcase_{view}" for view in ("changelist", "change", "phone", "sheet")}
HAND_OVERS = {f"admin:returnees_handover_{view}" for view in ("changelist", "change", "history")}
PACKAGES = {name for name in PAGES if name.startswith("package")} | {"submission", "submission_entries"}
CREDITED = PACKAGES | {
    "annex2",
    "annex2_workbook",
    "annex2_entries",
    "admin:reports_package_changelist",
    "admin:reports_package_change",
}

ANNOUNCED = {"announcements", "announcement", "announcement_file", "notifications", "desk"}
QUESTIONNAIRES = {"admin:questionnaire_preview", "admin:returnees_entrance_preview", "admin:returnees_returnee_correct"}
RECORDS = {f"admin:returnees_returnee_{page}" for page in ("change", "compare", "quarantine", "deleted")}

# Column (or the beginning of it), names of the addresses (...: all), committees, reason.
MAY_BE_SEEN = [
    ("organization.Committee.place_name", ..., above, "who stands above one is no secret"),
    ("organization.Committee.short_name", ..., above, "who stands above one is no secret"),
    ("organization.Committee.name", ..., above, "who stands above one is no secret"),
    ("organization.Committee.short_name", CREDITED, credited, "they count in the row"),
    ("reports.Announcement", ANNOUNCED, above, "those above announce it to all below"),
    ("activities.Activity.channel_other", CREDITED, credited, "it stands in the row"),
    ("activities.Activity.id", PACKAGES | {"annex2_entries"}, credited, "the entries behind the row"),
    ("organization.Committee.", {"admin:returnees_followupcase_change"}, everybody, "a case can go to any committee"),
    ("returnees.Returnee.", CASES, handed_over, "whom the committee helps that has the case now"),
    ("returnees.FollowUpNote.", CASES, handed_over, "what was done before the case came"),
    ("organization.Committee.short_name", HAND_OVERS, handed_over, "from where a case came and where it went"),
    ("returnees.HandOver.", CASES | HAND_OVERS, handed_over, "why a case came"),
    ("returnees.FollowUpCase.id", HAND_OVERS, handed_over, "the number of a case that went"),
    ("organization.Committee.", QUESTIONNAIRES, everybody, "a youth chooses among all places"),
    ("organization.Committee.short_name", RECORDS, everybody, "by whose code a youth came"),
]

# Forms, by the `step` that they hide, that are meant to change what others see: the attacks do not send them.
OPEN_FORMS = {
    "hand_over": "a case can go to any committee, and is then another's row; tests/returnees/test_follow_up_acts.py",
}
