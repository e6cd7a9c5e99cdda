//! Figures in a file, and what differs from it in words.

use std::collections::BTreeMap;
use std::path::Path;

use crate::figures::Figure;

const HEADER: &str = "figure,value";

/// Compares figures with `<folder>/<name>.csv`, or stores them there; every difference as a line of text.
pub(crate) fn check(folder: &Path, name: &str, figures: &[Figure], update: bool) -> Vec<String> {
    let path = folder.join(format!("{name}.csv"));
    if update {
        std::fs::write(&path, written(figures)).expect("results can be stored");
        return Vec::new();
    }
    let Ok(text) = std::fs::read_to_string(&path) else {
        return vec![format!("{name}: nothing is stored in {}", path.display())];
    };
    differences(&read(&text), figures)
        .into_iter()
        .map(|difference| format!("{name}: {difference}"))
        .collect()
}

fn written(figures: &[Figure]) -> String {
    let row = |figure: &Figure| format!("{},{}\n", figure.name, figure.value);
    format!("{HEADER}\n{}", figures.iter().map(row).collect::<String>())
}

fn read(text: &str) -> BTreeMap<String, i64> {
    let row = |line: &str| -> (String, i64) {
        let (name, value) = line
            .split_once(',')
            .unwrap_or_else(|| panic!("no figure: {line:?}"));
        (
            name.into(),
            value
                .parse()
                .unwrap_or_else(|_| panic!("no whole number: {line:?}")),
        )
    };
    text.lines()
        .filter(|line| *line != HEADER)
        .map(row)
        .collect()
}

/// Which figure, what was expected, what came, and by how much that differs.
fn differences(expected: &BTreeMap<String, i64>, figures: &[Figure]) -> Vec<String> {
    let got: BTreeMap<&str, i64> = figures
        .iter()
        .map(|figure| (figure.name.as_str(), figure.value))
        .collect();
    let mut lines: Vec<String> = figures
        .iter()
        .filter_map(|figure| difference(expected.get(&figure.name), figure))
        .collect();
    let gone = expected
        .keys()
        .filter(|name| !got.contains_key(name.as_str()));
    lines.extend(gone.map(|name| format!("{name}: stored, but it does not come out any more")));
    lines
}

fn difference(expected: Option<&i64>, figure: &Figure) -> Option<String> {
    let Figure { name, value: got } = figure;
    match expected {
        None => Some(format!("{name}: {got} comes out, nothing is stored")),
        Some(expected) if expected == got => None,
        Some(expected) => Some(format!(
            "{name}: expected {expected}, got {got} ({})",
            change(*expected, *got)
        )),
    }
}

#[expect(clippy::cast_precision_loss, reason = "it is shown with three digits")]
fn change(from: i64, to: i64) -> String {
    if from == 0 {
        "was 0".into()
    } else {
        format!("{:+.3} %", (to - from) as f64 / from.abs() as f64 * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(values: &[(&str, i64)]) -> Vec<Figure> {
        values
            .iter()
            .map(|&(name, value)| Figure {
                name: name.into(),
                value,
            })
            .collect()
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = figures(&[("FY2027 wins sum", 20), ("FY2027 wins p10", 1)]);
        let missing = check(folder.path(), "plan", &first, false);
        assert!(
            missing.len() == 1 && missing[0].starts_with("plan: nothing is stored in "),
            "{missing:?}"
        );
        assert!(check(folder.path(), "plan", &first, true).is_empty());
        assert!(check(folder.path(), "plan", &first, false).is_empty());
    }

    #[test]
    fn every_difference_is_named_with_its_size() {
        let folder = tempfile::tempdir().unwrap();
        check(
            folder.path(),
            "plan",
            &figures(&[("a", 200), ("b", 0), ("c", -10), ("d", 4)]),
            true,
        );
        let now = figures(&[("a", 201), ("b", 5), ("c", -11), ("e", 4)]);
        let expected = [
            "plan: a: expected 200, got 201 (+0.500 %)",
            "plan: b: expected 0, got 5 (was 0)",
            "plan: c: expected -10, got -11 (-10.000 %)",
            "plan: e: 4 comes out, nothing is stored",
            "plan: d: stored, but it does not come out any more",
        ];
        assert_eq!(check(folder.path(), "plan", &now, false), expected);
    }
}
