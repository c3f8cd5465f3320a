"""Known vulnerabilities of what the locks name: `python3 dev.py audit`.

pip-audit ends well too where it could look nothing up, and leaves out what is not of this platform. Here both are
listed, and the status says so: 0 all was looked up and nothing is known, 1 something is known, 2 not all was looked up.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import dev

NOTHING_KNOWN, KNOWN, INCOMPLETE = 0, 1, 2
# The lock pins and hashes everything: nothing is resolved or installed for the question.
AUDITOR = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
AUDITOR += ["--desc", "off", "--format", "json", "--requirement"]


def read_pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", lock.read_text(), re.MULTILINE))


def ask(auditor: list[str], lock: Path) -> tuple[list[dict], str]:
    """What the auditor says of each package of the lock, and its last word where it fails altogether."""
    result = subprocess.run([*auditor, str(lock)], capture_output=True, text=True, check=False)
    try:
        return json.loads(result.stdout)["dependencies"], ""
    except (ValueError, KeyError):
        return [], (result.stderr.strip().splitlines() or ["没有说明"])[-1]


def lines_of_known(served: Mapping[str, str], answer: dict) -> Iterator[str]:
    part = "随系统运行" if answer["name"] in served else "只用于开发"
    for found in answer["vulns"]:
        fixed = "、".join(found.get("fix_versions", [])) or "还没有"
        yield f"有已知漏洞：{answer['name']} {answer['version']}（{part}）{found['id']}，修好的版本：{fixed}"


def reasons_of_unknown(pins: Mapping[str, str], answers: list[dict], error: str) -> dict[str, str]:
    """Why a package was not looked up, by its name."""
    if error:
        return dict.fromkeys(pins, f"查询没有成功，多半是连不上网络（{error}）")
    elsewhere = dict.fromkeys(pins.keys() - {answer["name"] for answer in answers}, "不用于这个系统")
    skipped = {answer["name"]: answer["skip_reason"] for answer in answers if "skip_reason" in answer}
    absent = {name: "漏洞库没有答复这个版本" for name, reason in skipped.items() if "not found on PyPI" in reason}
    return elsewhere | skipped | absent


def write_report(pins: Mapping[str, str], served: Mapping[str, str], answers: list[dict], error: str):
    """Lines to print, and the status. `served` are the pins of those packages that run at a site."""
    known = [answer for answer in answers if answer.get("vulns")]
    lines = [line for answer in known for line in lines_of_known(served, answer)]
    unknown = reasons_of_unknown(pins, answers, error)
    for reason in sorted(set(unknown.values())):
        names = sorted(name for name in unknown if unknown[name] == reason)
        lines.append(f"没能查，{reason}：{'、'.join(f'{name} {pins[name]}' for name in names)}")
    counts = f"锁定的 {len(pins)} 项依赖，查了 {len(pins) - len(unknown)} 项，没能查 {len(unknown)} 项"
    lines.append(f"{counts}；{len(known)} 项有已知漏洞。")
    if unknown:
        lines.append("没能查的不等于没有漏洞：请换一台连得上 PyPI 漏洞库的机器再查。")
    return lines, KNOWN if known else INCOMPLETE if unknown else NOTHING_KNOWN


def main() -> int:
    # The developers' lock holds what is served as well, in the same versions.
    answers, error = ask(AUDITOR, dev.DEV_LOCK)
    lines, status = write_report(read_pins(dev.DEV_LOCK), read_pins(dev.S3_LOCK), answers, error)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
