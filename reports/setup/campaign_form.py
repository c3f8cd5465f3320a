import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q

from activities.models import Activity
from organization.clock import today
from organization.models import Campaign
from organization.models.campaign import MONGOLIAN_BLOCKS
from organization.text import LineField
from reports.setup.mongolian_preview import mongolian_widgets

MOST_NOTICES = re.compile(r"[0-9]{1,3}")


class CampaignForm(forms.ModelForm):
    """All of a campaign, or what one short page of its set-up asks."""

    retention_reason = LineField(
        label="延后匿名化的理由",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="只在把匿名化日期改晚时填写，记入审计记录；同时要在下面发布新版本的个人信息处理说明。",
    )

    class Meta:
        model = Campaign
        fields = ("starts_on", "ends_on", "anonymise_on", "youth_until_age")
        widgets = mongolian_widgets(MONGOLIAN_BLOCKS)
        help_texts = {
            "issuer": "公开页面最下面的落款。",
            "questionnaire_title": "问卷页面最上面的标题。",
            "has_letter": "这次没有信的，去掉勾，没有正文也能开启。",
            "annex2_label": "印在表的左上角，如：附件 2：。留空不印。",
            "committee_seal": "签章行里 {seal} 的位置，印在报送单位自己那张表上。",
            "region_seal": "签章行里 {seal} 的位置，印在汇总表上。",
            "has_total_row": "最后一行是各行的和；渠道不相加。",
            "asks_for_returnee_counts": "由问卷算出，随材料固定下来，报送单位不用填。",
        }

    def clean(self):
        answers = super().clean()
        self._check_period(answers)
        if self.instance.pk:
            # Of the row itself: the instance has what was typed by now.
            stored = Campaign.objects.get(pk=self.instance.pk)
            if "anonymise_on" in self.fields:
                self._check_retention(stored, answers)
            if stored.is_retention_over and "youth_until_age" in self.changed_data:
                self.add_error("youth_until_age", "匿名化日期已到，年龄只留分组，分组的界限不能再改。")
        return answers

    def _post_clean(self):
        """Also the rules between what this page asks and what another does: the database would refuse it."""
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                self._update_errors(refusal)

    def _update_errors(self, errors):
        """What is wrong with a field of another page stands above this one."""
        found = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        here = {name: wrong for name, wrong in found.items() if name == NON_FIELD_ERRORS or name in self.fields}
        for name in found.keys() - here.keys():
            label = Campaign._meta.get_field(name).verbose_name
            sentences = [f"{label}：{sentence}" for error in found[name] for sentence in error.messages]
            here.setdefault(NON_FIELD_ERRORS, []).extend(map(ValidationError, sentences))
        super()._update_errors(ValidationError(here))

    def _check_retention(self, stored, answers):
        """Earlier freely; later only as the youths are told: by a new notice, and for a reason."""
        before, after = stored.anonymise_on, answers.get("anonymise_on")
        if before is None or "anonymise_on" in self.errors or after == before or stored.is_trial:
            return
        if stored.is_retention_over:
            self.add_error("anonymise_on", f"匿名化日期 {before} 已到，不能再改。")
        elif after is not None and after < before:
            if after < today():
                self.add_error("anonymise_on", "这一天已经过去。要尽快匿名化的，填今天：当天的例行任务执行后不能恢复。")
        else:
            self._check_extension(before, answers)

    def _check_extension(self, before, answers):
        if not self.has_new_notice():
            sentence = "不能取消或改晚" if answers.get("anonymise_on") is None else "要改晚"
            promise = f"青年填写时得知的是保存到 {before}"
            self.add_error("anonymise_on", f"{promise}。{sentence}，须同时在下面发布新版本的个人信息处理说明。")
        if not answers.get("retention_reason"):
            self.add_error("retention_reason", "把匿名化日期改晚，请写明理由。")

    def has_new_notice(self) -> bool:
        """Whether the same page publishes one: its own check says what is wrong with it."""
        first, end = (self._notice_count(name) for name in ("INITIAL_FORMS", "TOTAL_FORMS"))
        return any(self.data.get(f"privacy_notices-{number}-version", "").strip() for number in range(first, end))

    def _notice_count(self, name: str) -> int:
        """As the page counts its forms for notices: those from INITIAL_FORMS on are new, and beyond TOTAL_FORMS none is
        stored.
        """
        given = self.data.get(f"privacy_notices-{name}", "")
        return int(given) if MOST_NOTICES.fullmatch(given) else 0

    def _check_period(self, answers):
        """Held entries lie within the activity period, so the period cannot be moved away from them."""
        period = (answers.get("starts_on"), answers.get("ends_on"))
        if self.instance.pk and all(period):
            within = Q(held_on__range=period) & (Q(held_until=None) | Q(held_until__lte=period[1]))
            outside = Activity.objects.in_campaign(self.instance).exclude(within).count()
            if outside:
                self.add_error("starts_on", f"有 {outside} 条活动记录的日期在这段时间之外，请先改正那些记录。")
