"""Which tests run once, and which are not run quickly: by the beginnings of their paths."""

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
# They play whole campaigns, start programs, or try hundreds of inputs. `dev.py test --quick` leaves them out, and the
# full tests do not.
LONG = (
    "tests/demo/",
    "tests/fuzz/",
    "tests/migrations/",
    "tests/operations/backup/",
    "tests/operations/serving/",
    "tests/recipes/",
    "tests/reports/setup/test_invented_campaign.py",
    "tests/reports/test_anonymised_campaign.py",
    "tests/reports/test_new_campaign.py",
    "tests/reports/test_second_campaign.py",
    "tests/reports/test_whole_campaign.py",
    "tests/test_benchmarks.py",
    "tests/test_dev_server.py",
    "tests/test_form_pages.py",
    "tests/test_invented_province.py",
    "tests/test_one_sentence.py",
    "tests/test_upgrading.py",
    "tests/walk/",
)
