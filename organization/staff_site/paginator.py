from django.core.paginator import Paginator
from django.utils.functional import cached_property


class CappedPaginator(Paginator):
    """Paginates only the first rows of a list: counting a million is slower than reading fifty of them."""

    # Whoever needs more rows filters or searches.
    max_listed = 10_000

    @cached_property
    def count(self):
        return self.object_list.order_by().values("pk")[: self.max_listed].count()

    @property
    def is_capped(self):
        return self.count == self.max_listed
