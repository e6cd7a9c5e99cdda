//! What a history of stages consists of.

/// A deal entered a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageEvent {
    /// Id of the deal.
    pub deal: String,
    /// Moment [days since any day].
    pub entered: f64,
    /// Place among the events of a deal at one moment.
    pub rank: u64,
    /// Name of the stage.
    pub stage: String,
    /// Who moved it; empty if nobody says.
    pub worker: String,
}

/// Events of each deal in the order in which they happened, deals in the order of their ids.
pub(super) fn by_deal(events: &[StageEvent]) -> Vec<Vec<&StageEvent>> {
    let mut sorted: Vec<&StageEvent> = events
        .iter()
        .filter(|event| event.entered.is_finite())
        .collect();
    sorted.sort_by(|a, b| {
        let times = a.entered.total_cmp(&b.entered).then(a.rank.cmp(&b.rank));
        let names = a.stage.cmp(&b.stage).then(a.worker.cmp(&b.worker));
        a.deal.cmp(&b.deal).then(times).then(names)
    });
    sorted
        .chunk_by(|a, b| a.deal == b.deal)
        .map(<[&StageEvent]>::to_vec)
        .collect()
}
