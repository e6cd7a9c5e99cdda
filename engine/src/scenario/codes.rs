//! Every kind of mistake a scenario can hold: a stable code, a title and a page.
//!
//! One table makes the enum, `explain`, the index in `scenarios/ERRORS.md` and the tests. A code is never reused nor
//! renumbered; a new one gets a line here, a page in `codes/` and a failing scenario in `scenarios/invalid/`.

use std::fmt;

macro_rules! codes {
    ($($name:ident $id:literal $title:literal,)*) => {
        /// The kind of a mistake. The code is stable: scripts may match on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!($id, ": ", $title, ".")] $name,)*
        }

        impl Code {
            /// All codes in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code itself, such as `E0201`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What is wrong, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means, an example that fails and how to mend it, as Markdown with a heading.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("# ", $id, ": ", $title, "\n\n", include_str!(concat!("codes/", $id, ".md"))),)*
                }
            }
        }
    };
}

codes! {
    // Files and syntax
    FileMissing "E0101" "a file cannot be read",
    FileTooLarge "E0102" "a file is too large",
    NotText "E0103" "a file is not UTF-8 text",
    Syntax "E0104" "not valid TOML",
    KeyTwice "E0105" "a key is set twice",
    TooDeep "E0106" "values are nested too deep",

    // Values and numbers
    UnknownKey "E0201" "a key that does not exist",
    MissingKey "E0202" "a key is missing",
    WrongType "E0203" "a value of the wrong type",
    UnknownWord "E0204" "a word that is not one of the choices",
    OneOf "E0205" "exactly one alternative is expected",
    NotFinite "E0206" "a number is infinite or not a number",
    IntegerTooLarge "E0207" "an integer beyond 2^53",
    NumberForm "E0208" "not a form a number can take",
    LawParameters "E0209" "a distribution that does not exist",
    WrongLength "E0210" "a list of the wrong length",
    OutOfRange "E0211" "a number outside of its range",
    SeriesNotHere "E0212" "a series for what cannot change by month",
    NothingWeighs "E0213" "weights that are all 0",
    TooManyLeads "E0214" "too many leads",
    TooManyStages "E0215" "too many stages",
    NothingThere "E0216" "nothing where something is needed",
    NoEffect "E0217" "a key without effect",
    Unreadable "E0299" "a value cannot be read",

    // Names and references
    UnknownId "E0301" "a name that does not exist",
    IdTwice "E0302" "a name that stands twice",
    IdTaken "E0303" "a name with a meaning of its own",
    MemberMissing "E0304" "a table of numbers with a gap",
    DimensionNotHere "E0305" "a table by what makes no difference",
    StageNotInOrder "E0306" "a stage that is not in the order",
    NotUncertain "E0307" "a correlation of what is certain",
    NoCorrelation "E0308" "not a correlation matrix",
    ImpossibleCorrelation "E0309" "correlations that contradict each other",
    Uncovered "E0310" "a market that nobody covers",
    WrongOwner "E0311" "an owner who cannot own it",
    OwnParent "E0312" "accounts that belong to each other",

    // Time
    NotAMonth "E0401" "not a month",
    OutsideHorizon "E0402" "a month outside of the horizon",
    EndsTooEarly "E0403" "an end before its start",
    UnknownPeriod "E0404" "not a whole period of the horizon",
    AfterStart "E0405" "a past date that lies in the future",

    // Workforce
    SeatStart "E0501" "a seat without exactly one start",
    NobodyThere "E0502" "work for a role without people",
    NobodyLeaves "E0503" "a leaver from an empty seat",
    NoHours "E0504" "work for a role without hours",
    RatioCircle "E0505" "ratios that go round in a circle",
    SeatTaken "E0506" "somebody joins a seat that is not free",
    TwoJobs "E0507" "a role with two kinds of work",

    // Compensation
    TwoPlans "E0601" "a role with two comp plans",
    TierOrder "E0602" "tiers out of order",
    NoQuota "E0603" "pay by quota without a quota",
    QuotaUnpaid "E0604" "a quota that no plan pays",
    // E0605 was for retroactive tiers, which are simulated now.
    Weights "E0606" "weights of a comp plan that do not fit together",
    NotCounted "E0607" "results that cannot be counted this way",
    KickerPeriod "E0608" "a kicker on what is settled at other times",
    OwnManager "E0609" "seats that report to each other",
    SplitShares "E0610" "splits that take more than the whole deal",

    // Tables (CSV)
    TableMissing "E0701" "a table cannot be read",
    TableTooLarge "E0702" "a table is too large",
    TableNotText "E0703" "a table is not UTF-8 text",
    UnknownColumn "E0704" "a column that does not exist",
    MissingColumn "E0705" "a column is missing",
    ColumnTwice "E0706" "a column stands twice",
    CellCount "E0707" "a row with too few or too many cells",
    TableEmpty "E0708" "a table without rows",
    RowTwice "E0709" "an id stands twice",
    CellNotNumber "E0710" "a cell is not a number",
    CellNotTime "E0711" "a cell is not a month or a date",
    CellEmpty "E0712" "a cell is empty",
    QuoteOpen "E0713" "a quote is never closed",
    CreditTwice "E0714" "a sale is credited more than once",
    WonAndOpen "E0715" "a deal that has been won and is open",
    DateOrder "E0721" "dates that can be read in two ways",
    NoOpportunities "E0722" "no table of opportunities",
    TablesTwice "E0723" "two files for one table",
    TooFewDeals "E0724" "too few closed deals to learn from",
    CurrenciesMixed "E0725" "amounts in more than one currency",
    MostRowsUnusable "E0726" "most rows cannot be used",
    NoScenario "E0727" "an export that makes no scenario",
    TooFewMonths "E0728" "too few months of demand",
    TooManyParts "E0729" "demand in too many parts",

    // Combining scenarios
    ExtendsCycle "E0801" "a scenario extends itself",
    ExtendsTooDeep "E0802" "a chain of bases is too long",
    Conflict "E0803" "two overlays disagree",
    RemoveUnknown "E0804" "nothing to remove",
    NotAnOverlay "E0805" "`extends` or `remove` in the wrong place",

    // Contracts
    RenewalPast "E0901" "a renewal that lies in the past",
    RenewalTooFar "E0902" "a renewal more than a term away",
    NoAccount "E0903" "customers and accounts that do not fit",
    DealOfCustomer "E0904" "customers and the deals that made them do not fit",

    // Initiatives
    NotMoved "E1001" "an effect on what cannot be moved",
    WrongScale "E1002" "an effect on the wrong scale",
    MovedOut "E1003" "an effect that takes a number out of its range",

    // Alerts
    AlertUntold "E1301" "an alert on what this plan does not tell",
}

