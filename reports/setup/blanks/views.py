"""The campaign's table: designed by hand, or from the blank that its notice comes with."""

from pathlib import PurePath

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from activities.models import ActivityKind
from organization.attachments import attachment
from organization.campaign_choice import named_campaign
from organization.text import LineField
from organization.whole_numbers import WholeNumberField
from organization.workbook_file import FILE_LIMIT
from reports.annex2.grid import build_grid
from reports.annex2.structure import STRUCTURE_IS_FIXED, is_structure_fixed
from reports.annex2.workbook import workbook_bytes
from reports.setup.blanks.choices import offer_of
from reports.setup.blanks.draft import Draft, draft_from_post, draft_of
from reports.setup.blanks.drafting import draft_from_blank
from reports.setup.blanks.edits import edit
from reports.setup.blanks.forms import TableForms
from reports.setup.blanks.preview import designed_table
from reports.setup.blanks.printed_rows import compare_rows
from reports.setup.blanks.reading import SUFFIXES, read_blank
from reports.setup.blanks.saving import (
    PartRefused,
    PlannedColumn,
    PlannedKind,
    SavedTable,
    digest_of,
    present_columns,
    save_table,
)

LONGEST_FILE_NAME, LONGEST_TITLE = 200, 80
can_design = permission_required(
    (
        "organization.change_campaign",
        "activities.add_activitykind",
        "activities.change_activitykind",
        "reports.add_annexcolumn",
        "reports.change_annexcolumn",
        "reports.delete_annexcolumn",
    ),
    raise_exception=True,
)


class BlankForm(forms.Form):
    campaign = LineField(widget=forms.HiddenInput)
    blank = forms.FileField(
        label="通知所附的空表（.xlsx 或 .docx）",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": "请先选择文件。", "empty": "这个文件是空的。"},
    )
    number = WholeNumberField(
        label="第几张表", required=False, min_value=1, max_value=99, help_text="文件里只有一张的不用填。"
    )

    def clean(self):
        typed = super().clean()
        if (file := typed.get("blank")) and "number" in typed:
            name = PurePath(file.name[-LONGEST_FILE_NAME:]).name
            try:
                # One byte more than allowed: the file's own check then reports its size.
                typed["read"] = read_blank(file.read(FILE_LIMIT + 1), name, number=typed["number"])
            except ValidationError as refusal:
                self.add_error("number" if refusal.code == "several" else "blank", refusal)
        return typed


def offers_of(campaign):
    """Kinds in which entries are logged, and those that the table counts though they are retired."""
    kinds = ActivityKind.objects.in_campaign(campaign).filter(Q(is_active=True) | Q(annex_columns__isnull=False))
    return [offer_of(kind) for kind in kinds.distinct().with_questions()]


def design_address(campaign) -> str:
    return f"{reverse('table_design')}?campaign={campaign.key}"


