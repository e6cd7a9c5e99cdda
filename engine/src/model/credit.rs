//! Credit: what things count for, and what each comp plan counts of them in a month.

use super::Model;
use crate::comp::parts::Part;
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

    /// What a part of a deal counts for; a deal that is shared is a win for each.
    #[must_use]
    pub(crate) fn part(&self, part: &Part) -> Self {
        Self {
            bookings: part.of(self.bookings),
            margin: part.of(self.margin),
            arr: part.of(self.arr),
            collected: part.of(self.collected),
            ..*self
        }
    }

    /// As much of it as lies within a whole: a team that shares a deal has it once.
    pub(super) fn within(&self, whole: &Self) -> Self {
        let money =
            |part: Money, whole: Money| Money::from_minor(within(part.minor(), whole.minor()));
        Self {
            bookings: money(self.bookings, whole.bookings),
            margin: money(self.margin, whole.margin),
            arr: money(self.arr, whole.arr),
            collected: money(self.collected, whole.collected),
            wins: within(self.wins, whole.wins),
            opportunities: within(self.opportunities, whole.opportunities),
        }
    }

    /// What is left of it without another one.
    pub(super) fn less(&self, other: &Self) -> Self {
        Self {
            bookings: self.bookings - other.bookings,
            margin: self.margin - other.margin,
            arr: self.arr - other.arr,
            collected: self.collected - other.collected,
            wins: self.wins - other.wins,
            opportunities: self.opportunities - other.opportunities,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.bookings += other.bookings;
        self.margin += other.margin;
        self.arr += other.arr;
        self.collected += other.collected;
        self.wins += other.wins;
        self.opportunities += other.opportunities;
    }
}

/// A number, or the whole where it lies beyond it.
fn within(part: i64, whole: i64) -> i64 {
    if whole < 0 {
        part.max(whole)
    } else {
        part.min(whole)
    }
}

/// What is credited in a month, to people and to classes of deals.
#[derive(Clone, Debug, Default)]
pub(super) struct Credits {
    /// Room for each person: components, then pay of SPIFFs and the deals that they pay, then activities of each activity
    /// bonus.
    width: usize,
    /// By stay of the month and place.
    people: Vec<i64>,
    /// By deal class; empty where no component counts results of a market or of the company.
    classes: Vec<Counted>,
    /// What components count of them, as far as it has been summed up: by component among all, then territory, with one
    /// more place for the company.
    sums: Vec<Option<i64>>,
    /// Sales of deals that were won with sales of other classes before: their class, and the classes before.
    later_sales: Vec<(usize, Vec<usize>)>,
    /// First component of each plan among all.
    first_component: Vec<usize>,
    n_territories: usize,
}

/// Where things stand in a person's room.
#[derive(Clone, Copy, Debug)]
struct Places {
    spiffs: usize,
    spiff_deals: usize,
    activity_bonuses: usize,
    end: usize,
}

impl Places {
    fn of(plan: &Plan) -> Self {
        let spiffs = plan.components.len();
        let spiff_deals = spiffs + plan.spiffs.len();
        let activity_bonuses = spiff_deals + plan.spiffs.len();
        Self {
            spiffs,
            spiff_deals,
            activity_bonuses,
            end: activity_bonuses + plan.activity_bonuses.len(),
        }
    }
}

/// Whether a component counts results that belong to nobody in particular.
pub(super) fn is_wide(credit: Credit) -> bool {
    matches!(credit, Credit::Territory | Credit::Company)
}

impl Credits {
    pub(super) fn new(model: &Model) -> Self {
        let comp = &model.comp;
        let widths = comp.plans.iter().map(|plan| Places::of(plan).end);
        let counts_classes = comp
            .components()
            .any(|(_, component)| is_wide(component.credit));
        let if_counted = |n: usize| if counts_classes { n } else { 0 };
        let n_territories = model.dimensions.territories.len();
        let n_sums = comp.components().count() * (n_territories + 1);
        Self {
            width: widths.max().unwrap_or(0),
            people: Vec::new(),
            classes: vec![Counted::default(); if_counted(model.dimensions.n_classes())],
            sums: vec![None; if_counted(n_sums)],
            later_sales: Vec::new(),
            first_component: comp.first_components(),
            n_territories,
        }
    }

    /// Begins a month with so many stays.
    pub(super) fn begin_month(&mut self, n_stays: usize) {
        self.people.clear();
        self.people.resize(n_stays * self.width, 0);
        self.classes.fill(Counted::default());
        self.sums.fill(None);
        self.later_sales.clear();
    }

    /// Counts for everybody who is paid on a market or on the company.
    #[inline]
    pub(super) fn count_class(&mut self, class: usize, counted: &Counted) {
        if let Some(of_class) = self.classes.get_mut(class) {
            of_class.add(counted);
        }
    }