/// Titles of the groups, by the two digits after the `E`.
const GROUPS: [(&str, &str); 11] = [
    ("01", "Files and syntax"),
    ("02", "Values and numbers"),
    ("03", "Names and references"),
    ("04", "Time"),
    ("05", "Workforce"),
    ("06", "Compensation"),
    ("07", "Tables"),
    ("08", "Combining scenarios"),
    ("09", "Contracts"),
    ("10", "Initiatives"),
    ("13", "Alerts"),
];

impl Code {
    /// The code of a text in any case, with or without the `E` and leading zeros: `E0201`, `e0201`, `201`.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let digits = text
            .trim()
            .trim_start_matches(['E', 'e'])
            .trim_start_matches('0');
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.id()[1..].trim_start_matches('0') == digits)
    }

    /// The code whose name or number looks most like a text: an answer to a typo.
    ///
    /// # Panics
    ///
    /// Never: there are codes.
    #[must_use]
    pub fn nearest(text: &str) -> Self {
        let wanted = text.trim().to_ascii_uppercase();
        let distance = |code: &&Self| strsim::damerau_levenshtein(code.id(), &wanted);
        *Self::ALL
            .iter()
            .min_by_key(distance)
            .expect("there are codes")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The page of a code: what it means, an example that fails, how to mend it. See [`Code::find`] for what is understood.
///
/// ```
/// use foresell::scenario::{Code, explain};
/// assert!(explain("e0201").unwrap().starts_with("# E0201: a key that does not exist"));
/// assert_eq!(explain("E2001"), None);
/// assert_eq!(Code::nearest("E2001").id(), "E0201");
/// ```
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    Code::find(code).map(Code::page)
}

/// All codes and their pages as one Markdown document: the content of `scenarios/ERRORS.md`.
#[must_use]
pub fn errors_md() -> String {
    let mut md = String::from(
        "# Errors in scenarios\n\nWhat `foresell check` finds has a code. Codes are stable: a code never changes its meaning.\n\
         `foresell explain E0201` prints a section of this page. This file is generated.\n",
    );
    md.push_str(&index());
    for code in Code::ALL {
        md.push_str("\n#");
        md.push_str(code.page());
    }
    md
}

fn index() -> String {
    let mut md = String::new();
    for (digits, group) in GROUPS {
        let codes: Vec<_> = Code::ALL
            .iter()
            .filter(|code| &code.id()[1..3] == digits)
            .collect();
        if !codes.is_empty() {
            md.extend(["\n", group, "\n\n"]);
        }
        for code in codes {
            md.extend([
                "- [",
                code.id(),
                "](#",
                &anchor(*code),
                "): ",
                code.title(),
                "\n",
            ]);
        }
    }
    md
}

/// The anchor that Markdown renderers give to a code's heading.
fn anchor(code: Code) -> String {
    let heading = format!("{} {}", code.id(), code.title()).to_lowercase();
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_belong_to_a_group() {
        assert!(Code::ALL.is_sorted_by(|a, b| a.id() < b.id()));
        for code in Code::ALL {
            assert!(code.id().len() == 5 && code.id().starts_with('E'), "{code}");
            assert!(
                GROUPS.iter().any(|(digits, _)| &code.id()[1..3] == *digits),
                "{code} has no group"
            );
        }
    }

    #[test]
    fn every_page_says_what_it_means_and_how_to_mend_it() {
        for code in Code::ALL {
            let page = code.page();
            assert!(page.ends_with('\n') && page.len() > 150, "{code}");
            assert!(page.contains("```"), "{code} has no example");
            assert!(page.contains("To mend it"), "{code} has no way out");
            assert!(
                page.lines().all(|line| line.len() <= 120),
                "{code} has a long line"
            );
        }
    }

    #[test]
    fn codes_are_found_in_any_spelling() {
        for text in ["E0201", "e0201", " 201 ", "E201", "0201"] {
            assert_eq!(Code::find(text), Some(Code::UnknownKey), "{text}");
        }
        for text in ["", "E", "E9999", "unknown", "E02010"] {
            assert_eq!(Code::find(text), None, "{text}");
        }
        assert_eq!(Code::nearest("E0202x"), Code::MissingKey);
    }
}
