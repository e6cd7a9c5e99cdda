//! Sales as tables of credits tell them: bit by bit, to several people, and a deal in several sales. Nobody wins a deal
//! twice, and a team never has more of a sale than the whole of it.

use std::collections::BTreeMap;

use super::Model;
use super::credit::Counted;
use super::crediting::{Credited, Portion};
use super::journal::Occasion;
use super::payroll::Payroll;
use super::tally::month_of;
use crate::comp::{Credit, Measure, Plan};
use crate::units::Money;

/// A sale of which one day's rows tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sold {
    /// Numbers of sale and deal.
    pub(super) sale: usize,
    pub(super) deal: usize,
    /// Whether it is a deal that was won, and not cash, an opportunity or a return.
    pub(super) is_won: bool,
    /// Whether something that was sold is returned.
    pub(super) is_return: bool,
    /// What these rows are to a journal.
    pub(super) occasion: Occasion,
}

/// Who has had something: a person, the how-manieth in a seat, as own result or as the team's.
type Whose = (usize, u16, bool);

/// What has been had so far of deals and sales.
#[derive(Clone, Debug, Default)]
pub(super) struct Had {
    /// By deal and person.
    deals: BTreeMap<(usize, Whose), OfDeal>,
    /// What a team has had of a sale, and which share of it, by sale and manager.
    sales: BTreeMap<(usize, Whose), (Counted, f64)>,
    /// Classes of the sales of each deal that have counted for the company.
    company: BTreeMap<usize, Vec<usize>>,
}

/// What one person has had of a deal.
#[derive(Clone, Debug, Default)]
struct OfDeal {
    /// Classes of its sales.
    classes: Vec<usize>,
    /// SPIFFs of the plan that have paid it.
    spiffs: Vec<usize>,
}

impl Had {
    /// Whether anybody has had something of a deal.
    fn is_credited(&self, deal: usize) -> bool {
        let first = (deal, (0, 0, false));
        let credits = self.deals.range(first..);
        let mut of_deal = credits.take_while(|((other, _), _)| *other == deal);
        of_deal.any(|(_, had)| !had.classes.is_empty())
    }

    pub(super) fn clear(&mut self) {
        self.deals.clear();
        self.sales.clear();
        self.company.clear();
    }
}

impl Payroll {
    /// Counts a sale for whoever is paid on markets or on the company.
    ///
    /// * `counted`: with the deal itself in its first sale only
    pub(super) fn count_sale_widely(&mut self, sold: Sold, counted: &Counted) {
        let class = sold.occasion.class;
        self.credits.count_class(class, counted);
        let mut before = Vec::new();
        if sold.is_won {
            let sold_before = self.had.company.entry(sold.deal).or_default();
            if !sold_before.is_empty() {
                self.credits.count_later_sale(class, sold_before);
            }
            before.clone_from(sold_before);
            sold_before.push(class);
        }
        self.list_widely(sold.occasion, *counted, &before);
    }

    /// Credits everybody who shares in a sale with a part, and each manager above them with what is the team's of it:
    /// what earlier days have credited of the sale, and of other sales of the deal, counts with it.
    ///
    /// * `parts`: seats and what each counts on this day, each seat once
    /// * `stay_in`: the stay of the month of whoever is in a seat on this day
    pub(super) fn credit_sale(
        &mut self,
        model: &Model,
        sold: Sold,
        parts: &[Portion],
        whole: &Counted,
        stay_in: impl Fn(usize) -> Option<usize>,
    ) {
        let mut credited = self.share_among(model, parts, stay_in);
        for one in &mut credited {
            if one.whose == Credit::Team {
                (one.counted, one.share) = self.new_to_team(sold, one, whole);
            }
        }
        for ix in 0..credited.len() {
            credited[ix].counted.wins = i64::from(sold.is_won);
            credited[ix].spiffs = self.credit_part(model, sold, &credited[ix], &credited);
        }
        self.credited = credited;
    }

