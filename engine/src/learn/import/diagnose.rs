//! What is unusual in a history as a whole, for whoever plans with it.

use super::columns::TableKind;
use super::conversion::Conversion;
use super::deals::days_between;
use super::estimate::{Estimates, market_counts};
use super::flow::{cycle, last_day};
use super::heterogeneity::{ChiSquare, WonLost, float, independence, pooled, test};
use super::history::{Deal, History, Standing};
use super::quality::{About, OddityKind, Quality};
use super::toml_text::thousands;
use crate::learn::survival::Change;
use crate::learn::survival::cure::CureFit;

/// Notes everything unusual.
///
/// * `days_until_start`: days from the last day of the export to the first of the plan
pub(super) fn diagnose(
    history: &History,
    estimates: &Estimates,
    days_until_start: i64,
    quality: &mut Quality,
) {
    let diagnosis = Diagnosis {
        history,
        estimates,
        days_until_start,
    };
    for finding in [
        diagnosis.truncation(),
        diagnosis.dead_deals(),
        diagnosis.thin_pipeline(),
        diagnosis.undecided(),
        diagnosis.changed_pace(),
        diagnosis.falling_off(),
        diagnosis.two_kinds_of_cycle(),
        diagnosis.quarter_ends(),
        diagnosis.agents_alike(),
        diagnosis.unequal_volume(),
        Some(diagnosis.rates_by_group()),
        diagnosis.one_region_prospects(),
        diagnosis.accounts_of_several_regions(),
        diagnosis.products_by_region(),
        Some(diagnosis.no_season()),
    ]
    .into_iter()
    .flatten()
    {
        let Unusual {
            column,
            what,
            n,
            of,
            handled,
        } = finding;
        let about = About {
            table: TableKind::Opportunities,
            kind: OddityKind::Unusual,
            column,
            what,
            of,
            handled,
        };
        quality.count(about, n, Vec::new());
    }
}

/// Something unusual.
struct Unusual {
    column: &'static str,
    what: String,
    n: usize,
    of: usize,
    handled: String,
}

struct Diagnosis<'a> {
    history: &'a History,
    estimates: &'a Estimates,
    days_until_start: i64,
}

