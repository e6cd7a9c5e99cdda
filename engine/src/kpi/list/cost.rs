//! KPIs of money: what selling costs, and what is left.

use super::kpis;
use crate::kpi::{bound, delivery, plan};

kpis! {
    /// KPIs of money, in the order of reports.
    COST:
    "cost", "Cost of sales", Money, LowIsGood, [Cost],
        "pay, employer's load, hiring, tools, marketing and overhead";
    "initiatives", "Cost of initiatives", Money, LowIsGood, [Initiatives],
        "what tools, trainings and process changes cost; part of the cost of sales";
    "variable-pay", "Variable pay", Money, LowIsGood, [VariablePay],
        "commission and bonuses, without those of people in pools, which are cost of delivery";
    "conceded", "Conceded to sign early", Money, LowIsGood, [Conceded],
        "what was taken off the price of deals that were signed before a period ended";
    "brought-in", "Signed early", Money, Neutral, [BroughtIn],
        "value of deals that were due in the next period and were signed before this one ended";
    "held-back", "Held back", Money, LowIsGood, [HeldBack],
        "value of deals that could be signed before a period ended and were held back";
    "cost-ratio", "Cost of sales / bookings", Share, LowIsGood, [Cost / Bookings], "cost of sales / bookings";
    "cac", "Cost per deal won", Money, LowIsGood, [Cost / Wins],
        "cost of sales / deals won: the acquisition cost, where every deal is a new customer";
    "budget-use", "Cost of sales / budget", Share, LowIsGood, [plan::budget_use: Cost], "cost of sales / budget";
    "budget-kept", "Chance of budget", Share, HighIsGood, [plan::budget_kept: Cost],
        "1 in a future whose cost of sales is at most the budget, 0 in the others";
    "budget-overrun", "Cost beyond budget", Money, LowIsGood, [plan::budget_overrun: Cost],
        "cost of sales - budget where it is exceeded, 0 elsewhere; the mean over all futures is the expected overrun";
    "bound-by-budget", "Months bound by budget", Share, LowIsGood, [bound::by_budget: BudgetBound],
        "months until whose end the cost of sales of a period had come to its budget / months simulated that have a budget";
    "gross-margin", "Gross margin", Money, HighIsGood, [GrossMargin],
        "bookings - cost of what is sold, when it is sold";
    "margin-rate", "Gross margin / bookings", Share, HighIsGood, [delivery::margin_rate: GrossMargin, Bookings],
        "gross margin / (bookings - value of orders cancelled before they were delivered), both by the month of the cancellation";
    "contribution", "Contribution", Money, HighIsGood, [Contribution], "gross margin - cost of sales - cost of delivery; where what is sold has to be delivered, the gross margin of what is delivered";
}
