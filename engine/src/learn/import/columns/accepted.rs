//! The names under which exports of CRMs hold what is needed, in small letters without anything between them.

use super::Column;

pub(super) type Accepted = &'static [(Column, &'static [&'static str])];

pub(super) const OPPORTUNITIES: Accepted = &[
    (
        Column::Id,
        &["opportunityid", "dealid", "caseid", "id", "recordid"],
    ),
    (
        Column::Agent,
        &[
            "salesagent",
            "opportunityowner",
            "dealowner",
            "owner",
            "ownername",
            "ownerid",
            "hubspotownerid",
            "salesrep",
            "salesperson",
            "rep",
            "accountexecutive",
            "salesagentid",
            "repid",
        ],
    ),
    (
        Column::Product,
        &[
            "product",
            "productname",
            "productcode",
            "productid",
            "product2id",
        ],
    ),
    (
        Column::Account,
        &[
            "account",
            "accountname",
            "company",
            "companyname",
            "associatedcompany",
            "primarycompany",
            "customer",
            "customername",
            "accountid",
            "companyid",
            "customerid",
        ],
    ),
    (
        Column::Stage,
        &[
            "dealstage",
            "stage",
            "stagename",
            "opportunitystage",
            "salesstage",
            "dealpipelinestageid",
            "dealstageid",
            "stageid",
            "salesstageid",
        ],
    ),
    (Column::IsWon, &["iswon", "won", "isclosedwon", "closedwon"]),
    (Column::IsClosed, &["isclosed", "isdealclosed", "closed"]),
    (Column::IsDeleted, &["isdeleted", "deleted"]),
    (
        Column::Engaged,
        &[
            "engagedate",
            "createdate",
            "createddate",
            "created",
            "createdat",
            "datecreated",
            "propertycreatedate",
            "opendate",
        ],
    ),
    (
        Column::Closed,
        &[
            "closedate",
            "closeddate",
            "dateclosed",
            "propertyclosedate",
            "estimatedclosedate",
        ],
    ),
    (
        Column::Value,
        &[
            "closevalue",
            "amount",
            "dealamount",
            "dealvalue",
            "propertyamount",
            "opportunityamount",
            "amountreq",
            "amountrequested",
            "productrevenue",
            "value",
        ],
    ),
    (Column::Region, &["regionaloffice", "region", "territory"]),
    (Column::Sector, &["sector", "industry", "segment"]),
];

pub(super) const ACCOUNTS: Accepted = &[
    (
        Column::Id,
        &["accountid", "companyid", "customerid", "id", "recordid"],
    ),
    (
        Column::Account,
        &[
            "account",
            "accountname",
            "companyname",
            "company",
            "name",
            "accountid",
            "id",
        ],
    ),
    (
        Column::Sector,
        &["sector", "industry", "vertical", "segment"],
    ),
    (
        Column::Location,
        &["officelocation", "country", "billingcountry", "location"],
    ),
    (
        Column::Parent,
        &[
            "subsidiaryof",
            "parent",
            "parentaccount",
            "parentcompany",
            "parentid",
        ],
    ),
];

pub(super) const PRODUCTS: Accepted = &[
    (Column::Id, &["productid", "product2id", "id"]),
    (
        Column::Product,
        &["product", "productname", "name", "productcode"],
    ),
    (
        Column::Price,
        &["salesprice", "listprice", "unitprice", "price"],
    ),
];

pub(super) const TEAMS: Accepted = &[
    (
        Column::Id,
        &[
            "salesagentid",
            "repid",
            "agentid",
            "ownerid",
            "userid",
            "employeeid",
            "id",
        ],
    ),
    (
        Column::Agent,
        &[
            "salesagent",
            "salesrep",
            "salesperson",
            "rep",
            "agent",
            "owner",
            "ownername",
            "name",
        ],
    ),
    (
        Column::Manager,
        &["manager", "salesmanager", "teamlead", "supervisor"],
    ),
    (
        Column::Region,
        &["regionaloffice", "region", "office", "territory", "team"],
    ),
];
