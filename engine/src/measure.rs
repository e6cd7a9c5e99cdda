//! What a trial counts: every measure, its unit, its direction and how it adds up over time.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the scenario's currency.
    Money,
    /// Things or people counted.
    Count,
    /// Millionths: headcount and ramped-rep equivalents, which are averages over a month.
    Micro,
    /// Millionths of an hour.
    MicroHours,
    /// Millionths of a month.
    MicroMonths,
    /// The unit of the seat's comp plan: minor units for bookings, a count for opportunities.
    PlanMeasure,
}

/// Whether a high value is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// "90 % chance of at least".
    HighIsGood,
    /// "90 % chance of at most".
    LowIsGood,
    /// Neither.
    Neutral,
}

/// How months add up to a quarter or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverTime {
    /// Flows are summed.
    Sum,
    /// Averages over a month are averaged.
    Mean,
    /// Stocks count as they stand at the end.
    Last,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $title:literal, $unit:ident, $direction:ident, $over:ident;)*) => {
        /// What a trial counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $($(#[$doc])* $variant,)*
        }

        impl Measure {
            /// Every measure.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Id in files and columns.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// Name in reports.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Unit.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)* }
            }

            /// Whether high is good.
            #[must_use]
            pub const fn direction(self) -> Direction {
                match self { $(Self::$variant => Direction::$direction,)* }
            }

            /// How months add up.
            #[must_use]
            pub const fn over_time(self) -> OverTime {
                match self { $(Self::$variant => OverTime::$over,)* }
            }
        }
    };
}