impl Diagnosis<'_> {
    fn open(&self) -> impl Iterator<Item = &Deal> {
        self.history
            .deals
            .iter()
            .filter(|deal| deal.standing == Standing::Engaging)
    }

    /// Deals that were decided before the first recorded decision are missing.
    fn truncation(&self) -> Option<Unusual> {
        let flow = &self.estimates.flow;
        let before = self
            .history
            .deals
            .iter()
            .filter(|d| d.engaged.is_some_and(|day| day < flow.seen_from));
        flow.truncated.then(|| Unusual {
            column: "",
            what: format!("no deal is decided before {}, although deals were engaged earlier: of these only the slow ones are in the export (left truncation)", flow.seen_from),
            n: before.count(),
            of: self.history.deals.len(),
            handled: "arrivals are counted from that day on; of earlier deals, shares and days use only what became of them from then on (delayed entry)".into(),
        })
    }

    /// Open deals that are older than any deal was when it was decided.
    fn dead_deals(&self) -> Option<Unusual> {
        let longest = self.estimates.cycles.longest;
        let age = |deal: &Deal| {
            deal.engaged
                .map(|day| days_between(day, self.history.as_of))
        };
        let older = |days| {
            self.open()
                .filter(|deal| age(deal).is_some_and(|age| age > days))
                .count()
        };
        let dead = older(longest);
        (dead > 0).then(|| Unusual {
            column: "",
            what: format!(
                "open deals are older than the {longest} days that the slowest decided deal took; by age and the share that is never decided, {:.0} of all open deals are dead",
                self.open().filter_map(age).map(|age| self.estimates.conversion.dead(age)).sum::<f64>()
            ),
            n: dead,
            of: self.open().count(),
            handled: format!(
                "kept in the pipeline, counted as dead (`stale-after-days`); {} at the start of the plan",
                older(longest - self.days_until_start)
            ),
        })
    }

    /// Far fewer deals in work than the flow keeps busy: by Little's law, deals a month times months in work.
    fn thin_pipeline(&self) -> Option<Unusual> {
        let (flow, cycles) = (&self.estimates.flow, &self.estimates.cycles);
        let (decided, engaged) = flow.decided_of_engaged();
        let decided = flow.per_month * float(decided) / float(engaged.max(1));
        let expected = decided * months_of(cycles.mean);
        let age = |deal: &Deal| {
            deal.engaged
                .map_or(0, |day| days_between(day, self.history.as_of))
        };
        let alive = self
            .open()
            .filter(|deal| age(deal) <= cycles.longest)
            .count();
        (!flow.makeshift && float(alive) < 0.5 * expected).then(|| Unusual {
            column: "",
            what: format!("open deals are young enough to be alive, where {:.0} decided deals a month of {:.0} days each keep about {expected:.0} open", decided, cycles.mean),
            n: alive,
            of: self.open().count(),
            handled: "the pipeline is taken as it is, so that bookings of the first months are likely too low".into(),
        })
    }

    /// Deals that no decision ends.
    fn undecided(&self) -> Option<Unusual> {
        let conversion = &self.estimates.conversion;
        let never = conversion.never;
        let (low, high) = never.interval(0.95);
        let n: usize = conversion.counts.iter().sum();
        let how = match conversion.follow_up {
            Some(seen) if seen.is_enough() => format!(
                "the curve of open deals is flat from day {:.0} to day {:.0} (chance of so few late decisions otherwise below 5 %: Maller & Zhou 1994)",
                seen.last_end, seen.last_seen
            ),
            _ => "the export does not look far enough beyond the last decision to see it: by the best law of days".into(),
        };
        (never.value > 0.02).then(|| Unusual {
            column: "",
            what: format!(
                "{:.1} % of engaged deals are never decided ({:.1} to {:.1}); {how}{}",
                100.0 * never.value,
                100.0 * low,
                100.0 * high,
                laws_words(&conversion.laws)
            ),
            n: conversion.counts[2],
            of: n,
            handled: "arrivals count all engaged deals; those that are never decided stay open"
                .into(),
        })
    }

    /// Whether deals of an age are decided at another pace of late.
    fn changed_pace(&self) -> Option<Unusual> {
        let conversion = &self.estimates.conversion;
        let change = conversion.change.filter(Change::is_real)?;
        Some(Unusual {
            column: "",
            what: format!(
                "in the last three months deals of an age were decided {:.0} % as often as in all months together, by way of ending {}",
                100.0 * change.ratio,
                ChiSquare {
                    statistic: change.statistic,
                    df: change.df,
                    p: change.p
                }
                .words()
            ),
            n: conversion.counts[0] + conversion.counts[1],
            of: self.estimates.win_rate.all.n(),
            handled: match conversion.since {
                Some(day) => format!(
                    "only what was decided after {day} tells of shares and days, a whole quarter"
                ),
                None => "all months count, since the last three hold too few decisions".into(),
            },
        })
    }

    /// Months after the observed ones that hold far fewer deals.
    fn falling_off(&self) -> Option<Unusual> {
        let flow = &self.estimates.flow;
        let engaged: usize = flow.observed.iter().map(|m| m.engaged).sum();
        let mean = float(engaged) / float(flow.observed.len().max(1));
        let low: Vec<_> = flow
            .later
            .iter()
            // A month that is not over has fewer anyway.
            .filter(|m| last_day(m.month) <= self.history.as_of)
            .filter(|m| float(m.engaged) < 0.6 * mean)
            .collect();
        let list: Vec<String> = low
            .iter()
            .map(|m| format!("{} in {}", m.engaged, m.month))
            .collect();
        (!flow.makeshift && !low.is_empty()).then(|| Unusual {
            column: "",
            what: format!("engaged deals fall off at the end: {}, against {mean:.0} a month before; deals still in work seem not to be entered yet", list.join(", ")),
            n: low.iter().map(|m| m.engaged).sum(),
            of: self.history.deals.len(),
            handled: format!("arrivals are counted up to {}; the open pipeline is taken as it is, and is likely too small", flow.observed.last().map_or_else(String::new, |m| m.month.to_string())),
        })
    }

    /// Cycle times with two peaks and a valley between.
    fn two_kinds_of_cycle(&self) -> Option<Unusual> {
        const BINS: usize = 14;
        let cycles = &self.estimates.cycles;
        let width = (cycles.longest / i64::try_from(BINS).unwrap_or(1)).max(1);
        let mut bins = vec![0_usize; BINS + 1];
        for days in self.history.decided().filter_map(cycle) {
            bins[usize::try_from(days / width).unwrap_or(0).min(BINS)] += 1;
        }
        let valley = valley(&bins)?;
        let n: usize = bins.iter().sum();
        let short: usize = bins[..valley].iter().sum();
        let at = width * i64::try_from(valley).unwrap_or(0);
        Some(Unusual {
            column: "",
            what: format!("cycle times have two peaks with a valley at about {at} days: {:.0} % are decided sooner", 100.0 * float(short) / float(n.max(1))),
            n: short,
            of: n,
            handled: "cycle times are the observed ones (an empirical distribution), not a smooth law, which would fill the valley".into(),
        })
    }

    /// Win rates that differ by the month within the quarter.
    fn quarter_ends(&self) -> Option<Unusual> {
        let mut months = [WonLost::default(); 3];
        for deal in self.history.decided() {
            let Some(day) = deal.closed else { continue };
            let month = &mut months[usize::from(day.month().unsigned_abs() - 1) % 3];
            match deal.standing {
                Standing::Won => month.won += 1,
                _ => month.lost += 1,
            }
        }
        let test = test(&months);
        let rates: Vec<String> = months
            .iter()
            .map(|month| format!("{:.2}", pooled(&[*month])))
            .collect();
        (test.p < 0.001).then(|| Unusual {
            column: "",
            what: format!("the won share swings with the month within the quarter: {} ({})", rates.join(", "), test.words()),
            n: months[2].n(),
            of: self.estimates.win_rate.all.n(),
            handled: "one win rate: months within a quarter are less even than the plan shows them, quarters are right".into(),
        })
    }

    /// Whether agents differ in what they win.
    fn agents_alike(&self) -> Option<Unusual> {
        let rate = &self.estimates.win_rate;
        let n = self
            .history
            .agents
            .iter()
            .filter(|agent| agent.n_deals > 0)
            .count();
        (n > 1).then(|| Unusual {
            column: "",
            what: if rate.skill_cv > 0.0 {
                format!(
                    "win rates of agents differ more than luck explains ({})",
                    if self.history.staged.is_some() {
                        "by stage, see the history of stages".to_owned()
                    } else {
                        rate.agents.words()
                    }
                )
            } else {
                format!(
                    "win rates of agents differ no more than luck makes them ({})",
                    rate.agents.words()
                )
            },
            n,
            of: self.history.agents.len(),
            handled: if rate.skill_cv > 0.0 {
                format!(
                    "skill varies between people with a coefficient of variation of {:.2}",
                    rate.skill_cv
                )
            } else {
                "shrunk to one value: `skill-cv` is 0".into()
            },
        })
    }

    /// Agents with very different numbers of deals.
    fn unequal_volume(&self) -> Option<Unusual> {
        let counts = || self.history.seated().map(|agent| agent.n_deals);
        (self.estimates.volume.p < 0.001).then(|| Unusual {
            column: "",
            what: format!(
                "agents own very different numbers of deals, {} to {} ({})",
                counts().min().unwrap_or(0),
                counts().max().unwrap_or(0),
                self.estimates.volume.words()
            ),
            n: counts().count(),
            of: self.history.agents.len(),
            handled: "arrivals are spread evenly over the agents of a region, since the export does not tell their hours; single agents' results are not forecasts".into(),
        })
    }

    /// Whether win rates differ by product, segment or region.
    fn rates_by_group(&self) -> Unusual {
        let rate = &self.estimates.win_rate;
        let words: Vec<String> = rate
            .tests
            .iter()
            .map(|(by, test)| format!("{} {}", by.name(), test.words()))
            .collect();
        let handled = match &rate.by {
            Some((by, _)) => format!("win rates by {}, shrunk towards the common one", by.name()),
            None => "one win rate for all".into(),
        };
        let what = format!(
            "win rates by product, segment and region against luck: {}",
            words.join("; ")
        );
        Unusual {
            column: "",
            what,
            n: rate.all.n(),
            of: rate.all.n(),
            handled,
        }
    }

    /// Deals before engagement that all belong to one region.
    fn one_region_prospects(&self) -> Option<Unusual> {
        let early: Vec<&Deal> = self
            .history
            .deals
            .iter()
            .filter(|deal| deal.standing == Standing::Prospecting)
            .collect();
        let region = early.first()?.region;
        let alone =
            self.history.regions.len() > 1 && early.iter().all(|deal| deal.region == region);
        alone.then(|| Unusual {
            column: "",
            what: format!("all deals that are not engaged yet belong to the region {}: others seem not to record them", self.history.regions[region].name),
            n: early.len(),
            of: early.len(),
            handled: "kept in the pipeline; arrivals count engaged deals only".into(),
        })
    }

    /// Accounts that agents of several regions sell to.
    fn accounts_of_several_regions(&self) -> Option<Unusual> {
        let mut regions = vec![std::collections::BTreeSet::new(); self.history.accounts.len()];
        for deal in &self.history.deals {
            if let Some(account) = deal.account {
                regions[account].insert(deal.region);
            }
        }
        let several = regions.iter().filter(|regions| regions.len() > 1).count();
        (several > 0).then(|| Unusual {
            column: "",
            what: "accounts are served by agents of more than one region".into(),
            n: several,
            of: self.history.accounts.len(),
            handled: "each stands in the region that closed most of its deals, and has no owner"
                .into(),
        })
    }

    /// Regions that sell other products than others do.
    fn products_by_region(&self) -> Option<Unusual> {
        let mut counts = vec![vec![0; self.history.products.len()]; self.history.regions.len()];
        for deal in self.history.decided() {
            counts[deal.region][deal.product] += 1;
        }
        let test = independence(&counts);
        test.is_real().then(|| Unusual {
            column: "",
            what: format!("regions sell different products ({})", test.words()),
            n: self.estimates.win_rate.all.n(),
            of: self.estimates.win_rate.all.n(),
            handled: "one mix of products for all: bookings of single regions are off, their sum is right".into(),
        })
    }

    /// A history too short to show seasons.
    fn no_season(&self) -> Unusual {
        let n = self.estimates.flow.observed.len();
        Unusual {
            column: "",
            what: "months of arrivals are fully observed; seasons need at least 24".into(),
            n,
            of: n,
            handled: if n < 24 {
                "no season".into()
            } else {
                "no season is estimated by this version".into()
            },
        }
    }
}

