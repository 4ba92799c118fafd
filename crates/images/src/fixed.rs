//! Powers and sines in fixed-point numbers of 30 bits after the point.
//!
//! The functions of a platform's mathematics library differ in their last bits from one system to the next, and with
//! them the pixels of an image. These use integer operations alone, so they can't.

/// One, in fixed point.
pub(crate) const ONE: i64 = 1 << BITS;

const BITS: u32 = 30;

/// π, in fixed point.
const PI: i64 = 3_373_259_426;

/// The product of two numbers. Their integral parts may have 33 bits together.
pub(crate) const fn mul(a: i64, b: i64) -> i64 {
    ((a as i128 * b as i128) >> BITS) as i64
}

/// The binary logarithm of a positive number: its bits come one by one, as squaring the number doubles its logarithm.
fn log2(x: i64) -> i64 {
    let magnitude = 63 - x.leading_zeros() as i64 - i64::from(BITS);
    let mut mantissa = if magnitude >= 0 { x >> magnitude } else { x << -magnitude } as u64;
    let mut fraction = 0_i64;
    for _ in 0..BITS {
        mantissa = (mantissa * mantissa) >> BITS;
        fraction <<= 1;
        if mantissa >= 2 << BITS {
            mantissa >>= 1;
            fraction |= 1;
        }
    }
    (magnitude << BITS) + fraction
}

/// Two to a power: the product of the roots of two that the power's bits name.
fn exp2(power: i64) -> i64 {
    let whole = power >> BITS;
    let mut root = 2_u64 << BITS;
    let mut product = 1_u64 << BITS;
    for bit in (0..BITS).rev() {
        root = (root << BITS).isqrt();
        if power >> bit & 1 == 1 {
            product = (product * root) >> BITS;
        }
    }
    match whole {
        ..-40 => 0,
        -40..0 => (product >> -whole) as i64,
        0..30 => (product << whole) as i64,
        _ => i64::MAX >> 2,
    }
}

/// A number to a power; 0 for numbers that aren't positive.
pub(crate) fn pow(x: i64, power: i64) -> i64 {
    if x <= 0 { 0 } else { exp2(mul(log2(x), power)) }
}

/// The sine of π times a number: the Taylor series, within a quarter of a turn.
pub(crate) fn sin_pi(x: i64) -> i64 {
    let turn = x.rem_euclid(2 * ONE);
    let (half, sign) = if turn >= ONE { (turn - ONE, -1) } else { (turn, 1) };
    let quarter = half.min(ONE - half);
    let angle = mul(quarter, PI);
    let square = mul(angle, angle);
    let (mut term, mut sum) = (angle, angle);
    for n in [6, 20, 42, 72, 110, 156] {
        term = -mul(term, square) / n;
        sum += term;
    }
    sign * sum
}

/// The window of Lanczos with three lobes, for a distance; 1 at 0.
pub(crate) fn lanczos3(x: i64) -> i64 {
    let x = x.abs();
    if x >= 3 * ONE {
        return 0;
    }
    if x < ONE >> 12 {
        return ONE;
    }
    let above = 3 * mul(sin_pi(x), sin_pi(x / 3));
    let below = mul(mul(PI, PI), mul(x, x));
    (((above as i128) << BITS) / below as i128) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(x: f64) -> i64 {
        (x * ONE as f64).round() as i64
    }

    #[expect(clippy::disallowed_methods, reason = "compared within a tolerance, and in a test alone")]
    #[test]
    fn powers_are_what_the_library_says() {
        for x in [0.001, 0.04, 0.2, 0.5, 0.9, 1.0, 1.5] {
            for power in [0.4, 1.0, 1.8, 2.2, 2.4, 3.0] {
                let found = pow(fixed(x), fixed(power)) as f64 / ONE as f64;
                assert!((found - x.powf(power)).abs() < 1e-6, "{x}^{power} = {found}");
            }
        }
        assert_eq!(pow(0, ONE), 0);
        assert_eq!(pow(-5, ONE), 0);
    }

    #[expect(clippy::disallowed_methods, reason = "compared within a tolerance, and in a test alone")]
    #[test]
    fn the_window_is_what_the_library_says() {
        for n in -35..35 {
            let x = f64::from(n) / 10.0;
            let angle = std::f64::consts::PI * x;
            let expected = match x.abs() {
                0.0 => 1.0,
                3.0.. => 0.0,
                _ => 3.0 * angle.sin() * (angle / 3.0).sin() / (angle * angle),
            };
            let found = lanczos3(fixed(x)) as f64 / ONE as f64;
            assert!((found - expected).abs() < 1e-6, "{x}: {found} {expected}");
        }
    }
}
