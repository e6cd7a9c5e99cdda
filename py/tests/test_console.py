"""The console script: the engine's command line, with the engine's exit codes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import foresell

SCRIPT = Path(sys.executable).with_name("foresell")


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *args], capture_output=True, text=True, timeout=60, check=False)


def test_it_tells_its_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["foresell", foresell.version()]


def test_an_argument_it_does_not_know_breaks_the_command() -> None:
    assert run("--no-such-argument").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal to send to one process")
def test_ctrl_c_ends_it_at_once_and_without_a_traceback() -> None:
    # The engine's part is played by a wait, so that there is something to interrupt.
    program = (
        "import time, foresell._console as console\n"
        "console.run_command = lambda argv: (print('running', flush=True), time.sleep(60))\n"
        "console.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (-signal.SIGINT, "")
