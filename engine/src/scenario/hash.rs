//! One fingerprint for all that a scenario says, so that a plan can be locked and found again.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::merged::Merged;
use super::node::{Node, Value};
use super::path::{KeyPath, Segment};

impl Merged {
    /// BLAKE3 of the merged scenario and the tables that were opened, 64 hexadecimal digits.
    ///
    /// It depends on every key and value, notes included, and on the content of the tables. It does not depend on how
    /// they are written or spread over files: the order of keys, rows and columns, the names of tables, `1` or `1.0`.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::hash(self.canonical().to_string().as_bytes())
            .to_hex()
            .to_string()
    }

    /// What is hashed: JSON with sorted keys, every number as a float, and tables by their content.
    fn canonical(&self) -> Json {
        canonical(self, self.root(), &KeyPath::root())
    }
}

fn canonical(merged: &Merged, node: &Node, path: &KeyPath) -> Json {
    if let Some(table) = merged.tables().get(path) {
        return json!({ "table": table.digest });
    }
    match &node.value {
        Value::Table(table) => {
            // Sorted here and not by the JSON type, whose order is a feature that any dependency may switch.
            let sorted: BTreeMap<_, _> = table.iter().collect();
            let entry = |(key, entry): (&String, &super::Entry)| {
                (key.clone(), canonical(merged, &entry.node, &path.key(key)))
            };
            Json::Object(sorted.into_iter().map(entry).collect())
        }
        Value::Array(nodes) => {
            let entry = |(ix, node): (usize, &Node)| {
                canonical(merged, node, &path.with(Segment::Index(ix)))
            };
            Json::Array(nodes.iter().enumerate().map(entry).collect())
        }
        Value::String(text) => json!(text),
        Value::Datetime(time) => json!({ "time": time }),
        Value::Boolean(truth) => json!(truth),
        // Adding zero makes -0.0 the same as 0.0.
        Value::Integer(_) | Value::Float(_) => {
            json!(node.value.number().map(|number| number + 0.0))
        }
        Value::Refused => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::overlay::compose;
    use crate::scenario::{Column, Findings, Memory, Merged, Schema};

    const COLUMNS: [Column; 2] = [Column::required("id"), Column::optional("x")];

    fn merged(files: &Memory, path: &str) -> Merged {
        let (mut merged, mut findings) =
            compose(files, &[path.into()], &Schema::of::<serde_json::Value>()).unwrap();
        merged.table(files, "rows", &COLUMNS, 9, &mut findings);
        assert!(findings.is_empty(), "{findings:?}");
        merged
    }

    fn hash(toml: &str, csv: &str) -> String {
        merged(
            &Memory::new().with("a.toml", toml).with("r.csv", csv),
            "a.toml",
        )
        .hash()
    }

    #[test]
    fn what_says_the_same_has_the_same_hash() {
        let one = hash("a = 1\nb.c = 0.0\nrows = 'r.csv'\n", "id,x\n1,2\n3,4\n");
        assert_eq!(one.len(), 64);
        assert_eq!(
            one,
            hash(
                "rows = 'r.csv'\nb = { c = -0.0 }\na = 1.0 # note\n",
                "x,id\n4,3\n2,1\n"
            )
        );
        assert_ne!(
            one,
            hash("a = 2\nb.c = 0.0\nrows = 'r.csv'\n", "id,x\n1,2\n3,4\n")
        );
        assert_ne!(
            one,
            hash("a = 1\nb.c = 0.0\nrows = 'r.csv'\n", "id,x\n1,2\n3,5\n")
        );
        assert_ne!(
            one,
            hash("a = 1\nb.d = 0.0\nrows = 'r.csv'\n", "id,x\n1,2\n3,4\n")
        );
    }

    #[test]
    fn a_scenario_in_one_file_is_the_same_as_in_two() {
        let files = Memory::new()
            .with("base.toml", "a = 1\nrows = 'r.csv'\n[t]\nx = 1\n")
            .with("r.csv", "id\n1\n")
            .with("sub/over.toml", "extends = '../base.toml'\n[t]\nx = 2\n")
            .with("sub/one.toml", "a = 1\nt.x = 2\nrows = '../r.csv'");
        assert_eq!(
            merged(&files, "sub/over.toml").hash(),
            merged(&files, "sub/one.toml").hash()
        );
    }

    #[test]
    fn the_hash_is_stable_across_releases() {
        let files = Memory::new().with("a.toml", "a = 1\nb = [true, 'x', 2027-01-01]\n");
        let (merged, findings) = compose(
            &files,
            &["a.toml".into()],
            &Schema::of::<serde_json::Value>(),
        )
        .unwrap();
        assert_eq!(findings, Findings::new());
        assert_eq!(
            merged.canonical().to_string(),
            r#"{"a":1.0,"b":[true,"x",{"time":"2027-01-01"}]}"#
        );
    }
}
