"""The parts of the page as forms: the head, each new kind, each group, each column."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django import forms
from django.core.exceptions import ValidationError

from activities.models import ActivityKind, KindFigure
from activities.shapes import Shape
from organization.models import Campaign
from organization.models.campaign import SIGNING_PLACES
from organization.text import LineField
from organization.text_places import KnownPlaces
from organization.whole_numbers import WholeNumberField
from reports.choices import ColumnContent
from reports.models import AnnexColumn
from reports.setup.blanks.choices import CHANNELS, OWN, KindOffer, column_choices, new_offer, split
from reports.setup.blanks.draft import Draft, DraftColumn
from reports.setup.blanks.drafting import NARROWEST, WIDEST
from reports.setup.blanks.recognising import split_unit

NOTHING_DESIGNED = "表里还没有列。"
TWICE = "这个数已经在前面“{}”一列里了。"
GONE_CHOICE = "这一列原来计的数不在所选的类别里了，请重新选。"


def longest(model, name: str) -> int:
    return model._meta.get_field(name).max_length


class HeadForm(forms.Form):
    annex2_label = LineField(
        label="附件标识", max_length=longest(Campaign, "annex2_label"), required=False, help_text="如：附件2："
    )
    annex2_title = LineField(label="标题", max_length=longest(Campaign, "annex2_title"))
    annex2_signing_line = LineField(
        label="填表行",
        max_length=longest(Campaign, "annex2_signing_line"),
        required=False,
        validators=[KnownPlaces(*SIGNING_PLACES)],
        help_text="用“｜”分成几段；{name}、{phone}、{day}、{seal} 处填入填表人、电话、日期和盖章栏。",
    )
    committee_seal = LineField(label="报送单位的盖章栏", max_length=longest(Campaign, "committee_seal"), required=False)
    region_seal = LineField(label="汇总表的盖章栏", max_length=longest(Campaign, "region_seal"), required=False)
    shows_theme_in_annex2 = forms.BooleanField(label="标题上方印活动主题", required=False)
    has_total_row = forms.BooleanField(label="汇总表有合计行", required=False)


class KindForm(forms.Form):
    key = LineField(widget=forms.HiddenInput)
    label = LineField(label="类别名称", max_length=longest(ActivityKind, "label"))
    shape = forms.ChoiceField(
        label="记什么数", choices=[("", "请选择"), *Shape.choices], help_text="有了记录以后不能改。"
    )


class GroupForm(forms.Form):
    heading = LineField(label="表头（第一层）", max_length=longest(AnnexColumn, "heading_1"))


class ColumnForm(forms.Form):
    group = WholeNumberField(widget=forms.HiddenInput)
    pk = WholeNumberField(widget=forms.HiddenInput, required=False)
    guess = LineField(widget=forms.HiddenInput, required=False)
    heading_2 = LineField(
        label="第二层表头",
        max_length=longest(AnnexColumn, "heading_2"),
        required=False,
        help_text="同一组有几列的必填。",
    )
    heading_3 = LineField(label="第三层表头", max_length=longest(AnnexColumn, "heading_3"), required=False)
    choice = forms.ChoiceField(
        label="印什么、计哪个数",
        error_messages={"required": "请选择这一列印什么、计哪个数。", "invalid_choice": GONE_CHOICE},
    )
    label = LineField(label="数字的名称", max_length=longest(KindFigure, "label"), required=False)
    unit = LineField(label="单位", max_length=longest(KindFigure, "unit"), required=False)
    width = WholeNumberField(label="列宽", min_value=NARROWEST, max_value=WIDEST)


class ConfirmForm(forms.Form):
    """A guess becomes a column only after somebody has looked at it."""

    is_confirmed = forms.BooleanField(
        label="标着“猜的”的各列，我都核对过了",
        error_messages={"required": "请先核对标着“猜的”的各列，再勾选。"},
    )


@dataclass
class ColumnPart:
    form: ColumnForm
    number: int
    draft: DraftColumn
    # Whether name and measure word of its number are asked: it is only to be made.
    asks_label: bool

    @property
    def is_guess(self) -> bool:
        return bool(self.draft.guess) and self.draft.choice == self.draft.guess

    @property
    def is_open(self) -> bool:
        return not self.draft.choice


@dataclass
class GroupPart:
    form: GroupForm
    number: int
    columns: list[ColumnPart]


class TableForms:
    """All forms of the page, filled with a draft. Bound where what was typed is to be checked."""

    def __init__(self, draft: Draft, offers: Sequence[KindOffer], *, is_bound=False, is_confirmed=False):
        self.draft, self.is_bound = draft, is_bound
        self.offers = [*offers, *(new_offer(one.key, one.label, one.shape) for one in draft.kinds)]
        self.data = draft.as_data()
        self.errors: list[str] = []
        self.head = self.form(HeadForm, "head", draft.head)
        self.kinds = [self.form(KindForm, f"k{number}", asdict(kind)) for number, kind in enumerate(draft.kinds)]
        self.groups: list[GroupPart] = []
        self.add_groups()
        confirmed = {"is_confirmed": "on"} if is_confirmed else {}
        self.confirmation = None
        if any(column.is_guess for column in self.columns):
            self.confirmation = ConfirmForm(confirmed if is_bound else None, initial=confirmed, label_suffix="")

    def form(self, kind: type, prefix: str, values: dict):
        return kind(self.data if self.is_bound else None, prefix=prefix, initial=values, label_suffix="")

    def add_groups(self) -> None:
        choices, place = column_choices(self.offers), 0
        for number, group in enumerate(self.draft.groups):
            part = GroupPart(self.form(GroupForm, f"g{number}", {"heading": group.heading}), number, [])
            self.groups.append(part)
            for column in group.columns:
                form = self.form(ColumnForm, f"c{place}", asdict(column) | {"group": number})
                form.fields["choice"].choices = choices
                kind, figure = split(column.choice)
                part.columns.append(
                    ColumnPart(form, place, column, figure == OWN or ("-" in kind and figure != CHANNELS))
                )
                place += 1

    @property
    def columns(self) -> list[ColumnPart]:
        return [column for group in self.groups for column in group.columns]

    @property
    def all_forms(self) -> list[forms.Form]:
        confirmation = [self.confirmation] if self.confirmation else []
        return [self.head, *self.kinds, *(one.form for one in [*self.groups, *self.columns]), *confirmation]

    @property
    def open_count(self) -> int:
        return sum(column.is_open for column in self.columns)

    def is_valid(self) -> bool:
        # Each of them, so that each says what is wrong with it.
        for form in self.all_forms:
            form.full_clean()
        if not self.columns:
            self.errors.append(NOTHING_DESIGNED)
        self.check_headings()
        self.check_choices()
        self.check_kinds()
        return not self.errors and not any(form.errors for form in self.all_forms)

    def check_headings(self) -> None:
        for group in self.groups:
            for column in group.columns:
                typed = column.form.cleaned_data
                if len(group.columns) > 1 and not typed.get("heading_2"):
                    add_error(column.form, "heading_2", "同一组有几列时，每列都要有第二层表头。")
                elif typed.get("heading_3") and not typed.get("heading_2"):
                    add_error(column.form, "heading_2", "表头从上往下写，中间不能空一层。")

    def check_choices(self) -> None:
        choices = Counter(column.draft.choice for column in self.columns)
        for content in (ColumnContent.NAME, ColumnContent.SERIAL):
            if choices[content] > 1:
                self.errors.append(f"“{content.label}”只能有一列。")
        if self.columns and not choices[ColumnContent.NAME]:
            self.errors.append("表里要有一列印“单位名称”。")
        first: dict[str, ColumnPart] = {}
        for column in self.columns:
            choice = column.draft.choice
            if (twin := first.setdefault(choice, column)) is not column and self.is_twice(column, twin):
                add_error(column.form, "choice", TWICE.format(self.heading_of(twin)))

    @staticmethod
    def is_twice(column: ColumnPart, twin: ColumnPart) -> bool:
        """Of columns that are both saved already, somebody meant it."""
        figure = split(column.draft.choice)[1]
        return bool(figure) and figure != OWN and not (column.draft.pk and twin.draft.pk)

    def heading_of(self, column: ColumnPart) -> str:
        group = next(group for group in self.groups if column in group.columns)
        headings = (group.form["heading"].value(), column.draft.heading_2, column.draft.heading_3)
        return " › ".join(filter(None, headings))

    def check_kinds(self) -> None:
        used = {split(column.draft.choice)[0] for column in self.columns}
        labels = Counter(offer.label for offer in self.offers)
        for form in self.kinds:
            typed = form.cleaned_data
            if typed.get("key") not in used:
                add_error(form, "label", "还没有一列计它：请在下面的列里选它，或者删去这个类别。")
            elif labels[typed.get("label")] > 1:
                add_error(form, "label", "已经有这个名称的类别。")

    def label_of(self, column: ColumnPart) -> str:
        """As typed; of a number that is to be made, else as its heading calls it."""
        if split(column.draft.choice)[1] != OWN:
            return column.form.cleaned_data["label"]
        headings = (column.draft.heading_3, column.draft.heading_2, self.heading_of(column))
        leaf = next(heading for heading in headings if heading)
        return column.form.cleaned_data["label"] or split_unit(leaf)[0][: longest(KindFigure, "label")]

    def add_refusal(self, part: tuple[str, int], refusal: ValidationError) -> None:
        """What the database's rules say of a kind or a column, beside its fields as far as the page has them."""
        form = (self.kinds if part[0] == "kind" else [one.form for one in self.columns])[part[1]]
        by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for name, sentences in by_field.items():
            for sentence in sentences:
                add_error(form, name if name in form.fields else None, sentence)


def add_error(form: forms.Form, field: str | None, sentence: str) -> None:
    """One sentence beside a field is enough."""
    if not field or field not in form.errors:
        form.add_error(field, sentence)
