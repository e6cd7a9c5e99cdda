//! Seats that a command line names.

use std::collections::BTreeSet;

use super::failure::Failure;
use crate::model::Model;
use crate::report::printable;
use crate::scenario::did_you_mean;
use crate::workforce::Seat;

/// Whom of a seat a command line means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meant {
    /// Everybody who is in the seat, one after another.
    Everybody,
    /// Whom the plan has there at the start.
    Incumbent,
    /// Whoever has this first day \[months\].
    Joiner(f64),
}

/// The seat with an id, or with a person of a name, and who of the seat is meant.
pub(crate) fn find(model: &Model, rep: &str) -> Result<(usize, Meant), Failure> {
    let seats = &model.workforce.seats;
    if let Some(seat) = seats.iter().position(|seat| seat.id == rep) {
        return Ok((seat, Meant::Everybody));
    }
    let incumbents = seats.iter().enumerate();
    let incumbents = incumbents.filter(|(_, seat)| seat.name == rep);
    let mut named: Vec<(usize, Meant)> = incumbents.map(|(ix, _)| (ix, Meant::Incumbent)).collect();
    let joiners = model.workforce.joiners.iter();
    let joiners = joiners.filter(|joiner| joiner.name.as_deref() == Some(rep));
    named.extend(joiners.map(|joiner| (joiner.seat, Meant::Joiner(joiner.time))));
    match named.as_slice() {
        [meant] => Ok(*meant),
        [] => Err(no_seat(seats, rep)),
        several => {
            let ids: Vec<&str> = several
                .iter()
                .map(|&(ix, _)| seats[ix].id.as_str())
                .collect();
            Err(Failure::Usage(format!(
                "{} people are called `{}`: name the seat instead, one of {}",
                ids.len(),
                printable(rep),
                printable(&ids.join(", "))
            )))
        }
    }
}

fn no_seat(seats: &[Seat], rep: &str) -> Failure {
    let known = seats.iter().flat_map(|seat| [seat.id.as_str(), &seat.name]);
    let known: BTreeSet<&str> = known.collect();
    let meant = match did_you_mean(rep, known) {
        meant if meant.is_empty() || rep.is_empty() => String::new(),
        meant if meant.ends_with('?') => format!("{meant} "),
        meant => format!("{meant}; "),
    };
    let example = seats.first().map_or("", |seat| &seat.id);
    Failure::Usage(format!(
        "there is no seat and no person `{}`: {meant}name a seat such as {}, or the person in it",
        printable(rep),
        printable(example)
    ))
}
