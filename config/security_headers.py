"""The headers of every response: what Django and django-csp have no setting for, and the policy, put together once."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings

# Where django-csp's decorators leave what one view changes.
ADAPTATIONS = frozenset(
    f"_csp_{name}{mode}" for name in ("config", "update", "replace", "exempt") for mode in ("", "_ro")
)


class SecurityHeaders:
    """Sets SECURITY_HEADERS on every response but static files, unless a view set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
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
        response.headers.setdefault(HEADER, self.policy)
        return response
