//! Territories, named accounts, and how leads find a rep.

pub mod routing;

use crate::kernel::stream::EntityKey;

/// Who covers what.
#[derive(Clone, Debug)]
pub struct Territories {
    /// Territories, in the order of [`Dimensions::territories`](crate::dimensions::Dimensions::territories).
    pub areas: Vec<Area>,
    /// How leads find a rep, by role.
    pub routing: Vec<Routing>,
    /// Named accounts, sorted by id.
    pub accounts: Vec<Account>,
}

/// What a territory covers.
#[derive(Clone, Debug)]
pub struct Area {
    /// Whether each market (segment x region) is covered.
    pub markets: Vec<bool>,
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
    /// Seat that owns it.
    pub owner: Option<usize>,
}
