//! The layout: what is counted, along which dimension, and where each number of a trial stands.

use crate::calendar::{Calendar, PeriodKind};
use crate::dimensions::Dimensions;
use crate::measure::{Cut, Grain, Measure};

/// A measure along one cut: a table of members by periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What is counted.
    pub measure: Measure,
    /// Along which dimension.
    pub cut: Cut,
    /// How fine in time.
    pub grain: Grain,
    /// Members of the dimension; 1 for the company.
    pub n_members: usize,
    /// Months of the horizon, or fiscal years.
    pub n_periods: usize,
    /// First cell.
    pub first: usize,
}

/// Where each number of a trial stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    blocks: Vec<Block>,
    n_cells: usize,
}

/// Measures of the whole company, by month.
const COMPANY: &[Measure] = &[
    Measure::Leads,
    Measure::Opportunities,
    Measure::Wins,
    Measure::Lost,
    Measure::Expired,
    Measure::Dead,
    Measure::Waiting,
    Measure::Open,
    Measure::OpenAmount,
    Measure::WeightedAmount,
    Measure::Bookings,
    Measure::BookingsFromPipeline,
    Measure::Hires,
    Measure::Leavers,
    Measure::Headcount,
    Measure::Rre,
    Measure::CapacityBudgeted,
    Measure::CapacityVacant,
    Measure::CapacityRamping,
    Measure::Capacity,
    Measure::StreetQuota,
    Measure::SettledWithQuota,
    Measure::SettledAtQuota,
    Measure::BasePay,
    Measure::VariablePay,
    Measure::PaidOut,
    Measure::AccruedPay,
    Measure::Load,
    Measure::HiringCost,
    Measure::Tools,
    Measure::Marketing,
    Measure::Overhead,
    Measure::Cost,
    Measure::GrossMargin,
    Measure::Contribution,
    Measure::CapacityBound,
    Measure::PotentialAtStart,
    Measure::Potential,
    Measure::Repriced,
    Measure::NotReached,
    Measure::ExpiredValue,
    Measure::NotQualified,
    Measure::LostValue,
    Measure::DeadValue,
    Measure::Slipped,
    Measure::Undelivered,
    Measure::DeliveredLate,
    Measure::Delivered,
];
/// Measures of contracts and customers, of the whole company and by month; only where a plan has contracts.
const CONTRACTS: &[Measure] = &[
    Measure::Arr,
    Measure::ArrNew,
    Measure::ArrExpansion,
    Measure::ArrPriceRise,
    Measure::ArrContraction,
    Measure::ArrChurned,
    Measure::ArrCancelled,
    Measure::ArrAvailable,
    Measure::ArrRenewed,
    Measure::Customers,
    Measure::CustomersNew,
    Measure::CustomersChurned,
    Measure::RenewalsDue,
    Measure::RenewalsWon,
    Measure::RenewalsExpanded,
    Measure::ContractsCancelled,
    Measure::RenewalsUnworked,
    Measure::RenewalBookings,
    Measure::Revenue,
    Measure::RevenueRecurring,
    Measure::Cash,
];
/// Measures of contracts and customers in a segment or region, by month: the roll-forward of ARR, and what GRR and NRR
/// are made of.
const CONTRACTS_OF_MARKET: &[Measure] = &[
    Measure::Arr,
    Measure::ArrNew,
    Measure::ArrExpansion,
    Measure::ArrPriceRise,
    Measure::ArrContraction,
    Measure::ArrChurned,
    Measure::ArrCancelled,
    Measure::ArrAvailable,
    Measure::ArrRenewed,
    Measure::Customers,
];
/// Measures of a market dimension, by month.
const MARKET: &[Measure] = &[
    Measure::Leads,
    Measure::Opportunities,
    Measure::Wins,
    Measure::Bookings,
];
/// Measures of a territory, by month.
const TERRITORY: &[Measure] = &[Measure::Wins, Measure::Bookings];
/// Measures of a stage, by month.
const STAGE: &[Measure] = &[
    Measure::Entered,
    Measure::Passed,
    Measure::Lost,
    Measure::Expired,
    Measure::Waiting,
    Measure::Open,
    Measure::OpenAmount,
    Measure::Waited,
    Measure::WaitTime,
    Measure::TimeInStage,
    Measure::Activities,
];
/// Measures of a role, by month.
const ROLE: &[Measure] = &[
    Measure::Headcount,
    Measure::Rre,
    Measure::HoursAvailable,
    Measure::HoursUsed,
    Measure::BasePay,
    Measure::VariablePay,
    Measure::Hires,
    Measure::Leavers,
];
/// Measures of a seat, by fiscal year.
const SEAT: &[Measure] = &[
    Measure::Credited,
    Measure::Quota,
    Measure::Wins,
    Measure::Bookings,
    Measure::VariablePay,
    Measure::Headcount,
    Measure::Rre,
    Measure::SettledWithQuota,
    Measure::SettledAtQuota,
];

