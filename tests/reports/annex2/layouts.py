"""Layouts for tests that need no database."""

from activities.models import ActivityKind
from reports.annex2.layout import Layout, make_layout
from reports.models import AnnexColumn
from tests.factories import notice_of_2020


def a_layout(*described, kind="letter") -> Layout:
    """Of (headings, further fields) each; columns without a content are figures of `kind`."""
    kinds = {}
    columns = []
    for number, (headings, fields) in enumerate(described, start=1):
        levels = {f"heading_{level}": heading for level, heading in enumerate(headings, start=1)}
        fields = {"key": f"column_{number}", "content": "figure", "kind": kind} | fields
        if fields["content"] in ("figure", "channels"):
            fields["kind"] = kinds.setdefault(fields["kind"], ActivityKind(key=fields["kind"]))
            fields.setdefault("figure", "distribution_count" if fields["content"] == "figure" else "")
        else:
            fields["kind"] = None
        columns.append(AnnexColumn(position=number, **levels, **fields))
    return make_layout(columns)


def layout_of_2020() -> Layout:
    return a_layout(
        *(
            (column["headings"], {name: value for name, value in column.items() if name != "headings"})
            for column in notice_of_2020()["columns"]
        )
    )
