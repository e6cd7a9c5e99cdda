"""Simulation and optimisation of sales & operations plans, deal by deal."""

from foresell._engine import version

__version__ = version()

__all__ = ["__version__", "version"]
