//! A made-up export, small enough to read and large enough to learn from.

use foresell::learn::import::{Export, ExportFile, ImportError, Imported, Oddity, Options, import};
use foresell::scenario::{Finding, Memory, Scenario, ScenarioError, load, render};

/// Columns of the opportunities.
pub(crate) const HEADER: &str =
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value";

/// An export: rows of opportunities, and the other tables by name.
#[derive(Clone)]
pub(crate) struct Crm {
    pub(crate) deals: Vec<String>,
    pub(crate) tables: Vec<(&'static str, String)>,
    pub(crate) header: String,
}

impl Crm {
    /// 240 decided and 24 open deals of four agents in two regions over twelve months; nothing is odd.
    pub(crate) fn new() -> Self {
        let agents = ["Ann", "Bob", "Cleo", "Dan"];
        let (products, accounts) = (["Basic", "Pro"], ["Acme", "Bolt", "Cask"]);
        let mut deals = Vec::new();
        for n in 0..264_usize {
            let (month, day) = (n / 22 + 1, n % 22 + 1);
            let engaged = format!("2026-{month:02}-{day:02}");
            let closed = days_after(&engaged, 5 + (n * 7) % 25);
            // Deals of December that would close after the year are open.
            let open = closed.as_str() > "2026-12-31" || month == 12 && n % 2 == 0;
            let won = n % 5 < 3;
            let value = if open {
                String::new()
            } else if won {
                format!("{}", 1000 + (n * 37) % 500)
            } else {
                "0".into()
            };
            let stage = if open {
                "Engaging"
            } else if won {
                "Won"
            } else {
                "Lost"
            };
            let closed = if open { "" } else { &closed };
            let (agent, product, account) = (agents[n % 4], products[n % 2], accounts[n % 3]);
            deals.push(format!(
                "D{n:03},{agent},{product},{account},{stage},{engaged},{closed},{value}"
            ));
        }
        let tables = vec![
            ("accounts.csv", "account,sector,office_location\nAcme,retail,Norway\nBolt,software,Kenya\nCask,retail,Chile\n".to_owned()),
            ("products.csv", "product,sales_price\nBasic,1200\nPro,1250\n".to_owned()),
            ("teams.csv", "sales_agent,manager,regional_office\nAnn,Mia,North\nBob,Mia,North\nCleo,Noa,South\nDan,Noa,South\n".to_owned()),
        ];
        Self {
            deals,
            tables,
            header: HEADER.to_owned(),
        }
    }

    /// The same with a further row.
    pub(crate) fn with(mut self, row: &str) -> Self {
        self.deals.push(row.to_owned());
        self
    }

    /// The same with another table in the place of one.
    pub(crate) fn table(mut self, name: &'static str, content: &str) -> Self {
        self.tables.retain(|(known, _)| *known != name);
        self.tables.push((name, content.to_owned()));
        self
    }

    /// The same with every row changed.
    pub(crate) fn map(mut self, change: impl Fn(&str) -> String) -> Self {
        self.deals = self.deals.iter().map(|row| change(row)).collect();
        self
    }

    /// The files.
    pub(crate) fn export(&self) -> Export {
        let deals = format!("{}\n{}\n", self.header, self.deals.join("\n"));
        let mut files = vec![file("deals.csv", deals)];
        files.extend(
            self.tables
                .iter()
                .map(|(name, content)| file(name, content.clone())),
        );
        files.into()
    }

    /// The imported scenario.
    pub(crate) fn import(&self) -> Imported {
        import(self.export(), &Options::default())
            .unwrap_or_else(|error| panic!("{error}: {error:?}"))
    }

    /// What an import finds wrong.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        found(import(self.export(), &Options::default()).expect_err("the export is unusable"))
    }
}

/// A file of an export.
pub(crate) fn file(name: &str, content: impl Into<Vec<u8>>) -> ExportFile {
    ExportFile {
        name: name.into(),
        bytes: content.into(),
    }
}

/// The findings of a refusal.
pub(crate) fn found(error: ImportError) -> Vec<Finding> {
    match error {
        ImportError::Findings { findings, .. } => findings,
        other => panic!("{other}"),
    }
}

/// The scenario of an import, with one of its files as the root.
pub(crate) fn loaded(imported: &Imported, root: &str) -> Scenario {
    let mut files = Memory::new();
    for (name, content) in &imported.files {
        files.insert(name, content.as_bytes());
    }
    load(&files, &[root.into()]).unwrap_or_else(|error| match error {
        ScenarioError::Invalid { files, findings } => panic!(
            "{}",
            render::text(&files, &findings, render::TextStyle::default())
        ),
        other => panic!("{other}"),
    })
}

/// The oddity whose text holds a phrase.
pub(crate) fn odd<'a>(imported: &'a Imported, phrase: &str) -> &'a Oddity {
    let all = &imported.report.oddities;
    all.iter()
        .find(|oddity| oddity.what.contains(phrase))
        .unwrap_or_else(|| panic!("nothing says {phrase:?}: {all:#?}"))
}

/// Rows of a table that were set aside, by reason.
pub(crate) fn set_aside(imported: &Imported, table: &str) -> Vec<(String, usize)> {
    let ledger = imported
        .report
        .tables
        .iter()
        .find(|ledger| ledger.table == table)
        .expect("the table was read");
    assert!(ledger.balances(), "{ledger:?}");
    ledger
        .set_aside
        .iter()
        .map(|(reason, n)| (reason.clone(), *n))
        .collect()
}

/// A day some days after another, both as yyyy-mm-dd; months have their length in 2026.
fn days_after(day: &str, days: usize) -> String {
    const LENGTHS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let number = |range: std::ops::Range<usize>| day[range].parse::<usize>().expect("a number");
    let (mut year, mut month, mut of_month) = (number(0..4), number(5..7), number(8..10) + days);
    while of_month > LENGTHS[month - 1] {
        of_month -= LENGTHS[month - 1];
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
    format!("{year}-{month:02}-{of_month:02}")
}
