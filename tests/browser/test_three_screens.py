"""How long the questionnaire is for four typical youths: screens from the top to 提交, taps, and characters typed."""

import tomllib
from dataclasses import dataclass

import pytest
from django.core.management import call_command

from reports.setup.notice_file import notice_path
from returnees.models import Returnee
from returnees.page_cache import clear_pages
from tests.browser.conftest import PHONE
from tests.browser.filling_in import answers, press, receipt_of

pytestmark = pytest.mark.browser

# By what they are, the status of each.
YOUTHS = {"founder": "A", "intending": "B", "student": "E", "herder": "F"}
FURTHER_STATUSES = ("G", "C", "D")
MOST_SCREENS = 3


@dataclass
class Effort:
    taps: int = 0
    characters: int = 0
    screens: float = 0

    def answer(self, page, name, value):
        """As a hand does it: a list is opened and then chosen from, a line is touched and then typed."""
        field = page.locator(f"[name={name}]")
        kind = field.first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            for code in [value] if isinstance(value, str) else value:
                page.locator(f"label:has([name={name}][value='{code}'])").tap()
                self.taps += 1
        elif kind == "select-one":
            field.select_option(value)
            self.taps += 2
        else:
            field.tap()
            field.fill(value)
            self.taps += 1
            self.characters += len(value)


def fill_as_asked(page, status):
    """From top to bottom, whatever the page shows and only that."""
    given, effort = answers(status, phone="13900000000", name="其木格"), Effort()
    # The entrance of a county has its home chosen beforehand; here nothing is.
    given["home_city"] = given["home_county"][:4] + "00"
    asked, known = [], set()
    while True:
        names = page.evaluate(
            "[...document.querySelectorAll('form [name]')].filter(field => field.closest('label, .question')"
            " && field.getClientRects().length && !field.closest('.off')).map(field => field.name)"
        )
        name = next((name for name in names if name not in known), None)
        if name is None:
            return asked, effort
        known.add(name)
        asked.append(name)
        effort.answer(page, name, given[name])


@pytest.mark.parametrize("status", [*YOUTHS.values(), *FURTHER_STATUSES])
def test_it_takes_three_screens_at_most(address, world, open_page, status):
    campaigns = type(world.campaign).objects.filter(pk=world.campaign.pk)
    notice = tomllib.loads(notice_path("2020").read_text())
    campaigns.update(**{name: notice[name] for name in ("audience", "processor", "public_name", "explanations")})
    campaigns.revise_questionnaires()
    page = open_page(PHONE, has_touch=True)
    page.goto(address)
    asked, effort = fill_as_asked(page, status)
    effort.screens = page.locator("[data-sending]").evaluate(
        "button => button.getBoundingClientRect().bottom + scrollY"
    )
    effort.screens /= PHONE["height"]
    effort.taps += 1
    counted = f"{effort.taps} taps, {effort.characters} characters, {effort.screens:.2f} screens"
    print(f"\n{status}: {len(asked)} fields, {counted}")
    assert effort.screens <= MOST_SCREENS
    press(page)
    receipt_of(page)
    assert Returnee.objects.get().status == status


# The counties whose names are not whole in their list, and how many there are; by the width of a list's own font.
CUT_NAMES = """() => {
  const [city, county] = [...document.querySelectorAll('.home select')];
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = getComputedStyle(county).font;
  const isWhole = (list) => {
    const { paddingLeft, paddingRight } = getComputedStyle(list);
    const room = list.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    return pen.measureText(list.selectedOptions[0].text).width <= room + 0.5;
  };
  const cut = [];
  let seen = 0;
  for (const { value } of [...city.options].filter((option) => /^15/.test(option.value))) {
    city.value = value;
    city.dispatchEvent(new Event('change'));
    for (const option of county.options) {
      county.value = option.value;
      seen += 1;
      if (!isWhole(city) || !isWhole(county)) cut.push(option.text);
    }
  }
  return [cut, seen];
}"""


@pytest.mark.parametrize("is_old", [False, True])
def test_the_name_of_every_county_is_whole(address, open_page, is_old):
    """达尔罕茂明安联合旗 takes a line of its own; an old browser gives each of the two lists one."""
    call_command("load_places")
    clear_pages()
    page = open_page(PHONE, bypass_csp=True)
    page.goto(address)
    if is_old:
        page.add_style_tag(content=".home > .input { field-sizing: fixed !important }")
    cut, seen = page.evaluate(CUT_NAMES)
    assert cut == []
    assert seen > 103
