//! One trial, readable top to bottom: a future of the plan from its first month to its last.

use std::collections::BTreeSet;

use super::Model;
use super::accounts::{Accounts, Place, Standing};
use super::chronicle::{Chronicle, DealEntry, Entry, Happening};
use super::crediting::Shares;
use super::customers::Customers;
use super::deals::{Deal, Deals};
use super::delivery::Delivery;
use super::desk::Desk;
use super::efforts::Efforts;
use super::hand_over::Handed;
use super::lines::Lines;
use super::nurture::Returning;
use super::pay::YearToDate;
use super::payroll::{Payday, Payroll};
use super::prospects::Prospects;
use super::recut::{HeldOver, Prepared};
use super::scores::Scores;
use super::sellers::Sellers;
use super::stays::Stays;
use super::tally::{Places, Tally, bounds};
use crate::calendar::PeriodKind;
use crate::comp::Partner;
use crate::demand::arrivals::Arrivals;
use crate::demand::mood::Moods;
use crate::dimensions::DealClass;
use crate::flows::{Future, Lead, Spell};
use crate::kernel::agenda::Agenda;
use crate::kernel::stream::Seed;
use crate::purpose;
use crate::territory::beat::Beat;
use crate::territory::routing::Router;
use crate::units::Money;
use crate::workforce::roster::Roster;

/// Something that happens at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A lead of this month arrives.
    Arrives { lead: u32 },
    /// A person begins in a seat; index of the spell.
    Joins { spell: u32 },
    /// A person is through onboarding and takes work.
    Ready { spell: u32 },
    /// A person leaves.
    Leaves { spell: u32 },
    /// A deal passes its stage.
    Passes { deal: u32 },
    /// A person for whom something waits is free.
    Free { seat: u32 },
    /// A deal that still waits has lost patience.
    Expires { deal: u32, ticket: u32 },
    /// A lead that was lost comes back.
    Returns { lead: u32 },
    /// An account stands otherwise.
    Turns {
        place: Place,
        from: Standing,
        to: Standing,
    },
    /// The work on a renewal is asked for.
    AsksForRenewal { contract: u32 },
    /// The term of a contract ends.
    ComesUp { contract: u32 },
    /// A contract is cancelled within its term.
    Cancels { contract: u32 },
    /// Something is sold whose sale was known before.
    Sells { sale: u32 },
    /// A pool is through with an order, unless something else has happened since.
    WorksOff { pool: u32, serial: u32 },
    /// The time is over that a step of delivery takes at least.
    StepEnds { order: u32 },
    /// A customer has lost patience with an order.
    Withdraws { order: u32 },
    /// Goods come in.
    Receives { item: u32, units: u32 },
    /// A deal comes up for a decision whether it is signed before a period ends.
    ComesUpEarly { deal: u32 },
    /// That is decided of all that have come up.
    Decide,
    /// A deal is lost if it takes more effort than is made.
    Falters { deal: u32 },
}

