//! Credit: who is credited with what happens, and what each comp plan counts of it.

use super::Model;
use crate::comp::{Credit, Measure, Plan};
use crate::units::Money;

/// What a deal, an opportunity or an activity counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Signed value.
    pub bookings: Money,
    /// Signed value less the cost of what is sold.
    pub margin: Money,
    /// Annual recurring part.
    pub arr: Money,
    /// Cash collected.
    pub collected: Money,
    /// Deals won.
    pub wins: i64,
    /// Leads that became opportunities.
    pub opportunities: i64,
}

impl Counted {
    /// What a measure counts of it.
    #[must_use]
    pub fn of(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Bookings => self.bookings.minor(),
            Measure::Margin => self.margin.minor(),
            Measure::Arr => self.arr.minor(),
            Measure::Collected => self.collected.minor(),
            Measure::Wins => self.wins,
            Measure::Opportunities => self.opportunities,
            Measure::Activities => 0,
        }
    }

    /// A share of its money; a deal that is shared is a win for each.
    #[must_use]
    pub fn share(&self, share: f64) -> Self {
        Self {
            bookings: self.bookings.share(share),
            margin: self.margin.share(share),
            arr: self.arr.share(share),
            collected: self.collected.share(share),
            ..*self
        }
    }

    fn add(&mut self, other: &Self) {
        self.bookings += other.bookings;
        self.margin += other.margin;
        self.arr += other.arr;
        self.collected += other.collected;
        self.wins += other.wins;
        self.opportunities += other.opportunities;
    }
}

/// What is credited in a month, to people and to classes of deals.
#[derive(Clone, Debug, Default)]
pub(super) struct Credits {
    /// Room for each person: components, then pay of SPIFFs, then activities of each activity bonus.
    width: usize,
    /// By stay of the month and place.
    people: Vec<i64>,
    /// By deal class.
    classes: Vec<Counted>,
}

/// Where things stand in a person's room.
#[derive(Clone, Copy, Debug)]
struct Places {
    spiffs: usize,
    activity_bonuses: usize,
    end: usize,
}

impl Places {
    fn of(plan: &Plan) -> Self {
        let spiffs = plan.components.len();
        let activity_bonuses = spiffs + plan.spiffs.len();
        Self {
            spiffs,
            activity_bonuses,
            end: activity_bonuses + plan.activity_bonuses.len(),
        }
    }
}

impl Credits {
    pub(super) fn new(model: &Model) -> Self {
        let widths = model.comp.plans.iter().map(|plan| Places::of(plan).end);
        Self {
            width: widths.max().unwrap_or(0),
            people: Vec::new(),
            classes: vec![Counted::default(); model.dimensions.n_classes()],
        }
    }

    /// Begins a month with so many stays.
    pub(super) fn begin_month(&mut self, n_stays: usize) {
        self.people.clear();
        self.people.resize(n_stays * self.width, 0);
        self.classes.fill(Counted::default());
    }

    /// Counts for everybody who is paid on a market or on the company.
    pub(super) fn count_class(&mut self, class: usize, counted: &Counted) {
        self.classes[class].add(counted);
    }

    /// Credits a person's own results, or, to a manager, those of the team.
    pub(super) fn count_person(
        &mut self,
        stay: usize,
        plan: &Plan,
        whose: Credit,
        class: usize,
        counted: &Counted,
    ) {
        let room = &mut self.people[stay * self.width..][..self.width];
        for (component, place) in plan.components.iter().zip(room) {
            if component.credit == whose && component.counts.takes(class) {
                *place += counted.of(component.measure);
            }
        }
    }

    /// Credits pay of a SPIFF.
    pub(super) fn count_spiff(&mut self, stay: usize, plan: &Plan, spiff: usize, pay: Money) {
        self.people[stay * self.width + Places::of(plan).spiffs + spiff] += pay.minor();
    }

    /// Credits activities \[millionths\].
    pub(super) fn count_activity(
        &mut self,
        stay: usize,
        plan: &Plan,
        whose: Credit,
        activity: usize,
        done: i64,
    ) {
        let room = &mut self.people[stay * self.width..][..self.width];
        for (component, place) in plan.components.iter().zip(room.iter_mut()) {
            let counts = component.measure == Measure::Activities
                && component.credit == whose
                && component.activities.takes(activity);
            *place += done * i64::from(counts);
        }
        let bonuses = &mut room[Places::of(plan).activity_bonuses..];
        if whose == Credit::Own {
            for (bonus, place) in plan.activity_bonuses.iter().zip(bonuses) {
                *place += done * i64::from(bonus.activities.takes(activity));
            }
        }
    }

    /// What a component counts of one person's month, in the measure's unit.
    ///
    /// Results of a market or of the company count for as much of the month as the person was there.
    pub(super) fn of_component(
        &self,
        model: &Model,
        stay: usize,
        (plan, component): (&Plan, usize),
        territory: Option<usize>,
        present: f64,
    ) -> f64 {
        let component_ix = component;
        let component = &plan.components[component_ix];
        let sum = |covers: &dyn Fn(usize) -> bool| -> f64 {
            let classes = self.classes.iter().enumerate();
            let counted = classes
                .filter(|&(class, _)| component.counts.takes(class) && covers(class))
                .map(|(_, counted)| counted.of(component.measure));
            component.measure.value(counted.sum()) * present
        };
        match component.credit {
            Credit::Own | Credit::Team => component
                .measure
                .value(self.people[stay * self.width + component_ix]),
            Credit::Territory => sum(&|class| {
                let market = model.dimensions.market_of(class);
                territory.is_none_or(|t| model.territories.areas[t].markets[market])
            }),
            Credit::Company => sum(&|_| true),
        }
    }

    /// Pay of a SPIFF in a person's month.
    pub(super) fn of_spiff(&self, stay: usize, plan: &Plan, spiff: usize) -> Money {
        Money::from_minor(self.people[stay * self.width + Places::of(plan).spiffs + spiff])
    }

    /// Activities of a person's month that count for an activity bonus \[millionths\].
    pub(super) fn of_activity_bonus(&self, stay: usize, plan: &Plan, bonus: usize) -> i64 {
        self.people[stay * self.width + Places::of(plan).activity_bonuses + bonus]
    }
}
