"""Posters of entrances: the pages to be printed."""

from copy import copy

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse

from organization.campaign_choice import viewed_campaign
from organization.scoping import is_key
from returnees.age import age_limits
from returnees.choices import EntranceState
from returnees.entrances.mongolian import missing_glyphs
from returnees.entrances.poster import Poster, missing_characters

POSTERS_PER_JOB = 1000
# What a list's address may carry beside its filters and search.
LIST_ONLY_PARAMETERS = ("batch", "o", "p", "all", "e")


def build_poster(entrance) -> Poster:
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
        is_staff_filled=entrance.is_staff_filled,
        mongolian=entrance.campaign.mongolian_text,
    )


def picture_notes(poster):
    texts = "".join(
        (poster.theme, poster.activity, poster.place, poster.brand, poster.greeting, *poster.signature_lines)
    )
    if missing := missing_characters(texts) + missing_glyphs(poster.mongolian):
        yield f"海报字库没有“{missing}”，转发图上显示为 □。"
    if poster.mongolian and poster.mongolian_mask is None:
        why = "文字太长，或者服务器上没有排蒙古文的程序（libfribidi）"
        yield f"转发图上没有蒙古文标题：{why}。A4 海报由浏览器排版，打印前请看一看。"


def print_page(model_admin, request):
    entrances = entrances_to_print(model_admin, request).select_related("campaign", "committee")
    page = Paginator(entrances, POSTERS_PER_JOB).get_page(request.GET.get("batch"))
    others = request.GET.copy()
    others.pop("batch", None)
    context = {
        "page": page,
        "query": others.urlencode(),
        "sheets": [(entrance, build_poster(entrance)) for entrance in page],
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
