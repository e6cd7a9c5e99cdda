//! The ways in which tables are laid out: what columns tell one from another.

use super::accepted::{ACCOUNTS, Accepted, OPPORTUNITIES, PRODUCTS, TEAMS};
use super::joined::{
    CHANGES, CHANGES_OF_DEALS, DEAL_ACCOUNTS, ENTERED_STAGES, LINE_ITEMS, NAMED_STAGES,
    STAGE_EVENTS, STAGES, UNREAD, USERS, VERSIONS,
};
use super::{Column, TableKind};

/// One way in which a kind of table is laid out.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) kind: TableKind,
    /// Meaning and accepted names of its columns.
    pub(super) columns: Accepted,
    /// What a file must have; each group is met by any of its columns.
    marks: &'static [&'static [Column]],
    /// Names of columns of which a file must have one, unless none are listed.
    tells: &'static [&'static str],
    /// Names of columns that such a table never has.
    never: &'static [&'static str],
    /// Fewest of the [required](TableKind::required) groups that a file must meet.
    least: usize,
    /// Whether the name of the file must bear the kind.
    named: bool,
}

const fn layout(
    kind: TableKind,
    columns: Accepted,
    marks: &'static [&'static [Column]],
    tells: &'static [&'static str],
) -> Layout {
    Layout {
        kind,
        columns,
        marks,
        tells,
        never: &[],
        least: 0,
        named: false,
    }
}

/// Columns in which a table says since when each of its rows was so.
const VALIDITY: &[&str] = &[
    "fivetranstart",
    "dbtvalidfrom",
    "validfrom",
    "effectivefrom",
];

/// That a deal entered a stage, and when.
const STAGE_OF_DEAL: &[&[Column]] = &[&[Column::Deal], &[Column::Stage], &[Column::Entered]];

/// Somebody with an id and a name.
const PERSON: &[&[Column]] = &[
    &[Column::Id],
    &[Column::Agent, Column::FirstName, Column::Email],
];

/// Names of columns that a table of opportunities has, and a history of their stages has not.
const OF_DEALS: &[&str] = &["owner", "ownerid", "opportunityowner", "dealowner"];

