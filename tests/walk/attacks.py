"""What no page of ours would send: forged keys, look-ups, searches and actions for what stands in others' rows."""

from itertools import islice
from operator import attrgetter

from django.contrib.admin import FieldListFilter, SimpleListFilter
from django.db import models
from django.urls import resolve, reverse

from activities.admin.work_filters import SHOWN, ShownFilter
from activities.models import Activity
from organization.models import Committee
from reports.models import Package
from returnees.fields import mask_phone
from returnees.models import FollowUpCase, Returnee
from tests.walk.answers import NOT_ACCEPTED, answers_for
from tests.walk.canaries import MISSING_PK, NOWHERE
from tests.walk.forms import forms_of
from tests.walk.pages import OPEN_FORMS, PAGES, any_of_them
from tests.walk.rows import text_columns
from tests.walk.sections import sections
from tests.walk.uploads import PHOTO_PAGES, UPLOAD_PAGES, attack_photos, attack_uploads
from tests.walk.visits import asking_for, compare, foreign_rows, own_rows

LOOKUPS = ("", "__startswith", "__regex", "__isnull", "__in")
CHOICES_PER_FILTER = 6
REFUSED = 'class="errornote"'
NO_PHONE = "13900009999"


def attack_everything(walker):
    """Who is brief leaves out what the admin's classes do in the same way for everybody: look-ups and forms."""
    for section in sections():
        attack_list(walker, section)
        attack_autocompletes(walker, section)
        if not walker.is_brief:
            attack_lookups(walker, section)
            attack_presets(walker, section)
            attack_own_forms(walker, section)
    for name, page in PAGES.items():
        attack_page(walker, name, page)
    attack_uploads(walker)
    attack_photos(walker)
    attack_search(walker)
    attack_top_search(walker)
    return walker


def attack_own_forms(walker, section):
    attack_forms(walker, section.address("add"), section)
    for own in own_rows(walker, section.model, section.fits)[-1:]:
        attack_forms(walker, section.address("change", own.pk), section)
        attack_forms(walker, section.address("delete", own.pk), section)


def attack_list(walker, section):
    path = section.address("changelist")
    changelist = walker.get(path, **odd_query(section)).changelist
    if changelist:
        attack_filters(walker, path, changelist)
        if not walker.is_brief:
            attack_choices(walker, path, changelist)
        texts = foreign_texts(walker, section.model, section.fits)[:1]
        if not walker.is_brief:
            texts += searched_texts(walker, section)
        compare_texts(walker, asking_for(walker, path, "q"), texts)
    asked = answers_for(walker, resolve(path).view_name)
    for _, name, _ in section.model_admin._get_base_actions():
        attack_action(walker, section, path, asked | {"action": name, "post": "yes", "index": "0"})


def odd_query(section):
    order = ".".join(f"-{number}" for number in range(1, section.column_count + 2))
    return {"o": order, "_popup": 1, "_to_field": section.opts.pk.name, "_facets": "True", "e": 1, "all": ""}


def attack_filters(walker, path, changelist):
    """The filters by committees and by other rows, asked for another's committee."""
    for spec in changelist.filter_specs:
        offers_keys = spec.field.is_relation if isinstance(spec, FieldListFilter) else offers_rows(walker, spec)
        for name in spec.expected_parameters() if offers_keys else ():
            compare(walker, asking_for(walker, path, name), foreign_rows(walker, Committee)[-1:])


def offers_rows(walker, spec):
    return any(str(value) in walker.world.model_of for value, _ in spec.lookup_choices)


def foreign_texts(walker, model, fits=any_of_them):
    """The canaries that stand in one row of others."""
    rows = foreign_rows(walker, model, fits)[-1:]
    values = [str(getattr(row, field.attname)) for row in rows for field in text_columns(row)]
    return [value for value in values if walker.world.canaries.found_in(value)]


