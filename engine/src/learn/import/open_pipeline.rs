//! What becomes of the open deals of an export, given where each is and since when.
//!
//! With a history of stages deals go from stage to stage; without one there is a single stage, from engagement to a decision.

use jiff::civil::Date;

use super::columns::{Column, Table, TableKind};
use super::conversion::{Conversion, LOST, WON};
use super::deals::days_between;
use super::estimate::Estimates;
use super::flow::{exact, last_day};
use super::history::{History, Standing};
use super::quality::Quality;
use super::sheet::SheetRow;
use super::stage_events::{self, stage_events};
use super::staged::{Pace, moment, moves, notes};
use super::typed::NumberColumn;
use super::{
    Currency, Export, ImportError, Options, currency_of, joins, read_tables, recognise, refused,
    snapshot, too_few,
};
use crate::calendar::YearMonth;
use crate::kernel::stream::Seed;
use crate::learn::pipeline::{Chain, ChainStage, Open, Outlook, Way, Worth, outlook};
use crate::learn::stages::{End, Funnel, Leaving, StageShares};
use crate::learn::survival::RiskSet;
use crate::outcome::pipeline::{EndOutlook, PipelineForecast, StageRow, WayRow};
use crate::scenario::{Code, Findings, Sources};

/// How a forecast of the open pipeline is made.
#[derive(Clone, Debug)]
pub struct PipelineOptions {
    /// How the export is read.
    pub import: Options,
    /// Months that are told one by one.
    pub months: u32,
    /// Futures.
    pub trials: u32,
    /// Their seed.
    pub seed: Seed,
}

/// Forecasts what becomes of open deals.
///
/// # Errors
///
/// [`ImportError`] as of [`import`](super::import); an export with a history of stages needs no other table.
pub fn open_pipeline(
    export: Export,
    options: &PipelineOptions,
) -> Result<PipelineForecast, ImportError> {
    let Export {
        mut files,
        skipped: mut unused,
    } = export;
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut sources, mut findings, mut quality) =
        (Sources::new(), Findings::new(), Quality::default());
    let mut tables = recognise::tables(files, &mut unused, &mut sources, &mut findings);
    for table in tables.values_mut() {
        table.tidy(&mut quality);
    }
    let read = &options.import;
    joins::join(
        &mut tables,
        read.dates,
        &mut quality,
        &sources,
        &mut findings,
    );
    if let Some(table) = tables.get(&TableKind::StageHistory) {
        let events = stage_events(table, read.dates, &mut quality, &sources, &mut findings);
        if !findings.is_empty() {
            return Err(refused(findings, &sources));
        }
        if !events.is_empty() {
            if let Some(day) = read.as_of {
                let last = events.iter().map(|event| event.entered.date()).max();
                snapshot::not_too_late(day, last)?;
            }
            let values = tables
                .get(&TableKind::Opportunities)
                .map(|table| values(table, &mut quality));
            return staged(&events, values, options).ok_or_else(|| {
                no_end(table, &mut findings);
                refused(findings, &sources)
            });
        }
    }
    let Some(opportunities) = tables.get(&TableKind::Opportunities) else {
        return Err(refused(findings, &sources));
    };
    recognise::missing_columns(opportunities, &mut findings);
    let (mut rows, currency) = read_tables(
        &tables,
        opportunities,
        read,
        &mut quality,
        &sources,
        &mut findings,
    );
    if !findings.is_empty() {
        return Err(refused(findings, &sources));
    }
    if let Some(day) = read.as_of {
        snapshot::as_known_on(&mut rows.deals, day)?;
    }
    let counts = super::Counts::of(&rows);
    let history = History::new(rows, opportunities, read.as_of, &mut quality);
    let learnt =
        history.and_then(|history| Estimates::of(&history).map(|estimates| (history, estimates)));
    let Some((history, estimates)) = learnt else {
        too_few(opportunities, counts, &quality, &mut findings);
        return Err(refused(findings, &sources));
    };
    let currency = currency_of(currency, opportunities, read, &mut quality);
    Ok(plain(&history, &estimates.conversion, &currency, options))
}

/// Days until the end of each month, the first being that of the day after.
fn month_ends(as_of: Date, months: u32) -> (YearMonth, Vec<f64>) {
    let first = as_of
        .tomorrow()
        .map_or_else(|_| YearMonth::of(as_of), YearMonth::of);
    let end = |ix| exact(days_between(as_of, last_day(first.plus(ix))));
    (first, (0..months as usize).map(end).collect())
}

/// The currency of a code; US dollars if there is none.
fn iso(code: &str) -> iso_currency::Currency {
    iso_currency::Currency::from_code(code).unwrap_or(iso_currency::Currency::USD)
}

