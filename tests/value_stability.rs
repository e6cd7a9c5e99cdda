//! The first values of the generator and of every sampler, to the bit.
//!
//! These numbers decide the futures of every scenario. A change of one of them is value-breaking:
//! stored results, locked plans and replays of earlier versions no longer come out the same. Make
//! it only on purpose, and head its changelog entry "Value-breaking".

use foresell::kernel::copula::RankCorrelation;
use foresell::kernel::count::{GammaMultiplier, binomial, gamma_multiplier, poisson};
use foresell::kernel::law::Law;
use foresell::kernel::philox::PhiloxStream;
use foresell::kernel::stream::{
    Address, EntityKey, Purpose, Seed, Words, draw, pick, pick_uniform,
};
use rand::Rng;

fn words(trial: u32) -> Words {
    let entity = EntityKey::of("seat", "ae-emea-1");
    draw(
        Seed(42),
        Address {
            entity,
            trial,
            month: 5,
            purpose: Purpose::new(3),
            index: 2,
        },
    )
}

#[test]
fn entity_keys_are_stable() {
    let known = [
        ("seat", "ae-emea-1", 0xa326_6a7a_8c65_a4fc_u64),
        ("segment", "", 0xc4c8_7b98_f248_3ea7),
        ("", "größe", 0x678d_af26_5edf_9523),
    ];
    for (kind, id, key) in known {
        assert_eq!(EntityKey::of(kind, id), EntityKey(key), "{kind} {id}");
    }
}

#[test]
fn addressed_words_are_stable() {
    assert_eq!(
        words(0).0,
        [0xf1d7_9307, 0xb058_2de4, 0x392a_2b5b, 0x1077_78fd]
    );
    assert_eq!(
        words(4711).0,
        [0xf01a_37dd, 0x5317_35ac, 0x3a5a_89f2, 0xe2a5_4644]
    );
    let last = Address {
        entity: EntityKey(u64::MAX),
        trial: u32::MAX,
        month: 1023,
        purpose: Purpose::new(63),
        index: u16::MAX,
    };
    assert_eq!(
        draw(Seed(u64::MAX), last).0,
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    );
}

#[test]
fn uniforms_and_lots_are_stable() {
    let key = EntityKey(0x0123_4567_89ab_cdef);
    assert_eq!(words(0).uniform(1).to_bits(), 0x3fe6_0b05_bc90_0000);
    assert_eq!(words(0).uniform53(2).to_bits(), 0x3fcc_9515_ad88_3bbc);
    assert_eq!(pick(words(0), key), 0x55e8_0355_2053_8189);
    assert_eq!(pick_uniform(words(0), key).to_bits(), 0x3fd5_7a00_d548_14e2);
}

#[test]
fn the_stream_is_stable() {
    let mut stream = PhiloxStream::new(42, 7);
    let first: Vec<u64> = (0..3).map(|_| stream.next_u64()).collect();
    assert_eq!(
        first,
        [
            0xe554_10cc_67ee_6f2c,
            0x5573_98d3_6c7e_ca35,
            0x600f_6196_e5dd_e940
        ]
    );
}

/// Values at uniforms in the middle and far out on both sides, on each branch of the methods.
const PLACES: [f64; 4] = [1e-9, 0.06, 0.4, 0.999_999];

