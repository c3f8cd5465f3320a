"""What the tests of the search share."""

SEARCH = "/admin/search/"


def search(client, q, **more):
    return client.post(SEARCH, {"q": q} | more)


def found(client, q, **more):
    """Labels by group."""
    response = search(client, q, **more)
    assert response.status_code == 200
    return {group.key: [line.label for line in group.lines] for group in response.context["groups"]}


def lines_of(client, q, key):
    return next((group.lines for group in search(client, q).context["groups"] if group.key == key), [])
