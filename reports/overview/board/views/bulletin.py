from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.attachments import inline_file
from organization.campaign_choice import viewed_campaign
from reports.overview.board.bulletin import build_bulletin
from reports.overview.board.bulletin_picture import bulletin_png
from reports.overview.board.views.board import for_the_region


@require_safe
@for_the_region
def bulletin(request):
    campaign = viewed_campaign(request)
    context = admin.site.each_context(request) | {
        "title": "今日通报",
        "campaign": campaign,
        "bulletin": build_bulletin(campaign, request.user),
    }
    return TemplateResponse(request, "reports/board/bulletin.html", context)


@require_safe
@for_the_region
def bulletin_picture(request):
    built = build_bulletin(viewed_campaign(request), request.user)
    if not built.lines:
        raise Http404
    response = inline_file(bulletin_png(built), f"{built.title}{built.at:%m%d}.png")
    response["Cache-Control"] = "no-store"
    return response
