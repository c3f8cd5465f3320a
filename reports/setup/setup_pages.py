"""The addresses of a campaign's set-up, below /admin/reports/setup/<key>/, and its forms: the long one in parts."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path

from organization.models import Campaign
from reports.setup.form_pages import FORM_PAGES, FormPage
from reports.setup.views.access import campaign_in_setup, setup_address
from reports.setup.views.notice_document import notice_document_page
from reports.setup.views.opening import close_page, home_page, open_page
from reports.setup.views.setup import rows_page, setup_page


def asked_page(request) -> FormPage | None:
    """The short page that is asked for; None where it is the whole form."""
    return getattr(request, "asked_form_page", None)


class SetupPagesMixin:
    """For the admin class of campaigns: a short page is its form with fewer fields."""

    def get_site_urls(self):
        pages = (
            ("", setup_page, "reports_setup"),
            ("document/", notice_document_page, "reports_setup_document"),
            ("rows/", rows_page, "reports_setup_rows"),
            ("open/", open_page, "reports_setup_open"),
            ("close/", close_page, "reports_setup_close"),
            ("home/", home_page, "reports_setup_home"),
            ("form/<slug:page>/", self.form_page, "reports_setup_form"),
        )
        return [
            path(f"reports/setup/<slug:key>/{route}", self.admin_site.admin_view(page), name=name)
            for route, page, name in pages
        ]

    def form_page(self, request, key, page):
        campaign, form_page = campaign_in_setup(request, key), FORM_PAGES.get(page)
        if form_page is None:
            raise Http404
        request.asked_form_page = form_page
        context = {"title": form_page.label, "form_page": form_page, "back": setup_address(campaign)}
        response = self.changeform_view(request, str(campaign.pk), "", context)
        if getattr(response, "context_data", None):
            response.template_name = "reports/setup/form_page.html"
        return response

    def get_fieldsets(self, request, obj=None):
        page = asked_page(request)
        return page.fieldsets if page else super().get_fieldsets(request, obj)

    def get_inlines(self, request, obj):
        page = asked_page(request)
        return super().get_inlines(request, obj) if page is None or page.publishes_notice else ()

    def response_change(self, request, obj):
        page = asked_page(request)
        if page is None:
            return super().response_change(request, obj)
        messages.success(request, describe_saved(page, obj))
        return HttpResponseRedirect(setup_address(obj))


def describe_saved(page: FormPage, campaign: Campaign) -> str:
    """What is in force is said, too: the facts of a privacy notice are saved before a version of it is published."""
    if not page.publishes_notice:
        return f"已保存：{page.label}。"
    if notice := campaign.privacy_notice():
        return f"已保存：{page.label}，现行版本 {notice.version}。"
    return "已保存说明里要写的事实。说明还没有发布：看过草稿，在同一页最下面写上版本号发布。"
