from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from organization.staff_site import CampaignScopedAdmin, OwnCommitteeFilter
from returnees.choices import EntranceChannel, ReturneeState
from returnees.models import Entrance
from returnees.qr import qr_png, qr_svg


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


@admin.register(Entrance)
class EntranceAdmin(CampaignScopedAdmin):
    form = EntranceForm
    list_display = ("committee", "channel", "label", "public_address", "answer_count", "download")
    list_display_links = ("committee", "channel")
    list_filter = ("channel", OwnCommitteeFilter)
    list_select_related = ("committee",)
    search_fields = ("label", "token", "committee__short_name")

    def get_queryset(self, request):
        is_accepted = Q(returnees__state=ReturneeState.ACCEPTED)
        return super().get_queryset(request).annotate(answers=Count("returnees", filter=is_accepted))

    def get_fields(self, request, obj=None):
        fields = ("campaign", "committee", "channel", "label")
        return (*fields, "public_address", "picture") if obj else fields

    def get_readonly_fields(self, request, obj=None):
        return ("public_address", "picture") if obj else ()

    @admin.display(description="网址")
    def public_address(self, entrance):
        return format_html('<a href="{0}">{0}</a>', entrance.address)

    @admin.display(description="有效问卷", ordering="answers")
    def answer_count(self, entrance):
        return entrance.answers

    @admin.display(description="二维码")
    def download(self, entrance):
        links = [
            (reverse(f"admin:returnees_entrance_qr_{suffix}", args=[entrance.pk]), suffix) for suffix in ("png", "svg")
        ]
        return format_html(
            '<a href="{}" download>{}</a>　<a href="{}" download>{}</a>',
            links[0][0],
            "PNG",
            links[1][0],
            "SVG",
        )

    @admin.display(description="二维码")
    def picture(self, entrance):
        source = reverse("admin:returnees_entrance_qr_png", args=[entrance.pk])
        return format_html(
            '<img class="qr" src="{}" alt="{}的二维码"><br>{}', source, entrance, self.download(entrance)
        )

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/qr.png", view(self.png), name="returnees_entrance_qr_png"),
            path("<int:pk>/qr.svg", view(self.svg), name="returnees_entrance_qr_svg"),
            *super().get_urls(),
        ]

    def png(self, request, pk):
        entrance = self.entrance_for(request, pk)
        return self.as_file(entrance, qr_png(entrance.address), "image/png", "png")

    def svg(self, request, pk):
        entrance = self.entrance_for(request, pk)
        return self.as_file(entrance, qr_svg(entrance.address), "image/svg+xml", "svg")

    def entrance_for(self, request, pk):
        entrance = self.get_object(request, pk)
        if entrance is None or not self.has_view_permission(request, entrance):
            raise Http404
        return entrance

    @staticmethod
    def as_file(entrance, content, content_type, suffix):
        response = HttpResponse(content, content_type=content_type)
        name = f"二维码_{entrance.committee.place_name}_{entrance.get_channel_display()}_{entrance.token}.{suffix}"
        response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
        return response
