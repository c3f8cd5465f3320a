from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from activities.models import ActivityKind, ZeroReport
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from reports.models import Package
from reports.overview.desk.contents import desk_context


def desk(request):
    return admin.site.index(request, desk_context(request.user, viewed_campaign(request)))


@require_POST
@permission_required("activities.add_zeroreport", raise_exception=True)
def declare_zero_report(request, kind):
    """零报告 of the account's own committee, in one click; a second click takes it back.

    `kind` is the key of one of the posted campaign.
    """
    if request.user.committee is None:
        raise Http404
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    kind = get_object_or_404(ActivityKind.objects.in_campaign(campaign), key=kind)
    own = {"campaign": campaign, "committee": request.user.committee, "kind": kind}
    back = redirect_after_zero_report(request)
    if "withdraw" in request.POST:
        ZeroReport.objects.withdraw(**own)
        messages.success(request, f"已撤销{kind}的零报告。")
        return back
    if not kind.is_active:
        messages.error(request, f"“{kind}”已停用，不用再报。")
        return back
    try:
        ZeroReport.objects.declare(**own, by=request.user)
        messages.success(request, f"已报{kind}零报告：本单位这一项为 0。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return back


def redirect_after_zero_report(request):
    origin = request.POST.get("next")
    if origin == "package":
        packages = Package.objects.in_campaign(viewed_campaign(request))
        if package := packages.filter(committee=request.user.committee).first():
            return redirect(f"{reverse('package', args=[package.pk])}#figures")
    return redirect("completion" if origin == "completion" else "admin:index")
