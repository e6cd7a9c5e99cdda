//! What a composition of several files is called: by all of their names.

use std::path::Path;

use super::node::{Node, Value};

const NAME: &str = "name";

/// What joins the names.
pub(crate) const PLUS: &str = " + ";

/// What a file calls itself, if it does.
pub(super) fn own_name(root: Option<&Node>) -> Option<String> {
    let own = root?.table()?.get(NAME)?;
    own.node.text().map(str::to_owned)
}

/// What a file is called.
pub(super) fn file_name(path: &Path) -> String {
    let file = path.file_name().unwrap_or(path.as_os_str());
    file.to_string_lossy().into_owned()
}

/// Gives a composition the names of all of its files; a scenario of one file keeps its own. Does nothing where the name is
/// missing or is no text, which is a finding of its own.
pub(super) fn rename(root: &mut Node, parts: &[String]) {
    if parts.len() < 2 {
        return;
    }
    let entry = root.table_mut().and_then(|table| table.get_mut(NAME));
    if let Some(Value::String(name)) = entry.map(|entry| &mut entry.node.value) {
        *name = joined(parts);
    }
}

/// Names joined by a plus. What the names after the first share with it up to a comma is said once: "Company, freeze" and
/// "Company, new plan" make "Company, freeze + new plan".
fn joined(parts: &[String]) -> String {
    let first = parts.first().map_or("", String::as_str);
    let head = first.split(", ").next().unwrap_or(first);
    let short = |part: &String| {
        let rest = part.strip_prefix(head);
        let rest = rest.and_then(|rest| rest.strip_prefix(", "));
        rest.unwrap_or(part).to_owned()
    };
    let rest = parts.iter().skip(1).map(short);
    let all: Vec<String> = std::iter::once(first.to_owned()).chain(rest).collect();
    all.join(PLUS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_and_what_they_share_is_said_once() {
        let joined = |parts: [&str; 3]| joined(&parts.map(str::to_owned));
        assert_eq!(
            joined(["Company", "Company, freeze", "b.toml"]),
            "Company + freeze + b.toml"
        );
        assert_eq!(
            joined(["Company, freeze", "Company, new plan", "Companion, x"]),
            "Company, freeze + new plan + Companion, x"
        );
        assert_eq!(joined(["A", "A", "A"]), "A + A + A");
    }
}
