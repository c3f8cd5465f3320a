"""deploy/nginx: what it lets through fits what the application reads, and its own page is whole."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from organization.request_bounds import LONGEST_QUERY

SITE = Path("deploy/nginx/guichao.conf").read_text(encoding="utf-8")
PAGE = Path("deploy/nginx/error.html").read_text(encoding="utf-8")
MEGABYTE = 1024 * 1024


def body_limit(location: str) -> int:
    block = SITE[SITE.index(f"location {location} {{", SITE.index("listen 443")) :]
    return int(re.search(r"client_max_body_size (\d+)m;", block)[1]) * MEGABYTE


def test_the_application_refuses_bodies_first_and_says_so_within_the_page():
    longest = max(settings.BODY_LIMITS.values())
    assert longest < body_limit("/") < 1.1 * longest
    assert body_limit("~* ^/q/") > settings.PUBLIC_BODY_LIMIT


def test_a_query_as_long_as_is_read_fits_into_its_line():
    size = int(re.search(r"large_client_header_buffers \d+ (\d+)k;", SITE)[1])
    assert size * 1024 > LONGEST_QUERY + 1000


def test_says_what_the_application_believes_of_a_gateway():
    for line in ("X-Forwarded-For $proxy_add_x_forwarded_for", "X-Forwarded-Proto $scheme", "Host $http_host"):
        assert f"proxy_set_header {line};" in SITE


def test_pages_of_staff_are_not_compressed():
    assert "gzip off;" in SITE
    assert "gzip on;" not in SITE


def test_only_a_questionnaire_is_sent_again_after_it_was_sent():
    assert SITE.count("non_idempotent;") == 1
    assert "non_idempotent" in SITE[SITE.index("location ~* ^/q/ {") : SITE.index("location ~ ^/(receipt")]


def test_its_own_page_needs_nothing_and_is_chinese():
    tags = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: tags.append(tag)
    reader.feed(PAGE)
    assert not {"script", "img", "link", "form"} & set(tags)
    assert 'lang="zh-CN"' in PAGE
    # The phone's script takes a page with a brand for the site's answer.
    assert "brand" not in PAGE


@pytest.mark.parametrize("name", ["guichao_title", "guichao_sentence"])
def test_its_own_page_says_something_for_each_status_that_it_is_shown_for(name):
    assert f'var="{name}"' in PAGE
    texts = re.search(rf"map \$status \${name} {{(.*?)^}}", SITE, re.MULTILINE | re.DOTALL)[1]
    shown = re.search(r"error_page ([\d ]+) /gateway-error.html;", SITE)[1].split()
    assert re.findall(r"^    (\d+) [^ ]+;$", texts, re.MULTILINE) == shown == ["413", "502", "503", "504"]
