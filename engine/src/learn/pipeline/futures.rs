//! Futures of open deals, counted.

use super::chain::{Chain, Way};
use super::float;
use crate::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use crate::outcome::pipeline::{QUANTILES, Spread};

/// What a deal is worth if it is won.
#[derive(Clone, Debug, PartialEq)]
pub enum Worth {
    /// Nobody knows.
    Unknown,
    /// So much [minor units].
    Known(i64),
    /// One of these [minor units], each as likely: the list of so a number.
    OneOf(usize),
}

/// An open deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// Its id; luck is addressed by it.
    pub deal: String,
    /// Where it is.
    pub stage: usize,
    /// For how many days.
    pub age: f64,
    /// What it is worth.
    pub worth: Worth,
}

/// What is to be counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Futures.
    pub trials: u32,
    /// Their seed.
    pub seed: Seed,
    /// Days until the end of each month, in rising order.
    pub month_ends: Vec<f64>,
}

/// What open deals come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// By way to end.
    pub ends: Vec<Ended>,
    /// Deals that are still open after each month, and at last those that never end as far as was seen.
    pub still_open: Vec<Spread>,
    /// Deals that are older than any was that left its stage.
    pub n_beyond: usize,
}

/// Deals that end in a way.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// In each month, then in all later ones.
    pub deals: Vec<Spread>,
    /// In all.
    pub all: Spread,
    /// What they are worth, likewise [minor units].
    pub value: (Vec<Spread>, Spread),
}

/// What deals do.
const MOVES: Purpose = Purpose::new(2);
/// What they turn out to be worth.
const WORTH: Purpose = Purpose::new(3);

/// Counts of one future: by end and month.
struct Counts {
    deals: Vec<i64>,
    value: Vec<i64>,
    open: Vec<i64>,
}

/// Simulates.
///
/// * `sizes`: the lists of [`Worth::OneOf`]; each with a value at least
#[must_use]
pub fn outlook(chain: &Chain, open: &[Open], sizes: &[Vec<i64>], options: &Options) -> Outlook {
    let keys: Vec<EntityKey> = open
        .iter()
        .map(|deal| EntityKey::of("open-deal", &deal.deal))
        .collect();
    let n_months = options.month_ends.len();
    let futures: Vec<Counts> = (0..options.trials)
        .map(|trial| {
            let hazards = chain.drawn(options.seed, trial);
            let n = chain.n_ends() * (n_months + 1);
            let mut counts = Counts {
                deals: vec![0; n],
                value: vec![0; n],
                open: vec![0; n_months + 1],
            };
            for (deal, key) in open.iter().zip(&keys) {
                let address = |purpose, stage: usize| Address {
                    entity: *key,
                    trial,
                    month: u16::try_from(stage).unwrap_or(0),
                    purpose,
                    index: 0,
                };
                let (mut stage, mut age, mut days) = (deal.stage, deal.age, 0.0);
                let end = loop {
                    let words = draw(options.seed, address(MOVES, stage));
                    let Some((at, way)) =
                        hazards[stage].leave(age, words.uniform(0), words.uniform(1))
                    else {
                        break None;
                    };
                    days += at - age;
                    match chain.stages()[stage].ways[way] {
                        Way::To(next) => (stage, age) = (next, 0.0),
                        Way::Ends(end) => break Some(end),
                    }
                };
                let month = match end {
                    Some(end) => {
                        let month = options.month_ends.partition_point(|end| *end < days);
                        let cell = end * (n_months + 1) + month;
                        counts.deals[cell] += 1;
                        counts.value[cell] += match deal.worth {
                            Worth::Unknown => 0,
                            Worth::Known(value) => value,
                            Worth::OneOf(list) => one_of(
                                &sizes[list],
                                draw(options.seed, address(WORTH, 0)).uniform(0),
                            ),
                        };
                        month
                    }
                    None => n_months + 1,
                };
                for open in counts.open.iter_mut().take(month.min(n_months)) {
                    *open += 1;
                }
                counts.open[n_months] += i64::from(end.is_none());
            }
            counts
        })
        .collect();
    let cell = |of: fn(&Counts) -> &Vec<i64>, cells: &[usize]| {
        spread(
            futures
                .iter()
                .map(|counts| cells.iter().map(|&cell| of(counts)[cell]).sum())
                .collect(),
        )
    };
    let ended = |end: usize| {
        let cells: Vec<usize> = (end * (n_months + 1)..(end + 1) * (n_months + 1)).collect();
        let by_month = |of| {
            cells
                .iter()
                .map(|&one| cell(of, &[one]))
                .collect::<Vec<Spread>>()
        };
        Ended {
            deals: by_month(|counts| &counts.deals),
            all: cell(|counts| &counts.deals, &cells),
            value: (
                by_month(|counts| &counts.value),
                cell(|counts| &counts.value, &cells),
            ),
        }
    };
    Outlook {
        ends: (0..chain.n_ends()).map(ended).collect(),
        still_open: (0..=n_months)
            .map(|month| cell(|counts| &counts.open, &[month]))
            .collect(),
        n_beyond: open
            .iter()
            .filter(|deal| chain.is_beyond(deal.stage, deal.age))
            .count(),
    }
}

