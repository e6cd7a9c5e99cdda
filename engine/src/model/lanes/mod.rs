//! The fast kernel: trials of plans in which nothing waits and nothing interacts, many entities at a time.
//!
//! The plain kernel ([`trial`](super::trial)) lives through a future event by event. Where no event depends on another one
//! but through the entity it belongs to, the order does not matter, and a trial may be worked out stage by stage: who is in
//! which seat in all months, how many leads each seat finds, what becomes of all of them, and what that pays. Each stage
//! is a list without gaps, which the operations of [`simd`](crate::kernel::simd) go through in lanes.
//!
//! Decisions have the same addresses and samplers the same bits, and all that is summed is whole numbers: a trial comes to
//! what the plain kernel makes of it, cell by cell and bit by bit. What a trial needs beyond that (a lead found by somebody
//! who starts later in the month, a tie of moments) makes the plain kernel live through it.

mod books;
mod counts;
mod crews;
mod decisions;
mod eligible;
mod fates;
mod few;
mod groups;
mod monthly;
mod pay;
mod staffing;

pub use eligible::lives_in_lanes;

use super::Model;
use super::credit::Counted;
use super::desk::Desk;
use super::trial::Simulator;
use crate::comp::{Credit, Measure as Counts};
use crate::flows::Future;
use crate::kernel::field::Field;
use crate::kernel::simd::Level;
use crate::kernel::simd::words::{Stem, Trunk};
use crate::kernel::stream::Seed;
use crate::measure::{Cut, Measure};
use crate::model::stays::Leavers;
use crate::units::Money;
use eligible::MOST_LEADS;
use fates::Win;
use groups::Group;
use staffing::NOBODY;

/// Millionths of a month around a person's first moment in which it is left to the plain kernel who was first.
const CLOSE: f64 = 2.0;

/// What the plan says, whatever its numbers are.
#[derive(Clone, Copy, Debug)]
struct OfPlan {
    /// Whether every trial has the same numbers and moods.
    is_certain: bool,
    /// Whether anybody is paid on opportunities.
    counts_opportunities: bool,
    /// Whether pay is simple enough for columns.
    pays_in_columns: bool,
}

/// What follows from the numbers of the plan.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    are_noted: bool,
    /// Whether pay for each unit is the same in all months.
    rates_are_steady: bool,
    /// Whether the stays of each month have to be listed in any case.
    list_stays: bool,
}

/// Simulates trials of plans that live in lanes.
#[derive(Clone, Debug)]
pub struct Lanes<'m> {
    level: Level,
    /// The plain kernel, whose numbers, roster, payroll and tally serve here too.
    simulator: Simulator<'m>,
    groups: Vec<Group>,
    plan: OfPlan,
    /// Whether it is decided month by month what is won, or what is won has to be delivered.
    decides: bool,
    numbers: Numbers,
    /// Group, seat and number of what was found in each month, if anybody is paid on it.
    opportunities: Vec<Vec<(usize, usize, i64)>>,
    crews: Vec<crews::Crew>,
    /// Crew and row of each seat.
    row_of: Vec<(usize, usize)>,
    books: books::Books,
    staffing: staffing::Staffing,
    counts: counts::Counts,
    leads: fates::Leads,
    fates: fates::Fates,
    stems: Vec<Stem>,
    passes: Vec<f64>,
    slipped: i64,
    /// What simulates trials of which only a few numbers are wanted.
    few: Option<few::Few>,
}

impl<'m> Lanes<'m> {
    /// Prepares to simulate a model, if it [lives in lanes](lives_in_lanes).
    #[must_use]
    pub fn new(model: &'m Model, level: Level) -> Option<Self> {
        if !lives_in_lanes(model) {
            return None;
        }
        let mut components = model.comp.components();
        let (crews, row_of) = crews::crews(model);
        let simulator = Simulator::new(model);
        let decides = simulator.efforts.most(0).is_some() || model.supply.is_some();
        let mut lanes = Self {
            level,
            simulator,
            groups: groups::groups(model, &row_of),
            plan: OfPlan {
                is_certain: model.assumptions.list().is_empty()
                    && model.demand.macro_factor.is_none(),
                counts_opportunities: components.any(|(_, c)| c.measure == Counts::Opportunities),
                pays_in_columns: !decides && crews::pays_in_columns(model),
            },
            decides,
            numbers: Numbers::default(),
            opportunities: vec![Vec::new(); model.calendar.n_months()],
            crews,
            row_of,
            books: books::Books::default(),
            staffing: staffing::Staffing::default(),
            counts: counts::Counts::default(),
            leads: fates::Leads::default(),
            fates: fates::Fates::default(),
            stems: Vec::new(),
            passes: Vec::new(),
            slipped: 0,
            few: None,
        };
        lanes.prepare_few(model);
        Some(lanes)
    }

