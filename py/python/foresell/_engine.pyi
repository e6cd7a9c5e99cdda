from os import PathLike

class ForesellError(Exception):
    """What the engine refuses."""

class ScenarioError(ForesellError):
    """A scenario with findings; the text quotes each at its place."""

    findings: list[tuple[str, str, int, str]]
    """Code, file, line (from 1) and message of each finding."""

class Scenario:
    """A checked scenario."""

    @staticmethod
    def load(*paths: str | PathLike[str]) -> Scenario:
        """Load scenario files, composed from left to right.

        Parameters
        ----------
        *paths
            A scenario, then what-ifs to be laid over it.

        Raises
        ------
        ScenarioError
            If the scenario has findings.
        OSError
            If a file cannot be read.
        """

    @property
    def name(self) -> str:
        """Short name of the scenario."""

    @property
    def hash(self) -> str:
        """Hash of the merged scenario and its tables, in hexadecimal."""

    def run(self, *, trials: int | None = None, seed: int | None = None, threads: int | None = None) -> Results:
        """Simulate the scenario; the results do not depend on the number of threads.

        Parameters
        ----------
        trials
            Number of futures; what the scenario says (or 10,000) unless given.
        seed
            Seed of the futures; what the scenario says (or 1) unless given.
        threads
            Number of threads; as many as there are cores unless given.

        Raises
        ------
        KeyboardInterrupt
            If the user presses Ctrl-C; nothing is kept then.
        """

class Results:
    """What every trial of a run came to."""

    @property
    def n_trials(self) -> int:
        """Number of trials."""

    def summary_json(self) -> str:
        """The summary of the run as JSON text, as `foresell run --format json` prints it."""

    def monthly(self, measure: str) -> list[list[int]]:
        """A measure of the whole company by trial and month.

        Parameters
        ----------
        measure
            Id of the measure, such as ``"bookings"`` or ``"leads"``: a measure of ``monthly.csv``.

        Returns
        -------
        list of list of int
            Shape (n_trials, n_months), in the measure's smallest unit: cents for money.

        Raises
        ------
        KeyError
            If the company has no such measure.
        """

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
