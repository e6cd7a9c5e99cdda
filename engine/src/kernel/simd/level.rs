//! What the processor can do at once.

/// A set of instructions that this processor was found to have. Results do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(Kind);

/// Private to this module and its siblings, so that a level that the processor does not have cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "other processors are portable only")
)]
pub(super) enum Kind {
    /// What every processor has that the engine is compiled for.
    Portable,
    /// Four numbers of 64 bits at once (AVX2, which never comes without `popcnt`).
    Avx2,
    /// Eight of them.
    Avx512,
}

/// Something that is compiled for each level.
pub(crate) trait Work {
    /// What comes of it.
    type Out;
    /// Does it; `#[inline(always)]`, since only what is inlined is compiled for the level.
    fn run(self) -> Self::Out;
}

impl Level {
    /// What every processor has; the reference for all other levels.
    pub const PORTABLE: Self = Self(Kind::Portable);

    /// The best that this processor has.
    ///
    /// # Panics
    ///
    /// Never: every processor has the portable level.
    #[must_use]
    pub fn best() -> Self {
        *Self::all().last().expect("the portable one is among them")
    }

    /// All that this processor has, the portable one first and the best one last.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::PORTABLE];
        #[cfg(target_arch = "x86_64")]
        {
            let has_avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt");
            if has_avx2 {
                all.push(Self(Kind::Avx2));
            }
            if has_avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
            {
                all.push(Self(Kind::Avx512));
            }
        }
        all
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            Kind::Avx2 => "AVX2",
            Kind::Avx512 => "AVX-512",
        }
    }

    /// Does something that is compiled for the level: loops over columns become lanes.
    #[inline]
    pub(crate) fn run<W: Work>(self, work: W) -> W::Out {
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
            fn avx512<W: Work>(work: W) -> W::Out {
                work.run()
            }
            #[target_feature(enable = "avx2")]
            fn avx2<W: Work>(work: W) -> W::Out {
                work.run()
            }
            match self.0 {
                Kind::Portable => {}
                Kind::Avx2 => {
                    // SAFETY: this level is only made where the processor was asked and has AVX2.
                    #[allow(
                        unsafe_code,
                        reason = "the level proves what it asks of the processor"
                    )]
                    return unsafe { avx2(work) };
                }
                Kind::Avx512 => {
                    // SAFETY: this level is only made where the processor was asked and has all that is enabled.
                    #[allow(
                        unsafe_code,
                        reason = "the level proves what it asks of the processor"
                    )]
                    return unsafe { avx512(work) };
                }
            }
        }
        work.run()
    }

    #[inline]
    pub(super) const fn kind(self) -> Kind {
        self.0
    }
}
