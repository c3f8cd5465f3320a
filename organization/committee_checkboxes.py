"""Checkboxes for the committees of one's own subtree, by level and, where there are many, by parent."""

from itertools import groupby

from django import forms

from organization.choices import Level

# Levels with so many committees that they are grouped by parent.
LEVELS_BY_PARENT = (Level.COUNTY, Level.TOWNSHIP)


class CommitteeCheckboxesForm(forms.Form):
    """A form with a choice of committees; its template is organization/committee_checkboxes.html."""

    committees = forms.MultipleChoiceField(
        label="团委",
        error_messages={"required": "请至少选一个团委。", "invalid_choice": "所选的团委中有不属于本单位和下级的。"},
    )

    def __init__(self, *args, offered, preselected, notes=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = list(offered)
        self.notes = notes or {}
        self.fields["committees"].choices = [(committee.pk, committee) for committee in self.offered]
        self.initial["committees"] = [committee.pk for committee in preselected]

    def clean_committees(self):
        chosen = set(self.cleaned_data["committees"])
        return [committee for committee in self.offered if str(committee.pk) in chosen]

    def levels(self):
        checked = {str(pk) for pk in self["committees"].value() or []}
        by_level = sorted(self.offered, key=lambda committee: Level.values.index(committee.level))
        for level, committees in groupby(by_level, key=lambda committee: Level(committee.level)):
            lines = [
                (committee, str(committee.pk) in checked, self.notes.get(committee.pk, "")) for committee in committees
            ]
            yield level.label, len(lines), self.groups(level, lines)

    @staticmethod
    def groups(level, lines):
        if level not in LEVELS_BY_PARENT:
            return [("", lines)]
        return [(parent.place_name, list(group)) for parent, group in groupby(lines, key=lambda line: line[0].parent)]
