"""How a campaign is begun: the fields of each way, and where a refusal of the notice stands beside them."""

from django import forms
from django.core.exceptions import ValidationError

from organization.clock import FIRST_YEAR, LAST_YEAR, today
from organization.models import Campaign
from organization.moments import INVALID_DAY, MomentField
from organization.region import REGION
from organization.text import CodeField, LineField
from organization.whole_numbers import WholeNumberField
from reports.choices import CopiedPart
from reports.setup.notice_file import NOTICE_LIMIT, NoticeRefused, notice_path, parse_notice, read_notice
from reports.setup.notice_schema import CAMPAIGN_DAYS
from reports.setup.renewing import moved, renamed

MOST_PROBLEMS, LONGEST_PROBLEM = 50, 200
KEY_TAKEN = "这个代码已经用过。"
MEANWHILE = "没有建立：别人，或者您再点的一次，刚刚用了这个代码。请在活动年度里看看，或者换一个代码再试。"
KEY_IN_PACK_TAKEN = "通知包里的代码 {} 已经用过，请在这里另写一个。"
PLAIN_DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENTS = ("opens_at", "closes_at", "locks_at")


def shown_problems(problems: list[str]) -> list[str]:
    """As many as anybody reads, none longer than a few lines."""
    shown = [one if len(one) <= LONGEST_PROBLEM else f"{one[:LONGEST_PROBLEM]}…" for one in problems[:MOST_PROBLEMS]]
    more = len(problems) - len(shown)
    return shown + ([f"还有 {more} 处。"] if more else [])


class MomentInput(forms.SplitDateTimeWidget):
    def __init__(self):
        super().__init__(
            date_format="%Y-%m-%d",
            time_format="%H:%M:%S",
            date_attrs={"type": "date", "aria-label": "日期"},
            time_attrs={"aria-label": "时间", "class": "vTimeField"},
        )


class BeginningForm(forms.ModelForm):
    """Key, year, name and days of a campaign that is to be."""

    class Meta:
        model = Campaign
        fields = ("key", "year", "name", *CAMPAIGN_DAYS)
        field_classes = {"key": CodeField, "name": LineField, "year": WholeNumberField} | dict.fromkeys(
            MOMENTS, MomentField
        )
        widgets = {"name": forms.TextInput(attrs={"class": "vTextField"})} | {
            name: MomentInput() if name in MOMENTS else PLAIN_DATE for name in CAMPAIGN_DAYS
        }
        error_messages = {name: INVALID_DAY for name in CAMPAIGN_DAYS if name not in MOMENTS}
        help_texts = {"year": "四位数，如 2021。", "anonymise_on": "到这一天，青年的个人信息由例行任务匿名化。"}

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
        self.problems: list[str] = []

    @property
    def answers(self) -> dict:
        return {"values": {name: self.cleaned_data[name] for name in self._meta.fields}}

    def add_problems(self, refusal: NoticeRefused) -> None:
        """Beside the field that it concerns, else in the list above the form."""
        others = []
        for problem in refusal.problems:
            place, _, sentence = problem.partition("：")
            if place in self.fields:
                self.add_error(place, sentence)
            else:
                others.append(problem)
        self.problems = shown_problems(others)


class CopyForm(BeginningForm):
    parts = forms.MultipleChoiceField(
        label="带过来的", choices=CopiedPart, required=False, widget=forms.CheckboxSelectMultiple
    )
    # Of the year that the days were shown for.
    shown_year = WholeNumberField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, source: Campaign, **options):
        self.source = source
        super().__init__(*args, initial=suggested(source), **options)

    def clean(self):
        typed = super().clean()
        year, shown = typed.get("year"), typed.get("shown_year")
        if year and shown and is_year(year) and is_year(shown) and year != shown:
            self._move_untouched_days(typed, year, shown)
        return typed

    def _move_untouched_days(self, typed, year, shown):
        """Who types another year and leaves the days alone means those of that year."""
        for name in CAMPAIGN_DAYS:
            day = getattr(self.source, name)
            if day and typed.get(name) == moved(day, shown - self.source.year):
                typed[name] = moved(day, year - self.source.year)

    @property
    def answers(self) -> dict:
        return super().answers | {"parts": self.cleaned_data["parts"]}


