//! KPIs of a region, segment, source, role, ...: the company's formulas on what is counted of a member.

use std::ops::Range;

use super::formula::ratio;
use super::{Facts, Kpi, PerTrial, natural, recurring, target};
use crate::finance::Target;
use crate::measure::{Cut, Measure};

/// What a KPI takes of a member; empty if it is told of the company alone.
pub(super) fn takes(kpi: &Kpi) -> &'static [Measure] {
    match kpi.id {
        "target-attainment" => &[Measure::Bookings],
        "rre" => &[Measure::Rre],
        "arr" => &[Measure::Arr],
        "customers" => &[Measure::Customers],
        "arr-new" => &[Measure::ArrNew],
        "arr-gained" => &[Measure::ArrExpansion, Measure::ArrPriceRise],
        "arr-lost" => &[Measure::ArrChurned, Measure::ArrContraction],
        "grr" | "nrr" => kpi.needs().unwrap_or_default(),
        _ if kpi.computed.is_plain => kpi.needs().unwrap_or_default(),
        _ => &[],
    }
}

/// Its values of a member over some months; `None` if it has no meaning there.
///
/// What takes two measures and is no share is their sum.
pub(super) fn values(
    kpi: &Kpi,
    facts: &Facts<'_>,
    member: (Cut, usize),
    months: Range<usize>,
) -> Option<PerTrial> {
    match kpi.id {
        "grr" => return recurring::gross_retention(facts, member, months),
        "nrr" => return recurring::net_retention(facts, member, months),
        "target-attainment" => return attainment(facts, member, &months),
        "rre" if !facts.has_capacity => return None,
        "customers" => {
            recurring::followed(facts, &months)?;
        }
        "arr" | "arr-new" | "arr-gained" | "arr-lost" => {
            recurring::earns_again(facts, &months)?;
        }
        _ => {}
    }
    let counted = |measure: &Measure| -> Vec<f64> {
        let (cut, member) = member;
        let values = facts.results.over(*measure, cut, member, months.clone());
        values
            .into_iter()
            .map(|value| natural(measure.unit(), value))
            .collect()
    };
    let mut parts = takes(kpi).iter().map(counted);
    let first = parts.next()?;
    let Some(second) = parts.next() else {
        return Some(PerTrial::new(first));
    };
    let both = |(&a, &b): (&f64, &f64)| {
        if kpi.computed.is_plain {
            ratio(a, b)
        } else {
            a + b
        }
    };
    Some(PerTrial::new(first.iter().zip(&second).map(both).collect()))
}

/// Bookings over the target of a region or segment; `None` if it has none for these very months.
fn attainment(facts: &Facts<'_>, member: (Cut, usize), months: &Range<usize>) -> Option<PerTrial> {
    let is_it = |target: &&Target| target.months == *months && target::member(target) == member;
    let target = facts.targets.iter().find(is_it)?;
    let to_reach = target.bookings.as_f64();
    let booked = target::booked(facts, target).into_iter();
    let share = |booked| ratio(natural(Measure::Bookings.unit(), booked), to_reach);
    Some(PerTrial::new(booked.map(share).collect()))
}
