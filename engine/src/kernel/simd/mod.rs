//! Several numbers at a time: what the lanes of a processor can do at once, with the bits of doing them one by one.
//!
//! Each operation works on slices and is written once, as plain additions, multiplications and comparisons without a
//! branch on a drawn number. It is compiled for each [`Level`], and the compiler puts neighbours into lanes. Nothing is
//! fused or put into another order, so that every level gives the bits of the portable one, which gives those of the
//! function for a single number.
//!
//! Random words are drawn by lanes that are written by hand for each level (`by_hand`), since the compiler does not find them
//! reliably; each level is held against the words of single decisions.
//!
//! This is the only place with `unsafe` code: a function that is compiled for more than every processor has may only be
//! called where the processor has it, which a [`Level`] is the proof of; and lanes are read from and written to slices of
//! their width.

pub mod amount;
#[cfg(target_arch = "x86_64")]
mod by_hand;
pub mod entities;
pub mod level;
pub mod normal;
pub mod words;

pub use level::Level;
pub(crate) use level::Work;

/// Makes a public function of a body that is compiled for each level.
///
/// The body has to be `#[inline(always)]`: only what is inlined is compiled with what the level adds.
macro_rules! at_each_level {
    (
        $(#[$meta:meta])*
        pub fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? { $body:path }
    ) => {
        $(#[$meta])*
        #[inline]
        #[allow(
            clippy::too_many_arguments,
            clippy::allow_attributes,
            reason = "columns are arguments of their own"
        )]
        pub fn $name(level: $crate::kernel::simd::Level, $($arg: $type),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                use $crate::kernel::simd::level::Kind;

                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
                fn avx512($($arg: $type),*) $(-> $out)? {
                    $body($($arg),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) $(-> $out)? {
                    $body($($arg),*)
                }
                match level.kind() {
                    Kind::Portable => {}
                    Kind::Avx2 => {
                        // SAFETY: this level is only made where the processor was asked and has AVX2.
                        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
                        return unsafe { avx2($($arg),*) };
                    }
                    Kind::Avx512 => {
                        // SAFETY: this level is only made where the processor was asked and has all that is enabled.
                        #[allow(unsafe_code, reason = "the level proves what it asks of the processor")]
                        return unsafe { avx512($($arg),*) };
                    }
                }
            }
            let _ = level;
            $body($($arg),*)
        }
    };
}
pub(crate) use at_each_level;