/// Minor units of a value.
fn minor(value: f64, currency: iso_currency::Currency) -> i64 {
    let digits = currency.exponent().map_or(2, u32::from);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an import refuses values beyond 1e12"
    )]
    let value = (value * f64::from(10_u32.pow(digits))).round() as i64;
    value
}

/// What is known of the deals beside their history, by id.
struct Values {
    amounts: std::collections::BTreeMap<String, f64>,
}

fn values(table: &Table, quality: &mut Quality) -> Values {
    let column = NumberColumn::of(table, Column::Value, quality);
    let rows = table.sheet.rows.iter();
    let amount = |row: &SheetRow| {
        let amount = column
            .read(table, row)
            .value()
            .filter(|value| *value > 0.0)?;
        Some((table.cell(row, Column::Id).to_owned(), amount))
    };
    Values {
        amounts: rows.filter_map(amount).collect(),
    }
}

/// Nothing is learnt where nothing has ended.
fn no_end(table: &Table, findings: &mut Findings) {
    let message = format!(
        "no deal of `{}` has ended: nothing can be learnt about what becomes of them",
        table.sheet.name
    );
    findings
        .add(Code::TooFewDeals, table.sheet.header_place(), message)
        .help = "export the moves of deals that have ended as well; ends are told by names such as won, lost, approved, declined or cancelled".into();
}

/// With a history of stages; `None` if nothing in it has ended.
fn staged(
    events: &[stage_events::StageEvent],
    values: Option<Values>,
    options: &PipelineOptions,
) -> Option<PipelineForecast> {
    let until = options.import.as_of;
    let last = events.iter().map(|event| event.entered.date()).max();
    let as_of = until.or(last).unwrap_or_default();
    let now = until.map(|day| moment(day.to_datetime(jiff::civil::Time::midnight())) + 1.0 - 1e-9);
    let events = moves(events);
    let funnel = Funnel::of(&events, now).expect("moments are those of a calendar");
    if funnel.paths.iter().all(|path| path.end.is_none()) {
        return None;
    }
    let pace = Pace::of(&funnel, as_of);
    let stage = |shares: &StageShares| ChainStage {
        name: shares.name.clone(),
        risk: shares.risk.clone(),
        ways: shares.ways.iter().map(|way| way_of(*way)).collect(),
        dispersion: pace.dispersion(shares),
    };
    let chain = Chain::new(funnel.stages.iter().map(stage).collect());
    let currency = iso(&options.import.currency);
    let amounts = values.map(|values| values.amounts).unwrap_or_default();
    let open = funnel.open().into_iter().map(|deal| Open {
        worth: amounts.get(&deal.deal).map_or(Worth::Unknown, |value| {
            Worth::Known(minor(*value, currency))
        }),
        deal: deal.deal,
        stage: deal.stage,
        age: deal.age,
    });
    let open: Vec<Open> = open.collect();
    let (first, month_ends) = month_ends(as_of, options.months);
    let found = outlook(&chain, &open, &[], &of_futures(options, month_ends));
    let names: Vec<String> = End::ALL.iter().map(|end| label(&funnel, *end)).collect();
    Some(PipelineForecast {
        stages: funnel
            .stages
            .iter()
            .map(|shares| stage_row(shares, &funnel, &names))
            .collect(),
        notes: notes(&funnel, &events),
        ..forecast(
            (as_of, first),
            options,
            currency,
            &open,
            found,
            &names,
            !amounts.is_empty(),
        )
    })
}

fn way_of(leaving: Leaving) -> Way {
    match leaving {
        Leaving::To(stage) => Way::To(stage),
        Leaving::Ends(end) => Way::Ends(End::ALL.iter().position(|own| *own == end).unwrap_or(0)),
    }
}

/// An end with the names that the history has for it.
fn label(funnel: &Funnel, end: End) -> String {
    let ends = funnel.layout.ends.iter();
    let names: Vec<&str> = ends
        .filter(|(_, own)| **own == end)
        .map(|(name, _)| name.as_str())
        .collect();
    if names.is_empty() {
        end.name().to_owned()
    } else {
        format!("{} ({})", end.name(), names.join(", "))
    }
}

fn stage_row(shares: &StageShares, funnel: &Funnel, names: &[String]) -> StageRow {
    let row = |way: usize| {
        let (n, share) = shares.left(way);
        (n > 0).then(|| WayRow {
            name: match shares.ways[way] {
                Leaving::To(stage) => format!("to {}", funnel.stages[stage].name),
                Leaving::Ends(end) => End::ALL
                    .iter()
                    .position(|own| *own == end)
                    .map_or_else(String::new, |ix| names[ix].clone()),
            },
            n,
            share: share.value,
            interval: share.interval(0.95),
            median_days: shares.median_days(way).unwrap_or(0.0),
        })
    };
    StageRow {
        name: shares.name.clone(),
        n_entered: shares.n_entered(),
        n_open: shares.n_open(),
        ways: (0..shares.ways.len()).filter_map(row).collect(),
    }
}

