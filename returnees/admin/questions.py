"""The region's design of a campaign's questionnaire: standard questions left out or made optional, others added."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from organization.campaign_choice import named_campaign, viewed_campaign
from organization.choices import Act
from organization.codes import CodesField
from organization.models import Campaign
from organization.scoping import is_key
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.inline_conflicts import ConflictAwareTable
from organization.staff_site.model_admin import SavedActs
from returnees.admin.own_answers import export_answers, show_answers
from returnees.admin.questionnaire_design import design_address, questionnaire_design, questionnaire_preview
from returnees.choices import Status
from returnees.estimated_time import minutes_after_sending, minutes_before_sending
from returnees.models import Entrance, OwnQuestion, OwnQuestionChoice, QuestionSetting
from returnees.models.own_question import MANY_QUESTIONS, MAX_ACTIVE_QUESTIONS
from returnees.questionnaire import asked_sections
from returnees.questions import QUESTIONS, QUESTIONS_BY_KEY

ALWAYS_ASKED = [question.heading or question.short_label for question in QUESTIONS if question.is_fixed]


class QuestionnaireDesignAdmin(CampaignScopedAdmin):
    """Whatever is saved or deleted here has the pages of its campaign rendered anew."""

    acts = SavedActs(Act.QUESTION_ADD, Act.QUESTION_CHANGE, Act.QUESTION_DELETE)
    actions = None
    change_list_template = "admin/introduced_list.html"
    introduction = ""
    readonly_fields = ("preview",)

    @admin.display(description="预览")
    def preview(self, row):
        address = preview_address(row.campaign)
        return format_html('<a href="{}" target="_blank">打开问卷</a>', address) if address else "这个年度还没有开启"

    def get_fieldsets(self, request, obj=None):
        fields = self.fields if obj else [name for name in self.fields if name not in self.readonly_fields]
        return [(None, {"fields": fields, "description": self.introduction})]

    def changelist_view(self, request, extra_context=None):
        introduction = {
            "introduction": self.introduction,
            "public_page": preview_address(viewed_campaign(request)),
            "public_page_label": "预览问卷",
        }
        return super().changelist_view(request, introduction | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        if request.method == "GET":
            # The page of the whole questionnaire may be another campaign's than the viewed one.
            named_campaign(request)
        return super().add_view(request, form_url, extra_context)

    def response_post_save_add(self, request, obj):
        return HttpResponseRedirect(design_address(obj.campaign, obj.key))

    response_post_save_change = response_post_save_add

    def response_delete(self, request, obj_display, obj_id):
        super().response_delete(request, obj_display, obj_id)
        return HttpResponseRedirect(reverse("admin:questionnaire_design"))

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.revise(form.instance)

    def delete_model(self, request, row):
        super().delete_model(request, row)
        self.revise(row)

    @staticmethod
    def revise(row):
        Campaign.objects.filter(pk=row.campaign_id).revise_questionnaires()


def preview_address(campaign):
    """The region's questionnaire as a preview for staff, not counted as opened. None before the campaign is opened."""
    homepage = Entrance.objects.homepage_of(campaign)
    return homepage and reverse("admin:returnees_entrance_preview", args=[homepage.pk])


@admin.register(QuestionSetting)
class QuestionSettingAdmin(QuestionnaireDesignAdmin):
    introduction = (
        "不在这里的问题，照原来的设计提问。“改为选填”：提交之后再问，可以不答。“不问”：问卷里不再出现，已有的回答保留。"
        f"也可以只改写文字。删除一条设置，就恢复原来的设计。{'、'.join(ALWAYS_ASKED)}每次都问，只能改写文字。"
    )
    list_display = ("key", "usage", "label", "hint")
    fields = ("campaign", "key", "usage", "label", "hint", "preview")

    def get_changeform_initial_data(self, request):
        """The page of the whole questionnaire leads here for one of its questions."""
        key = request.GET.get("key", "")
        return super().get_changeform_initial_data(request) | ({"key": key} if key in QUESTIONS_BY_KEY else {})


class ConditionField(forms.ModelChoiceField):
    """The choices of the campaign's questions, by their question."""

    def label_from_instance(self, choice):
        return f"{choice.as_condition()}人"


