"""The plain walk: every address once for every relative, as its links and forms would ask.

All of it is generated from the resolver, the admin's registry and PAGES.
"""

from http import HTTPStatus

from django.urls import reverse

from tests.walk.canaries import MISSING_PK
from tests.walk.pages import PAGES, any_of_them, of_nobody
from tests.walk.sections import sections

ROW_VIEWS = ("change", "history", "delete")


def walk_everything(walker):
    for section in sections():
        walk_section(walker, section)
    for name, page in PAGES.items():
        walk_page(walker, name, page)
    follow_links(walker)
    return walker


def follow_links(walker):
    """Whatever row a page has a link to or a form for, its reader may open."""
    for kind in walker.links.keys() - walker.opened_kinds:
        path, page = walker.links[kind]
        status = walker.get(path).status
        if status == HTTPStatus.SEE_OTHER:
            status = walker.post(path, {}).status
        if status >= 400:
            walker.find(f"{page} has a link to {path}, which answers {status}")


def walk_section(walker, section):
    walker.get(section.address("changelist"))
    walker.get(section.address("add"))
    walk_own_rows(walker, section)
    walk_foreign_rows(walker, section)


def foreign_rows(walker, model, fits=any_of_them, shown=of_nobody):
    """A row of each relative of the account's committee that the account does not see; not of those that are shown."""
    first = {key: row for key, row in reversed(walker.world.all_rows(model)) if fits(row)}
    return [first[key] for key in walker.relatives if key in first and not shown(walker, key)]


def own_rows(walker, model, fits=any_of_them):
    """All rows of the account's own committee, and one of a committee below; but one for who is brief."""
    rows = [(key, row) for key, row in walker.world.all_rows(model) if key in walker.subtree and fits(row)]
    own = [row for key, row in rows if key == walker.key] + [row for key, row in rows if key != walker.key][:1]
    return own[:1] if walker.is_brief else own


def walk_own_rows(walker, section):
    for number, own in enumerate(own_rows(walker, section.model, section.fits)):
        for view in ROW_VIEWS if number == 0 else ("change",):
            walker.get(section.address(view, own.pk))


def walk_foreign_rows(walker, section):
    """A row's page for every relative; its other views for one, and who is thorough the stock admin's redirects."""
    foreign = foreign_rows(walker, section.model, section.fits)
    pk_of_type = section.content_type.pk
    others = (
        lambda pk: walker.get(section.address("history", pk)),
        lambda pk: walker.get(section.address("delete", pk)),
        lambda pk: walker.post(section.address("change", pk), {}),
        lambda pk: walker.post(section.address("delete", pk), {"post": "yes"}),
    )
    redirects = (
        lambda pk: walker.get(f"{section.address('changelist')}{pk}/"),
        lambda pk: walker.get(f"/admin/r/{pk_of_type}/{pk}/"),
    )
    compare(walker, lambda pk: walker.get(section.address("change", pk)), foreign)
    for ask in others if walker.is_brief else others + redirects:
        compare(walker, ask, foreign[-1:])


def compare(walker, ask, foreign):
    """`ask` for each of these rows by its key: all answers are that of a row that does not exist.

    Where an account may not ask at all, one row is enough, and none for who is brief.
    """
    missing = ask(MISSING_PK) if foreign else None
    if missing and missing.status == 403:
        foreign = [] if walker.is_brief else foreign[-1:]
    for row in foreign:
        walker.same(ask(row.pk), missing, row.pk, MISSING_PK)


def walk_page(walker, name, page):
    for arguments in page.arguments:
        if page.row:
            walk_page_of_rows(walker, name, page, arguments)
            continue
        path = reverse(name, kwargs=arguments)
        if page.is_post_only:
            walker.get(path)
            for sent in page.posts:
                walker.post(path, sent)
            continue
        for query in page.queries(walker):
            walker.get(path, **query)
        if page.named_rows:
            parameter, model = page.named_rows
            compare(walker, asking_for(walker, path, parameter), foreign_rows(walker, model))
            for own in own_rows(walker, model):
                walker.get(path, **{parameter: own.pk})


def asking_for(walker, path, parameter, **others):
    return lambda value: walker.get(path, **others, **{parameter: value})


def walk_page_of_rows(walker, name, page, arguments):
    def path(pk):
        return reverse(name, kwargs=arguments | {page.argument: pk})

    foreign = foreign_rows(walker, page.row, page.fits, page.shown)
    for own in own_rows(walker, page.row, page.fits)[:1]:
        walker.get(path(own.pk))
        for sent in page.posts:
            walker.post(path(own.pk), sent)
    compare(walker, lambda pk: walker.get(path(pk)), foreign)
    for sent in page.posts:
        compare(walker, lambda pk, sent=sent: walker.post(path(pk), sent), foreign[-1:])
