"""Where the pages of the log are: those of a kind go by its key, those of an entry by its kind's key and its own."""

from django.urls import reverse


def kind_address(page, key, *args):
    """`page` as the admin names it (changelist, add, import …), of the kind with this key."""
    return reverse(f"admin:activities_kind_{page}", args=[key, *args])


def entry_address(entry, page="change"):
    return kind_address(page, entry.kind.key, entry.pk)
