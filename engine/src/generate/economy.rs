//! What a made-up company sells to whom, and how much work that is. Plausible numbers for subscription software; nobody's.

/// Probability that a lead becomes an opportunity.
pub(super) const BECOMES_OPPORTUNITY: f64 = 0.62;
/// Share of new leads that the market sends; sales development finds the others.
pub(super) const INBOUND: f64 = 0.7;
/// Factor on the owner's hours for follow-on business with a customer.
pub(super) const FOLLOW_ON_WORK: f64 = 0.7;
/// Probabilities that follow-on business passes demonstration and closing.
pub(super) const FOLLOW_ON_PASS: [f64; 2] = [0.74, 0.70];
/// Factor on the size of a deal for follow-on business.
pub(super) const FOLLOW_ON_SIZE: f64 = 0.45;
/// Share of selling hours that people are meant to use.
pub(super) const UTILISATION: f64 = 0.79;
/// Working hours of a month.
pub(super) const HOURS: f64 = 160.0;
/// Share of hours left for selling, by role.
pub(super) const SELLING_SHARE: Shares = Shares {
    sdr: 0.70,
    ae: 0.62,
    am: 0.60,
    se: 0.72,
};
/// Products: id, name, weight among opportunities, gross margin.
pub(super) const PRODUCTS: [(&str, &str, f64, f64); 3] = [
    ("core", "Core", 0.60, 0.82),
    ("analytics", "Analytics", 0.25, 0.78),
    ("services", "Services", 0.15, 0.35),
];

/// A number for each role that has hours.
pub(super) struct Shares {
    pub(super) sdr: f64,
    pub(super) ae: f64,
    pub(super) am: f64,
    pub(super) se: f64,
}

/// A segment and what its deals are like.
pub(super) struct Segment {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// How strongly it follows the market.
    pub(super) macro_loading: f64,
    /// Share of the new leads of its territory, `velocity` or `major`.
    pub(super) share_of_territory: f64,
    /// Share of follow-on business.
    pub(super) share_of_follow_on: f64,
    /// Share of the named accounts.
    pub(super) share_of_accounts: f64,
    /// Mean potential of an account a year \[USD\].
    pub(super) potential: f64,
    /// Mean list value of a new deal \[USD\], and its coefficient of variation.
    pub(super) deal_size: (f64, f64),
    /// Share taken off it.
    pub(super) discount: f64,
    /// Probabilities of passing qualification, demonstration and closing.
    pub(super) pass: [f64; 3],
    /// The owner's hours in these stages.
    pub(super) hours: [f64; 3],
    /// Mean days in these stages.
    pub(super) days: [f64; 3],
    /// A sales engineer's work in a demonstration against that in small business.
    pub(super) support: f64,
}

/// Segments from small to large; the first two are worked by `velocity`, the others by `major` territories.
pub(super) const SEGMENTS: [Segment; 4] = [
    Segment {
        id: "smb",
        name: "Small business",
        macro_loading: 1.3,
        share_of_territory: 0.45,
        share_of_follow_on: 0.30,
        share_of_accounts: 0.0,
        potential: 0.0,
        deal_size: (24_000.0, 0.7),
        discount: 0.05,
        pass: [0.60, 0.68, 0.56],
        hours: [1.5, 3.0, 4.0],
        days: [7.0, 14.0, 18.0],
        support: 1.0,
    },
    Segment {
        id: "mid-market",
        name: "Mid-market",
        macro_loading: 1.0,
        share_of_territory: 0.55,
        share_of_follow_on: 0.35,
        share_of_accounts: 0.55,
        potential: 60_000.0,
        deal_size: (70_000.0, 0.8),
        discount: 0.10,
        pass: [0.58, 0.66, 0.54],
        hours: [2.5, 5.0, 9.0],
        days: [12.0, 24.0, 30.0],
        support: 3.0,
    },
    Segment {
        id: "enterprise",
        name: "Enterprise",
        macro_loading: 0.8,
        share_of_territory: 0.80,
        share_of_follow_on: 0.25,
        share_of_accounts: 0.39,
        potential: 240_000.0,
        deal_size: (210_000.0, 0.9),
        discount: 0.16,
        pass: [0.54, 0.62, 0.50],
        hours: [5.0, 12.0, 24.0],
        days: [20.0, 42.0, 55.0],
        support: 8.0,
    },
    Segment {
        id: "strategic",
        name: "Strategic accounts",
        macro_loading: 0.6,
        share_of_territory: 0.20,
        share_of_follow_on: 0.10,
        share_of_accounts: 0.06,
        potential: 900_000.0,
        deal_size: (520_000.0, 0.9),
        discount: 0.22,
        pass: [0.50, 0.60, 0.48],
        hours: [8.0, 24.0, 50.0],
        days: [28.0, 60.0, 80.0],
        support: 16.0,
    },
];

impl Segment {
    /// The owner's hours for a lead, as expected when it arrives.
    pub(super) fn work_per_lead(&self) -> f64 {
        let ([qualified, shown, _], [qualify, show, close]) = (self.pass, self.hours);
        BECOMES_OPPORTUNITY * (qualify + qualified * (show + shown * close))
    }

    /// Chance that a lead is won.
    pub(super) fn wins_per_lead(&self) -> f64 {
        let [qualified, shown, closed] = self.pass;
        BECOMES_OPPORTUNITY * qualified * shown * closed
    }

    /// The owner's hours for an opportunity of follow-on business, which begins with a demonstration.
    pub(super) fn work_per_follow_on(&self) -> f64 {
        FOLLOW_ON_WORK * (self.hours[1] + FOLLOW_ON_PASS[0] * self.hours[2])
    }

    /// Mean value of a new deal after discount \[USD\].
    pub(super) fn price(&self) -> f64 {
        self.deal_size.0 * (1.0 - self.discount)
    }
}
