"""The page of a campaign's retention: what goes on its day and what to do before it; afterwards its certificate."""

from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.campaign_choice import act_on_campaign, find_campaign, viewed_campaign
from organization.choices import Level
from reports.overview.retention.certificate import ERASED, KEPT, certified_runs
from reports.overview.retention.notice import find_retention
from returnees.models import FollowUpCase
from returnees.models.follow_up_queries import OPEN_STATES


@require_safe
def retention(request):
    if key := request.GET.get("campaign", ""):
        campaign = find_campaign(key)
        if campaign is None:
            raise Http404
        act_on_campaign(request, campaign)
    campaign, account = viewed_campaign(request), request.user
    if account.committee is None:
        raise Http404
    notice = find_retention(campaign)
    is_certified = bool(notice and notice.done) and account.has_perm("organization.view_campaign")
    context = admin.site.each_context(request) | {
        "title": "个人信息匿名化证明" if is_certified else "个人信息的保存期",
        "campaign": campaign,
        "notice": notice,
        "runs": certified_runs(campaign) if is_certified else [],
        "to_do": steps_before(account, campaign) if notice and notice.days > 0 else [],
        "erased": ERASED,
        "kept": KEPT,
    }
    return TemplateResponse(request, "reports/retention/retention.html", context)


def steps_before(account, campaign) -> list[tuple[str, str]]:
    """What can only be done before the day, each with where."""
    steps = []
    if account.has_perm("returnees.view_followupcase"):
        cases = FollowUpCase.objects.in_campaign(campaign).visible_to(account)
        count = cases.filter(closed_because="", state__in=OPEN_STATES).count()
        if count:
            address = reverse("admin:returnees_followupcase_changelist")
            steps.append((f"还有 {count} 个跟进个案没有办结：之后没有姓名和电话，不能再联系", address))
    if account.has_perm("returnees.export_returnee"):
        steps.append(("还要用到的名单，按规定的用途先导出；用完及时删除", reverse("full_export", args=["returnees"])))
    if account.has_perm("reports.view_package"):
        is_of_region = account.committee.level == Level.REGION
        steps.append(("材料和汇总表存档", reverse("annual_archive" if is_of_region else "annex2")))
    return steps
