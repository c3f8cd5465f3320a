"""The admin's pages of an object's history and of its deletion stand in our frame and in our words."""

from django.urls import reverse

from returnees.models import OwnQuestion, QuestionSetting


def address(row, page):
    return reverse(f"admin:returnees_{row._meta.model_name}_{page}", args=[row.pk])


def test_a_history_says_where_it_stands_and_what_was_done(log_in, world):
    client = log_in("region_manager")
    setting = QuestionSetting.objects.create(campaign=world.campaign, key="industry", usage="off")
    assert "建立以来没有在这里改过" in client.get(address(setting, "history")).text
    client.post(address(setting, "change"), {"key": "industry", "usage": "optional"})
    page = client.get(address(setting, "history")).text
    assert "工作台" in page
    assert "首页" not in page
    assert 'data-heading="做了什么">' in page


def test_a_deletion_names_what_goes_with_it(log_in, world):
    client = log_in("region_manager")
    question = OwnQuestion.objects.create(campaign=world.campaign, label="会什么手艺", kind="single", position=1)
    question.choices.create(label="木工", position=1)
    page = client.get(address(question, "delete")).text
    assert "首页" not in page
    assert "木工" in page
    client.post(address(question, "delete"), {"post": "yes"})
    assert not OwnQuestion.objects.exists()


def test_every_field_of_a_table_of_choices_has_a_name_and_no_heading_is_empty(log_in, world):
    page = log_in("region_manager").get(reverse("admin:returnees_ownquestion_add")).text
    assert 'aria-label="选项"' in page
    assert '<th class="original">' not in page
