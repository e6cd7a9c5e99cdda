//! Which value of a lever reaches a goal: the root of a curve that is estimated in the same futures at every value.
//!
//! With common random numbers the estimated curve is one function of the lever, and its crossing of the goal estimates
//! the true crossing with the standard error `σ / (√n |slope|)` (sample-path root finding; Pasupathy and Kim 2011, "The
//! stochastic root-finding problem", section 3; the delta method for Z-estimators, van der Vaart 1998, theorem 5.21).
//! Its interval is where the pointwise 95 % band of the curve crosses the goal. That the curve is monotone is checked
//! with paired differences between neighbouring values, never assumed.

use crate::kernel::summary::{Moments, Paired};
use crate::outcome::search::{Answer, Crossing, Reversal, Search, Tried};

/// Values of the coarse look over the whole range.
const N_COARSE: u32 = 5;
/// Values tried to narrow a crossing down, of a lever without steps.
const MOST_NARROWING: usize = 14;
/// A value is near enough where its estimate is within this part of a standard error of the goal: the slope does the
/// rest.
const NEAR: f64 = 0.25;
/// Standard errors to either side of the answer at which the slope is measured: just beyond the 95 % band.
const SLOPE_SPAN: f64 = 2.2;
/// Neighbours of the answer that are tried on either side to close the interval of a lever in steps.
const MOST_NEIGHBOURS: u32 = 3;
/// Paired standard errors by which a curve has to turn back to be called not monotone.
const TURNS_BACK: f64 = 4.0;

/// The values that a lever may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    /// Lowest value.
    pub from: f64,
    /// Highest value; above `from`.
    pub to: f64,
    /// Distance of neighbouring values, from `from` on; any value in between unless said.
    pub step: Option<f64>,
}

impl Domain {
    /// Number of steps from the lowest value on that stay inside.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and nobody has as many steps"
    )]
    fn n_steps(self, step: f64) -> u32 {
        ((self.to - self.from) / step + 1e-9).floor().max(0.0) as u32
    }

    /// The step that a value is.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the value came from a step"
    )]
    fn step_of(self, step: f64, value: f64) -> u32 {
        ((value - self.from) / step).round() as u32
    }

    /// The value of a step, in as many digits as anybody writes: ten steps of 0.1 are 1.
    fn at_step(self, step: f64, ix: u32) -> f64 {
        let exact = self.from + f64::from(ix) * step;
        let written = format!("{exact:.11e}").parse().unwrap_or(exact);
        self.to.min(written)
    }

    /// Values over the whole range, ends included.
    fn coarse(self) -> Vec<f64> {
        let Some(step) = self.step else {
            let share = |ix| f64::from(ix) / f64::from(N_COARSE - 1);
            return (0..N_COARSE)
                .map(|ix| self.from + (self.to - self.from) * share(ix))
                .collect();
        };
        let n = self.n_steps(step);
        let mut steps: Vec<u32> = (0..N_COARSE)
            .map(|ix| u32::try_from(u64::from(n) * u64::from(ix) / u64::from(N_COARSE - 1)))
            .map(|ix| ix.expect("a part of a number is no larger"))
            .collect();
        steps.dedup();
        steps.into_iter().map(|ix| self.at_step(step, ix)).collect()
    }
}

/// What the futures say at a value of the lever.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// In short. [`Tried::reached`] says whether the goal is reached.
    pub tried: Tried,
    /// What the estimate is the mean of, trial by trial.
    pub by_trial: Vec<f64>,
}

/// Searches for the value at which `evaluate` begins to reach the goal.
///
/// * `goal`: the level that the estimate has to reach, from either side
/// * `evaluate`: the estimate at a value, in the same futures at every value; `None` if Ctrl-C came
///
/// # Errors
///
/// What `evaluate` says.
pub fn seek<E>(
    domain: Domain,
    goal: f64,
    mut evaluate: impl FnMut(f64) -> Result<Option<Evaluation>, E>,
) -> Result<Search, E> {
    let mut seeker = Seeker {
        domain,
        goal,
        tried: Vec::new(),
        evaluate: &mut evaluate,
    };
    let answer = seeker.search()?.unwrap_or(Answer::Interrupted);
    Ok(Search {
        reversal: seeker.reversal(),
        n_crossings: seeker.crossings().len(),
        tried: seeker.tried.into_iter().map(|e| e.tried).collect(),
        answer,
    })
}

