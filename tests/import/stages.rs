//! A history of moves becomes the funnel of the plan, and tells what becomes of open deals.

use foresell::kernel::stream::Seed;
use foresell::learn::import::{
    Export, ExportFile, ImportError, Options, PipelineOptions, import, open_pipeline, read_export,
};
use foresell::outcome::pipeline::PipelineForecast;

use crate::crm::loaded;
use crate::maven::data;

/// Deals of two people that go through "Qualified", "Proposal" and "Talks" within a year: a tenth is skipped over "Proposal", a
/// third of what comes to "Proposal" is lost, a fifth of what comes to "Talks".
fn export() -> Export {
    let mut deals = "opportunity_id,owner,created,amount\n".to_owned();
    let mut history = "opportunity_id,stage,entered_at,worker\n".to_owned();
    let day = |n: u32| format!("2026-{:02}-{:02}", n / 28 + 1, n % 28 + 1);
    for n in 0..300_u32 {
        let begin = n;
        let worker = if n % 2 == 0 { "Ann" } else { "Bob" };
        deals += &format!("D{n:03},{worker},{},{}\n", day(begin), 1000 + n % 7 * 100);
        let skips = n % 10 == 9;
        let mut moves = vec![("Qualified", 0)];
        if !skips {
            moves.push(("Proposal", 3 + n % 5));
        }
        if !skips && n % 3 == 0 {
            moves.push(("Closed Lost", 14 + n % 9));
        } else {
            moves.push(("Talks", 12 + n % 7));
            let end = if n % 5 == 1 {
                "Closed Lost"
            } else {
                "Closed Won"
            };
            moves.push((end, 25 + n % 11));
        }
        for (stage, after) in moves {
            if begin + after < 301 {
                history += &format!("D{n:03},{stage},{}T10:00:00,{worker}\n", day(begin + after));
            }
        }
    }
    let files = [("deals.csv", deals), ("stage_history.csv", history)];
    files
        .map(|(name, text)| ExportFile {
            name: name.into(),
            bytes: text.into_bytes(),
        })
        .to_vec()
        .into()
}

/// Mean of the beta that stands for the share that passes a stage.
fn pass_of(text: &str, stage: &str) -> f64 {
    let beta = text
        .split(&format!("[funnel.stages.{stage}.pass]"))
        .nth(1)
        .unwrap();
    let of = |name: &str| -> f64 {
        let number = beta.split(&format!("{name} = ")).nth(1).unwrap();
        number[..number.find([',', ' ']).unwrap()].parse().unwrap()
    };
    of("alpha") / (of("alpha") + of(", beta"))
}

fn options() -> PipelineOptions {
    PipelineOptions {
        import: Options::default(),
        months: 3,
        trials: 300,
        seed: Seed(1),
    }
}

fn turned(export: Export) -> Export {
    let turn = |file: ExportFile| {
        let text = String::from_utf8(file.bytes).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        ExportFile {
            name: file.name,
            bytes: lines.join("\n").into_bytes(),
        }
    };
    let mut files: Vec<ExportFile> = export.files.into_iter().map(turn).collect();
    files.reverse();
    files.into()
}

#[test]
fn stages_are_those_of_the_history() {
    let imported = import(export(), &Options::default()).unwrap();
    let text = &imported.files["scenario.toml"];
    assert!(
        text.contains("order = [\"qualified\", \"proposal\", \"talks\"]"),
        "{text}"
    );
    loaded(&imported, "scenario.toml");
    // Two thirds of those that are there, and those that skip it: (2/3 x 9 + 1) / 10.
    for (stage, told) in [("qualified", 1.0), ("proposal", 0.7), ("talks", 0.8)] {
        let pass = pass_of(text, stage);
        assert!((pass - told).abs() < 0.07, "{pass} for {told}");
    }
    let pipeline = &imported.files["pipeline.csv"];
    for stage in [",qualified,", ",proposal,", ",talks,"] {
        assert!(pipeline.contains(stage), "{stage} in\n{pipeline}");
    }
    assert_eq!(
        import(turned(export()), &Options::default()).unwrap().files,
        imported.files
    );
}

