//! `foresell schema`: what editors are told is what is checked.

use std::fs;

use crate::{Plan, expect_code, foresell, stdout, stored};

#[test]
fn the_printed_schema_is_the_stored_one() {
    let output = foresell().arg("schema").output().unwrap();
    expect_code(&output, 0);
    let stored = fs::read_to_string(stored::scenarios().join("schema.json")).unwrap();
    let is_stored = stdout(&output) == stored.replace("\r\n", "\n");
    assert!(
        is_stored || std::env::var_os("UPDATE").is_some(),
        "UPDATE=1 stores the schema anew"
    );
}

#[test]
fn help_says_how_an_editor_finds_it_and_the_line_is_a_comment() {
    let output = foresell().args(["schema", "--help"]).output().unwrap();
    expect_code(&output, 0);
    let line = "#:schema ./schema.json";
    assert!(stdout(&output).contains(line), "{}", stdout(&output));
    let plan = Plan::new();
    let text = fs::read_to_string(plan.path("plan.toml")).unwrap();
    fs::write(plan.path("marked.toml"), format!("{line}\n{text}")).unwrap();
    let hash = |name: &str| stdout(&plan.run(&["check", name, "--hash"])).to_owned();
    assert_eq!(hash("marked.toml"), hash("plan.toml"));
}
