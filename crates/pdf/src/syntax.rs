//! The syntax of numbers, strings and dates (ISO 32000-1, 7.3 and 7.9), and plain geometry.

use anthology_base::{Date, Length};
use anthology_layout::page::{Page, Rect};
use lopdf::{Dictionary, Object, Stream, StringFormat};

/// A width and a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The width.
    pub width: Length,
    /// The height.
    pub height: Length,
}

impl Size {
    pub(crate) const ZERO: Self = Self { width: Length::ZERO, height: Length::ZERO };

    /// The trim size of a page.
    pub(crate) fn of(page: &Page) -> Self {
        Self { width: page.width, height: page.height }
    }
}

/// A point in user space, in thousandths of a point from the lower left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// A rectangle in user space (ISO 32000-1, 7.9.5), in thousandths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Corners {
    pub(crate) left: i64,
    pub(crate) bottom: i64,
    pub(crate) right: i64,
    pub(crate) top: i64,
}

impl Corners {
    /// A rectangle that is measured from the top of a page of a height.
    pub(crate) fn of(rect: Rect, page_height: Length) -> Self {
        Self {
            left: rect.x.millipt(),
            bottom: flip(page_height, rect.y + rect.height),
            right: (rect.x + rect.width).millipt(),
            top: flip(page_height, rect.y),
        }
    }

    /// Its elements as a PDF array.
    pub(crate) fn numbers(self) -> Vec<Object> {
        self.to_array().map(milli).to_vec()
    }

    /// Left, bottom, right, top.
    pub(crate) fn to_array(self) -> [i64; 4] {
        [self.left, self.bottom, self.right, self.top]
    }
}

/// Appends an integer.
#[inline]
pub(crate) fn push_int(out: &mut Vec<u8>, n: i64) {
    match n {
        0..10 => out.push(b'0' + n as u8),
        -9..0 => out.extend_from_slice(&[b'-', b'0' + n.unsigned_abs() as u8]),
        _ => push_decimal(out, n, 0),
    }
}

/// Appends `n` thousandths, in their shortest form.
pub(crate) fn push_milli(out: &mut Vec<u8>, n: i64) {
    push_decimal(out, n, 3);
}

/// Appends `n` / 10^`places`, in its shortest form: no trailing zeros, and none before the point.
pub(crate) fn push_decimal(out: &mut Vec<u8>, n: i64, places: usize) {
    let mut digits = [0u8; 24];
    let mut at = digits.len();
    let mut rest = n.unsigned_abs();
    let mut place = 0;
    let mut significant = false;
    while place < places || rest > 0 || place == places {
        let digit = (rest % 10) as u8;
        rest /= 10;
        if place == places && significant {
            at -= 1;
            digits[at] = b'.';
        }
        if place >= places || significant || digit != 0 {
            significant |= place < places;
            at -= 1;
            digits[at] = b'0' + digit;
        }
        place += 1;
    }
    if n < 0 {
        out.push(b'-');
    }
    let text = &digits[at..];
    let integer_is_zero = text.len() > 1 && text[0] == b'0' && text[1] == b'.';
    out.extend_from_slice(if integer_is_zero { &text[1..] } else { text });
}

/// Appends a literal string.
pub(crate) fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    push_escaped(out, bytes);
    out.push(b')');
}

/// Appends the characters between the parentheses of a literal string (ISO 32000-1, 7.3.4.2).
pub(crate) fn push_escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    bytes.iter().for_each(|byte| push_escaped_byte(out, *byte));
}

/// Appends one byte of a literal string.
#[inline]
pub(crate) fn push_escaped_byte(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        b'\r' => out.extend_from_slice(b"\\r"),
        // Ghostscript reads two line feeds as one.
        b'\n' => out.extend_from_slice(b"\\n"),
        _ => out.push(byte),
    }
}

/// A string as a text string (ISO 32000-1, 7.9.2.2): ASCII as it is, all else in UTF-16.
pub(crate) fn text_bytes(text: &str) -> Vec<u8> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.as_bytes().to_vec();
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}

/// A text string as an object.
pub(crate) fn text(text: &str) -> Object {
    Object::String(text_bytes(text), StringFormat::Literal)
}

/// A byte string as an object.
pub(crate) fn bytes(bytes: impl Into<Vec<u8>>) -> Object {
    Object::String(bytes.into(), StringFormat::Literal)
}

/// A name as an object.
pub(crate) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// Thousandths of a point as a number.
pub(crate) fn milli(n: i64) -> Object {
    if n % 1000 == 0 { Object::Integer(n / 1000) } else { Object::Real(n as f32 / 1000.0) }
}

/// A page's height less a distance from its top: PDF's y, in thousandths of a point.
pub(crate) fn flip(height: Length, y: Length) -> i64 {
    height.millipt() - y.millipt()
}

/// `D:20260102000000Z`
pub(crate) fn pdf_date(date: Date) -> String {
    format!("D:{:04}{:02}{:02}000000Z", date.year, date.month.unwrap_or(1), date.day.unwrap_or(1))
}

/// `2026-01-02T00:00:00Z`
pub(crate) fn xmp_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}T00:00:00Z", date.year, date.month.unwrap_or(1), date.day.unwrap_or(1))
}

/// A stream whose content is deflated already.
pub(crate) fn deflated_stream(mut dict: Dictionary, deflated: Vec<u8>) -> Stream {
    dict.set("Filter", name("FlateDecode"));
    Stream::new(dict, deflated).with_compression(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(push: fn(&mut Vec<u8>, i64), n: i64) -> String {
        let mut out = Vec::new();
        push(&mut out, n);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let cases =
            [(0, "0"), (5, ".005"), (50, ".05"), (-500, "-.5"), (1000, "1"), (12_340, "12.34"), (-72_001, "-72.001")];
        for (n, text) in cases {
            assert_eq!(spelt(push_milli, n), text);
        }
        assert_eq!(spelt(push_int, -120), "-120");
        assert_eq!(spelt(push_int, 0), "0");
        assert_eq!(spelt(push_int, -9) + &spelt(push_int, 9), "-99");
    }

    #[test]
    fn strings_escape_their_delimiters() {
        let mut out = Vec::new();
        push_string(&mut out, b"a(b)\\\r\n");
        assert_eq!(out, b"(a\\(b\\)\\\\\\r\\n)");
        assert_eq!(text_bytes("caf\u{e9}"), b"\xfe\xff\0c\0a\0f\0\xe9");
    }

    proptest::proptest! {
        #[test]
        fn numbers_read_back(n in -10_000_000i64..10_000_000) {
            let value: f64 = spelt(push_milli, n).parse().unwrap();
            proptest::prop_assert_eq!((value * 1000.0).round() as i64, n);
        }
    }
}
