//! KPIs of deals: what is signed, how, and what is open.

use super::kpis;
use crate::kpi::{formula, plan};

kpis! {
    /// KPIs of deals, in the order of reports.
    SALES:
    "bookings", "Bookings", Money, HighIsGood, [Bookings], "signed value of deals won";
    "bookings-from-pipeline", "Bookings from open pipeline", Money, HighIsGood, [BookingsFromPipeline],
        "the part of bookings that was open pipeline at the start";
    "bookings-growth", "Bookings growth", Share, HighIsGood, [formula::bookings_growth: Bookings],
        "bookings / bookings of the same number of months before - 1; the first whole fiscal year against finance.bookings-last-year";
    "target-attainment", "Attainment of target", Share, HighIsGood, [formula::target_attainment: Bookings], "bookings / target";
    "target-reached", "Chance of target", Share, HighIsGood, [formula::target_reached: Bookings],
        "1 in a future whose bookings reach the target, 0 in the others";
    "target-shortfall", "Shortfall to target", Money, LowIsGood, [plan::target_shortfall: Bookings],
        "target - bookings where they miss it, 0 elsewhere; the mean over all futures is the expected shortfall";
    "leads", "Leads", Count, HighIsGood, [Leads], "leads that arrived, and deals open at the start";
    "opportunities", "Opportunities created", Count, HighIsGood, [Opportunities],
        "leads that became opportunities";
    "wins", "Deals won", Count, HighIsGood, [Wins], "deals won";
    "deal-size", "Deal size", Money, HighIsGood, [Bookings / Wins], "bookings / deals won";
    "close-rate", "Close rate, narrow", Share, HighIsGood, [formula::close_rate],
        "won / (won + lost), opportunities only";
    "close-rate-broad", "Close rate, broad", Share, HighIsGood, [formula::close_rate_broad],
        "won / (won + lost + lost for lack of capacity), opportunities only";
    "lead-to-win", "Leads won", Share, HighIsGood, [Wins / Leads], "deals won / leads that arrived and deals open at the start";
    "sales-cycle", "Sales cycle", Months, LowIsGood, [formula::sales_cycle],
        "sum over the stages of an opportunity of the mean time in it of deals that passed, were lost or expired";
    "open-amount", "Open pipeline at the end", Money, Neutral, [OpenAmount],
        "value of opportunities in progress or waiting at the end";
    "coverage", "Pipeline coverage", Factor, HighIsGood, [formula::coverage: Bookings, OpenAmount],
        "open pipeline at the start of the period / (target of the period - actual bookings so far)";
    "weighted-pipeline", "Weighted pipeline", Money, HighIsGood, [formula::weighted_pipeline: WeightedAmount],
        "sum over opportunities open at the start of the period of amount x chances of passing the stages that remain, at mean assumptions";
}
