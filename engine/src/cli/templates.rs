//! The scenarios that `foresell init` writes, embedded in the program.

/// A file of a template: its path inside the folder, and its content.
pub(crate) type File = (&'static str, &'static str);

macro_rules! files {
    ($template:literal: $($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../scenarios/", $template, "/", $path)))),*]
    };
}

macro_rules! preset_files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("presets/", $name), include_str!(concat!("../../../scenarios/presets/", $name)))),*]
    };
}

/// Every template with its files.
const TEMPLATES: &[(&str, &[File])] = &[
    (
        "saas",
        files![
            "saas": "scenario.toml", "seats.csv", "accounts.csv", "pipeline.csv", "what-if/accelerator.toml",
            "what-if/alerts.toml", "what-if/automation-tool.toml",
            "what-if/deeper-discounts.toml", "what-if/hand-over.toml", "what-if/hiring-freeze.toml",
            "what-if/insights-specialists.toml", "what-if/onboarding-and-support.toml",
            "what-if/quarter-end-push.toml", "what-if/quota-and-effort.toml",
            "what-if/recession.toml", "what-if/territory-recut.toml",
            "what-if/three-leavers-in-may.toml", "what-if/threshold-and-cap.toml", "what-if/two-more-sdrs.toml",
        ],
    ),
    (
        "services",
        files![
            "services": "scenario.toml", "seats.csv", "accounts.csv", "pipeline.csv", "what-if/day-rate.toml",
            "what-if/more-time-to-sell.toml", "what-if/partner-leaves.toml",
            "what-if/two-more-consultants.toml",
        ],
    ),
    (
        "distribution",
        files![
            "distribution": "scenario.toml", "seats.csv", "accounts.csv", "pipeline.csv", "sold-by-month.csv",
            "what-if/draw-not-recoverable.toml", "what-if/price-war.toml", "what-if/slower-supplier.toml",
            "what-if/spring-promotion.toml", "what-if/time-for-accounts.toml",
            "what-if/two-more-field-reps.toml", "what-if/visits-by-car.toml", "what-if/web-shop.toml",
        ],
    ),
];

/// What may be laid over any template: roles of sales operations by the size of the company. Starting points to be edited.
const PRESETS: &[File] = preset_files![
    "sales-ops-below-1m.toml",
    "sales-ops-1m-to-10m.toml",
    "sales-ops-above-10m.toml",
];

/// The files of a template, and the presets.
pub(crate) fn find(name: &str) -> Option<Vec<File>> {
    let mut templates = TEMPLATES.iter();
    let (_, files) = templates.find(|(template, _)| *template == name)?;
    Some(files.iter().chain(PRESETS).copied().collect())
}

/// Names of all templates.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(name, _)| *name)
}
