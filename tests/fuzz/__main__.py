"""The long form of a fuzz: `python -m tests.fuzz workbook --count 5000 --seed 7`. pytest plays a seeded tenth."""

import os
import sys
import tempfile
from argparse import ArgumentParser

import dev

# Each is played by tests/fuzz/test_<door>.py.
DOORS = ("text", "workbook", "picture", "backup", "pages")


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("door", choices=DOORS)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dev.catch_signals()
    with tempfile.TemporaryDirectory(prefix="guichao-fuzz-") as var:
        env = dev.isolated_environment(os.environ, var)
        env |= {"FUZZ_COUNT": str(options.count), "FUZZ_SEED": str(options.seed)}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-s"]
        return dev.call([*command, f"tests/fuzz/test_{options.door}.py"], env)


if __name__ == "__main__":
    sys.exit(main())
