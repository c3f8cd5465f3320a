"""One archive from which the site is installed with no registry reachable: `python3 dev.py bundle [folder]`.

The project's tree, and beside it in wheels/ what requirements-s3.lock names, for each of TARGETS. pip compares every
wheel with the hashes of the lock, here and again when it is installed. Standard library only.
"""

import gzip
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Also for sites whose photos lie in a store: its packages are small beside the others.
LOCK = ROOT / "requirements-s3.lock"
# Only x86_64 is installed from in CI (deploy/try.sh); of aarch64 the archive is complete, which pip itself decides.
TARGETS = [(python, machine) for machine in ("x86_64", "aarch64") for python in ("3.11", "3.12")]
# Up to glibc 2.28: Debian 10, openEuler 20.03, Kylin V10 and all newer.
GLIBC = ["manylinux_2_28", "manylinux_2_27", "manylinux_2_26", "manylinux_2_24", "manylinux_2_17", "manylinux2014"]
# What a working copy has besides the project, where no git says what belongs to it.
NOT_OF_THE_PROJECT = {".git", ".venv", "var", "dist", "node_modules", "wheels", "__pycache__"}


def version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def project_files() -> list[Path]:
    """Of a checkout what git knows; of an unpacked archive all of it."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [Path(name) for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file()]
    return sorted(walk(Path()))


def walk(folder: Path) -> Iterator[Path]:
    for path in (ROOT / folder).iterdir():
        name = folder / path.name
        if path.name in NOT_OF_THE_PROJECT or path.name.endswith("_cache"):
            continue
        if path.is_dir():
            yield from walk(name)
        else:
            yield name


def download(wheels: Path, python: str, machine: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-qq",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--dest",
        str(wheels),
    ]
    command += ["--require-hashes", "-r", str(LOCK), "--only-binary=:all:", "--implementation", "cp"]
    command += ["--python-version", python]
    command += [f"--abi={abi}" for abi in (f"cp{python.replace('.', '')}", "abi3", "none")]
    command += [f"--platform={name}_{machine}" for name in GLIBC]
    if subprocess.run(command).returncode:
        sys.exit(f"✗ {machine}、Python {python} 的依赖没有下载齐，见上面的错误。没有写出安装包。")


def write_archive(path: Path, name: str, wheels: Path) -> None:
    """Of the same files the same bytes: no owner, no time of now."""

    def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = 0
        return member

    partial = path.with_name(f".{path.name}.partial")
    with (
        open(partial, "wb") as file,
        # The wheels are compressed already.
        gzip.GzipFile("", "wb", 1, file, mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        for relative in project_files():
            archive.add(ROOT / relative, f"{name}/{relative}", filter=anonymous)
        for wheel in sorted(wheels.iterdir()):
            archive.add(wheel, f"{name}/wheels/{wheel.name}", filter=anonymous)
    partial.replace(path)


def bundle(folder: Path) -> Path:
    name = f"guichao-{version()}"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="guichao-wheels-") as temporary:
        wheels = Path(temporary)
        for python, machine in TARGETS:
            print(f"▶ 依赖：{machine}，Python {python}", file=sys.stderr, flush=True)
            download(wheels, python, machine)
        path = folder / f"{name}.tar.gz"
        print("▶ 写安装包", file=sys.stderr, flush=True)
        write_archive(path, name, wheels)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n")
    return path


def main(arguments: list[str]) -> None:
    if len(arguments) > 1:
        sys.exit("用法：python3 dev.py bundle [文件夹]")
    path = bundle(Path(arguments[0]) if arguments else ROOT / "dist")
    print(f"安装包：{path}（{path.stat().st_size / 1024**2:.0f} MB）")
    print("x86_64 与 aarch64，Python 3.11 与 3.12。aarch64 的依赖齐全，但没有在那种机器上运行过。")


if __name__ == "__main__":
    main(sys.argv[1:])
