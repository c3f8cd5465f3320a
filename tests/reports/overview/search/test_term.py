import pytest

from reports.overview.search.term import Term, TypedNumber


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("HD2020-001234", TypedNumber("HD", 2020, 1234)),
        ("hd 2020-1234", TypedNumber("HD", 2020, 1234)),
        ("2020-001234", TypedNumber("", 2020, 1234)),
        ("001234", TypedNumber("", None, 1234)),
        ("HD-1234", TypedNumber("HD", None, 1234)),
        ("0", TypedNumber("", None, 0)),
        ("H1234", None),
        ("1234a", None),
        ("1" * 19, None),
        ("HD", None),
    ],
)
def test_reads_a_number_as_it_is_typed(typed, number):
    assert Term(typed).number == number
