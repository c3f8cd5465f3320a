"""From and to Excel: the template, the import in two steps and the export of one kind's list."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from activities.addresses import kind_address
from activities.admin.kind_pages import kind_key, viewed_kind
from activities.exchange.columns import build_columns, build_example
from activities.exchange.preview import Preview, fault_marks
from activities.exchange.reading import ROW_LIMIT, read_workbook
from activities.exchange.resources import ImportOutdated, KindResource, RowForm, RowRefused
from activities.exchange.row_questions import SHOWN_ROWS, RowChoices
from activities.exchange.workbooks import list_workbook, sheet_title, template_workbook
from activities.models import ActivityImport
from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_campaign, act_on_posted_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import today
from organization.forms import is_with_hidden_rows
from organization.models import Campaign
from organization.staff_site.post_or_back import post_or_back
from organization.text import LineField
from organization.workbook_file import FILE_LIMIT, MARK_LIMIT, mark_cells

EXPORT_LIMIT = 50_000
OUTDATED = "预览之后记录有了变化，这次没有导入。请核对下面新的预览，再确认一次。"
LOG_MESSAGE = "从 Excel 导入"


# Name, address and view of a kind's pages of exchange.
EXCHANGE_PAGES = (
    ("import", "import/", "import_view"),
    ("import_confirm", "import/confirm/", "confirm_view"),
    ("template", "template/<slug:campaign>.xlsx", "template_view"),
    ("export", "export/<slug:campaign>.xlsx", "export_view"),
)


class UploadForm(forms.Form):
    campaign = LineField(widget=forms.HiddenInput)
    workbook = forms.FileField(
        label="填好的 .xlsx 文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请先选择填好的文件。", "empty": "这个文件是空的。"},
    )

    def clean_workbook(self):
        # One byte more than allowed: the file's own check then reports its size.
        return self.cleaned_data["workbook"].read(FILE_LIMIT + 1)


class ExchangeMixin:
    """For the admin class of the log: a workbook holds the entries of one kind."""

    def exchange_addresses(self, kind, campaign):
        """Addresses that change a file name the campaign of the page: another tab may have switched to another one."""
        return {
            "import": kind_address("import", kind.key),
            "confirm": kind_address("import_confirm", kind.key),
            "template": kind_address("template", kind.key, campaign.key),
            "export": kind_address("export", kind.key, campaign.key),
        }

    def changelist_view(self, request, extra_context=None):
        addresses = self.exchange_addresses(viewed_kind(request), viewed_campaign(request))
        context = {"exchange": addresses, "query": request.GET.urlencode()}
        return super().changelist_view(request, context | (extra_context or {}))

    # Template and export

    @method_decorator(require_safe)
    def template_view(self, request, campaign):
        campaign = self.act_on(request, campaign)
        self.require_import(request)
        kind = viewed_kind(request)
        columns = build_columns(self.get_form(request), request.user)
        content = template_workbook(
            title=sheet_title(kind.label),
            columns=columns,
            example=build_example(columns, campaign),
            campaign=campaign,
        )
        return attachment(content, f"{kind.label}_{campaign.key}_模板.xlsx")

    @method_decorator(require_safe)
    def export_view(self, request, campaign):
        if not self.has_view_permission(request) or request.user.committee is None:
            raise PermissionDenied
        campaign = self.act_on(request, campaign)
        kind = viewed_kind(request)
        try:
            entries = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:  # the list itself then shows everything; a file of everything is not meant
            messages.error(request, "筛选条件无法识别，没有导出。")
            return HttpResponseRedirect(kind_address("changelist", kind.key))
        if entries.count() > EXPORT_LIMIT:
            messages.error(request, f"一次最多导出 {EXPORT_LIMIT} 条，请先在列表中筛选，再导出。")
            return HttpResponseRedirect(f"{kind_address('changelist', kind.key)}?{request.GET.urlencode()}")
        resource = self.resource(request, campaign)
        rows = resource.export(entries.select_related("campaign", "committee"))
        content = list_workbook(title=sheet_title(kind.label), columns=resource.columns, rows=rows, campaign=campaign)
        detail = f"{kind.label} {campaign}，{len(rows)} 条"
        append_audit_event(request, Act.ACTIVITY_EXPORT, request.user.committee, detail=detail)
        name = f"{kind.label}_{campaign.key}_{request.user.committee.place_name}_{today():%Y%m%d}.xlsx"
        return attachment(content, name)

    # Import

    def import_view(self, request):
        act_on_posted_campaign(request)
        self.require_import(request)
        ActivityImport.objects.delete_stale()
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self.upload_page(request, form)
        content, campaign = form.cleaned_data["workbook"], viewed_campaign(request)
        try:
            _, reading, preview = self.validate_content(request, campaign, content, RowChoices())
        except ValidationError as error:
            form.add_error("workbook", error)
            return self.upload_page(request, form)
        upload = ActivityImport.objects.store(content, kind=viewed_kind(request), campaign=campaign, by=request.user)
        return self.preview_page(request, upload, reading, preview)

    @method_decorator(post_or_back(to=lambda request: kind_address("import", viewed_kind(request).key)))
    def confirm_view(self, request):
        """Import what the preview showed, into its own campaign and at most once."""
        token, key = request.POST.get("token", ""), kind_key(request)
        pending = ActivityImport.objects.of_token(token, kind_key=key, account=request.user)
        if pending is not None:
            act_on_campaign(request, pending.campaign)
        self.require_import(request)
        if pending is None:
            return self.restart_import(request)
        content = pending.content()
        try:
            if content is None:
                return self.report_already_imported_or(self.restart_import, request, pending)
            if answer := self.carry_out_if_answered(request, pending, content):
                return answer
        except ValidationError as error:  # what could be read at the upload no longer can: the columns have changed
            messages.error(request, f"没有导入，所问的内容刚刚改过：{''.join(error.messages)}")
            return HttpResponseRedirect(kind_address("import", kind_key(request)))
        except ImportOutdated:
            pass
        except RowRefused as refusal:
            messages.error(request, f"没有导入：第 {refusal.row_number} 行的内容不能保存，请核对后重新上传。")
            return HttpResponseRedirect(kind_address("import", kind_key(request)))
        return self.report_already_imported_or(self.preview_again, request, pending)

    def carry_out_if_answered(self, request, pending, content):
        """None where the preview that was confirmed is no longer true, or was of other questions."""
        is_confirmed = "look" not in request.POST and "marked" not in request.POST
        choices = RowChoices.sent(request.POST) if is_confirmed else RowChoices()
        resource, reading, preview = self.validate_content(request, pending.campaign, content, choices)
        if "marked" in request.POST and preview.faults:
            return self.marked_file(request, pending, reading, preview)
        if not is_confirmed:
            return self.preview_page(request, pending, reading, preview)
        if not preview.is_importable or request.POST.get("asked") != preview.questions.digest:
            return None
        if preview.questions.is_open:
            return self.preview_page(request, pending, reading, preview, is_unanswered=True)
        return self.carry_out(request, pending, resource, reading, preview)

    def marked_file(self, request, upload, reading, preview):
        try:
            marked = mark_cells(upload.content(), reading.title, fault_marks(preview, reading))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return self.preview_page(request, upload, reading, preview)
        return attachment(marked, f"{upload.kind.label}_{upload.campaign.key}_标出错误.xlsx")

    def preview_again(self, request, pending):
        content = pending.content()
        if content is None:
            return self.restart_import(request)
        messages.warning(request, OUTDATED)
        _, reading, preview = self.validate_content(request, pending.campaign, content, RowChoices())
        return self.preview_page(request, pending, reading, preview)

    def report_already_imported_or(self, otherwise, request, pending):
        """A second confirmation can arrive while the first is still running."""
        done = ActivityImport.objects.filter(pk=pending.pk).exclude(imported_at=None).first()
        return self.report_already_imported(request, done) if done else otherwise(request, pending)

    @transaction.atomic
    def carry_out(self, request, pending, resource, reading, preview):
        pending = ActivityImport.objects.select_for_update().filter(pk=pending.pk).first()
        if pending is None:
            return self.restart_import(request)
        if pending.imported_at:
            return self.report_already_imported(request, pending)
        if not preview.is_storing:
            messages.info(request, "没有要导入的：这些行都已存在，没有再记。")
            return HttpResponseRedirect(kind_address("changelist", kind_key(request)))
        withdrawn = resource.store()
        pending.finish(created=preview.created, changed=preview.changed, skipped=preview.skipped)
        for entries, flag in ((resource.create_instances, ADDITION), (resource.update_instances, CHANGE)):
            LogEntry.objects.log_actions(request.user.pk, entries, flag, LOG_MESSAGE)
        detail = f"{resource.kind.label} {pending.campaign}：{pending.counts}"
        append_audit_event(request, Act.ACTIVITY_IMPORT, pending, detail=detail)
        messages.success(request, f"导入完成：{pending.counts}。")
        if reading.hidden_rows and not is_with_hidden_rows(request):
            messages.info(request, f"隐藏的 {len(reading.hidden_rows)} 行没有导入。")
        if withdrawn:
            messages.info(request, f"{withdrawn} 个单位原来的{resource.kind.label}零报告已自动撤销。")
        return HttpResponseRedirect(kind_address("changelist", kind_key(request)))

    def validate_content(self, request, campaign, content, choices):
        resource = self.resource(request, campaign)
        reading = read_workbook(
            content,
            title=sheet_title(resource.kind.label),
            columns=resource.columns,
            example=build_example(resource.columns, campaign),
            with_hidden=is_with_hidden_rows(request),
        )
        return resource, reading, Preview(resource, resource.check(reading.dataset, choices))

    def resource(self, request, campaign):
        return KindResource(
            form_class=self.get_form(request, form=RowForm),
            account=request.user,
            entries=self.get_queryset(request),
            campaign=campaign,
            can_change=lambda entry: self.has_change_permission(request, entry),
        )

    def require_import(self, request):
        if not self.has_add_permission(request) or request.user.committee is None:
            raise PermissionDenied

    def report_already_imported(self, request, pending):
        messages.info(request, f"这份文件已经导入过了，没有重复导入。那一次：{pending.counts}。")
        return HttpResponseRedirect(kind_address("changelist", kind_key(request)))

    def restart_import(self, request, pending=None):
        messages.error(request, "没有找到这份预览：它可能已超过一小时。什么都没有导入，请重新上传文件。")
        return HttpResponseRedirect(kind_address("import", kind_key(request)))

    @staticmethod
    def act_on(request, key):
        campaign = get_object_or_404(Campaign, key=key)
        act_on_campaign(request, campaign)
        return campaign

    def upload_page(self, request, form):
        return self.page(request, "activities/import.html", viewed_campaign(request), form=form, row_limit=ROW_LIMIT)

    def preview_page(self, request, upload, reading, preview, *, is_unanswered=False):
        return self.page(
            request,
            "activities/import_preview.html",
            upload.campaign,
            reading=reading,
            preview=preview,
            upload=upload,
            # What may be confirmed.
            pending=upload if preview.is_importable else None,
            with_hidden=is_with_hidden_rows(request),
            shown_rows=SHOWN_ROWS,
            mark_limit=MARK_LIMIT,
            is_unanswered=is_unanswered,
        )

    def page(self, request, template, campaign, **context):
        kind = viewed_kind(request)
        context |= self.admin_site.each_context(request) | {
            "title": f"{kind.label}：从 Excel 导入",
            "kind": kind,
            "campaign": campaign,
            "exchange": self.exchange_addresses(kind, campaign),
        }
        return TemplateResponse(request, template, context)
