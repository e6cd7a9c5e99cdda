//! Forecasts of demand are as good as they are said to be, on the monthly series of the M3 competition.

use std::path::PathBuf;

use foresell_benches::m3::{judge, read};

/// Every so manieth series: enough for shares to be within two points, and done in seconds.
const EVERY: usize = 4;

#[test]
fn forecasts_beat_the_winner_of_the_competition_and_intervals_hold_what_they_say() {
    let file = std::env::var_os("FORESELL_TEST_DATA")
        .map(|data| PathBuf::from(data).join("m3/m3_monthly.csv"))
        .filter(|file| file.exists());
    let Some(file) = file else {
        println!("skipped: FORESELL_TEST_DATA holds no m3/m3_monthly.csv");
        return;
    };
    let all = read(&file);
    assert_eq!(all.len(), 1_428);
    let judged = judge(all.iter().step_by(EVERY));
    // Theta had 13.85 on all of them.
    assert!(judged.error < 13.9, "{judged:?}");
    assert!((0.93..=0.97).contains(&judged.within_95), "{judged:?}");
    assert!((0.75..=0.87).contains(&judged.within_80), "{judged:?}");
    // The control: a rule that knows of no trend is clearly worse.
    assert!(judged.naive > 15.5, "{judged:?}");
}
