//! Intervals of survival and of competing ends cover the truth, with open deals and late entries.

use foresell::kernel::stream::{Address, EntityKey, Purpose, Seed, draw};
use foresell::learn::survival::{AalenJohansen, KaplanMeier, RiskSet, Spell};
use foresell_tests::{critical_z, z_of_share};

/// Made-up histories, and deals that begin in each.
const N_STUDIES: u32 = 2_000;
const N_DEALS: u16 = 400;
/// Hazards of a win and of a loss a day; truth follows by hand.
const WON: f64 = 0.03;
const LOST: f64 = 0.02;
/// Age at which shares are compared [days].
const AT: f64 = 30.0;

/// Deals whose ends come at constant hazards. Each is looked at until some day of its life, two thirds of them only from some day
/// on, and only if it was there then.
fn history(number: u32) -> Vec<Spell> {
    let entity = EntityKey::of("survival", "deal");
    let deal = |index: u16| {
        let words = draw(
            Seed(11),
            Address {
                entity,
                trial: number,
                month: 0,
                purpose: Purpose::new(3),
                index,
            },
        );
        let age = -words.uniform(0).ln() / (WON + LOST);
        let end = usize::from(words.uniform(1) > WON / (WON + LOST));
        let looked = 20.0 + 100.0 * words.uniform(2);
        let late = match index % 3 {
            0 => 0.0,
            _ => 20.0 * words.uniform(3),
        };
        let spell = if age <= looked {
            Spell::ended(age, end)
        } else {
            Spell::open(looked)
        };
        if late == 0.0 {
            Some(spell)
        } else {
            (spell.until > late).then(|| spell.seen_after(late))
        }
    };
    (0..N_DEALS).filter_map(deal).collect()
}

/// How often an interval of a history holds the truth.
fn coverage(truth: f64, interval: impl Fn(&[Spell]) -> (f64, f64)) -> f64 {
    let holds = |&number: &u32| {
        let (low, high) = interval(&history(number));
        low <= truth && truth <= high
    };
    let n = (0..N_STUDIES).filter(holds).count();
    z_of_share(n, N_STUDIES as usize, 0.95)
}

/// Intervals of estimates are only nearly exact: a point of coverage is allowed, in standard errors of so many studies.
fn nearly(z: f64) -> bool {
    let point = 0.01 / (0.95_f64 * 0.05 / f64::from(N_STUDIES)).sqrt();
    z.abs() < critical_z() + point
}

#[test]
fn intervals_of_competing_ends_cover_the_truth() {
    let truth = WON / (WON + LOST) * (1.0 - (-(WON + LOST) * AT).exp());
    let of = |spells: &[Spell]| {
        AalenJohansen::of(&RiskSet::new(2, spells).unwrap())
            .at(0, AT)
            .interval(0.95)
    };
    let z = coverage(truth, of);
    assert!(nearly(z), "z = {z:.2}");
    // The control: late entries taken for deals seen from the start make ends look rarer, and that is seen.
    let z = coverage(truth, |spells| {
        let wrong: Vec<Spell> = spells
            .iter()
            .map(|spell| Spell {
                seen_after: None,
                ..*spell
            })
            .collect();
        of(&wrong)
    });
    assert!(
        z < 0.0 && !nearly(z),
        "late entries went unseen: z = {z:.2}"
    );
    // And so does one minus survival with losses for last looks.
    let z = coverage(truth, |spells| {
        let (low, high) = KaplanMeier::of_one(&RiskSet::new(2, spells).unwrap(), 0)
            .at(AT)
            .interval(0.95);
        (1.0 - high, 1.0 - low)
    });
    assert!(z < 0.0 && !nearly(z), "the bias went unseen: z = {z:.2}");
}

#[test]
fn intervals_of_survival_cover_the_truth() {
    let truth = (-(WON + LOST) * AT).exp();
    let of = |spells: &[Spell]| {
        KaplanMeier::of(&RiskSet::new(2, spells).unwrap())
            .at(AT)
            .interval(0.95)
    };
    let z = coverage(truth, of);
    assert!(nearly(z), "z = {z:.2}");
    let z = coverage(truth * 1.15, of);
    assert!(
        z < 0.0 && !nearly(z),
        "a bias of 15 % went unseen: z = {z:.2}"
    );
}