struct Seeker<'e, E> {
    domain: Domain,
    goal: f64,
    /// By value.
    tried: Vec<Evaluation>,
    evaluate: &'e mut dyn FnMut(f64) -> Result<Option<Evaluation>, E>,
}

/// `None` if Ctrl-C came.
type Step<T, E> = Result<Option<T>, E>;

impl<E> Seeker<'_, E> {
    fn search(&mut self) -> Step<Answer, E> {
        for value in self.domain.coarse() {
            if self.attempt(value)?.is_none() {
                return Ok(None);
            }
        }
        let Some(&first) = self.crossings().first() else {
            let reached = self.tried.iter().all(|e| e.tried.reached);
            return Ok(Some(if reached {
                Answer::Everywhere
            } else {
                Answer::Nowhere(self.nearest())
            }));
        };
        let crossing = match self.domain.step {
            Some(step) => self.in_steps(first, step)?,
            None => self.anywhere(first)?,
        };
        Ok(crossing.map(Answer::Reached))
    }

    /// Tries a value and returns its index; one that was tried already is not tried again.
    fn attempt(&mut self, value: f64) -> Step<usize, E> {
        let ix = self.tried.partition_point(|e| e.tried.value < value);
        let is_there = |e: &Evaluation| e.tried.value.to_bits() == value.to_bits();
        if !self.tried.get(ix).is_some_and(is_there) {
            let Some(evaluation) = (self.evaluate)(value)? else {
                return Ok(None);
            };
            self.tried.insert(ix, evaluation);
        }
        Ok(Some(ix))
    }

    /// Indices of the values from each of which to the next the goal is crossed.
    fn crossings(&self) -> Vec<usize> {
        let pairs = self.tried.windows(2).enumerate();
        pairs
            .filter(|(_, pair)| pair[0].tried.reached != pair[1].tried.reached)
            .map(|(ix, _)| ix)
            .collect()
    }

    /// Index of the estimate that is nearest to the goal.
    fn nearest(&self) -> usize {
        let distance = |ix: &usize| (self.tried[*ix].tried.estimate - self.goal).abs();
        (0..self.tried.len())
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            .unwrap_or(0)
    }

    fn pair(&self, ix: usize) -> [Tried; 2] {
        [self.tried[ix].tried, self.tried[ix + 1].tried]
    }

    /// The first step that reaches the goal, by halving, and what its neighbours say.
    fn in_steps(&mut self, mut ix: usize, step: f64) -> Step<Crossing, E> {
        let domain = self.domain;
        loop {
            let [low, high] = self.pair(ix);
            let [below, above] = [low, high].map(|tried| domain.step_of(step, tried.value));
            if above - below <= 1 {
                break;
            }
            let halfway = domain.at_step(step, below + (above - below) / 2);
            let Some(middle) = self.attempt(halfway)? else {
                return Ok(None);
            };
            let is_below = self.tried[middle].tried.reached == low.reached;
            ix = if is_below { middle } else { middle - 1 };
        }
        let [low, high] = self.pair(ix);
        for (mut edge, side) in [(low, -1), (high, 1)] {
            for _ in 0..MOST_NEIGHBOURS {
                let next = domain.step_of(step, edge.value).checked_add_signed(side);
                let next = next.filter(|&ix| ix <= domain.n_steps(step));
                let Some(next) = next.filter(|_| self.holds_goal(&edge)) else {
                    break;
                };
                let Some(tried) = self.attempt(domain.at_step(step, next))? else {
                    return Ok(None);
                };
                edge = self.tried[tried].tried;
            }
        }
        let upwards = high.reached;
        let answer = if upwards { high } else { low };
        Ok(Some(Crossing {
            value: answer.value,
            std_error: None,
            interval: self.steps_in_band(answer, upwards),
            upwards,
        }))
    }

    /// Whether the interval of an estimate leaves open on which side of the goal it is.
    fn holds_goal(&self, tried: &Tried) -> bool {
        (tried.interval.0..=tried.interval.1).contains(&self.goal)
    }

    /// The steps that may be the first to reach the goal: from the first whose interval goes so far to the first whose
    /// interval lies there as a whole. An end is `None` if the values that were tried do not show it.
    fn steps_in_band(&self, answer: Tried, upwards: bool) -> (Option<f64>, Option<f64>) {
        let (mut away, mut onwards): (Vec<Tried>, Vec<Tried>) = self
            .tried
            .iter()
            .map(|e| e.tried)
            .filter(|tried| tried.value.to_bits() != answer.value.to_bits())
            .partition(|tried| (tried.value < answer.value) == upwards);
        if upwards {
            away.reverse();
        } else {
            onwards.reverse();
        }
        let n_held = away
            .iter()
            .take_while(|tried| self.holds_goal(tried))
            .count();
        let first = match n_held {
            0 => Some(answer.value),
            n => (n < away.len()).then(|| away[n - 1].value),
        };
        let sure = if self.holds_goal(&answer) {
            let sure = onwards.iter().find(|tried| !self.holds_goal(tried));
            sure.map(|tried| tried.value)
        } else {
            Some(answer.value)
        };
        if upwards {
            (first, sure)
        } else {
            (sure, first)
        }
    }

    /// The crossing of a lever without steps: narrowed down, then its slope and its band.
    fn anywhere(&mut self, first: usize) -> Step<Crossing, E> {
        let coarse = self.pair(first);
        let mut ix = first;
        let mut was_halved = true;
        for _ in 0..MOST_NARROWING {
            let [low, high] = self.pair(ix);
            let width = high.value - low.value;
            let near = self.nearer([low, high]);
            if self.is_near(near) || width <= 1e-9 * (self.domain.to - self.domain.from) {
                break;
            }
            // Where the straight line between the ends crosses; halving whenever that did not narrow enough.
            let share =
                ((self.goal - low.estimate) / (high.estimate - low.estimate)).clamp(0.02, 0.98);
            let share = if was_halved { share } else { 0.5 };
            let Some(middle) = self.attempt(low.value + share * width)? else {
                return Ok(None);
            };
            let is_below = self.tried[middle].tried.reached == low.reached;
            ix = if is_below { middle } else { middle - 1 };
            let [low, high] = self.pair(ix);
            was_halved = high.value - low.value <= 0.5 * width;
        }
        let [low, high] = self.pair(ix);
        let near = self.nearer([low, high]);
        let noise = near.std_error;
        let Some(slope) = self.slope(near.value, noise, coarse)? else {
            return Ok(None);
        };
        let is_steep = slope.abs() > 0.0;
        let (value, std_error) = if self.is_near(near) && is_steep {
            let step = (self.goal - near.estimate) / slope;
            let value = (near.value + step).clamp(low.value, high.value);
            (value, Some(noise / slope.abs()))
        } else {
            // The curve jumps over the goal: what reaches it is an answer, what lies in between may be none.
            let reached = if high.reached { high } else { low };
            (reached.value, None)
        };
        Ok(Some(Crossing {
            value,
            std_error,
            interval: (self.band_end(value, false), self.band_end(value, true)),
            upwards: high.reached,
        }))
    }

    /// Whether an estimate is so near to the goal that a straight line leads the rest of the way.
    fn is_near(&self, tried: Tried) -> bool {
        (tried.estimate - self.goal).abs() <= NEAR * tried.std_error
    }

    /// Of two estimates the one that is nearer to the goal.
    fn nearer(&self, [low, high]: [Tried; 2]) -> Tried {
        let distance = |tried: &Tried| (tried.estimate - self.goal).abs();
        if distance(&low) < distance(&high) {
            low
        } else {
            high
        }
    }

    /// The slope of the curve at a value, over the width of its band: a narrower look would see single futures.
    fn slope(&mut self, value: f64, noise: f64, coarse: [Tried; 2]) -> Step<f64, E> {
        let [low, high] = coarse;
        let mut slope = (high.estimate - low.estimate) / (high.value - low.value);
        // The coarse look may know the slope badly; what it leads to knows it well enough for a second one.
        for _ in 0..2 {
            let guess = slope.abs();
            let reach = (SLOPE_SPAN * noise / guess).min(high.value - low.value);
            let sides = [value - reach, value + reach]
                .map(|side| side.clamp(self.domain.from, self.domain.to));
            let mut ends = [(0.0, 0.0); 2];
            for (end, side) in ends.iter_mut().zip(sides) {
                let Some(ix) = self.attempt(side)? else {
                    return Ok(None);
                };
                *end = (side, self.tried[ix].tried.estimate);
            }
            let [(from, low), (to, high)] = ends;
            slope = if to > from {
                (high - low) / (to - from)
            } else {
                0.0
            };
            if slope.abs() < 2.0 * guess {
                break;
            }
        }
        Ok(Some(slope))
    }

    /// Where the band leaves the goal on one side of the answer: between two values that were tried, on a straight
    /// line; `None` if it holds the goal up to the end of the range.
    fn band_end(&self, value: f64, upwards: bool) -> Option<f64> {
        let mut side: Vec<Tried> = self.tried.iter().map(|e| e.tried).collect();
        side.retain(|tried| (tried.value > value) == upwards);
        if !upwards {
            side.reverse();
        }
        // On the side where estimates are above the goal, its lower edge crosses, and the upper edge on the other.
        let edge = |tried: &Tried, above: bool| {
            if above {
                tried.interval.0
            } else {
                tried.interval.1
            }
        };
        let outside = side
            .iter()
            .position(|tried| tried.interval.0 > self.goal || tried.interval.1 < self.goal)?;
        let far = side[outside];
        let above = far.interval.0 > self.goal;
        let near = if let Some(ix) = outside.checked_sub(1) {
            (side[ix].value, edge(&side[ix], above))
        } else {
            // At the answer itself the estimate is the goal, and its edge lies a half-width away.
            let half = (edge(&far, above) - far.estimate).abs();
            (value, self.goal + if above { -half } else { half })
        };
        Some(interpolated(
            [near.0, far.value],
            [near.1, edge(&far, above)],
            self.goal,
        ))
    }

    /// The worst place where the curve runs against its direction from the lowest to the highest value.
    fn reversal(&self) -> Option<Reversal> {
        let (first, last) = (self.tried.first()?, self.tried.last()?);
        let direction = (last.tried.estimate - first.tried.estimate).signum();
        let mut worst: Option<(f64, Reversal)> = None;
        // Neighbours far apart count as well: a slow turn is a turn.
        for (ix, low) in self.tried.iter().enumerate() {
            for high in &self.tried[ix + 1..] {
                let paired = Paired::of(&high.by_trial, &low.by_trial)?;
                let change = paired.difference.mean;
                let std_error = paired.difference.std_error().unwrap_or(f64::INFINITY);
                let against = -direction * change;
                let size = against / std_error.max(f64::MIN_POSITIVE);
                if against > 0.0
                    && size > TURNS_BACK
                    && worst.is_none_or(|(most, _)| against > most)
                {
                    let reversal = Reversal {
                        from: low.tried.value,
                        to: high.tried.value,
                        change,
                        std_error,
                    };
                    worst = Some((against, reversal));
                }
            }
        }
        worst.map(|(_, reversal)| reversal)
    }
}

