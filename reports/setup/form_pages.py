"""The short pages of a set-up that are forms: which fields of the campaign each of them asks."""

from dataclasses import dataclass

from django.urls import reverse

from organization.models import Campaign
from organization.models.campaign import MONGOLIAN_BLOCKS
from organization.region import REGION, words
from reports.setup.gaps import StepKey

Rows = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True)
class FormPage:
    key: str
    step: StepKey
    label: str
    # As the admin has them: a heading, the rows of fields, what is said above them.
    sections: tuple[tuple[str | None, Rows, str], ...]
    # Whether versions of the privacy notice are published on it.
    publishes_notice: bool = False

    @property
    def fieldsets(self):
        return [(name, {"fields": rows, "description": sentence}) for name, rows, sentence in self.sections]

    def address(self, campaign: Campaign) -> str:
        return reverse("admin:reports_setup_form", args=[campaign.key, self.key])


FORM_PAGES = {
    page.key: page
    for page in (
        FormPage(
            "notice",
            StepKey.NOTICE,
            "通知的名称和日期",
            (
                (
                    "名称",
                    (("name", "theme"), ("issuer", "document_number", "issued_on"), ("year", "short_name")),
                    "照通知原文填写。",
                ),
                (
                    "日期",
                    (
                        ("starts_on", "ends_on"),
                        ("package_due_on", "locks_at"),
                        ("opens_at", "closes_at"),
                        "dates_are_checked",
                    ),
                    "",
                ),
            ),
        ),
        FormPage(
            "audience",
            StepKey.QUESTIONNAIRE,
            "问卷名称，谁来填",
            (
                (
                    None,
                    (
                        ("questionnaire_title", "audience"),
                        ("youngest_age", "youth_until_age", "oldest_age"),
                        "explanations",
                    ),
                    "",
                ),
            ),
        ),
        FormPage(
            "letter",
            StepKey.TEXTS,
            "慰问信",
            ((None, (("letter_title", "has_letter"), "letter_text"), f"{words.league_city}可以另写自己的信。"),),
        ),
        FormPage(
            "contact",
            StepKey.TEXTS,
            "联系和投诉举报",
            (
                (
                    None,
                    (("centre_name", "contact_name"), ("contact_phone", "contact_email"), "complaints", "contact_days"),
                    "联系人、电话写在公开页面和个人信息处理说明里；改了以后要发布新版本的说明。",
                ),
            ),
        ),
        FormPage(
            "privacy",
            StepKey.TEXTS,
            "个人信息处理说明",
            (
                (
                    "说明里要写的事实",
                    (("processor", "hosted_by"), "purposes", ("anonymise_on", "retention_reason")),
                    "先填这些和联系方式，保存；看过草稿，再在最下面写上版本号发布，还不发布的空着。发布过的版本不变。",
                ),
                ("草稿和已发布的", ("notice_draft", "published_notices"), ""),
            ),
            publishes_notice=True,
        ),
        FormPage(
            "invitation",
            StepKey.TEXTS,
            "邀请语和能帮什么",
            ((None, (("public_name", "invitation"), "benefits"), "写在首页和海报上。"),),
        ),
        FormPage(
            "mongolian",
            StepKey.TEXTS,
            "蒙古文",
            (
                (
                    None,
                    MONGOLIAN_BLOCKS,
                    "选填：经蒙古语文部门审定的传统蒙古文（Unicode），和汉文并列显示；系统不翻译、不改写，留空则不显示。",
                ),
            ),
        ),
        FormPage(
            "package",
            StepKey.PACKAGE,
            "报送材料",
            (
                (
                    None,
                    (
                        ("photo_count", "summary_length"),
                        "summary_opening",
                        ("asks_for_scan", "asks_for_returnee_counts"),
                        "material_name",
                    ),
                    "各报送单位交什么。",
                ),
            ),
        ),
    )
    if REGION.has_mongolian or page.key != "mongolian"
}


def pages_of(step: StepKey) -> list[FormPage]:
    return [page for page in FORM_PAGES.values() if page.step == step]
