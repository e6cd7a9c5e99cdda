"""Builds the wheel: hands cargo the tools the solver needs, then hands over to maturin (PEP 517)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import solver_tools

ROOT = Path(__file__).resolve().parents[2]


def get_requires_for_build_wheel(config_settings: Mapping[str, Any] | None = None) -> list[str]:
    """What maturin asks for, and the solver's tools that this machine lacks."""
    import maturin

    return maturin.get_requires_for_build_wheel(config_settings) + solver_tools.wheels_to_install()


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: Mapping[str, Any] | None = None
) -> str:
    """Writes the metadata; compiles nothing."""
    import maturin

    _require_checkout()
    return maturin.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


def build_wheel(
    wheel_directory: str,
    config_settings: Mapping[str, Any] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Compiles the engine and packs the wheel."""
    import maturin

    _prepare()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str,
    config_settings: Mapping[str, Any] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Compiles the engine and points at the package in the checkout."""
    import maturin

    _prepare()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


get_requires_for_build_editable = get_requires_for_build_wheel
prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_sdist(sdist_directory: str, config_settings: Mapping[str, Any] | None = None) -> str:
    """Refuses: the engine lies outside this folder, so an sdist would not build."""
    raise SystemExit("foresell has no sdist, because the engine is not in this folder: build the wheel with `pip wheel ./py`")


def _prepare() -> None:
    _require_checkout()
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    os.environ.update(solver_tools.environment(target))


def _require_checkout() -> None:
    if not (ROOT / "engine" / "Cargo.toml").is_file():
        raise SystemExit(f"no engine beside {ROOT / 'py'}: install from a whole checkout with `pip install ./py`")
