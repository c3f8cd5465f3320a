from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html

from organization.campaign_choice import viewed_campaign
from organization.choices import Act, Level
from organization.models import Committee
from organization.region import words
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.model_admin import SavedActs
from returnees.models import CommitteeLetter, Entrance


class CommitteeLetterForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "committee" in self.fields:
            # Its readers know it as theirs; another league-city writes its own.
            self.fields["committee"].disabled = True


@admin.register(CommitteeLetter)
class CommitteeLetterAdmin(CampaignScopedAdmin):
    """The letters of the league-cities that have their own; the campaign's is edited with the campaign."""

    acts = SavedActs(Act.LETTER_ADD, Act.LETTER_CHANGE, Act.LETTER_DELETE)
    form = CommitteeLetterForm
    change_list_template = "admin/introduced_list.html"
    list_display = ("committee", "title", "public_page")
    list_select_related = ("committee",)

    def get_queryset(self, request):
        # Whichever code of the committee's own subtree: the source of the answers is another matter.
        own = Entrance.objects.filter(
            campaign=OuterRef("campaign"), committee__path__startswith=OuterRef("committee__path")
        )
        return (
            super().get_queryset(request).annotate(token=Subquery(own.order_by("committee__path").values("token")[:1]))
        )

    def get_field_queryset(self, db, db_field, request):
        related = super().get_field_queryset(db, db_field, request)
        return related.at_level(Level.LEAGUE_CITY) if db_field.name == "committee" else related

    def get_fields(self, request, obj=None):
        fields = ("campaign", ("committee", "title"), "text")
        return (*fields, "public_page") if obj else fields

    def get_readonly_fields(self, request, obj=None):
        return ("public_page",) if obj else ()

    def get_changeform_initial_data(self, request):
        campaign = viewed_campaign(request)
        own = {"title": campaign.letter_title, "text": campaign.letter_text}
        return own | super().get_changeform_initial_data(request)

    @admin.display(description="公开页面")
    def public_page(self, letter):
        if letter.token is None:
            return f"本{words.league_city}还没有二维码入口"
        return format_html('<a href="{}" target="_blank">查看</a>', reverse("letter", args=[letter.token]))

    def changelist_view(self, request, extra_context=None):
        homepage = Entrance.objects.homepage_of(viewed_campaign(request))
        introduction = {
            "introduction": (
                f"扫本{words.league_city}二维码的青年看到本{words.league_city}的信。没有自己的信的{words.league_city}，"
                f"看到的是{words.whole_region}统一的信。"
            ),
            "public_page": homepage and homepage.campaign.has_letter and reverse("letter", args=[homepage.token]),
            "public_page_label": f"查看{words.whole_region}的信",
        }
        return super().changelist_view(request, introduction | (extra_context or {}))

    def has_add_permission(self, request):
        cities = Committee.objects.visible_to(request.user).at_level(Level.LEAGUE_CITY).standing()
        return super().has_add_permission(request) and cities.exists()

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
