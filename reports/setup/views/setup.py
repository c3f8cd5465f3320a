"""筹备: one page per campaign with its steps, and the short page of its rows."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organization.audit import append_audit_event
from organization.campaign_choice import choose_campaign
from organization.choices import Act
from organization.region import REGION
from reports.models import Package
from reports.setup.opening import prepare_campaign
from reports.setup.rows import own_row_names, rejoin_rows, separate_rows
from reports.setup.steps import build_steps
from reports.setup.views.access import campaign_in_setup, can_set_up, setup_address

# By the name of the button: what it does, as what that is recorded, what the page says then.
ROW_ACTS = {
    "prepare": (prepare_campaign, Act.CAMPAIGN_PREPARE, f"已建立，每个{REGION.reporting}一行。"),
    "separate": (separate_rows, Act.ROWS_SEPARATE, f"已单列，从所在{REGION.words.league_city}的行里扣除。"),
    "rejoin": (rejoin_rows, Act.ROWS_REJOIN, f"已取消单列，并回所在{REGION.words.league_city}。"),
}


@require_safe
@can_set_up
def setup_page(request, key):
    campaign = campaign_in_setup(request, key)
    # Its links lead to lists, which are of the campaign that is looked at.
    choose_campaign(request, campaign)
    steps = build_steps(campaign)
    context = admin.site.each_context(request) | {
        "title": f"筹备：{campaign}",
        "campaign": campaign,
        "steps": steps,
        "gap_count": sum(len(step.missing) for step in steps),
        "done_count": sum(not step.missing and not step.look.to_check for step in steps),
    }
    return TemplateResponse(request, "reports/setup/setup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@can_set_up
def rows_page(request, key):
    campaign = campaign_in_setup(request, key)
    if request.method == "POST":
        change_rows(request, campaign, request.POST.get("act", ""))
        return HttpResponseRedirect(reverse("admin:reports_setup_rows", args=[campaign.key]))
    packages = Package.objects.in_campaign(campaign).visible_to(request.user).select_related("committee")
    context = admin.site.each_context(request) | {
        "title": "报送单位",
        "campaign": campaign,
        "packages": packages.annotate(credit_count=Count("credited_committees")).order_by("position"),
        "back": setup_address(campaign),
        "own_rows": own_row_names(),
    }
    return TemplateResponse(request, "reports/setup/rows.html", context)


def change_rows(request, campaign, name: str) -> None:
    if name not in ROW_ACTS:
        return
    change, act, done = ROW_ACTS[name]
    try:
        with transaction.atomic():
            change(campaign=campaign)
            append_audit_event(request, act, campaign)
    except ValidationError as refusal:
        messages.error(request, f"{campaign}：{refusal.messages[0]}")
    except IntegrityError:
        messages.error(request, f"{campaign}：没有完成，别人刚刚做了同样的操作，或代管、单列的设置互相冲突。")
    else:
        messages.success(request, f"{campaign}：{done}")
