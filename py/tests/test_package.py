"""The installed package: what it says it is, and what it carries."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import foresell

ROOT = Path(__file__).resolve().parents[2]


def test_the_version_is_the_engines() -> None:
    cargo = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    assert foresell.version() == cargo["workspace"]["package"]["version"]
    assert foresell.__version__ == foresell.version() == importlib.metadata.version("foresell")


def test_the_tests_see_the_installed_package_and_not_the_checkout() -> None:
    assert ROOT / "py" not in Path(foresell.__file__).resolve().parents


def test_the_package_carries_its_types_and_licences() -> None:
    files = importlib.metadata.files("foresell")
    assert files is not None
    names = {file.name for file in files}
    assert {"py.typed", "_engine.pyi", "LICENSE-MIT", "LICENSE-APACHE"} <= names