    /// Simulates one trial and returns its counts, in the order of the model's layout: those of
    /// [`Simulator::run`], bit for bit.
    pub fn run(&mut self, seed: Seed, trial: u32) -> &[i64] {
        if self
            .few
            .as_mut()
            .is_some_and(|few| few.run(seed, trial).is_some())
        {
            return self.few.as_ref().map_or(&[], few::Few::cells);
        }
        if self.try_run(seed, trial).is_none() {
            return self.simulator.run(seed, trial);
        }
        self.simulator.tally.cells()
    }

    /// The counts of [`run`](Self::run), or `None` if the trial needs more than what follows a few numbers.
    pub fn run_few(&mut self, seed: Seed, trial: u32) -> Option<&[i64]> {
        let few = self.few.as_mut()?;
        few.run(seed, trial)?;
        Some(few.cells())
    }

    /// The counts of [`run`](Self::run), or `None` if the trial needs the plain kernel.
    pub fn run_in_lanes(&mut self, seed: Seed, trial: u32) -> Option<&[i64]> {
        self.try_run(seed, trial)?;
        Some(self.simulator.tally.cells())
    }

    fn try_run(&mut self, seed: Seed, trial: u32) -> Option<()> {
        let n_months = self.simulator.plan.calendar.n_months();
        let trunk = Trunk::new(seed, trial);
        self.simulator.begin(Future { seed, trial });
        self.simulator.take_numbers(false);
        if !(self.plan.is_certain && self.numbers.are_noted) {
            self.note_numbers(n_months);
        }
        self.staffing.draw(&mut self.simulator, &trunk, self.level);
        let in_columns = self.plan.pays_in_columns
            && self.numbers.rates_are_steady
            && self.staffing.all_join_at_starts();
        if self.numbers.list_stays || !in_columns {
            let n_seats = self.simulator.plan.workforce.seats.len();
            self.staffing.list_stays(n_seats, n_months);
        }
        if in_columns {
            self.open_books(n_months);
        }
        self.fates.begin_trial(n_months);
        self.fates.defers = self.decides;
        self.fates.most = self.simulator.efforts.most(0);
        self.slipped = 0;
        self.opportunities.iter_mut().for_each(Vec::clear);
        for group in 0..self.groups.len() {
            self.live_group(group, &trunk, in_columns)?;
        }
        for (month, margin) in self.fates.margins.iter().enumerate() {
            let tally = &mut self.simulator.tally;
            tally.company(Measure::GrossMargin, month, *margin);
        }
        if in_columns {
            self.close_books()?;
        } else {
            for month in 0..n_months {
                self.close_month(month)?;
            }
        }
        let simulator = &mut self.simulator;
        if simulator.plan.supply.is_some() {
            simulator.close_orders();
        }
        simulator.stays.write(&mut simulator.tally);
        simulator
            .tally
            .company(Measure::Slipped, n_months - 1, self.slipped);
        Some(())
    }

    /// Prepares what follows from the numbers of the plan, which are others in each trial if any is uncertain.
    fn note_numbers(&mut self, n_months: usize) {
        let plan = &self.simulator.plan;
        self.staffing.limits.fill(&plan.workforce, n_months);
        self.counts.forget(self.groups.len(), n_months);
        for crew in &mut self.crews {
            crew.forget();
            crew.note_months(&self.simulator, n_months);
        }
        self.numbers.rates_are_steady = crews::rates_are_steady(&self.simulator, &self.crews);
        let mut roles = plan.workforce.roles.iter();
        let is_nought = |field: &Field| (0..n_months).all(|month| field.at(0, month) == 0.0);
        self.numbers.list_stays = roles.any(|role| !is_nought(&role.capacity_per_year))
            || !is_nought(&plan.funnel.skill_effect)
            || !is_nought(&plan.funnel.ramp_effect);
        self.numbers.are_noted = true;
    }

    /// Opens the books of a trial, and counts who is there.
    fn open_books(&mut self, n_months: usize) {
        let simulator = &self.simulator;
        let n_rows = self.row_of.len();
        let n_roles = simulator.plan.workforce.roles.len();
        let n_years = simulator.fiscal_year.last().map_or(0, |year| year + 1);
        self.books.clear(n_rows, n_months, n_roles, n_years);
        self.books.set_rates(simulator, &self.crews);
        let places = (&mut self.crews[..], &self.row_of[..]);
        self.books.count_people(simulator, &self.staffing, places);
    }

