//! Coverage response: how the arrivals of a source follow the time that people have for its accounts.

use super::response::Response;
use crate::kernel::field::Field;

/// How the arrivals of a source follow the selling hours that its accounts get.
///
/// The effort in a market is the sum, over the seats of a role that cover it, of the seat's selling hours in the month per
/// account that it covers: each spreads its hours evenly over all accounts of its markets in which the source sends leads.
/// An account counts as much as its workload, and for a seat that sells some products only, as much of it as these are of
/// what the segment buys: so two who share accounts by product have for each product the time that two who both sell
/// everything have. Arrivals are multiplied by response(effort) / response(reference effort), so that more seats on the same
/// accounts bring more, each less than the one before, and a vacancy costs arrivals.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Role whose hours count.
    pub role: usize,
    /// Accounts of each market that lists them, weighted by workload; 0 where the source sends no leads. Row = market.
    pub listed: Vec<Option<f64>>,
    /// Accounts of a market that lists none; row = market.
    pub accounts: Field,
    /// How arrivals follow the hours per account and month.
    pub response: Response,
}

/// What a seat has to give in a month.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Its ramped selling hours \[h\].
    pub hours: f64,
    /// Whether it covers each market; `None`: it covers all.
    pub covers: Option<&'a [bool]>,
    /// Whether it sells each product; `None`: it sells all.
    pub sells: Option<&'a [bool]>,
}

impl Offer<'_> {
    fn is_for(&self, market: usize, product: usize) -> bool {
        self.covers.is_none_or(|covers| covers[market])
            && self.sells.is_none_or(|sells| sells[product])
    }
}

impl Coverage {
    /// Puts the factor on the arrivals of each beat in its place.
    ///
    /// * `offers`: what the seats of the role have to give, in an order that does not depend on chance
    /// * `shares`: of each beat among what its market buys, 1 where a beat is a market; row = beat
    /// * `factors`: one for each beat
    pub fn fill<'a>(
        &self,
        offers: impl Iterator<Item = Offer<'a>>,
        month: usize,
        shares: &[f64],
        factors: &mut [f64],
    ) {
        factors.fill(0.0);
        let per_market = factors.len() / self.listed.len();
        for offer in offers {
            let is_covered = |beat: usize| offer.is_for(beat / per_market, beat % per_market);
            let covered = (0..factors.len()).filter(|&beat| is_covered(beat));
            let accounts = |beat: usize| self.accounts_of(beat / per_market, month) * shares[beat];
            let accounts: f64 = covered.clone().map(accounts).sum();
            if accounts > 0.0 {
                covered.for_each(|beat| factors[beat] += offer.hours / accounts);
            }
        }
        for factor in factors {
            *factor = self.response.factor(*factor, month);
        }
    }

    fn accounts_of(&self, market: usize, month: usize) -> f64 {
        // Part of an account is none, as in a finite market.
        self.listed[market].unwrap_or_else(|| self.accounts.at(market, month).floor())
    }

    /// Puts one trial's draws into every uncertain number.
    pub fn redraw(&mut self, draws: &[f64]) {
        self.accounts.redraw(draws);
        self.response.redraw(draws);
    }
}

#[cfg(test)]
mod tests {
    use super::super::response::Curve;
    use super::*;

    /// Square roots of the hours per account, against one hour.
    fn coverage() -> Coverage {
        Coverage {
            role: 0,
            listed: vec![None, Some(20.0), None],
            accounts: Field::new(1, vec![80.0, 0.0, 100.0], Vec::new(), 0.0, 1e9),
            response: Response {
                reference: Field::constant(1.0),
                curve: Curve::Power {
                    elasticity: Field::constant(0.5),
                },
            },
        }
    }

    fn factors(offers: &[Offer<'_>]) -> [f64; 3] {
        let mut factors = [9.0; 3];
        coverage().fill(offers.iter().copied(), 0, &[1.0; 3], &mut factors);
        factors
    }

    /// By hand: 100 h over 80 + 20 accounts are 1 h each, 300 h over all 200 are 1.5 h each; sqrt(1 + 1.5) and sqrt(1.5).
    #[test]
    fn each_seat_spreads_its_hours_over_the_accounts_it_covers() {
        let east = Offer {
            hours: 100.0,
            covers: Some(&[true, true, false]),
            sells: None,
        };
        let everywhere = Offer {
            hours: 300.0,
            covers: None,
            sells: None,
        };
        let are = |found: [f64; 3], expected: [f64; 3]| {
            let mut pairs = found.iter().zip(expected);
            pairs.all(|(a, b)| (a - b).abs() < 1e-12)
        };
        assert!(are(factors(&[east]), [1.0, 1.0, 0.0]));
        let both = factors(&[east, everywhere]);
        assert!(are(both, [2.5, 2.5, 1.5].map(f64::sqrt)));
    }

    /// Two people and one market of 80 accounts that buys one product to 3 / 4 and the other to 1 / 4. By hand: who sells
    /// the first has 120 h for 60 accounts' worth of it, who sells the second 40 h for 20; who sells both has 160 h for 80.
    #[test]
    fn whoever_sells_one_product_has_the_whole_time_for_it() {
        let mut coverage = coverage();
        coverage.listed.truncate(1);
        let offer = |hours, sells| Offer {
            hours,
            covers: None,
            sells,
        };
        // The response is a root, so the squares are the hours per account against the reference.
        let squares_are = |offers: &[Offer<'_>], expected: [f64; 2]| {
            let mut factors = [9.0; 2];
            coverage.fill(offers.iter().copied(), 0, &[0.75, 0.25], &mut factors);
            let mut pairs = factors.iter().zip(expected);
            pairs.all(|(factor, square)| (factor * factor - square).abs() < 1e-9)
        };
        let split = [
            offer(120.0, Some(&[true, false][..])),
            offer(40.0, Some(&[false, true][..])),
        ];
        assert!(squares_are(&split, [2.0, 2.0]));
        assert!(squares_are(&[offer(160.0, None)], [2.0, 2.0]));
        assert!(squares_are(&split[..1], [2.0, 0.0]));
    }

    /// 80.9 accounts are 80, as many as a finite market has of them.
    #[test]
    fn part_of_an_account_is_none() {
        let mut coverage = coverage();
        coverage.accounts = Field::constant(80.9);
        coverage.listed.truncate(1);
        let offer = Offer {
            hours: 160.0,
            covers: None,
            sells: None,
        };
        let mut factors = [9.0];
        coverage.fill([offer].into_iter(), 0, &[1.0], &mut factors);
        assert!((factors[0] - 2.0_f64.sqrt()).abs() < 1e-12, "{factors:?}");
    }

    #[test]
    fn nobody_there_sends_no_leads_and_no_accounts_take_no_time() {
        assert!(factors(&[]).iter().all(|&factor| factor <= 0.0));
        let mut coverage = coverage();
        coverage.listed[1] = None;
        let nowhere = Offer {
            hours: 100.0,
            covers: Some(&[false, true, false]),
            sells: None,
        };
        let mut factors = [9.0; 3];
        coverage.fill([nowhere].into_iter(), 0, &[1.0; 3], &mut factors);
        assert!(factors.iter().all(|&factor| factor <= 0.0));
    }
}
