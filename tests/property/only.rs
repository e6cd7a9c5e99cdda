//! Plans of which only a few numbers are wanted: what is counted is what is counted anyway.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use foresell::calendar::PeriodKind;
use foresell::kernel::stream::Seed;
use foresell::kpi::{self, Facts, Kpi, headline_periods};
use foresell::measure::{Cut, Measure};
use foresell::model::Model;
use foresell::model::simulate::{Unwatched, simulate};
use foresell::results::{Layout, Results};
use foresell::scenario::{Change, Disk, KeyPath, Scenario, Setting, load_with};

/// Futures of each plan; enough that targets and budgets are kept in some and missed in others.
const TRIALS: u32 = 12;

/// Every shipped scenario, and every what-if.
fn shipped() -> Vec<PathBuf> {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let in_folder = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in in_folder(&scenarios) {
        let what_ifs = in_folder(&folder.join("what-if")).into_iter();
        files.extend(
            what_ifs.filter(|path| path.extension().is_some_and(|ending| ending == "toml")),
        );
        files.push(folder.join("scenario.toml"));
    }
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// A scenario, with some KPIs as all that is wanted.
fn loaded(path: &Path, only: &[&str]) -> Scenario {
    let setting = Setting {
        at: KeyPath::from("simulation.only"),
        change: Change::Names(only.iter().map(|&id| id.to_owned()).collect()),
    };
    let settings = (!only.is_empty()).then_some(setting);
    load_with(&Disk, &[path.to_owned()], settings.as_slice()).unwrap()
}

fn simulated(scenario: &Scenario) -> Results {
    let seed = Seed(scenario.seed);
    let simulated = simulate(&scenario.model, seed, 3..3 + TRIALS, Some(2), &Unwatched);
    simulated.unwrap().results
}

/// The KPIs that may be named in a plan: those that follow from what it counts of the whole company.
fn possible(layout: &Layout) -> Vec<&'static Kpi> {
    let all = kpi::ALL.iter();
    all.filter(|kpi| kpi.needs().is_some() && kpi.is_counted(layout))
        .collect()
}

/// The same results without all cells but those of some measures.
fn restricted(results: &Results, measures: &[Measure]) -> Results {
    let layout = results.layout.only(measures);
    let cells = layout.blocks().iter().flat_map(|block| {
        let first = results.layout.block(block.measure, Cut::Company).first;
        first..first + block.n_periods
    });
    let cells: Vec<usize> = cells.collect();
    Results {
        values: results.values.select(ndarray::Axis(1), &cells),
        layout,
        ..*results
    }
}

/// Periods of all kinds.
fn periods(model: &Model) -> BTreeSet<(usize, usize)> {
    let kinds = [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];
    let all = kinds
        .into_iter()
        .flat_map(|kind| model.calendar.periods(kind));
    let all = all.chain(headline_periods(&model.calendar));
    all.map(|period| (period.months.start, period.months.end))
        .collect()
}

/// A KPI's values over all periods, as bits.
fn values(model: &Model, results: &Results, kpi: &Kpi) -> Vec<Option<Vec<u64>>> {
    let facts = Facts::new(model, results);
    let over = |months: Range<usize>| {
        let values = kpi.values(&facts, months)?;
        Some(values.all().iter().map(|value| value.to_bits()).collect())
    };
    let periods = periods(model).into_iter();
    periods.map(|(from, until)| over(from..until)).collect()
}

#[test]
fn what_a_plan_counts_only_is_what_it_counts_anyway() {
    for path in shipped() {
        let all = loaded(&path, &[]);
        let whole = simulated(&all);
        let ids: Vec<&str> = possible(&whole.layout).iter().map(|kpi| kpi.id).collect();
        for only in [
            &["bookings", "variable-pay", "settlements-at-quota"][..],
            &ids,
        ] {
            let few = loaded(&path, only);
            let results = simulated(&few);
            let measures = few.model.only.as_deref().unwrap();
            assert!(results.layout.blocks().len() == measures.len(), "{path:?}");
            assert!(
                results == restricted(&whole, measures),
                "{path:?}: {only:?}"
            );
            assert_eq!(few.clone().counting_all().model.layout(), whole.layout);
            let named = few.only.as_deref().unwrap();
            assert!(named.iter().map(|kpi| kpi.id).eq(only.iter().copied()));
        }
    }
}

