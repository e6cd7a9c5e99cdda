"""Simulation and optimisation of sales & operations plans, deal by deal.

>>> import foresell
>>> scenario = foresell.Scenario.load("scenarios/saas/scenario.toml")  # doctest: +SKIP
>>> results = scenario.run(trials=1000)  # doctest: +SKIP
>>> foresell.summary(results)["periods"][0]["target"]["chance"]["share"]  # doctest: +SKIP
"""

import json
from typing import Any

from foresell._engine import ForesellError, Results, Scenario, ScenarioError, version

__version__ = version()

__all__ = ["ForesellError", "Results", "Scenario", "ScenarioError", "__version__", "summary", "version"]


def summary(results: Results) -> dict[str, Any]:
    """Headline figures of a run, each with its standard error.

    Parameters
    ----------
    results
        What `Scenario.run` returned.

    Returns
    -------
    dict
        Format 1 of the summary, as ``foresell run --format json`` prints it.
    """
    told: dict[str, Any] = json.loads(results.summary_json())
    return told
