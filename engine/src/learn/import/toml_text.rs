//! Text of a scenario file, number by number; every number notes what it is and where it comes from.

use std::fmt::Write as _;

use super::quality::{Estimate, LabelledDefault};
use crate::kernel::math::log10;

/// What a number looks like in the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A constant or a distribution, as it is written.
    Inline(String),
    /// A table such as `by-product` with an entry for each id.
    By(&'static str, Vec<(String, Shape)>),
}

impl Shape {
    /// A constant.
    pub(super) fn constant(x: f64) -> Self {
        Self::Inline(number(x))
    }

    /// A PERT distribution.
    pub(super) fn pert([low, mode, high]: [f64; 3]) -> Self {
        Self::Inline(format!(
            "{{ pert = {{ low = {}, mode = {}, high = {} }} }}",
            number(low),
            number(mode),
            number(high)
        ))
    }

    /// A beta distribution on 0 to 1.
    pub(super) fn beta((alpha, beta): (f64, f64)) -> Self {
        Self::Inline(format!(
            "{{ beta = {{ alpha = {}, beta = {} }} }}",
            number(alpha),
            number(beta)
        ))
    }

    /// An exponential distribution.
    pub(super) fn exponential(mean: f64) -> Self {
        Self::Inline(format!("{{ exponential = {{ mean = {} }} }}", number(mean)))
    }

    /// Observed values, thinned to at most [`KEPT`].
    pub(super) fn empirical(sorted: &[f64]) -> Self {
        let values: Vec<String> = thinned(sorted).into_iter().map(|x| digits(x, 5)).collect();
        Self::Inline(format!(
            "{{ empirical = {{ values = [{}] }} }}",
            values.join(", ")
        ))
    }
}

/// Days that stand for never: a century, which no plan sees the end of.
const NEVER_DAYS: f64 = 36_525.0;

impl Shape {
    /// Values in rising order with their shares of all, thinned to at most [`KEPT`]; what is missing to the whole never
    /// comes.
    ///
    /// * `never`: its share of all
    pub(super) fn weighted(values: &[(f64, f64)], never: f64) -> Self {
        let kept = slices(values);
        if never <= 0.0 {
            return Self::empirical(&kept);
        }
        let mass: f64 = values.iter().map(|(_, share)| share).sum();
        let each = mass / (mass + never) / super::heterogeneity::float(kept.len());
        let last = 1.0 - each * super::heterogeneity::float(kept.len());
        let joined = |texts: Vec<String>| texts.join(", ");
        let weights = kept
            .iter()
            .map(|_| digits(each, 5))
            .chain([digits(last, 5)]);
        let days = kept
            .iter()
            .map(|x| digits(*x, 5))
            .chain([number(NEVER_DAYS)]);
        Self::Inline(format!(
            "{{ discrete = {{ values = [{}], weights = [{}] }} }}",
            joined(days.collect()),
            joined(weights.collect())
        ))
    }

    /// Days that no plan sees the end of.
    pub(super) fn never() -> Self {
        Self::constant(NEVER_DAYS)
    }

    /// A factor of 1 that is uncertain.
    pub(super) fn factor(cv: f64) -> Self {
        Self::Inline(format!(
            "{{ lognormal = {{ mean = 1, cv = {} }} }}",
            number(cv)
        ))
    }
}

/// Means of slices of equal share, [`KEPT`] of them; the largest value stays as it is.
fn slices(values: &[(f64, f64)]) -> Vec<f64> {
    let mass: f64 = values.iter().map(|(_, share)| share).sum();
    let mut kept = Vec::with_capacity(KEPT);
    let width = mass / super::heterogeneity::float(KEPT);
    let (mut sum, mut room) = (0.0, width);
    for &(value, share) in values {
        let mut left = share;
        while left >= room && kept.len() + 1 < KEPT {
            sum += value * room;
            left -= room;
            kept.push(sum / width);
            (sum, room) = (0.0, width);
        }
        sum += value * left;
        room -= left;
    }
    kept.extend(values.last().map(|(value, _)| *value));
    kept
}

/// Values kept of an empirical distribution.
pub(super) const KEPT: usize = 60;

