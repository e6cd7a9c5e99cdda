//! What becomes of deals: which share is won, lost and never decided, and how long that takes.
//!
//! A deal that is open is no loss, and one that was engaged before the export sees decisions is in it only because it was slow;
//! so shares are cumulative incidences of competing ends with censoring and late entry (`learn/survival`), and not won deals
//! over decided ones. Where deals of an age are decided at another pace of late than before, only the last quarter tells, a
//! whole one, since months within a quarter differ.

use jiff::{Span, civil::Date};

use super::deals::days_between;
use super::flow::{Flow, exact, first_whole_month, last_day};
use super::heterogeneity::{WonLost, float};
use super::history::{Deal, History, Standing};
use crate::calendar::YearMonth;
use crate::learn::survival::cure::{self, CureFit};
use crate::learn::survival::follow_up::FollowUp;
use crate::learn::survival::{
    AalenJohansen, Change, Dated, Estimate, RiskSet, Spell, Stretch, dispersion, weeks,
};

/// Ways in which a deal ends.
pub(super) const WON: usize = 0;
pub(super) const LOST: usize = 1;

/// Fewest ends of each kind from which the last quarter alone is learnt.
const FEWEST_IN_QUARTER: usize = 30;
/// Pieces of what is decided only after the last decision that was seen.
const TAIL_PIECES: u32 = 10;

/// What becomes of deals from the day on which they are engaged.
#[derive(Clone, Debug)]
pub(super) struct Conversion {
    /// Shares of all engaged deals, with variances that months which differ have widened.
    pub(super) won: Estimate,
    pub(super) lost: Estimate,
    /// The share that no decision ends.
    pub(super) never: Estimate,
    /// Days to a win, in rising order, each with its share of all deals.
    pub(super) won_days: Vec<(f64, f64)>,
    /// Days to a loss, likewise.
    pub(super) lost_days: Vec<(f64, f64)>,
    /// Deals behind it: won, lost, open.
    pub(super) counts: [usize; 3],
    /// Of these, deals engaged before decisions were seen.
    pub(super) n_late: usize,
    /// Whether the last quarter differs from before.
    pub(super) change: Option<Change>,
    /// The day after which decisions count, if not all do.
    pub(super) since: Option<Date>,
    /// Factor on variances.
    pub(super) dispersion: f64,
    /// Whether the curve of open deals is seen to become flat.
    pub(super) follow_up: Option<FollowUp>,
    /// Laws of the days to a decision, the best first.
    pub(super) laws: Vec<CureFit>,
    shares: AalenJohansen,
    risk: RiskSet,
}

impl Conversion {
    /// Learns from every deal with the day on which it was engaged; `None` if none of them was won or none lost.
    pub(super) fn of(history: &History, flow: &Flow) -> Option<Self> {
        let all: Vec<Dated> = dated(history, flow, |_| true);
        let risk = risk_of(&all, None)?;
        // Weeks tell where months are few, and months what changes slowly.
        let weeks = weeks(0.0, moment(history, flow.seen_from) - 1.0, 7.0);
        let dispersion = [months(history, flow), weeks]
            .map(|stretches| dispersion(&risk, &all, &stretches))
            .into_iter()
            .fold(1.0, f64::max);
        let (change, since) = quarter(history, flow, &risk, &all);
        let risk = match since {
            Some((_, moment)) => risk_of(&all, Some(moment))?,
            None => risk,
        };
        if [WON, LOST].iter().any(|&end| risk.n_ended(end) == 0) {
            return None;
        }
        let spells = spells(&all, since.map(|(_, moment)| moment));
        let shares = AalenJohansen::of(&risk);
        let wider = |estimate: Estimate| Estimate {
            variance: estimate.variance * dispersion,
            ..estimate
        };
        let n_open = spells.iter().filter(|spell| spell.end.is_none()).count();
        let n_late = spells
            .iter()
            .filter(|spell| spell.seen_after.is_some())
            .count();
        let mut found = Self {
            won: wider(shares.last(WON)),
            lost: wider(shares.last(LOST)),
            never: wider(shares.open(f64::INFINITY)),
            won_days: shares.jumps(WON),
            lost_days: shares.jumps(LOST),
            counts: [risk.n_ended(WON), risk.n_ended(LOST), n_open],
            n_late,
            change,
            since: since.map(|(day, _)| day),
            dispersion,
            follow_up: FollowUp::of(&risk),
            laws: cure::fits(&spells, 1.0),
            shares,
            risk,
        };
        found.add_tail();
        Some(found)
    }

