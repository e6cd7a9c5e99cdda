//! What tables of stages and of their history know of the opportunities.

use std::collections::{BTreeMap, BTreeSet};

use super::super::columns::{Column, Table, TableKind};
use super::super::dates::DateOrder;
use super::super::deals::Outcome;
use super::super::names::{is_blank, key};
use super::super::quality::{About, OddityKind, Quality};
use super::super::reference::new_ledger;
use super::super::stage_events::{StageEvent, by_deal, stage_events};
use super::super::staged;
use super::TablesByKind;
use super::outcomes::Outcomes;
use crate::scenario::{Findings, Sources};

/// Puts names in the place of ids of stages, and gives the opportunities what the history of their stages knows.
pub(super) fn join(
    deals: &mut Table,
    tables: &mut TablesByKind,
    forced: Option<DateOrder>,
    quality: &mut Quality,
    sources: &Sources,
    findings: &mut Findings,
) {
    let stages = tables.remove(&TableKind::Stages);
    let mut outcomes = stages.as_ref().map(Outcomes::of).unwrap_or_default();
    if let Some(stages) = &stages {
        let labels = labels(stages);
        let label = |_: usize, cell: &str| labels.get(cell).cloned();
        deals.replace(Column::Stage, label);
        if let Some(history) = tables.get_mut(&TableKind::StageHistory) {
            history.replace(Column::Stage, label);
        }
        quality.ledger(ledger(stages));
        unknown(deals, stages, quality);
    }
    if let Some(history) = tables.get(&TableKind::StageHistory) {
        let events = stage_events(history, forced, quality, sources, findings);
        outcomes.learn(&staged::ends(&events));
        complete(deals, history, &events, &outcomes, quality);
        strangers(deals, history, &events, quality);
        returns(history, &events, quality);
        backward(history, stages.as_ref(), &events, quality);
    }
    if outcomes.are_stated() {
        state(deals, stages.as_ref(), &outcomes);
    }
}

/// Names of stages by id.
fn labels(stages: &Table) -> BTreeMap<String, String> {
    let pairs = stages.sheet.rows.iter().map(|row| {
        let cell = |column| stages.cell(row, column).to_owned();
        (cell(Column::Id), cell(Column::Stage))
    });
    let filled = pairs.filter(|(id, label)| !is_blank(id) && !is_blank(label));
    let mut labels = BTreeMap::new();
    for (id, label) in filled {
        // The first in text order stands where an id has two names.
        let known: &mut String = labels.entry(id).or_insert_with(|| label.clone());
        if label < *known {
            *known = label;
        }
    }
    labels
}

fn ledger(stages: &Table) -> super::super::quality::Ledger {
    let named = stages.sheet.rows.iter().filter(|row| {
        !is_blank(stages.cell(row, Column::Id)) && !is_blank(stages.cell(row, Column::Stage))
    });
    let n = named.count();
    let mut set_aside = BTreeMap::new();
    for (reason, n) in [
        ("no id or no name", stages.sheet.rows.len() - n),
        ("blank row", stages.sheet.n_blank),
    ] {
        if n > 0 {
            set_aside.insert(reason.to_owned(), n);
        }
    }
    new_ledger(stages, BTreeMap::from([("stage".to_owned(), n)]), set_aside)
}

/// Stages of deals that the table of stages does not know.
fn unknown(deals: &Table, stages: &Table, quality: &mut Quality) {
    let known: BTreeSet<String> = stages.filled(Column::Stage).map(key).collect();
    let about = About {
        table: TableKind::Opportunities,
        kind: OddityKind::Contradictory,
        column: deals.header(Column::Stage),
        what: "deals are in a stage that the table of stages does not know".into(),
        of: deals.sheet.rows.len(),
        handled: "kept: what became of them is told by the name of the stage".into(),
    };
    let strange = deals.filled(Column::Stage);
    quality.note(about, strange.filter(|stage| !known.contains(&key(stage))));
}

/// Says of each deal whether its stage is won or lost, where a table of stages states it and the deals do not.
fn state(deals: &mut Table, stages: Option<&Table>, outcomes: &Outcomes) {
    if deals.has(Column::IsWon) {
        return;
    }
    let source = stages.map_or("stages", |stages| stages.sheet.name.as_str());
    for (column, is) in [
        (Column::IsWon, [Outcome::Won].as_slice()),
        (Column::IsClosed, &[Outcome::Won, Outcome::Lost]),
    ] {
        deals.fill(column, &format!("{source}: outcome"), |deals, row| {
            let stage = deals.cell(row, Column::Stage);
            (!is_blank(stage)).then(|| is.contains(&outcomes.outcome(stage)).to_string())
        });
    }
}

/// What the events of a deal come to.
struct Summary<'a> {
    /// The event that decided it, or else the last one.
    last: &'a StageEvent,
    first: &'a StageEvent,
    outcome: Outcome,
    worker: &'a str,
}

