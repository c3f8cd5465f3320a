"""The pattern of a kind's sentence in the draft: which places it may have, and how it is read."""

import pytest
from django.core.exceptions import ValidationError

from activities.models import ActivityKind
from activities.patterns import SentencePattern, read_pattern
from organization.text_places import KnownPlaces, fill_in
from tests.factories import kind_of, make_kind


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("", SentencePattern()),
        ("开展{session_count}场。", SentencePattern("", "开展{session_count}场。")),
        ("# 办班\r\n开展。\r\n本次没有开展。", SentencePattern("办班", "开展。", "本次没有开展。")),
        ("#办班\n\n", SentencePattern("办班")),
    ],
)
def test_a_heading_a_sentence_and_one_for_zero(text, pattern):
    assert read_pattern(text) == pattern


def test_a_place_is_filled_in_once():
    assert fill_in("{name}{x}", {"name": "{x}", "x": "1"}) == "{x}1"


def test_an_unknown_place_is_named_beside_what_is_known():
    with pytest.raises(ValidationError, match=r"不认识 \{fone\}，可以用：\{name\}、\{phone\}。"):
        KnownPlaces("name", "phone")("电话：{fone}")


@pytest.mark.django_db
class TestKind:
    @pytest.mark.parametrize("text", ["{period}，{session_count}场。", "{certificate_count}人取证", "没有数字"])
    def test_accepts_the_keys_of_its_numbers_and_the_known_places(self, world, text):
        kind = make_kind(campaign=world.campaign, shape="meeting", figures=["certificate_count"])
        kind.sentence_pattern = text
        kind.full_clean()

    @pytest.mark.parametrize("text", ["{visited_count}人", "{sessions}场", "{}", "甲\n乙\n丙"])
    def test_refuses_any_other_place_beside_the_field(self, world, text):
        kind = make_kind(campaign=world.campaign, shape="meeting")
        kind.sentence_pattern = text
        with pytest.raises(ValidationError) as refusal:
            kind.full_clean()
        assert list(refusal.value.message_dict) == ["sentence_pattern"]

    def test_that_is_new_accepts_the_figures_that_come_with_it(self, world):
        kind = ActivityKind(
            campaign=world.campaign, key="fair", label="招聘会", shape="tally", sentence_pattern="{jobs}"
        )
        with pytest.raises(ValidationError):
            kind.full_clean()
        kind.coming_figures = frozenset(["jobs"])
        kind.full_clean()

    def test_is_spoken_of_by_the_first_of_its_other_names(self, world):
        assert kind_of(world.campaign, "letter").spoken_name == "慰问信"
        assert make_kind(campaign=world.campaign, label="招聘会").spoken_name == "招聘会"

    def test_has_no_figure_whose_key_is_a_place_of_patterns(self, world):
        kind = make_kind(campaign=world.campaign, figures=["jobs"])
        figure = kind.figures.get()
        figure.pk, figure.key = None, "period"
        with pytest.raises(ValidationError, match="系统自己的列"):
            figure.full_clean()
