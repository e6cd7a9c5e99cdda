//! What the history says, each number with its sample size; what differs between groups by luck alone is pooled.

use super::conversion::Conversion;
use super::flow::{Cycles, Flow, first_whole_month, last_day};
use super::heterogeneity::{
    ChiSquare, WonLost, float, independence, pooled, shrunk, skill_cv, test, variance_between,
};
use super::history::{Deal, History, Standing};
use crate::calendar::YearMonth;

/// Fewest won and lost deals with a cycle time from which something is learned.
pub(super) const MIN_DEALS: usize = 10;

/// Fewest won deals from which a product has a size distribution of its own.
const MIN_SIZES: usize = 30;

/// What win rates may differ by in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Product,
    Segment,
    Region,
}

impl By {
    /// Key of a table of numbers.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Product => "by-product",
            Self::Segment => "by-segment",
            Self::Region => "by-region",
        }
    }

    /// In a word.
    pub(super) fn name(self) -> &'static str {
        &self.key()["by-".len()..]
    }

    fn of(self, deal: &Deal) -> usize {
        match self {
            Self::Product => deal.product,
            Self::Segment => deal.segment,
            Self::Region => deal.region,
        }
    }

    /// Number of groups.
    fn n(self, history: &History) -> usize {
        match self {
            Self::Product => history.products.len(),
            Self::Segment => history.segments.len(),
            Self::Region => history.regions.len(),
        }
    }
}

/// Win rates.
#[derive(Clone, Debug)]
pub(super) struct WinRate {
    pub(super) all: WonLost,
    /// What it differs by, with the beta parameters of each group's share of engaged deals; `None` if only luck differs.
    pub(super) by: Option<(By, Vec<(f64, f64)>)>,
    /// Tests by product, segment and region.
    pub(super) tests: Vec<(By, ChiSquare)>,
    /// Test by agent.
    pub(super) agents: ChiSquare,
    /// Coefficient of variation of agents' skill; 0 if only luck differs.
    pub(super) skill_cv: f64,
}

/// Where the sizes of a product's deals come from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sizes {
    /// Its own won deals.
    Own(Vec<f64>),
    /// Its list price times the ratio of value to list price in all won deals.
    Listed { price: f64, n: usize },
    /// The won deals of all products.
    Pooled(usize),
}

/// Everything learned.
#[derive(Clone, Debug)]
pub(super) struct Estimates {
    pub(super) win_rate: WinRate,
    pub(super) conversion: Conversion,
    pub(super) cycles: Cycles,
    pub(super) flow: Flow,
    /// Share of each segment x region among decided deals, row after row; sums to 1.
    pub(super) market_shares: Vec<f64>,
    /// Whether segments and regions are dependent.
    pub(super) markets: ChiSquare,
    /// Decided deals by product.
    pub(super) product_counts: Vec<usize>,
    /// Sizes by product.
    pub(super) sizes: Vec<Sizes>,
    /// Ratio of value to list price of won deals, in rising order.
    pub(super) ratios: Vec<f64>,
    /// Values of all won deals, in rising order.
    pub(super) values: Vec<f64>,
    /// Bookings of one seated agent in a year.
    pub(super) bookings_per_agent: f64,
    /// Months behind that.
    pub(super) n_booking_months: usize,
    /// Deals decided a month and seated agent, by region.
    pub(super) load_by_region: Vec<f64>,
    /// Decided deals of each seated agent, with its test for equal numbers.
    pub(super) volume: ChiSquare,
}

impl Estimates {
    /// Learns from a history; `None` if it has too few decided deals.
    pub(super) fn of(history: &History) -> Option<Self> {
        let cycles = Cycles::of(history);
        if cycles.won.len() < MIN_DEALS || cycles.lost.len() < MIN_DEALS {
            return None;
        }
        let flow = Flow::of(history, &cycles);
        let conversion = Conversion::of(history, &flow)?;
        let values = won_values(history, |_| true);
        if values.is_empty() {
            return None;
        }
        let ratios = ratios(history);
        let mut win_rate = WinRate::of(history, &conversion, &flow);
        if let Some(staged) = &history.staged {
            // Who owns a deal in the end says less than who moved it into each stage.
            win_rate.skill_cv = staged.skill_cv;
        }
        let (market_shares, markets) = market_shares(history);
        let (bookings_per_agent, n_booking_months) = bookings_per_agent(history, &flow);
        Some(Self {
            win_rate,
            conversion,
            sizes: sizes(history, &ratios, values.len()),
            product_counts: product_counts(history),
            load_by_region: load_by_region(history, &flow),
            volume: volume(history),
            market_shares,
            markets,
            ratios,
            values,
            bookings_per_agent,
            n_booking_months,
            cycles,
            flow,
        })
    }
}

