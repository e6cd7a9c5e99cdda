//! Results: what every trial came to, exactly, cell by cell.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, Axis, concatenate};

use crate::calendar::{Calendar, PeriodKind};
use crate::dimensions::Dimensions;
use crate::kernel::stream::Seed;
use crate::measure::{Cut, Grain, Measure, OverTime};

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

/// How many there are of what is no dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Others {
    /// Seats.
    pub seats: usize,
    /// Comp plans.
    pub plans: usize,
    /// Components of all comp plans.
    pub components: usize,
}

impl Layout {
    /// The layout of a plan's results.
    #[must_use]
    pub fn new(calendar: &Calendar, dimensions: &Dimensions, others: Others) -> Self {
        let n_years = calendar.periods(PeriodKind::Year).len();
        let cuts: [(Cut, Grain, usize, &[Measure]); 10] = [
            (Cut::Company, Grain::Month, 1, COMPANY),
            (Cut::Region, Grain::Month, dimensions.regions.len(), MARKET),
            (
                Cut::Segment,
                Grain::Month,
                dimensions.segments.len(),
                MARKET,
            ),
            (Cut::Source, Grain::Month, dimensions.sources.len(), MARKET),
            (
                Cut::Territory,
                Grain::Month,
                dimensions.territories.len(),
                TERRITORY,
            ),
            (Cut::Stage, Grain::Month, dimensions.stages.len(), STAGE),
            (Cut::Role, Grain::Month, dimensions.roles.len(), ROLE),
            (Cut::Seat, Grain::Year, others.seats, SEAT),
            (Cut::Plan, Grain::Month, others.plans, PLAN),
            (Cut::Component, Grain::Month, others.components, COMPONENT),
        ];
        let mut layout = Self {
            blocks: Vec::new(),
            n_cells: 0,
        };
        for (cut, grain, n_members, measures) in cuts {
            let n_periods = if grain == Grain::Month {
                calendar.n_months()
            } else {
                n_years
            };
            layout.append(cut, grain, (n_members, n_periods), measures);
        }
        layout
    }

    /// The same layout with what is counted of contracts and customers behind it.
    #[must_use]
    pub fn with_contracts(mut self, calendar: &Calendar, dimensions: &Dimensions) -> Self {
        let cuts = [
            (Cut::Company, 1, CONTRACTS),
            (Cut::Region, dimensions.regions.len(), CONTRACTS_OF_MARKET),
            (Cut::Segment, dimensions.segments.len(), CONTRACTS_OF_MARKET),
        ];
        for (cut, n_members, measures) in cuts {
            let shape = (n_members, calendar.n_months());
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

/// What every trial came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Where each number stands.
    pub layout: Layout,
    /// Seed of the futures.
    pub seed: Seed,
    /// Number of the first trial.
    pub first_trial: u32,
    /// Cells of each trial, shape `(n_trials, n_cells)`.
    pub values: Array2<i64>,
}

/// Parts of one run that do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// They come from other seeds or other layouts.
    #[error("these are parts of different runs: the seed or the layout differs")]
    Foreign,
    /// Trials are missing between them, or are there twice.
    #[error("trial {expected} was expected next, not trial {got}")]
    Gap {
        /// The next trial.
        expected: u32,
        /// The trial that came.
        got: u32,
    },
}

impl Results {
    /// Number of trials.
    #[must_use]
    pub fn n_trials(&self) -> usize {
        self.values.nrows()
    }

    /// One member's measure over some months, trial by trial: flows summed, stocks as they stand at the end,
    /// averages averaged (rounded towards zero). Shape `(n_trials,)`.
    ///
    /// * `member`: index in the cut's dimension; 0 for the company
    /// * `periods`: periods of the block's grain: months of the horizon, or fiscal years
    ///
    /// # Panics
    ///
    /// If the measure is not counted along the cut, or the member or a period does not exist.
    #[must_use]
    pub fn over(
        &self,
        measure: Measure,
        cut: Cut,
        member: usize,
        periods: Range<usize>,
    ) -> Vec<i64> {
        let block = self.layout.block(measure, cut);
        assert!(
            member < block.n_members && periods.end <= block.n_periods && !periods.is_empty(),
            "no such cells"
        );
        let first = block.first + member * block.n_periods;
        let cells = first + periods.start..first + periods.end;
        let n = i64::try_from(cells.len()).expect("a horizon is short");
        let fold = |row: ArrayView1<'_, i64>| match measure.over_time() {
            OverTime::Sum => cells.clone().map(|c| row[c]).sum(),
            OverTime::Mean => cells.clone().map(|c| row[c]).sum::<i64>() / n,
            OverTime::Last => row[cells.end - 1],
        };
        if self.values.is_standard_layout() {
            return self.values.axis_iter(Axis(0)).map(fold).collect();
        }
        // Cell by cell, each of which is in one piece.
        let mut values = self.values.column(cells.end - 1).to_vec();
        if measure.over_time() == OverTime::Last {
            return values;
        }
        for cell in cells.start..cells.end - 1 {
            for (sum, value) in values.iter_mut().zip(self.values.column(cell)) {
                *sum += value;
            }
        }
        if measure.over_time() == OverTime::Mean {
            for value in &mut values {
                *value /= n;
            }
        }
        values
    }

    /// The same results, each cell's numbers side by side in memory instead of each trial's: for whoever reads cell by
    /// cell.
    #[must_use]
    pub fn by_cell(mut self) -> Self {
        let by_cell = self.values.t().as_standard_layout().into_owned();
        self.values = by_cell.reversed_axes();
        self
    }

    /// The company's measure over some months, trial by trial.
    #[must_use]
    pub fn company(&self, measure: Measure, months: Range<usize>) -> Vec<i64> {
        self.over(measure, Cut::Company, 0, months)
    }

    /// Joins parts of one run, in trial order, to the very bits of the whole run.
    ///
    /// # Errors
    ///
    /// [`JoinError`] if they are not consecutive parts of one run.
    ///
    /// # Panics
    ///
    /// If there are more than 2^32 trials, which no run has.
    pub fn join(mut parts: Vec<Self>) -> Result<Option<Self>, JoinError> {
        parts.sort_by_key(|part| part.first_trial);
        let Some(head) = parts.first() else {
            return Ok(None);
        };
        let mut expected = head.first_trial;
        for part in &parts {
            if part.seed != head.seed || part.layout != head.layout {
                return Err(JoinError::Foreign);
            }
            if part.first_trial != expected {
                return Err(JoinError::Gap {
                    expected,
                    got: part.first_trial,
                });
            }
            expected += u32::try_from(part.n_trials()).expect("trials are counted in 32 bits");
        }
        let views: Vec<_> = parts.iter().map(|part| part.values.view()).collect();
        let values = concatenate(Axis(0), &views).expect("equal layouts have equal widths");
        Ok(Some(Self {
            layout: head.layout.clone(),
            seed: head.seed,
            first_trial: head.first_trial,
            values,
        }))
    }
}
