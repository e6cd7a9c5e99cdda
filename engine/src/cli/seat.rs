//! Seats that a command line names.

use super::failure::Failure;
use crate::model::Model;
use crate::report::printable;
use crate::scenario::did_you_mean;
use crate::workforce::Seat;

/// The seat with an id, or with a person of a name, and whether it was named by its person.
pub(crate) fn find(model: &Model, rep: &str) -> Result<(usize, bool), Failure> {
    let seats = &model.workforce.seats;
    if let Some(seat) = seats.iter().position(|seat| seat.id == rep) {
        return Ok((seat, false));
    }
    let named: Vec<usize> = (0..seats.len())
        .filter(|&ix| seats[ix].name == rep)
        .collect();
    match named.as_slice() {
        [seat] => Ok((*seat, true)),
        [] => Err(no_seat(seats, rep)),
        several => {
            let ids: Vec<&str> = several.iter().map(|&ix| seats[ix].id.as_str()).collect();
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
    let meant = match did_you_mean(rep, known) {
        meant if meant.is_empty() || rep.is_empty() => String::new(),
        meant => format!("{meant} "),
    };
    let example = seats.first().map_or("", |seat| &seat.id);
    Failure::Usage(format!(
        "there is no seat and no person `{}`: {meant}name a seat such as {}, or the person in it",
        printable(rep),
        printable(example)
    ))
}