    /// Where it was not looked for long enough to see what never ends, a part of what is open beyond the last decision is
    /// decided later: what the best law of days says, won and lost as before.
    fn add_tail(&mut self) {
        if self.follow_up.is_some_and(|seen| seen.is_enough()) {
            return;
        }
        let Some(law) = self.laws.first().copied() else {
            return;
        };
        let never = law.never.value.min(self.never.value);
        let later = self.never.value - never;
        let won = self.won.value / (self.won.value + self.lost.value);
        let beyond = self.shares.last_age();
        for ix in 0..TAIL_PIECES {
            let lasting = 1.0 - (f64::from(ix) + 0.5) / f64::from(TAIL_PIECES);
            let age = law.latency.lasting(law.place, law.spread, beyond, lasting);
            let share = later / f64::from(TAIL_PIECES);
            self.won_days.push((age, share * won));
            self.lost_days.push((age, share * (1.0 - won)));
        }
        self.won.value += later * won;
        self.lost.value += later * (1.0 - won);
        self.never.value = never;
        // Nobody saw what comes later: any part of it may be won, lost or never decided, as far as the export tells.
        for share in [&mut self.won, &mut self.lost, &mut self.never] {
            share.variance += later * later / 12.0;
        }
    }

    /// Beta parameters of the share that is won.
    pub(super) fn beta(&self) -> (f64, f64) {
        let n: usize = self.counts.iter().sum();
        let worth = self.won.worth(float(n)).max(2.0);
        (
            worth * self.won.value + 0.5,
            worth * (1.0 - self.won.value) + 0.5,
        )
    }

    /// Deals of each group as so many won and not won as tell its share equally well: shares differ in what they rest on, since
    /// open deals tell less than decided ones.
    pub(super) fn of_groups(
        &self,
        history: &History,
        flow: &Flow,
        n_groups: usize,
        group: impl Fn(&Deal) -> usize,
    ) -> Vec<WonLost> {
        let since = self.since.map(|day| moment(history, day));
        let n: usize = self.counts.iter().sum();
        // What an answer of a deal is worth, of all deals.
        let worth_each = self.won.worth(float(n)) / float(n.max(1));
        let one = |ix: usize| {
            let own = dated(history, flow, |deal| group(deal) == ix);
            let n_own = float(spells(&own, since).len());
            let share = risk_of(&own, since).map_or(self.won.value, |risk| {
                AalenJohansen::of(&risk).last(WON).value
            });
            let worth = worth_each * n_own;
            WonLost {
                won: whole(worth * share),
                lost: whole(worth * (1.0 - share)),
            }
        };
        (0..n_groups).map(one).collect()
    }

    /// Mean days to a win and to a loss.
    pub(super) fn mean_days(days: &[(f64, f64)]) -> f64 {
        let all: f64 = days.iter().map(|(_, share)| share).sum();
        days.iter().map(|(age, share)| age * share).sum::<f64>() / all.max(1e-12)
    }

    /// Median days of those that end.
    pub(super) fn median_days(days: &[(f64, f64)]) -> f64 {
        let half = days.iter().map(|(_, share)| share).sum::<f64>() / 2.0;
        let mut sum = 0.0;
        let at = |(age, share): &(f64, f64)| {
            sum += share;
            (sum >= half).then_some(*age)
        };
        days.iter().find_map(at).unwrap_or(0.0)
    }

    /// Who was there when, and how they ended.
    pub(super) fn risk(&self) -> &RiskSet {
        &self.risk
    }

    /// Relative standard error of the mean days to a decision: what is uncertain about the pace.
    pub(super) fn pace_cv(&self) -> f64 {
        let all: Vec<(f64, f64)> = self
            .won_days
            .iter()
            .chain(&self.lost_days)
            .copied()
            .collect();
        let (mean, mass) = (
            Self::mean_days(&all),
            all.iter().map(|(_, share)| share).sum::<f64>(),
        );
        let square = |(age, share): &(f64, f64)| (age - mean) * (age - mean) * share;
        let variance = all.iter().map(square).sum::<f64>() / mass.max(1e-12);
        let n = float(self.counts[0] + self.counts[1]).max(1.0);
        if mean > 0.0 {
            crate::kernel::math::sqrt(variance * self.dispersion / n) / mean
        } else {
            0.0
        }
    }

