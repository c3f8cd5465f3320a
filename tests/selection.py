"""Which tests run once, and which are not run quickly: by the beginnings of their names, or by their values."""

import re
from collections.abc import Mapping

# On SQLite alone. They assert what is made of rows that were read, or what is refused before any are: documents,
# pictures, workbooks, titles, headers, marks of forms, methods of addresses, words of sentences, rules of passwords.
# What a page finds, counts, orders, writes and forbids has tests elsewhere that run on both, and on PostgreSQL the walk
# asks for every page of every role. The walk's controls switch off what is written in Python, and prove that its own
# code notices; they prove it once.
ONE_DATABASE = (
    "tests/activities/test_import_text.py",
    "tests/activities/test_marked_workbook.py",
    "tests/config/test_security_headers.py",
    "tests/fuzz/test_picture.py",
    "tests/fuzz/test_workbook.py",
    "tests/organization/accounts/test_passwords.py",
    "tests/organization/staff_site/test_navigation.py",
    "tests/organization/staff_site/test_post_or_back.py",
    "tests/organization/test_request_bounds.py",
    "tests/organization/test_text_cells.py",
    "tests/reports/annex2/test_annex2_workbook.py",
    "tests/reports/packages/test_summary_document.py",
    "tests/reports/packages/test_text_and_table.py",
    "tests/returnees/entrances/test_entrance_posters.py",
    "tests/test_form_pages.py",
    "tests/test_one_sentence.py",
    "tests/walk/test_controls.py",
)
# PostgreSQL and quick runs are asked about the first of a test's values alone: further ones try what Python tells
# apart, and what they ask of the database, the first has asked. Not so in these, nor where the name says that the
# database itself refuses, finds, counts, filters or orders, or takes whatever was sent: there each value is another
# question to it.
EVERY_VALUE = (
    "tests/fuzz/",
    "tests/migrations/",
    "tests/organization/staff_site/test_search.py",
    "tests/organization/test_read_only.py",
    "tests/organization/trail/",
    "tests/reports/overview/search/",
    "tests/test_audit_acts.py",
    "tests/test_hostile_campaigns.py",
    "tests/test_hostile_races.py",
    "tests/test_hostile_requests.py",
    "tests/test_questions.py",
    "tests/walk/",
)
ASKS_THE_DATABASE = re.compile(r"the_database|finds|queries|filter|sorts|order|error_of_ours|at_once|parallel")
# They play whole campaigns, start programs, try hundreds of inputs, ask for every address, or write a whole database or
# the workbook of a whole region. `dev.py test --quick` leaves them out, and the full tests do not.
LONG = (
    "tests/config/test_settings.py",
    "tests/config/test_start.py",
    "tests/demo/",
    "tests/fuzz/",
    "tests/media_store/",
    "tests/migrations/",
    "tests/operations/backup/",
    "tests/operations/serving/",
    "tests/operations/test_archive.py",
    "tests/operations/test_planted.py",
    "tests/organization/staff_site/test_post_or_back.py::test_no_address_of_staff_answers_405_to_who_looks",
    "tests/organization/test_read_only.py::TestCommand",
    "tests/organization/test_read_only.py::TestStaff::test_no_address_changes_anything",
    "tests/recipes/",
    "tests/reports/archive/",
    "tests/reports/exports/test_consolidated.py",
    "tests/reports/setup/test_invented_campaign.py",
    "tests/reports/test_anonymised_campaign.py",
    "tests/reports/test_new_campaign.py",
    "tests/reports/test_one_word.py",
    "tests/reports/test_second_campaign.py",
    "tests/reports/test_whole_campaign.py",
    "tests/returnees/test_submission.py::test_50_parallel_posts_of_each_of_100_answers_make_100_rows",
    "tests/test_benchmarks.py",
    "tests/test_dev_server.py",
    "tests/test_form_pages.py",
    "tests/test_invented_province.py",
    "tests/test_one_sentence.py",
    "tests/test_scripted_acts.py",
    "tests/test_upgrading.py",
    "tests/walk/",
)


def is_further_value(path: str, name: str, indices: Mapping[str, int]) -> bool:
    """`indices` say which of its values a test has, by parameter."""
    return any(indices.values()) and not path.startswith(EVERY_VALUE) and not ASKS_THE_DATABASE.search(name)