impl WinRate {
    fn of(history: &History, conversion: &Conversion, flow: &Flow) -> Self {
        let groups = |by: By| won_lost(history, by.n(history), |deal| Some(by.of(deal)));
        let tests: Vec<(By, ChiSquare)> = [By::Product, By::Segment, By::Region]
            .map(|by| (by, test(&groups(by))))
            .to_vec();
        let real = tests
            .iter()
            .filter(|(_, test)| test.is_real())
            .min_by(|a, b| a.1.p.total_cmp(&b.1.p));
        let by = real
            .map(|(by, _)| *by)
            .filter(|by| variance_between(&groups(*by)) > 0.0);
        // Among engaged deals, those that are never decided among them.
        let of_groups = |by: By| {
            let groups = conversion.of_groups(history, flow, by.n(history), |deal| by.of(deal));
            // Where luck explains what is left of the differences, they are shrunk to next to nothing.
            shrunk(&groups, variance_between(&groups).max(1e-6))
        };
        let of_agents = won_lost(history, history.agents.len(), |deal| deal.agent);
        let agents = test(&of_agents);
        let all = of_agents.iter().fold(WonLost::default(), |sum, g| WonLost {
            won: sum.won + g.won,
            lost: sum.lost + g.lost,
        });
        let (tau2, p) = (variance_between(&of_agents), pooled(&of_agents));
        let skill = if agents.is_real() && tau2 > 0.0 {
            skill_cv(tau2, p)
        } else {
            0.0
        };
        let ownerless = won_lost(history, 1, |deal| deal.agent.is_none().then_some(0))[0];
        Self {
            all: WonLost {
                won: all.won + ownerless.won,
                lost: all.lost + ownerless.lost,
            },
            by: by.map(|by| (by, of_groups(by))),
            tests,
            agents,
            skill_cv: skill,
        }
    }

    /// Won over won and lost.
    pub(super) fn share(&self) -> f64 {
        pooled(&[self.all])
    }
}

/// Won and lost deals by group.
pub(super) fn won_lost(
    history: &History,
    n: usize,
    group: impl Fn(&Deal) -> Option<usize>,
) -> Vec<WonLost> {
    let mut groups = vec![WonLost::default(); n];
    for deal in history.decided() {
        let Some(group) = group(deal).and_then(|ix| groups.get_mut(ix)) else {
            continue;
        };
        match deal.standing {
            Standing::Won => group.won += 1,
            _ => group.lost += 1,
        }
    }
    groups
}

/// Values of won deals, in rising order.
fn won_values(history: &History, keep: impl Fn(&Deal) -> bool) -> Vec<f64> {
    let won = history
        .deals
        .iter()
        .filter(|deal| deal.standing == Standing::Won && keep(deal));
    let mut values: Vec<f64> = won.filter_map(|deal| deal.value).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Value over list price of won deals, in rising order.
fn ratios(history: &History) -> Vec<f64> {
    let won = history
        .deals
        .iter()
        .filter(|deal| deal.standing == Standing::Won);
    let ratio = |deal: &Deal| {
        deal.value
            .zip(history.products[deal.product].price)
            .map(|(value, price)| value / price)
    };
    let mut ratios: Vec<f64> = won.filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    ratios
}

fn sizes(history: &History, ratios: &[f64], n_values: usize) -> Vec<Sizes> {
    let size = |(ix, product): (usize, &super::history::PricedProduct)| {
        let own = won_values(history, |deal| deal.product == ix);
        match product.price {
            _ if own.len() >= MIN_SIZES => Sizes::Own(own),
            Some(price) if ratios.len() >= MIN_SIZES => Sizes::Listed {
                price,
                n: own.len(),
            },
            _ if own.len() == n_values => Sizes::Own(own),
            _ => Sizes::Pooled(own.len()),
        }
    };
    history.products.iter().enumerate().map(size).collect()
}

fn product_counts(history: &History) -> Vec<usize> {
    let mut counts = vec![0; history.products.len()];
    for deal in history.decided() {
        counts[deal.product] += 1;
    }
    counts
}

/// Decided deals by segment and region.
pub(super) fn market_counts(history: &History) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; history.regions.len()]; history.segments.len()];
    for deal in history.decided() {
        counts[deal.segment][deal.region] += 1;
    }
    counts
}

