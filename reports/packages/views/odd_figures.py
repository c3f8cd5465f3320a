"""数字需核对: a look at the odd figures of a package's row before it goes up."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from reports.annex2.entries import ENTRIES_PER_PAGE
from reports.packages.access import can_see_packages, seen_package
from reports.packages.odd_figures import odd_entries


@require_safe
@can_see_packages
def odd_figures(request, pk):
    package = seen_package(request, pk)
    odd = odd_entries(package, account=request.user)
    context = admin.site.each_context(request) | {
        "title": f"{package.printed_name} · 数字需核对",
        "package": package,
        "page": Paginator(odd, ENTRIES_PER_PAGE).get_page(request.GET.get("page")),
        "unconfirmed_count": sum(not one.is_confirmed for one in odd),
    }
    return TemplateResponse(request, "reports/packages/odd_figures.html", context)
