//! Travel: how long the way to a customer takes, and what it costs.

use crate::kernel::field::Field;
use crate::kernel::globe::Location;

/// What the way to customers takes. Every field has one row.
#[derive(Clone, Debug)]
pub struct Travel {
    /// Speed \[km / h\], above 0.
    pub km_per_hour: Field,
    /// Cost of a km [minor units].
    pub cost_per_km: Field,
    /// Length of the way over that of the great circle, 1 or more.
    pub detour: Field,
}

/// The way to a customer and back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    /// How long it takes \[h\].
    pub hours: f64,
    /// What it costs [minor units].
    pub cost: f64,
}

impl Travel {
    /// The way from one place to another and back, in a month.
    #[must_use]
    pub fn round_trip(&self, from: Location, to: Location, month: usize) -> Trip {
        let km = 2.0 * from.distance_to(to) * self.detour.at(0, month);
        Trip {
            hours: km / self.km_per_hour.at(0, month),
            cost: km * self.cost_per_km.at(0, month),
        }
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        for field in [
            &mut self.km_per_hour,
            &mut self.cost_per_km,
            &mut self.detour,
        ] {
            field.redraw(draws);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: a degree of longitude on the equator is 111.195 km. There and back by a road that is 1.25 times as long
    /// are 277.987 km: 3.4748 h at 80 km / h, and 83.40 at 0.30 a km.
    #[test]
    fn the_way_there_and_back_is_that_worked_by_hand() {
        let travel = Travel {
            km_per_hour: Field::constant(80.0),
            cost_per_km: Field::constant(30.0),
            detour: Field::constant(1.25),
        };
        let from = Location::of_degrees(0.0, 10.0);
        let trip = travel.round_trip(from, Location::of_degrees(0.0, 11.0), 0);
        assert!((trip.hours - 277.987 / 80.0).abs() < 1e-4);
        assert!((trip.cost - 277.987 * 30.0).abs() < 0.1);
        let at_home = Trip {
            hours: 0.0,
            cost: 0.0,
        };
        assert_eq!(travel.round_trip(from, from, 0), at_home);
    }
}
