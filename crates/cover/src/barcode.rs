//! The bar code of an ISBN: EAN-13 (ISO/IEC 15420).

/// The modules of the digits in the left half with odd parity, 1 for black. The right half has the complement; the left
/// half with even parity has the reversed complement.
const DIGITS: [u8; 10] = [
    0b000_1101, 0b001_1001, 0b001_0011, 0b011_1101, 0b010_0011, 0b011_0001, 0b010_1111, 0b011_1011, 0b011_0111,
    0b000_1011,
];

/// By the first digit: which of the six digits after it have even parity, the first of them in the highest bit.
const PARITIES: [u8; 10] =
    [0b000_000, 0b001_011, 0b001_101, 0b001_110, 0b010_011, 0b011_001, 0b011_100, 0b010_101, 0b010_110, 0b011_010];

/// Modules of the code without its quiet zones.
pub(crate) const MODULES: usize = 95;

/// A bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Its first module.
    pub(crate) start: usize,
    /// In modules.
    pub(crate) width: usize,
    /// True for guard bars, which are longer.
    pub(crate) guard: bool,
}

/// A module of the code.
#[derive(Clone, Copy)]
struct Module {
    black: bool,
    guard: bool,
}

/// The bars of a code.
pub(crate) fn bars(digits: &[u8; 13]) -> Vec<Bar> {
    let mut modules: Vec<Module> = Vec::with_capacity(MODULES);
    let guard = |modules: &mut Vec<Module>, pattern: &[u8]| {
        modules.extend(pattern.iter().map(|module| Module { black: *module == 1, guard: true }));
    };
    let digit = |modules: &mut Vec<Module>, pattern: u8| {
        modules.extend((0..7).rev().map(|bit| Module { black: pattern >> bit & 1 == 1, guard: false }));
    };
    let parities = PARITIES[usize::from(digits[0])];
    guard(&mut modules, &[1, 0, 1]);
    for (i, value) in digits[1..7].iter().enumerate() {
        let odd = DIGITS[usize::from(*value)];
        let even = (!odd & 0x7f).reverse_bits() >> 1;
        digit(&mut modules, if parities >> (5 - i) & 1 == 1 { even } else { odd });
    }
    guard(&mut modules, &[0, 1, 0, 1, 0]);
    for value in &digits[7..] {
        digit(&mut modules, !DIGITS[usize::from(*value)] & 0x7f);
    }
    guard(&mut modules, &[1, 0, 1]);
    let mut bars: Vec<Bar> = Vec::new();
    for (at, module) in modules.into_iter().enumerate().filter(|(_, module)| module.black) {
        match bars.last_mut() {
            Some(bar) if bar.start + bar.width == at && bar.guard == module.guard => bar.width += 1,
            _ => bars.push(Bar { start: at, width: 1, guard: module.guard }),
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules_of(digits: &[u8; 13]) -> String {
        let mut modules = vec!['0'; MODULES];
        for Bar { start, width, .. } in bars(digits) {
            modules[start..start + width].fill('1');
        }
        modules.into_iter().collect()
    }

    #[test]
    fn a_code_of_the_standard() {
        // 4 003994 155486: the parities of a first digit 4 are odd, even, odd, odd, even, even.
        let digits = [4, 0, 0, 3, 9, 9, 4, 1, 5, 5, 4, 8, 6];
        let expected = concat!(
            "101", "0001101", "0100111", "0111101", "0001011", "0010111", "0011101", "01010", "1100110", "1001110",
            "1001110", "1011100", "1001000", "1010000", "101"
        );
        assert_eq!(modules_of(&digits), expected);
    }
}