/// The bin of the deepest valley between two peaks, if it is less than half as high as both and they matter.
fn valley(bins: &[usize]) -> Option<usize> {
    let n: usize = bins.iter().sum();
    let is_deep = |&at: &usize| {
        let left = bins[..at].iter().max().copied().unwrap_or(0);
        let right = bins[at + 1..].iter().max().copied().unwrap_or(0);
        let lower = left.min(right);
        bins[at] * 2 < lower && lower * 20 >= n
    };
    (1..bins.len().saturating_sub(1))
        .filter(is_deep)
        .min_by_key(|&at| bins[at])
}

/// Days in words of months, for a note.
pub(super) fn months_of(days: f64) -> f64 {
    days / crate::units::DAYS_PER_MONTH
}

/// What shares of deals rest on, in words.
pub(super) fn conversion_words(estimates: &Estimates) -> String {
    share_words(&estimates.conversion)
}

/// The same of shares alone.
pub(super) fn share_words(conversion: &Conversion) -> String {
    let [won, lost, open] = conversion.counts.map(thousands);
    let since = conversion
        .since
        .map_or_else(String::new, |day| format!(", seen after {day}"));
    let wider = if conversion.dispersion > 1.0 {
        format!(
            "; variance times {:.1}, since months differ",
            conversion.dispersion
        )
    } else {
        String::new()
    };
    format!(
        "Aalen-Johansen share of {won} won, {lost} lost and {open} open deals{since}, {} of them late entries{wider}",
        thousands(conversion.n_late)
    )
}

