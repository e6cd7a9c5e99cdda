//! `teams.csv` and `territories.csv`: who belongs together, and that what they sell counts once.

use std::fs;

use crate::{Plan, expect_code};

/// A manager of managers has the people of both; quotas of a team add up, and who counts deals is no part of the money.
#[test]
fn teams_add_up_to_the_people_who_report_to_a_seat() {
    let plan = Plan::with(
        "teams.toml",
        r#"
        [workforce.groups]
        head = { role = "boss", count = 1, tenure-months = 24 }
        lead = { role = "boss", count = 1, tenure-months = 24, manager = "head-01" }
        ae = { manager = "lead-01" }
        closer = { role = "ae", count = 2, tenure-months = 24, manager = "head-01" }
        finder = { role = "sdr", count = 1, tenure-months = 24, manager = "head-01" }
        [workforce.roles.boss]
        [workforce.roles.sdr]
        [comp.plans.ae]
        roles = ["ae"]
        measure = "bookings"
        period = "year"
        quota-per-year = 8_400
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        rate = 0.1
        [comp.plans.sdr]
        roles = ["sdr"]
        measure = "opportunities"
        period = "year"
        quota-per-year = 60
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        rate = 10
        "#,
    );
    let output = plan.run(&[
        "run",
        "plan.toml",
        "teams.toml",
        "--trials",
        "20",
        "-o",
        "out",
    ]);
    expect_code(&output, 0);
    let table = fs::read_to_string(plan.path("out/teams.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|row| row.split(',').collect()).collect();
    assert_eq!(rows[0][..4], ["manager", "name", "year", "seats"]);
    let of = |ix: usize| (rows[ix][0], rows[ix][3], rows[ix][6], rows[ix][8]);
    assert_eq!(of(1), ("head-01", "3", "25200.00", "USD"));
    assert_eq!(of(2), ("head-01", "1", "60", "count"));
    assert_eq!(of(3), ("lead-01", "1", "8400.00", "USD"));
    assert_eq!(rows.len(), 4);
    let number = |ix: usize, column: usize| rows[ix][column].parse::<f64>().unwrap();
    assert!(
        (number(3, 9) - number(3, 4) / 8_400.0).abs() < 1e-6,
        "{table}"
    );
}

/// Heads of leads of reps, each paid by the team: two levels of managers see the deals of the reps once.
#[test]
fn a_deal_counts_once_in_a_team_of_three_levels() {
    let plan = Plan::with(
        "teams.toml",
        r#"
        [workforce.groups]
        top = { role = "boss", count = 1, tenure-months = 24 }
        head = { role = "boss", count = 1, tenure-months = 24, manager = "top-01" }
        lead = { role = "boss", count = 1, tenure-months = 24, manager = "head-01" }
        ae = { manager = "lead-01" }
        [workforce.roles.boss]
        [comp.plans.boss]
        roles = ["boss"]
        measure = "bookings"
        credit = "team"
        period = "year"
        quota-per-year = 9_000
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        rate = 0.1
        [comp.plans.ae]
        roles = ["ae"]
        measure = "bookings"
        period = "year"
        quota-per-year = 8_400
        tier-method = "marginal"
        tiers = [{ above = 0, multiplier = 1 }]
        rate = 0.1
        "#,
    );
    let args = [
        "run",
        "plan.toml",
        "teams.toml",
        "--trials",
        "20",
        "-o",
        "out",
    ];
    expect_code(&plan.run(&args), 0);
    let column = |file: &str, id: &str, column: &str| -> Vec<String> {
        let table = fs::read_to_string(plan.path("out").join(file)).unwrap();
        let mut rows = table.lines().map(|row| row.split(',').collect::<Vec<_>>());
        let ix = rows.next().unwrap().iter().position(|name| *name == column);
        let of = rows.filter(|row| row[0] == id);
        of.map(|row| row[ix.unwrap()].to_owned()).collect()
    };
    let sold = column("reps.csv", "ae-01", "bookings");
    for manager in ["top-01", "head-01", "lead-01"] {
        // What each manager is credited with is what the one rep sold, and so is what the team did.
        assert_eq!(column("reps.csv", manager, "credited"), sold, "{manager}");
        assert_eq!(column("teams.csv", manager, "credited"), sold, "{manager}");
        assert_eq!(column("teams.csv", manager, "quota"), ["8400.00"]);
        assert_eq!(column("teams.csv", manager, "seats"), ["1"]);
    }
}

/// One seat has a territory and the other one has none: with the row of the rest the territories sum to the company.
#[test]
fn what_belongs_to_no_territory_has_a_row() {
    let plan = Plan::with(
        "map.toml",
        r#"
        [territory.territories.north]
        [workforce.groups]
        ae = { territory = "north" }
        free = { role = "ae", count = 1, tenure-months = 24 }
        "#,
    );
    let args = [
        "run",
        "plan.toml",
        "map.toml",
        "--trials",
        "20",
        "-o",
        "out",
    ];
    expect_code(&plan.run(&args), 0);
    let mean = |file: &str, prefix: &str, column: usize| -> f64 {
        let table = fs::read_to_string(plan.path("out").join(file)).unwrap();
        let row = table.lines().find(|row| row.starts_with(prefix));
        let row = row.unwrap_or_else(|| panic!("{prefix} in {table}"));
        row.split(',').nth(column).unwrap().parse().unwrap()
    };
    let all = mean("yearly.csv", "FY2027,yes,bookings,", 4);
    let north = mean("territories.csv", "north,north,FY2027,bookings,", 5);
    let rest = mean("territories.csv", ",No territory,FY2027,bookings,", 5);
    assert!(north > 0.0 && rest > 0.0, "{north}, {rest}");
    assert!(
        (north + rest - all).abs() < 0.011,
        "{north} + {rest} is {all}"
    );
}
