//! How good forecasts of demand are: the 1,428 monthly series of the M3 competition, forecast 18 months ahead.
//!
//! Run with `cargo bench -p foresell-benches --bench demand`; `FORESELL_TEST_DATA` names the folder in which
//! `m3/m3_monthly.csv` lies. Prints the symmetric mean absolute percentage error beside the competition's winner (Theta,
//! 13.85; Makridakis & Hibon 2000) and how often what happened lay within intervals. With `-- --test` every twentieth.

use std::path::PathBuf;
use std::time::Instant;

use foresell_benches::m3::{Judged, judge, read};

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let Some(data) = std::env::var_os("FORESELL_TEST_DATA").map(PathBuf::from) else {
        println!("skipped: FORESELL_TEST_DATA does not name the folder with m3/m3_monthly.csv");
        return;
    };
    let all = read(&data.join("m3/m3_monthly.csv"));
    let every = if smoke { 20 } else { 1 };
    let begin = Instant::now();
    let Judged {
        n,
        error,
        error_of_means,
        naive,
        within_80,
        within_95,
        within_95_first,
        within_95_last,
    } = judge(all.iter().step_by(every));
    println!("M3, {n} monthly series, 18 months ahead");
    println!(
        "sMAPE                      {error:6.2} %   (Theta in the competition 13.85, same month last year here {naive:.2})"
    );
    println!(
        "sMAPE of the means         {error_of_means:6.2} %   (what is summed; medians are best for this error)"
    );
    println!("within the 80 % interval   {:6.1} %", 100.0 * within_80);
    println!(
        "within the 95 % interval   {:6.1} %   (first month {:.1} %, eighteenth {:.1} %)",
        100.0 * within_95,
        100.0 * within_95_first,
        100.0 * within_95_last
    );
    println!(
        "time                       {:6.1} s",
        begin.elapsed().as_secs_f64()
    );
}