/// Laws of the days to a decision by their criterion, in words.
fn laws_words(laws: &[CureFit]) -> String {
    let one = |fit: &CureFit| {
        let never = if fit.has_never() {
            format!("with {:.1} % never decided", 100.0 * fit.never.value)
        } else {
            "all decided".into()
        };
        format!("{} {never} {:.0}", fit.latency.name(), fit.bic)
    };
    let list: Vec<String> = laws.iter().map(one).collect();
    if list.is_empty() {
        String::new()
    } else {
        format!("; BIC of laws, low is good: {}", list.join(", "))
    }
}

/// Whether segments and regions hang together, in words.
pub(super) fn markets_words(history: &History, test: ChiSquare) -> String {
    let n: usize = market_counts(history).iter().flatten().sum();
    let how = if test.is_real() {
        "as counted, since segments and regions hang together"
    } else {
        "product of the shares of segment and region"
    };
    format!("{how} ({}, n = {n})", test.words())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valley_lies_between_two_peaks_that_matter() {
        assert_eq!(valley(&[100, 40, 5, 8, 60, 30]), Some(2));
        assert_eq!(valley(&[100, 80, 60, 40, 20]), None);
        assert_eq!(valley(&[1000, 0, 2]), None);
        assert_eq!(valley(&[]), None);
    }
}
