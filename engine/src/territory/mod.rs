//! Territories, named accounts, and how leads find a rep.

pub mod beat;
pub mod family;
pub mod hand_over;
pub mod ownership;
pub mod routing;
pub mod score;
pub mod travel;

use crate::kernel::globe::Location;
use crate::kernel::stream::EntityKey;
use beat::{Beat, Beats};
use hand_over::HandOver;
use ownership::Owners;
use travel::Travel;

/// Who covers what.
#[derive(Clone, Debug)]
pub struct Territories {
    /// Territories, in the order of [`Dimensions::territories`](crate::dimensions::Dimensions::territories).
    pub areas: Vec<Area>,
    /// What they can be cut by.
    pub beats: Beats,
    /// How leads find a rep, by role.
    pub routing: Vec<Routing>,
    /// Named accounts, sorted by id.
    pub accounts: Vec<Account>,
    /// How strongly routing by score brings good leads to good reps.
    pub score_focus: f64,
    /// What a change of owner costs; `None`: nothing.
    pub hand_over: Option<HandOver>,
    /// What it takes to work on site; `None`: nothing.
    pub travel: Option<Travel>,
    /// New cuts, in the order in which they come into force; each stands for itself.
    pub recuts: Vec<Recut>,
}

/// A new cut of the territories: all that holds from a month on.
#[derive(Clone, Debug)]
pub struct Recut {
    /// Name in the file.
    pub id: String,
    /// First month.
    pub month: usize,
    /// What each territory covers.
    pub areas: Vec<Area>,
    /// Territory of each seat.
    pub seats: Vec<Option<usize>>,
    /// Owners of each named account.
    pub owners: Vec<Owners>,
    /// Whether open deals stay with their owners for good.
    pub keeps_deals: bool,
    /// Months for which they stay with their owners, if not for good; 0: they follow at once.
    pub holdover: usize,
}

/// What a territory covers.
#[derive(Clone, Debug)]
pub struct Area {
    /// Whether each market (segment x region) is covered.
    pub markets: Vec<bool>,
    /// Whether each product is sold there; `None`: all are.
    pub products: Option<Vec<bool>>,
}

impl Area {
    /// Whether a beat lies in it.
    #[must_use]
    #[inline]
    pub fn covers(&self, beat: Beat) -> bool {
        let sells = |products: &Vec<bool>| products[beat.product];
        self.markets[beat.market] && self.products.as_ref().is_none_or(sells)
    }
}

/// How leads find a rep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routing {
    /// To the owner of the account, otherwise as `Weighted`.
    Owner,
    /// To one rep after the other.
    RoundRobin,
    /// By chance, in proportion to the seats' weights.
    Weighted,
    /// Into one queue, to whoever is free first.
    Pool,
    /// As `Weighted`, with weights that grow with the product of the lead's score and the rep's skill.
    ByScore,
}

/// A named account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Id in the files.
    pub id: String,
    /// Key of its random numbers.
    pub key: EntityKey,
    /// Market (segment x region).
    pub market: usize,
    /// Weight among the accounts of its market when a lead arises.
    pub potential: f64,
    /// Weight among the accounts that people share their time between.
    pub workload: f64,
    /// Where it is, if the files say.
    pub location: Option<Location>,
    /// Seats that own it as the files say, without what it inherits.
    pub named: Owners,
    /// Seats that own it now.
    pub owners: Owners,
    /// Account that it belongs to; no account is above itself.
    pub parent: Option<usize>,
    /// Whether it has no owner of its own and belongs to that of its parent.
    pub inherits: bool,
}
