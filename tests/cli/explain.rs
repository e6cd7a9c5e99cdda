//! `foresell explain`: codes and their pages.

use foresell::scenario::Code;

use crate::{expect_code, foresell, stderr, stdout};

#[test]
fn a_code_is_explained_in_any_spelling() {
    for code in ["E0203", "e0203", "203"] {
        let output = foresell().args(["explain", code]).output().unwrap();
        expect_code(&output, 0);
        assert!(
            stdout(&output).starts_with("# E0203: "),
            "{}",
            stdout(&output)
        );
    }
}

#[test]
fn an_unknown_code_names_the_nearest() {
    let output = foresell()
        .args(["explain", "E0203x\u{1b}"])
        .output()
        .unwrap();
    expect_code(&output, 2);
    assert!(
        stderr(&output).contains("E0203 (") && !stderr(&output).contains('\u{1b}'),
        "{}",
        stderr(&output)
    );
}

#[test]
fn without_a_code_all_are_listed() {
    let output = foresell().arg("explain").output().unwrap();
    expect_code(&output, 0);
    assert_eq!(stdout(&output).lines().count(), Code::ALL.len());
}
