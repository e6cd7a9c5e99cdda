//! Where deals stand: the stages of the export, and those of the plan.

use std::collections::BTreeSet;

use super::super::columns::{Column, Table, TableKind};
use super::super::deals::{DealRow, Outcome};
use super::super::names::ids;
use super::super::quality::{About, OddityKind, Quality};
use super::super::resolve::counts;
use super::{Named, RESERVED, Stages, Standing};

/// Which stages of open deals are which in the plan.
pub(super) struct Staging {
    pub(super) stages: Stages,
    prospecting: BTreeSet<String>,
}

impl Staging {
    /// Takes stages most of whose deals have no engage date for prospecting, and merges all others: an export without
    /// the history of stages does not tell when a deal passes from one to the next.
    pub(super) fn of(deals: &[DealRow], table: &Table, quality: &mut Quality) -> Self {
        let open: Vec<&DealRow> = deals
            .iter()
            .filter(|deal| deal.outcome == Outcome::Open)
            .collect();
        let names = counts(open.iter().map(|deal| deal.stage.as_str()));
        let undated = counts(
            open.iter()
                .filter(|deal| deal.engaged.is_none())
                .map(|deal| deal.stage.as_str()),
        );
        let is_prospecting = |(name, n): (&String, &usize)| {
            (undated.get(name).copied().unwrap_or(0) * 2 > *n).then(|| name.clone())
        };
        let prospecting: BTreeSet<String> = names.iter().filter_map(is_prospecting).collect();
        let engaging: Vec<String> = names
            .into_keys()
            .filter(|name| !prospecting.contains(name))
            .collect();
        report_merged(table, &engaging, quality);
        report_merged(
            table,
            &prospecting.iter().cloned().collect::<Vec<_>>(),
            quality,
        );
        let one = |names: &[String], otherwise: &str| match names {
            [name] => name.clone(),
            _ => otherwise.to_owned(),
        };
        let first: Vec<String> = prospecting.iter().cloned().collect();
        let both = [one(&first, "Prospecting"), one(&engaging, "Engaging")];
        let names = RESERVED.into_iter().chain(both.iter().map(String::as_str));
        let mut ids = ids(names).into_iter().skip(RESERVED.len());
        let mut next = |name: &str| Named {
            id: ids.next().expect("an id for each name"),
            name: name.to_owned(),
        };
        let (before, during) = (next(&both[0]), next(&both[1]));
        let stages = Stages {
            prospecting: (!prospecting.is_empty()).then_some(before),
            engaging: during,
        };
        Self {
            stages,
            prospecting,
        }
    }

    pub(super) fn standing(&self, deal: &DealRow) -> Standing {
        match deal.outcome {
            Outcome::Won => Standing::Won,
            Outcome::Lost => Standing::Lost,
            Outcome::Open if self.prospecting.contains(&deal.stage) => Standing::Prospecting,
            Outcome::Open => Standing::Engaging,
        }
    }
}

fn report_merged(table: &Table, stages: &[String], quality: &mut Quality) {
    if stages.len() < 2 {
        return;
    }
    let about = About {
        table: TableKind::Opportunities,
        kind: OddityKind::Missing,
        column: table.header(Column::Stage),
        what: format!(
            "the export does not say when deals pass from stage to stage ({})",
            stages.join(", ")
        ),
        of: 0,
        handled: "merged into one stage, from which deals are won or lost".into(),
    };
    quality.count(about, stages.len(), Vec::new());
}
