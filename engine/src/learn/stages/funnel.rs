//! How deals leave stages: where to, which share, after how long.

use super::end::End;
use super::event::{StageEvent, by_deal};
use super::layout::Layout;
use super::paths::{OpenDeal, Path};
use crate::learn::survival::follow_up::FollowUp;
use crate::learn::survival::{AalenJohansen, Dated, Estimate, RiskSet, Spell, SpellError};

/// Where a deal goes from a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// To a later stage.
    To(usize),
    /// It ends.
    Ends(End),
}

/// A stage with how deals leave it.
#[derive(Clone, Debug)]
pub struct StageShares {
    /// Name of the stage.
    pub name: String,
    /// Ways to leave it, in a fixed order: to later stages, then ends.
    pub ways: Vec<Leaving>,
    /// Stays with the moments at which they began.
    pub spells: Vec<Dated>,
    /// Deals that passed it without ever being there: they entered a later stage, or were won, from an earlier one.
    pub n_skipped: usize,
    /// Who was there when.
    pub risk: RiskSet,
    /// Shares of all that leave in each way.
    pub shares: AalenJohansen,
    /// Whether what is still there may be taken never to leave.
    pub follow_up: Option<FollowUp>,
}

impl StageShares {
    /// Deals that left in a way, and its share of all that entered.
    #[must_use]
    pub fn left(&self, way: usize) -> (usize, Estimate) {
        (self.risk.n_ended(way), self.shares.last(way))
    }

    /// Deals that entered.
    #[must_use]
    pub fn n_entered(&self) -> usize {
        self.spells.len()
    }

    /// Deals that are still there.
    #[must_use]
    pub fn n_open(&self) -> usize {
        self.spells
            .iter()
            .filter(|dated| dated.spell.end.is_none())
            .count()
    }

    /// Whether a way leads on: to a later stage or to a win.
    #[must_use]
    pub fn passes(&self, way: usize) -> bool {
        matches!(self.ways[way], Leaving::To(_) | Leaving::Ends(End::Won))
    }

    /// Shares that pass on and that do not, as two ways: what a plan calls passing a stage. Deals that never were there have
    /// passed it in no time.
    ///
    /// # Panics
    ///
    /// Never: the spells were checked when the stage was made.
    #[must_use]
    pub fn passing(&self) -> AalenJohansen {
        let spells: Vec<Spell> = self
            .spells
            .iter()
            .map(|dated| Spell {
                end: dated.spell.end.map(|way| usize::from(!self.passes(way))),
                ..dated.spell
            })
            .chain((0..self.n_skipped).map(|_| Spell::ended(0.0, 0)))
            .collect();
        AalenJohansen::of(
            &RiskSet::new(2, &spells)
                .expect("spells were checked")
                .coarse(COARSE),
        )
    }

    /// Median days of those that leave in a way; `None` if none does.
    #[must_use]
    pub fn median_days(&self, way: usize) -> Option<f64> {
        let jumps = self.shares.jumps(way);
        let half: f64 = jumps.iter().map(|(_, share)| share).sum::<f64>() / 2.0;
        let mut sum = 0.0;
        let at = |(age, share): &(f64, f64)| {
            sum += share;
            (sum >= half).then_some(*age)
        };
        jumps.iter().find_map(at)
    }
}

/// A funnel as a history shows it.
#[derive(Clone, Debug)]
pub struct Funnel {
    /// What the names are.
    pub layout: Layout,
    /// Stages in order.
    pub stages: Vec<StageShares>,
    /// Every deal, by id.
    pub paths: Vec<Path>,
    /// The last moment of the history \[days\].
    pub now: f64,
}

impl Funnel {
    /// Reads a history; the order of events does not matter.
    ///
    /// * `now`: the moment at which it ends; that of the last event unless stated. Later events are left out
    ///
    /// # Errors
    ///
    /// [`SpellError`] if a moment is beyond all numbers.
    pub fn of(events: &[StageEvent], now: Option<f64>) -> Result<Self, SpellError> {
        let mut deals = by_deal(events);
        let last = deals
            .iter()
            .flatten()
            .map(|event| event.entered)
            .fold(0.0, f64::max);
        let now = now.unwrap_or(last);
        for deal in &mut deals {
            deal.retain(|event| event.entered <= now);
        }
        deals.retain(|deal| !deal.is_empty());
        let layout = Layout::of(&deals);
        let paths: Vec<Path> = deals
            .iter()
            .filter_map(|deal| Path::of(deal, &layout))
            .collect();
        let n = layout.stages.len();
        let stages: Result<Vec<StageShares>, SpellError> = (0..n)
            .map(|stage| of_stage(&layout, &paths, stage, now))
            .collect();
        Ok(Self {
            stages: stages?,
            layout,
            paths,
            now,
        })
    }

    /// Deals that are open.
    #[must_use]
    pub fn open(&self) -> Vec<OpenDeal> {
        self.paths
            .iter()
            .filter_map(|path| path.open(self.now))
            .collect()
    }

    /// Moves back of all deals, and deals that went on after an end.
    #[must_use]
    pub fn irregular(&self) -> (usize, usize) {
        let back = self.paths.iter().map(|path| path.n_back).sum();
        (
            back,
            self.paths.iter().filter(|path| path.is_reopened).count(),
        )
    }
}

fn of_stage(
    layout: &Layout,
    paths: &[Path],
    stage: usize,
    now: f64,
) -> Result<StageShares, SpellError> {
    let later = (stage + 1..layout.stages.len()).map(Leaving::To);
    let ways: Vec<Leaving> = later.chain(End::ALL.map(Leaving::Ends)).collect();
    let place = |leaving| ways.iter().position(|way| *way == leaving);
    let spell = |path: &Path| {
        let ix = path.stays.iter().position(|stay| stay.stage == stage)?;
        let begin = path.stays[ix].entered;
        let (end, until) = match (path.stays.get(ix + 1), path.end) {
            (Some(next), _) => (place(Leaving::To(next.stage)), next.entered),
            (None, Some((end, at))) => (place(Leaving::Ends(end)), at),
            (None, None) => (None, now),
        };
        let spell = Spell {
            seen_after: None,
            until: (until - begin).max(0.0),
            end,
        };
        Some(Dated { begin, spell })
    };
    let spells: Vec<Dated> = paths.iter().filter_map(spell).collect();
    let has_skipped = |path: &&Path| {
        let is_there = path.stays.iter().any(|stay| stay.stage == stage);
        let is_beyond = path.stays.last().is_some_and(|stay| stay.stage > stage);
        !is_there && (is_beyond || path.end.is_some_and(|(end, _)| end == End::Won))
    };
    let plain: Vec<Spell> = spells.iter().map(|dated| dated.spell).collect();
    let risk = RiskSet::new(ways.len(), &plain)?;
    Ok(StageShares {
        name: layout.stages[stage].name.clone(),
        shares: AalenJohansen::of(&risk.coarse(COARSE)),
        follow_up: FollowUp::of(&risk),
        n_skipped: paths.iter().filter(has_skipped).count(),
        risk,
        ways,
        spells,
    })
}

/// Most ages of a curve; moments are known to the second, and shares to the thousandth.
const COARSE: usize = 1_000;
