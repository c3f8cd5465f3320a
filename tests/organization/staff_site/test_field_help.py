"""What a field means stands beside it, where its label alone does not say it."""

from django.contrib import admin


def test_a_sentence_belongs_to_a_field_that_has_none():
    """Another one on the model would never be read."""
    for model_admin in admin.site._registry.values():
        for name, sentence in model_admin.field_help.items():
            assert model_admin.model._meta.get_field(name).help_text == ""
            assert sentence.endswith("。")


def test_it_stands_beside_its_field(log_in):
    page = log_in("county_staff").get("/admin/activities/service/add/").text
    assert "一次做了两种服务的，记两条。" in page
