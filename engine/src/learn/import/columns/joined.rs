//! The names of columns of tables that are joined to the opportunities, in small letters without anything between them.

use super::Column;
use super::accepted::Accepted;

/// Names of the column that holds the id of a deal in another table.
const DEAL: &[&str] = &[
    "opportunityid",
    "dealid",
    "caseid",
    "hubspotdealid",
    "opportunity",
    "deal",
    "case",
    "caseconceptname",
];

/// Who did it.
const WORKER: &[&str] = &[
    "worker",
    "resource",
    "changedby",
    "changedbyid",
    "createdby",
    "createdbyid",
    "lastmodifiedby",
    "lastmodifiedbyid",
    "editedby",
    "user",
    "userid",
    "orgresource",
];

/// Events of a process, and any table that says when a deal entered a stage.
pub(super) const STAGE_EVENTS: Accepted = &[
    (Column::Deal, DEAL),
    (
        Column::Stage,
        &[
            "tostage",
            "newstage",
            "stage",
            "stagename",
            "dealstage",
            "stageid",
            "activity",
            "conceptname",
        ],
    ),
    (
        Column::Entered,
        &[
            "enteredat",
            "dateentered",
            "entered",
            "entereddate",
            "enteredon",
            "timestamp",
            "stagechangedate",
            "stagechangedat",
            "changedate",
            "changedat",
            "changedon",
            "eventtime",
            "starttime",
            "timetimestamp",
        ],
    ),
    (Column::Agent, WORKER),
    (
        Column::Rank,
        &["eventindex", "sequence", "stageorder", "seq"],
    ),
];

/// The history of opportunities as Salesforce exports it, whose rows have an id of their own.
pub(super) const NAMED_STAGES: Accepted = &[
    (Column::Id, &["id", "historyid", "opportunityhistoryid"]),
    (
        Column::Deal,
        &["opportunityid", "dealid", "opportunityname"],
    ),
    (
        Column::Stage,
        &["tostage", "newstage", "stagename", "stage"],
    ),
    (
        Column::Entered,
        &[
            "createddate",
            "lastmodifieddate",
            "lastmodified",
            "editdate",
        ],
    ),
    (Column::Agent, WORKER),
    (Column::IsDeleted, &["isdeleted", "deleted"]),
];

/// Stages of deals as warehouses keep those of `HubSpot`: the stage is a value.
pub(super) const ENTERED_STAGES: Accepted = &[
    (Column::Deal, &["dealid"]),
    (Column::Stage, &["value", "stageid", "dealstage"]),
    (Column::Entered, &["dateentered"]),
    (Column::Agent, &["updatedbyuserid", "userid"]),
];

/// A table of changes of deals, of which some are changes of the stage.
pub(super) const CHANGES_OF_DEALS: Accepted = &[
    (Column::Deal, &["opportunityid", "dealid"]),
    (
        Column::Field,
        &["field", "fieldname", "propertyname", "name"],
    ),
    (Column::Stage, &["newvalue", "value"]),
    (
        Column::Entered,
        &["createddate", "timestamp", "changedate", "changedat"],
    ),
    (Column::Agent, WORKER),
    (Column::IsDeleted, &["isdeleted", "deleted"]),
];

/// Versions of a table of opportunities, each with the time since when it was so.
pub(super) const VERSIONS: Accepted = &[
    (Column::Deal, &["id", "opportunityid", "dealid"]),
    (
        Column::Stage,
        &[
            "stagename",
            "stage",
            "dealstage",
            "dealpipelinestageid",
            "stageid",
        ],
    ),
    (
        Column::Entered,
        &[
            "fivetranstart",
            "dbtvalidfrom",
            "validfrom",
            "effectivefrom",
        ],
    ),
    (Column::IsDeleted, &["isdeleted", "deleted"]),
];

/// A table of changes of anything.
pub(super) const CHANGES: Accepted = &[
    (
        Column::Field,
        &["field", "fieldname", "propertyname", "name"],
    ),
    (Column::Stage, &["newvalue", "value"]),
    (Column::Entered, &["createddate", "timestamp", "changedate"]),
];

/// A table of which nothing is read.
pub(super) const UNREAD: Accepted = &[];

pub(super) const USERS: Accepted = &[
    (
        Column::Id,
        &["id", "userid", "ownerid", "hubspotownerid", "employeeid"],
    ),
    (
        Column::Agent,
        &["name", "fullname", "ownername", "displayname"],
    ),
    (Column::FirstName, &["firstname", "givenname"]),
    (Column::LastName, &["lastname", "surname", "familyname"]),
    (Column::Email, &["email", "emailaddress", "mail"]),
    (
        Column::Manager,
        &["manager", "managername", "managerid", "reportsto"],
    ),
    (
        Column::Region,
        &["regionaloffice", "region", "territory", "office", "team"],
    ),
    (Column::Active, &["isactive", "active"]),
    (
        Column::Hired,
        &["hired", "hiredate", "hiredon", "employmentstart"],
    ),
    (
        Column::Left,
        &["left", "lefton", "terminationdate", "employmentend"],
    ),
    (
        Column::IsDeleted,
        &["isdeleted", "deleted", "archived", "fivetrandeleted"],
    ),
];

pub(super) const STAGES: Accepted = &[
    (
        Column::Id,
        &["stageid", "salesstageid", "dealstageid", "id", "apiname"],
    ),
    (
        Column::Stage,
        &[
            "label",
            "masterlabel",
            "stagename",
            "salesstage",
            "stage",
            "name",
        ],
    ),
    (Column::IsWon, &["closedwon", "isclosedwon", "iswon", "won"]),
    (Column::IsClosed, &["isclosed", "closed"]),
    (
        Column::Rank,
        &["displayorder", "sortorder", "stageorder", "probability"],
    ),
];

pub(super) const LINE_ITEMS: Accepted = &[
    (Column::Deal, DEAL),
    (
        Column::Product,
        &[
            "product2id",
            "productid",
            "hsproductid",
            "product",
            "productname",
            "productcode",
        ],
    ),
    (
        Column::Value,
        &["totalprice", "amount", "netprice", "total", "price"],
    ),
    (
        Column::IsDeleted,
        &["isdeleted", "deleted", "fivetrandeleted"],
    ),
];

pub(super) const DEAL_ACCOUNTS: Accepted = &[
    (Column::Deal, DEAL),
    (Column::Account, &["companyid", "accountid"]),
    (
        Column::IsDeleted,
        &["isdeleted", "deleted", "fivetrandeleted"],
    ),
];
