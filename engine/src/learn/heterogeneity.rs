//! Do win rates differ between groups more than luck makes them differ, and by how much?

use crate::kernel::incomplete_gamma::gamma_tails;
use crate::kernel::math::{exp, sqrt};

/// Deals won and lost by one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::learn) struct WonLost {
    pub(in crate::learn) won: usize,
    pub(in crate::learn) lost: usize,
}

impl WonLost {
    /// Deals decided.
    pub(in crate::learn) fn n(self) -> usize {
        self.won + self.lost
    }
}

/// Pearson's test that all groups share one win rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::learn) struct ChiSquare {
    /// The statistic.
    pub(in crate::learn) statistic: f64,
    /// Degrees of freedom.
    pub(in crate::learn) df: usize,
    /// Chance of at least that much if nothing but luck is at work.
    pub(in crate::learn) p: f64,
}

impl ChiSquare {
    /// From a statistic; without a degree of freedom there is nothing to tell apart.
    pub(in crate::learn) fn new(statistic: f64, df: usize) -> Self {
        let p = if df == 0 {
            1.0
        } else {
            gamma_tails(float(df) / 2.0, statistic / 2.0).upper
        };
        Self { statistic, df, p }
    }

    /// Whether luck alone would do this less than once in a hundred times.
    pub(in crate::learn) fn is_real(self) -> bool {
        self.p < 0.01
    }

    /// The test in words.
    pub(in crate::learn) fn words(self) -> String {
        let p = if self.p < 0.001 {
            "p < 0.001".to_owned()
        } else {
            format!("p = {:.3}", self.p)
        };
        format!(
            "chi-square {:.1} on {} degrees of freedom, {p}",
            self.statistic, self.df
        )
    }
}

/// A count as a number.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of an export are far below 2^53"
)]
pub(in crate::learn) fn float(n: usize) -> f64 {
    n as f64
}

/// Tests whether groups share one win rate: Pearson's chi-square of a 2 x k table.
pub(in crate::learn) fn test(groups: &[WonLost]) -> ChiSquare {
    let filled: Vec<WonLost> = groups
        .iter()
        .copied()
        .filter(|group| group.n() > 0)
        .collect();
    let p = pooled(&filled);
    let excess = |group: &WonLost| {
        let expected = float(group.n()) * p;
        (float(group.won) - expected) * (float(group.won) - expected) / (expected * (1.0 - p))
    };
    let statistic = if p > 0.0 && p < 1.0 {
        filled.iter().map(excess).sum()
    } else {
        0.0
    };
    ChiSquare::new(statistic, filled.len().saturating_sub(1))
}

/// Win rate of all groups together; 0 without deals.
pub(in crate::learn) fn pooled(groups: &[WonLost]) -> f64 {
    let won: usize = groups.iter().map(|group| group.won).sum();
    let n: usize = groups.iter().map(|group| group.n()).sum();
    if n == 0 { 0.0 } else { float(won) / float(n) }
}

/// Variance of the true win rates of groups, beyond luck; 0 if luck explains it all.
///
/// Method of moments: the chi-square statistic exceeds its degrees of freedom by
/// `tau² (N - sum n² / N) / (p (1 - p))` (`DerSimonian` & Laird 1986, for binomial variances pooled over groups).
pub(in crate::learn) fn variance_between(groups: &[WonLost]) -> f64 {
    let test = test(groups);
    let p = pooled(groups);
    let n: f64 = groups.iter().map(|group| float(group.n())).sum();
    let squares: f64 = groups
        .iter()
        .map(|group| float(group.n()) * float(group.n()))
        .sum();
    let scale = if n > 0.0 { n - squares / n } else { 0.0 };
    if scale > 0.0 {
        ((test.statistic - float(test.df)) * p * (1.0 - p) / scale).max(0.0)
    } else {
        0.0
    }
}