def is_year(number: int) -> bool:
    return FIRST_YEAR <= number <= LAST_YEAR


def suggested(source: Campaign) -> dict:
    """The year after, or this one; every part; the days moved by whole years."""
    year = min(max(source.year + 1, today().year), LAST_YEAR)
    days = {name: moved(getattr(source, name), year - source.year) for name in CAMPAIGN_DAYS}
    names = {"key": free_key(year), "year": year, "shown_year": year, "name": renamed(source.name, source.year, year)}
    return names | days | {"parts": list(CopiedPart)}


def coming_year(content: dict) -> int:
    """In which the activities of a notice would next take place."""
    year = today().year
    return year + (moved(content["ends_on"], year - content["year"]) < today())


def free_key(year: int) -> str:
    used = set(Campaign.objects.values_list("key", flat=True))
    keys = (str(year), *(f"{year}-{number}" for number in range(2, len(used) + 3)))
    return next(key for key in keys if key not in used)


class BlankCampaignForm(BeginningForm):
    theme = LineField(
        label="活动主题",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="选填；还没有定的，先用活动名称。",
    )

    class Meta(BeginningForm.Meta):
        fields = ("key", "year", "name", "theme", "starts_on", "ends_on", "package_due_on")


class NewKeyForm(forms.Form):
    """A notice under its own key and in its own year, or under others."""

    key = CodeField(
        label="另用的代码", max_length=20, required=False, help_text="选填；通知包里的代码已经用过的才要写。"
    )
    year = WholeNumberField(
        label="另用的年度",
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text="选填；写了，通知包里的日期就整年移过去，都要再核对。",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, label_suffix="", **options)
        self.problems: list[str] = []

    add_problems = BeginningForm.add_problems

    def read(self, typed) -> dict:
        """The checked notice. Raises NoticeRefused."""
        raise NotImplementedError

    def clean(self):
        typed = super().clean()
        if self.errors:
            return typed
        try:
            typed["content"] = self.read(typed)
        except NoticeRefused as refusal:
            self.problems = shown_problems(refusal.problems)
            raise ValidationError("这个通知包不能用，原因列在上面。什么都没有建立。") from None
        key = typed["key"] or typed["content"]["key"]
        if Campaign.objects.filter(key=key).exists():
            self.add_error("key", KEY_TAKEN if typed["key"] else KEY_IN_PACK_TAKEN.format(key))
        return typed

    @property
    def answers(self) -> dict:
        typed = self.cleaned_data
        content = typed["content"]
        return {"content": content, "key": typed["key"] or content["key"], "year": typed["year"] or content["year"]}


class PackForm(NewKeyForm):
    pack = forms.FileField(
        label="通知包（.toml）",
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        error_messages={"required": "请先选择文件。", "empty": "这个文件是空的。"},
    )
    field_order = ("pack", "key", "year")

    def read(self, typed):
        # One byte more than allowed: the file's own check then reports its size.
        return parse_notice(typed["pack"].read(NOTICE_LIMIT + 1))


class ShippedPackForm(NewKeyForm):
    """The sample of the region, for the year that comes."""

    def __init__(self, *args, **options):
        self.notice = read_notice(notice_path(REGION.sample.notice))
        year = coming_year(self.notice)
        super().__init__(*args, initial={"key": free_key(year), "year": year}, **options)
        key, year = self.fields["key"], self.fields["year"]
        key.label, key.help_text = "代码", "写在网址里，以后不能改。"
        year.label, year.help_text = "年度", "日期整年移过去，都要再核对。"

    def read(self, typed):
        return self.notice
