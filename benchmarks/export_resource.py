"""The same columns of the same records as a resource of django-import-export, helped as far as it can be: related rows
are joined, answers are fetched in batches, and no query is asked per row."""

from functools import partial

from import_export import resources
from import_export.fields import Field
from import_export.widgets import DateTimeWidget, Widget

from reports.exports.all_records.returnees import LEADING, OF_AGE, TRAILING
from returnees.age import age_group_labels, age_limits
from returnees.models import Returnee
from returnees.question_types import Kind, Question
from returnees.questions import QUESTIONS

# Of what is not in the table's own row.
ATTRIBUTES = {
    "case": "follow_up_case__state_label",
    "entrance__channel": "entrance__get_channel_display",
    "city": "home_committee__parent__place_name",
    "home_committee": "home_committee__place_name",
}
CHUNK = 2_000

SELECTIONS = {question.key: question for question in QUESTIONS if not question.columns}


def exported_names() -> list[str]:
    """The columns of the file in their order; the campaign has no questions of its own."""
    *before, home = LEADING
    return [*before, "city", home, *(name for question in QUESTIONS for name in names_of(question)), *TRAILING]


def names_of(question: Question) -> list[str]:
    if question.kind is Kind.HOME:
        return []
    names = [column.name for column in question.columns] or [question.key]
    return names + list(OF_AGE if question.kind is Kind.BIRTH else ())


def exported_field(name: str) -> Field:
    columns = {field.name: field for field in Returnee._meta.concrete_fields}
    if name in SELECTIONS:
        return Field(None, name, Widget(), dehydrate_method=partial(chosen, SELECTIONS[name]))
    if name in ATTRIBUTES or name not in columns:
        return Field(ATTRIBUTES.get(name, name), name, Widget())
    if columns[name].choices:
        return Field(f"get_{name}_display", name, Widget())
    is_moment = columns[name].get_internal_type() == "DateTimeField"
    return Field(name, name, DateTimeWidget("%Y-%m-%d %H:%M:%S") if is_moment else Widget())


class ReturneeResource(resources.ModelResource):
    class Meta:
        model = Returnee
        fields = ()
        chunk_size = CHUNK

    def __init__(self, campaign):
        super().__init__()
        self.age_groups = age_group_labels(age_limits(campaign))
        self.fields = {name: exported_field(name) for name in exported_names()}

    def get_export_order(self):
        return list(self.fields)

    def dehydrate_age_group(self, returnee):
        return self.age_groups[returnee.age_group]

    def dehydrate_is_minor(self, returnee):
        return "未成年" if returnee.is_minor else ""


def chosen(question: Question, returnee) -> str:
    codes = {answer.code for answer in returnee.answers.all() if answer.question == question.key}
    return "、".join(label for code, label in question.choices if code in codes)


def with_all_that_is_read(returnees):
    joined = returnees.select_related("home_committee__parent", "entrance", "follow_up_case")
    return joined.prefetch_related("answers", "campaign")
