//! What looking back says of forecasts: whether they promised what they hold.

/// What a back-test says of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing speaks against it.
    Calibrated,
    /// What came lies outside of its intervals too often.
    TooNarrow,
    /// What came lies in the middle of its intervals too often.
    TooWide,
    /// It is too low more often than luck would have it.
    TooLow,
    /// It is too high more often than luck would have it.
    TooHigh,
    /// There are too few days that share no months to tell.
    TooLittleData,
}

impl Verdict {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Calibrated => "calibrated",
            Self::TooNarrow => "too narrow",
            Self::TooWide => "too wide",
            Self::TooLow => "biased: too low",
            Self::TooHigh => "biased: too high",
            Self::TooLittleData => "too little data",
        }
    }

    /// The name in scenario files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Calibrated => "calibrated",
            Self::TooNarrow => "too-narrow",
            Self::TooWide => "too-wide",
            Self::TooLow => "too-low",
            Self::TooHigh => "too-high",
            Self::TooLittleData => "too-little-data",
        }
    }

    /// Whether quantiles of such forecasts are to be read with a warning.
    #[must_use]
    pub fn warns(self) -> bool {
        self != Self::Calibrated
    }
}

/// What looking back said of the forecasts of a plan.
#[derive(Clone, Debug)]
pub struct LookedBack {
    /// Last day of the data that was looked back on.
    pub until: String,
    /// Months that every forecast covered.
    pub horizon: u32,
    /// Days from which was forecast.
    pub days: u32,
    /// Verdicts by the title of the KPI in running text, and its id.
    pub verdicts: Vec<(&'static super::Kpi, Verdict)>,
}

impl LookedBack {
    /// Whether quantiles are to be read with a warning: some KPI is not calibrated, or none was judged.
    #[must_use]
    pub fn warns(&self) -> bool {
        self.verdicts.is_empty() || self.verdicts.iter().any(|(_, verdict)| verdict.warns())
    }

    /// The verdicts in words: `bookings too narrow, wins calibrated`.
    #[must_use]
    pub fn words(&self) -> String {
        let of = |(kpi, verdict): &(&'static super::Kpi, Verdict)| {
            format!("{} {}", kpi.title.to_lowercase(), verdict.name())
        };
        let all: Vec<String> = self.verdicts.iter().map(of).collect();
        if all.is_empty() {
            "nothing was judged".into()
        } else {
            all.join(", ")
        }
    }
}
