//! KPIs that a command line names.

use super::failure::Failure;
use crate::kpi::{self, Kpi};
use crate::report::printable;
use crate::scenario::did_you_mean;

/// The KPIs of some ids.
pub(crate) fn find<'a>(
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<&'static Kpi>, Failure> {
    ids.into_iter().map(one).collect()
}

/// The KPI of an id.
pub(crate) fn one(id: &str) -> Result<&'static Kpi, Failure> {
    let id = id.trim();
    Kpi::find(id).ok_or_else(|| {
        let meant = did_you_mean(id, kpi::ALL.iter().map(|kpi| kpi.id));
        let meant = if meant.is_empty() {
            "kpis.csv in a results folder (`foresell run -o`) lists all".into()
        } else {
            meant
        };
        Failure::Usage(format!("there is no KPI `{}`: {meant}", printable(id)))
    })
}
