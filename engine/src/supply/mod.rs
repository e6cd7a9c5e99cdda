//! Supply: what it takes to deliver what is sold, by people or from stock, and to serve those who have bought.

pub mod item;
pub mod pool;
pub mod queue;
pub mod shelf;

use crate::kernel::field::Field;
use crate::kernel::law_table::LawTable;
use crate::kernel::math::{ln, ln_1p};
pub use item::{Coming, Item, Policy, Shortage, Units};
pub use pool::{Backlog, Contractors, Overtime, Pool, Precedence};

/// Who delivers what is sold, in which steps, and what follows when it is late.
#[derive(Clone, Debug)]
pub struct Supply {
    /// People who deliver and serve, sorted by id.
    pub pools: Vec<Pool>,
    /// What an order goes through, in order; without any, what is sold is delivered at once, or when it leaves stock.
    pub steps: Vec<Step>,
    /// Goods in stock, sorted by id.
    pub items: Vec<Item>,
    /// Time after signature until which delivery is promised \[months\]; row = deal class.
    pub promise: Field,
    /// Share of late orders that is cancelled within a month; row = deal class.
    pub cancel: Field,
    /// What a month of delay takes off the logit of the first renewal; row = deal class.
    pub late_churn: Field,
    /// What a term without any support takes off the logit of its renewal; row = deal class.
    pub unserved_churn: Field,
    /// When revenue begins.
    pub recognised: Recognised,
    /// Whether every order is delivered at the moment for which it is promised, whoever and whatever is there; no scenario
    /// says so, but a bridge tells by it what is due later from what is late.
    pub when_promised: bool,
}

/// When revenue of a deal begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// When it is delivered: the term of a contract begins then, and what is paid once is earned.
    Delivered,
    /// When it is signed, whenever it is delivered.
    Signed,
}

/// A step of delivery.
#[derive(Clone, Debug)]
pub struct Step {
    /// Id in the files.
    pub id: String,
    /// Name in reports.
    pub name: String,
    /// Pool that does the work.
    pub pool: usize,
    /// Hours that an order takes somebody who is fully ramped, by class.
    pub hours: LawTable,
    /// Hours on top for each minor unit of its value; row = deal class.
    pub hours_per_unit: Field,
    /// Time that the step takes at least, however many work on it \[months\], by class.
    pub least: LawTable,
}

impl Supply {
    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for step in &mut self.steps {
            step.hours.redraw(draws);
            step.hours_per_unit.redraw(draws);
            step.least.redraw(draws);
        }
        for pool in &mut self.pools {
            pool.redraw(draws);
        }
        for item in &mut self.items {
            item.redraw(draws);
        }
        for field in [
            &mut self.promise,
            &mut self.cancel,
            &mut self.late_churn,
            &mut self.unserved_churn,
        ] {
            field.redraw(draws);
        }
    }

    /// Pool that each role works in.
    #[must_use]
    pub fn pool_of_roles(&self, n_roles: usize) -> Vec<Option<usize>> {
        let mut of_role = vec![None; n_roles];
        for (ix, pool) in self.pools.iter().enumerate() {
            for &role in &pool.roles {
                of_role[role] = Some(ix);
            }
        }
        of_role
    }

    /// Item that each product is shipped from.
    #[must_use]
    pub fn item_of_products(&self, n_products: usize) -> Vec<Option<usize>> {
        let mut of_product = vec![None; n_products];
        for (ix, item) in self.items.iter().enumerate() {
            for &product in &item.products {
                of_product[product] = Some(ix);
            }
        }
        of_product
    }

    /// Whether a delivery is promised for every order.
    #[must_use]
    pub fn promises(&self) -> bool {
        self.promise.as_constant().is_none_or(f64::is_finite)
    }

    /// Whether what is sold has to be delivered, by people or from stock.
    #[must_use]
    pub fn delivers(&self) -> bool {
        !self.steps.is_empty() || !self.items.is_empty()
    }

    /// How long a customer waits beyond the promise before the order is cancelled \[months\]; infinite if nobody cancels.
    ///
    /// A share `c` that is cancelled within a month is a hazard of `-ln(1 - c)` a month.
    ///
    /// * `class`, `month`: of the order, and in which it was signed
    /// * `uniform`: in (0, 1)
    #[must_use]
    pub fn patience(&self, class: usize, month: usize, uniform: f64) -> f64 {
        let share = self.cancel.at(class, month);
        if share <= 0.0 {
            return f64::INFINITY;
        }
        ln(uniform) / ln_1p(-share)
    }
}
