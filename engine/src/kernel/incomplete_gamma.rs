//! Regularised incomplete gamma functions and their inverse.

use super::math::ln_1p_minus;
use super::math::{exp, ln, sqrt};
use super::special::{erfc, ln_gamma, poisson_density};
use super::tails::{Tails, invert};

/// Chances that a gamma number of shape `a` and scale 1 is at most and more than `x`: `P(a, x)`
/// and `Q(a, x)`.
///
/// `Q(k + 1, x)` is also the chance of at most `k` events where `x` are expected. The smaller of
/// the two has a relative error of about 1e-14, growing to 1e-13 far out.
///
/// * `a`: above 0
/// * `x`: 0 or more; below is treated as 0
#[must_use]
pub fn gamma_tails(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::START;
    }
    if x == f64::INFINITY {
        return Tails::END;
    }
    let excess = (x - a) / a;
    if a >= 20.0 && excess.abs() < 0.4 {
        temme(a, excess)
    } else if x < a + 1.0 {
        Tails::below(series(a, x).min(1.0))
    } else {
        Tails::above(fraction(a, x))
    }
}

/// `P(a, x) = x^a exp(-x) / Γ(a + 1) · Σ xⁿ / ((a + 1) … (a + n))` (DLMF 8.7.1).
fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut divisor) = (1.0, 1.0, a);
    while term > sum * 1e-17 {
        divisor += 1.0;
        term *= x / divisor;
        sum += term;
    }
    poisson_density(a, x) * sum
}

/// `Q(a, x)` by the continued fraction DLMF 8.9.2, evaluated by Lentz's method as modified by
/// Thompson and Barnett (1986).
#[expect(
    clippy::many_single_char_names,
    reason = "the symbols of Lentz's method"
)]
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut product = d;
    let mut n = 1.0;
    loop {
        let numerator = n * (a - n);
        b += 2.0;
        d = 1.0 / nonzero(numerator * d + b, TINY);
        c = nonzero(b + numerator / c, TINY);
        let factor = c * d;
        product *= factor;
        if (factor - 1.0).abs() < 2e-16 || n > 10_000.0 {
            return (a * poisson_density(a, x) * product).clamp(0.0, 1.0);
        }
        n += 1.0;
    }
}

pub(crate) fn nonzero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// Uniform asymptotic expansion for large `a` (Temme 1979; DLMF 8.12.3 to 8.12.8), with
/// `excess = x / a - 1`.
///
/// With 10 terms of the lengths below its relative error is under 2e-16 for `a >= 20` and
/// `|excess| <= 0.4`, checked against 40-digit arithmetic.
fn temme(a: f64, excess: f64) -> Tails {
    let half_square = -ln_1p_minus(excess);
    let eta = sqrt(2.0 * half_square) * excess.signum();
    let mut sum = 0.0;
    for row in TEMME.iter().rev() {
        let in_eta = row.iter().rev().fold(0.0, |sum, d| sum * eta + d);
        sum = sum / a + in_eta;
    }
    let correction = exp(-a * half_square) / sqrt(2.0 * std::f64::consts::PI * a) * sum;
    let deviation = eta * sqrt(0.5 * a);
    if eta < 0.0 {
        Tails::below((0.5 * erfc(-deviation) - correction).clamp(0.0, 1.0))
    } else {
        Tails::above((0.5 * erfc(deviation) + correction).clamp(0.0, 1.0))
    }
}

/// Logarithm of the mean-one gamma number of shape `a` at the place `at`, that is
/// `ln(P⁻¹(a, p) / a)`; minus infinity at the lower end, infinity at the upper.
///
/// In logarithms, because at shape 0.01 one number in a million is below 1e-600, which no float
/// holds.
///
/// * `a`: above 0
#[must_use]
pub fn ln_mean_one_gamma_quantile(a: f64, at: Tails) -> f64 {
    if at.lower <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if at.upper <= 0.0 {
        return f64::INFINITY;
    }
    // P(a, x) < x^a / Γ(a + 1), and the two agree to the last bit where x is tiny.
    let leading = (ln(at.lower) + ln_gamma(a + 1.0)) / a;
    if leading < -40.0 {
        return leading - ln(a);
    }
    let start = wilson_hilferty(a, at).unwrap_or(leading - ln(a));
    invert(at, start, |y| {
        let x = a * exp(y);
        (gamma_tails(a, x), a * poisson_density(a, x))
    })
}

/// The cube of a normal number approximates a gamma number (Wilson and Hilferty 1931), except
/// where the shape is small or the place far down.
fn wilson_hilferty(a: f64, at: Tails) -> Option<f64> {
    let root = 1.0 - 1.0 / (9.0 * a) + at.normal() / (3.0 * sqrt(a));
    (a >= 0.5 && root > 0.2).then(|| 3.0 * ln(root))
}