/// Where a straight line reaches a level; the middle if it is flat.
fn interpolated([from, to]: [f64; 2], [low, high]: [f64; 2], level: f64) -> f64 {
    let share = (level - low) / (high - low);
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.5
    };
    from + share * (to - from)
}

/// The mean of an output over the futures that have a value; `None` if none has.
#[must_use]
pub fn mean_at(
    value: f64,
    by_trial: Vec<f64>,
    reached: impl Fn(f64) -> bool,
) -> Option<Evaluation> {
    let moments = Moments::of(&by_trial)?;
    let tried = Tried {
        value,
        estimate: moments.mean,
        std_error: moments.std_error().unwrap_or(0.0),
        interval: moments.interval().unwrap_or((moments.mean, moments.mean)),
        reached: reached(moments.mean),
    };
    Some(Evaluation { tried, by_trial })
}

/// The chance of an event that happened in some futures (1) and not in others (0); `None` without futures.
#[must_use]
pub fn chance_at(value: f64, happened: Vec<bool>, wanted: f64) -> Option<Evaluation> {
    let share = crate::kernel::summary::Share::of_events(happened.iter().copied())?;
    let tried = Tried {
        value,
        estimate: share.value,
        std_error: share.std_error,
        interval: share.interval,
        reached: share.value >= wanted,
    };
    let by_trial = happened
        .into_iter()
        .map(|yes| f64::from(u8::from(yes)))
        .collect();
    Some(Evaluation { tried, by_trial })
}

#[cfg(test)]
mod tests;