/// All layouts, in the order in which a file is tried: what can be taken for something else stands before it.
pub(super) const LAYOUTS: &[Layout] = &[
    layout(
        TableKind::LineItems,
        LINE_ITEMS,
        &[&[Column::Deal], &[Column::Product]],
        &["quantity", "totalprice", "pricebookentryid", "lineitemid"],
    )
    .without(&["stage", "stagename", "dealstage", "closedate"]),
    layout(
        TableKind::DealAccounts,
        DEAL_ACCOUNTS,
        &[&[Column::Deal], &[Column::Account]],
        &["typeid", "isprimary", "associationtype", "category"],
    )
    .without(&["stage", "stagename", "dealstage", "closedate"]),
    layout(TableKind::StageHistory, ENTERED_STAGES, STAGE_OF_DEAL, &[]),
    layout(
        TableKind::StageHistory,
        CHANGES_OF_DEALS,
        &[
            &[Column::Deal],
            &[Column::Stage],
            &[Column::Entered],
            &[Column::Field],
        ],
        &[],
    ),
    layout(TableKind::StageHistory, VERSIONS, STAGE_OF_DEAL, VALIDITY),
    layout(TableKind::StageHistory, STAGE_EVENTS, STAGE_OF_DEAL, &[])
        .without(&["closedate", "closeddate"]),
    // A row of the history of an opportunity has an id of its own beside that of the opportunity.
    layout(
        TableKind::StageHistory,
        NAMED_STAGES,
        &[
            &[Column::Id],
            &[Column::Deal],
            &[Column::Stage],
            &[Column::Entered],
        ],
        &[],
    )
    .without(OF_DEALS),
    layout(TableKind::Changes, UNREAD, &[], VALIDITY),
    layout(
        TableKind::Changes,
        CHANGES,
        &[&[Column::Field], &[Column::Stage], &[Column::Entered]],
        &[],
    ),
    // A deal has many sides; three of them tell it from other things with an owner or a date.
    layout(
        TableKind::Opportunities,
        OPPORTUNITIES,
        &[
            &[Column::Stage, Column::IsWon, Column::Closed],
            &[Column::Value, Column::Closed],
        ],
        &[],
    )
    .meeting(3),
    // Cases of a process: what became of them stands in the history of their stages.
    layout(
        TableKind::Opportunities,
        OPPORTUNITIES,
        &[&[Column::Id], &[Column::Engaged], &[Column::Value]],
        &["caseid", "opportunityid", "dealid"],
    ),
    layout(
        TableKind::Stages,
        STAGES,
        &[&[Column::Id], &[Column::Stage]],
        &[
            "probability",
            "closedwon",
            "isclosed",
            "iswon",
            "displayorder",
            "sortorder",
        ],
    ),
    layout(
        TableKind::Leads,
        UNREAD,
        &[],
        &[
            "isconverted",
            "converteddate",
            "convertedopportunityid",
            "leadstatus",
            "leadid",
        ],
    ),
    layout(
        TableKind::Activities,
        UNREAD,
        &[],
        &[
            "tasksubtype",
            "eventsubtype",
            "activitydate",
            "activitydatetime",
            "activitytype",
            "engagementid",
            "calltype",
        ],
    ),
    layout(TableKind::Orders, UNREAD, &[], &["ordernumber", "orderid"]),
    layout(
        TableKind::Users,
        USERS,
        PERSON,
        &[
            "profileid",
            "userroleid",
            "username",
            "activeuserid",
            "userid",
        ],
    ),
    layout(
        TableKind::Contacts,
        USERS,
        &[&[Column::Email, Column::LastName]],
        &[
            "reportstoid",
            "lifecyclestage",
            "isemailbounced",
            "contactid",
            "contactowner",
            "company",
        ],
    ),
    layout(
        TableKind::Products,
        PRODUCTS,
        &[&[Column::Product], &[Column::Price]],
        &[],
    ),
    layout(
        TableKind::Products,
        PRODUCTS,
        &[&[Column::Product], &[Column::Id]],
        &["productid", "productcode", "product2id", "productname"],
    ),
    layout(TableKind::Users, USERS, PERSON, &[]).named(),
    layout(
        TableKind::Teams,
        TEAMS,
        &[&[Column::Agent], &[Column::Manager, Column::Region]],
        &[],
    ),
    layout(
        TableKind::Roles,
        UNREAD,
        &[],
        &["parentroleid", "rollupdescription"],
    ),
    layout(
        TableKind::Accounts,
        ACCOUNTS,
        &[
            &[Column::Account],
            &[Column::Sector, Column::Location, Column::Parent],
        ],
        &[],
    ),
    layout(
        TableKind::Accounts,
        ACCOUNTS,
        &[&[Column::Account], &[Column::Id]],
        &[],
    )
    .named(),
    layout(
        TableKind::Links,
        UNREAD,
        &[],
        &[
            "mergeddealid",
            "isteamprimary",
            "contactlistid",
            "vidtomerge",
        ],
    ),
    layout(TableKind::Pipelines, UNREAD, &[], &["pipelineid"]),
    layout(TableKind::Activities, UNREAD, &[], &[]).named(),
    layout(TableKind::Contacts, UNREAD, &[], &[]).named(),
    layout(TableKind::Changes, UNREAD, &[], &[]).named(),
];

impl Layout {
    /// The same, but for files with any of some columns.
    const fn without(mut self, never: &'static [&'static str]) -> Self {
        self.never = never;
        self
    }

    /// The same, for files that meet so many of the groups that the import needs.
    const fn meeting(mut self, least: usize) -> Self {
        self.least = least;
        self
    }

    /// The same, for files whose name bears the kind.
    const fn named(mut self) -> Self {
        self.named = true;
        self
    }

    /// Where a file has which column, if it is laid out so.
    ///
    /// * `keys`: the names of its columns, in small letters without anything between them
    /// * `file`: its own name, in the same way
    pub(super) fn columns_in(&self, keys: &[String], file: &str) -> Option<Vec<(Column, usize)>> {
        let at = |names: &[&str]| names.iter().find_map(|name| position(keys, name));
        let columns: Vec<(Column, usize)> = self
            .columns
            .iter()
            .filter_map(|(column, names)| Some((*column, at(names)?)))
            .collect();
        let has = |group: &&&[Column]| {
            let any = |column| columns.iter().any(|(known, _)| known == column);
            group.iter().any(any)
        };
        let is_so = self.marks.iter().all(|group| has(&group))
            && (self.tells.is_empty() || at(self.tells).is_some())
            && at(self.never).is_none()
            && self.kind.required().iter().filter(has).count() >= self.least
            && (!self.named
                || self
                    .kind
                    .file_names()
                    .iter()
                    .any(|word| file.contains(word)));
        is_so.then_some(columns)
    }
}

/// Prefixes that warehouses put before the names of a CRM.
const PREFIXES: [&str; 3] = ["property", "propertyhs", "hs"];

/// The column of a name, with or without the prefix of a warehouse.
fn position(keys: &[String], name: &str) -> Option<usize> {
    let exact = keys.iter().position(|key| key == name);
    exact.or_else(|| {
        PREFIXES.iter().find_map(|prefix| {
            keys.iter()
                .position(|key| key.strip_prefix(prefix) == Some(name))
        })
    })
}
