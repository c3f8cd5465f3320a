from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from organization.attachments import inline_file
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.qr import qr_png, qr_svg
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.model_admin import SavedActs
from organization.staff_site.staff_list import figure
from returnees.choices import EntranceChannel, EntranceState
from returnees.entrances.pictures import square_png, tall_png
from returnees.entrances.summary import build_summary
from returnees.entrances.views.bulk import make_entrances
from returnees.entrances.views.pictures_zip import pictures_zip
from returnees.entrances.views.posters import address_note, build_poster, picture_notes, print_page
from returnees.models import Entrance
from returnees.views.questionnaire import preview


class EntranceForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The records that came through an entrance stay with the committee and channel they came by.
            for name in {"committee", "channel"} & self.fields.keys():
                self.fields[name].disabled = True
        elif "channel" in self.fields:
            # The homepage's entrance is made with the campaign, once.
            choices = self.fields["channel"].choices
            self.fields["channel"].choices = [choice for choice in choices if choice[0] != EntranceChannel.HOMEPAGE]


class EntranceStateFilter(admin.SimpleListFilter):
    title = "状态"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return EntranceState.choices

    def queryset(self, request, queryset):
        return queryset.in_state(self.value()) if self.value() in EntranceState.values else queryset


@admin.register(Entrance)
class EntranceAdmin(CampaignScopedAdmin):
    acts = SavedActs(Act.ENTRANCE_ADD, Act.ENTRANCE_CHANGE)
    form = EntranceForm
    field_help = {"channel": "青年从哪里看到这个二维码；各渠道的打开和提交分开计数。"}
    change_list_template = "returnees/entrance_list.html"
    nothing_yet = "有了入口，才有二维码和海报可以打印、转发。"
    list_display = (
        "committee",
        "channel",
        "label",
        "state",
        "open_count",
        "submission_count",
        "answer_count",
        "downloads",
        "public_address",
    )
    list_display_links = ("committee", "channel")
    list_filter = ("channel", EntranceStateFilter, OwnCommitteeFilter)
    list_select_related = ("committee",)
    search_fields = ("label", "token", "committee__short_name")
    actions = ("pause", "resume", "print_posters")

    class Media:
        css = {"all": ["entrances.css"]}

    def get_queryset(self, request):
        entrances = super().get_queryset(request).select_related("campaign", "committee")
        # Not for the images, of which a page of posters asks a hundred.
        return entrances.with_counts() if request.resolver_match.url_name in PAGES_WITH_COUNTS else entrances

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("campaign", "committee", "channel", "label", "expires_at")
        fields = ("campaign", "committee", "channel", "label", "is_paused", "expires_at")
        return (*fields, "counts", "public_address", "picture", "poster_picture")

    def get_changeform_initial_data(self, request):
        # The committee's own, as the form presets it.
        is_asked = request.GET.get("channel") == EntranceChannel.STAFF_FILLED
        return {"channel": EntranceChannel.STAFF_FILLED} if is_asked else {}

    def save_model(self, request, entrance, form, change):
        # The count of withdrawn records may have moved on since the row was read.
        entrance.save(update_fields=form.changed_data if change else None)
        if change:
            # Pages in memory know whether it is in use.
            Entrance.objects.filter(pk=entrance.pk).revise_questionnaires()

    def get_readonly_fields(self, request, obj=None):
        return ("counts", "public_address", "picture", "poster_picture") if obj else ()

    @admin.display(description="网址")
    def public_address(self, entrance):
        # Not a link: staff who only want to look are not to be counted among those who opened it.
        preview_address = self.build_url(entrance, "preview")
        return format_html('{}　<a href="{}">预览</a>', entrance.address, preview_address)

    @admin.display(description="状态")
    def state(self, entrance):
        return format_html('<span class="chip {}">{}</span>', entrance.state, entrance.state.label)

    @figure
    @admin.display(description="打开", ordering="opens")
    def open_count(self, entrance):
        return entrance.opens

    @figure
    @admin.display(description="提交", ordering="submissions")
    def submission_count(self, entrance):
        return entrance.submissions

    @figure
    @admin.display(description="有效问卷", ordering="answers")
    def answer_count(self, entrance):
        return entrance.answers

    @admin.display(description="打开 → 提交")
    def counts(self, entrance):
        return f"{entrance.opens} → {entrance.submissions}（有效 {entrance.answers}）"

    @admin.display(description="下载")
    def downloads(self, entrance):
        return self.links(
            entrance, ("竖图", "poster_png"), ("方图", "square_png"), ("PNG", "qr_png"), ("SVG", "qr_svg")
        )

    @admin.display(description="二维码")
    def picture(self, entrance):
        return format_html(
            '<img class="qr" src="{}" alt="{}的二维码"><br>{}',
            self.build_url(entrance, "qr_png"),
            entrance,
            self.links(entrance, ("下载 PNG", "qr_png"), ("下载 SVG", "qr_svg")),
        )

    @admin.display(description="海报")
    def poster_picture(self, entrance):
        notes = format_html_join(
            "", '<p class="help">{}</p>', ((note,) for note in picture_notes(build_poster(entrance)))
        )
        if note := address_note():
            notes += format_html('<p class="note warning">{}</p>', note)
        return format_html(
            '<img class="poster-picture" src="{}" alt="{}的海报"><br>{}　<a href="{}?pks={}">打印 A4 海报</a>{}',
            self.build_url(entrance, "poster_png"),
            entrance,
            self.links(entrance, ("下载竖图", "poster_png"), ("下载方图", "square_png")),
            reverse("admin:returnees_entrance_posters"),
            entrance.pk,
            notes,
        )

    @staticmethod
    def build_url(entrance, file):
        return reverse(f"admin:returnees_entrance_{file}", args=[entrance.pk])

    def links(self, entrance, *files):
        links = ((self.build_url(entrance, file), label) for label, file in files)
        return format_html_join("　", '<a href="{}" download>{}</a>', links)

    @admin.action(description="暂停所选入口", permissions=["change"])
    def pause(self, request, entrances):
        count = self.set_paused(request, entrances, is_paused=True)
        messages.success(request, f"暂停了 {count} 个入口，扫码的人会看到“暂停使用”。")

    @admin.action(description="恢复所选入口", permissions=["change"])
    def resume(self, request, entrances):
        expired_count = entrances.in_state(EntranceState.EXPIRED).count()
        count = self.set_paused(request, entrances, is_paused=False)
        messages.success(request, f"恢复了 {count} 个入口。")
        if expired_count:
            messages.warning(request, f"所选的有 {expired_count} 个已过停用时间，要再用请修改停用时间。")

    @transaction.atomic
    def set_paused(self, request, entrances, *, is_paused) -> int:
        chosen = Entrance.objects.filter(pk__in=entrances.order_by().values("pk")).exclude(is_paused=is_paused)
        changed = list(chosen.select_for_update().order_by("pk"))
        Entrance.objects.filter(pk__in=[entrance.pk for entrance in changed]).update(is_paused=is_paused)
        for entrance in changed:
            append_audit_event(request, Act.ENTRANCE_CHANGE, entrance, detail="暂停" if is_paused else "恢复")
        return len(changed)

    @admin.action(description="打印所选入口的海报", permissions=["view"])
    def print_posters(self, request, entrances):
        if request.POST.get("select_across") == "1":
            query = request.GET.urlencode()
        else:
            query = urlencode({"pks": ",".join(str(pk) for pk in entrances.values_list("pk", flat=True))}, safe=",")
        return HttpResponseRedirect(f"{reverse('admin:returnees_entrance_posters')}?{query}")

    def get_urls(self):
        pages = [
            ("bulk/", self.bulk, "bulk"),
            ("summary/", self.summary, "summary"),
            ("posters/", self.posters, "posters"),
            ("pictures.zip", self.pictures, "pictures"),
            ("<int:pk>/qr.png", self.png, "qr_png"),
            ("<int:pk>/qr.svg", self.svg, "qr_svg"),
            ("<int:pk>/poster.png", self.poster_png, "poster_png"),
            ("<int:pk>/square.png", self.square_png, "square_png"),
            ("<int:pk>/preview/", self.preview, "preview"),
        ]
        own = [
            path(route, self.admin_site.admin_view(page), name=f"returnees_entrance_{name}")
            for route, page, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        # For the links beside "add": their pages apply the filters of the list.
        return super().changelist_view(
            request, {"query": request.GET.urlencode(), "address_note": address_note()} | (extra_context or {})
        )

    def bulk(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return make_entrances(request, self.page_context(request))

    def summary(self, request):
        if not self.has_view_permission(request) or request.user.committee is None:
            raise PermissionDenied
        summary = build_summary(viewed_campaign(request), request.user)
        context = self.page_context(request) | {"title": "打开与提交", "summary": summary}
        return TemplateResponse(request, "returnees/entrance_summary.html", context)

    def page_context(self, request):
        return self.admin_site.each_context(request) | {"opts": self.opts}

    def posters(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return print_page(self, request)

    def png(self, request, pk):
        entrance = self.entrance_for(request, pk)
        return self.as_file(entrance, "二维码", qr_png(entrance.address), "png")

    def svg(self, request, pk):
        entrance = self.entrance_for(request, pk)
        return self.as_file(entrance, "二维码", qr_svg(entrance.address), "svg")

    def poster_png(self, request, pk):
        entrance = self.entrance_for(request, pk)
        return self.as_file(entrance, "海报", tall_png(build_poster(entrance)), "png")

    def square_png(self, request, pk):
        entrance = self.entrance_for(request, pk)
        return self.as_file(entrance, "方图", square_png(build_poster(entrance)), "png")

    @method_decorator(require_safe)
    def pictures(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return pictures_zip(self, request)

    @method_decorator(require_safe)
    def preview(self, request, pk):
        return preview(request, self.entrance_for(request, pk))

    def entrance_for(self, request, pk):
        entrance = self.get_object(request, pk)
        if entrance is None or not self.has_view_permission(request, entrance):
            raise Http404
        return entrance

    @staticmethod
    def as_file(entrance, kind, content, suffix):
        name = f"{kind}_{entrance.committee.place_name}_{entrance.get_channel_display()}_{entrance.token}.{suffix}"
        return inline_file(content, name)


PAGES_WITH_COUNTS = ("returnees_entrance_changelist", "returnees_entrance_change")