    /// What a manager has of a sale beyond what the team has had of it before, never more than the whole of it in all.
    fn new_to_team(&mut self, sold: Sold, team: &Credited, whole: &Counted) -> (Counted, f64) {
        let so_far = self.had.sales.entry((sold.sale, self.whose(team)));
        let (so_far, share) = so_far.or_default();
        let before = (so_far.within(whole), share.min(1.0));
        so_far.add(&team.counted);
        *share += team.share;
        (
            so_far.within(whole).less(&before.0),
            share.min(1.0) - before.1,
        )
    }

    fn whose(&self, one: &Credited) -> Whose {
        let person = self.people[one.stay];
        (person.seat, person.nth, one.whose == Credit::Team)
    }

    /// Credits one person with a part of a sale: its money, and the deal if it is new to what the plan counts. Returns
    /// what SPIFFs pay.
    ///
    /// * `all`: everybody who is credited with it
    fn credit_part(
        &mut self,
        model: &Model,
        sold: Sold,
        one: &Credited,
        all: &[Credited],
    ) -> Money {
        let (stay, person, class) = (one.stay, self.people[one.stay], sold.occasion.class);
        let Some(plan) = self.plan_of(model, person.seat) else {
            return Money::ZERO;
        };
        let key = (sold.deal, self.whose(one));
        let mut had = self.had.deals.remove(&key).unwrap_or_default();
        let mut money = Counted {
            wins: 0,
            ..one.counted
        };
        if !had.classes.is_empty() {
            // A deal becomes an opportunity once.
            money.opportunities = 0;
        }
        self.credits
            .count_person(stay, plan, one.whose, class, &money);
        if sold.is_won {
            self.credits
                .count_win((stay, plan), one.whose, class, &had.classes);
        }
        if self.journal.is_some() {
            self.post_part(model, &sold.occasion, one, all, |component| {
                let is_new = sold.is_won && component.begins_deal(class, &had.classes);
                i64::from(is_new && component.measure == Measure::Wins)
                    + money.of(component.measure)
            });
        }
        if !sold.is_return {
            had.classes.push(class);
        }
        let mut spiffs = Money::ZERO;
        if (sold.is_won || sold.is_return) && one.whose == Credit::Own {
            spiffs = self.credit_spiffs(plan, sold, one, &mut had);
        }
        self.had.deals.insert(key, had);
        spiffs
    }

    /// Pays SPIFFs for a sale: for the deal once, and their rates on every sale of it, less what is returned. Returns their
    /// sum.
    fn credit_spiffs(
        &mut self,
        plan: &Plan,
        sold: Sold,
        one: &Credited,
        had: &mut OfDeal,
    ) -> Money {
        let (stay, person, occasion) = (one.stay, self.people[one.stay], &sold.occasion);
        let (month, class) = (month_of(occasion.time), occasion.class);
        let bookings = one.counted.bookings;
        let is_known = !had.classes.is_empty() || self.had.is_credited(sold.deal);
        let mut sum = Money::ZERO;
        for (ix, spiff) in plan.spiffs.iter().enumerate() {
            // Of a deal that the SPIFF has not paid, nothing goes back; of one from before the table, its rate does.
            let is_unpaid = is_known && !had.spiffs.contains(&ix);
            if sold.is_return && is_unpaid {
                continue;
            }
            let pay = if sold.is_return || had.spiffs.contains(&ix) {
                let pay = spiff.pays_again(month, class, bookings);
                self.credits.add_to_spiff(stay, plan, ix, pay);
                pay
            } else {
                let paid = self.spiff_deals(stay, plan, ix);
                let Some(pay) = spiff.pays(month, class, bookings, paid) else {
                    continue;
                };
                self.credits.count_spiff(stay, plan, ix, pay);
                had.spiffs.push(ix);
                pay
            };
            if pay != Money::ZERO {
                self.post_spiff(person, occasion, ix, one.share, pay);
            }
            sum += pay;
        }
        sum
    }
}
