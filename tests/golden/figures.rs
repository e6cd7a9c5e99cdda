//! The main figures of a run: what a change of the model would show in.

use foresell::calendar::{Calendar, PeriodKind};
use foresell::measure::Measure;
use foresell::results::Results;

/// What is compared, for each fiscal year.
const MEASURES: [Measure; 7] = [
    Measure::Bookings,
    Measure::Cost,
    Measure::Wins,
    Measure::Leads,
    Measure::Leavers,
    Measure::Rre,
    Measure::VariablePay,
];

/// One number of a run, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Fiscal year, measure and statistic, such as "FY2027 bookings p10".
    pub(crate) name: String,
    /// Its value in the measure's unit; of a mean, the sum over trials.
    pub(crate) value: i64,
}

/// Sum and nearest-rank P10, P50 and P90 of the main measures in every fiscal year.
///
/// A sum stands for the mean: it is a whole number, so that it can be stored without rounding.
pub(crate) fn main_figures(results: &Results, calendar: &Calendar) -> Vec<Figure> {
    let mut figures = Vec::new();
    for period in calendar.periods(PeriodKind::Year) {
        for measure in MEASURES {
            let mut values = results.company(measure, period.months.clone());
            values.sort_unstable();
            let mut add = |statistic: &str, value| {
                let name = format!("{} {} {statistic}", period.label, measure.id());
                figures.push(Figure { name, value });
            };
            add("sum", values.iter().sum());
            for percent in [10, 50, 90] {
                let rank = (values.len() * percent).div_ceil(100).max(1);
                add(&format!("p{percent}"), values[rank - 1]);
            }
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use foresell_tests::plan::Plan;

    #[test]
    fn figures_are_those_of_the_trials() {
        let plan = Plan::minimal().with("horizon = { fiscal-year-start = 7, months = 12 }");
        let results = plan.run(10).0;
        let figures = main_figures(&results, &plan.scenario().model.calendar);
        assert_eq!(figures.len(), 2 * MEASURES.len() * 4);
        let value = |name: &str| {
            figures
                .iter()
                .find(|figure| figure.name == name)
                .expect("it is a figure")
                .value
        };
        let mut leads = results.company(Measure::Leads, 6..12);
        leads.sort_unstable();
        assert_eq!(value("FY2028 leads sum"), leads.iter().sum::<i64>());
        assert_eq!(
            [10, 50, 90].map(|p| value(&format!("FY2028 leads p{p}"))),
            [leads[0], leads[4], leads[8]]
        );
    }
}
