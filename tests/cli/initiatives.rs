//! Initiatives in the words of a run: adoption and cost by period, on the screen, in the summary and as a table.

use std::fs;

use serde_json::{Value, json};

use crate::{Plan, expect_code, expect_plain_and_narrow, stdout};

/// Half is adopted in March, all from April on; set-up in March, and 100 a month until December.
const TRAINED: &str = r#"
extends = "plan.toml"
[initiatives.training]
name = "Training"
start = "2027-03"
adoption = { curve = [0.5, 1] }
cost-once = 1_000
cost-per-month = 100
effects = { "funnel.deal-size" = { log = 0.1 } }
"#;
const SHORT: [&str; 6] = ["run", "trained.toml", "-q", "--trials", "50", "--seed=3"];

#[test]
fn adoption_and_cost_are_told_by_period_and_month() {
    let plan = Plan::with("trained.toml", TRAINED);
    let output = plan.run(&SHORT);
    expect_code(&output, 0);
    let text = stdout(&output);
    expect_plain_and_narrow(text);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Training, from 2027-03: 1.00 k once and 100 a month",
        "moves funnel.deal-size",
        "FY2027: 79.2 % adopted, cost 2.00 k",
    ] {
        assert!(flat.contains(words), "{words:?} is missing in\n{text}");
    }

    let output = plan.run(&[&SHORT[..], &["--format", "json"]].concat());
    expect_code(&output, 0);
    let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
    let mut found = summary["initiatives"].clone();
    let adopted = found[0]["periods"][0]["adopted"].take().as_f64().unwrap();
    assert!((adopted - 9.5 / 12.0).abs() < 1e-12, "{adopted}");
    assert_eq!(
        found,
        json!([{
            "id": "training", "name": "Training", "from": "2027-03", "until": "2027-12", "unit": "USD",
            "moves": ["funnel.deal-size"],
            "periods": [{
                "label": "FY2027", "from": "2027-01", "until": "2027-12", "adopted": null, "cost": 2_000.0
            }],
        }])
    );

    let output = plan.run(&[&SHORT[..], &["-o", "out"]].concat());
    expect_code(&output, 0);
    let table = fs::read_to_string(plan.path("out/initiatives.csv")).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows.len(), 13);
    assert_eq!(rows[0], "initiative,name,month,adopted,unit,cost");
    assert_eq!(rows[2], "training,Training,2027-02,0,USD,0.00");
    assert_eq!(rows[3], "training,Training,2027-03,0.5,USD,1100.00");
    assert_eq!(rows[12], "training,Training,2027-12,1,USD,100.00");
}

#[test]
fn a_plan_without_initiatives_says_nothing_of_them() {
    let plan = Plan::with("plain.toml", "extends = \"plan.toml\"\n");
    let words = ["run", "plain.toml", "-q", "--trials", "20"];
    let output = plan.run(&[&words[..], &["--format", "json"]].concat());
    let summary: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!(summary["initiatives"], json!([]));
    expect_code(&plan.run(&[&words[..], &["-o", "out"]].concat()), 0);
    assert!(!plan.path("out/initiatives.csv").exists());
}
