//! Users of the CRM as people with names.

use super::super::columns::{Column, Table, TableKind};
use super::super::names::is_blank;
use super::super::sheet::SheetRow;
use super::TablesByKind;
use super::ids::Names;

/// Gives users a name made of what there is, and their managers the names of users.
pub(super) fn name_users(tables: &mut TablesByKind) {
    for kind in [TableKind::Users, TableKind::Teams] {
        let Some(users) = tables.get_mut(&kind) else {
            continue;
        };
        users.fill(Column::Agent, "name", name);
        if users.has(Column::Id) && users.has(Column::Manager) {
            let names = Names::of(users, Column::Agent);
            users.replace(Column::Manager, |_, cell| {
                names.get(cell).map(str::to_owned)
            });
        }
    }
}

/// First and last name, or the mail address.
fn name(users: &Table, row: &SheetRow) -> Option<String> {
    let parts: Vec<&str> = [Column::FirstName, Column::LastName]
        .into_iter()
        .map(|column| users.cell(row, column))
        .filter(|cell| !is_blank(cell))
        .collect();
    let email = users.cell(row, Column::Email);
    if !parts.is_empty() {
        Some(parts.join(" "))
    } else if !is_blank(email) {
        Some(email.to_owned())
    } else {
        None
    }
}