def searched_texts(walker, section):
    """What stands in one row of others where the list looks for a text."""
    rows = foreign_rows(walker, section.model, section.fits)[-1:]
    columns = [name.lstrip("^=@").replace("__", ".") for name in section.search_fields]
    return [text for row in rows for column in columns if (text := attrgetter(column)(row))]


def compare_texts(walker, ask, texts):
    """To ask for what stands in another's row is as to ask for what stands nowhere."""
    nothing = ask(NOWHERE) if texts else None
    for text in texts:
        walker.same(ask(text), nothing, text, NOWHERE)


def attack_choices(walker, path, changelist):
    """What our own filters let one choose; of many choices, the first."""
    own = [spec for spec in changelist.filter_specs if isinstance(spec, SimpleListFilter)]
    choices = [choice for spec in own for choice in islice(spec.choices(changelist), CHOICES_PER_FILTER)]
    for query in dict.fromkeys(choice["query_string"] for choice in choices):
        walker.get(f"{path}{query}")


def attack_presets(walker, section):
    """An address presets nothing, least of all with a key of others."""
    path, keys = section.address("add"), [field for field in section.opts.concrete_fields if field.is_relation]
    models = {field.name: field.related_model for field in keys} | {"like": section.model}
    rows = {name: row for name, model in models.items() for row in foreign_rows(walker, model)[-1:]}
    if not rows or walker.get(path).status != 200:
        return
    foreign = walker.get(path, **{name: row.pk for name, row in rows.items()})
    missing = walker.get(path, **dict.fromkeys(rows, MISSING_PK))
    walker.same(foreign, missing, *(row.pk for row in rows.values()), MISSING_PK)


def attack_action(walker, section, path, chosen):
    """On rows that were not on the page, by themselves and with the word for all rows; also where the deleted are."""
    rows = walker.world.all_rows(section.model)
    pks = [row.pk for key, row in rows if key in walker.relatives[-1:] and section.fits(row)]
    lists = [path, f"{path}?{SHOWN}=deleted"] if ShownFilter in section.model_admin.list_filter else [path]
    for target in lists if pks else ():
        nobody = [MISSING_PK - number for number in range(len(pks))]
        missing = walker.post(target, chosen | {"_selected_action": nobody})
        walker.same(walker.post(target, chosen | {"_selected_action": pks}), missing, *pks, *nobody)
        walker.post(target, chosen | {"_selected_action": pks, "select_across": "1"})


# Look-ups


def attack_lookups(walker, section):
    """A column that the list does not offer to filter by cannot be asked about, in whatever way."""
    path = section.address("changelist")
    answer = walker.get(path)
    if answer.changelist is None:
        return
    offered = {name for spec in answer.changelist.filter_specs for name in spec.expected_parameters()}
    request = answer.response.wsgi_request
    for column in columns_near(section.model):
        for lookup in LOOKUPS:
            name = f"{column}{lookup}"
            if name not in offered and section.model_admin.lookup_allowed(name, "1", request):
                walker.find(f"GET {path}?{name}= is allowed, and the list does not offer it")
    for name in (f"{section.opts.pk.name}__regex", "committee__name__startswith", "campaign__letter_text"):
        if walker.get(path, **{name: "1"}).status not in (302, 400):
            walker.find(f"GET {path}?{name}= is answered")


def columns_near(model):
    """The columns of a model and of all that it refers to or that refers to it."""
    for field in model._meta.get_fields():
        yield field.name
        if field.is_relation and field.related_model:
            yield from (f"{field.name}__{column.name}" for column in field.related_model._meta.concrete_fields)


# Forms