/// The number that a gamma number of shape `a` and scale 1 does not exceed with chance `p`.
#[must_use]
pub fn gamma_quantile(a: f64, p: f64) -> f64 {
    a * exp(ln_mean_one_gamma_quantile(a, Tails::below(p)))
}

/// Coefficients `d(k, n)` of `ηⁿ / aᵏ` (DLMF 8.12.12), from exact rational recurrences.
#[expect(
    clippy::unreadable_literal,
    reason = "a table of digits is compared, not read"
)]
const TEMME: [&[f64]; 10] = [
    &[
        -0.3333333333333333,
        0.08333333333333333,
        -0.014814814814814815,
        0.0011574074074074073,
        0.0003527336860670194,
        -0.0001787551440329218,
        3.919263178522438e-05,
        -2.185448510679992e-06,
        -1.85406221071516e-06,
        8.296711340953087e-07,
        -1.7665952736826078e-07,
        6.707853543401498e-09,
        1.0261809784240309e-08,
        -4.382036018453353e-09,
        9.14769958223679e-10,
        -2.5514193994946248e-11,
        -5.830772132550426e-11,
        2.4361948020667415e-11,
        -5.0276692801141755e-12,
        1.1004392031956135e-13,
    ],
    &[
        -0.001851851851851852,
        -0.003472222222222222,
        0.0026455026455026454,
        -0.0009902263374485596,
        0.00020576131687242798,
        -4.018775720164609e-07,
        -1.8098550334489977e-05,
        7.64916091608111e-06,
        -1.6120900894563446e-06,
        4.647127802807434e-09,
        1.378633446915721e-07,
        -5.752545603517705e-08,
        1.1951628599778148e-08,
        -1.7543241719747647e-11,
        -1.0091543710600413e-09,
        4.162792991842583e-10,
        -8.56390702649298e-11,
        6.067215101604758e-14,
        7.1624989648114856e-12,
        -2.933186643771437e-12,
    ],
    &[
        0.004133597883597883,
        -0.0026813271604938273,
        0.0007716049382716049,
        2.0093878600823047e-06,
        -0.0001073665322636516,
        5.2923448829120125e-05,
        -1.2760635188618728e-05,
        3.423578734096138e-08,
        1.3721957309062934e-06,
        -6.298992138380055e-07,
        1.4280614206064242e-07,
        -2.0477098421990866e-10,
        -1.409252991086752e-08,
        6.228974084922022e-09,
        -1.3670488396617114e-09,
        9.428356159014678e-13,
        1.2872252400089318e-10,
        -5.5645956134363323e-11,
    ],
    &[
        0.0006494341563786008,
        0.00022947209362139917,
        -0.0004691894943952557,
        0.00026772063206283885,
        -7.561801671883977e-05,
        -2.396505113867297e-07,
        1.1082654115347302e-05,
        -5.6749528269915965e-06,
        1.4230900732435883e-06,
        -2.7861080291528143e-11,
        -1.6958404091930278e-07,
        8.099464905388083e-08,
        -1.9111168485973655e-08,
        2.3928620439808118e-12,
        2.0620131815488797e-09,
        -9.460496661855133e-10,
    ],
    &[
        -0.0008618882909167117,
        0.0007840392217200666,
        -0.0002990724803031902,
        -1.4638452578843418e-06,
        6.641498215465122e-05,
        -3.968365047179435e-05,
        1.1375726970678419e-05,
        2.507497226237533e-10,
        -1.6954149536558305e-06,
        8.907507532205309e-07,
        -2.292934834000805e-07,
        2.956794137544049e-11,
        2.8865829742708783e-08,
        -1.4189739437803219e-08,
    ],
    &[
        -0.00033679855336635813,
        -6.972813758365857e-05,
        0.0002772753244959392,
        -0.00019932570516188847,
        6.797780477937208e-05,
        1.419062920643967e-07,
        -1.3594048189768693e-05,
        8.018470256334202e-06,
        -2.291481176508095e-06,
        -3.252473551298454e-10,
        3.4652846491085265e-07,
        -1.8447187191171344e-07,
        4.8240967037894184e-08,
        -1.7989466721743514e-14,
    ],
    &[
        0.0005313079364639922,
        -0.0005921664373536939,
        0.0002708782096718045,
        7.902353232660328e-07,
        -8.153969367561969e-05,
        5.61168275310625e-05,
        -1.8329116582843375e-05,
        -3.0796134506033047e-09,
        3.465155368803609e-06,
        -2.0291327396058603e-06,
        5.788792863149004e-07,
        2.338630673826657e-13,
    ],
    &[
        0.00034436760689237765,
        5.171790908260592e-05,
        -0.00033493161081142234,
        0.0002812695154763237,
        -0.00010976582244684731,
        -1.2741009095484485e-07,
        2.7744451511563645e-05,
        -1.8263488805711332e-05,
        5.7876949497350525e-06,
        4.93875893393627e-10,
    ],
    &[
        -0.0006526239185953094,
        0.0008394987206720873,
        -0.000438297098541721,
        -6.969091458420552e-07,
        0.00016644846642067547,
        -0.00012783517679769218,
        4.629953263691304e-05,
        4.557909867922708e-09,
        -1.0595271125805195e-05,
        6.783342904865167e-06,
    ],
    &[
        -0.0005967612901927463,
        -7.204895416020011e-05,
        0.0006782308837667328,
        -0.0006401475260262758,
        0.00027750107634328704,
        1.819700838046515e-07,
        -8.479507117068503e-05,
        6.105192082501531e-05,
    ],
];

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are what is claimed")]
mod tests {
    use super::*;

