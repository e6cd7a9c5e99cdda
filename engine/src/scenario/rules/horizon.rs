//! Horizon, fiscal year, seasons, selling days; currency, locale and simulation settings.

use iso_currency::Currency;

use crate::calendar::{Calendar, Timing};
use crate::kpi::Kpi;
use crate::scenario::codes::Code;
use crate::scenario::nearest::{did_you_mean, nearest};
use crate::scenario::path::KeyPath;
use crate::scenario::raw::{RawCalendar, RawHorizon, RawScenario, RawTiming};

use super::check::{Check, path};
use super::range::Range;

/// Months a plan may have.
const MAX_MONTHS: u32 = 600;
/// Version of the file format.
const FORMAT: u32 = 1;
/// Trials of a scenario that does not say.
const TRIALS: u32 = 10_000;
/// Ways of writing numbers in reports.
const LOCALES: [&str; 14] = [
    "en-US", "en-GB", "en-AU", "en-CA", "en-IE", "en-IN", "de-DE", "de-AT", "de-CH", "fr-FR",
    "es-ES", "it-IT", "nl-NL", "pt-BR",
];

/// What a scenario says about itself.
pub(super) struct Settings {
    pub(super) currency: Currency,
    pub(super) locale: String,
    pub(super) trials: u32,
    pub(super) seed: u64,
    pub(super) only: Option<Vec<(usize, &'static Kpi)>>,
}

impl Check<'_> {
    /// The calendar, into the pass: the other domains read it there.
    pub(super) fn horizon(&mut self, horizon: &RawHorizon, calendar: Option<&RawCalendar>) {
        let at = path("horizon");
        let start = self.any_month(&at.key("start"), &horizon.start);
        let months = self.whole(&at.key("months"), horizon.months, 1, MAX_MONTHS);
        let fiscal = horizon.fiscal_year_start.map_or(Some(1), |m| {
            self.whole(&at.key("fiscal-year-start"), m, 1, 12)
        });
        let season = calendar
            .and_then(|c| self.twelve("calendar.season", c.season.as_deref(), Range::FACTOR));
        let days = calendar.and_then(|c| {
            self.twelve(
                "calendar.selling-days",
                c.selling_days.as_deref(),
                Range::DAYS,
            )
        });
        let (Some(start), Some(months), Some(fiscal)) = (start, months, fiscal) else {
            return;
        };
        // The years after the horizon must have four digits as well.
        if start.year() > 9000 {
            self.report(
                Code::OutOfRange,
                &at.key("start"),
                format!("the year {} is too far off", start.year()),
            );
            return;
        }
        let timing = match horizon.timing {
            Some(RawTiming::Monthly) => Timing::Monthly,
            Some(RawTiming::Continuous) | None => Timing::Continuous,
        };
        let mut built = Calendar::new(start, months as usize, fiscal as usize - 1, timing);
        built = season.into_iter().fold(built, Calendar::with_season);
        self.calendar = Some(days.into_iter().fold(built, Calendar::with_selling_days));
    }

    /// A whole number in its range.
    fn whole(&mut self, at: &KeyPath, value: u32, low: u32, high: u32) -> Option<u32> {
        if (low..=high).contains(&value) {
            return Some(value);
        }
        self.report(
            Code::OutOfRange,
            at,
            format!("{value} is out of range: expected {low} to {high}"),
        );
        None
    }

    /// A number for each month of the year; at least one is above 0.
    fn twelve(&mut self, at: &str, values: Option<&[f64]>, range: Range) -> Option<[f64; 12]> {
        let (at, values) = (path(at), values?);
        let Ok(twelve) = <[f64; 12]>::try_from(values) else {
            let message = format!(
                "the list has {} numbers, expected 12: January to December",
                values.len()
            );
            self.report(Code::WrongLength, &at, message);
            return None;
        };
        let before = self.findings.len();
        for (ix, value) in twelve.iter().enumerate() {
            self.plain(&at.index(ix), *value, range);
        }
        if twelve.iter().all(|value| *value <= 0.0) && self.is_sound(&at) {
            self.report(
                Code::NothingWeighs,
                &at,
                "all twelve numbers are 0, expected at least one above",
            );
            return None;
        }
        (self.findings.len() == before).then_some(twelve)
    }

    /// Currency, locale, trials, seed and the numbers that are wanted.
    pub(super) fn settings(&mut self, raw: &RawScenario) -> Settings {
        if raw.format != FORMAT {
            let message = format!("format {} is unknown: expected {FORMAT}", raw.format);
            self.report(Code::OutOfRange, &path("format"), message).help =
                format!("write format = {FORMAT}");
        }
        let currency = Currency::from_code(&raw.currency)
            .unwrap_or_else(|| self.unknown_currency(&raw.currency));
        self.minor_units =
            crate::kernel::math::pow(10.0, f64::from(currency.exponent().unwrap_or(2)));
        let locale = raw.locale.clone().unwrap_or_else(|| LOCALES[0].to_owned());
        if !LOCALES.contains(&locale.as_str()) {
            let message = format!("the locale `{locale}` is unknown");
            self.report(Code::UnknownWord, &path("locale"), message)
                .help = locale_help(&locale);
        }
        let simulation = raw.simulation.as_ref();
        let trials = simulation.and_then(|s| s.trials).unwrap_or(TRIALS);
        if trials == 0 {
            self.report(
                Code::OutOfRange,
                &path("simulation.trials"),
                "0 trials are no simulation: expected 1 or more",
            );
        }
        Settings {
            currency,
            locale,
            trials,
            seed: simulation.and_then(|s| s.seed).unwrap_or(1),
            only: simulation
                .and_then(|s| s.only.as_deref())
                .map(|ids| self.only_these(ids)),
        }
    }

    fn unknown_currency(&mut self, code: &str) -> Currency {
        let upper = code.to_uppercase();
        let near = Currency::from_code(&upper)
            .map(|currency| currency.code())
            .or_else(|| nearest_currency(&upper));
        let finding = self.report(
            Code::UnknownWord,
            &path("currency"),
            format!("there is no currency `{code}`"),
        );
        finding.help = near.map_or_else(
            || "expected an ISO 4217 code such as USD, EUR or GBP".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Currency::USD
    }
}

/// The currency that a word most likely stands for: one of the same country, or else the one that looks most like it.
fn nearest_currency(word: &str) -> Option<&'static str> {
    // The library lists currencies by asking for one only; 17,576 questions take a moment, after a mistake.
    let letters = || 'A'..='Z';
    let words = letters().flat_map(|a| {
        letters().flat_map(move |b| letters().map(move |c| [a, b, c].iter().collect::<String>()))
    });
    let codes: Vec<&str> = words
        .filter_map(|code| Currency::from_code(&code))
        .map(|currency| currency.code())
        .collect();
    let country = word
        .get(..2)
        .and_then(|country| codes.iter().copied().find(|code| code.starts_with(country)));
    country.or_else(|| nearest(word, codes))
}

fn locale_help(locale: &str) -> String {
    let near = did_you_mean(locale, LOCALES);
    if near.is_empty() {
        format!("possible here: {}", LOCALES.join(", "))
    } else {
        near
    }
}
