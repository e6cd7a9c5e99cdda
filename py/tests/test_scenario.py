"""One scenario, loaded, checked and run."""

from __future__ import annotations

from pathlib import Path

import pytest

import foresell

SAAS = Path(__file__).resolve().parents[2] / "scenarios" / "saas"


def test_the_shipped_scenario_runs_and_sums_up() -> None:
    scenario = foresell.Scenario.load(SAAS / "scenario.toml")
    results = scenario.run(trials=20, seed=5)
    told = foresell.summary(results)
    assert told["run"]["trials"] == results.n_trials == 20
    assert told["scenario"]["hash"] == scenario.hash
    months = results.monthly("bookings")
    assert (len(months), len(months[0])) == (20, 24)


def test_threads_and_batches_change_no_value() -> None:
    scenario = foresell.Scenario.load(SAAS / "scenario.toml")
    one = scenario.run(trials=70, seed=5, threads=1).monthly("bookings")
    assert one == scenario.run(trials=70, seed=5, threads=2).monthly("bookings")
    assert one[:10] == scenario.run(trials=10, seed=5).monthly("bookings")


def test_a_what_if_is_laid_over_its_base() -> None:
    base = foresell.Scenario.load(SAAS / "scenario.toml")
    what_if = foresell.Scenario.load(SAAS / "what-if" / "hiring-freeze.toml")
    assert base.hash != what_if.hash


def test_findings_come_with_the_exception(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('format = 1\ncurency = "USD"\n', encoding="utf-8")
    with pytest.raises(foresell.ScenarioError, match="curency") as raised:
        foresell.Scenario.load(wrong)
    codes = [code for code, _, _, _ in raised.value.findings]
    assert "E0201" in codes


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        foresell.Scenario.load(tmp_path / "none.toml")


def test_what_makes_no_sense_is_a_value_error() -> None:
    scenario = foresell.Scenario.load(SAAS / "scenario.toml")
    with pytest.raises(ValueError, match="at least 1"):
        scenario.run(trials=0)
    with pytest.raises(ValueError, match="at least one file"):
        foresell.Scenario.load()
    with pytest.raises(KeyError, match="no measure"):
        scenario.run(trials=1).monthly("wishes")