    /// Shape, place, `P` and `Q` by 60-digit arithmetic (mpmath).
    #[expect(clippy::unreadable_literal, reason = "reference digits")]
    const KNOWN: [(f64, f64, f64, f64); 14] = [
        (0.01, 1e-30, 0.5040472728599954, 0.49595272714000455),
        (0.01, 0.5, 0.9943732438060329, 0.0056267561939671844),
        (0.5, 3.0, 0.9856941215645704, 0.01430587843542964),
        (1.0, 0.3, 0.2591817793182821, 0.7408182206817179),
        (2.5, 20.0, 0.99999985066321, 1.4933679000503952e-07),
        (19.5, 30.0, 0.983077851336164, 0.016922148663836036),
        (20.0, 12.1, 0.02294106637268963, 0.9770589336273103),
        (20.0, 27.9, 0.9503830382739977, 0.04961696172600229),
        (33.0, 12.0, 4.45031522168833e-07, 0.9999995549684778),
        (100.0, 100.0, 0.5132987982791487, 0.48670120172085135),
        (100.0, 200.0, 0.9999999999999981, 1.843893649711574e-15),
        (1000.0, 900.0, 0.0005499022657117829, 0.9994500977342882),
        (
            1000000.0,
            1003000.0,
            0.9986382593537824,
            0.0013617406462175915,
        ),
        (
            1000000.0,
            995000.0,
            2.749580359270071e-07,
            0.9999997250419641,
        ),
    ];

    #[test]
    fn both_tails_match_60_digit_arithmetic() {
        for (a, x, p, q) in KNOWN {
            let got = gamma_tails(a, x);
            assert!(
                (got.lower / p - 1.0).abs() < 3e-13,
                "P({a}, {x}) = {got:?}, not {p}"
            );
            assert!(
                (got.upper / q - 1.0).abs() < 3e-13,
                "Q({a}, {x}) = {got:?}, not {q}"
            );
        }
    }

    #[test]
    fn the_methods_agree_where_one_hands_over_to_the_next() {
        for a in [20.0, 60.0, 500.0] {
            for x in [a * 0.600_001, a * 1.399_999] {
                let plain = if x < a { series(a, x) } else { fraction(a, x) };
                let expansion = temme(a, (x - a) / a);
                let small = expansion.lower.min(expansion.upper);
                assert!((small / plain - 1.0).abs() < 1e-12, "a = {a}, x = {x}");
            }
        }
    }

    #[test]
    fn the_inverse_undoes_both_tails() {
        for a in [0.01, 0.3, 1.0, 2.5, 19.0, 50.0, 1e4, 1e8] {
            for chance in [1e-300, 1e-12, 1e-3, 0.2, 0.5] {
                for at in [Tails::below(chance), Tails::above(chance)] {
                    let y = ln_mean_one_gamma_quantile(a, at);
                    if y < -600.0 {
                        continue; // no float holds the number itself
                    }
                    let got = gamma_tails(a, a * exp(y));
                    let ratio = if at.lower < at.upper {
                        got.lower / at.lower
                    } else {
                        got.upper / at.upper
                    };
                    assert!((ratio - 1.0).abs() < 1e-9, "a = {a}, {at:?}: {got:?}");
                }
            }
        }
    }

    #[test]
    fn the_inverse_has_its_closed_form_at_shape_one() {
        for p in [1e-9, 0.1, 0.5, 0.999] {
            let exact = -crate::kernel::math::ln_1p(-p);
            assert!((gamma_quantile(1.0, p) / exact - 1.0).abs() < 1e-14);
        }
        assert_eq!(gamma_quantile(3.0, 0.0), 0.0);
        assert_eq!(gamma_quantile(3.0, 1.0), f64::INFINITY);
    }
}