/// What a KPI says it needs is what it reads: no less, or it could not be computed from that alone, and no more, or what is
/// counted would not matter to it.
#[test]
fn a_kpi_takes_the_measures_that_it_needs_and_no_others() {
    let mut found = BTreeSet::new();
    let mut moved = BTreeSet::new();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("property/plans/stock-and-contracts.toml");
    for path in shipped()
        .iter()
        .chain([&own])
        // One plan with initiatives, one that serves customers, one whose people move deals and one with both stock and
        // contracts, which no base has.
        .filter(|path| {
            path.ends_with("scenario.toml")
                || path.ends_with("automation-tool.toml")
                || path.ends_with("onboarding-and-support.toml")
                || path.ends_with("quarter-end-push.toml")
                || path.ends_with("stock-and-contracts.toml")
        })
    {
        let scenario = loaded(path, &[]);
        let (model, whole) = (&scenario.model, simulated(&scenario));
        for kpi in possible(&whole.layout) {
            let besides = kpi.needs_besides().iter();
            let besides = besides.filter(|&&measure| whole.layout.has_company(measure));
            let needs = kpi.needs().unwrap().iter().chain(besides);
            let needs: Vec<Measure> = needs.copied().collect();
            let few = restricted(&whole, &needs);
            let expected = values(model, &whole, kpi);
            assert!(
                values(model, &few, kpi) == expected,
                "{} of {path:?}",
                kpi.id
            );
            found.insert(kpi.id);
            for &measure in &needs {
                let mut other = few.clone();
                let block = other.layout.block(measure, Cut::Company).clone();
                for cell in block.first..block.first + block.n_periods {
                    other
                        .values
                        .column_mut(cell)
                        .mapv_inplace(|value| 3 * value + 1_000);
                }
                if values(model, &other, kpi) != expected {
                    moved.insert((kpi.id, measure));
                }
            }
        }
    }
    for kpi in kpi::ALL {
        let needs = kpi.needs().into_iter().flatten();
        for &measure in needs.chain(kpi.needs_besides()) {
            assert!(found.contains(kpi.id), "{} means nothing anywhere", kpi.id);
            let matters = moved.contains(&(kpi.id, measure));
            assert!(matters, "{} does not depend on {measure:?}", kpi.id);
        }
    }
}

/// A KPI that says nothing of what it needs is one that cannot be computed from measures of the company.
#[test]
fn a_kpi_that_states_no_needs_is_not_told_by_the_company_alone() {
    let path = shipped()
        .into_iter()
        .find(|path| path.ends_with("saas/scenario.toml"));
    let scenario = loaded(&path.unwrap(), &[]);
    let whole = simulated(&scenario);
    let of_company = |block: &&foresell::results::Block| block.cut == Cut::Company;
    let blocks = whole.layout.blocks().iter().filter(of_company);
    let measures: Vec<Measure> = blocks.map(|block| block.measure).collect();
    let company = restricted(&whole, &measures);
    let untold = kpi::ALL.iter().filter(|kpi| kpi.needs().is_none());
    let untold: Vec<&str> = untold
        .inspect(|kpi| {
            let told = values(&scenario.model, &company, kpi);
            assert!(told.iter().all(Option::is_none), "{}", kpi.id);
        })
        .map(|kpi| kpi.id)
        .collect();
    let of_parts = [
        "close-rate",
        "close-rate-broad",
        "sales-cycle",
        "reps-at-quota",
        "activities",
        "activity-rate",
        "utilisation",
        "ramp-time",
    ];
    assert_eq!(untold, of_parts);
}