/// What simulates trials, one after another, without allocating anew.
#[derive(Clone, Debug)]
pub struct Simulator<'m> {
    /// The model as it was given.
    pub(super) model: &'m Model,
    /// The model as this trial's draws have made it.
    pub(super) plan: Model,
    pub(super) future: Future,
    /// This trial's draws.
    draws: Vec<f64>,
    pub(super) arrivals: Arrivals,
    pub(super) moods: Moods,
    pub(super) router: Router,
    pub(super) roster: Roster,
    pub(super) agenda: Agenda<Event>,
    pub(super) deals: Deals,
    pub(super) desks: Vec<Desk>,
    /// How hard people work, where plans move them.
    pub(super) efforts: Efforts,
    pub(super) lines: Lines,
    pub(super) customers: Customers,
    pub(super) sellers: Sellers,
    pub(super) delivery: Delivery,
    /// Room for the parts of a deal that is credited.
    pub(super) shares: Shares,
    pub(super) spells: Vec<Spell>,
    pub(super) payroll: Payroll,
    /// Objectives that are known to have been reached so far.
    pub(super) scores: Scores,
    pub(super) payday: Payday,
    /// What is settled and falls due in each month.
    pub(super) payable: Vec<Money>,
    /// What is settled and not yet paid, and what open periods have earned so far.
    pub(super) settled: Money,
    pub(super) unsettled: Money,
    /// What counts for each seat in the fiscal year so far.
    pub(super) years_to_date: Vec<YearToDate>,
    /// Roles that share the credit of deals they work on.
    pub(super) helping_roles: Vec<usize>,
    /// First component of each plan among all.
    pub(super) first_component: Vec<usize>,
    /// First activity of each stage among all.
    pub(super) first_activity: Vec<usize>,
    /// Millionths of activities of each stage that make no whole one yet.
    pub(super) activity_parts: Vec<i64>,
    /// What happens, if somebody wants to read it.
    pub(super) chronicle: Option<Chronicle>,
    pub(super) fiscal_year: Vec<usize>,
    /// What each deal class stands for, and the market and beat it belongs to.
    pub(super) classes: Vec<DealClass>,
    pub(super) markets: Vec<usize>,
    pub(super) beats: Vec<Beat>,
    pub(super) tally: Tally,
    pub(super) stays: Stays,
    pub(super) leads: Vec<Lead>,
    pub(super) returning: Vec<Returning>,
    pub(super) accounts: Accounts,
    /// How each named account changed hands last, by [`Beats::row_of_account`](crate::territory::beat::Beats::row_of_account).
    pub(super) handed: Vec<Option<Handed>>,
    /// New cuts of the territories, how many of them hold, and the deals that stay with their owners meanwhile.
    pub(super) cuts: Vec<Prepared>,
    pub(super) n_cuts: usize,
    pub(super) held_over: Vec<HeldOver>,
    /// Factor that the hours of people put on the arrivals of a month, row = source x beat; empty if no source follows them.
    pub(super) coverage: Vec<f64>,
    /// Selling hours of one ramped person, by role and month [h / month].
    pub(super) selling_hours: Vec<f64>,
}

/// An index in 32 bits, which keeps events small.
pub(super) fn narrow(index: usize) -> u32 {
    u32::try_from(index).expect("a trial has fewer than four thousand million of anything")
}