#[test]
#[expect(clippy::too_many_lines, reason = "a table of sixteen laws")]
fn draws_of_every_law_are_stable() {
    let known: [(&str, Law, [u64; 4]); 16] = [
        (
            "uniform",
            Law::uniform(-1.0, 4.0).unwrap(),
            [
                0xbfef_ffff_fd50_ce24,
                0xbfe6_6666_6666_6666,
                0x3ff0_0000_0000_0000,
                0x400f_fffd_60e9_4ee3,
            ],
        ),
        (
            "normal",
            Law::normal(100.0, 15.0).unwrap(),
            [
                0x4024_10d7_957c_ad98,
                0x4053_2b6a_d765_7544,
                0x4058_0cc9_6a7a_9b96,
                0x4065_69a4_c770_f6c9,
            ],
        ),
        (
            "lognormal",
            Law::lognormal(50_000.0, 1.0).unwrap(),
            [
                0x406d_f8d0_61a8_07df,
                0x40c2_ec9e_1900_818f,
                0x40db_f5fe_6ddb_339e,
                0x413c_3a84_9322_deaa,
            ],
        ),
        (
            "exponential",
            Law::exponential(2.5).unwrap(),
            [
                0x3e25_798e_e25e_aa25,
                0x3fc3_ccd5_443e_b6e2,
                0x3ff4_6eda_b921_5966,
                0x4041_44f6_9ff9_d83e,
            ],
        ),
        (
            "gamma",
            Law::gamma(3.0, 0.6).unwrap(),
            [
                0x3f51_9a31_5941_ee2c,
                0x3fea_71f2_20d6_6928,
                0x4001_fb51_f602_a980,
                0x4034_1943_439b_9a94,
            ],
        ),
        (
            "wide gamma",
            Law::gamma(3.0, 4.0).unwrap(),
            [
                0x2256_1be9_ae2d_d29a,
                0x3c2d_7c2a_eb41_cd08,
                0x3ee9_843b_b9be_d448,
                0x407a_cb70_a8d1_4c0a,
            ],
        ),
        (
            "narrow gamma",
            Law::gamma(3.0, 0.01).unwrap(),
            [
                0x4006_96a0_9bb6_8964,
                0x4007_a0c4_252d_46b9,
                0x4007_f03e_3541_0624,
                0x4009_287c_4ef1_0ef2,
            ],
        ),
        (
            "weibull",
            Law::weibull(4.0, 1.7).unwrap(),
            [
                0x3ef7_e19e_5d1c_b727,
                0x3feb_ea83_de46_d11e,
                0x4008_2875_a52f_e3cb,
                0x4035_01fd_f872_af3f,
            ],
        ),
        (
            "triangular",
            Law::triangular(1.0, 2.0, 6.0).unwrap(),
            [
                0x3ff0_004a_2540_ccca,
                0x3ff8_c378_ba7c_4239,
                0x4004_4985_17a7_b356,
                0x4017_fb6b_a809_51a6,
            ],
        ),
        (
            "pert",
            Law::pert(1.0, 2.0, 6.0).unwrap(),
            [
                0x3ff0_000f_4131_b02f,
                0x3ff5_4357_0b01_0cb0,
                0x4001_3951_9ef6_9262,
                0x4017_75d9_ce37_7003,
            ],
        ),
        (
            "beta",
            Law::beta(0.5, 2.0, 10.0, 20.0).unwrap(),
            [
                0x4024_0000_0000_0000,
                0x4024_0833_64a5_3b91,
                0x4025_7ef2_1050_cc76,
                0x4033_fbd2_17cb_0b1c,
            ],
        ),
        (
            "metalog",
            Law::quantiles(10.0, 14.0, 22.0).unwrap(),
            [
                0xc033_02ae_9871_78ea,
                0x4022_7b91_8b3c_8c29,
                0x4029_f859_5e29_2527,
                0x4050_dc83_0ad4_1d97,
            ],
        ),
        (
            "bounded metalog",
            Law::quantiles_above(1.0, 2.0, 2.3, 2.7).unwrap(),
            [
                0x3ff1_c380_92ed_2e7e,
                0x3ffe_fb15_cd79_ff46,
                0x4001_e788_b76e_2fea,
                0x4020_1c45_3d58_230b,
            ],
        ),
        (
            "power tail",
            Law::pareto_tail(40_000.0, 0.6, 0.9, 3.0).unwrap(),
            [
                0x4093_4322_bda0_f990,
                0x40cc_49a3_daad_4063,
                0x40dd_1b13_7f78_9392,
                0x4148_b8ad_86b2_904e,
            ],
        ),
        (
            "discrete",
            Law::discrete(&[5.0, 3.0, -1.0], &[1.0, 2.5, 0.5]).unwrap(),
            [
                0xbff0_0000_0000_0000,
                0xbff0_0000_0000_0000,
                0x4008_0000_0000_0000,
                0x4014_0000_0000_0000,
            ],
        ),
        (
            "empirical",
            Law::empirical(&[2.0, 9.0, 2.0, 4.0, 7.0]).unwrap(),
            [
                0x4000_0000_0000_0000,
                0x4000_0000_0000_0000,
                0x4000_0000_0000_0000,
                0x4022_0000_0000_0000,
            ],
        ),
    ];
    for (name, law, bits) in known {
        let values = PLACES.map(|u| law.quantile(u));
        assert_eq!(values.map(f64::to_bits), bits, "{name}: {values:?}");
    }
}

