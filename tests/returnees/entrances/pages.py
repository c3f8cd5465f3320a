"""What the tests of the entrances' own pages share."""

LIST = "/admin/returnees/entrance/"
BULK, SUMMARY, POSTERS = f"{LIST}bulk/", f"{LIST}summary/", f"{LIST}posters/"


def shown(response):
    return list(response.context["cl"].result_list)
