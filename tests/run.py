#!/usr/bin/env python3
"""Runs every check of the project: `python3 tests/run.py`.

Needs a Rust toolchain, a C++ compiler and Python 3.11 or later; everything else is installed into a
virtual environment in cargo's target directory. The first run compiles the solver, which takes minutes.

    python3 tests/run.py                 every section
    python3 tests/run.py rust wheel      only these
    eval "$(python3 tests/run.py --env)" lets cargo find the solver's tools in this shell

The last line counts tests: each of Rust and of Python, and one for each other command.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BACKEND = ROOT / "py" / "backend"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
VENV = TARGET / "venv"
BIN = "Scripts" if os.name == "nt" else "bin"

MATURIN = "maturin==1.16.0"
PYTEST = "pytest==9.2.0"

RUST_SUMMARY = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored")
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)\b")
PYTEST_SUMMARY = re.compile(r"^=* ?(?:\d+ \w+(?:, )?)+ in [\d.]+s")


class Stop(Exception):
    """The machine lacks something, so nothing can be checked; the message says what to do."""


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        return self

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass
class Run:
    """What the sections share: the variables of the build, and what has come out so far."""

    env: dict[str, str]
    counts: Counts = field(default_factory=Counts)

    def command(self, *command: str | Path, **extra_env: str) -> None:
        """Runs one command, shows its output as it comes, and counts the tests it reports."""
        shown = [f"{name}={value}" for name, value in extra_env.items() if name != "PATH"]
        print("$", shlex.join([*shown, *map(str, command)]), flush=True)
        reported = Counts()
        with subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**self.env, **extra_env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                reported += counted(line)
        if process.returncode != 0 and reported.failed == 0:
            reported.failed = 1
        elif reported == Counts():
            reported.passed = 1
        self.counts += reported

    def skip(self, reason: str) -> None:
        print(f"skipped: {reason}", flush=True)
        self.counts.skipped += 1


def counted(line: str) -> Counts:
    """The tests that one line of output reports, of Rust or of pytest."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", line)
    if rust := RUST_SUMMARY.match(plain):
        return Counts(*map(int, rust.groups()))
    counts = Counts()
    if PYTEST_SUMMARY.match(plain):
        for number, word in PYTEST_COUNT.findall(plain):
            name = {"passed": "passed", "failed": "failed", "skipped": "skipped", "xfailed": "skipped"}.get(word, "failed")
            setattr(counts, name, getattr(counts, name) + int(number))
    return counts


def section_format(run: Run) -> None:
    if not answers(run, "cargo", "fmt", "--version"):
        return run.skip("rustfmt is not installed (rustup component add rustfmt)")
    run.command("cargo", "fmt", "--all", "--check")


def section_lint(run: Run) -> None:
    if not answers(run, "cargo", "clippy", "--version"):
        return run.skip("clippy is not installed (rustup component add clippy)")
    run.command("cargo", "clippy", *WORKSPACE, "--all-targets", "--", "-D", "warnings")


def section_rust(run: Run) -> None:
    # The binary first, because tests of the command line run it; and with all targets, because their
    # needs decide the features of shared dependencies, which would be compiled twice otherwise.
    run.command("cargo", "build", *RUST, "--all-targets")
    run.command("cargo", "test", *RUST, "--no-fail-fast")
    # The same values on what looks like an older processor, whose platform's mathematics differs in the last bit.
    older = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F,-AVX512VL"
    run.command("cargo", "test", *RUST, "--lib", "--test", "value_stability", GLIBC_TUNABLES=older)


def section_slow(run: Run) -> None:
    """What takes longer than all other tests of its kind: made-up companies by the hundred."""
    run.command("cargo", "test", *RUST, "--test", "import", "--", "--ignored")


def section_docs(run: Run) -> None:
    # The library only: the binary has the same name, and would overwrite its pages.
    run.command("cargo", "doc", *WORKSPACE, "--lib", "--no-deps", RUSTDOCFLAGS="-D warnings")


def section_bare(run: Run) -> None:
    """The engine without threads, files and solver, as a web page would use it."""
    bare = ["-p", "foresell", "--release", "--locked", "--no-default-features", "--lib"]
    # Tested, not only compiled: other features of shared dependencies must change no value.
    run.command("cargo", "test", *bare)
    wasm = "wasm32-unknown-unknown"
    libraries = subprocess.run(
        ["rustc", "--print", "target-libdir", "--target", wasm], capture_output=True, text=True, env=run.env, check=False
    )
    if libraries.returncode != 0 or not Path(libraries.stdout.strip()).is_dir():
        return run.skip(f"the target {wasm} is not installed (rustup target add {wasm})")
    run.command("cargo", "check", *bare, "--target", wasm)


def section_benches(run: Run) -> None:
    """Every bench once: that it runs, not how fast."""
    run.command("cargo", "bench", "--workspace", "--locked", "--bench", "*", "--", "--test")
    # With a test of the program comes the program, with what is compiled for all other tests.
    run.command("cargo", "test", *WORKSPACE, "--test", "measure-says")
    program = TARGET / "release" / ("measure.exe" if os.name == "nt" else "measure")
    run.command(sys.executable, ROOT / "benches" / "run.py", "--smoke", "--program", program)


