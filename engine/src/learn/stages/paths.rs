//! What became of each deal, stage by stage.

use super::end::End;
use super::event::StageEvent;
use super::layout::Layout;

/// A stay in a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// The stage.
    pub stage: usize,
    /// Moment of the first entry \[days\].
    pub entered: f64,
    /// Who moved the deal there.
    pub worker: String,
}

/// A deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Its id.
    pub deal: String,
    /// Its stages in order, each further than the one before.
    pub stays: Vec<Stay>,
    /// How and when it ended; nothing while it is open.
    pub end: Option<(End, f64)>,
    /// Moves to stages that it had passed before.
    pub n_back: usize,
    /// Whether it went on after an end.
    pub is_reopened: bool,
}

/// A deal that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenDeal {
    /// Its id.
    pub deal: String,
    /// The furthest stage that it has entered.
    pub stage: usize,
    /// Days since it did.
    pub age: f64,
}

impl Path {
    /// Reads the events of a deal, in the order in which they happened; `None` if it entered no stage and has not ended.
    pub(super) fn of(events: &[&StageEvent], layout: &Layout) -> Option<Self> {
        let places: Vec<Option<usize>> = events
            .iter()
            .map(|event| layout.stage(&event.stage))
            .collect();
        let last_stage = places.iter().rposition(Option::is_some);
        let ends = |events: &[&StageEvent]| {
            events.iter().find_map(|event| {
                layout
                    .ends
                    .get(&event.stage)
                    .map(|end| (*end, event.entered))
            })
        };
        let after = last_stage.map_or(0, |ix| ix + 1);
        let mut path = Self {
            deal: events.first()?.deal.clone(),
            stays: Vec::new(),
            end: ends(&events[after..]),
            n_back: 0,
            is_reopened: ends(&events[..after]).is_some(),
        };
        for (event, place) in events.iter().zip(places) {
            let Some(stage) = place else { continue };
            match path.stays.last() {
                Some(last) if stage < last.stage => path.n_back += 1,
                Some(last) if stage == last.stage => {}
                _ => path.stays.push(Stay {
                    stage,
                    entered: event.entered,
                    worker: event.worker.clone(),
                }),
            }
        }
        (!path.stays.is_empty() || path.end.is_some()).then_some(path)
    }

    /// The deal at a moment, if it is open then.
    pub(super) fn open(&self, now: f64) -> Option<OpenDeal> {
        let last = self.stays.last().filter(|_| self.end.is_none())?;
        Some(OpenDeal {
            deal: self.deal.clone(),
            stage: last.stage,
            age: (now - last.entered).max(0.0),
        })
    }
}
