//! The picture of a run in the README: what the command prints for the shipped scenario, as it looks in a terminal.

use crate::stored::{difference, scenarios};
use crate::{expect_code, foresell, stdout};

/// Few futures: enough for a picture, and for anybody to run again.
const ARGS: [&str; 4] = ["run", "scenarios/saas/scenario.toml", "--trials", "300"];

/// Width of a character [pixels].
const ADVANCE: usize = 8;
const LINE_HEIGHT: usize = 18;
const MARGIN: usize = 16;

/// A command and what it prints up to the end of the first period; dots stand for the rest.
fn screen(command: &str, printed: &str) -> Vec<String> {
    let lines: Vec<&str> = printed.lines().collect();
    let is_rule = |line: &str| !line.is_empty() && line.chars().all(|c| c == '-');
    // The title of a period stands above its rule.
    let second = (1..lines.len())
        .filter(|&ix| is_rule(lines[ix]))
        .nth(1)
        .map(|rule| rule - 1);
    let shown = &lines[..second.unwrap_or(lines.len())];
    let rest = second.map(|_| "...");
    [&format!("$ {command}"), ""]
        .into_iter()
        .chain(shown.iter().copied())
        .chain(rest)
        .map(str::to_owned)
        .collect()
}

/// Lines in a dark terminal. Each states its length, so that columns stay in line whatever font there is.
fn svg(lines: &[String]) -> String {
    let length = |line: &String| line.chars().count() * ADVANCE;
    let width = lines.iter().map(length).max().unwrap_or(0) + 2 * MARGIN;
    let height = lines.len() * LINE_HEIGHT + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"Summary of the shipped scenario in a terminal\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#14181f\"/>\n\
         <g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace\" \
         font-size=\"13.2\" fill=\"#e6e6e6\" xml:space=\"preserve\">\n"
    );
    for (ix, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        // The baseline is a quarter of a line above its lower edge.
        let y = MARGIN + (ix + 1) * LINE_HEIGHT - LINE_HEIGHT / 4;
        svg += &format!(
            "<text x=\"{MARGIN}\" y=\"{y}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\" \
             style=\"white-space:pre\">{}</text>\n",
            length(line),
            escaped(line)
        );
    }
    svg + "</g>\n</svg>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[test]
fn the_picture_of_a_run_is_up_to_date() {
    let root = scenarios().join("..");
    let output = foresell().current_dir(&root).args(ARGS).output().unwrap();
    expect_code(&output, 0);
    let command = format!("foresell {}", ARGS.join(" "));
    let picture = svg(&screen(&command, stdout(&output)));
    assert_eq!(
        difference(&root.join("engine/docs/summary.svg"), &picture),
        None
    );
}

#[test]
fn a_screen_ends_with_the_first_period() {
    let printed = "Plan\n\nFY1\n---\nBookings 1\n\nFY2\n---\nBookings 2\n";
    let expected = [
        "$ go",
        "",
        "Plan",
        "",
        "FY1",
        "---",
        "Bookings 1",
        "",
        "...",
    ];
    assert_eq!(screen("go", printed), expected);
    let only = "Plan\n\nFY1\n---\nBookings 1\n";
    assert_eq!(screen("go", only).last().unwrap(), "Bookings 1");
}

#[test]
fn what_a_line_holds_is_text() {
    let svg = svg(&["a < b & c > \"d\"".into(), String::new(), "last".into()]);
    assert!(svg.contains(">a &lt; b &amp; c &gt; \"d\"</text>"), "{svg}");
    assert_eq!(svg.matches("<text ").count(), 2);
    assert!(svg.contains("width=\"152\" height=\"86\""), "{svg}");
}
