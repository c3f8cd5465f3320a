"""The addresses at which a campaign is begun, below /admin/reports/setup/begin/."""

from django.urls import path

from reports.setup.views.begin import begin_page, blank_page, copy_page, pack_page


class BeginPagesMixin:
    """For the admin class of campaigns: its button for a new one leads to the ways to begin."""

    adding_page = "admin:reports_setup_begin"

    def get_site_urls(self):
        pages = (
            ("", begin_page, "reports_setup_begin"),
            ("copy/<slug:key>/", copy_page, "reports_setup_copy"),
            ("pack/", pack_page, "reports_setup_pack"),
            ("blank/", blank_page, "reports_setup_blank"),
        )
        begin = [
            path(f"reports/setup/begin/{route}", self.admin_site.admin_view(page), name=name)
            for route, page, name in pages
        ]
        # Before the pages of a campaign, whose key stands in the same place.
        return [*begin, *super().get_site_urls()]
