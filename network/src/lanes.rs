//! Arithmetic on sixteen numbers at a time, in plain Rust.
//!
//! The compiler turns these loops into vector instructions of whatever width it may use where they are inlined. Every
//! operation rounds once and in an order written here, so the results are the same bits on every processor.

/// How many numbers a [`Lane`] holds.
pub(super) const WIDTH: usize = 16;

/// Adding this to a number below 2^22 in size rounds it, ties to even, into the low bits of the sum: 1.5 · 2^23.
const ROUNDER: f32 = 12_582_912.0;

/// Sixteen numbers that are worked on together.
#[derive(Clone, Copy, Default)]
#[repr(C, align(64))]
pub(super) struct Lane(pub [f32; WIDTH]);

#[expect(clippy::needless_range_loop, reason = "this form of the loops is the one that becomes one instruction")]
impl Lane {
    pub(super) const ZERO: Lane = Lane([0.0; WIDTH]);

    /// The same number sixteen times.
    #[inline(always)]
    pub(super) fn splat(value: f32) -> Lane {
        Lane([value; WIDTH])
    }

    /// The first sixteen numbers of `from`.
    #[inline(always)]
    pub(super) fn load(from: &[f32]) -> Lane {
        let mut lane = [0.0; WIDTH];
        lane.copy_from_slice(&from[..WIDTH]);
        Lane(lane)
    }

    /// Writes over the first sixteen numbers of `to`.
    #[inline(always)]
    pub(super) fn store(self, to: &mut [f32]) {
        to[..WIDTH].copy_from_slice(&self.0);
    }

    /// `self · factor + term`, rounded once.
    #[inline(always)]
    pub(super) fn mul_add(self, factor: Lane, term: Lane) -> Lane {
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            lane[at] = self.0[at].mul_add(factor.0[at], term.0[at]);
        }
        Lane(lane)
    }

    #[inline(always)]
    pub(super) fn add(self, other: Lane) -> Lane {
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            lane[at] = self.0[at] + other.0[at];
        }
        Lane(lane)
    }

    #[inline(always)]
    pub(super) fn mul(self, other: Lane) -> Lane {
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            lane[at] = self.0[at] * other.0[at];
        }
        Lane(lane)
    }

    /// The larger of each two; written as a comparison because that is one instruction, unlike `f32::max`.
    #[inline(always)]
    pub(super) fn max(self, other: Lane) -> Lane {
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            lane[at] = if self.0[at] > other.0[at] { self.0[at] } else { other.0[at] };
        }
        Lane(lane)
    }

    #[inline(always)]
    pub(super) fn abs(self) -> Lane {
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            lane[at] = self.0[at].abs();
        }
        Lane(lane)
    }

    /// Returns e^(x - `shift`) for each number x. The exponent must not be above zero. The relative error is below
    /// 5e-6; exponents below -87 give e^-87.
    #[inline(always)]
    pub(super) fn exp(self, shift: f32) -> Lane {
        // e^x = 2^whole · 2^part with -0.5 <= part <= 0.5. Taylor's series is enough for 2^part; 2^whole is added to
        // the exponent bits.
        const SERIES: [f32; 5] = [9.618_129e-3, 5.550_411e-2, 2.402_265e-1, 6.931_472e-1, 1.0];
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            let x = self.0[at] - shift;
            let x = if x > -87.0 { x } else { -87.0 };
            let shifted = x.mul_add(std::f32::consts::LOG2_E, ROUNDER);
            let part = x.mul_add(std::f32::consts::LOG2_E, ROUNDER - shifted);
            let mut power = 1.333_355_8e-3_f32;
            for coefficient in SERIES {
                power = power.mul_add(part, coefficient);
            }
            lane[at] = f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23));
        }
        Lane(lane)
    }

    /// The sum of all sixteen: the upper half is added to the lower until one number is left.
    #[inline(always)]
    pub(super) fn total(self) -> f32 {
        #[inline(always)]
        fn fold<const HALF: usize>(sums: &mut [f32; WIDTH]) {
            for at in 0..HALF {
                sums[at] += sums[at + HALF];
            }
        }
        let mut sums = self.0;
        fold::<8>(&mut sums);
        fold::<4>(&mut sums);
        fold::<2>(&mut sums);
        fold::<1>(&mut sums);
        sums[0]
    }

    /// The largest of all sixteen.
    #[inline(always)]
    pub(super) fn largest(self) -> f32 {
        #[inline(always)]
        fn fold<const HALF: usize>(largest: &mut [f32; WIDTH]) {
            for at in 0..HALF {
                let (one, other) = (largest[at], largest[at + HALF]);
                largest[at] = if one > other { one } else { other };
            }
        }
        let mut largest = self.0;
        fold::<8>(&mut largest);
        fold::<4>(&mut largest);
        fold::<2>(&mut largest);
        fold::<1>(&mut largest);
        largest[0]
    }

    /// 1 divided by each.
    #[inline(always)]
    pub(super) fn reciprocal(self) -> Lane {
        let mut lane = [0.0; WIDTH];
        for at in 0..WIDTH {
            lane[at] = 1.0 / self.0[at];
        }
        Lane(lane)
    }

    /// The numbers times `factor`, rounded to whole numbers, ties to even, plus `offset`. They must then lie in
    /// 0..=255.
    #[inline(always)]
    pub(super) fn to_bytes(self, factor: Lane, offset: u8) -> [u8; WIDTH] {
        let rounded = self.mul_add(factor, Lane::splat(ROUNDER + f32::from(offset)));
        let mut bytes = [0; WIDTH];
        for at in 0..WIDTH {
            bytes[at] = rounded.0[at].to_bits() as u8;
        }
        bytes
    }
}

