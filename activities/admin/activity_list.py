from activities.addresses import kind_address
from organization.staff_site.staff_list import StaffList

# Of the keys that a search finds; of more than these the page alone is found at once.
MAX_KEYS = 1000


class ActivityList(StaffList):
    """A search for few entries reads the whole log of a kind: once, not for the count and again for the page."""

    # The kind of the entries: set as soon as the list is made.
    kind = None

    def fetch_page(self, request):
        found = self.queryset
        if self.query:
            keys = list(found.values_list("pk", flat=True)[: MAX_KEYS + 1])
            if len(keys) <= MAX_KEYS:
                self.queryset = found.filter(pk__in=keys)
        super().fetch_page(request)
        self.result_list = self.with_photo_counts()
        self.queryset = found

    def with_photo_counts(self):
        """The rows of the page in one query still; photos are counted for these alone, not before they are sorted."""
        page = self.result_list
        rows = self.queryset.filter(pk__in=page.values("pk")) if page.query.is_sliced else page
        return rows.with_photo_count()

    def url_for_result(self, result):
        return kind_address("change", self.kind.key, result.pk)
