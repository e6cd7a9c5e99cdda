//! What `benches/run.py` reads of the program `measure`.

use std::process::{Command, Output};

fn measure(args: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_measure"))
        .args(args)
        .output();
    program.expect("the program starts")
}

#[test]
fn the_reference_model_and_its_random_numbers_come_with_their_cpu() {
    let all = [
        &["ref-1", "2"][..],
        &["ref-1", "2", "portable"],
        &["ref-1-random-numbers", "2"],
        &["ref-1-whole", "2"],
    ];
    for what in all {
        let output = measure(what);
        let text = String::from_utf8(output.stdout).expect("JSON is text");
        let micros = text
            .trim()
            .strip_prefix("{\"trials\": 2, \"micros_per_trial\": ")
            .and_then(|rest| rest.strip_suffix('}'))
            .and_then(|micros| micros.parse::<f64>().ok());
        assert!(micros.is_some_and(|micros| micros > 0.0), "{text}");
    }
}

#[test]
fn what_is_not_measured_is_refused() {
    for args in [&[][..], &["ref-1", "0"], &["ref-1", "many"], &["speed"]] {
        let output = measure(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("usage: measure"));
    }
    let output = measure(&["ref-1", "2", "AVX-1024"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "this processor has no AVX-1024\n"
    );
}