/// The largest of numbers, at least `least`; their count is a multiple of sixteen.
#[inline(always)]
pub(super) fn largest(numbers: &[f32], least: f32) -> f32 {
    let mut largest = Lane::splat(least);
    for chunk in numbers.as_chunks().0 {
        largest = largest.max(Lane(*chunk));
    }
    largest.largest()
}

/// The largest absolute value of numbers, at least `least`; their count is a multiple of sixteen.
#[inline(always)]
pub(super) fn largest_size(numbers: &[f32], least: f32) -> f32 {
    let mut largest = Lane::splat(least);
    for chunk in numbers.as_chunks().0 {
        largest = largest.max(Lane(*chunk).abs());
    }
    largest.largest()
}

/// The sum of numbers whose count is a multiple of sixteen.
#[inline(always)]
pub(super) fn sum(numbers: &[f32]) -> f32 {
    let mut sums = Lane::ZERO;
    for chunk in numbers.as_chunks().0 {
        sums = sums.add(Lane(*chunk));
    }
    std::hint::black_box(sums).total()
}

/// The sum of the squares of numbers whose count is a multiple of sixteen.
#[inline(always)]
pub(super) fn sum_of_squares(numbers: &[f32]) -> f32 {
    let mut sums = Lane::ZERO;
    for chunk in numbers.as_chunks().0 {
        sums = Lane(*chunk).mul_add(Lane(*chunk), sums);
    }
    std::hint::black_box(sums).total()
}

/// The exact GELU, x · Φ(x), in place, with an absolute error below 7e-5 for |x| <= 9.
///
/// Φ(x) - 0.5 is approximated by x times a polynomial in x², fitted on |x| <= 4.5 to minimise the largest error of the
/// product, and by a constant outside. The error of the rounding to int8 that follows is a hundred times larger.
#[inline(always)]
pub(super) fn gelu(numbers: &mut [f32]) {
    const FITTED: [f32; 8] = [
        -3.315_006_3e-9,
        1.591_118e-7,
        -4.451_955e-6,
        8.142_76e-5,
        -1.037_606_4e-3,
        9.585_254e-3,
        -6.598_474e-2,
        3.987_126_5e-1,
    ];
    for number in numbers {
        let x = *number;
        let clamped = if x > -4.5 { x } else { -4.5 };
        let clamped = if clamped < 4.5 { clamped } else { 4.5 };
        let square = clamped * clamped;
        let mut slope = 3.036_828e-11_f32;
        for coefficient in FITTED {
            slope = slope.mul_add(square, coefficient);
        }
        *number = x * slope.mul_add(clamped, 0.5);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exp_of(x: f32) -> f32 {
        Lane::splat(x + 1.0).exp(1.0).0[0]
    }

    #[test]
    fn exp_is_close() {
        for step in 0..=8700 {
            let x = -(step as f32) / 100.0;
            let exact = f64::from(x).exp();
            let error = (f64::from(exp_of(x)) - exact).abs() / exact;
            assert!(error < 5e-6, "exp({x}) errs by {error}");
        }
        assert_eq!(exp_of(0.0), 1.0);
        assert!(exp_of(-1e30) < 1e-37);
    }

    #[test]
    fn gelu_is_close() {
        /// erf by its series, good to 1e-12 for the arguments used here.
        fn erf(x: f64) -> f64 {
            let (mut term, mut sum) = (x, x);
            for n in 1..200 {
                term *= -x * x / f64::from(n);
                sum += term / f64::from(2 * n + 1);
            }
            sum * 2.0 / std::f64::consts::PI.sqrt()
        }
        for step in -600..=600 {
            let x = step as f32 / 100.0;
            let exact = 0.5 * f64::from(x) * (1.0 + erf(f64::from(x) / std::f64::consts::SQRT_2));
            let mut numbers = [x];
            gelu(&mut numbers);
            let error = (f64::from(numbers[0]) - exact).abs();
            assert!(error < 7e-5, "gelu({x}) errs by {error}");
        }
    }

    #[test]
    fn reductions_and_bytes() {
        let mut numbers = [0.0; WIDTH];
        for (at, number) in numbers.iter_mut().enumerate() {
            *number = at as f32 - 8.0;
        }
        let lane = Lane(numbers);
        assert_eq!(lane.total(), -8.0);
        assert_eq!(largest(&numbers, -100.0), 7.0);
        assert_eq!(largest(&numbers, 9.0), 9.0);
        assert_eq!(largest_size(&numbers, 0.0), 8.0);
        assert_eq!(lane.to_bytes(Lane::splat(0.5), 128)[..6], [124, 124, 125, 126, 126, 126]);
        assert_eq!(Lane::splat(1.0).to_bytes(Lane::splat(127.0), 128)[0], 255);
        assert_eq!(Lane::splat(-1.0).to_bytes(Lane::splat(127.0), 128)[0], 1);
        assert_eq!(Lane::splat(1.0).to_bytes(Lane::splat(255.0), 0)[0], 255);
        assert_eq!(lane.reciprocal().0[15], 1.0 / 7.0);
    }
}