/// Measures of a comp plan, by month: what it pays, kind by kind.
const PLAN: &[Measure] = &[
    Measure::VariablePay,
    Measure::Commission,
    Measure::Bonuses,
    Measure::Spiffs,
    Measure::ActivityBonuses,
    Measure::Objectives,
    Measure::DrawsAndGuarantees,
    Measure::ClawedBack,
    Measure::WrittenOff,
];
/// Measures of a component of a comp plan, by month of settlement.
const COMPONENT: &[Measure] = &[
    Measure::Settlements,
    Measure::Credited,
    Measure::Quota,
    Measure::TargetPay,
    Measure::VariablePay,
];

/// Measures of delivery of the whole company, by month; only where a plan has supply.
const SUPPLY: &[Measure] = &[
    Measure::CancelledValue,
    Measure::OrderBacklog,
    Measure::BacklogMargin,
    Measure::OrdersDelivered,
    Measure::OrdersLate,
    Measure::OrdersCancelled,
    Measure::DeliveryTime,
    Measure::DeliveryCost,
    Measure::PoolHours,
    Measure::OrderHours,
    Measure::CustomerHours,
    Measure::CustomerHoursMissed,
];
/// Measures of pools of the whole company alone, by month; only where a plan has pools.
const POOLS: &[Measure] = &[Measure::SupplyBound];
/// Measures of a pool, by month.
const POOL: &[Measure] = &[
    Measure::SupplyBound,
    Measure::PoolHours,
    Measure::OrderHours,
    Measure::CustomerHours,
    Measure::CustomerHoursMissed,
    Measure::OvertimeHours,
    Measure::ContractorHours,
    Measure::HoursBacklog,
    Measure::DeliveryCost,
];

/// Measures of stock of the whole company and of an item, by month; only where a plan has stock.
const ITEM: &[Measure] = &[
    Measure::UnitsWanted,
    Measure::UnitsShort,
    Measure::UnitsLost,
    Measure::UnitsWithdrawn,
    Measure::UnitsShipped,
    Measure::UnitsOrdered,
    Measure::UnitsReceived,
    Measure::UnitsOnHand,
    Measure::UnitsOnOrder,
    Measure::UnitsBackordered,
    Measure::StockValue,
    Measure::GoodsShipped,
    Measure::GoodsReceived,
    Measure::HoldingCost,
    Measure::OrderCost,
    Measure::StockOuts,
];
/// Measures of stock of the whole company alone, by month.
const STOCK: &[Measure] = &[Measure::LostForStock, Measure::StockBound];

/// A section of the scenario that only some plans have. What is counted of it stands behind what all plans count, so that the
/// cells of plans without it stay what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `contracts`.
    Contracts,
    /// `supply`.
    Supply,
    /// `supply.pools`.
    Pools,
    /// `supply.stock`.
    Stock,
}

impl Section {
    /// What is counted of it by month, and along which cuts.
    fn blocks(self) -> &'static [(Cut, &'static [Measure])] {
        match self {
            Self::Contracts => &[
                (Cut::Company, CONTRACTS),
                (Cut::Region, CONTRACTS_OF_MARKET),
                (Cut::Segment, CONTRACTS_OF_MARKET),
            ],
            Self::Supply => &[(Cut::Company, SUPPLY)],
            Self::Pools => &[(Cut::Company, POOLS), (Cut::Pool, POOL)],
            Self::Stock => &[
                (Cut::Company, STOCK),
                (Cut::Company, ITEM),
                (Cut::Item, ITEM),
            ],
        }
    }

    /// Whether a measure of the company is counted only where a plan has this section.
    #[must_use]
    pub fn counts(self, measure: Measure) -> bool {
        let mut blocks = self.blocks().iter();
        blocks.any(|(cut, measures)| *cut == Cut::Company && measures.contains(&measure))
    }
}

/// How many there are of what is no dimension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Seats.
    pub seats: usize,
    /// Comp plans.
    pub plans: usize,
    /// Components of all comp plans.
    pub components: usize,
    /// Pools of those who deliver.
    pub pools: usize,
    /// Items of stock.
    pub items: usize,
}

impl Others {
    /// Number of members of a cut.
    fn members(self, cut: Cut, dimensions: &Dimensions) -> usize {
        match cut {
            Cut::Company => 1,
            Cut::Region => dimensions.regions.len(),
            Cut::Segment => dimensions.segments.len(),
            Cut::Source => dimensions.sources.len(),
            Cut::Territory => dimensions.territories.len(),
            Cut::Stage => dimensions.stages.len(),
            Cut::Role => dimensions.roles.len(),
            Cut::Seat => self.seats,
            Cut::Plan => self.plans,
            Cut::Component => self.components,
            Cut::Pool => self.pools,
            Cut::Item => self.items,
        }
    }
}

