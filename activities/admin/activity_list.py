from django.contrib.admin.views.main import ChangeList

from activities.addresses import kind_address

# Of the keys that a search finds; of more than these the page alone is found at once.
MAX_KEYS = 1000


class ActivityList(ChangeList):
    """A search for few entries reads the whole log of a kind: once, not for the count and again for the page."""

    # The kind of the entries: set as soon as the list is made.
    kind = None

    def get_results(self, request):
        found = self.queryset
        if self.query:
            keys = list(found.values_list("pk", flat=True)[: MAX_KEYS + 1])
            if len(keys) <= MAX_KEYS:
                self.queryset = found.filter(pk__in=keys)
        super().get_results(request)
        # What is exported is asked for anew.
        self.queryset = found

    def url_for_result(self, result):
        return kind_address("change", self.kind.key, result.pk)
