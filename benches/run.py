#!/usr/bin/env python3
"""Everything that is claimed about speed, measured: `python3 benches/run.py`.

Builds the program `measure` of the benches, installs NumPy, Numba and SimPy into a virtual environment of their own in cargo's
target directory, and prints

- the CPU of a trial of the reference model that counts its outputs: of the product, with all that the processor has and with
  less; of its random numbers alone; and of the same model as a user would write it in NumPy, in Numba tuned by hand and in
  SimPy. They take turns, each round in another order, on one thread each; medians over the rounds, with the least and the
  most, and each as a multiple of Numba's speed in the same round
- a trial of the SaaS scenario beside the same number of the same random numbers
- what two threads cost each other
- how the cost grows with trials, seats, months and deals
- what supply and behaviour cost, each and both, in the SaaS scenario and in the reference model
- what a comparison in the same futures gains over one in others

    --rounds N   how often the reference model is run (default 7)
    --smoke      each once and at a small size: that it runs, not how fast
    --program P  the built `measure`, instead of building it

Trials per second of single parts: `cargo bench -p foresell-benches`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()
VENV = TARGET / "peers"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
REQUIREMENTS = ["numpy==2.4.6", "numba==0.68.1", "simpy==4.1.2"]
BASE = "Numba, tuned by hand"

# What is run, trials of a round, and of a smoke run.
CONTENDERS: dict[str, tuple[str, int, int]] = {
    "SimPy, a process per win": ("with_simpy.py", 8, 2),
    "NumPy over trials": ("with_numpy.py", 500, 20),
    BASE: ("with_numba.py", 2_000, 50),
    "Foresell": ("ref-1", 10_000, 20),
    "Foresell, with AVX2 alone": ("ref-1 AVX2", 10_000, 20),
    "Foresell, any processor": ("ref-1 portable", 5_000, 20),
    "Foresell, counting all there is": ("ref-1-whole", 500, 4),
    "random numbers of Foresell alone": ("ref-1-random-numbers", 20_000, 20),
}
MEASUREMENTS = ["random-numbers", "threads", "growth", "chain", "common-random-numbers"]


def build() -> Path:
    """Builds the product with what measures it; the program."""
    cargo = shutil.which("cargo")
    if cargo is None:
        sys.exit("cargo is not on PATH: install Rust from https://rustup.rs")
    bench = ["-p", "foresell-benches", "--bin", "measure"]
    subprocess.run([cargo, "build", "--release", "--locked", *bench], cwd=ROOT, check=True)
    return TARGET / "release" / ("measure.exe" if os.name == "nt" else "measure")


def install() -> bool:
    """Installs the peers, unless they are there; whether they are."""
    stamp = VENV / "requirements.json"
    wanted = json.dumps([sys.version, *REQUIREMENTS])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return True
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS]
    if made.returncode != 0 or subprocess.run(pip, check=False).returncode != 0:
        return False
    stamp.write_text(wanted, encoding="utf-8")
    return True


def micros(program: Path, what: str, trials: int, seed: int) -> float | None:
    """CPU of a trial of one contender, in microseconds; nothing if the processor lacks what it takes."""
    name, *level = what.split()
    command = [program, name, str(trials), *level]
    if what.endswith(".py"):
        command = [PYTHON, HERE / "peers" / what, "--trials", str(trials), "--seed", str(seed)]
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    done = subprocess.run(command, env=os.environ | one_thread, stdout=subprocess.PIPE, text=True, check=False)
    if level and done.returncode == 2:
        return None
    done.check_returncode()
    return float(json.loads(done.stdout)["micros_per_trial"])


def compare(program: Path, rounds: int, smoke: bool) -> None:
    """Prints the reference model's table; without the peers only what needs none."""
    contenders = CONTENDERS
    if not install():
        print("skipped: the peers, since these could not be installed:", ", ".join(REQUIREMENTS))
        contenders = {name: run for name, run in CONTENDERS.items() if not run[0].endswith(".py")}
    names = list(contenders)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            what, trials, few = contenders[name]
            taken_now = micros(program, what, few if smoke else trials, 1 + turn)
            if taken_now is not None:
                taken[name].append(taken_now)
    print(f"{'REF-1, CPU of a trial':36}{'median us':>12}{'least':>12}{'most':>12}{'x Numba':>10}")
    for name in names:
        if not taken[name]:
            print(f"{name:36}{'skipped':>12}")
            continue
        row = f"{name:36}{statistics.median(taken[name]):12,.1f}{min(taken[name]):12,.1f}{max(taken[name]):12,.1f}"
        if BASE in taken:
            ratios = [base / own for base, own in zip(taken[BASE], taken[name], strict=True)]
            row += f"{statistics.median(ratios):10.3f}"
        print(row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--program", type=Path)
    args = parser.parse_args()
    program = args.program or build()
    compare(program, 1 if args.smoke else args.rounds, args.smoke)
    for measurement in MEASUREMENTS:
        print(flush=True)
        subprocess.run([program, measurement, *(["--smoke"] if args.smoke else [])], check=True)


if __name__ == "__main__":
    main()
