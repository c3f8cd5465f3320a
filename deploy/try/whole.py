"""In the machine, with the installed site's own Python: people use it, and its keeper looks after it."""

import time
from pathlib import Path

import faults
import nodes
import offline
import people
import pool
import upgrade
from browser import ADDRESS, Browser
from steps import journal, run, step
from traffic import traffic

UNITS = ("guichao-web@8001.service", "guichao-daily.service", "guichao-daily.timer")


def check_units() -> None:
    run("systemd-analyze", "verify", *UNITS)
    for unit in UNITS[:2]:
        run("systemd-analyze", "security", "--threshold=15", unit)
    run("systemctl", "is-active", UNITS[2])


def check_sandbox() -> None:
    """The processes really run as nobody in particular, and cannot write where they should not."""
    for node in ("8001", "8002"):
        process = run("systemctl", "show", "--value", "-p", "MainPID", f"guichao-web@{node}").strip()
        status = Path(f"/proc/{process}/status").read_text()
        for line in ("NoNewPrivs:\t1", "Seccomp:\t2", "CapBnd:\t0000000000000000", "CapEff:\t0000000000000000"):
            assert line in status, f"{line} 不在：\n{status}"
        user = run("stat", "-c", "%U", f"/proc/{process}").strip()
        assert user == "guichao", user


def visit_public_pages(youth: Browser) -> None:
    for path in ("/", "/letter/", "/privacy/", "/receipt/", "/healthz", "/readyz"):
        youth.get(path)
    assert "没有找到" in youth.get("/nowhere/", 404).text
    http = youth.open(ADDRESS.replace("https", "http") + "/letter/?a=1")
    assert http.url == f"{ADDRESS}/letter/?a=1", http.url


def check_static_files(youth: Browser, staff: Browser) -> None:
    page = staff.open("/admin/", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers, "工作人员的页面被压缩了（BREACH）"
    sheet = page.find(r'href="(/static/frame\.[0-9a-f]{12}\.css)"')
    static = youth.open(sheet, **{"Accept-Encoding": "gzip"})
    assert (static.status, static.headers["Content-Encoding"]) == (200, "gzip"), dict(static.headers)
    assert "immutable" in static.headers["Cache-Control"], dict(static.headers)
    # nginx has it itself, and of what it has not, the application is asked.
    assert "X-Frame-Options" not in static.headers
    assert youth.open("/static/nowhere.css").status == 404


def check_refusals(youth: Browser, address: str) -> None:
    """Bodies that nobody sends: the gateway's own page, in Chinese and without script."""
    page = youth.open(address, b"x" * 1_100_000, **{"Content-Type": "application/x-www-form-urlencoded"})
    assert page.status == 413, page.status
    assert "<h1>发来的内容太大</h1>" in page.text, page.text
    assert "<script" not in page.text


def stop_all_nodes(youth: Browser) -> None:
    run("systemctl", "stop", "guichao-web@*")
    page = youth.open("/")
    assert page.status == 502, page.status
    assert "<h1>网站正在重新启动</h1>" in page.text, page.text
    run("systemctl", "start", "guichao-web@8001", "guichao-web@8002")
    nodes.wait_until_ready()


def stored_answers() -> int:
    question = "from returnees.models import Returnee; print(Returnee.objects.count())"
    return int(run("guichao", "shell", "-c", question).split()[-1])


def restart_during_traffic(staff: Browser) -> None:
    before = stored_answers()
    with traffic(staff) as passing:
        run("guichao", "restart")
    assert stored_answers() - before == passing.stored, "成功的问卷没有都存下来"
    print(f"{passing.answered} 次应答，", end="")


def upgrade_and_back(staff: Browser) -> None:
    release = upgrade.installed_release()
    old_sheet = staff.get("/admin/").find(r'href="(/static/frame\.[0-9a-f]{12}\.css)"')
    tree = upgrade.make_next_release()
    with traffic(staff) as passing:
        upgrade.install(tree)
        run("guichao", "use", upgrade.NEXT)
        assert upgrade.installed_release() == upgrade.NEXT
    assert "next_release" in upgrade.columns()
    assert staff.get("/admin/").find(r'href="(/static/frame\.[0-9a-f]{12}\.css)"') != old_sheet
    staff.get(old_sheet)
    answered = passing.answered
    with traffic(staff) as passing:
        run("guichao", "use", release)
    assert upgrade.installed_release() == release
    assert staff.get("/admin/").find(r'href="(/static/frame\.[0-9a-f]{12}\.css)"') == old_sheet
    print(f"{answered} 与 {passing.answered} 次应答，", end="")


def use_site(youth: Browser) -> tuple[Browser, Browser]:
    with step("公开页面，健康检查，http 转到 https"):
        visit_public_pages(youth)
    with step("一份问卷，回执"):
        address = people.questionnaire_address(youth)
        page = youth.get(address)
        time.sleep(people.HONEST_SECONDS)
        code = people.receipt_code(people.answer(youth, page))
        assert "乌云其其格" in people.read_receipt(youth, code).text
    with step("工作人员登录，每个角色导航里的每一页"):
        admin = people.sign_in("admin", people.one_time_password("admin"))
        region = people.sign_in("region", people.one_time_password("region"))
        county = people.make_county_account(region)
        print(sum(map(people.visit_navigation, (admin, region, county))), "页，", end="")
    with step("静态文件由 nginx 送出，压缩而不压缩工作人员的页面；过大的内容"):
        check_static_files(youth, region)
        check_refusals(youth, address)
    with step("记一条活动，照片；导入；导出"):
        people.log_symposium(county, 25)
        people.import_row(county, 31)
        for path in ("annex2.xlsx", "consolidated.xlsx?campaign=trial&source=live"):
            # One session with 25 people by the form, two with 31 by the workbook.
            assert "3 56" in people.cells_of(region.get(f"/admin/reports/{path}"))
    return region, county


def show_what_was_said() -> None:
    """After a failure, for whoever reads it: the machine is gone then."""
    print(run("tail", "-n", "25", "/var/log/nginx/guichao-error.log", "/var/log/nginx/guichao.log"))
    print(journal("guichao-web@*")[-8000:])


def main() -> None:
    with step("单元：systemd-analyze verify 与 security，进程真在沙箱里"):
        check_units()
        check_sandbox()
    region, county = use_site(Browser())
    with step("两个节点各有各的状态，照片同放一处：从一个上传，两个都看得到"):
        nodes.separate_states()
        nodes.see_photo_from_both(county)
        nodes.join_states()
    with step("两个节点都停下：网关自己的页面"):
        stop_all_nodes(Browser())
    with step("从此经过 PgBouncer：导航里的每一页，导入，导出"):
        pool.use_pool()
        people.visit_navigation(region)
        people.import_row(county, 40)
        people.cells_of(region.get("/admin/reports/consolidated.xlsx?campaign=trial&source=live"))
    with step("体检的每一行：弄坏变红，修好变绿"):
        faults.heal()
        print(faults.break_and_mend(), "行，", end="")
    with step("逐个重启，有人在用"):
        restart_during_traffic(region)
    with step("升级到下一个版本，再退回来，有人在用"):
        upgrade_and_back(region)
    with step("日志里没有出错的痕迹"):
        said = journal("guichao-web@*")
        assert "Traceback" not in said, said[-5000:]
    with step("解开安装包，python3 dev.py，不联网"):
        offline.serve_from_bundle(upgrade.unpacked_bundle())


if __name__ == "__main__":
    try:
        main()
    except BaseException:
        show_what_was_said()
        raise
