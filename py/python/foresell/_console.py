"""The console script `foresell`: the engine's command line, run in this process."""

from __future__ import annotations

import signal
import sys

from foresell._engine import run_command


def main() -> None:
    """Run the command with the arguments of this process and exit with its code."""
    # Python only notes Ctrl-C and raises once the engine returns. The default, which the engine
    # replaces while it has something to wind down, stops the command at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(run_command(sys.argv))