def section_wheel(run: Run) -> None:
    """The wheel is built, installed where nothing else is, and tested from there."""
    wheels, place = TARGET / "wheel", TARGET / "wheel-venv"
    shutil.rmtree(wheels, ignore_errors=True)
    run.command(
        *pip(VENV), "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, ROOT / "py",
        PATH=os.pathsep.join([str(VENV / BIN), run.env["PATH"]]),
    )
    built = list(wheels.glob("foresell-*.whl"))
    if not built:
        return
    make_venv(place, [str(built[0]), PYTEST], run.env)
    run.command(place / BIN / "python", "-m", "pytest", ROOT / "py")


# One profile and one set of features for all, so that the solver is compiled once.
WORKSPACE = ("--workspace", "--release", "--locked")
# The Python module has no tests in Rust, and the wheel builds it with variables of its own.
RUST = (*WORKSPACE, "--exclude", "foresell-py")
SECTIONS: dict[str, Callable[[Run], None]] = {
    "format": section_format,
    "lint": section_lint,
    "rust": section_rust,
    "slow": section_slow,
    "docs": section_docs,
    "bare": section_bare,
    "benches": section_benches,
    "wheel": section_wheel,
}


def answers(run: Run, *command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, env=run.env, cwd=ROOT, check=False).returncode == 0
    except OSError:
        return False


def pip(venv: Path) -> tuple[str | Path, ...]:
    return (venv / BIN / "python", "-m", "pip", "--disable-pip-version-check", "--no-input")


def make_venv(place: Path, requirements: Iterable[str], env: Mapping[str, str]) -> None:
    """A fresh virtual environment with what is required; raises `Stop` if that fails."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", place], env=env, stdout=sys.stderr, check=False)
    if made.returncode != 0:
        raise Stop("this Python cannot make virtual environments (Debian: `apt install python3-venv`)")
    installed = subprocess.run([*pip(place), "install", "--quiet", *requirements], env=env, stdout=sys.stderr, check=False)
    if installed.returncode != 0:
        raise Stop("pip could not install " + ", ".join(requirements))


def build_environment() -> dict[str, str]:
    """The variables of the build, after installing what it needs unless that is there already."""
    if shutil.which("cargo") is None:
        raise Stop("cargo is not on PATH: install Rust from https://rustup.rs")
    sys.path.insert(0, str(BACKEND))
    from solver_tools import wheels_to_install

    env = dict(os.environ)
    requirements = [MATURIN, PYTEST, *wheels_to_install()]
    stamp = VENV / "requirements.json"
    wanted = json.dumps([sys.version, *requirements])
    if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted):
        print(f"Installing {', '.join(requirements)} into {VENV}", file=sys.stderr, flush=True)
        make_venv(VENV, requirements, env)
        stamp.write_text(wanted, encoding="utf-8")
    ask = "import json, pathlib, solver_tools, sys; print(json.dumps(solver_tools.environment(pathlib.Path(sys.argv[1]))))"
    told = subprocess.run(
        [VENV / BIN / "python", "-c", ask, TARGET],
        env={**env, "PYTHONPATH": str(BACKEND), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE, text=True, check=True,
    )
    return env | json.loads(told.stdout)


def print_environment(env: Mapping[str, str]) -> None:
    for name, value in env.items():
        if os.environ.get(name) != value:
            print(f"export {name}={shlex.quote(value)}")


def run_section(name: str, run: Run) -> tuple[Counts, float]:
    print(f"\n=== {name} ===", flush=True)
    started = time.monotonic()
    before = run.counts
    run.counts = Counts()
    try:
        SECTIONS[name](run)
    except Stop as stop:
        print(stop, flush=True)
        run.counts.failed += 1
    outcome, seconds = run.counts, time.monotonic() - started
    run.counts = before
    run.counts += outcome
    print(f"--- {name}: {'FAILED' if outcome.failed else 'fine'} after {seconds:.0f} s", flush=True)
    return outcome, seconds


def run_sections(names: Iterable[str], run: Run) -> int:
    data = run.env.get("FORESELL_TEST_DATA")
    print(f"Test data: {data or 'none (FORESELL_TEST_DATA is not set): tests on public data say so and pass over it'}")
    outcomes: dict[str, tuple[Counts, float]] = {}
    interrupted = False
    try:
        for name in names:
            outcomes[name] = run_section(name, run)
    except KeyboardInterrupt:
        interrupted = True
    print("\n=== summary ===")
    for name, (outcome, seconds) in outcomes.items():
        print(f"{'FAILED' if outcome.failed else 'fine':7} {name:8} {seconds:6.0f} s   {outcome}")
    if interrupted:
        print("interrupted: the rest was not run")
    print(run.counts, flush=True)
    return 130 if interrupted else int(run.counts.failed > 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"which to run: {', '.join(SECTIONS)}")
    parser.add_argument("--env", action="store_true", help="only print the variables of the build, as shell commands")
    asked = parser.parse_args()
    if unknown := [name for name in asked.sections if name not in SECTIONS]:
        parser.error(f"no section {', '.join(unknown)}: there are {', '.join(SECTIONS)}")
    return asked


def main() -> int:
    if sys.version_info < (3, 11):
        print("Python 3.11 or later is needed, this is", sys.version.split()[0], file=sys.stderr)
        return 1
    asked = arguments()
    try:
        env = build_environment()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if asked.env:
        print_environment(env)
        return 0
    return run_sections(asked.sections or SECTIONS, Run(env))


if __name__ == "__main__":
    sys.exit(main())
