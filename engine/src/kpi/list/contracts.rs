//! KPIs of contracts and customers, of what they pay and what they are worth.

use super::kpis;
use crate::kpi::{cash, customers, recurring};

kpis! {
    /// KPIs of contracts and customers, in the order of reports.
    CONTRACTS:
    "arr-start", "ARR at the start", Money, Neutral, [recurring::arr_at_start: Arr],
        "recurring revenue a year of all contracts when the period begins";
    "arr-new", "New customers' ARR", Money, HighIsGood, [recurring::arr_new: ArrNew], "ARR of contracts with new customers";
    "arr-gained", "Expansion and price rises", Money, HighIsGood, [recurring::arr_gained: ArrExpansion, ArrPriceRise],
        "expansion of customers, at renewals and by deals, + price rises at renewals";
    "arr-lost", "Churn and contraction", Money, LowIsGood, [recurring::arr_lost: ArrChurned, ArrContraction],
        "ARR not renewed or cancelled + ARR given up by customers who stayed";
    "arr", "ARR at the end", Money, HighIsGood, [recurring::arr: Arr],
        "ARR at the start + new + gained - lost";
    "arr-growth", "ARR growth", Share, HighIsGood, [recurring::arr_growth: Arr], "ARR at the end / ARR at the start - 1";
    "grr", "GRR of ARR up for renewal", Share, HighIsGood, [recurring::grr: ArrAvailable, ArrCancelled, ArrChurned, ArrContraction],
        "gross revenue retention: (ARR available to renew - not renewed - contraction) / (ARR available to renew + ARR cancelled within its term)";
    "nrr", "NRR of ARR up for renewal", Share, HighIsGood, [recurring::nrr: ArrRenewed, ArrAvailable, ArrCancelled],
        "net revenue retention: ARR of renewed contracts after renewal / (ARR available to renew + ARR cancelled within its term)";
    "churn-rate", "ARR churn a year", Share, LowIsGood, [recurring::churn_rate: ArrChurned, Arr],
        "ARR not renewed or cancelled / ARR at the start, x 12 / months";
    "customer-churn", "Customer churn a year", Share, LowIsGood, [customers::customer_churn: CustomersChurned, Customers],
        "customers that left / customers at the start, x 12 / months";
    "net-promoters", "Net promoters, proxy", Share, HighIsGood, [customers::net_promoters: RenewalsDue, RenewalsWon, RenewalsExpanded, ContractsCancelled],
        "(renewals with expansion - not renewed - cancelled) / (renewals due + cancelled): what customers do, not what they say";
    "customers", "Customers", Count, HighIsGood, [recurring::customers: Customers], "customers at the end";
    "customers-new", "New customers", Count, HighIsGood, [recurring::customers_new: CustomersNew], "customers won";
    "renewal-bookings", "Renewal bookings", Money, HighIsGood, [recurring::renewal_bookings: RenewalBookings],
        "value of renewed contracts, which bookings do not hold";
    "renewals-unworked", "Renewals nobody worked on", Share, LowIsGood, [recurring::renewals_unworked: RenewalsUnworked, RenewalsDue],
        "renewals whose work nobody had begun by the end of the term / renewals due";
    "revenue", "Recognised revenue", Money, HighIsGood, [recurring::revenue: Revenue],
        "what recurs evenly over its term, the rest at signature";
    "revenue-growth", "Revenue growth", Share, HighIsGood, [customers::revenue_growth: Revenue],
        "recognised revenue / that of the same number of months before - 1";
    "revenue-per-account", "Revenue per account a year", Money, HighIsGood, [customers::revenue_per_account: Revenue, Customers],
        "recognised revenue / customers at the ends of the months, added up, x 12";
    "cash", "Cash collected", Money, HighIsGood, [recurring::cash: Cash], "invoices paid, less what was paid back";
    "net-cash-flow", "Net cash flow", Money, HighIsGood, [cash::net_flow: Cash, Bookings, GrossMargin, Cost, VariablePay, PaidOut],
        "cash collected - cost of sales, variable pay when it is paid out - cost of delivery - cost of what is sold - goods received + goods shipped";
    "cumulative-cash-flow", "Net cash flow so far", Money, HighIsGood, [cash::cumulative_flow: Cash, Bookings, GrossMargin, Cost, VariablePay, PaidOut],
        "net cash flow from the first simulated month to the end of the period";
    "ltv", "Customer lifetime value, LTV", Money, HighIsGood, [recurring::ltv: Arr, Customers, GrossMargin, Bookings, ArrChurned],
        "m (1 + d) / (1 + d - r), first payment at once: m = ARR per customer x gross margin rate, r = 1 - ARR churn a year, d = discount a year";
    "ltv-year-end", "Lifetime value, first payment after a year", Money, HighIsGood, [customers::ltv_at_year_end: Arr, Customers, GrossMargin, Bookings, ArrChurned],
        "m r / (1 + d - r), first payment at the end of the first year; m, r and d as in the lifetime value";
    "customer-cost", "Cost per new customer, CAC", Money, LowIsGood, [recurring::customer_cost: Cost, CustomersNew],
        "cost of sales / new customers: the acquisition cost (CAC)";
    "ltv-to-cac", "LTV / CAC", Factor, HighIsGood, [recurring::ltv_to_cac: Arr, Customers, GrossMargin, Bookings, ArrChurned, Cost, CustomersNew],
        "customer lifetime value / cost per new customer";
    "payback", "Payback of CAC", Months, LowIsGood, [recurring::payback: Cost, ArrNew, GrossMargin, Bookings],
        "cost of sales / (ARR of new customers x gross margin rate / 12)";
}
