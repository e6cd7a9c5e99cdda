//! Runs that stop when a mean is exact enough, and means with control variates, keep what their intervals promise.

use std::path::Path;

use foresell::kernel::law::Law;
use foresell::kernel::precision::{Precision, Scale, ends};
use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use foresell::kernel::summary::{Control, Controlled};
use foresell::model::simulate::{Unwatched, simulate};
use foresell::report::{Report, Run, Subject};
use foresell::scenario::{Disk, load};
use foresell_tests::plan::float;
use foresell_tests::{critical_z, z_of_mean_only, z_of_share};

/// Repetitions of a study.
const N_STUDIES: u32 = 4_000;

fn uniform(study: u32, index: u32, word: usize) -> f64 {
    let address = Address {
        entity: EntityKey::of("study", "enough"),
        trial: study,
        month: u16::try_from(index >> 16).unwrap(),
        purpose: Purpose::new(3),
        index: u16::try_from(index & 0xFFFF).unwrap(),
    };
    draw(Seed(8), address).uniform(word)
}

/// Share of studies whose mean is within the precision at the first of the `looks` at which that is claimed.
///
/// * `spread`: whether the error is told from replicates, which is more uncertain itself
/// * `scale`: standard deviation of the output, whose mean is 1
fn covered(looks: &[u32], spread: bool, scale: f64, precision: f64) -> usize {
    let law = Law::lognormal(1.0, scale).unwrap();
    let precision = Precision::new(precision).unwrap();
    (0..N_STUDIES)
        .filter(|&study| {
            let mut values = Vec::new();
            for &look in looks {
                let next = u32::try_from(values.len()).unwrap()..look;
                values.extend(next.map(|index| law.quantile(uniform(study, index, 0))));
                let found = precision.tightness(&values, 0, spread, Scale::Size);
                if found.is_reached() {
                    return (found.mean.unwrap() - 1.0).abs() <= found.half_width.unwrap();
                }
            }
            panic!("the last look is late enough")
        })
        .count()
}

/// The optimism of stopping: of 95 % at most a point is lost where the error is that of independent draws, and two where it
/// is told from replicates, also where the run stops at about the second look (94.8 % and 94.1 % are measured). A rule that
/// looks after each trial from the start on loses much more.
#[test]
fn intervals_of_runs_that_stop_cover_nearly_what_they_say() {
    let needed = |n: f64| 1.96 * 0.3 / n.sqrt();
    let looks: Vec<u32> = ends(65_536).collect();
    for (spread, least) in [(false, 0.94), (true, 0.93)] {
        for n in [1_000.0, 1_200.0, 1_700.0] {
            let hits = covered(&looks, spread, 0.3, needed(n));
            let z = z_of_share(hits, N_STUDIES as usize, least);
            let share = float(hits) / f64::from(N_STUDIES);
            println!("replicates {spread}, needed {n}: {share:.4} (z {z:.2})");
            assert!(z > -critical_z(), "needed {n}: z = {z:.2}");
        }
    }
    let often: Vec<u32> = (3..400).collect();
    let hits = covered(&often, false, 0.3, needed(15.0));
    let z = z_of_share(hits, N_STUDIES as usize, 0.93);
    println!(
        "often: {:.4} (z {z:.2})",
        float(hits) / f64::from(N_STUDIES)
    );
    assert!(
        z < -critical_z(),
        "many looks from the start went unseen: z = {z:.2}"
    );
}

/// The output is 2 c + c² / 4 + luck, of which the control c is not all; its mean is 2 · 1 + 1.25 / 4.
#[test]
fn intervals_of_controlled_means_cover_the_mean() {
    const N: u32 = 120;
    let law = Law::normal(1.0, 0.5).unwrap();
    let study = |study: u32, stated: f64| {
        let values: Vec<f64> = (0..N)
            .map(|index| law.quantile(uniform(study, index, 1)))
            .collect();
        let outputs: Vec<f64> = values
            .iter()
            .zip(0..N)
            .map(|(c, index)| 2.0 * c + 0.25 * c * c + uniform(study, index, 2) - 0.5)
            .collect();
        let control = Control {
            values,
            mean: stated,
        };
        Controlled::of(&outputs, &[control]).unwrap()
    };
    let hits = |stated: f64| {
        (0..N_STUDIES)
            .filter(|&number| {
                let found = study(number, stated);
                (found.mean - 2.312_5).abs() <= found.half_width()
            })
            .count()
    };
    // The square term leaves a curve: 0.95 to within half a point.
    let share = float(hits(1.0)) / f64::from(N_STUDIES);
    let z = z_of_share(hits(1.0), N_STUDIES as usize, 0.95);
    println!("controlled: {share:.4}");
    assert!(z.abs() < critical_z(), "{share}: z = {z:.2}");
    let z = z_of_share(hits(1.03), N_STUDIES as usize, 0.95);
    assert!(
        z < -critical_z(),
        "a wrong exact mean went unseen: z = {z:.2}"
    );
}

/// On REF-1, whose bookings are known exactly, the mean commission is known as exactly as from many more futures, and it
/// is the published one.
#[test]
fn control_variates_sharpen_the_commission_of_ref_1() {
    const N: u32 = 2_000;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/ref-1/scenario.toml");
    let scenario = load(&Disk, &[path]).expect("what ships can be loaded");
    let run = simulate(&scenario.model, Seed(1), 0..N, None, &Unwatched).unwrap();
    let run_of = Run {
        requested: N,
        complete: true,
        precision: None,
        command: Vec::new(),
    };
    let report = Report::build(Subject::from(&scenario), &run.results, run_of);
    let pay = |year: usize| {
        report.periods[year]
            .get("variable-pay")
            .unwrap()
            .controlled
            .unwrap()
    };
    let (first, second) = (pay(0), pay(1));
    let mean = (first.mean + second.mean) / 1e8;
    println!("{mean:.4} {first:?} {second:?}");
    for found in [first, second] {
        assert!(found.gain.unwrap() > 10.0, "{found:?}");
    }
    // The sum's error is at most the sum of the errors; 8.048 M is rounded.
    let error = (first.std_error + second.std_error) / 1e8;
    assert!(
        (mean - 8.048).abs() < 0.0005 + 6.0 * error,
        "{mean} ± {error}"
    );
    // What is known exactly is given exactly, and never by more certainty than there is.
    let bookings = report.periods[1]
        .get("bookings")
        .unwrap()
        .controlled
        .unwrap();
    assert!(
        (bookings.mean / 100.0 - 41_136_378.0).abs() < 500.0,
        "{bookings:?}"
    );
    assert_eq!(bookings.gain, None);
    let values: Vec<f64> = run
        .results
        .company(foresell::measure::Measure::VariablePay, 12..24)
        .into_iter()
        .map(|cents| cents as f64)
        .collect();
    let z = z_of_mean_only(&values, second.mean);
    assert!(z.abs() < critical_z(), "z = {z:.2}");
}
