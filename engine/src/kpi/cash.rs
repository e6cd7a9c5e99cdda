//! Net cash flow: what comes in from customers less what is paid.
//!
//! ```text
//! net cash flow = cash collected - (cost of sales - variable pay + variable pay paid out)
//!                 - cost of delivery - cost of what is sold and not cancelled - goods received + goods shipped
//! ```
//!
//! Variable pay leaves when it is paid out, after the plans' payment lag; what employers pay on top of it, all other costs and
//! the cost of what is sold leave in the month in which they arise. The cost of what is sold is that of deals won, as in the
//! gross margin; what it costs to serve customers who renew is not counted. Goods are paid on receipt: where stock grows, more is
//! paid than is sold, and where it shrinks, less. Both are taken at the cost of a unit in that month, so that a new cost of what lies
//! there moves no cash; as long as that cost stays, it is what stock gains in value. What lies in stock at the start has been
//! paid before. Only for plans with contracts, which say when customers pay; `None` without. What people in pools are paid, by
//! results too, is cost of delivery and leaves in the month in which it is earned; neither variable pay nor what is paid out of
//! it has any of it.

use std::ops::Range;

use super::formula::company;
use super::recurring::followed;
use super::{Facts, PerTrial};
use crate::measure::Measure;

/// What each line does to cash.
const LINES: [(f64, Measure); 6] = [
    (1.0, Measure::Cash),
    // What is sold costs its bookings less its gross margin.
    (-1.0, Measure::Bookings),
    (1.0, Measure::GrossMargin),
    (-1.0, Measure::Cost),
    (1.0, Measure::VariablePay),
    (-1.0, Measure::PaidOut),
];
/// What does something to cash only in plans that have it: delivery costs, what is cancelled before it is delivered is no cost of
/// what is sold, and goods are paid when they are received and not when they are sold.
const LINES_BESIDES: [(f64, Measure); 4] = [
    (-1.0, Measure::DeliveryCost),
    (1.0, Measure::CancelledValue),
    (-1.0, Measure::GoodsReceived),
    (1.0, Measure::GoodsShipped),
];
/// The measures that net cash flow takes only in plans that have them.
pub const BESIDES: [Measure; LINES_BESIDES.len()] = [
    LINES_BESIDES[0].1,
    LINES_BESIDES[1].1,
    LINES_BESIDES[2].1,
    LINES_BESIDES[3].1,
];

/// Net cash flow of some months \[minor units\].
#[must_use]
pub fn net_flow(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    followed(facts, &months)?;
    let mut flow = vec![0.0; facts.results.n_trials()];
    let has = |line: &(f64, Measure)| facts.results.layout.has_company(line.1);
    for (sign, measure) in LINES
        .into_iter()
        .chain(LINES_BESIDES.into_iter().filter(has))
    {
        for (sum, value) in flow.iter_mut().zip(company(facts, measure, &months)) {
            *sum += sign * value;
        }
    }
    Some(PerTrial::new(flow))
}

/// Net cash flow from the first month that is simulated to the end of some months \[minor units\].
#[must_use]
pub fn cumulative_flow(facts: &Facts<'_>, months: Range<usize>) -> Option<PerTrial> {
    let begin = facts.calendar.n_history();
    let until = begin..months.end;
    (!until.is_empty()).then(|| net_flow(facts, until))?
}
