//! What counts for all who are paid on markets or on the company, deal by deal: a statement lists it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Model;
use super::credit::Counted;
use super::journal::{Item, Occasion};
use super::payroll::Payroll;
use crate::comp::{Component, Credit, Measure};

/// Something that counted for markets and the company.
#[derive(Clone, Debug)]
struct Widely {
    occasion: Occasion,
    counted: Counted,
    /// Classes of the sales of the deal before it.
    before: Vec<usize>,
}

/// All of a month, and what each component counts of it in each territory.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    all: Vec<Widely>,
    /// By plan, component and territory; one list for all who are paid on it.
    counted: BTreeMap<(usize, usize, Option<usize>), Arc<[Item]>>,
}

impl Listed {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.counted.clear();
    }

    /// What a component counts in a territory or of the company, in order of time.
    ///
    /// * `of`: indices of the plan and the component
    pub(super) fn items(
        &mut self,
        model: &Model,
        of: (usize, usize),
        territory: Option<usize>,
    ) -> Arc<[Item]> {
        let component = &model.comp.plans[of.0].components[of.1];
        let territory = territory.filter(|_| component.credit == Credit::Territory);
        let (all, counted) = (&self.all, &mut self.counted);
        let items = counted
            .entry((of.0, of.1, territory))
            .or_insert_with(|| items(all, model, component, territory));
        Arc::clone(items)
    }
}

fn items(
    all: &[Widely],
    model: &Model,
    component: &Component,
    territory: Option<usize>,
) -> Arc<[Item]> {
    let counts = |class: usize| component.counts.takes(class) && model.is_covered(territory, class);
    let item = |widely: &Widely| {
        let is_first = !widely.before.iter().any(|&class| counts(class));
        let counted = match component.measure {
            // A deal is won once, with the first of its sales that counts.
            Measure::Wins if !widely.before.is_empty() => i64::from(is_first),
            measure => widely.counted.of(measure),
        };
        Item {
            time: widely.occasion.time,
            source: widely.occasion.source,
            amount: component.measure.value(counted),
        }
    };
    let counted = all.iter().filter(|widely| counts(widely.occasion.class));
    let mut items: Vec<Item> = counted
        .map(item)
        .filter(|item| item.amount != 0.0)
        .collect();
    items.sort_by(|a, b| a.time.total_cmp(&b.time));
    items.into()
}

impl Payroll {
    /// Counts a deal or an opportunity, or cash, for whoever is paid on markets or on the company.
    #[inline]
    pub(super) fn count_widely(
        &mut self,
        class: usize,
        counted: &Counted,
        occasion: impl FnOnce() -> Occasion,
    ) {
        self.credits.count_class(class, counted);
        if self.journal.is_some() {
            self.list_widely(occasion(), *counted, &[]);
        }
    }

    /// Puts it on the list, if anybody keeps a journal.
    ///
    /// * `before`: classes of the sales of the deal before it
    pub(super) fn list_widely(&mut self, occasion: Occasion, counted: Counted, before: &[usize]) {
        if self.journal.is_some() {
            self.listed.all.push(Widely {
                occasion,
                counted,
                before: before.to_vec(),
            });
        }
    }
}
