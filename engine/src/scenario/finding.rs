//! What is wrong with a scenario: one finding per mistake, all of them at once.

use std::io;
use std::path::PathBuf;

use super::clip::clipped;
use super::codes::Code;
use super::place::{Place, SourceFile, Sources};

/// One thing wrong with a scenario, where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of mistake: stable and documented.
    pub code: Code,
    /// What is wrong, in lower case, naming the value and what is expected.
    pub message: String,
    /// The text to point at.
    pub at: Place,
    /// How to mend it; empty if the message says it all.
    pub help: String,
    /// Other places that belong to it, each with a word on why.
    pub also: Vec<(Place, String)>,
}

impl Finding {
    /// A finding without help.
    #[must_use]
    pub fn new(code: Code, at: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            at,
            help: String::new(),
            also: Vec::new(),
        }
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    /// The same finding with short texts: a program may read it, and a terminal show it, whatever a file holds.
    fn clipped(mut self) -> Self {
        // The digits of such an integer are the matter itself.
        if self.code != Code::IntegerTooLarge {
            self.message = clipped(&self.message);
        }
        self.help = clipped(&self.help);
        for (_, label) in &mut self.also {
            *label = clipped(label);
        }
        self
    }

    /// What findings are ordered by: file, place in it, code, message.
    fn order(&self) -> impl Ord + '_ {
        (
            self.at.file,
            self.at.bytes.start,
            self.at.bytes.end,
            self.code,
            &self.message,
        )
    }
}

/// The findings of one pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds a finding without help and returns it, so that help can be added.
    ///
    /// ```
    /// # use foresell::scenario::{Code, Findings, Place, Sources};
    /// # let file = Sources::new().add("a.toml".into(), String::new());
    /// let mut findings = Findings::new();
    /// findings.add(Code::WrongType, Place::new(file, 0..0), "25 is text").help = "remove the quotes".into();
    /// assert_eq!(findings.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// Never: the list has an entry after one was added.
    pub fn add(&mut self, code: Code, at: Place, message: impl Into<String>) -> &mut Finding {
        self.0.push(Finding::new(code, at, message));
        self.0.last_mut().expect("a finding was added just now")
    }

    /// Adds all of another pass.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Points findings of a code at a second place: `places` are pairs of what is found and what belongs to it.
    pub(crate) fn point_also(&mut self, code: Code, places: &[(Place, Place)], label: &str) {
        for (at, also) in places {
            for finding in self
                .0
                .iter_mut()
                .filter(|finding| finding.code == code && finding.at == *at)
            {
                finding.also.push((also.clone(), label.to_owned()));
            }
        }
    }

    /// Takes back what was found after the first `n`.
    pub(crate) fn split_off(&mut self, n: usize) -> Vec<Finding> {
        self.0.split_off(n)
    }

    /// True if nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The findings in the order they were added.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// The findings in file order, each once; long texts of the user are shown by their ends.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.0.into_iter().map(Finding::clipped).collect();
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        findings.dedup();
        findings
    }

    /// `value` if nothing is wrong.
    ///
    /// # Errors
    ///
    /// [`ScenarioError::Invalid`] with all findings and the files they point into.
    pub fn into_result<T>(self, value: T, sources: &Sources) -> Result<T, ScenarioError> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self.into_error(sources))
        }
    }

    /// All findings as an error.
    #[must_use]
    pub fn into_error(self, sources: &Sources) -> ScenarioError {
        ScenarioError::Invalid {
            files: sources.files().to_vec(),
            findings: self.into_sorted(),
        }
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

/// Why a scenario could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// A file that was asked for could not be read; a file that is named inside of another is a finding instead.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
    /// All findings of one pass, in file order; texts are kept so that a front end can quote them.
    #[error("the scenario has {} problem{}", findings.len(), if findings.len() == 1 { "" } else { "s" })]
    Invalid {
        /// The files that findings point into, indexed by [`FileId::index`](super::FileId::index).
        files: Vec<SourceFile>,
        /// What is wrong, in file order.
        findings: Vec<Finding>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_come_in_file_order_and_once() {
        let mut sources = Sources::new();
        let (a, b) = (
            sources.add("a".into(), "0123".into()),
            sources.add("b".into(), "0123".into()),
        );
        let mut findings = Findings::new();
        for (file, at) in [(b, 0), (a, 2), (a, 1), (a, 2)] {
            findings.add(Code::UnknownKey, Place::new(file, at..at + 1), "x");
        }
        let places: Vec<_> = findings
            .into_sorted()
            .into_iter()
            .map(|f| (f.at.file, f.at.bytes.start))
            .collect();
        assert_eq!(places, [(a, 1), (a, 2), (b, 0)]);
    }

    #[test]
    fn the_error_counts_its_problems() {
        let mut sources = Sources::new();
        let file = sources.add("a".into(), String::new());
        let mut findings = Findings::new();
        findings.add(Code::UnknownKey, Place::new(file, 0..0), "x");
        assert_eq!(
            findings.into_error(&sources).to_string(),
            "the scenario has 1 problem"
        );
        assert!(Findings::new().into_result((), &sources).is_ok());
    }
}
