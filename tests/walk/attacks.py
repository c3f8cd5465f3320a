"""What no page of ours would send: forged keys, look-ups, searches and actions for what stands in others' rows."""

from django.contrib import admin
from django.contrib.admin import FieldListFilter, SimpleListFilter
from django.db import models
from django.urls import reverse

from organization.models import Committee
from returnees.models import Returnee
from returnees.models.returnee import mask_phone
from tests.walk.canaries import MISSING_PK, NOWHERE
from tests.walk.forms import forms_of
from tests.walk.pages import OPEN_FORMS, PAGES
from tests.walk.rows import text_columns
from tests.walk.uploads import UPLOADS, attack_uploads
from tests.walk.visits import address, asking_for, compare, foreign_rows, own_rows

LOOKUPS = ("", "__startswith", "__regex", "__isnull", "__in")
FORGERIES_PER_FORM = 12
NO_PHONE = "13900009999"


def attack_everything(walker):
    """Who is brief leaves out what the admin's classes do in the same way for everybody: look-ups and forms."""
    for model_admin in admin.site._registry.values():
        attack_list(walker, model_admin)
        attack_autocompletes(walker, model_admin)
        if not walker.is_brief:
            attack_lookups(walker, model_admin)
            attack_presets(walker, model_admin)
            attack_own_forms(walker, model_admin)
    for name, page in PAGES.items():
        attack_page(walker, name, page)
    attack_uploads(walker)
    attack_search(walker)
    return walker


def attack_own_forms(walker, model_admin):
    attack_forms(walker, address(model_admin, "add"), model_admin)
    for own in own_rows(walker, model_admin.model)[:1]:
        attack_forms(walker, address(model_admin, "change", own.pk), model_admin)
        attack_forms(walker, address(model_admin, "delete", own.pk), model_admin)


def attack_list(walker, model_admin):
    path = address(model_admin, "changelist")
    changelist = walker.get(path, **odd_query(model_admin)).changelist
    if changelist:
        attack_filters(walker, path, changelist)
        if not walker.is_brief:
            attack_choices(walker, path, changelist)
        texts = foreign_texts(walker, model_admin.model)
        compare_texts(walker, asking_for(walker, path, "q"), texts if model_admin.search_fields else texts[:1])
    for _, name, _ in model_admin._get_base_actions():
        attack_action(walker, model_admin, path, {"action": name, "post": "yes", "index": "0"})


def odd_query(model_admin):
    order = ".".join(f"-{number}" for number in range(1, len(model_admin.list_display) + 2))
    return {"o": order, "_popup": 1, "_to_field": model_admin.opts.pk.name, "_facets": "True", "e": 1, "all": ""}


def attack_filters(walker, path, changelist):
    """The filters that the list offers, but for those by a column's own choices, asked for another's committee."""
    for spec in changelist.filter_specs:
        if isinstance(spec, FieldListFilter) and not spec.field.is_relation:
            continue
        for name in spec.expected_parameters():
            compare(walker, asking_for(walker, path, name), foreign_rows(walker, Committee)[-1:])


def foreign_texts(walker, model):
    """The canaries that stand in one row of others."""
    rows = foreign_rows(walker, model)[-1:]
    values = [str(getattr(row, field.attname)) for row in rows for field in text_columns(row)]
    return [value for value in values if walker.world.canaries.found_in(value)]


def compare_texts(walker, ask, texts):
    """To ask for what stands in another's row is as to ask for what stands nowhere."""
    nothing = ask(NOWHERE) if texts else None
    for text in texts:
        walker.same(ask(text), nothing, text, NOWHERE)


def attack_choices(walker, path, changelist):
    """Whatever our own filters let one choose."""
    own = [spec for spec in changelist.filter_specs if isinstance(spec, SimpleListFilter)]
    for query in dict.fromkeys(choice["query_string"] for spec in own for choice in spec.choices(changelist)):
        walker.get(f"{path}{query}")


def attack_presets(walker, model_admin):
    """An address presets nothing, least of all with a key of others."""
    path, keys = address(model_admin, "add"), [field for field in model_admin.opts.concrete_fields if field.is_relation]
    rows = {field.name: row for field in keys for row in foreign_rows(walker, field.related_model)[-1:]}
    if not rows or walker.get(path).status != 200:
        return
    foreign = walker.get(path, **{name: row.pk for name, row in rows.items()})
    missing = walker.get(path, **dict.fromkeys(rows, MISSING_PK))
    walker.same(foreign, missing, *(row.pk for row in rows.values()), MISSING_PK)


def attack_action(walker, model_admin, path, chosen):
    """On rows that were not on the page, by themselves and with the word for all rows."""
    rows = {key: [] for key in walker.relatives[-2:]}
    for key, row in walker.world.all_rows(model_admin.model):
        rows.get(key, []).append(row.pk)
    for pks in filter(None, rows.values()):
        nobody = [MISSING_PK - number for number in range(len(pks))]
        missing = walker.post(path, chosen | {"_selected_action": nobody})
        walker.same(walker.post(path, chosen | {"_selected_action": pks}), missing, *pks, *nobody)
    for pks in [pks for pks in rows.values() if pks][:1]:
        walker.post(path, chosen | {"_selected_action": pks, "select_across": "1"})