/// Shares of markets: as counted if segments and regions hang together, otherwise the product of their own shares, which
/// is steadier where a market has few deals.
fn market_shares(history: &History) -> (Vec<f64>, ChiSquare) {
    let counts = market_counts(history);
    let test = independence(&counts);
    let n = float(counts.iter().flatten().sum::<usize>().max(1));
    let of_segment: Vec<f64> = counts
        .iter()
        .map(|row| float(row.iter().sum()) / n)
        .collect();
    let of_region = |region: usize| float(counts.iter().map(|row| row[region]).sum()) / n;
    let mut shares = Vec::new();
    for (row, segment) in counts.iter().zip(&of_segment) {
        for (region, &count) in row.iter().enumerate() {
            shares.push(if test.is_real() {
                float(count) / n
            } else {
                segment * of_region(region)
            });
        }
    }
    (shares, test)
}

/// Bookings of one seated agent a year, over the last whole months in which closings are seen (12 at most), and their
/// number; over the whole history if nothing was won in those months.
fn bookings_per_agent(history: &History, flow: &Flow) -> (f64, usize) {
    let closings = || history.deals.iter().filter_map(|deal| deal.closed);
    let first_closed = closings().min().unwrap_or(history.as_of);
    let from = first_whole_month(first_closed.max(flow.seen_from));
    let until = last_whole_month(history);
    let n_months = usize::try_from(from.months_until(until))
        .map_or(0, |n| n + 1)
        .min(12);
    let in_months = |deal: &Deal| {
        let back = deal
            .closed
            .map(|day| YearMonth::of(day).months_until(until));
        back.and_then(|back| usize::try_from(back).ok())
            .is_some_and(|back| back < n_months)
    };
    let recent: f64 = won_values(history, in_months).iter().sum();
    let (bookings, months) = if recent > 0.0 {
        (recent, n_months)
    } else {
        let span = YearMonth::of(first_closed).months_until(YearMonth::of(history.as_of));
        let all: f64 = won_values(history, |_| true).iter().sum();
        (all, usize::try_from(span).unwrap_or(0) + 1)
    };
    let seats = float(history.seated().count().max(1));
    (bookings / seats * 12.0 / float(months), months)
}

/// The last month that the export sees to its end.
fn last_whole_month(history: &History) -> YearMonth {
    let month = YearMonth::of(history.as_of);
    if history.as_of == last_day(month) {
        month
    } else {
        month_before(month)
    }
}

fn month_before(month: YearMonth) -> YearMonth {
    let day = jiff::civil::Date::new(
        month.year(),
        i8::try_from(month.month_of_year() + 1).expect("a month"),
        1,
    )
    .expect("a first");
    YearMonth::of(
        day.yesterday()
            .expect("no history begins with the calendar"),
    )
}

fn load_by_region(history: &History, flow: &Flow) -> Vec<f64> {
    let counts = market_counts(history);
    let n = float(counts.iter().flatten().sum::<usize>().max(1));
    let load = |region: usize| {
        let deals = float(counts.iter().map(|row| row[region]).sum()) / n * flow.per_month;
        let seats = history
            .seated()
            .filter(|agent| agent.region == region)
            .count();
        deals / float(seats.max(1))
    };
    (0..history.regions.len()).map(load).collect()
}

/// Test that seated agents have the same number of decided deals.
fn volume(history: &History) -> ChiSquare {
    let mut counts = vec![0_usize; history.agents.len()];
    for agent in history.decided().filter_map(|deal| deal.agent) {
        counts[agent] += 1;
    }
    let counts: Vec<f64> = counts
        .iter()
        .zip(&history.agents)
        .filter(|(_, a)| a.seated)
        .map(|(n, _)| float(*n))
        .collect();
    let mean = counts.iter().sum::<f64>() / float(counts.len().max(1));
    let statistic = if mean > 0.0 {
        counts.iter().map(|n| (n - mean) * (n - mean) / mean).sum()
    } else {
        0.0
    };
    ChiSquare::new(statistic, counts.len().saturating_sub(1))
}
