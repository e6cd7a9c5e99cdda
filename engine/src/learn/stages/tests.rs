use super::*;
use crate::learn::stages::workers::{differences, machines};

fn event(deal: u32, stage: &str, entered: f64, worker: &str) -> StageEvent {
    StageEvent {
        deal: format!("D{deal:04}"),
        entered,
        rank: 0,
        stage: stage.to_owned(),
        worker: worker.to_owned(),
    }
}

/// Deals that go through "In" (and "Checked" a minute later), "Offer" and "Talk"; every fourth is lost in "Offer", every
/// sixteenth jumps back to "Offer" from "Talk", and "Filed" comes with every win.
fn history() -> Vec<StageEvent> {
    let mut events = Vec::new();
    for ix in 0..160_u32 {
        let day = f64::from(ix);
        let worker = if ix % 2 == 0 { "Ann" } else { "Bob" };
        events.push(event(ix, "In", day, "robot"));
        events.push(event(ix, "Checked", day + 0.001, "robot"));
        events.push(event(ix, "Offer", day + 3.0, worker));
        match ix % 4 {
            0 => events.push(event(ix, "Closed Lost", day + 7.0, worker)),
            1 => {}
            _ => {
                events.push(event(ix, "Talk", day + 8.0, worker));
                if ix % 16 == 2 {
                    events.push(event(ix, "Offer", day + 9.0, worker));
                }
                if ix % 8 != 3 {
                    events.push(event(ix, "Closed Won", day + 12.0, worker));
                    events.push(event(ix, "Filed", day + 12.0, worker));
                }
            }
        }
    }
    events
}

#[test]
fn names_are_stages_ends_and_formalities() {
    let funnel = Funnel::of(&history(), Some(200.0)).unwrap();
    let names: Vec<_> = funnel
        .layout
        .stages
        .iter()
        .map(|stage| stage.names.join("+"))
        .collect();
    assert_eq!(names, ["In+Checked", "Offer", "Talk"]);
    let ends: Vec<_> = funnel
        .layout
        .ends
        .iter()
        .map(|(name, end)| (name.as_str(), *end))
        .collect();
    assert_eq!(ends, [("Closed Lost", End::Lost), ("Closed Won", End::Won)]);
    assert_eq!(funnel.layout.asides["Filed"].0, Aside::Formality);
    assert_eq!(funnel.irregular(), (10, 0));
}

#[test]
fn shares_of_a_stage_count_from_the_first_entry() {
    let funnel = Funnel::of(&history(), Some(200.0)).unwrap();
    let offer = &funnel.stages[1];
    assert_eq!((offer.n_entered(), offer.n_open()), (160, 40));
    // 80 passed, 40 were lost, 40 are still there after everybody else has left.
    assert_eq!(offer.ways[0], Leaving::To(2));
    let (n, share) = offer.left(0);
    assert!(n == 80 && (share.value - 0.5).abs() < 1e-9, "{share:?}");
    assert!((offer.passing().last(1).value - 0.25).abs() < 1e-9);
    assert_eq!(offer.median_days(0), Some(5.0));
    let open = funnel.open();
    assert_eq!(open.len(), 60);
    assert!(
        open.iter()
            .all(|deal| deal.age > 0.0 && (1..=2).contains(&deal.stage))
    );
}

#[test]
fn the_order_of_events_does_not_matter_and_later_ones_are_not_known() {
    let events = history();
    let mut turned = events.clone();
    turned.reverse();
    let [one, other] = [&events, &turned].map(|events| Funnel::of(events, Some(200.0)).unwrap());
    assert_eq!(one.paths, other.paths);
    assert_eq!(one.layout, other.layout);
    let early = Funnel::of(&events, Some(50.0)).unwrap();
    assert_eq!(early.paths.len(), 51);
    assert!(
        early
            .paths
            .iter()
            .all(|path| path.end.is_none_or(|(_, at)| at <= 50.0))
    );
}

#[test]
fn a_deal_that_goes_on_after_its_end_is_reopened() {
    let mut events = history();
    events.push(event(0, "Talk", 60.0, "Ann"));
    let funnel = Funnel::of(&events, Some(200.0)).unwrap();
    assert_eq!(funnel.irregular().1, 1);
    assert_eq!(funnel.paths[0].end, None);
    assert!(Funnel::of(&[], None).unwrap().stages.is_empty());
}