/// Values in rising order reduced to the means of equal slices, which keeps their mean; the largest stays as it is, so
/// that nothing old is beyond the distribution.
fn thinned(sorted: &[f64]) -> Vec<f64> {
    let n = sorted.len();
    if n <= KEPT {
        return sorted.to_vec();
    }
    let slice = |ix: usize| &sorted[ix * n / KEPT..(ix + 1) * n / KEPT];
    let mean =
        |values: &[f64]| values.iter().sum::<f64>() / super::heterogeneity::float(values.len());
    let mut kept: Vec<f64> = (0..KEPT).map(|ix| mean(slice(ix))).collect();
    kept[KEPT - 1] = sorted[n - 1];
    kept
}

/// A number with six significant digits and no exponent.
pub(super) fn number(x: f64) -> String {
    digits(x, 6)
}

/// A number for readers: three significant digits, whole from 1,000 on.
pub(super) fn brief(x: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rounded, positive and far below 2^53"
    )]
    if (999.5..1e15).contains(&x) {
        thousands(x.round() as usize)
    } else {
        digits(x, 3)
    }
}

/// A number with at least `significant` digits and no exponent; digits before the point all stay.
fn digits(x: f64, significant: i32) -> String {
    if x == 0.0 {
        return "0".into();
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the exponent of a double has three digits"
    )]
    let magnitude = log10(x.abs()).floor() as i32;
    let decimals = usize::try_from(significant - 1 - magnitude)
        .unwrap_or(0)
        .min(12);
    let text = format!("{x:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// A key as TOML writes it, with quotes where it needs them.
pub(super) fn key(key: &str) -> String {
    toml_edit::Key::new(key).to_string()
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Origin {
    /// The data.
    Learned {
        /// Observations behind it.
        n: usize,
        /// How it is computed.
        how: String,
    },
    /// A labelled default.
    Assumed {
        /// Where the default comes from.
        source: String,
    },
}

/// A number of the scenario with what is noted about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stated {
    /// Path of keys.
    pub(super) path: Vec<String>,
    /// What it is, in words.
    pub(super) what: &'static str,
    pub(super) shape: Shape,
    /// Its value in words, for the report.
    pub(super) words: String,
    pub(super) unit: &'static str,
    pub(super) origin: Origin,
    /// Anything a reader has to know; may be empty.
    pub(super) note: String,
    /// Ends of a slider.
    pub(super) range: Option<[f64; 2]>,
}

/// A scenario file in the making.
#[derive(Debug, Default)]
pub(super) struct ScenarioText {
    text: String,
    estimates: Vec<Estimate>,
    defaults: Vec<LabelledDefault>,
}

impl ScenarioText {
    /// A comment of one or more lines.
    pub(super) fn comment(&mut self, comment: &str) -> &mut Self {
        for line in wrapped(comment, 116) {
            self.line(&format!("# {line}"));
        }
        self
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> &mut Self {
        self.line("")
    }

    /// The heading of a table.
    pub(super) fn table<S: AsRef<str>>(&mut self, path: &[S]) -> &mut Self {
        let keys: Vec<String> = path.iter().map(|part| key(part.as_ref())).collect();
        self.line(&format!("[{}]", keys.join(".")))
    }

    /// A key with a text.
    pub(super) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.line(&format!("{} = {}", key(name), quoted(value)))
    }

    /// A key with a value as it is written.
    pub(super) fn raw(&mut self, name: &str, value: &str) -> &mut Self {
        self.line(&format!("{} = {value}", key(name)))
    }

    /// A number with its notes, as a table of its own.
    pub(super) fn number(&mut self, stated: Stated) -> &mut Self {
        self.gap().table(&stated.path);
        if let Shape::Inline(value) = &stated.shape {
            self.raw("value", value);
        }
        self.text("unit", stated.unit);
        match &stated.origin {
            Origin::Learned { n, how } => {
                self.text("source", &format!("{how}, n = {}", thousands(*n)))
            }
            Origin::Assumed { source } => self.text("source", source).raw("assumed", "true"),
        };
        if !stated.note.is_empty() {
            self.text("note", &stated.note);
        }
        if let Some([low, high]) = stated.range {
            self.raw("range", &format!("[{}, {}]", number(low), number(high)));
        }
        let mut path = stated.path.clone();
        path.push("value".into());
        self.entries(&path, &stated.shape);
        self.report(stated);
        self
    }

    fn entries(&mut self, path: &[String], shape: &Shape) {
        let Shape::By(by, entries) = shape else {
            return;
        };
        let path: Vec<String> = path.iter().cloned().chain([(*by).to_owned()]).collect();
        if entries
            .iter()
            .any(|(_, entry)| matches!(entry, Shape::Inline(_)))
        {
            self.table(&path);
        }
        for (id, entry) in entries {
            if let Shape::Inline(value) = entry {
                self.raw(id, value);
            }
        }
        for (id, entry) in entries {
            let inner: Vec<String> = path.iter().cloned().chain([id.clone()]).collect();
            self.entries(&inner, entry);
        }
    }

    fn report(&mut self, stated: Stated) {
        let Stated {
            path,
            what,
            words,
            origin,
            ..
        } = stated;
        let (path, what) = (path.join("."), what.to_owned());
        match origin {
            Origin::Learned { n, how } => self.estimates.push(Estimate {
                path,
                what,
                value: words,
                n,
                how,
            }),
            Origin::Assumed { source } => self.defaults.push(LabelledDefault {
                path,
                what,
                value: words,
                source,
            }),
        }
    }

    /// Notes a default that is no number of the file's own, such as a date in a table.
    pub(super) fn assume(&mut self, path: &str, what: &str, value: &str, source: &str) {
        let [path, what, value, source] = [path, what, value, source].map(str::to_owned);
        self.defaults.push(LabelledDefault {
            path,
            what,
            value,
            source,
        });
    }

    /// The text, what was learned and what was assumed.
    pub(super) fn finish(self) -> (String, Vec<Estimate>, Vec<LabelledDefault>) {
        (self.text, self.estimates, self.defaults)
    }

    fn line(&mut self, line: &str) -> &mut Self {
        writeln!(self.text, "{line}").expect("a string takes every text");
        self
    }
}

/// A count with commas between thousands.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text in lines of at most `width` characters, broken at spaces.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is a line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_plain() {
        assert_eq!(
            [0.0, 1.0, 0.1, 1234.5678, 12_345_678.9, 1e-7, -0.25].map(number),
            ["0", "1", "0.1", "1234.57", "12345679", "0.0000001", "-0.25"]
        );
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(thousands),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn thinning_keeps_the_mean_and_the_largest() {
        let values: Vec<f64> = (0..1200).map(f64::from).collect();
        let kept = thinned(&values);
        let mean = kept.iter().sum::<f64>() / 60.0;
        assert_eq!(kept.len(), KEPT);
        assert!(
            (kept[59] - 1199.0).abs() < 1e-12 && (mean - 599.5).abs() < 0.2,
            "{mean}"
        );
        assert_eq!(thinned(&values[..60]), values[..60]);
    }

    #[test]
    fn a_number_is_a_table_with_notes() {
        let mut text = ScenarioText::default();
        text.number(Stated {
            path: ["a", "b c"].map(str::to_owned).to_vec(),
            what: "x",
            shape: Shape::By(
                "by-region",
                vec![
                    ("east".into(), Shape::constant(1.0)),
                    (
                        "west".into(),
                        Shape::By(
                            "by-segment",
                            vec![("smb".into(), Shape::pert([0.0, 1.0, 2.0]))],
                        ),
                    ),
                ],
            ),
            words: String::new(),
            unit: "share",
            origin: Origin::Learned {
                n: 1200,
                how: "counted".into(),
            },
            note: "a \"note\"".into(),
            range: Some([0.0, 1.0]),
        });
        let (text, estimates, defaults) = text.finish();
        let document: toml_edit::DocumentMut = text.parse().unwrap();
        let table = document["a"]["b c"].as_table().unwrap();
        assert_eq!(table["source"].as_str(), Some("counted, n = 1,200"));
        assert_eq!(table["value"]["by-region"]["east"].as_integer(), Some(1));
        assert!(
            text.contains("[a.\"b c\".value.by-region.west.by-segment]\nsmb = { pert"),
            "{text}"
        );
        assert_eq!((estimates.len(), defaults.len()), (1, 0));
    }
}