/// A value of a list by a uniform number.
fn one_of(values: &[i64], uniform: f64) -> i64 {
    let n = values.len();
    let ix = (0..n)
        .rev()
        .find(|&ix| uniform * float(n) >= float(ix))
        .unwrap_or(0);
    values.get(ix).copied().unwrap_or(0)
}

/// Mean and quantiles; of a count a quantile is a count that came.
fn spread(mut values: Vec<i64>) -> Spread {
    values.sort_unstable();
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts and cents are far below 2^53"
    )]
    let number = |x: i64| x as f64;
    let n = values.len();
    let at = |share: f64| {
        let ix = (0..n)
            .find(|&ix| float(ix + 1) >= share * float(n))
            .unwrap_or(0);
        values.get(ix).copied().map_or(0.0, number)
    };
    Spread {
        mean: number(values.iter().sum()) / float(n.max(1)),
        quantiles: QUANTILES.map(at),
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "nothing is exactly 0, and all is exactly 1"
)]
mod tests {
    use super::super::ChainStage;
    use super::*;
    use crate::learn::survival::{RiskSet, Spell};

    /// Half of the deals pass from the first stage to the second after 10 days, where nine of ten are won after 5.
    fn chain() -> Chain {
        let first: Vec<Spell> = (0..1_000_u32)
            .map(|ix| Spell::ended(10.0, usize::from(ix % 2 == 0)))
            .collect();
        let second: Vec<Spell> = (0..1_000_u32)
            .map(|ix| Spell::ended(5.0, usize::from(ix % 10 == 0)))
            .collect();
        let stage = |name: &str, spells: &[Spell], ways| ChainStage {
            name: name.to_owned(),
            risk: RiskSet::new(2, spells).unwrap(),
            ways,
            dispersion: 1.0,
        };
        Chain::new(vec![
            stage("One", &first, vec![Way::To(1), Way::Ends(1)]),
            stage("Two", &second, vec![Way::Ends(0), Way::Ends(1)]),
        ])
    }

    fn deals(n: u32) -> Vec<Open> {
        let open = |ix: u32| Open {
            deal: format!("D{ix}"),
            stage: usize::from(ix % 2 == 1),
            age: 2.0,
            worth: Worth::Known(100),
        };
        (0..n).map(open).collect()
    }

    fn options() -> Options {
        Options {
            trials: 1_000,
            seed: Seed(1),
            month_ends: vec![4.0, 12.0],
        }
    }

    #[test]
    fn deals_end_when_and_how_their_stages_say() {
        let found = outlook(&chain(), &deals(200), &[], &options());
        let won = &found.ends[0];
        // A hundred are in the second stage and end after 3 more days, nine of ten won; a hundred in the first one, half of
        // which are there after 8 days and won after 13, nine of ten.
        let means: Vec<f64> = won.deals.iter().map(|spread| spread.mean).collect();
        assert!(
            (means[0] - 90.0).abs() < 1.0 && means[1] == 0.0 && (means[2] - 45.0).abs() < 1.0,
            "{means:?}"
        );
        assert!((won.all.mean - 135.0).abs() < 1.5);
        // Luck: 100 x 0.9 x 0.1 + 100 x 0.45 x 0.55 = 5.8², and a little for hazards.
        let width = won.all.quantiles[6] - won.all.quantiles[0];
        assert!((20.0..30.0).contains(&width), "{width}");
        assert!((won.value.1.mean - 100.0 * won.all.mean).abs() < 1e-6);
        let lost = &found.ends[1];
        assert!((won.all.mean + lost.all.mean - 200.0).abs() < 1e-9);
        let open: Vec<f64> = found.still_open.iter().map(|spread| spread.mean).collect();
        assert!(
            (open[0] - 100.0).abs() < 1e-9 && (open[1] - 50.0).abs() < 1.0 && open[2] == 0.0,
            "{open:?}"
        );
    }

    #[test]
    fn the_order_of_deals_does_not_matter_and_old_ones_stay() {
        let mut list = deals(50);
        let straight = outlook(&chain(), &list, &[], &options());
        list.reverse();
        assert_eq!(outlook(&chain(), &list, &[], &options()), straight);
        for deal in &mut list {
            deal.age = 99.0;
        }
        let old = outlook(&chain(), &list, &[], &options());
        assert_eq!((old.n_beyond, old.still_open[2].mean), (50, 50.0));
        assert_eq!(
            outlook(&chain(), &[], &[], &options()).ends[0].all.mean,
            0.0
        );
    }

    #[test]
    fn values_are_those_of_the_list() {
        let mut list = deals(100);
        for deal in &mut list {
            deal.worth = Worth::OneOf(0);
        }
        let found = outlook(&chain(), &list, &[vec![10, 30]], &options());
        let value = found.ends[0].value.1.mean + found.ends[1].value.1.mean;
        assert!((value - 2_000.0).abs() < 30.0, "{value}");
    }
}