def attack_forms(walker, path, section=None):
    """Sends each form of a page as it is, then with rows of others in the place of every key that it could take."""
    for form in forms_of(walker.get(path).html):
        target = form.action or path
        if form.method != "post" or not target.startswith("/admin/") or form.is_of_frame:
            continue
        name = resolve(target.partition("?")[0]).view_name
        form.answer(answers_for(walker, name))
        if form.file_fields and name not in UPLOAD_PAGES and name not in PHOTO_PAGES:
            walker.find(f"{path} takes a file: give it a line in UPLOADS (tests/walk/uploads.py)")
        keys = keys_of(walker, form)
        for values in form.submissions():
            if form.values.get("step", [""])[0] in OPEN_FORMS:
                give_away(walker, target, values, keys)
                continue
            is_refused = REFUSED in walker.post(target, values).text
            if is_refused and name not in UPLOAD_PAGES and not name.startswith(tuple(NOT_ACCEPTED)):
                walker.find(f"{target} refuses {values}: say in ANSWERS (tests/walk/answers.py) what it wants")
            if section:
                forge_at_once(walker, target, values, left_out(form, section) | keys)
            else:
                forge_each(walker, target, values, keys)


def keys_of(walker, form):
    """The fields that carry keys, by what they offer or hide, with their models."""
    models = walker.world.model_of
    return {name: models[value] for name, offers in form.offers.items() for value in offers if value in models}


def left_out(form, section):
    """The keys of the model that its form does not ask for."""
    fields = [field for field in section.opts.concrete_fields if field.is_relation]
    return {field.name: field.related_model for field in fields if field.name not in form.offers}


def forge_each(walker, target, values, keys):
    for field, model in keys.items():

        def ask(pk, field=field):
            return walker.post(target, values | {field: [pk]})

        compare(walker, ask, foreign_rows(walker, model)[-1:])


def forge_at_once(walker, target, values, keys):
    """A model's form says of each of its fields what is wrong with it."""
    rows = {field: row for field, model in keys.items() for row in foreign_rows(walker, model)[-1:]}
    if rows:
        foreign = walker.post(target, values | {field: [row.pk] for field, row in rows.items()})
        missing = walker.post(target, values | {field: [MISSING_PK] for field in rows})
        walker.same(foreign, missing, *(row.pk for row in rows.values()), MISSING_PK)


def give_away(walker, target, values, keys):
    """The row may become another's, and nothing else of others may change."""
    with walker.giving_away():
        walker.post(target, values)
        for name, model in keys.items():
            for row in foreign_rows(walker, model)[-1:]:
                walker.post(target, values | {name: [row.pk]})


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


def attack_autocompletes(walker, section):
    """For the first foreign key to each model, whether a page offers it or not."""
    for field in section.opts.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.related_model in walker.searched:
            continue
        walker.searched.add(field.related_model)
        opts = section.opts
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


def attack_top_search(walker):
    """The top bar's search finds one's own, and of others' rows as much as of rows that do not exist."""
    path = reverse("search")
    for model in (Committee, Activity, Package, Returnee, FollowUpCase):
        for own in own_rows(walker, model)[:1]:
            if walker.post(path, {"q": sought(own)}).status == 200 and not is_listed(walker, path, own):
                walker.find(f"the top bar's search does not find {own._meta.label} {own.pk}")
        for row in foreign_rows(walker, model):
            for term in {sought(row), str(row.pk)}:
                nobody = str(MISSING_PK) if term.isdecimal() else NOWHERE
                walker.same(walker.post(path, {"q": term}), walker.post(path, {"q": nobody}), term, nobody)


def is_listed(walker, path, row):
    answer = walker.post(path, {"q": sought(row)})
    return f"/{row.pk}/" in answer.text or f"={row.pk}" in answer.text


def sought(row) -> str:
    """By what somebody would look for the row."""
    match row:
        case Committee():
            return row.place_name
        case Package():
            return row.printed_name
        case Returnee():
            return row.name
        case FollowUpCase():
            return row.returnee.name
    return row.remark


def search(walker, term):
    with walker.in_one_go():
        found = walker.post(reverse("admin:returnees_returnee_search"), {"term": term})
        return walker.get(found.response["Location"], sent=term) if found.status == 302 else found
