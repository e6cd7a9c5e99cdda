//! No input makes an import panic, and what it accepts is a sound scenario.

use foresell::learn::import::{Options, import};
use proptest::prelude::*;

use crate::crm::{Crm, file, loaded};

/// Cells that are likely to matter, and some that are not.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("Won".to_owned()),
        Just("Lost".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("2200-12-31".to_owned()),
        Just("1900-01-01".to_owned()),
        Just("13/13/2026".to_owned()),
        Just("-1e300".to_owned()),
        Just("owner".to_owned()),
        Just("other".to_owned()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut export = Crm::new().export();
        let _ = import(vec![file("a.csv", bytes.clone())].into(), &Options::default());
        export.files[0].bytes.extend(bytes);
        let _ = import(export, &Options::default());
    }

    #[test]
    fn arbitrary_cells_give_a_refusal_or_a_sound_scenario(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 8), 0..6),
        team in proptest::collection::vec(proptest::collection::vec(cell(), 3), 0..3),
    ) {
        let mut crm = Crm::new();
        let line = |cells: &Vec<String>| cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        crm.deals.extend(rows.iter().map(line));
        for (name, content) in &mut crm.tables {
            if *name == "teams.csv" {
                content.extend(team.iter().map(|cells| line(cells) + "\n"));
            }
        }
        if let Ok(imported) = import(crm.export(), &Options::default()) {
            for ledger in &imported.report.tables {
                prop_assert!(ledger.balances());
            }
            loaded(&imported, "scenario.toml");
        }
    }
}
