"""Https that comes through gateways: said in a sentence where it cannot be told, instead of redirected for ever."""

from django.conf import settings

from organization.staff_site.error_pages import ErrorText, error_page

EXEMPT = ("/healthz", "/readyz")
HEADER = "X-Forwarded-Proto"
NO_GATEWAY = ErrorText(
    "网站的 https 还没有配置好",
    "PUBLIC_URL 是 https，请求到这里却是 http，而 BEHIND_PROXY 是 0。"
    "前面有网关时，请写网关的个数，如 BEHIND_PROXY=1；没有网关时，请把 PUBLIC_URL 改为 http。",
)
SILENT_GATEWAY = ErrorText(
    "网站的 https 还没有配置好",
    f"网关没有用 {HEADER} 说明请求是 http 还是 https。请在网关上加上，如 nginx：proxy_set_header {HEADER} $scheme;",
)


class HttpsThroughGateways:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        text = self.find_fault(request)
        if not text:
            return self.get_response(request)
        request.log_reason = "http where PUBLIC_URL is https"
        return error_page(request, 503, text)

    @staticmethod
    def find_fault(request) -> ErrorText | None:
        if not settings.IS_HTTPS or request.is_secure() or request.path in EXEMPT:
            return None
        if not settings.GATEWAY_COUNT:
            return NO_GATEWAY
        return None if HEADER in request.headers else SILENT_GATEWAY
