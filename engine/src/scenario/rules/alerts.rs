//! Alerts: which KPI of which periods should keep to what.

use indexmap::IndexMap;
use ndarray::Array2;

use crate::calendar::{Period, PeriodKind};
use crate::kernel::stream::Seed;
use crate::kpi::alert::{Alert, Bound, COMPANY, Limit, values_of};
use crate::kpi::{self, Facts, Kpi, Unit};
use crate::measure::Cut;
use crate::model::Model;
use crate::results::Results;
use crate::scenario::codes::Code;
use crate::scenario::nearest::did_you_mean;
use crate::scenario::path::KeyPath;
use crate::scenario::raw::RawAlert;

use super::check::{Check, Members, path};
use super::range::Range;

/// The chance from which on an alert is raised, unless it says another.
const MORE_OFTEN_THAN_NOT: f64 = 0.5;

/// What means each period of a kind.
const EVERY: [(&str, PeriodKind); 3] = [
    ("every month", PeriodKind::Month),
    ("every quarter", PeriodKind::Quarter),
    ("every year", PeriodKind::Year),
];

/// KPIs that are chances themselves, and what to watch in their place.
const CHANCES: [(&str, &str); 2] = [
    ("target-reached", "`target-attainment` with `at-least = 1`"),
    ("budget-kept", "`budget-use` with `at-most = 1`"),
];

/// A cut and a member of it, with its name.
type Member = ((Cut, usize), Option<String>);

