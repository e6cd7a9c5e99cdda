//! The way from the root of a scenario to one of its values: `funnel.stages.demo.pass`, `accounts[3].id`.

use std::fmt;
use std::str::FromStr;

/// One step down a scenario.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Into a table.
    Key(String),
    /// Into a list, 0 for its first entry.
    Index(usize),
}

/// The steps from the root of a scenario to a value; no steps name the scenario itself.
///
/// Written with dots and brackets; a key that is not made of letters, digits, `-` and `_` stands in double quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath(Vec<Segment>);

impl KeyPath {
    /// The scenario itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps, the outermost first.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// One step further, into a table.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// One step further, into a list.
    #[must_use]
    pub fn index(&self, ix: usize) -> Self {
        self.with(Segment::Index(ix))
    }

    /// One step further.
    #[must_use]
    pub fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// True if `other` is this value or inside it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl From<Vec<Segment>> for KeyPath {
    fn from(segments: Vec<Segment>) -> Self {
        Self(segments)
    }
}

/// Keys, whatever characters they hold.
impl<const N: usize> From<[&str; N]> for KeyPath {
    fn from(keys: [&str; N]) -> Self {
        Self(
            keys.into_iter()
                .map(|key| Segment::Key(key.to_owned()))
                .collect(),
        )
    }
}

/// A path in a rule's own words; a text that is no path names the scenario itself.
impl From<&str> for KeyPath {
    fn from(text: &str) -> Self {
        text.parse().unwrap_or_default()
    }
}

impl From<&KeyPath> for KeyPath {
    fn from(path: &KeyPath) -> Self {
        path.clone()
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(ix) => write!(f, "[{ix}]")?,
                Segment::Key(key) => {
                    f.write_str(if depth == 0 { "" } else { "." })?;
                    write_key(f, key)?;
                }
            }
        }
        Ok(())
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, key: &str) -> fmt::Result {
    if is_bare(key) {
        f.write_str(key)
    } else {
        write!(f, "{key:?}")
    }
}

/// True if TOML takes the key without quotes.
pub(crate) fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A text is not a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a path: {why}, expected something like `workforce.seats.ae-1` or `accounts[3].id`"
)]
pub struct NotAPath {
    /// What was given.
    pub text: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl FromStr for KeyPath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let mut rest = text;
        let mut segments = Vec::new();
        while !rest.is_empty() {
            let step = next_segment(rest, segments.is_empty());
            let (segment, left) = step.map_err(|why| NotAPath {
                text: text.to_owned(),
                why,
            })?;
            segments.push(segment);
            rest = left;
        }
        Ok(Self(segments))
    }
}

fn next_segment(rest: &str, first: bool) -> Result<(Segment, &str), &'static str> {
    if let Some(rest) = rest.strip_prefix('[') {
        let (digits, rest) = rest.split_once(']').ok_or("`[` is never closed")?;
        let ix = digits
            .parse()
            .map_err(|_| "between `[` and `]` stands a whole number")?;
        return Ok((Segment::Index(ix), rest));
    }
    let rest = if first {
        rest
    } else {
        rest.strip_prefix('.')
            .ok_or("steps are separated by dots")?
    };
    let (key, rest) = next_key(rest)?;
    Ok((Segment::Key(key), rest))
}

fn next_key(rest: &str) -> Result<(String, &str), &'static str> {
    if let Some(quoted) = rest.strip_prefix('"') {
        return unquote(quoted);
    }
    if let Some(quoted) = rest.strip_prefix('\'') {
        let (key, rest) = quoted.split_once('\'').ok_or("a quote is never closed")?;
        return Ok((key.to_owned(), rest));
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (key, rest) = rest.split_at(end);
    if key.is_empty() {
        Err("a step is empty")
    } else {
        Ok((key.to_owned(), rest))
    }
}

fn unquote(quoted: &str) -> Result<(String, &str), &'static str> {
    let mut key = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((key, &quoted[at + 1..])),
            '\\' => key.push(chars.next().ok_or("a quote is never closed")?.1),
            c => key.push(c),
        }
    }
    Err("a quote is never closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_printed_as_they_are_read() {
        for text in [
            "",
            "a",
            "a.b-c_9",
            "a[3].id",
            "stages.\"1.5 x\".pass",
            "[0][1]",
            "a.\"say \\\"hi\\\"\"",
        ] {
            assert_eq!(text.parse::<KeyPath>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_dot_inside_of_quotes_is_part_of_the_key() {
        let path: KeyPath = "a.'b.c'".parse().unwrap();
        assert_eq!(path, KeyPath::root().key("a").key("b.c"));
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            ".", "a..b", "a[", "a[x]", "a.\"b", "a.'b", "a[1]b", "a.\"b\\",
        ] {
            assert!(text.parse::<KeyPath>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_contains_itself_and_what_is_below() {
        let seats: KeyPath = "workforce.seats".parse().unwrap();
        assert!(seats.contains(&seats));
        assert!(seats.contains(&seats.key("x").index(1)));
        assert!(!seats.contains(&"workforce.seatsx".parse().unwrap()));
    }
}
