from django.contrib import admin
from django.db.models import Count, Sum
from django.utils.html import format_html

from activities.admin.month_filter import MonthFilter
from activities.admin.work_entries import WorkEntryAdmin
from activities.admin.work_forms import PublicityForm
from activities.choices import Medium
from activities.models import Publicity


@admin.register(Publicity)
class PublicityAdmin(WorkEntryAdmin):
    nothing_yet = "发一篇报道就记一条。"
    form = PublicityForm
    introduction = "在哪个平台、什么标题、哪一天发布；同一篇在几个平台发布的，一个平台记一条。"
    columns = (("medium", "published_on", "read_count"), "title", "link")
    list_columns = ("title", "published_on", "medium", "open_link", "read_count")
    list_filter = ("medium", MonthFilter, *WorkEntryAdmin.list_filter)
    day_column = "published_on"
    search_fields = Publicity.SEARCHED

    @admin.display(description="链接")
    def open_link(self, publicity):
        """Use the address itself as the link's text, so that everybody sees where it leads."""
        if not publicity.link:
            return None
        return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>', publicity.link)

    def sums(self, changelist, campaign):
        counts = changelist.queryset.order_by().values_list("medium").annotate(Count("pk"), Sum("read_count"))
        count_of = {medium: count for medium, count, _ in counts}
        reads = [read_count for *_, read_count in counts if read_count is not None]
        return [
            ("合计条数", sum(count_of.values()) if count_of else None, ""),
            ("阅读量（填了的）", sum(reads) if reads else None, ""),
            *(
                (medium.label, count_of.get(medium), changelist.get_query_string({"medium__exact": medium}, ["p"]))
                for medium in Medium
            ),
        ]
