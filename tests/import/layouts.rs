//! Tables of CRMs and warehouses are told by their columns, and joined: ids become names, and the history of stages tells
//! what became of deals.

use foresell::learn::import::{Imported, Options, import};
use foresell::scenario::Code;

use crate::crm::{Crm, file, found, loaded, odd, set_aside};

/// The made-up export as a warehouse keeps it: ids in the place of names.
fn by_ids() -> Crm {
    let ids = [
        (",Ann,", ",005A,"),
        (",Bob,", ",005B,"),
        (",Cleo,", ",005C,"),
        (",Dan,", ",005D,"),
        (",Basic,", ",p-1,"),
        (",Pro,", ",p-2,"),
        (",Acme,", ",a-1,"),
        (",Bolt,", ",a-2,"),
        (",Cask,", ",a-3,"),
        (",Engaging,", ",s1,"),
        (",Won,", ",s2,"),
        (",Lost,", ",s3,"),
    ];
    let mut crm = Crm::new().map(|row| {
        ids.iter()
            .fold(row.to_owned(), |row, (name, id)| row.replace(name, id))
    });
    crm.header = "deal_id,owner_id,product_2_id,account_id,deal_pipeline_stage_id,property_createdate,property_closedate,property_amount".into();
    crm.tables = vec![
        ("account_data.csv", "id,name,industry,billing_country\na-1,Acme,retail,Norway\na-2,Bolt,software,Kenya\na-3,Cask,retail,Chile\n".into()),
        ("product_2_data.csv", "id,name,product_code,family\np-1,Basic,B,x\np-2,Pro,P,x\n".into()),
        ("user_data.csv", "id,first_name,last_name,username,manager_id,region\n005A,Ann,,a,005M,North\n005B,Bob,,b,005M,North\n005C,Cleo,,c,,South\n005D,Dan,,d,,South\n005M,Mia,,m,,\n".into()),
        ("deal_pipeline_stage_data.csv", "stage_id,label,closed_won,is_closed,display_order\ns1,Engaging,false,false,1\ns2,Signed,true,true,2\ns3,Gone,,true,3\n".into()),
    ];
    crm
}

/// The scenario without what only names the files.
fn tables(imported: &Imported) -> Vec<(&String, &String)> {
    let tables = imported.files.iter();
    tables.filter(|(name, _)| name.ends_with(".csv")).collect()
}

#[test]
fn ids_of_owners_accounts_products_and_stages_become_names() {
    let (named, by_ids) = (Crm::new().import(), by_ids().import());
    let (named, with_ids) = (tables(&named), tables(&by_ids));
    for ((name, content), (_, other)) in named.iter().zip(&with_ids) {
        if **name != "seats.csv" {
            assert_eq!(content, other, "{name}");
        }
    }
    assert!(by_ids.files["seats.csv"].contains(",Mia,"));
    for table in &by_ids.report.tables {
        assert!(table.set_aside.is_empty(), "{table:?}");
    }
    let kinds: Vec<&str> = by_ids
        .report
        .tables
        .iter()
        .map(|table| table.table)
        .collect();
    assert_eq!(
        kinds,
        ["accounts", "opportunities", "products", "stages", "users"]
    );
}

#[test]
fn a_history_of_stages_tells_what_became_of_cases() {
    let crm = Crm::new();
    let (mut cases, mut events) = (String::new(), String::new());
    for row in crm.deals.iter().rev() {
        let cells: Vec<&str> = row.split(',').collect();
        let (id, owner, engaged, closed) = (cells[0], cells[1], cells[5], cells[6]);
        cases += &format!("{id},{engaged},{}\n", cells[7]);
        if !closed.is_empty() {
            events += &format!("{id},2,{},{owner},{closed}T10:00:00+02:00\n", cells[4]);
        }
        events += &format!("{id},1,Engaging,{owner},{engaged}T09:30:00+02:00\n");
    }
    let files = vec![
        file("cases.csv", format!("case_id,created,amount_req\n{cases}")),
        file(
            "stage_history.csv",
            format!("case_id,event_index,activity,resource,timestamp\n{events}"),
        ),
    ];
    let imported = import(files.into(), &Options::default()).unwrap();
    let plain = Crm {
        tables: Vec::new(),
        ..crm
    };
    let plain = plain
        .map(|row| {
            let mut cells: Vec<&str> = row.split(',').collect();
            (cells[2], cells[3]) = ("", "");
            cells.join(",")
        })
        .import();
    for name in ["pipeline.csv", "seats.csv", "history.csv"] {
        assert_eq!(imported.files.get(name), plain.files.get(name), "{name}");
    }
    loaded(&imported, "scenario.toml");
    assert!(
        imported
            .report
            .reading
            .iter()
            .any(|how| how.contains("the day of the decision of 240 deals")
                || how.contains("day of the decision of")),
        "{:?}",
        imported.report.reading
    );
}

