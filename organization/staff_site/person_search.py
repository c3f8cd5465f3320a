"""A list in which one looks for persons: the term is posted, and stands in no address."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect

from organization.audit import append_audit_event
from organization.choices import Act
from organization.staff_site.staff_list import StaffList
from organization.stored_searches import PARAMETER, load_search, store_search
from organization.text import clean_line

LIST_KEY = "list"
# Of a term that is too long, as much is shown again.
LONGEST_KEPT = 300


class PersonList(StaffList):
    is_search_posted = True
    search_parameter = PARAMETER

    def get_filters_params(self, params=None):
        return {name: value for name, value in super().get_filters_params(params).items() if name != PARAMETER}

    def get_queryset(self, request, *args, **kwargs):
        stored = load_search(request)
        is_ours = stored is not None and stored.get(LIST_KEY) == self.opts.label_lower
        self.query = stored["term"] if is_ours else ""
        found = super().get_queryset(request, *args, **kwargs)
        # A search that has expired found something else than everything.
        return found if is_ours or PARAMETER not in request.GET else found.none()

    @property
    def is_search_expired(self) -> bool:
        return PARAMETER in self.params and not self.query


class PersonSearchMixin:
    def get_changelist(self, request, **kwargs):
        return PersonList

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "term" in request.POST:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            return self.show_found(request, clean_line(request.POST["term"])[:LONGEST_KEPT])
        return super().changelist_view(request, extra_context)

    def show_found(self, request, term):
        query = request.GET.copy()
        for name in ("p", PARAMETER):
            query.pop(name, None)
        if term:
            append_audit_event(request, Act.PERSON_SEARCH, None, detail=str(self.opts.verbose_name))
            query[PARAMETER] = store_search(request, {"term": term, LIST_KEY: self.opts.label_lower})
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
