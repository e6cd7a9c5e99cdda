from os import PathLike

def version() -> str:
    """The version of the engine, which is that of the package."""

def run_command(args: list[str | bytes | PathLike[str]]) -> int:
    """Run the command line.

    Parameters
    ----------
    args
        The name of the program, then its arguments.

    Returns
    -------
    int
        The exit code: 0 fine, 1 findings, 2 broke, 130 interrupted.
    """