    /// Closes the books: who is paid what for what was won.
    fn close_books(&mut self) -> Option<()> {
        let mut early = self.fates.early.iter();
        if early.any(|&(month, seat)| self.staffing.joins(seat, month)) {
            return None;
        }
        self.books
            .close(&mut self.simulator, &self.crews, self.level)?;
        if self.numbers.list_stays {
            for (month, spells) in self.staffing.spells.iter_mut().enumerate() {
                std::mem::swap(&mut self.simulator.spells, spells);
                self.simulator.count_capacity(month);
            }
        }
        Some(())
    }

    /// Draws the leads of a group and settles what becomes of them.
    fn live_group(&mut self, group_ix: usize, trunk: &Trunk, in_columns: bool) -> Option<()> {
        let group = &self.groups[group_ix];
        let n_months = self.simulator.plan.calendar.n_months();
        let draws = (trunk, self.level);
        let of_group = (group_ix, group);
        if !(self.counts).draw(of_group, &self.simulator, &self.staffing, draws) {
            return None;
        }
        self.leads.clear();
        self.stems.clear();
        self.stems
            .extend(group.streams.iter().map(|&s| trunk.stem(s)));
        let mut ends = Vec::with_capacity(n_months);
        for month in 0..n_months {
            let address = u16::try_from(month).expect("a horizon fits the address");
            for (row, &stem) in self.stems.iter().enumerate() {
                let n = self.counts.n_leads[row * n_months + month];
                self.leads.append((row, stem), address, n);
                if self.plan.counts_opportunities && n > 0 {
                    let found = (group_ix, group.seats[row], i64::from(n));
                    self.opportunities[month].push(found);
                }
            }
            ends.push(self.leads.len());
        }
        if self.leads.len() > MOST_LEADS {
            return None;
        }
        self.leads.draw(trunk, self.level);
        self.fates.begin_group(n_months);
        let mut books = in_columns.then_some(&mut self.books);
        let mut first = 0;
        for (month, end) in ends.into_iter().enumerate() {
            chances(
                &mut self.passes,
                &self.simulator,
                &self.staffing,
                group,
                month,
            );
            let value = self.fates.settle(
                &self.simulator,
                (group_ix, group),
                month,
                (&self.leads, first..end),
                &self.passes,
                (&mut books, self.level),
            )?;
            let n = i64::try_from(end - first).expect("leads are few");
            count_arrived(&mut self.simulator, group, month, n, value);
            first = end;
        }
        self.count_left(group_ix);
        Some(())
    }

    /// Counts the deals of a group that leave.
    fn count_left(&mut self, group_ix: usize) {
        let class = self.groups[group_ix].class;
        let simulator = &mut self.simulator;
        let n_months = simulator.plan.calendar.n_months();
        for (month, leavers) in self.fates.leaving(false).enumerate() {
            simulator.stays.leave_many((0, class), month, leavers);
            let Leavers { n, amount, .. } = leavers;
            if month == n_months {
                self.slipped += amount;
                break;
            }
            let tally = &mut simulator.tally;
            tally.company(Measure::Lost, month, n);
            tally.add(Cut::Stage, 0, Measure::Lost, month, n);
            tally.company(Measure::LostValue, month, amount);
        }
        for (month, leavers) in self.fates.leaving(true).enumerate() {
            simulator.stays.leave_many((0, class), month, leavers);
            let Leavers { n, amount, .. } = leavers;
            if month == n_months {
                self.slipped += amount;
                break;
            }
            simulator
                .tally
                .add(Cut::Stage, 0, Measure::Passed, month, n);
            simulator.count_market(Measure::Wins, class, month, n);
            simulator.count_market(Measure::Bookings, class, month, amount);
            simulator.tally.company(Measure::Delivered, month, amount);
        }
    }

    /// Credits what was won in a month, and closes it.
    fn close_month(&mut self, month: usize) -> Option<()> {
        std::mem::swap(&mut self.simulator.spells, &mut self.staffing.spells[month]);
        self.simulator.count_staffing(month);
        let spells = &self.simulator.spells;
        self.simulator.payroll.begin_month(spells);
        if self.decides {
            self.decide(month)?;
        }
        self.credit_wins(month)?;
        self.credit_opportunities(month);
        self.simulator.close_pools(month);
        self.simulator.close_pay_and_books(month);
        Some(())
    }