# Look-ups


def attack_lookups(walker, model_admin):
    """A column that the list does not offer to filter by cannot be asked about, in whatever way."""
    path = address(model_admin, "changelist")
    answer = walker.get(path)
    if answer.changelist is None:
        return
    offered = {name for spec in answer.changelist.filter_specs for name in spec.expected_parameters()}
    request = answer.response.wsgi_request
    for column in columns_near(model_admin.model):
        for lookup in LOOKUPS:
            name = f"{column}{lookup}"
            if name not in offered and model_admin.lookup_allowed(name, "1", request):
                walker.find(f"GET {path}?{name}= is allowed, and the list does not offer it")
    for name in (f"{model_admin.opts.pk.name}__regex", "committee__name__startswith", "campaign__letter_text"):
        if walker.get(path, **{name: "1"}).status not in (302, 400):
            walker.find(f"GET {path}?{name}= is answered")


def columns_near(model):
    """The columns of a model and of all that it refers to or that refers to it."""
    for field in model._meta.get_fields():
        yield field.name
        if field.is_relation and field.related_model:
            yield from (f"{field.name}__{column.name}" for column in field.related_model._meta.concrete_fields)


# Forms


def attack_forms(walker, path, model_admin=None):
    """Sends each form of a page as it is, then with a row of others in the place of every key that it could take."""
    for form in forms_of(walker.get(path).html):
        target = form.action or path
        if form.method != "post" or not target.startswith("/admin/") or target.endswith(("/logout/", "/campaign/")):
            continue
        takes_rows = [name for name in form.file_fields if not name.endswith("-upload")]  # pictures name no rows
        if takes_rows and target not in map(reverse, UPLOADS):
            walker.find(f"{path} takes a file: give it a line in UPLOADS (tests/walk/uploads.py)")
        keys = keys_of(walker, form, model_admin)[:FORGERIES_PER_FORM]
        for values in form.submissions():
            if form.values.get("step", [""])[0] in OPEN_FORMS:
                give_away(walker, target, values, keys)
                continue
            walker.post(target, values)
            for name, model in keys:
                compare(walker, forging(walker, target, values, name), foreign_rows(walker, model)[-1:])


def give_away(walker, target, values, keys):
    """The row may become another's, and nothing else of others may change."""
    with walker.giving_away():
        walker.post(target, values)
        for name, model in keys:
            for row in foreign_rows(walker, model)[-1:]:
                walker.post(target, values | {name: [row.pk]})


def forging(walker, target, values, name):
    return lambda pk: walker.post(target, values | {name: [pk]})


def keys_of(walker, form, model_admin):
    """The fields that carry keys, by what they offer or hide, and the model's own keys that the form leaves out."""
    world, keys = walker.world, {}
    for name, offers in form.offers.items():
        keys |= {(name, world.model_of[value]): None for value in offers if value in world.model_of}
    for field in model_admin.opts.concrete_fields if model_admin else ():
        if field.is_relation and field.name not in form.offers:
            keys[field.name, field.related_model] = None
    return list(keys)


def attack_page(walker, name, page):
    for arguments in page.arguments if not page.is_post_only else ():
        if page.row:
            for own in own_rows(walker, page.row, page.fits)[:1]:
                attack_forms(walker, reverse(name, kwargs=arguments | {page.argument: own.pk}))
            continue
        path = reverse(name, kwargs=arguments)
        walker.post(path, {})
        attack_forms(walker, path)
        if page.named_rows:
            parameter, model = page.named_rows
            for own in own_rows(walker, model)[-1:]:
                attack_forms(walker, f"{path}?{parameter}={own.pk}")


# Autocompletes


def attack_autocompletes(walker, model_admin):
    """For the first foreign key to each model, whether a page offers it or not."""
    for field in model_admin.opts.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.related_model in walker.searched:
            continue
        walker.searched.add(field.related_model)
        opts = model_admin.opts
        source = {"app_label": opts.app_label, "model_name": opts.model_name, "field_name": field.name}
        ask = asking_for(walker, reverse("admin:autocomplete"), "term", **source)
        if ask("").status == 200:
            compare_texts(walker, ask, foreign_texts(walker, field.related_model))


# The search for records, of which nothing stands in an address


def attack_search(walker):
    """To look for somebody else's name or number finds as much as to look for nobody's."""
    for own in own_rows(walker, Returnee)[:1]:
        if not any(f"/{own.pk}/" in search(walker, term).text for term in (own.name, own.phone)):
            walker.find("the search does not find one's own")
    for row in foreign_rows(walker, Returnee):
        for term, nobody in ((row.name, NOWHERE), (row.phone, NO_PHONE), (row.phone[-4:], NO_PHONE[-4:])):
            keys = (term, nobody, mask_phone(row.phone), mask_phone(NO_PHONE))
            walker.same(search(walker, term), search(walker, nobody), *keys)


def search(walker, term):
    with walker.in_one_go():
        found = walker.post(reverse("admin:returnees_returnee_search"), {"term": term})
        return walker.get(found.response["Location"], sent=term) if found.status == 302 else found