impl<'m> Simulator<'m> {
    /// Prepares to simulate a model.
    ///
    /// # Panics
    ///
    /// Never: every month of a calendar has a fiscal year.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let (dimensions, n_months) = (&model.dimensions, model.calendar.n_months());
        let n_seats = model.workforce.seats.len();
        let (layout, shown) = (model.whole_layout(), model.layout());
        let years = model.calendar.periods(PeriodKind::Year);
        let year_of = |month: usize| {
            years
                .iter()
                .position(|y| y.months.contains(&month))
                .expect("every month has a year")
        };
        Self {
            model,
            plan: model.clone(),
            future: Future {
                seed: Seed(0),
                trial: 0,
            },
            draws: Vec::new(),
            arrivals: Arrivals::new(
                &model.demand,
                dimensions,
                model
                    .territories
                    .accounts
                    .iter()
                    .map(|a| (a.market, a.potential)),
            ),
            moods: Moods::default(),
            router: model.router(),
            roster: Roster::default(),
            agenda: Agenda::default(),
            deals: Deals::default(),
            desks: vec![Desk::EMPTY; n_seats],
            efforts: Efforts::new(model),
            lines: Lines::new(model),
            customers: Customers::new(dimensions.n_markets(), n_months),
            sellers: Sellers::new(model),
            delivery: Delivery::new(model),
            shares: Shares::default(),
            spells: Vec::new(),
            payroll: Payroll::new(model),
            scores: Scores::new(model),
            payday: Payday::default(),
            payable: vec![Money::ZERO; n_months],
            settled: Money::ZERO,
            unsettled: Money::ZERO,
            years_to_date: vec![YearToDate::default(); n_seats],
            helping_roles: helping_roles(model),
            first_component: model.comp.first_components(),
            activity_parts: vec![0; dimensions.stages.len()],
            first_activity: (0..dimensions.stages.len())
                .map(|stage| model.funnel.first_activity(stage))
                .collect(),
            chronicle: None,
            classes: (0..dimensions.n_classes())
                .map(|class| dimensions.class_at(class))
                .collect(),
            markets: (0..dimensions.n_classes())
                .map(|class| dimensions.market_of(class))
                .collect(),
            beats: (0..dimensions.n_classes())
                .map(|class| {
                    let of = dimensions.class_at(class);
                    let market = dimensions.market(of.segment, of.region);
                    model.territories.beats.of(market, of.product)
                })
                .collect(),
            fiscal_year: (0..n_months).map(year_of).collect(),
            tally: Tally::new(Places::new(&layout, &shown)),
            stays: Stays::new(n_months, Prospects::of(model)),
            leads: Vec::new(),
            returning: Vec::new(),
            accounts: Accounts::new(model),
            handed: vec![
                None;
                model.territories.accounts.len() * model.territories.beats.per_market()
            ],
            cuts: Prepared::all(model),
            n_cuts: 0,
            held_over: Vec::new(),
            coverage: Vec::new(),
            selling_hours: Vec::new(),
        }
    }

    /// Simulates one trial and returns its counts, in the order of the model's layout.
    pub fn run(&mut self, seed: Seed, trial: u32) -> &[i64] {
        self.begin(Future { seed, trial });
        for month in 0..self.plan.calendar.n_months() {
            let n_history = self.plan.calendar.n_history();
            let is_history = month < n_history;
            if month == 0 || month == n_history {
                self.take_numbers(is_history);
            }
            self.tell_initiatives(month);
            self.recut(month);
            self.staff(month);
            if month == n_history {
                self.take_over_pipeline();
                self.take_over_customers();
                self.expect_cash_of_history();
                self.count_customers_before(month);
            }
            if !is_history {
                self.staff_pools(month);
                self.look_after_stock(month);
                self.set_efforts(month);
                self.collect_leads(month);
            }
            self.live_through(month);
            if is_history {
                self.relive(month);
            }
            self.close_month(month);
        }
        self.close_horizon();
        self.tally.cells()
    }

    /// Simulates one trial and tells what happened in it; the counts are those of [`run`](Self::run), bit for bit.
    ///
    /// # Panics
    ///
    /// Never: a chronicle that is begun is there at the end.
    pub fn replay(&mut self, seed: Seed, trial: u32) -> (Chronicle, &[i64]) {
        self.chronicle = Some(Chronicle::default());
        self.payroll.keep_journal();
        self.run(seed, trial);
        let mut chronicle = self.chronicle.take().expect("it was begun");
        chronicle.journal = self.payroll.take_journal();
        chronicle.entries.sort_by(|a, b| a.time.total_cmp(&b.time));
        (chronicle, self.tally.cells())
    }

    /// Writes down what happens, if anybody wants to read it.
    #[inline]
    pub(super) fn note(&mut self, time: f64, what: impl FnOnce(&Self) -> Happening) {
        if self.chronicle.is_some() {
            let entry = Entry {
                time,
                what: what(self),
            };
            if let Some(chronicle) = &mut self.chronicle {
                chronicle.entries.push(entry);
            }
        }
    }

    /// A deal as the chronicle names it.
    pub(super) fn entry_of(deal: &Deal) -> DealEntry {
        DealEntry {
            id: deal.id,
            class: deal.class,
            account: deal.account,
            owner: deal.owner,
            amount: deal.amount.unwrap_or_default(),
            from_pipeline: deal.from_pipeline,
        }
    }

    /// Draws what we do not know and puts everything back to the start.
    pub(super) fn begin(&mut self, future: Future) {
        self.future = future;
        self.undo_cuts();
        if !self.model.assumptions.list().is_empty() {
            let assumptions = &self.model.assumptions;
            self.draws = assumptions.draw(future.seed, future.trial, purpose::ASSUMPTION);
            self.plan.redraw(&self.draws);
        }
        self.moods
            .redraw(&self.plan.demand, future, self.plan.calendar.n_months());
        self.router.reset();
        let now = self.plan.calendar.now();
        self.roster.reset(&self.plan.workforce, now, future);
        self.agenda.clear();
        self.deals.clear();
        self.lines.clear();
        self.customers.clear();
        self.sellers.clear();
        self.delivery.clear();
        self.activity_parts.fill(0);
        self.desks.fill(Desk::EMPTY);
        self.efforts.clear();
        self.payroll.reset();
        self.scores.clear();
        self.payable.fill(Money::ZERO);
        (self.settled, self.unsettled) = (Money::ZERO, Money::ZERO);
        self.years_to_date.fill(YearToDate::default());
        self.tally.reset();
        self.stays.clear();
        self.returning.clear();
        self.accounts.clear();
        self.handed.fill(None);
    }

    /// Puts numbers into what is uncertain: what the plan states as their means in months that have happened, where pay
    /// is a fact and the same in all futures, and this trial's draws in months that are simulated.
    pub(super) fn take_numbers(&mut self, is_history: bool) {
        let stated = self.model.assumptions.stated_centres();
        if !stated.is_empty() && self.plan.calendar.n_history() > 0 {
            let numbers = if is_history { stated } else { &self.draws };
            self.plan.redraw(numbers);
        }
        self.selling_hours.clear();
        for role in &self.plan.workforce.roles {
            let hours = |month| role.hours_per_month.at(0, month) * role.selling_share.at(0, month);
            let calendar = &self.plan.calendar;
            self.selling_hours
                .extend((0..calendar.n_months()).map(|m| hours(m) * calendar.hours_factor(m)));
        }
    }

    /// Decides who comes and goes in a month, and puts it on the agenda.
    fn staff(&mut self, month: usize) {
        self.spells.clear();
        self.roster.live(
            &self.plan.workforce,
            &self.plan.calendar,
            self.future,
            month,
            &mut self.spells,
        );
        self.count_staffing(month);
        self.payroll.begin_month(&self.spells);
        let (start, end) = bounds(month);
        for (ix, spell) in self.spells.iter().enumerate() {
            // Events of one seat and moment happen in this order: leave, join, ready, free.
            let tie = self.plan.workforce.seats[spell.seat].key.0 & !3;
            if spell.joined && spell.from < spell.to {
                self.agenda
                    .push(spell.from, tie | 1, Event::Joins { spell: narrow(ix) });
            } else if !spell.joined {
                self.desks[spell.seat].sit(ix, spell, &self.plan, start);
            }
            if spell.ready >= spell.from && spell.ready < spell.to {
                self.agenda
                    .push(spell.ready, tie | 2, Event::Ready { spell: narrow(ix) });
            }
            if spell.left && spell.to < end {
                self.agenda
                    .push(spell.to, tie, Event::Leaves { spell: narrow(ix) });
            }
        }
    }

    /// Puts an event on the agenda; what would happen after the horizon does not.
    #[inline]
    pub(super) fn expect(&mut self, time: f64, order: u64, event: Event) {
        if time < self.horizon() {
            self.agenda.push(time, order, event);
        }
    }

    /// Lets everything happen that happens in a month, in order of time.
    pub(super) fn live_through(&mut self, month: usize) {
        let (_, end) = bounds(month);
        while let Some((time, event)) = self.agenda.pop_before(end) {
            match event {
                Event::Arrives { lead } => self.arrive(lead as usize),
                Event::Joins { spell } => self.join(spell as usize, time),
                Event::Ready { spell } => self.ready(spell as usize, time),
                Event::Leaves { spell } => self.leave(spell as usize, time),
                Event::Passes { deal } => self.pass(deal as usize, time),
                Event::Free { seat } => self.free(seat as usize, time),
                Event::Expires { deal, ticket } => {
                    self.expire_if_waiting(deal as usize, ticket, time);
                }
                Event::Returns { lead } => self.come_back(lead as usize, time),
                Event::Turns { place, from, to } => self.turn_account(place, from, to),
                Event::AsksForRenewal { contract } => {
                    self.ask_for_renewal(contract as usize, time);
                }
                Event::ComesUp { contract } => self.come_up(contract as usize, time),
                Event::Cancels { contract } => self.cancel(contract as usize, time),
                Event::Sells { sale } => self.sell(sale as usize, time),
                Event::WorksOff { pool, serial } => self.work_off(pool as usize, serial, time),
                Event::StepEnds { order } => self.end_step(order as usize, time),
                Event::Withdraws { order } => self.withdraw(order as usize, time),
                Event::Receives { item, units } => {
                    self.receive(item as usize, i64::from(units), time);
                }
                Event::ComesUpEarly { deal } => self.come_up_for_decision(deal as usize, time),
                Event::Decide => self.decide_on_deals(time),
                Event::Falters { deal } => self.falter(deal as usize, time),
            }
        }
    }

    fn join(&mut self, spell: usize, time: f64) {
        let stay = self.spells[spell];
        self.note(time, |_| Happening::Joins {
            seat: stay.seat,
            nth: stay.nth,
        });
        self.desks[stay.seat].sit(spell, &stay, &self.plan, time);
    }
}

fn helping_roles(model: &Model) -> Vec<usize> {
    let roles = model
        .comp
        .splits
        .iter()
        .filter_map(|split| match split.with {
            Partner::Role(role) => Some(role),
            Partner::Creator => None,
        });
    roles.collect::<BTreeSet<_>>().into_iter().collect()
}