@require_http_methods(["GET", "HEAD", "POST"])
@can_design
def table_from_blank(request):
    campaign = named_campaign(request)
    is_fixed = is_structure_fixed(campaign)
    form = BlankForm(request.POST or None, request.FILES or None, initial={"campaign": campaign.key}, label_suffix="")
    if not is_fixed and request.method == "POST" and form.is_valid():
        try:
            columns = present_columns(campaign)
            draft = draft_from_blank(form.cleaned_data["read"], campaign, offers_of(campaign), columns)
        except ValidationError as refusal:
            form.add_error("blank", refusal)
        else:
            return design_page(request, campaign, TableForms(draft, offers_of(campaign)), is_from_blank=True)
    context = admin.site.each_context(request) | {
        "title": "从空表做汇总表",
        "campaign": campaign,
        "form": form,
        "is_fixed": is_fixed,
        "structure_is_fixed": STRUCTURE_IS_FIXED,
        "back": design_address(campaign),
    }
    return TemplateResponse(request, "reports/setup/table_from_blank.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@can_design
def table_design(request):
    campaign = named_campaign(request)
    if request.method != "POST":
        return design_page(
            request, campaign, TableForms(draft_of(campaign, present_columns(campaign)), offers_of(campaign))
        )
    draft, act = draft_from_post(request.POST), request.POST.get("act", "")
    if act == "save":
        return save(request, campaign, draft)
    if act == "download":
        content = workbook_bytes(designed_table(campaign, draft, request.user))
        title = draft.head["annex2_title"][:LONGEST_TITLE] or campaign.annex2_title
        return attachment(content, f"空表_{title}.xlsx")
    if not is_structure_fixed(campaign):
        edit(draft, act)
    seen, is_confirmed = request.POST.get("seen", ""), "is_confirmed" in request.POST
    return design_page(request, campaign, TableForms(draft, offers_of(campaign), is_confirmed=is_confirmed), seen=seen)


def save(request, campaign, draft: Draft):
    table = TableForms(draft, offers_of(campaign), is_bound=True, is_confirmed="is_confirmed" in request.POST)
    if table.is_valid():
        try:
            saved = save_table(request, campaign=campaign, seen=request.POST.get("seen", ""), **planned(table))
        except PartRefused as refused:
            table.add_refusal(refused.part, refused.refusal)
        except ValidationError as refusal:
            table.errors += refusal.messages
        else:
            report(request, campaign, draft, table, saved)
            return HttpResponseRedirect(design_address(campaign))
        campaign.refresh_from_db()
    return design_page(request, campaign, table)


def planned(table: TableForms) -> dict:
    columns = []
    for group in table.groups:
        for column in group.columns:
            typed = column.form.cleaned_data
            headings = (group.form.cleaned_data["heading"], typed["heading_2"], typed["heading_3"])
            columns.append(
                PlannedColumn(
                    tuple(filter(None, headings)),
                    typed["choice"],
                    table.label_of(column),
                    typed["unit"],
                    typed["width"],
                    typed["pk"],
                )
            )
    kinds = [PlannedKind(**form.cleaned_data) for form in table.kinds]
    return {"head": table.head.cleaned_data, "kinds": kinds, "columns": columns}


def report(request, campaign, draft: Draft, table: TableForms, saved: SavedTable) -> None:
    if not saved.is_changed:
        messages.info(request, "没有改动。")
        return
    made = f"，新增类别：{'、'.join(kind.label for kind in saved.kinds)}" if saved.kinds else ""
    messages.success(request, f"已保存：{campaign}的汇总表，{len(table.columns)} 列{made}。")
    if unknown := compare_rows(draft.printed_rows, campaign, request.user).unknown:
        messages.warning(request, f"空表里印着、本年度没有这一行的：{'、'.join(unknown[:20])}。没有替您新建。")


def design_page(request, campaign, table: TableForms, *, seen=None, is_from_blank=False):
    """`seen`: what the page showed of the saved table when it was opened, if that was before."""
    preview = designed_table(campaign, table.draft, request.user)
    grid = build_grid(preview)
    printed = table.draft.printed_rows
    columns = present_columns(campaign)
    is_fixed = is_structure_fixed(campaign)
    context = admin.site.each_context(request) | {
        "title": "汇总表的设计",
        "campaign": campaign,
        "table": table,
        "is_fixed": is_fixed,
        "structure_is_fixed": STRUCTURE_IS_FIXED,
        "is_from_blank": is_from_blank,
        "is_unsaved": request.method == "POST",
        "rows": compare_rows(printed, campaign, request.user) if printed else None,
        "grid": grid,
        "seen": digest_of(campaign, columns) if seen is None else seen,
        "lost": lost_columns(columns, table.draft),
    }
    return TemplateResponse(request, "reports/setup/table_design.html", context)


def lost_columns(columns, draft: Draft) -> list[str]:
    """Columns that the saved table has and that would be deleted."""
    kept = {column.pk for column in draft.columns}
    return [str(column) for column in columns if str(column.pk) not in kept]