/// The beta distributions of the groups' win rates, shrunk towards the pooled one as far as luck blurs them.
///
/// * `tau2`: variance of the true rates, above 0
pub(in crate::learn) fn shrunk(groups: &[WonLost], tau2: f64) -> Vec<(f64, f64)> {
    let p = pooled(groups);
    // Mean p and variance tau² fix the beta that stands for what groups are like.
    let weight = (p * (1.0 - p) / tau2 - 1.0).max(1.0);
    groups
        .iter()
        .map(|group| {
            (
                float(group.won) + weight * p,
                float(group.lost) + weight * (1.0 - p),
            )
        })
        .collect()
}

/// Coefficient of variation of a mean-one lognormal skill that moves the log-odds as win rates differ by `tau2` around `p`.
pub(in crate::learn) fn skill_cv(tau2: f64, p: f64) -> f64 {
    let log_odds_sd = sqrt(tau2) / (p * (1.0 - p));
    sqrt(exp(log_odds_sd * log_odds_sd) - 1.0)
}

/// Tests whether rows and columns of a table of counts are independent; empty rows and columns are left out.
pub(in crate::learn) fn independence(counts: &[Vec<usize>]) -> ChiSquare {
    let rows: Vec<usize> = counts.iter().map(|row| row.iter().sum()).collect();
    let n_columns = counts.first().map_or(0, Vec::len);
    let columns: Vec<usize> = (0..n_columns)
        .map(|c| counts.iter().map(|row| row[c]).sum())
        .collect();
    let n: usize = rows.iter().sum();
    let mut statistic = 0.0;
    for (row, &of_row) in counts.iter().zip(&rows) {
        for (&count, &of_column) in row.iter().zip(&columns) {
            let expected = float(of_row) * float(of_column) / float(n.max(1));
            if expected > 0.0 {
                statistic += (float(count) - expected) * (float(count) - expected) / expected;
            }
        }
    }
    let filled = |sums: &[usize]| {
        sums.iter()
            .filter(|&&sum| sum > 0)
            .count()
            .saturating_sub(1)
    };
    ChiSquare::new(statistic, filled(&rows) * filled(&columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(list: &[(usize, usize)]) -> Vec<WonLost> {
        list.iter()
            .map(|&(won, lost)| WonLost { won, lost })
            .collect()
    }

    #[test]
    fn the_test_has_its_textbook_value() {
        // 2 x 2 table 20/30 and 30/20: statistic 4, whose p on one degree of freedom is 0.0455.
        let test = test(&groups(&[(20, 30), (30, 20)]));
        assert!(
            (test.statistic - 4.0).abs() < 1e-12 && test.df == 1,
            "{test:?}"
        );
        assert!((test.p - 0.045_500_263_9).abs() < 1e-9, "{test:?}");
        assert!(!test.is_real());
    }

    #[test]
    fn luck_is_shrunk_away_and_real_differences_stay() {
        let luck = groups(&[(50, 50), (52, 48), (49, 51)]);
        assert!(variance_between(&luck).abs() < 1e-12);
        let real = groups(&[(20, 80), (80, 20), (50, 50)]);
        let tau2 = variance_between(&real);
        assert!((tau2 - 0.0875).abs() < 1e-9, "{tau2}");
        let rates: Vec<f64> = shrunk(&real, tau2)
            .iter()
            .map(|(a, b)| a / (a + b))
            .collect();
        assert!(
            rates[0] > 0.2 && rates[0] < 0.25 && rates[1] < 0.8 && rates[1] > 0.75,
            "{rates:?}"
        );
        assert!(skill_cv(tau2, 0.5) > 1.0);
    }

    #[test]
    fn independence_sees_a_pattern_and_no_pattern() {
        assert!(independence(&[vec![10, 20], vec![20, 40]]).statistic.abs() < 1e-12);
        let dependent = independence(&[vec![60, 10, 0], vec![10, 60, 0]]);
        assert!(dependent.is_real() && dependent.df == 1, "{dependent:?}");
        assert!((independence(&[]).p - 1.0).abs() < 1e-12);
    }
}