    /// Chance that a deal which is open at an age is never decided: its share over what is open then.
    pub(super) fn dead(&self, age: i64) -> f64 {
        let open = self.shares.open(exact(age)).value;
        if open > 0.0 {
            (self.never.value / open).min(1.0)
        } else {
            1.0
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no more than deals, and not negative"
)]
fn whole(x: f64) -> usize {
    x.round() as usize
}

/// A day as a moment.
fn moment(history: &History, day: Date) -> f64 {
    exact(days_between(history.as_of, day))
}

/// Deals from the day on which they were engaged, as far as decisions were seen.
fn dated(history: &History, flow: &Flow, keep: impl Fn(&Deal) -> bool) -> Vec<Dated> {
    let spell = |deal: &Deal| {
        let engaged = deal.engaged?;
        let end = match deal.standing {
            Standing::Won => Some(WON),
            Standing::Lost => Some(LOST),
            Standing::Engaging => None,
            Standing::Prospecting => return None,
        };
        let last = if end.is_some() {
            deal.closed?
        } else {
            history.as_of
        };
        let hidden = days_between(engaged, flow.seen_from);
        // On the first day on which decisions are seen they are seen already.
        let seen_after = (flow.truncated && hidden > 0).then(|| exact(hidden - 1));
        let until = exact(days_between(engaged, last));
        let is_seen = seen_after.is_none_or(|after| after < until);
        is_seen.then_some(Dated {
            begin: moment(history, engaged),
            spell: Spell {
                seen_after,
                until,
                end,
            },
        })
    };
    history
        .deals
        .iter()
        .filter(|deal| keep(deal))
        .filter_map(spell)
        .collect()
}

fn spells(dated: &[Dated], since: Option<f64>) -> Vec<Spell> {
    let one = |dated: &Dated| match since {
        Some(moment) => dated.after(moment),
        None => Some(dated.spell),
    };
    dated.iter().filter_map(one).collect()
}

fn risk_of(dated: &[Dated], since: Option<f64>) -> Option<RiskSet> {
    RiskSet::new(2, &spells(dated, since)).ok()
}

/// Whole months in which decisions were seen.
fn months(history: &History, flow: &Flow) -> Vec<Stretch> {
    let first = first_whole_month(flow.seen_from);
    let n = first.months_until(YearMonth::of(history.as_of)) + 1;
    let stretch = |ix: i32| {
        let month = first.plus(usize::try_from(ix).ok()?);
        let end = last_day(month);
        (end <= history.as_of).then(|| Stretch {
            after: moment(history, end.first_of_month()) - 1.0,
            until: moment(history, end),
        })
    };
    (0..n).filter_map(stretch).collect()
}

/// Whether the last quarter differs from what was before, and the last day before it if it does.
fn quarter(
    history: &History,
    flow: &Flow,
    risk: &RiskSet,
    all: &[Dated],
) -> (Option<Change>, Option<(Date, f64)>) {
    let Some(before) = three_months_before(history.as_of).filter(|day| *day > flow.seen_from)
    else {
        return (None, None);
    };
    let since = moment(history, before);
    let change = Change::at(risk, all, since);
    let is_enough = || {
        risk_of(all, Some(since)).is_some_and(|risk| {
            [WON, LOST]
                .iter()
                .all(|&end| risk.n_ended(end) >= FEWEST_IN_QUARTER)
        })
    };
    let is_real = change.is_some_and(|change| change.is_real()) && is_enough();
    (change, is_real.then_some((before, since)))
}

/// Three months back, from the last day of a month to the last of another.
fn three_months_before(day: Date) -> Option<Date> {
    let before = day.checked_sub(Span::new().months(3)).ok()?;
    Some(if day == day.last_of_month() {
        before.last_of_month()
    } else {
        before
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_back_is_three_months() {
        assert_eq!(
            three_months_before(date(2027, 11, 30)),
            Some(date(2027, 8, 31))
        );
        assert_eq!(
            three_months_before(date(2027, 5, 31)),
            Some(date(2027, 2, 28))
        );
        assert_eq!(
            three_months_before(date(2027, 5, 20)),
            Some(date(2027, 2, 20))
        );
    }
}
