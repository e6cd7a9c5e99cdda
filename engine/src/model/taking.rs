//! What clawback takes back from one person in a month, and what the journal says of it.

use super::account::Account;
use super::held::Loss;
use super::journal::{Posting, Target};
use super::payroll::Person;
use crate::comp::{Credit, Plan};

/// Takes back what one person's plan takes back.
pub(super) struct Taking<'p> {
    pub(super) account: &'p mut Account,
    pub(super) journal: Option<&'p mut Vec<Posting>>,
    pub(super) plan: &'p Plan,
    pub(super) share: f64,
    /// Whether pay of SPIFFs is taken back too.
    pub(super) spiffs: bool,
    pub(super) person: Person,
    pub(super) month: usize,
    /// What is taken off the standing of the main component.
    pub(super) off_main: f64,
}

impl Taking<'_> {
    /// Takes back what is lost of somebody's own result, a team's or a market's.
    pub(super) fn take_back(&mut self, whose: Credit, loss: &Loss) {
        let (share, month, person) = (self.share, self.month, self.person);
        let posting = |to, amount: f64| Posting {
            seat: person.seat,
            nth: person.nth,
            time: loss.leaving.time,
            month,
            to,
            source: loss.leaving.source,
            by: Vec::new(),
            // What is taken off is credited less than nothing; what is owed is owed.
            share: if to == Target::Owed { share } else { -share },
            amount,
            items: None,
        };
        let (journal, off_main) = (&mut self.journal, &mut self.off_main);
        let mut post = |posting: Posting| {
            if let Some(journal) = journal.as_mut().filter(|_| posting.amount != 0.0) {
                journal.push(posting);
            }
        };
        self.account
            .take_back(self.plan, (whose, loss), share, |taken| {
                *off_main += if taken.component == 0 {
                    taken.units
                } else {
                    0.0
                };
                post(posting(Target::Component(taken.component), -taken.units));
                post(posting(Target::Owed, taken.owed.as_f64()));
            });
        if self.spiffs && whose == Credit::Own {
            let owed = loss.held.spiffs.share(share);
            self.account.balance.owed += owed;
            post(posting(Target::Owed, owed.as_f64()));
        }
    }
}