fn of_futures(options: &PipelineOptions, month_ends: Vec<f64>) -> crate::learn::pipeline::Options {
    crate::learn::pipeline::Options {
        trials: options.trials,
        seed: options.seed,
        month_ends,
    }
}

fn forecast(
    (as_of, first): (Date, YearMonth),
    options: &PipelineOptions,
    currency: iso_currency::Currency,
    open: &[Open],
    found: Outlook,
    names: &[String],
    has_values: bool,
) -> PipelineForecast {
    let ends = found.ends.into_iter().zip(names);
    PipelineForecast {
        as_of,
        first,
        trials: options.trials,
        seed: options.seed.0,
        currency,
        n_open: open.len(),
        n_beyond: found.n_beyond,
        n_undated: 0,
        stages: Vec::new(),
        // An end that no open deal can come to is none of theirs.
        ends: ends
            .filter(|(ended, _)| ended.all.mean > 0.0)
            .map(|(ended, name)| EndOutlook {
                name: name.clone(),
                deals: ended.deals,
                all: ended.all,
                value: has_values.then_some(ended.value),
            })
            .collect(),
        still_open: found.still_open,
        notes: Vec::new(),
    }
}

/// Without a history of stages.
fn plain(
    history: &History,
    conversion: &Conversion,
    currency: &Currency,
    options: &PipelineOptions,
) -> PipelineForecast {
    let currency = iso(&currency.code);
    let name = history.stages.engaging.name.clone();
    let risk: &RiskSet = conversion.risk();
    let chain = Chain::new(vec![ChainStage {
        name: name.clone(),
        risk: risk.clone(),
        ways: vec![Way::Ends(WON), Way::Ends(LOST)],
        dispersion: conversion.dispersion,
    }]);
    let sizes: Vec<Vec<i64>> = (0..history.products.len())
        .map(|product| sizes(history, product, currency))
        .collect();
    let open = history.deals.iter().filter_map(|deal| {
        let engaged = deal
            .engaged
            .filter(|_| deal.standing == Standing::Engaging)?;
        Some(Open {
            deal: deal.id.clone(),
            stage: 0,
            age: exact(days_between(engaged, history.as_of)),
            worth: match deal.value {
                Some(value) => Worth::Known(minor(value, currency)),
                None => Worth::OneOf(deal.product),
            },
        })
    });
    let open: Vec<Open> = open.collect();
    let undated = history
        .deals
        .iter()
        .filter(|deal| !deal.is_decided() && deal.engaged.is_none());
    let (first, month_ends) = month_ends(history.as_of, options.months);
    let found = outlook(&chain, &open, &sizes, &of_futures(options, month_ends));
    let names = [End::Won, End::Lost].map(|end| end.name().to_owned());
    let way = |end: usize, days: &[(f64, f64)]| WayRow {
        name: names[end].clone(),
        n: conversion.counts[end],
        share: [conversion.won, conversion.lost][end].value,
        interval: [conversion.won, conversion.lost][end].interval(0.95),
        median_days: Conversion::median_days(days),
    };
    let mut notes = vec![super::diagnose::share_words(conversion)];
    if conversion.never.value > 0.0 {
        let (low, high) = conversion.never.interval(0.95);
        notes.push(format!(
            "{:.1} % of engaged deals are never decided ({:.1} to {:.1}): the older an open deal is, the likelier it is one of them",
            100.0 * conversion.never.value,
            100.0 * low,
            100.0 * high
        ));
    }
    PipelineForecast {
        n_undated: undated.count(),
        stages: vec![StageRow {
            name,
            n_entered: conversion.counts.iter().sum(),
            n_open: open.len(),
            ways: vec![
                way(WON, &conversion.won_days),
                way(LOST, &conversion.lost_days),
            ],
        }],
        notes,
        ..forecast(
            (history.as_of, first),
            options,
            currency,
            &open,
            found,
            &names,
            true,
        )
    }
}

/// Values of won deals of a product; of all if it has none.
fn sizes(history: &History, product: usize, currency: iso_currency::Currency) -> Vec<i64> {
    let of = |own: bool| -> Vec<i64> {
        let won = history
            .deals
            .iter()
            .filter(|deal| deal.standing == Standing::Won && (!own || deal.product == product));
        let mut values: Vec<i64> = won
            .filter_map(|deal| deal.value)
            .map(|value| minor(value, currency))
            .collect();
        values.sort_unstable();
        values
    };
    let own = of(true);
    if own.is_empty() { of(false) } else { own }
}
