"""Access to packages: visible to the committee and those above it, editable by the committee alone."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reports.models import Package, Submission

can_see_packages = permission_required("reports.view_package", raise_exception=True)
can_fill_in_packages = permission_required("reports.submit_package", raise_exception=True)
can_review_packages = permission_required("reports.review_package", raise_exception=True)


def seen_package(request, pk):
    packages = Package.objects.visible_to(request.user).select_related("campaign", "committee", "scan")
    return get_object_or_404(packages, pk=pk)


def fills_in(account, package):
    """Whether it is the account's own to fill in; whether it is editable now is another matter."""
    return account.has_perm("reports.submit_package") and package.committee_id == account.committee_id


def package_page(request, pk):
    """The address of a package that the account sees: where its acts lead back to."""
    return reverse("package", args=[seen_package(request, pk).pk])


def own_package(request, pk):
    package = seen_package(request, pk)
    if not fills_in(request.user, package):
        raise PermissionDenied
    return package


def seen_submission(request, pk):
    submissions = Submission.objects.visible_to(request.user)
    related = ("package__campaign", "package__committee", "submitted_by__committee", "scan")
    return get_object_or_404(submissions.select_related(*related), pk=pk)
