"""Posters of entrances: the pages to be printed."""

from copy import copy

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse

from organization.campaign_choice import viewed_campaign
from organization.models import Responsible
from organization.public_address import unfit_for_paper
from organization.scoping import is_key
from returnees.age import age_limits
from returnees.choices import EntranceState
from returnees.entrances.mongolian import missing_glyphs
from returnees.entrances.pictures import SQUARE_LARGEST, SQUARE_TITLE, TALL_LARGEST, TALL_TITLE, title_layout
from returnees.entrances.poster import Poster, missing_characters
from returnees.entrances.titles import TitleBox, lay_out
from returnees.questionnaire import minutes_of

POSTERS_PER_JOB = 1000
# What a list's address may carry beside its filters and search.
LIST_ONLY_PARAMETERS = ("batch", "o", "p", "all", "e")


def build_poster(entrance) -> Poster:
    return posters_of([entrance])[0][1]


def posters_of(entrances) -> list[tuple]:
    """Each entrance with its poster; whom one may call is asked once for all of them."""
    people = public_people({entrance.campaign_id for entrance in entrances})
    minutes = {campaign: minutes_of(campaign) for campaign in {entrance.campaign for entrance in entrances}}
    return [
        (entrance, compose(entrance, nearest(people, entrance), minutes[entrance.campaign])) for entrance in entrances
    ]


def public_people(campaigns) -> dict[tuple[int, str], str]:
    """By campaign and path, the persons who are public to youths: their committee, name and phone."""
    rows = Responsible.objects.filter(campaign__in=campaigns, is_public=True).order_by()
    fields = ("campaign", "committee__path", "committee__short_name", "name", "phone")
    return {
        (campaign, path): f"{office} {name} {phone}"
        for campaign, path, office, name, phone in rows.values_list(*fields)
    }


def nearest(people, entrance) -> str:
    """Of the committee itself, else of the next one above it that has made its person public."""
    path = entrance.committee.path
    above = (people.get((entrance.campaign_id, path[:length])) for length in range(len(path), 0, -4))
    return next(filter(None, above), "")


def compose(entrance, person: str, minutes: int) -> Poster:
    return Poster(
        theme=entrance.campaign.theme,
        activity=entrance.campaign.name,
        place=entrance.committee.place_name,
        committee=entrance.committee.name,
        centre=entrance.campaign.centre_name,
        address=entrance.address,
        brand=entrance.campaign.public_name,
        invitation=entrance.campaign.invitation,
        ages=age_limits(entrance.campaign).invited,
        minutes=minutes,
        is_staff_filled=entrance.is_staff_filled,
        mongolian=entrance.campaign.mongolian_text,
        benefits=tuple(entrance.campaign.benefit_blocks),
        dates=period(entrance.campaign),
        person=person,
    )


def period(campaign) -> str:
    first, last = campaign.starts_on, campaign.ends_on
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"


# Tenths of a millimetre on A4.
PAPER_TITLE = TitleBox(width=1860, height=360, mongolian_height=340, gap=80, largest=130)


def paper_title_size(poster: Poster) -> int:
    """Of the title on paper, in half millimetres: poster.css has a class for each."""
    return lay_out(tuple(poster.theme_lines), poster.mongolian, PAPER_TITLE).size // 5


def picture_notes(poster):
    shown = (poster.theme, poster.activity, poster.place, poster.brand, poster.greeting, *poster.signature_lines)
    texts = "".join((*shown, *poster.reasons, *(text for _, text in poster.facts)))
    if missing := missing_characters(texts) + missing_glyphs(poster.mongolian):
        yield f"海报字库没有“{missing}”，转发图上显示为 □。"
    layouts = (title_layout(poster, TALL_TITLE, TALL_LARGEST), title_layout(poster, SQUARE_TITLE, SQUARE_LARGEST))
    if poster.mongolian and not all(layout.columns for layout in layouts):
        why = "文字太长，或者服务器上没有排蒙古文的程序（libfribidi）"
        yield f"转发图上没有蒙古文标题：{why}。A4 海报由浏览器排版，打印前请看一看。"


def address_note() -> str:
    why = unfit_for_paper()
    return (
        f"先不要印刷、转发：二维码里的地址 {settings.PUBLIC_URL} {why}。请系统管理员设好 PUBLIC_URL，再下载。"
        if why
        else ""
    )


@csp_update({"font-src": [SELF]})
def print_page(model_admin, request):
    entrances = entrances_to_print(model_admin, request).select_related("campaign", "committee")
    page = Paginator(entrances, POSTERS_PER_JOB).get_page(request.GET.get("batch"))
    others = request.GET.copy()
    others.pop("batch", None)
    context = {
        "page": page,
        "query": others.urlencode(),
        "sheets": [(entrance, poster, paper_title_size(poster)) for entrance, poster in posters_of(page)],
        "address_note": address_note(),
        "unused_count": sum(entrance.state != EntranceState.IN_USE for entrance in page),
    }
    return TemplateResponse(request, "returnees/posters.html", context)


def entrances_to_print(model_admin, request):
    if named := request.GET.get("pks"):
        pks = [pk for pk in named.split(",") if is_key(pk)]
        return model_admin.get_queryset(request).filter(pk__in=pks)
    listed = copy(request)
    listed.GET = request.GET.copy()
    for name in LIST_ONLY_PARAMETERS:
        listed.GET.pop(name, None)
    try:
        filtered = model_admin.get_changelist_instance(listed).queryset
    except IncorrectLookupParameters:
        raise Http404 from None
    return filtered.in_campaign(viewed_campaign(request))
