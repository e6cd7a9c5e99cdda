//! What a draft may have beside the ordinary: the limits of markets.

use proptest::prelude::*;

/// Keys that only some plans have.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    nurture: Option<f64>,
    accounts: Option<(u32, f64)>,
    sold_for: bool,
    spend: bool,
    partner: bool,
    acceptance: Option<f64>,
    hires: Option<f64>,
    trainer: bool,
    ratio: bool,
    pub(crate) severance: bool,
    hand_over: Option<f64>,
    recut: bool,
}

pub(crate) fn limits() -> impl Strategy<Value = Limits> {
    let market = (
        proptest::option::of(0.0..0.9),
        proptest::option::of((1_u32..60, 0.0..90.0)),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let team = (
        proptest::option::of(0.1..1.0),
        proptest::option::of(0.0..3.0),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let owners = (proptest::option::of(0.0..1.0), any::<bool>());
    (market, team, owners).prop_map(|(market, team, (hand_over, recut))| {
        let (nurture, accounts, sold_for, spend, partner) = market;
        let (acceptance, hires, trainer, ratio, severance) = team;
        Limits {
            nurture,
            accounts,
            sold_for,
            spend,
            partner,
            acceptance,
            hires,
            trainer,
            ratio,
            severance,
            hand_over,
            recut,
        }
    })
}

impl Limits {
    /// The same without a new cut of the territories.
    pub(crate) fn without_recut(self) -> Self {
        Self {
            recut: false,
            ..self
        }
    }

    /// No limits at all.
    pub(crate) const NONE: Self = Self {
        nurture: None,
        accounts: None,
        sold_for: false,
        spend: false,
        partner: false,
        acceptance: None,
        hires: None,
        trainer: false,
        ratio: false,
        severance: false,
        hand_over: None,
        recut: false,
    };

    /// Lines of the inbound source.
    pub(crate) fn of_source(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.spend {
            lines.push("spend-per-month = { uniform = { low = 0, high = 2_000.55 } }".into());
            let curve = "adbudg = { min = 0.5, max = 2, shape = 1.5, half = 900 }";
            lines.push(format!("spend-response = {{ reference = 1_000, {curve} }}"));
        }
        if self.partner {
            lines.push("partner-share = 0.123".into());
        }
        lines
    }

    /// Lines of the workforce.
    pub(crate) fn of_workforce(&self) -> Vec<String> {
        let hires = self.hires.map(|hires| format!("hires-per-month = {hires}"));
        let trainer = "trainer = { role = \"sdr\", hires-per-month = 0.7 }";
        let trainer = self.trainer.then(|| trainer.to_owned());
        let places = self.ratio.then(|| "onboarding-places = 1".to_owned());
        hires.into_iter().chain(trainer).chain(places).collect()
    }

    /// Lines of every role.
    pub(crate) fn of_role(&self) -> Vec<String> {
        let acceptance = self.acceptance.iter();
        acceptance
            .map(|share| format!("offer-acceptance = {share}"))
            .collect()
    }

    /// Accounts of the first segment, if markets are finite: no fewer than it has customers at the start.
    pub(crate) fn n_accounts(&self, n_customers: usize) -> Option<usize> {
        let (accounts, _) = self.accounts?;
        Some((accounts as usize).max(n_customers))
    }

    /// Tables of their own.
    ///
    /// * `n_customers`: customers at the start, if the plan follows contracts
    pub(crate) fn tables(&self, n_customers: Option<usize>) -> Vec<(&'static str, Vec<String>)> {
        let mut tables = Vec::new();
        if let Some(share) = self.nurture {
            tables.push((
                "funnel.nurture",
                vec![
                    format!("share = {share}"),
                    "delay-days = { exponential = { mean = 20 } }".into(),
                ],
            ));
        }
        if let Some(loss) = self.hand_over {
            let lines = [format!("loss = {loss}"), "new-hire = 1.4".into()];
            tables.push(("territory.hand-over", lines.into()));
        }
        if self.recut {
            let lines = [
                "month = \"2027-04\"",
                "territories = { north = { segments = [\"s0\"] } }",
            ];
            let mut lines: Vec<String> = lines.map(String::from).into();
            if self.spend {
                lines.push("holdover-months = 2".into());
            }
            tables.push(("events.anew.recut", lines));
        }
        if self.ratio {
            let ratio = "ratio = { per = [\"ae\", \"sdr\"], seats = 3 }";
            tables.push(("workforce.roles.manager", vec![ratio.into()]));
        }
        if let (Some((_, cooling)), Some(accounts)) =
            (self.accounts, self.n_accounts(n_customers.unwrap_or(0)))
        {
            let mut lines = vec![
                format!("accounts = {{ by-segment = {{ s0 = {accounts}, other = 5.5 }} }}"),
                format!("cooling-off-days = {cooling}"),
            ];
            if self.sold_for && n_customers.is_none() {
                lines.push("sold-for-months = 2".into());
            }
            tables.push(("demand.markets", lines));
        }
        tables
    }
}