    fn credit_wins(&mut self, month: usize) -> Option<()> {
        let n_months = self.simulator.plan.calendar.n_months();
        for win in &self.fates.wins[month] {
            let class = self.groups[win.group].class;
            let (seat, amount) = (win.seat, Money::from_minor(win.amount));
            let simulator = &mut self.simulator;
            let margin = amount.share(simulator.plan.finance.gross_margin.at(class, month));
            let stay = self.staffing.stay_of[seat * n_months + month];
            if stay == NOBODY || !is_there(simulator, stay as usize, win)? {
                continue;
            }
            let counted = Counted {
                bookings: amount,
                margin,
                wins: 1,
                ..Counted::default()
            };
            credit(simulator, stay as usize, class, &counted);
            let year = simulator.fiscal_year[month];
            let territory = simulator.plan.workforce.seats[seat].territory;
            let won = [(Measure::Wins, 1), (Measure::Bookings, win.amount)];
            for (measure, value) in won {
                let tally = &mut simulator.tally;
                tally.add(Cut::Seat, seat, measure, year, value);
                if let Some(territory) = territory {
                    tally.add(Cut::Territory, territory, measure, month, value);
                }
            }
        }
        Some(())
    }

    fn credit_opportunities(&mut self, month: usize) {
        let n_months = self.simulator.plan.calendar.n_months();
        for &(group, seat, opportunities) in &self.opportunities[month] {
            let class = self.groups[group].class;
            let stay = self.staffing.stay_of[seat * n_months + month] as usize;
            let counted = Counted {
                opportunities,
                ..Counted::default()
            };
            credit(&mut self.simulator, stay, class, &counted);
        }
    }
}

/// Whether somebody whose stay of the month is known is there when a deal is won; `None` if that is too close to be told.
#[inline]
fn is_there(simulator: &Simulator<'_>, stay: usize, win: &Win) -> Option<bool> {
    let spell = &simulator.spells[stay];
    if !spell.joined {
        return Some(true);
    }
    let after = f64::from(win.micro) - (spell.from - spell.from.floor()) * 1e6;
    (after.abs() > CLOSE).then_some(after > 0.0)
}

#[inline]
fn credit(simulator: &mut Simulator<'_>, stay: usize, class: usize, counted: &Counted) {
    let seat = simulator.spells[stay].seat;
    if let Some(plan) = simulator.payroll.plan_of(&simulator.plan, seat) {
        simulator
            .payroll
            .credits
            .count_person(stay, plan, Credit::Own, class, counted);
    }
}

/// Counts the leads of a group that arise in a month, each an opportunity at once.
fn count_arrived(simulator: &mut Simulator<'_>, group: &Group, month: usize, n: i64, value: i64) {
    simulator.count_market(Measure::Leads, group.class, month, n);
    simulator.count_market(Measure::Opportunities, group.class, month, n);
    simulator
        .tally
        .add(Cut::Stage, 0, Measure::Entered, month, n);
    simulator.tally.company(Measure::Potential, month, value);
    simulator
        .stays
        .enter_many((0, group.class), counts::middle_of(month), n, value);
}

/// Chances of passing of a group's leads of a month: one for all, or one for each row where they depend on who works on
/// them.
fn chances(
    passes: &mut Vec<f64>,
    simulator: &Simulator<'_>,
    staffing: &staffing::Staffing,
    group: &Group,
    month: usize,
) {
    let (plan, class) = (&simulator.plan, group.class);
    let mood = simulator.moods.of(group.segment, month).odds;
    let price = simulator.price_odds(class, month);
    // In the order in which the plain kernel multiplies them; leads have no tiers here.
    let chance = |hand: f64| {
        plan.funnel
            .pass_probability(0, class, month, 1.0 * mood * hand * price)
    };
    passes.clear();
    let no_effect = |field: &Field| field.at(0, month) == 0.0;
    if no_effect(&plan.funnel.skill_effect) && no_effect(&plan.funnel.ramp_effect) {
        passes.push(chance(1.0));
        return;
    }
    let n_months = plan.calendar.n_months();
    let hands = group.seats.iter().map(|&seat| {
        let stay = staffing.stay_of[seat * n_months + month];
        if stay == NOBODY {
            return 1.0;
        }
        let spell = &staffing.spells[month][stay as usize];
        let mut desk = Desk::EMPTY;
        desk.sit(0, spell, plan, spell.from);
        let ramp = plan.workforce.ramp_of(seat);
        desk.hand(ramp, &plan.funnel, counts::middle_of(month)).odds
    });
    passes.extend(hands.map(chance));
}
