//! The kinds of tables that an export can hold, and what the import does with each.

use super::Column;

/// The tables an export can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::learn::import) enum TableKind {
    /// One row per deal.
    Opportunities,
    /// One row per customer or prospect.
    Accounts,
    /// One row per product.
    Products,
    /// One row per sales agent.
    Teams,
    /// One row per stage that a deal entered.
    StageHistory,
    /// One row per user of the CRM.
    Users,
    /// One row per stage that deals can have.
    Stages,
    /// One row per product of a deal.
    LineItems,
    /// One row per account of a deal.
    DealAccounts,
    /// One row per lead.
    Leads,
    /// One row per call, mail, meeting or task.
    Activities,
    /// One row per person at an account.
    Contacts,
    /// One row per order.
    Orders,
    /// One row per change of something other than a stage.
    Changes,
    /// One row per pair of things that belong together.
    Links,
    /// One row per role that users can have.
    Roles,
    /// One row per sequence of stages.
    Pipelines,
}

impl TableKind {
    /// The kind in words.
    pub(in crate::learn::import) fn name(self) -> &'static str {
        match self {
            Self::Opportunities => "opportunities",
            Self::Accounts => "accounts",
            Self::Products => "products",
            Self::Teams => "teams",
            Self::StageHistory => "stage history",
            Self::Users => "users",
            Self::Stages => "stages",
            Self::LineItems => "line items",
            Self::DealAccounts => "accounts of deals",
            Self::Leads => "leads",
            Self::Activities => "activities",
            Self::Contacts => "contacts",
            Self::Orders => "orders",
            Self::Changes => "changes",
            Self::Links => "links",
            Self::Roles => "roles",
            Self::Pipelines => "pipelines",
        }
    }

    /// Why the import has no use for tables of the kind; `None` for those that it reads.
    pub(in crate::learn::import) fn unused(self) -> Option<&'static str> {
        match self {
            Self::Opportunities
            | Self::Accounts
            | Self::Products
            | Self::Teams
            | Self::StageHistory
            | Self::Users
            | Self::Stages
            | Self::LineItems
            | Self::DealAccounts => None,
            Self::Leads => Some("arrivals are counted from the deals that came of them"),
            Self::Activities => {
                Some("they do not say how many hours they took of whom for which deal")
            }
            Self::Contacts => Some("a plan knows accounts, not the people in them"),
            Self::Orders => Some("bookings are counted from won deals"),
            Self::Changes => Some("of what changed, only the stages of deals are read"),
            Self::Links => Some("nothing that is read refers to them"),
            Self::Roles => Some("roles of users say what they may see, not where they sell"),
            Self::Pipelines => Some("deals of all pipelines make one plan"),
        }
    }

    /// Words that the name of such a file is likely to hold.
    pub(in crate::learn::import) fn file_names(self) -> &'static [&'static str] {
        match self {
            Self::Opportunities => &["opportunit", "deal", "pipeline"],
            Self::Accounts => &["account", "compan", "customer"],
            Self::Products => &["product", "pricelist"],
            Self::Teams => &["team", "agent", "roster"],
            Self::StageHistory => &["stage", "history"],
            Self::Users => &["user", "owner", "employee", "salesrep"],
            Self::Stages => &["stage"],
            Self::LineItems => &["item"],
            Self::DealAccounts => &["dealcompan", "dealaccount"],
            Self::Leads => &["lead"],
            Self::Activities => &["activit", "engagement"],
            Self::Contacts => &["contact"],
            Self::Orders => &["order"],
            Self::Changes => &["history"],
            Self::Links => &["merged", "team", "member"],
            Self::Roles => &["role"],
            Self::Pipelines => &["pipeline"],
        }
    }

    /// What the import cannot do without; each group is met by any of its columns.
    pub(in crate::learn::import) fn required(self) -> &'static [&'static [Column]] {
        match self {
            Self::Opportunities => &[
                &[Column::Agent],
                &[Column::Stage, Column::IsWon],
                &[Column::Engaged],
                &[Column::Closed],
                &[Column::Value],
            ],
            Self::Accounts => &[&[Column::Account]],
            Self::Products => &[&[Column::Product]],
            Self::Teams => &[&[Column::Agent]],
            Self::StageHistory => &[&[Column::Deal], &[Column::Stage], &[Column::Entered]],
            Self::LineItems => &[&[Column::Deal], &[Column::Product]],
            Self::DealAccounts => &[&[Column::Deal], &[Column::Account]],
            Self::Users => &[
                &[Column::Id],
                &[Column::Agent, Column::FirstName, Column::Email],
            ],
            Self::Stages => &[&[Column::Id], &[Column::Stage]],
            _ => &[],
        }
    }
}