impl<'a> Summary<'a> {
    fn of(events: &'a [StageEvent], outcomes: &Outcomes) -> Option<Self> {
        let (first, last) = (events.first()?, events.last()?);
        // After a decision, what follows is paperwork, unless it is another decision.
        let decided = |event: &&StageEvent| outcomes.outcome(&event.stage) != Outcome::Open;
        let end = events.iter().rev().find(decided).unwrap_or(last);
        let mut workers = events.iter().rev().map(|event| event.worker.as_str());
        Some(Self {
            last: end,
            first,
            outcome: outcomes.outcome(&end.stage),
            worker: workers.find(|worker| !worker.is_empty()).unwrap_or(""),
        })
    }
}

/// What a deal's history says of a cell, if it says anything.
type Fill = fn(&Summary) -> Option<String>;

/// Fills in what the opportunities lack: stage, owner, first and last day.
fn complete(
    deals: &mut Table,
    history: &Table,
    events: &[StageEvent],
    outcomes: &Outcomes,
    quality: &mut Quality,
) {
    let of_deal: BTreeMap<&str, Summary> = by_deal(events)
        .filter_map(|events| Some((events[0].deal.as_str(), Summary::of(events, outcomes)?)))
        .collect();
    let file = &history.sheet.name;
    let mut filled = Vec::new();
    let wanted: [(Column, &str, Fill); 4] = [
        (Column::Stage, "stage", |deal| Some(deal.last.stage.clone())),
        (Column::Engaged, "first day", |deal| {
            Some(deal.first.entered.date().to_string())
        }),
        (Column::Closed, "day of the decision", |deal| {
            (deal.outcome != Outcome::Open).then(|| deal.last.entered.date().to_string())
        }),
        (Column::Agent, "owner", |deal| {
            (!deal.worker.is_empty()).then(|| deal.worker.to_owned())
        }),
    ];
    for (column, what, cell) in wanted {
        // A column that is there is believed, blanks included: they may be written in another order of day and month.
        if deals.has(column) && deals.filled(column).next().is_some() {
            continue;
        }
        let n = deals.fill(column, &format!("{file}: {what}"), |deals, row| {
            of_deal.get(deals.cell(row, Column::Id)).and_then(cell)
        });
        if n > 0 {
            filled.push(format!("{what} of {n} deals"));
        }
    }
    let how = if filled.is_empty() {
        "the opportunities say all that it could tell of them".to_owned()
    } else {
        format!("it gives the {}", filled.join(", the "))
    };
    quality.read_as(format!(
        "stage history: {} events in `{file}`; {how}",
        events.len()
    ));
}

/// Events of deals that the opportunities do not know.
fn strangers(deals: &Table, history: &Table, events: &[StageEvent], quality: &mut Quality) {
    let known: BTreeSet<&str> = deals.filled(Column::Id).collect();
    let about = About {
        table: TableKind::StageHistory,
        kind: OddityKind::Contradictory,
        column: history.header(Column::Deal),
        what: "deals have events but are not in the table of opportunities".into(),
        of: by_deal(events).count(),
        handled: "kept in the history, without a value and an owner".into(),
    };
    let ids = by_deal(events).map(|events| events[0].deal.as_str());
    quality.note(about, ids.filter(|id| !known.contains(id)));
}

/// Deals that come back to a stage which they had left.
fn returns(history: &Table, events: &[StageEvent], quality: &mut Quality) {
    let about = About {
        table: TableKind::StageHistory,
        kind: OddityKind::Unusual,
        column: history.header(Column::Stage),
        what: "deals come back to a stage that they had left".into(),
        of: by_deal(events).count(),
        handled: "kept: each stay counts by itself".into(),
    };
    let back = by_deal(events).filter(|events| {
        let mut seen = BTreeSet::new();
        let stages = events.chunk_by(|a, b| a.stage == b.stage);
        stages.into_iter().any(|stay| !seen.insert(&stay[0].stage))
    });
    quality.note(about, back.map(|events| events[0].deal.as_str()));
}

/// Deals that move to a stage that stands before the one they are in.
fn backward(history: &Table, stages: Option<&Table>, events: &[StageEvent], quality: &mut Quality) {
    let Some(stages) = stages.filter(|stages| stages.has(Column::Rank)) else {
        return;
    };
    let mut rank = BTreeMap::<String, f64>::new();
    for row in &stages.sheet.rows {
        let place = stages
            .cell(row, Column::Rank)
            .trim_end_matches('%')
            .parse::<f64>();
        if let Some(place) = place.ok().filter(|place| place.is_finite()) {
            let known = rank
                .entry(key(stages.cell(row, Column::Stage)))
                .or_insert(place);
            *known = known.min(place);
        }
    }
    let place = |event: &StageEvent| rank.get(&key(&event.stage)).copied();
    let about = About {
        table: TableKind::StageHistory,
        kind: OddityKind::Unusual,
        column: history.header(Column::Stage),
        what: format!(
            "deals move backward in the order of `{}`",
            stages.sheet.name
        ),
        of: by_deal(events).count(),
        handled: "kept: each stay counts by itself".into(),
    };
    let back = by_deal(events).filter(|events| {
        let pairs = events.windows(2);
        pairs.into_iter().any(|pair| {
            place(&pair[0])
                .zip(place(&pair[1]))
                .is_some_and(|(a, b)| b < a)
        })
    });
    quality.note(about, back.map(|events| events[0].deal.as_str()));
}