#[test]
fn histories_are_checked_for_stages_that_deals_come_back_to() {
    let crm = Crm::new()
        .table(
            "history.csv",
            "opportunity_id,stage_name,entered_at\n\
             D001,Engaging,2026-01-02\nD001,Demo,2026-01-03\nD001,Engaging,2026-01-04\nD001,Engaging,2026-01-04\n\
             D002,Engaging,2026-01-03\n,Demo,2026-01-03\nZZ,Demo,2026-01-03\nD003,Demo,soon\n",
        )
        .table(
            "stages.csv",
            "id,label,sort_order\n1,Engaging,1\n2,Demo,2\n3,Won,3\n",
        );
    let imported = crm.import();
    assert_eq!(odd(&imported, "come back to a stage").examples, ["D001"]);
    assert_eq!(odd(&imported, "move backward").examples, ["D001"]);
    assert_eq!(odd(&imported, "not in the table of opp").examples, ["ZZ"]);
    assert_eq!(
        odd(&imported, "that the table of stages does not know").examples,
        ["Lost"]
    );
    assert_eq!(
        set_aside(&imported, "stage history"),
        [
            ("no deal", 1),
            ("repeats an event", 1),
            ("unreadable time", 1)
        ]
        .map(|(reason, n)| (reason.to_owned(), n))
    );
}

#[test]
fn line_items_and_accounts_of_deals_fill_in_what_deals_lack() {
    let blank = |row: &str| {
        let mut cells: Vec<&str> = row.split(',').collect();
        (cells[2], cells[3]) = ("", "");
        cells.join(",")
    };
    let (mut items, mut pairs) = (String::new(), String::new());
    for row in &Crm::new().deals {
        let cells: Vec<&str> = row.split(',').collect();
        items += &format!("{},{},1,100\n", cells[0], cells[2]);
        pairs += &format!("{},{},5\n", cells[0], cells[3]);
    }
    items += "D000,Extra,1,5\nD001,Extra,1,500\nZZ9,Extra,1,5\n,Extra,1,5\n";
    let crm = Crm::new()
        .map(blank)
        .table(
            "items.csv",
            &format!("opportunity_id,product,quantity,total_price\n{items}"),
        )
        .table(
            "deal_company.csv",
            &format!("deal_id,company_id,type_id\n{pairs}"),
        );
    let imported = crm.import();
    let named = Crm::new().with("").import();
    assert_eq!(imported.files["accounts.csv"], named.files["accounts.csv"]);
    assert_eq!(
        odd(&imported, "deals have several products").examples,
        ["D000", "D001"]
    );
    assert_eq!(
        odd(&imported, "are not in the table of opportunities").examples,
        ["ZZ9"]
    );
    assert_eq!(
        set_aside(&imported, "line items"),
        [("half of the pair is missing".to_owned(), 1)]
    );
    let products: Vec<_> = loaded(&imported, "scenario.toml").model.dimensions.products;
    assert_eq!(
        products.len(),
        3,
        "D001 counts for what is worth most in it"
    );
}

#[test]
fn tables_that_nothing_uses_are_named_with_the_reason() {
    let imported = Crm::new()
        .table("leads.csv", "id,is_converted,status\n1,true,x\n2,false,y\n")
        .table("engagement_call.csv", "engagement_id,type\n1,CALL\n")
        .table(
            "contacts.csv",
            "id,email,last_name,reports_to_id\n1,a@b,C,\n",
        )
        .table(
            "account_history.csv",
            "id,name,industry,_fivetran_start\n1,a,b,2026-01-01\n",
        )
        .import();
    let why = |name: &str| imported.report.unused_files[name].as_str();
    assert!(
        why("leads.csv").starts_with("leads, 2 rows: "),
        "{}",
        why("leads.csv")
    );
    assert!(why("engagement_call.csv").starts_with("activities, 1 row: "));
    assert!(why("contacts.csv").starts_with("contacts, 1 row: "));
    assert!(why("account_history.csv").starts_with("changes, 1 row: "));
}

#[test]
fn headings_of_the_crms_themselves_are_known() {
    for header in [
        "Opportunity ID,Opportunity Owner,Product Name,Account Name,Stage,Created Date,Close Date,Amount",
        "Record ID,Deal owner,Product,Associated Company,Deal Stage,Create Date,Close Date,Amount",
        "hs_object_id,hubspot_owner_id,product,company,dealstage,createdate,closedate,amount",
        "id,owner_id,product_id,account_id,stage_name,created_date,close_date,amount",
    ] {
        let mut crm = Crm::new();
        crm.header = header.into();
        crm.import();
    }
}

#[test]
fn an_export_without_owners_and_decisions_is_refused_for_both() {
    let mut crm = Crm::new();
    crm.deals.retain(|row| row.contains(",Engaging,"));
    crm.header = crm.header.replace("sales_agent", "partner");
    let n = crm.deals.len();
    let findings = crm.findings();
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::MissingColumn, Code::TooFewDeals]);
    assert!(findings[0].message.contains("lacks the owner"));
    assert!(
        findings[1].message.starts_with(&format!(
            "all {n} deals of `deals.csv` are open: nothing can be learnt about win rates"
        )),
        "{}",
        findings[1].message
    );
}

#[test]
fn rows_and_files_may_come_in_any_order() {
    let crm = by_ids();
    let mut other = crm.clone();
    other.deals.reverse();
    other.tables.reverse();
    for (_, content) in &mut other.tables {
        let mut lines: Vec<&str> = content.lines().collect();
        lines[1..].reverse();
        *content = lines.join("\n");
    }
    assert_eq!(crm.import().files, other.import().files);
}

#[test]
fn two_histories_of_stages_are_not_chosen_between() {
    let events = "deal_id,stage,entered_at\nD001,Engaging,2026-01-02\n";
    let crm = Crm::new().table("a.csv", events).table("b.csv", events);
    let findings = found(import(crm.export(), &Options::default()).unwrap_err());
    assert_eq!(findings[0].code, Code::TablesTwice);
}