    /// Counts one more sale of a deal for whoever is paid on deals won in markets that none of its sales before lay in.
    ///
    /// * `before`: classes of those sales
    pub(super) fn count_later_sale(&mut self, class: usize, before: &[usize]) {
        if !self.classes.is_empty() && !before.contains(&class) {
            self.later_sales.push((class, before.to_vec()));
        }
    }

    /// Credits a person with a deal won, in each component that counts it and has counted none of its sales before.
    ///
    /// * `before`: classes of those sales
    pub(super) fn count_win(
        &mut self,
        (stay, plan): (usize, &Plan),
        whose: Credit,
        class: usize,
        before: &[usize],
    ) {
        let room = &mut self.people[stay * self.width..][..self.width];
        for (component, place) in plan.components.iter().zip(room) {
            let counts = component.measure == Measure::Wins
                && component.credit == whose
                && component.begins_deal(class, before);
            *place += i64::from(counts);
        }
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
            if component.takes(whose, class) {
                *place += counted.of(component.measure);
            }
        }
    }

    /// Credits pay of a SPIFF for one more deal.
    pub(super) fn count_spiff(&mut self, stay: usize, plan: &Plan, spiff: usize, pay: Money) {
        let places = Places::of(plan);
        let room = &mut self.people[stay * self.width..][..self.width];
        room[places.spiffs + spiff] += pay.minor();
        room[places.spiff_deals + spiff] += 1;
    }

    /// Credits more pay of a SPIFF for a deal that it has paid before.
    pub(super) fn add_to_spiff(&mut self, stay: usize, plan: &Plan, spiff: usize, pay: Money) {
        let place = stay * self.width + Places::of(plan).spiffs + spiff;
        self.people[place] += pay.minor();
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
        &mut self,
        model: &Model,
        stay: usize,
        (plan, component): (usize, usize),
        territory: Option<usize>,
        present: f64,
    ) -> f64 {
        let of = &model.comp.plans[plan].components[component];
        if is_wide(of.credit) {
            let whole = self.of_market(model, (plan, component), territory);
            of.measure.whole(of.measure.value(whole) * present)
        } else {
            self.of_person(of.measure, stay, component)
        }
    }

    /// What a component counts so far of one person's own or team's month, in the measure's unit.
    pub(super) fn of_person(&self, measure: Measure, stay: usize, component: usize) -> f64 {
        measure.value(self.people[stay * self.width + component])
    }

    /// What a component counts of a territory or of the company, summed up once a month for all who are paid on it.
    fn of_market(
        &mut self,
        model: &Model,
        (plan, component): (usize, usize),
        territory: Option<usize>,
    ) -> i64 {
        let of = &model.comp.plans[plan].components[component];
        let territory = territory.filter(|_| of.credit == Credit::Territory);
        let row = (self.first_component[plan] + component) * (self.n_territories + 1);
        let place = row + territory.unwrap_or(self.n_territories);
        if let Some(sum) = self.sums[place] {
            return sum;
        }
        let counts = |class: usize| of.counts.takes(class) && model.is_covered(territory, class);
        let classes = self.classes.iter().enumerate();
        let counted = classes.filter(|&(class, _)| counts(class));
        let mut sum = counted.map(|(_, counted)| counted.of(of.measure)).sum();
        if of.measure == Measure::Wins {
            let is_first = |(class, before): &&(usize, Vec<usize>)| {
                counts(*class) && !before.iter().any(|&class| counts(class))
            };
            let later = self.later_sales.iter().filter(is_first).count();
            sum += i64::try_from(later).expect("a month has few sales");
        }
        self.sums[place] = Some(sum);
        sum
    }

    /// Pay of a SPIFF in a person's month, and for how many deals.
    pub(super) fn of_spiff(&self, stay: usize, plan: &Plan, spiff: usize) -> (Money, i64) {
        let places = Places::of(plan);
        let room = &self.people[stay * self.width..][..self.width];
        let pay = Money::from_minor(room[places.spiffs + spiff]);
        (pay, room[places.spiff_deals + spiff])
    }

    /// Activities of a person's month that count for an activity bonus \[millionths\].
    pub(super) fn of_activity_bonus(&self, stay: usize, plan: &Plan, bonus: usize) -> i64 {
        self.people[stay * self.width + Places::of(plan).activity_bonuses + bonus]
    }
}

impl Model {
    /// Whether deals of a class lie in a territory; whoever has none covers everything.
    pub(super) fn is_covered(&self, territory: Option<usize>, class: usize) -> bool {
        let market = self.dimensions.market_of(class);
        let product = self.dimensions.class_at(class).product;
        let beat = self.territories.beats.of(market, product);
        territory.is_none_or(|t| self.territories.areas[t].covers(beat))
    }
}
