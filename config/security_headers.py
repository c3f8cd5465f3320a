"""The headers of every response, static files and errors included, put together once.

They stand before all other middleware: what another one answers, or raises, has them too.
"""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseFileResponse

# Where django-csp's decorators leave what one view changes.
ADAPTATIONS = frozenset(
    f"_csp_{name}{mode}" for name in ("config", "update", "replace", "exempt") for mode in ("", "_ro")
)
# A file is shown by a page of ours or by itself, and then needs nothing. Shorter, too: phones get it with their script.
POLICY_OF_FILES = "default-src 'none'; frame-ancestors 'none'"


class SecurityHeaders:
    """Those of Django's settings and SECURITY_HEADERS, unless a view set its own.

    Django's own middleware sets the same, but not on what it answers or raises itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.django = SecurityMiddleware(get_response)

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response = self.django.process_response(request, response)
        if isinstance(response, WhiteNoiseFileResponse):
            # It says something of windows, and a file opens none.
            response.headers.pop("Cross-Origin-Opener-Policy", None)
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's, which builds the policy anew for each response: a fifth of what the least response takes.

    A response whose view adapts the policy, or whose page used the nonce, still gets one built for it.
    """

    def __init__(self, get_response):
        super().__init__(get_response)
        is_everywhere = settings.CONTENT_SECURITY_POLICY.keys() == {"DIRECTIVES"} and not settings.DEBUG
        is_alone = not getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)
        self.policy = build_policy() if is_everywhere and is_alone else None

    def process_response(self, request, response):
        is_its_own = hasattr(request, "_csp_nonce") or not ADAPTATIONS.isdisjoint(vars(response))
        if self.policy is None or is_its_own:
            return super().process_response(request, response)
        is_static = isinstance(response, WhiteNoiseFileResponse)
        response.headers.setdefault(HEADER, POLICY_OF_FILES if is_static else self.policy)
        return response