impl Layout {
    /// The layout of what all plans count.
    #[must_use]
    pub fn new(calendar: &Calendar, dimensions: &Dimensions, others: Others) -> Self {
        let n_years = calendar.periods(PeriodKind::Year).len();
        let cuts: [(Cut, Grain, &[Measure]); 10] = [
            (Cut::Company, Grain::Month, COMPANY),
            (Cut::Region, Grain::Month, MARKET),
            (Cut::Segment, Grain::Month, MARKET),
            (Cut::Source, Grain::Month, MARKET),
            (Cut::Territory, Grain::Month, TERRITORY),
            (Cut::Stage, Grain::Month, STAGE),
            (Cut::Role, Grain::Month, ROLE),
            (Cut::Seat, Grain::Year, SEAT),
            (Cut::Plan, Grain::Month, PLAN),
            (Cut::Component, Grain::Month, COMPONENT),
        ];
        let mut layout = Self {
            blocks: Vec::new(),
            n_cells: 0,
        };
        for (cut, grain, measures) in cuts {
            let n_periods = if grain == Grain::Month {
                calendar.n_months()
            } else {
                n_years
            };
            let shape = (others.members(cut, dimensions), n_periods);
            layout.append(cut, grain, shape, measures);
        }
        layout
    }

    /// The same layout with what is counted of a section behind it.
    #[must_use]
    pub fn with(
        mut self,
        section: Section,
        calendar: &Calendar,
        dimensions: &Dimensions,
        others: Others,
    ) -> Self {
        for &(cut, measures) in section.blocks() {
            let shape = (others.members(cut, dimensions), calendar.n_months());
            self.append(cut, Grain::Month, shape, measures);
        }
        self
    }

    /// Appends a block for each measure; the shape is members by periods.
    fn append(&mut self, cut: Cut, grain: Grain, shape: (usize, usize), measures: &[Measure]) {
        let (n_members, n_periods) = shape;
        for &measure in measures {
            self.blocks.push(Block {
                measure,
                cut,
                grain,
                n_members,
                n_periods,
                first: self.n_cells,
            });
            self.n_cells += n_members * n_periods;
        }
    }

    /// The layout with one more measure of a cut that there is already, behind all others. Measures that only some plans
    /// have come this way, so that the cells of all other plans stay what they are.
    ///
    /// # Panics
    ///
    /// If nothing is counted along the cut.
    #[must_use]
    pub fn and(mut self, measure: Measure, cut: Cut) -> Self {
        let like = self.blocks.iter().find(|block| block.cut == cut);
        let like = like.unwrap_or_else(|| panic!("nothing is counted by {cut:?}"));
        let block = Block {
            measure,
            first: self.n_cells,
            ..like.clone()
        };
        self.n_cells += block.n_members * block.n_periods;
        self.blocks.push(block);
        self
    }

    /// Some measures of the company by month, in the order in which all stand, and nothing else.
    ///
    /// # Panics
    ///
    /// If one of them is not counted.
    #[must_use]
    pub fn only(&self, measures: &[Measure]) -> Self {
        for &measure in measures {
            assert!(self.has_company(measure), "{measure:?} is not counted");
        }
        let is_wanted =
            |block: &&Block| block.cut == Cut::Company && measures.contains(&block.measure);
        let mut only = Self {
            blocks: Vec::new(),
            n_cells: 0,
        };
        for block in self.blocks.iter().filter(is_wanted) {
            let shape = (block.n_members, block.n_periods);
            only.append(block.cut, block.grain, shape, &[block.measure]);
        }
        only
    }

    /// All blocks, in cell order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Number of cells of a trial.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.n_cells
    }

    /// Whether a measure is counted for the whole company.
    #[must_use]
    pub fn has_company(&self, measure: Measure) -> bool {
        self.has(measure, Cut::Company)
    }

    /// Whether a measure is counted along a cut.
    #[must_use]
    pub fn has(&self, measure: Measure, cut: Cut) -> bool {
        self.blocks
            .iter()
            .any(|b| b.measure == measure && b.cut == cut)
    }

    /// Whether parts of the company are counted too, not only measures of the whole.
    #[must_use]
    pub fn has_parts(&self) -> bool {
        self.blocks.iter().any(|b| b.cut != Cut::Company)
    }

    /// The block of a measure along a cut.
    ///
    /// # Panics
    ///
    /// If the layout has no such block; which it has is fixed by this file.
    #[must_use]
    pub fn block(&self, measure: Measure, cut: Cut) -> &Block {
        let found = self
            .blocks
            .iter()
            .find(|b| b.measure == measure && b.cut == cut);
        found.unwrap_or_else(|| panic!("{measure:?} is not counted by {cut:?}"))
    }
}
