"""The font of the Mongolian blocks, which only the policy of a page that shows one lets in.

Of all other pages it would make the headers longer, and those weigh on the phones' first view.
"""

from functools import wraps

from csp.constants import SELF

POLICY = {"font-src": [SELF]}
MARK = b'class="mongolian"'


def with_mongolian_font(view):
    @wraps(view)
    def respond(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if MARK in response.content:
            response._csp_update = POLICY
        return response

    return respond
