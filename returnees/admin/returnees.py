from django.contrib import admin

from organization.staff_site import CampaignScopedAdmin, OwnCommitteeFilter
from returnees.models import Returnee
from returnees.questions import QUESTIONS, SELECTION_KEYS


@admin.register(Returnee)
class ReturneeAdmin(CampaignScopedAdmin):
    """The records of one's own subtree, to be read; the phone number is masked."""

    list_display = ("name", "masked_phone", "home_committee", "age", "status", "submitted_at", "state")
    list_filter = ("status", "state", "filled_by", OwnCommitteeFilter)
    list_select_related = ("home_committee",)
    search_fields = ("name__startswith",)
    search_help_text = "按姓名开头查找"
    date_hierarchy = "submitted_at"

    def get_fieldsets(self, request, obj=None):
        asked = [question for question in QUESTIONS if obj is None or obj.status in question.asked]
        answers = [self.column(question.key) for question in asked if question.key not in SELECTION_KEYS]
        return [
            ("提交", {"fields": ("state", "submitted_at", "entrance", "filled_by", "consent_version")}),
            ("回答", {"fields": [*answers, *SELECTION_KEYS]}),
        ]

    @staticmethod
    def column(key):
        return {"phone": "masked_phone", "birth": "birth_and_age", "home_county": "home_committee"}.get(key, key)

    @admin.display(description="手机号")
    def masked_phone(self, returnee):
        return returnee.masked_phone or None

    @admin.display(description="出生年月")
    def birth_and_age(self, returnee):
        if returnee.birth_year is None:
            return f"提交时 {returnee.age} 周岁"
        return f"{returnee.birth_year} 年 {returnee.birth_month} 月（提交时 {returnee.age} 周岁）"

    def chosen(self, returnee, key):
        question = next(question for question in QUESTIONS if question.key == key)
        codes = {answer.code for answer in returnee.answers.all() if answer.question == key}
        return "、".join(label for code, label in question.choices if code in codes) or None

    @admin.display(description="目前最大的困难")
    def difficulty(self, returnee):
        return self.chosen(returnee, "difficulty")

    @admin.display(description="希望得到的帮助")
    def needs(self, returnee):
        return self.chosen(returnee, "needs")

    @admin.display(description="愿意参加的活动")
    def activity_wishes(self, returnee):
        return self.chosen(returnee, "activity_wishes")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
