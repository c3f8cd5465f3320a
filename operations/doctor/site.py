"""How people reach the site: address, gateways, certificate, clock. Most of it is read from one visit."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from operations.doctor.findings import Diagnosis, Severity, fail, fine, printable, warn
from operations.doctor.seen_request import FORGED_ADDRESS, fingerprint_keys
from operations.doctor.visit import Visit
from organization.choices import CampaignState
from organization.models import Campaign, OperationRun
from organization.public_address import is_local

NOT_ASKED = "没有查：公开地址上没有问到这个站点"
# Before a certificate ends: when it should have been renewed by itself, and when somebody has to act today.
CERTIFICATE_IS_LATE, CERTIFICATE_IS_URGENT = timedelta(days=21), timedelta(days=7)
# Clocks apart: codes of two-step verification are one step of thirty seconds tolerant.
CLOCK_IS_OFF, CLOCK_IS_WRONG = timedelta(seconds=5), timedelta(seconds=30)
FORWARDED_FOR = "如 nginx：proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
FORWARDED_PROTO = "如 nginx：proxy_set_header X-Forwarded-Proto $scheme;"


def check_address() -> Diagnosis:
    is_public = Campaign.objects.filter(state=CampaignState.OPEN, is_trial=False).exists()
    say = fail if is_public else warn
    if settings.DEBUG:
        return fail("DEBUG 开着，出错时会显示内部信息", "请设 DEBUG=false，再重新启动")
    if settings.GUICHAO_TODAY:
        return say(f"日期固定为 {settings.GUICHAO_TODAY}，只宜演示", "请去掉环境变量 GUICHAO_TODAY，再重新启动")
    if is_local(settings.PUBLIC_URL):
        return say(f"公开地址 {settings.PUBLIC_URL} 只有本机打得开，手机扫码打不开", "请设 PUBLIC_URL，再重新启动")
    if not settings.IS_HTTPS:
        return say(
            f"公开地址 {settings.PUBLIC_URL} 不是 https，密码和号码在网络上不加密",
            "请在网关上配置证书，把 PUBLIC_URL 改为 https",
        )
    return fine(settings.PUBLIC_URL)


def check_answer(visit: Visit) -> Diagnosis:
    if visit.fault:
        return fail(f"{visit.url} 上问不到站点：{visit.fault}", "请检查服务是否在运行，以及网关、域名和防火墙")
    if 300 <= visit.status < 400:
        return fail(f"{visit.url} 转到了 {visit.location}", "请把 PUBLIC_URL 写成最后到达的地址，或改正网关")
    if visit.status == 400:
        # As a site answers that refuses the Host, before it could prove anything.
        return warn(f"{visit.url} 上拒绝了请求（状态 400），看不出是不是这个站点", "请先看“Host”一行")
    if not visit.seen:
        return fail(
            f"{visit.url} 上回应的不是用这份 SECRET_KEY 的站点（状态 {visit.status}），可能是别人",
            "请检查域名、网关指向哪里；确是这个站点的，请用它自己的环境运行 doctor，几台服务器用同一份密钥和同一个版本",
        )
    differing = [name for name, value in fingerprint_keys().items() if visit.seen["keys"].get(name) != value]
    if differing:
        return fail(
            f"正在运行的站点用的是另一份密钥（{'、'.join(differing)}）", "请让几台服务器用同一份密钥，再重新启动"
        )
    if failure := visit.seen["failure"]:
        return fail(f"站点还不能工作：{failure}", "请看上面各行和日志")
    return fine(f"{visit.url} 上是这个站点，版本 {visit.seen['release']}")


def check_host(visit: Visit) -> Diagnosis:
    if visit.status == 400:
        return fail(
            "请求被拒绝（状态 400）：如果那里是这个站点，转来的 Host 就不是它的名字",
            "请在网关上传递原来的 Host，如 nginx：proxy_set_header Host $host; 或把那个名字写进 ALLOWED_HOSTS",
        )
    if not visit.seen:
        return warn(NOT_ASKED)
    return fine(f"站点收到的 Host 是 {printable(visit.seen['host'])}")


def check_origin(visit: Visit) -> Diagnosis:
    """Without it, or with another one, every form of staff is refused."""
    if not visit.seen:
        return warn(NOT_ASKED)
    origin = visit.seen["origin"]
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return fine("请求的 Origin 原样到达")
    what = f"被改成了 {printable(origin)}" if origin else "被去掉了"
    return fail(f"请求的 Origin 在路上{what}，工作人员的表单会被拒绝", "请让网关原样传递 Origin")


def check_gateways(visit: Visit) -> Diagnosis:
    if not visit.seen:
        return warn(NOT_ASKED)
    return check_scheme(visit) or check_forwarded_for(visit)


def check_scheme(visit: Visit) -> Diagnosis | None:
    seen = visit.seen
    is_https = visit.url.startswith("https:")
    if is_https and not seen["is_secure"]:
        if not seen["gateway_count"]:
            return fail("请求经 https 来，BEHIND_PROXY 却是 0", "请把 BEHIND_PROXY 设为网关的个数，再重新启动")
        what = f"说的是 {printable(seen['forwarded_proto'])}" if seen["forwarded_proto"] else "没有说"
        return fail(f"请求经 https 来，网关的 X-Forwarded-Proto {what}", f"请在网关上加上，{FORWARDED_PROTO}")
    if not is_https and seen["is_secure"]:
        return warn("网关说请求是 https，PUBLIC_URL 却是 http", "请把 PUBLIC_URL 改为 https")
    return None


def check_forwarded_for(visit: Visit) -> Diagnosis:
    count = visit.seen["gateway_count"]
    appended = len(appended_addresses(visit.seen["forwarded_for"]))
    if appended < count:
        return fail(
            f"BEHIND_PROXY 是 {count}，写 X-Forwarded-For 的网关却只有 {appended} 个，来源地址可以冒充",
            f"请在每个网关上加上，{FORWARDED_FOR} 或改正 BEHIND_PROXY",
        )
    if appended > count:
        return fail(
            f"BEHIND_PROXY 是 {count}，请求却经过了 {appended} 个网关，所有人的来源地址都成了网关的",
            f"请设 BEHIND_PROXY={appended}，再重新启动",
        )
    return fine(f"网关 {count} 个，转来的协议和来源地址正确" if count else "没有网关，直接对外")


def appended_addresses(forwarded: list[str]) -> list[str]:
    """What stands after what the client wrote; all of it where a gateway has replaced that."""
    return forwarded[forwarded.index(FORGED_ADDRESS) + 1 :] if FORGED_ADDRESS in forwarded else forwarded


def check_certificate(visit: Visit) -> Diagnosis:
    if not visit.url.startswith("https:"):
        return fine("公开地址是 http，没有证书")
    if visit.is_tls_fault:
        return fail(visit.fault, "请在网关上换上这个域名的有效证书，连同中间证书")
    if visit.certificate_ends_at is None:
        return warn(NOT_ASKED)
    left = visit.certificate_ends_at - timezone.now()
    sentence = f"证书到 {timezone.localtime(visit.certificate_ends_at):%Y-%m-%d} 为止，还有 {left.days} 天"
    cure = "请检查证书的自动续期"
    if left < CERTIFICATE_IS_URGENT:
        return fail(sentence, cure)
    return warn(sentence, cure) if left < CERTIFICATE_IS_LATE else fine(sentence)


def check_clock(visit: Visit) -> Diagnosis:
    """Against every other clock that is asked; on one machine there is no other."""
    now = timezone.now()
    latest = OperationRun.objects.order_by("-finished_at").values_list("finished_at", flat=True).first()
    if latest and latest - now > CLOCK_IS_WRONG:
        moment = timezone.localtime(latest)
        return fail(f"已有 {moment:%Y-%m-%d %H:%M} 的运行记录，本机的时钟却在那之前", SET_CLOCK)
    differences = {"数据库": measure_database_clock(), "网站": measure_site_clock(visit)}
    known = {name: abs(difference) for name, difference in differences.items() if difference is not None}
    if not known:
        return fine("没有别的时钟可以比较")
    name = max(known, key=known.__getitem__)
    if known[name] <= CLOCK_IS_OFF:
        return fine(f"与{'、'.join(known)}的时钟一致")
    level = Severity.ERROR if known[name] > CLOCK_IS_WRONG else Severity.WARNING
    return Diagnosis(level, f"本机的时钟与{name}相差 {known[name].total_seconds():.0f} 秒", SET_CLOCK)


SET_CLOCK = "请在每台服务器上打开时间同步（timedatectl set-ntp true），时钟不对时两步验证会失败"


def measure_database_clock() -> timedelta | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        began = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    return there - (began + (timezone.now() - began) / 2)


def measure_site_clock(visit: Visit) -> timedelta | None:
    return datetime.fromisoformat(visit.seen["time"]) - visit.asked_at if visit.seen else None