impl Check<'_> {
    /// All alerts, by name and then in order of time.
    ///
    /// * `model`: the plan, which counts everything; of no use if there are findings, and nobody knows then what KPIs mean in it
    pub(super) fn alerts(
        &mut self,
        raw: Option<&IndexMap<String, RawAlert>>,
        model: &Model,
    ) -> Vec<Alert> {
        let mut sorted: Vec<(&String, &RawAlert)> = raw.into_iter().flatten().collect();
        sorted.sort_by_key(|(id, _)| *id);
        // What is wrong elsewhere may be why a KPI has no meaning.
        let trial = self.findings.is_empty().then(|| empty_trial(model));
        let facts = trial.as_ref().map(|trial| Facts::new(model, trial));
        let mut alerts = Vec::new();
        for (id, raw) in sorted {
            alerts.extend(self.alert(id, raw, facts.as_ref()));
        }
        alerts
    }

    /// An alert, once for each of its periods.
    fn alert(&mut self, id: &str, raw: &RawAlert, facts: Option<&Facts<'_>>) -> Vec<Alert> {
        let at = path("alerts").key(id);
        let kpi = self.watched(&at.key("kpi"), &raw.kpi);
        let limit = self.limit(&at, raw, kpi);
        let chance = self.chance(&at.key("chance"), raw.chance);
        let member = self.member(&at, raw);
        let periods = self.alert_periods(&at.key("period"), &raw.period);
        let (Some(kpi), Some(limit), Some((member, member_name)), Some(periods)) =
            (kpi, limit, member, periods)
        else {
            return Vec::new();
        };
        let mut told = periods.clone();
        if let Some(facts) = facts {
            if !kpi.is_counted_by(&facts.results.layout, member.0) && member != COMPANY {
                self.not_of_members(&at, kpi, facts, member.0);
                return Vec::new();
            }
            told.retain(|period| values_of(kpi, facts, member, period.months.clone()).is_some());
            if told.is_empty() {
                self.never_told(&at, kpi, facts, &periods);
                return Vec::new();
            }
        }
        let alert = |period| Alert {
            id: id.to_owned(),
            kpi,
            member,
            member_name: member_name.clone(),
            period,
            limit,
            chance,
            owner: raw.owner.clone(),
            note: raw.note.clone(),
        };
        told.into_iter().map(alert).collect()
    }

    /// The KPI of an id.
    fn watched(&mut self, at: &KeyPath, id: &str) -> Option<&'static Kpi> {
        if self.is_refused(at) {
            return None;
        }
        let Some(kpi) = Kpi::find(id) else {
            let near = did_you_mean(id, kpi::ALL.iter().map(|kpi| kpi.id));
            let finding = self.report(Code::UnknownWord, at, format!("there is no KPI `{id}`"));
            finding.help = if near.is_empty() {
                "the ids are those of kpis.csv in a results folder, such as \"bookings\"".into()
            } else {
                near
            };
            return None;
        };
        if let Some((_, instead)) = CHANCES.iter().find(|(chance, _)| *chance == id) {
            let message =
                format!("`{id}` is a chance itself, and an alert says the chance of something");
            self.report(Code::UnknownWord, at, message).help = format!("watch {instead}");
            return None;
        }
        Some(kpi)
    }

    /// The threshold, in the unit in which the KPI is computed.
    fn limit(&mut self, at: &KeyPath, raw: &RawAlert, kpi: Option<&Kpi>) -> Option<Limit> {
        let keys = ["at-least", "at-most"].map(|key| at.key(key));
        if keys.iter().any(|key| self.is_refused(key)) {
            return None;
        }
        let (at, bound, stated) = match (raw.at_least, raw.at_most) {
            (Some(least), None) => (&keys[0], Bound::AtLeast, least),
            (None, Some(most)) => (&keys[1], Bound::AtMost, most),
            (None, None) => {
                let message = "the alert has no threshold: expected `at-least` or `at-most`";
                self.report_key(Code::OneOf, at, message);
                return None;
            }
            (Some(_), Some(_)) => {
                let message = "the alert has two thresholds: expected `at-least` or `at-most`";
                self.report_key(Code::OneOf, at, message).help =
                    "make it two alerts, one for each".into();
                return None;
            }
        };
        let range = match kpi?.unit {
            Unit::Money => Range::SIGNED_MONEY,
            Unit::Share => Range::SHARES,
            Unit::Count | Unit::People | Unit::Hours | Unit::Months | Unit::Factor => {
                Range::THRESHOLD
            }
        };
        let stated = self.plain(at, stated, range);
        let threshold = if kpi?.unit == Unit::Money {
            (stated * self.minor_units).round()
        } else {
            stated
        };
        Some(Limit { bound, threshold })
    }

    fn chance(&mut self, at: &KeyPath, stated: Option<f64>) -> f64 {
        let Some(stated) = stated else {
            return MORE_OFTEN_THAN_NOT;
        };
        let chance = self.plain(at, stated, Range::PROBABILITY);
        if chance <= 0.0 && stated == 0.0 {
            let message = "an alert that is raised from a chance of 0 on is always raised";
            self.report(Code::OutOfRange, at, message).help =
                "write a chance above 0, such as 0.5".into();
        }
        chance
    }

    /// Of whom the KPI is watched; `None` if that cannot be told.
    fn member(&mut self, at: &KeyPath, raw: &RawAlert) -> Option<Member> {
        let stated: [(&str, Cut, &Option<String>, Members); 5] = [
            ("region", Cut::Region, &raw.region, |d| &d.regions),
            ("segment", Cut::Segment, &raw.segment, |d| &d.segments),
            ("source", Cut::Source, &raw.source, |d| &d.sources),
            ("territory", Cut::Territory, &raw.territory, |d| {
                &d.territories
            }),
            ("role", Cut::Role, &raw.role, |d| &d.roles),
        ];
        if stated
            .iter()
            .any(|(key, ..)| self.is_refused(&at.key(*key)))
        {
            return None;
        }
        let mut stated = stated
            .into_iter()
            .filter_map(|(key, cut, id, members)| Some((key, cut, id.as_ref()?, members)));
        let Some((key, cut, id, members)) = stated.next() else {
            return Some((COMPANY, None));
        };
        if let Some((other, ..)) = stated.next() {
            let message = format!("the alert is for a {key} and a {other}: expected one of them");
            self.report_key(Code::OneOf, &at.key(other), message).help =
                "make it two alerts, one for each".into();
            return None;
        }
        let member = self.index_of(key, members, id, &at.key(key))?;
        let name = members(&self.dimensions)[member].name.clone();
        Some(((cut, member), Some(name)))
    }

    /// The whole periods that an alert is for; `None` if there is none.
    fn alert_periods(&mut self, at: &KeyPath, stated: &str) -> Option<Vec<Period>> {
        if self.is_refused(at) {
            return None;
        }
        let every = EVERY.iter().find(|(words, _)| *words == stated);
        if every.is_none() && stated.starts_with("every") {
            let message = format!("`{stated}` is no kind of period");
            self.report(Code::UnknownPeriod, at, message).help =
                "expected \"every month\", \"every quarter\" or \"every year\"".into();
            return None;
        }
        let Some((_, kind)) = every else {
            let help = "name a whole period of the horizon, or \"every quarter\"";
            return self.period(at, stated, help).map(|period| vec![period]);
        };
        let mut periods = self.calendar.as_ref()?.periods(*kind);
        periods.retain(|period| period.complete);
        if periods.is_empty() {
            let message = format!("{stated}: the horizon holds no whole one");
            self.report(Code::UnknownPeriod, at, message).help =
                "\"every month\" is possible in every plan".into();
            return None;
        }
        Some(periods)
    }

    /// Says that a KPI is not told of members of a cut.
    fn not_of_members(&mut self, at: &KeyPath, kpi: &Kpi, facts: &Facts<'_>, cut: Cut) {
        let key = match cut {
            Cut::Region => "region",
            Cut::Segment => "segment",
            Cut::Source => "source",
            Cut::Territory => "territory",
            _ => "role",
        };
        let layout = &facts.results.layout;
        let possible: Vec<&str> = kpi::ALL
            .iter()
            .filter(|kpi| kpi.is_counted_by(layout, cut))
            .map(|kpi| kpi.id)
            .collect();
        let message = format!("`{}` is not told of a single {key}", kpi.id);
        self.report(Code::AlertUntold, &at.key(key), message).help = format!(
            "leave out `{key}`, or watch one of these: {}",
            possible.join(", ")
        );
    }

    /// Says that a KPI has no meaning in any of the periods of an alert.
    fn never_told(&mut self, at: &KeyPath, kpi: &Kpi, facts: &Facts<'_>, periods: &[Period]) {
        let knows = |period: &Period| kpi.months(facts, &period.months).is_some();
        let is_counted = kpi.is_counted(&facts.results.layout);
        let of = match periods {
            [one] => one.label.clone(),
            _ => "any of these periods".to_owned(),
        };
        let (message, help) = if is_counted && !periods.iter().any(knows) {
            let message = format!("`{}` is not known of months that have happened", kpi.id);
            (message, "watch it in a period that is simulated".to_owned())
        } else {
            let message = format!("`{}` has no meaning in {of} of this plan", kpi.id);
            (message, needed(kpi.id).to_owned())
        };
        self.report(Code::AlertUntold, &at.key("kpi"), message).help = help;
    }
}