class OwnQuestionForm(forms.ModelForm):
    asked_statuses = CodesField(choices=Status, label="问哪些人", help_text="都不勾，或者全勾：问所有人。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" not in self.fields:
            return
        kind = self.fields["kind"]
        kind.help_text = "单选、多选至少要有两个选项，填在下面；短文字、数字不用选项。"
        if self.instance.pk and self.instance.answers().exists():
            kind.disabled = True
            kind.help_text = "已有回答，类型不能再改。"

    def clean_asked_statuses(self):
        codes = self.cleaned_data["asked_statuses"]
        return "" if len(codes.split(",")) == len(Status) else codes


class ChoiceFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        # Equal positions stand in the order of entry: new choices come last without anybody counting.
        positions = [choice.position for choice in self.get_queryset()]
        form.fields["position"].initial = max(positions, default=1)

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        deleted = self.deleted_forms
        for form in deleted:
            self.check_unanswered(form.instance)
            self.check_decides_nothing(form.instance)
        remaining = [form for form in self.forms if form not in deleted and (form.instance.pk or form.has_changed())]
        if self.instance.has_choices and len(remaining) < 2:
            raise forms.ValidationError("单选、多选至少要有两个选项。")
        if self.instance.kind and not self.instance.has_choices and remaining:
            raise forms.ValidationError("短文字、数字不用选项：请删去选项，或者把类型改为单选、多选。")

    @staticmethod
    def check_unanswered(choice):
        if choice.pk and choice.answers().exists():
            raise forms.ValidationError(
                f"选项“{choice}”已有人选过，不能删除。可以改写它的文字；整个问题不再问的话，请去掉“启用”。"
            )

    @staticmethod
    def check_decides_nothing(choice):
        if choice.pk and (later := choice.dependants.first()):
            raise forms.ValidationError(f"选了“{choice}”的才问“{later}”，不能删除。请先改那个问题。")


class OwnQuestionChoiceInline(ConflictAwareTable):
    model = OwnQuestionChoice
    formset = ChoiceFormSet
    fields = ("label", "position")
    max_num = 12
    formfield_overrides = CampaignScopedAdmin.formfield_overrides

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 4


def warn_of_length(request, campaign):
    """From MANY_QUESTIONS on: each costs minutes, and answers."""
    count = campaign.own_questions.filter(is_active=True).count()
    if count >= MANY_QUESTIONS:
        messages.warning(request, f"现在启用了 {count} 个自设问题。{describe_minutes(asked_sections(campaign))}")


def describe_minutes(sections) -> str:
    questions = [question for section in sections for question in section.questions]
    before, after = minutes_before_sending(questions), minutes_after_sending(questions)
    return f"估计最长的填法：提交之前约 {before} 分钟，提交之后约 {after} 分钟。问题越多，填完的人越少。"


@admin.register(OwnQuestion)
class OwnQuestionAdmin(QuestionnaireDesignAdmin):
    form = OwnQuestionForm
    introduction = (
        f"加在问卷里的几个简单问题，每个年度最多同时启用 {MAX_ACTIVE_QUESTIONS} 个。"
        "请勿问身份证号、银行卡号、住址、健康、宗教、婚育和收入。"
    )
    change_list_template = "returnees/own_question_list.html"
    list_display = ("label", "kind", "is_required", "is_active", "audience", "answers", "position")
    list_select_related = ("asked_if__question",)
    readonly_fields = ("preview", "answers")
    fields = (
        *("campaign", "label", "kind", "hint", "is_required", "section", "position"),
        *("asked_statuses", "asked_if", "is_active", *readonly_fields),
    )
    inlines = (OwnQuestionChoiceInline,)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "asked_if":
            kwargs["form_class"] = ConditionField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_field_queryset(self, db, db_field, request):
        if db_field.name != "asked_if":
            return super().get_field_queryset(db, db_field, request)
        own = request.resolver_match.kwargs.get("object_id") or ""
        # Of the campaign of the question that is changed, also where another is viewed.
        changed = OwnQuestion.objects.filter(pk=own).select_related("campaign").first() if is_key(own) else None
        campaign = changed.campaign if changed else viewed_campaign(request)
        choices = OwnQuestionChoice.objects.filter(question__campaign=campaign, question__asked_if=None)
        choices = choices.exclude(question=changed) if changed else choices
        return choices.select_related("question").order_by("question__position", "question", "position", "pk")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn_of_length(request, form.instance.campaign)

    @admin.display(description="问哪些人", empty_value="所有人")
    def audience(self, question):
        return question.audience or None

    @admin.display(description="回答")
    def answers(self, question):
        return format_html(
            '<a href="{}">回答统计</a>', reverse("admin:returnees_ownquestion_answers", args=[question.pk])
        )

    def get_changeform_initial_data(self, request):
        last = OwnQuestion.objects.in_campaign(viewed_campaign(request)).aggregate(last=Max("position"))["last"]
        return {"position": (last or 0) + 1} | super().get_changeform_initial_data(request)

    def get_deleted_objects(self, questions, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(questions, request)
        answered = [str(question) for question in questions if question.answers().exists()]
        return deleted, counts, lacking, [*protected, *answered]

    def get_site_urls(self):
        def design(request):
            return questionnaire_design(request, self.admin_site.each_context(request))

        return [
            path("returnees/questionnaire/", self.admin_site.admin_view(design), name="questionnaire_design"),
            path(
                "returnees/questionnaire/preview/",
                self.admin_site.admin_view(questionnaire_preview),
                name="questionnaire_preview",
            ),
        ]

    def get_urls(self):
        own = [
            path("export/", self.admin_site.admin_view(self.export), name="returnees_ownquestion_export"),
            path(
                "<int:pk>/answers/", self.admin_site.admin_view(self.statistics), name="returnees_ownquestion_answers"
            ),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_safe)
    def statistics(self, request, pk):
        self.check_may_see_answers(request)
        question = self.get_object(request, pk)
        if question is None:
            raise Http404
        return show_answers(request, question, self.page_context(request))

    def export(self, request):
        self.check_may_see_answers(request)
        return export_answers(request, self.get_queryset(request), self.page_context(request))

    def check_may_see_answers(self, request):
        if not self.has_view_permission(request) or not request.user.has_perm("returnees.view_returnee"):
            raise PermissionDenied

    def page_context(self, request):
        return self.admin_site.each_context(request) | {"opts": self.opts}
