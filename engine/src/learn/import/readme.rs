//! `IMPORT.md`: what an import read, found, learned and assumed, for whoever opens the scenario's folder.

use std::fmt::Write as _;

use super::defaults::AGENT_SHARE;
use super::quality::{Ledger, Report};
use super::toml_text::thousands;

/// The text.
///
/// * `per_month`: engaged deals a month
/// * `n_agents`: agents with a seat
pub(super) fn readme(report: &Report, per_month: f64, n_agents: usize) -> String {
    let mut md = String::new();
    let _ = writeln!(
        md,
        "# {}: what the import read, learned and assumed\n\n\
         The export knows of deals up to {}. The plan starts in {} and has {} months.\n\n\
         ```sh\nforesell check scenario.toml\nforesell run scenario.toml\nforesell compare scenario.toml what-if/two-more-agents.toml\n```",
        plain(&report.scenario),
        report.as_of,
        report.start,
        report.months
    );
    rows(&mut md, report);
    oddities(&mut md, report);
    learned(&mut md, report);
    assumed(&mut md, report);
    two_more(&mut md, per_month, n_agents);
    limits(&mut md, report);
    md
}

fn rows(md: &mut String, report: &Report) {
    md.push_str("\n## What became of every row\n\n| table | file | rows | used | set aside |\n|---|---|---:|---|---|\n");
    for Ledger {
        table,
        file,
        rows,
        used,
        set_aside,
        ..
    } in &report.tables
    {
        let _ = writeln!(
            md,
            "| {table} | {} | {} | {} | {} |",
            plain(file),
            thousands(*rows),
            counted(used),
            counted(set_aside)
        );
    }
    for (file, why) in &report.unused_files {
        let _ = writeln!(md, "\nNot used: {}, {}.", plain(file), plain(why));
    }
    if !report.reading.is_empty() {
        md.push_str("\nHow columns were read:\n\n");
    }
    for how in &report.reading {
        let _ = writeln!(md, "- {}", plain(how));
    }
}

fn counted(counts: &std::collections::BTreeMap<String, usize>) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(what, n)| format!("{} {}", thousands(*n), plain(what)))
        .collect();
    if parts.is_empty() {
        "none".into()
    } else {
        parts.join(", ")
    }
}

fn oddities(md: &mut String, report: &Report) {
    md.push_str("\n## What is odd in the data\n\n| table | kind | number | what | what is done about it |\n|---|---|---:|---|---|\n");
    for oddity in &report.oddities {
        let of = if oddity.of > oddity.n {
            format!(" of {}", thousands(oddity.of))
        } else {
            String::new()
        };
        let column = if oddity.column.is_empty() {
            String::new()
        } else {
            format!("`{}`: ", plain(&oddity.column))
        };
        let examples: Vec<String> = oddity
            .examples
            .iter()
            .map(|example| plain(example))
            .collect();
        let examples = if examples.is_empty() {
            String::new()
        } else {
            format!(" (such as {})", examples.join(", "))
        };
        let _ = writeln!(
            md,
            "| {} | {} | {}{of} | {column}{}{examples} | {} |",
            oddity.table,
            oddity.kind.name(),
            thousands(oddity.n),
            plain(&oddity.what),
            plain(&oddity.handled)
        );
    }
}

fn learned(md: &mut String, report: &Report) {
    md.push_str("\n## What was learned\n\n| number | value | n | how |\n|---|---|---:|---|\n");
    for estimate in &report.estimates {
        let _ = writeln!(
            md,
            "| {} (`{}`) | {} | {} | {} |",
            plain(&estimate.what),
            plain(&estimate.path),
            plain(&estimate.value),
            thousands(estimate.n),
            plain(&estimate.how)
        );
    }
}

fn assumed(md: &mut String, report: &Report) {
    md.push_str(
        "\n## What the export cannot tell: labelled defaults\n\n\
         These are starting points, marked `assumed = true` in the scenario. A range is varied from future to future, so that \
         the results show what not knowing it is worth. Replace them with your own numbers.\n\n\
         | number | value | where it comes from |\n|---|---|---|\n",
    );
    for default in &report.defaults {
        let _ = writeln!(
            md,
            "| {} (`{}`) | {} | {} |",
            plain(&default.what),
            plain(&default.path),
            plain(&default.value),
            plain(&default.source)
        );
    }
}

fn two_more(md: &mut String, per_month: f64, n_agents: usize) {
    let share = AGENT_SHARE.mean();
    let n = super::heterogeneity::float(n_agents.max(1));
    let _ = writeln!(
        md,
        "\n## What two more agents do\n\n\
         A CRM export shows deals with the agent who owns them. It does not show whether a deal would have come without the \
         agent, so it cannot tell what one more agent adds. The scenario takes neither extreme:\n\n\
         - {:.0} % of the {per_month:.0} deals a month arise whoever sells (the source `market`), and {:.0} % are brought by the \
         agents themselves (the source `prospected`, {:.2} a month and agent). That split makes sales rise by about {:.1} % when \
         agents grow by 10 %, as published: {}.\n\
         - Each deal takes hours of its owner, calibrated so that the agents of the busiest region are 85-90 % busy. In busy \
         months deals wait, and more agents shorten the wait.\n\n\
         Two agents more than {n_agents} are {:.1} % more, so expect about {:.1} % more deals once they are found and ramped, less \
         in a first year. Both numbers are labelled defaults: `demand.sources.prospected.leads-per-month` and the activity `work`.",
        100.0 * (1.0 - share),
        100.0 * share,
        per_month * share / n,
        10.0 * share,
        AGENT_SHARE.source,
        200.0 / n,
        200.0 / n * share,
    );
}

fn limits(md: &mut String, report: &Report) {
    md.push_str("\n## What the scenario leaves out\n\n");
    for left_out in &report.left_out {
        let _ = writeln!(md, "- {}", plain(left_out));
    }
}

/// A text that cannot break out of a table cell or become markup.
fn plain(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace(['\r', '\n'], " ")
}