/// What it takes for a KPI to have a meaning that it does not have in every plan and period.
fn needed(id: &str) -> &'static str {
    match id {
        "coverage" => {
            "it needs a target of the whole company for these very months under `targets`, and months before them or open \
             pipeline at their start"
        }
        "target-attainment" | "target-shortfall" | "attainment-factor" | "over-assignment" => {
            "set a target for these very months under `targets`"
        }
        "budget-use" | "budget-overrun" => "set a budget for these very months under `targets`",
        "weighted-pipeline" => "it is known of periods in which the simulation begins or goes on",
        "reps-at-quota" => "it is told of whole fiscal years",
        "bookings-growth" => {
            "it needs as many months before, or for the first fiscal year `finance.bookings-last-year`"
        }
        "revenue-growth" | "arr-growth" => "it needs as many months before, and `contracts`",
        "capacity" | "capacity-budgeted" | "capacity-use" | "rre" | "ramp-time" => {
            "say what people contribute: `capacity-per-year` of a role"
        }
        "street-quota" | "quota-attainment" => {
            "give a comp plan on own bookings a quota, or watch another number"
        }
        "initiatives" => "describe `initiatives` that cost something",
        "bound-by-budget" => {
            "set a budget under `targets` for a period that these months are part of"
        }
        "bound-by-supply" => "describe `supply.pools`",
        "fill-rate" | "lost-for-stock" | "stock-value" | "stock-turns" | "stock-cost"
        | "bound-by-stock" => "describe `supply.stock`",
        "delivered" | "order-backlog" | "orders-delivered" | "orders-cancelled"
        | "time-to-deliver" | "on-time" | "pool-use" | "customers-served" => "describe `supply`",
        _ => "describe `contracts`, or watch another number",
    }
}

/// One trial in which nothing happens: a KPI that has no value in it has no meaning in the plan.
fn empty_trial(model: &Model) -> Results {
    let layout = model.layout();
    let values = Array2::zeros((1, layout.n_cells()));
    Results {
        layout,
        seed: Seed(0),
        first_trial: 0,
        values,
    }
}