#[test]
fn machines_work_round_the_clock_and_people_who_differ_are_seen() {
    let mut events = history();
    for ix in 0..400_u32 {
        let moment = f64::from(ix / 40) + f64::from(ix % 40) / 42.0;
        events.push(event(1000 + ix, "In", moment, "clock"));
        events.push(event(2000 + ix, "In", moment, "clock"));
    }
    let found = machines(&events);
    assert_eq!(
        found
            .iter()
            .map(|machine| machine.name.as_str())
            .collect::<Vec<_>>(),
        ["clock"]
    );
    let funnel = Funnel::of(&events, Some(200.0)).unwrap();
    // Ann loses every second of her deals in "Offer"; what Bob has not lost is open or has passed.
    let offer = differences(&funnel, &found)
        .into_iter()
        .find(|one| funnel.stages[one.stage].name == "Offer")
        .unwrap();
    assert!(offer.is_real() && offer.spread > 0.2, "{offer:?}");
    let shares: Vec<f64> = offer.people.iter().map(|(_, _, share)| *share).collect();
    assert!(shares[0] < 0.6 && shares[1] > 0.9, "{offer:?}");
}

/// The loan applications of a Dutch bank as of the end of 2011 (van Dongen 2012), if they are there: `FORESELL_TEST_DATA` names
/// the folder that holds them, the history unpacked by `gzip`.
fn loans() -> Option<Vec<StageEvent>> {
    let root = std::env::var_os("FORESELL_TEST_DATA")?;
    let file = std::path::PathBuf::from(root).join("bpic2012_2011-12-31/stage_history.csv.gz");
    let unpacked = std::process::Command::new("gzip")
        .arg("-dc")
        .arg(file)
        .output()
        .ok()?;
    let mut events = Vec::new();
    for row in csv::Reader::from_reader(unpacked.stdout.as_slice()).records() {
        let row = row.unwrap();
        let moment: jiff::Timestamp = row[4].parse().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few years")]
        let entered = moment.as_millisecond() as f64 / 86_400_000.0;
        events.push(StageEvent {
            deal: row[0].to_owned(),
            entered,
            rank: row[1].parse().unwrap(),
            stage: row[2].to_owned(),
            worker: row[3].to_owned(),
        });
    }
    (!events.is_empty()).then_some(events)
}

#[test]
fn loans_go_through_four_stages_and_hands_differ_after_the_offer() {
    let Some(events) = loans() else {
        println!("skipped: FORESELL_TEST_DATA holds no loans");
        return;
    };
    let funnel = Funnel::of(&events, None).unwrap();
    let names: Vec<_> = funnel
        .layout
        .stages
        .iter()
        .map(|stage| stage.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "A_PARTLYSUBMITTED",
            "A_PREACCEPTED",
            "O_SENT",
            "O_SENT_BACK"
        ]
    );
    assert_eq!(funnel.layout.asides["O_CANCELLED"].0, Aside::GoesOn);
    assert_eq!(funnel.open().len(), 645);
    let ended = |end| {
        funnel
            .paths
            .iter()
            .filter(|path| path.end.is_some_and(|(own, _)| own == end))
            .count()
    };
    assert_eq!(
        [End::Won, End::Declined, End::Cancelled].map(ended),
        [1130, 4334, 1346]
    );
    let found = machines(&events);
    assert_eq!(
        found
            .iter()
            .map(|machine| machine.name.as_str())
            .collect::<Vec<_>>(),
        ["112"]
    );
    for difference in differences(&funnel, &found) {
        let name = names[difference.stage];
        println!(
            "{name}: chi-square {:.1} on {}, p {:.5}, spread {:.3}",
            difference.chi_square, difference.df, difference.p, difference.spread
        );
        assert_eq!(
            difference.is_real(),
            name == "O_SENT",
            "{name}: {difference:?}"
        );
    }
    let declined = funnel.stages[0]
        .ways
        .iter()
        .position(|way| *way == Leaving::Ends(End::Declined))
        .unwrap();
    let minutes = funnel.stages[0].median_days(declined).unwrap() * 1440.0;
    assert!(minutes < 2.0, "declined within minutes: {minutes}");
}