#[test]
fn open_deals_end_as_their_stages_say() {
    let found = open_pipeline(export(), &options()).unwrap();
    assert!(found.n_open > 15 && found.n_beyond == 0, "{}", found.n_open);
    let means: f64 = found.ends.iter().map(|end| end.all.mean).sum();
    let never = found.still_open.last().unwrap().mean;
    assert!((means + never - f64::from(u32::try_from(found.n_open).unwrap())).abs() < 1e-9);
    let won = &found.ends[0];
    assert!(won.name.starts_with("won (Closed Won") && won.all.quantiles[0] < won.all.quantiles[6]);
    assert!(won.value.is_some(), "amounts of the deals are known");
    let other = open_pipeline(turned(export()), &options()).unwrap();
    let all = |found: &PipelineForecast| found.ends.iter().map(|end| end.all).collect::<Vec<_>>();
    assert_eq!(all(&other), all(&found));
}

#[test]
fn what_came_later_is_not_known() {
    let mut early = options();
    early.import.as_of = Some("2026-08-28".parse().unwrap());
    let before = open_pipeline(export(), &early).unwrap();
    let mut changed = export();
    let text = String::from_utf8(changed.files[1].bytes.clone()).unwrap();
    let (known, later): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| {
        line.split(',').nth(2).unwrap() < "2026-08-29" || line.starts_with("opp")
    });
    let later: Vec<String> = later
        .iter()
        .map(|line| line.replace("Closed Lost", "Closed Won"))
        .collect();
    changed.files[1].bytes = format!("{}\n{}\n", known.join("\n"), later.join("\n")).into_bytes();
    let after = open_pipeline(changed, &early).unwrap();
    let all = |found: &PipelineForecast| found.ends.iter().map(|end| end.all).collect::<Vec<_>>();
    assert_eq!(all(&before), all(&after));
    assert!(before.n_open > 15);
}

#[test]
fn an_export_without_decisions_tells_nothing() {
    let mut only = export();
    only.files.truncate(1);
    assert!(matches!(
        open_pipeline(only, &options()),
        Err(ImportError::Findings { .. })
    ));
}

#[test]
fn open_deals_of_maven_without_a_history_of_stages() {
    let Some(folder) = data("maven_crm") else {
        return;
    };
    let mut early = options();
    early.import.as_of = Some("2017-09-30".parse().unwrap());
    let found = open_pipeline(read_export(&folder).unwrap(), &early).unwrap();
    assert_eq!(
        (found.n_open, found.n_beyond, found.stages.len()),
        (2409, 543, 1)
    );
    // 559 of them were won until the end of the year, fewer than deals of their age used to be.
    let won: f64 = found.ends[0]
        .deals
        .iter()
        .take(3)
        .map(|spread| spread.mean)
        .sum();
    assert!((600.0..900.0).contains(&won), "{won}");
    let worth = &found.ends[0].value.as_ref().unwrap().1;
    assert!((1.5e8..2.3e8).contains(&worth.mean), "{worth:?}");
}

#[test]
fn days_beyond_the_history_and_histories_without_ends_are_refused() {
    let mut late = options();
    late.import.as_of = Some("2031-01-01".parse().unwrap());
    let error = open_pipeline(export(), &late).unwrap_err();
    assert!(
        matches!(error, ImportError::StandsTooLate { .. }),
        "{error}"
    );
    let mut early = options();
    early.import.as_of = Some("2026-01-05".parse().unwrap());
    match open_pipeline(export(), &early) {
        Err(ImportError::Findings { findings, .. }) => {
            assert_eq!(findings[0].code.id(), "E0724");
            assert!(findings[0].message.contains("no deal of"), "{findings:?}");
        }
        other => panic!("{other:?}"),
    }
}
