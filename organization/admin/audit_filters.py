"""The filters of the audit events, all in the address, so that every count of the auditor's desk links to its rows."""

import ipaddress
import re
from datetime import date
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib import admin
from django.db.models import Q

from organization.choices import ActGroup, Period, acts_of_group
from organization.clock import FIRST_YEAR, LAST_YEAR
from organization.models import Account, AuditEvent, Committee
from organization.scoping import is_key
from organization.searching import text_condition

NAMES = {Account: ("username", "full_name"), Committee: ("place_name", "short_name", "name")}
# Of those whom a typed name fits.
MOST_NAMED = 200
# The name of a kind of object, and its number if one is given.
OBJECT = re.compile(r"(.*?) ?(?:编号)? ?([0-9]{1,18})?", re.DOTALL)


class ActGroupFilter(admin.SimpleListFilter):
    title = "内容"
    parameter_name = "group"

    def lookups(self, request, model_admin):
        return ActGroup.choices

    def queryset(self, request, events):
        if not self.value():
            return events
        return events.filter(act__in=acts_of_group(self.value()))


class PeriodFilter(admin.SimpleListFilter):
    """A period until now, or a day as 2020-02-10."""

    title = "时间"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        day = self.chosen_day()
        return [*Period.choices, (day.isoformat(), f"{day:%Y-%m-%d} 当天")] if day else Period.choices

    def queryset(self, request, events):
        if not self.value():
            return events
        if self.value() in Period.values:
            return events.in_period(self.value())
        day = self.chosen_day()
        return events.on_day(day) if day else events.none()

    def chosen_day(self):
        try:
            day = date.fromisoformat(self.value() or "")
        except ValueError:
            return None
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


class LinkedFilter(admin.SimpleListFilter):
    """A filter that is chosen by a link beside a row: it offers nothing but to be taken off again."""

    def lookups(self, request, model_admin):
        return [(self.value(), self.describe(request))] if self.value() else []

    def choices(self, changelist):
        if self.value():
            yield from super().choices(changelist)

    def has_output(self):
        # Also where nothing is offered: a filter that is not shown would not be applied either.
        return True


class ActorFilter(LinkedFilter):
    title = "操作人"
    parameter_name = "by"

    def describe(self, request):
        account = Account.objects.visible_to(request.user).filter(pk=self.key()).first()
        return account.username if account else "没有这个账号"

    def key(self):
        return self.value() if is_key(self.value()) else None

    def queryset(self, request, events):
        if not self.value():
            return events
        return events.filter(actor=self.key()) if self.key() else events.none()


class SubjectFilter(LinkedFilter):
    """By object: organization.account-12."""

    title = "对象"
    parameter_name = "object"

    def parts(self):
        kind, _, number = (self.value() or "").rpartition("-")
        return kind, number

    def describe(self, request):
        return AuditEvent(object_type=self.parts()[0], object_id=self.parts()[1]).subject

    def queryset(self, request, events):
        if not self.value():
            return events
        return events.on_timeline(*self.parts())


class AddressFilter(LinkedFilter):
    title = "来源地址"
    parameter_name = "from"

    def describe(self, request):
        return self.value()

    def queryset(self, request, events):
        if not self.value():
            return events
        return events.filter(address=self.value()) if is_address(self.value()) else events.none()


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def find_events(events, term: str, reader: Account):
    """By what was typed: an address, a day, a number, an object, or an account or committee, acting or acted on."""
    if not term:
        return events
    if is_address(term):
        return events.filter(address=term)
    try:
        return events.on_day(date.fromisoformat(term))
    except (ValueError, OverflowError):
        pass
    if is_key(term):
        return events.filter(Q(sequence=term) | Q(object_id=term))
    objects = find_objects(events, term)
    if objects is not None:
        return objects
    return events.filter(
        by_or_about("actor", Account, term, reader) | by_or_about("committee", Committee, term, reader)
    )


def by_or_about(column: str, model, term: str, reader: Account) -> Q:
    named = text_condition(NAMES[model], term) or Q(pk__in=[])
    rows = model.objects.visible_to(reader).filter(named).order_by("pk")
    pks = list(rows.values_list("pk", flat=True)[:MOST_NAMED])
    about = Q(object_type=model._meta.label_lower, object_id__in=[str(pk) for pk in pks])
    return Q(**{f"{column}__in": pks}) | about


def find_objects(events, term: str):
    """By what the list calls an object, 返乡青年 编号 12, or without 编号; without a number, all of that kind."""
    name, number = OBJECT.fullmatch(term).groups()
    kinds = [model._meta.label_lower for model in apps.get_models() if model._meta.verbose_name == name]
    if not kinds:
        return None
    if not number:
        return events.filter(object_type__in=kinds)
    return reduce(or_, (events.on_timeline(kind, number) for kind in kinds))