measures! {
    /// Leads that arrived or came back, and the deals open at the start in the first month.
    Leads = "leads", "Leads", Count, HighIsGood, Sum;
    /// Leads that became opportunities.
    Opportunities = "opportunities", "Opportunities created", Count, HighIsGood, Sum;
    /// Deals won.
    Wins = "wins", "Deals won", Count, HighIsGood, Sum;
    /// Leads and deals lost to a competitor or to no decision.
    Lost = "lost", "Lost", Count, LowIsGood, Sum;
    /// Leads and deals lost because nobody had time for them.
    Expired = "expired", "Lost for lack of capacity", Count, LowIsGood, Sum;
    /// Deals open at the start that were too old to be alive.
    Dead = "dead", "Dead pipeline", Count, LowIsGood, Sum;
    /// Leads and deals that wait for somebody's time at the end.
    Waiting = "waiting", "Waiting for capacity", Count, LowIsGood, Last;
    /// Leads and deals in progress at the end.
    Open = "open", "In progress", Count, Neutral, Last;
    /// Value of the opportunities in progress or waiting at the end.
    OpenAmount = "open-amount", "Open pipeline", Money, Neutral, Last;
    /// The same, each with the chance of winning that the plan states for its stage.
    WeightedAmount = "weighted-amount", "Weighted pipeline", Money, Neutral, Last;
    /// Value of deals signed.
    Bookings = "bookings", "Bookings", Money, HighIsGood, Sum;
    /// The part of bookings that was open pipeline at the start.
    BookingsFromPipeline = "bookings-from-pipeline", "Bookings from open pipeline", Money, HighIsGood, Sum;
    /// People hired.
    Hires = "hires", "Hires", Count, Neutral, Sum;
    /// People who left.
    Leavers = "leavers", "Leavers", Count, LowIsGood, Sum;
    /// People in seat, averaged over the month.
    Headcount = "headcount", "Headcount", Micro, Neutral, Mean;
    /// Ramped-rep equivalents, averaged over the month.
    Rre = "rre", "Ramped-rep equivalents", Micro, HighIsGood, Mean;
    /// What the seats would contribute if all were filled and ramped.
    CapacityBudgeted = "capacity-budgeted", "Capacity of all seats", Money, HighIsGood, Sum;
    /// The part lost to seats that nobody has filled.
    CapacityVacant = "capacity-vacant", "Lost to vacancies", Money, LowIsGood, Sum;
    /// The part lost to onboarding and ramp.
    CapacityRamping = "capacity-ramping", "Lost to ramp", Money, LowIsGood, Sum;
    /// What is left: the ramped capacity.
    Capacity = "capacity", "Ramped capacity", Money, HighIsGood, Sum;
    /// Street quota: the sum of ramped quotas that reps carry on their own bookings.
    StreetQuota = "street-quota", "Street quota", Money, Neutral, Sum;
    /// Rep-periods settled that carried a quota.
    SettledWithQuota = "settled-with-quota", "Settlements with a quota", Count, Neutral, Sum;
    /// Of these, at or above quota.
    SettledAtQuota = "settled-at-quota", "Settlements at quota", Count, HighIsGood, Sum;
    /// Base salaries.
    BasePay = "base-pay", "Base pay", Money, LowIsGood, Sum;
    /// Commission and bonuses.
    VariablePay = "variable-pay", "Variable pay", Money, LowIsGood, Sum;
    /// Variable pay paid out, after the plans' payment lag.
    PaidOut = "paid-out", "Variable pay paid out", Money, LowIsGood, Sum;
    /// Variable pay earned by results so far and not yet paid out.
    AccruedPay = "accrued-pay", "Variable pay accrued", Money, LowIsGood, Last;
    /// Commission: tiers, kickers and caps.
    Commission = "commission", "Commission", Money, LowIsGood, Sum;
    /// Bonuses for attainment.
    Bonuses = "bonuses", "Bonuses", Money, LowIsGood, Sum;
    /// SPIFFs.
    Spiffs = "spiffs", "SPIFFs", Money, LowIsGood, Sum;
    /// Bonuses for activity.
    ActivityBonuses = "activity-bonuses", "Activity bonuses", Money, LowIsGood, Sum;
    /// Objectives.
    Objectives = "objectives", "Objectives", Money, LowIsGood, Sum;
    /// Draws and guarantees, less draws recovered.
    DrawsAndGuarantees = "draws-and-guarantees", "Draws and guarantees", Money, LowIsGood, Sum;
    /// Commission clawed back, as a negative amount.
    ClawedBack = "clawed-back", "Clawed back", Money, Neutral, Sum;
    /// Draws and clawback that leavers do not pay back.
    WrittenOff = "written-off", "Written off with leavers", Money, LowIsGood, Sum;
    /// Settlements of a component of a comp plan.
    Settlements = "settlements", "Settlements", Count, Neutral, Sum;
    /// What a component would pay at quota.
    TargetPay = "target-pay", "Pay at quota", Money, Neutral, Sum;
    /// Employer's cost on top of pay.
    Load = "load", "Employer's load", Money, LowIsGood, Sum;
    /// Cost of finding and onboarding hires.
    HiringCost = "hiring-cost", "Hiring and onboarding", Money, LowIsGood, Sum;
    /// Tools and licences.
    Tools = "tools", "Tools", Money, LowIsGood, Sum;
    /// Marketing.
    Marketing = "marketing", "Marketing", Money, LowIsGood, Sum;
    /// Other cost of sales.
    Overhead = "overhead", "Overhead", Money, LowIsGood, Sum;
    /// All cost of sales together.
    Cost = "cost", "Cost of sales", Money, LowIsGood, Sum;
    /// Bookings less the cost of what is sold.
    GrossMargin = "gross-margin", "Gross margin", Money, HighIsGood, Sum;
    /// Gross margin less cost of sales.
    Contribution = "contribution", "Contribution", Money, HighIsGood, Sum;
    /// Value of the pipeline that was open when the simulation began.
    PotentialAtStart = "potential-at-start", "Open at the start", Money, HighIsGood, Sum;
    /// Value of all leads that arrived, as it stood then.
    Potential = "potential", "Potential", Money, HighIsGood, Sum;
    /// What prices and the market's mood changed of it until it was an opportunity.
    Repriced = "repriced", "Repriced", Money, Neutral, Sum;
    /// Value of leads that nobody had time for before they cooled off.
    NotReached = "not-reached", "Not reached", Money, LowIsGood, Sum;
    /// Value of opportunities lost because nobody had time for them.
    ExpiredValue = "expired-value", "Expired for lack of capacity", Money, LowIsGood, Sum;
    /// Value of leads that did not become opportunities.
    NotQualified = "not-qualified", "No opportunity", Money, LowIsGood, Sum;
    /// Value of opportunities lost to a competitor or to no decision.
    LostValue = "lost-value", "Lost to competitors", Money, LowIsGood, Sum;
    /// Value of the pipeline that was dead at the start.
    DeadValue = "dead-value", "Dead pipeline", Money, LowIsGood, Sum;
    /// Value of what is open when the horizon ends, counted in its last month.
    Slipped = "slipped", "Slipped past the horizon", Money, Neutral, Sum;
    /// Value of what is sold and not delivered; nothing, as long as plans deliver at once.
    Undelivered = "undelivered", "Sold, not delivered", Money, LowIsGood, Sum;
    /// Value of what is sold and delivered late; nothing, as long as plans deliver at once.
    DeliveredLate = "delivered-late", "Delivered late", Money, LowIsGood, Sum;
    /// Value of what is sold and delivered in time.
    Delivered = "delivered", "Sold and delivered", Money, HighIsGood, Sum;
    /// Months in which capacity, not leads, was what bound: 1 or 0.
    CapacityBound = "capacity-bound", "Months bound by capacity", Count, LowIsGood, Sum;
    /// Deals that entered a stage; those that were open when the simulation began are not among them.
    Entered = "entered", "Entered", Count, HighIsGood, Sum;
    /// Deals that passed it.
    Passed = "passed", "Passed", Count, HighIsGood, Sum;
    /// Deals that could not be worked on at once.
    Waited = "waited", "Had to wait", Count, LowIsGood, Sum;
    /// Total time that deals waited for the first activity of the stage, of those that were then served.
    WaitTime = "wait-time", "Time waited", MicroMonths, LowIsGood, Sum;
    /// Total time that deals have spent in the stage, waiting included, within the month.
    TimeInStage = "time-in-stage", "Time in stage", MicroMonths, Neutral, Sum;
    /// Activities started.
    Activities = "activities", "Activities", Count, Neutral, Sum;
    /// Selling hours that there were.
    HoursAvailable = "hours-available", "Selling hours", MicroHours, Neutral, Sum;
    /// Selling hours of the work that was started.
    HoursUsed = "hours-used", "Hours worked on deals", MicroHours, Neutral, Sum;
    /// Recurring revenue a year of all contracts at the end.
    Arr = "arr", "ARR", Money, HighIsGood, Last;
    /// ARR of contracts with new customers.
    ArrNew = "arr-new", "New ARR", Money, HighIsGood, Sum;
    /// ARR that customers added: at renewals, and by deals of expansion sources.
    ArrExpansion = "arr-expansion", "Expansion of ARR", Money, HighIsGood, Sum;
    /// ARR from prices raised at renewals.
    ArrPriceRise = "arr-price-rise", "Price rises in ARR", Money, HighIsGood, Sum;
    /// ARR that customers gave up at renewals and stayed.
    ArrContraction = "arr-contraction", "Contraction of ARR", Money, LowIsGood, Sum;
    /// ARR of contracts that were not renewed or were cancelled.
    ArrChurned = "arr-churned", "Churned ARR", Money, LowIsGood, Sum;
    /// The part of churned ARR that was cancelled before its term was over.
    ArrCancelled = "arr-cancelled", "ARR cancelled within its term", Money, LowIsGood, Sum;
    /// ARR of terms that ended: available to renew.
    ArrAvailable = "arr-available", "ARR available to renew", Money, Neutral, Sum;
    /// What renewed contracts are worth a year after their renewal.
    ArrRenewed = "arr-renewed", "ARR renewed", Money, HighIsGood, Sum;
    /// Customers at the end.
    Customers = "customers", "Customers", Count, HighIsGood, Last;
    /// Customers won.
    CustomersNew = "customers-new", "New customers", Count, HighIsGood, Sum;
    /// Customers that left.
    CustomersChurned = "customers-churned", "Churned customers", Count, LowIsGood, Sum;
    /// Terms that ended.
    RenewalsDue = "renewals-due", "Renewals due", Count, Neutral, Sum;
    /// Of these, renewed.
    RenewalsWon = "renewals-won", "Contracts renewed", Count, HighIsGood, Sum;
    /// Of these, renewed for more than before: the customer added something.
    RenewalsExpanded = "renewals-expanded", "Renewals with expansion", Count, HighIsGood, Sum;
    /// Contracts that were cancelled before their term was over.
    ContractsCancelled = "contracts-cancelled", "Contracts cancelled", Count, LowIsGood, Sum;
    /// Renewals on which nobody had begun to work when the term ended.
    RenewalsUnworked = "renewals-unworked", "Renewals nobody worked on", Count, LowIsGood, Sum;
    /// Value of renewed contracts; beside bookings, which are those of deals won.
    RenewalBookings = "renewal-bookings", "Renewal bookings", Money, HighIsGood, Sum;
    /// Revenue recognised: what recurs evenly over its term, the rest at signature.
    Revenue = "revenue", "Recognised revenue", Money, HighIsGood, Sum;
    /// The part of revenue that recurs.
    RevenueRecurring = "revenue-recurring", "Recurring revenue", Money, HighIsGood, Sum;
    /// Cash collected from customers, less what they got back.
    Cash = "cash", "Cash collected", Money, HighIsGood, Sum;
    /// What the plan counts for a seat.
    Credited = "credited", "Credited", PlanMeasure, HighIsGood, Sum;
    /// Ramped quota of a seat.
    Quota = "quota", "Quota", PlanMeasure, Neutral, Sum;
    /// Leads that had been lost before and came back; they count among the leads. Only with nurture.
    Returned = "returned", "Returned from nurture", Count, HighIsGood, Sum;
    /// Leads that the market did not send because their account was in play, sold or cooling off. Only with finite markets.
    Exhausted = "exhausted", "Not sent, account taken", Count, LowIsGood, Sum;
    /// Accounts that are free at the end. Only with finite markets; these and the next three are all accounts there are.
    FreeAccounts = "free-accounts", "Free accounts", Count, Neutral, Last;
    /// Accounts with a lead or deal in the funnel, or in nurture, at the end. Only with finite markets.
    AccountsInPlay = "accounts-in-play", "Accounts in play", Count, Neutral, Last;
    /// Accounts that are customers at the end. Only with finite markets.
    AccountsSold = "accounts-sold", "Accounts sold", Count, Neutral, Last;
    /// Accounts that cool off at the end, after they were lost or have left. Only with finite markets.
    AccountsResting = "accounts-resting", "Accounts cooling off", Count, Neutral, Last;
    /// What partners get of the bookings they bring. Only with partner sources.
    PartnerFees = "partner-fees", "Partner fees", Money, LowIsGood, Sum;
    /// Severance pay of people who are told to leave. Only where an event states any.
    Severance = "severance", "Severance", Money, LowIsGood, Sum;
    /// Hires that found no place in the month and were put off to the next one, once for each month. Only with a bound
    /// on hires.
    HiresPostponed = "hires-postponed", "Hires put off", Count, LowIsGood, Sum;
    /// Deals whose owner left or was changed by a new cut, unless their loss was certain by then, and those from accounts
    /// of which that is true. Only where a change of owner costs something.
    HandedOver = "handed-over", "Deals that changed hands", Count, LowIsGood, Sum;
    /// Deals that would have passed a stage and were lost because they had changed hands; they count among the lost.
    LostInHandOver = "lost-in-hand-over", "Lost in hand-over", Count, LowIsGood, Sum;
    /// Contracts that got another person to look after them, since theirs left or by a new cut, unless they had another
    /// one before and have not come up since. Only with contracts, and where a change of owner costs something.
    CustomersHandedOver = "customers-handed-over", "Contracts that changed hands", Count, LowIsGood, Sum;
    /// Contracts that would have been renewed and were not because they had changed hands; they count among the churned.
    ChurnedInHandOver = "churned-in-hand-over", "Churned in hand-over", Count, LowIsGood, Sum;
    /// What the way to customers costs. Only where a plan says what it takes.
    Travel = "travel", "Travel", Money, LowIsGood, Sum;
    /// Time on the way to customers and back. Only where a plan says what it takes.
    TravelHours = "travel-hours", "Hours on the way", MicroHours, LowIsGood, Sum;
    /// Value of what was sold and cancelled before it was delivered. This and the next ones only with supply.
    CancelledValue = "cancelled-value", "Cancelled before delivery", Money, LowIsGood, Sum;
    /// Value of what is sold and neither delivered nor cancelled at the end.
    OrderBacklog = "order-backlog", "Backlog of orders", Money, LowIsGood, Last;
    /// Gross margin of what is sold and not delivered at the end.
    BacklogMargin = "backlog-margin", "Margin of the backlog", Money, Neutral, Last;
    /// Orders delivered.
    OrdersDelivered = "orders-delivered", "Orders delivered", Count, HighIsGood, Sum;
    /// Of these, later than promised.
    OrdersLate = "orders-late", "Orders delivered late", Count, LowIsGood, Sum;
    /// Orders cancelled before they were delivered.
    OrdersCancelled = "orders-cancelled", "Orders cancelled", Count, LowIsGood, Sum;
    /// Total time from signature to delivery, of orders delivered.
    DeliveryTime = "delivery-time", "Time to deliver", MicroMonths, LowIsGood, Sum;
    /// What delivery costs: pay, tools and hiring of its people, overtime and contractors.
    DeliveryCost = "delivery-cost", "Cost of delivery", Money, LowIsGood, Sum;
    /// Hours of a pool that there were, overtime and contractors included.
    PoolHours = "pool-hours", "Hours of the pool", MicroHours, Neutral, Sum;
    /// Hours of orders that were worked.
    OrderHours = "order-hours", "Hours worked on orders", MicroHours, Neutral, Sum;
    /// Hours that customers needed.
    CustomerHours = "customer-hours", "Hours that customers needed", MicroHours, Neutral, Sum;
    /// Of these, hours that nobody had.
    CustomerHoursMissed = "customer-hours-missed", "Hours that customers missed", MicroHours, LowIsGood, Sum;
    /// Hours worked on top of regular ones.
    OvertimeHours = "overtime-hours", "Overtime", MicroHours, LowIsGood, Sum;
    /// Hours of people from outside, worked or not.
    ContractorHours = "contractor-hours", "Hours of contractors", MicroHours, Neutral, Sum;
    /// Hours of orders that are left at the end: waiting or begun.
    HoursBacklog = "hours-backlog", "Hours of orders left", MicroHours, LowIsGood, Last;
    /// Value of deals that could not be won because there was not enough in stock. This and the next ones only with stock.
    LostForStock = "lost-for-stock", "Lost for want of stock", Money, LowIsGood, Sum;
    /// Units that customers asked for, those of lost sales among them.
    UnitsWanted = "units-wanted", "Units asked for", Count, HighIsGood, Sum;
    /// Of these, units of orders that could not be shipped at once.
    UnitsShort = "units-short", "Units not shipped at once", Count, LowIsGood, Sum;
    /// Of these, units of lost sales.
    UnitsLost = "units-lost", "Units of lost sales", Count, LowIsGood, Sum;
    /// Units of orders that were withdrawn before they were shipped.
    UnitsWithdrawn = "units-withdrawn", "Units withdrawn", Count, LowIsGood, Sum;
    /// Units shipped.
    UnitsShipped = "units-shipped", "Units shipped", Count, HighIsGood, Sum;
    /// Units ordered from suppliers.
    UnitsOrdered = "units-ordered", "Units ordered", Count, Neutral, Sum;
    /// Units received from suppliers.
    UnitsReceived = "units-received", "Units received", Count, Neutral, Sum;
    /// Units in stock at the end.
    UnitsOnHand = "units-on-hand", "Units in stock", Count, Neutral, Last;
    /// Units ordered and not received at the end.
    UnitsOnOrder = "units-on-order", "Units on order", Count, Neutral, Last;
    /// Units sold and not shipped at the end.
    UnitsBackordered = "units-backordered", "Units on backorder", Count, LowIsGood, Last;
    /// Value of what is in stock at the end, at the cost of a unit.
    StockValue = "stock-value", "Value of stock", Money, LowIsGood, Last;
    /// Value of what was shipped, at the cost of a unit.
    GoodsShipped = "goods-shipped", "Goods shipped, at cost", Money, Neutral, Sum;
    /// Value of what was received from suppliers, at the cost of a unit.
    GoodsReceived = "goods-received", "Goods received, at cost", Money, Neutral, Sum;
    /// What holding stock costs.
    HoldingCost = "holding-cost", "Cost of holding stock", Money, LowIsGood, Sum;
    /// What orders cost beside the goods.
    OrderCost = "order-cost", "Cost of ordering", Money, LowIsGood, Sum;
    /// Items that ran out in a month: an order could not be shipped at once, or waits at the end.
    StockOuts = "stock-outs", "Items out of stock", Count, LowIsGood, Sum;
    /// Months in which stock was short: at least a hundredth of the units of an item could not be shipped at once, or
    /// orders wait at the end. 1 or 0, whether or not capacity was what bound sales.
    StockBound = "stock-bound", "Months bound by stock", Count, LowIsGood, Sum;
    /// Months in which neither capacity, nor pools, stock or a budget was what bound, but leads: 1 or 0. Only where a plan has
    /// one of the last three.
    LeadsBound = "leads-bound", "Months bound by leads", Count, Neutral, Sum;
    /// Months in which a pool was short, 1 or 0: customers missed at least a hundredth of their hours, or at least 95 % of its
    /// hours were used and orders that nobody works on wait at the end. Only with pools.
    SupplyBound = "supply-bound", "Months bound by supply", Count, LowIsGood, Sum;
    /// Months until whose end the cost of sales of a period with a budget had come to that budget: 1 or 0. Only with budgets.
    BudgetBound = "budget-bound", "Months bound by budget", Count, LowIsGood, Sum;
    /// What tools, trainings and process changes cost. Only with initiatives that cost anything.
    Initiatives = "initiatives", "Initiatives", Money, LowIsGood, Sum;
    /// What was taken off the price of deals that were signed before a period ended. This and the next ones only where
    /// people move deals.
    Conceded = "conceded", "Conceded to sign early", Money, LowIsGood, Sum;
    /// Value of deals that were signed before a period ended and were due in the next one.
    BroughtIn = "brought-in", "Signed early", Money, Neutral, Sum;
    /// Value of deals that could be signed before a period ended and were held back.
    HeldBack = "held-back", "Held back", Money, LowIsGood, Sum;
}

/// Along which dimension a measure is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// The whole company.
    Company,
    /// By region.
    Region,
    /// By segment.
    Segment,
    /// By lead source.
    Source,
    /// By territory of the owning seat.
    Territory,
    /// By stage.
    Stage,
    /// By role.
    Role,
    /// By seat.
    Seat,
    /// By comp plan.
    Plan,
    /// By component of a comp plan, plan after plan.
    Component,
    /// By pool of people who deliver and serve.
    Pool,
    /// By item in stock.
    Item,
}

/// How fine a measure is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// By month of the horizon.
    Month,
    /// By fiscal year that touches the horizon.
    Year,
}
