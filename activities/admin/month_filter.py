from datetime import date, timedelta

from django.contrib import admin

from organization.campaign_choice import viewed_campaign
from organization.clock import today

LAST_WEEK = "week"


class MonthFilter(admin.SimpleListFilter):
    """By the months of the campaign; the admin's own date hierarchy reads every row to know which there are.

    The admin class names its day in `day_column`.
    """

    title = "日期"
    parameter_name = "month"

    def lookups(self, request, model_admin):
        self.day_column = model_admin.day_column
        campaign = viewed_campaign(request)
        months, month = [], campaign.starts_on.replace(day=1)
        while month <= campaign.ends_on:
            months.append((f"{month:%Y-%m}", f"{month.year} 年 {month.month} 月"))
            month = next_month(month)
        return [(LAST_WEEK, "近 7 天"), *months]

    def queryset(self, request, entries):
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return entries
        if chosen == LAST_WEEK:
            return entries.filter(**{f"{self.day_column}__gt": today() - timedelta(days=7)})
        first = date.fromisoformat(f"{chosen}-01")
        return entries.filter(**{f"{self.day_column}__gte": first, f"{self.day_column}__lt": next_month(first)})


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