#[test]
fn draws_beyond_a_floor_are_stable() {
    let known: [(&str, Law, f64, [u64; 2]); 5] = [
        (
            "lognormal",
            Law::lognormal(3.0, 0.6).unwrap(),
            5.0,
            [0x4015_7981_1ae5_0ab2, 0x4022_233e_f45e_24f4],
        ),
        (
            "exponential",
            Law::exponential(2.0).unwrap(),
            600.0,
            [0x4082_c391_fef8_f353, 0x4082_e4d7_6377_6aaa],
        ),
        (
            "gamma",
            Law::gamma(3.0, 0.6).unwrap(),
            4.0,
            [0x4011_7db7_2d1f_b5fe, 0x401d_db85_cac1_12e6],
        ),
        (
            "far gamma",
            Law::gamma(1.0, 1.0).unwrap(),
            200.0,
            [0x4069_0723_fdf1_e6a5, 0x4069_49ae_c6ee_d552],
        ),
        (
            "metalog",
            Law::quantiles(10.0, 14.0, 22.0).unwrap(),
            20.0,
            [0x4035_0c58_9d52_82d3, 0x403d_f1dd_6aed_00fc],
        ),
    ];
    for (name, law, floor, bits) in known {
        let values = [0.2, 0.9].map(|u| law.quantile_beyond(u, floor).unwrap());
        assert_eq!(values.map(f64::to_bits), bits, "{name}: {values:?}");
    }
}

#[test]
fn counts_are_stable() {
    for (rate, counts) in [
        (0.3, [0, 0, 0, 5]),
        (3.0, [0, 1, 2, 14]),
        (25.0, [2, 17, 24, 52]),
        (1e4, [9406, 9845, 9975, 10479]),
    ] {
        assert_eq!(PLACES.map(|u| poisson(u, rate)), counts, "rate {rate}");
    }
    for (n, p, counts) in [(12, 0.3, [0, 1, 3, 11]), (300, 0.4, [71, 107, 118, 161])] {
        assert_eq!(PLACES.map(|u| binomial(u, n, p)), counts, "{n} tries");
    }
    let exact = PLACES.map(|u| gamma_multiplier(u, 0.5).to_bits());
    assert_eq!(
        exact,
        [
            0x3ef7_727d_1edd_141b,
            0x3fc9_3a59_efa4_0444,
            0x3fe6_05d2_629a_d310,
            0x4020_b03c_584e_7fb8
        ]
    );
    let multiplier = GammaMultiplier::new(0.5).unwrap();
    assert_eq!(
        PLACES.map(|u| multiplier.quantile(u).to_bits()),
        [
            0x3ef7_727d_1edd_0992,
            0x3fc9_3a59_efa4_5501,
            0x3fe6_05d2_629b_8ddb,
            0x4020_b03c_584e_9904
        ]
    );
}

#[test]
fn correlated_uniforms_are_stable() {
    let matrix = [[1.0, -0.6, 0.3], [-0.6, 1.0, 0.0], [0.3, 0.0, 1.0]];
    let correlation = RankCorrelation::new(&["b", "a", "c"], &matrix).unwrap();
    let correlated = correlation.correlate(&[0.1, 0.7, 0.999]);
    assert_eq!(
        correlated.iter().map(|u| u.to_bits()).collect::<Vec<_>>(),
        [
            0x3fb7_6c5e_86ca_da58,
            0x3fe6_6666_6666_6666,
            0x3fef_adc5_b6b3_bf64
        ]
    );
}
