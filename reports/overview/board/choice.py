"""Which rows of the board are shown, and in which order: chosen in the address, so that it can be sent on."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms

from organization.models import Campaign
from reports.choices import PackagePart, PackageState, Standing
from reports.overview.board.rows import BoardRow
from reports.packages.parts import parts_of

IN_TIME, LATE, NOT_YET, OVERDUE, RETURN_OVERDUE = "in_time", "late", "not_yet", "overdue", "return_overdue"
TIMES = {
    IN_TIME: "按时报送",
    LATE: "逾期报送",
    NOT_YET: Standing.NOT_SENT.label,
    OVERDUE: f"{Standing.NOT_SENT.label}，已逾期",
    RETURN_OVERDUE: f"{Standing.RETURNED.label}，已逾期",
}
# Nobody can lack the counts of questionnaires: they are counted.
PARTS = [part for part in PackagePart if part != PackagePart.QUESTIONNAIRES]
BY_STATE, BY_TIME = "state", "submitted"
ORDERS = {BY_STATE: "按状态", BY_TIME: "按报送时间，新的在前"}
STATE_ORDER = list(PackageState)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ChoiceForm(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PackageState.choices])
    time = forms.ChoiceField(label="时间", required=False, choices=[("", "全部"), *TIMES.items()])
    missing = forms.ChoiceField(
        label="还缺", required=False, choices=[("", "不限"), *((part.value, part.label) for part in PARTS)]
    )
    changed = forms.ChoiceField(label="来源", required=False, choices=[("", "不限"), ("1", "报送后有变化")])
    sort = forms.ChoiceField(label="排序", required=False, choices=[("", "表中次序"), *ORDERS.items()])


def is_at_time(row: BoardRow, time: str) -> bool:
    package = row.package
    return {
        IN_TIME: row.is_up and not row.is_late,
        LATE: row.is_late,
        NOT_YET: package.standing == Standing.NOT_SENT,
        OVERDUE: package.standing == Standing.NOT_SENT and package.is_overdue,
        RETURN_OVERDUE: package.standing == Standing.RETURNED and (package.is_overdue or package.wanted_days_over > 0),
    }[time]


@dataclass(frozen=True)
class Choice:
    """Empty: no such condition."""

    state: str = ""
    time: str = ""
    missing: str = ""
    changed: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query) -> "Choice":
        """From the address; a value that is not offered counts as none."""
        form = ChoiceForm(query)
        form.is_valid()
        return cls(**{name: form.cleaned_data.get(name, "") for name in form.fields})

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.query.keys() - {"sort"})

    def form(self, campaign: Campaign) -> ChoiceForm:
        """Offers what the campaign asks for."""
        form = ChoiceForm(initial=vars(self))
        parts = [(part.value, part.label) for part in parts_of(campaign) if part in PARTS]
        form.fields["missing"].choices = [("", "不限"), *parts]
        return form

    def matches(self, row: BoardRow) -> bool:
        return (
            (not self.state or row.package.state == self.state)
            and (not self.time or is_at_time(row, self.time))
            and (not self.missing or self.missing in row.missing_parts)
            and (not self.changed or row.is_changed)
        )

    def of_rows(self, rows: list[BoardRow]) -> list[BoardRow]:
        chosen = [row for row in rows if self.matches(row)]
        if self.sort == BY_STATE:
            chosen.sort(key=lambda row: STATE_ORDER.index(row.package.state))
        elif self.sort == BY_TIME:
            chosen.sort(key=lambda row: row.submission.submitted_at if row.submission else LONG_AGO, reverse=True)
        return chosen
