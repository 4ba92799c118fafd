//! A CFF table with the outlines of some glyphs only (Adobe Technical Note 5176). Glyphs keep their ids, so that every
//! other table stays valid; what is left out becomes an empty outline, subroutines
//! that nothing calls any more become a return, and names of glyphs that are gone become empty.

use std::collections::BTreeSet;

/// `endchar`: an outline without a mark.
const EMPTY_OUTLINE: &[u8] = &[14];
/// `return`: a subroutine that does nothing.
const EMPTY_SUBROUTINE: &[u8] = &[11];
/// Strings below this number are the standard ones, which no font holds (appendix A).
const STANDARD_STRINGS: i32 = 391;
/// Subroutines may call one another this deep (Technical Note 5177, appendix B).
const DEEPEST_CALL: u8 = 10;

mod op {
    pub(super) const CHARSET: u16 = 15;
    pub(super) const ENCODING: u16 = 16;
    pub(super) const CHAR_STRINGS: u16 = 17;
    pub(super) const PRIVATE: u16 = 18;
    pub(super) const SUBRS: u16 = 19;
    pub(super) const FD_ARRAY: u16 = 0x0c24;
    pub(super) const FD_SELECT: u16 = 0x0c25;
    /// Operators of a Top DICT or Font DICT whose operands are strings.
    pub(super) const STRINGS: [u16; 9] = [0, 1, 2, 3, 4, 0x0c00, 0x0c15, 0x0c1e, 0x0c26];
}

/// The table with the outlines of `kept` only. `None` where it can't be read.
pub(crate) fn subset(table: &[u8], kept: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let header = table.get(..usize::from(*table.get(2)?))?;
    let (names, at) = Index::read(table, header.len())?;
    let (top_dicts, at) = Index::read(table, at)?;
    let (strings, at) = Index::read(table, at)?;
    let (global, _) = Index::read(table, at)?;
    let top = Dict::read(top_dicts.items.first()?)?;
    let (outlines, _) = Index::read(table, top.offset(op::CHAR_STRINGS)?)?;
    let count = outlines.items.len();
    let charset = charset(table, &top, count)?;
    let (fonts, select) = fonts(table, &top, count)?;
    let mut calls =
        Calls { global: &global, used_global: BTreeSet::new(), used_local: vec![BTreeSet::new(); fonts.len()] };
    for &glyph in kept.iter().filter(|g| usize::from(**g) < count) {
        let font = usize::from(select.map_or(Some(0), |select| select.font(glyph))?);
        calls.follow(outlines.items[usize::from(glyph)], fonts.get(font)?, font)?;
    }
    let used_strings = used_strings(&top, &fonts, &charset, kept);
    let mut out = Output { bytes: header.to_vec() };
    names.write(&mut out.bytes);
    // Offsets are written with five bytes each, so that the dictionary's length is known before they are.
    let dict_at = out.bytes.len();
    let dict = |offsets: &Offsets| {
        let mut bytes = Vec::new();
        Index { items: vec![&top.write(|op| offsets.of(op))] }.write(&mut bytes);
        bytes
    };
    let dict_length = dict(&Offsets { charset: charset.bytes.map(|_| 0), ..Offsets::default() }).len();
    out.bytes.resize(dict_at + dict_length, 0);
    strings.keep(|i| used_strings.contains(&(i as i32 + STANDARD_STRINGS)), &[]).write(&mut out.bytes);
    global.keep(|i| calls.used_global.contains(&i), EMPTY_SUBROUTINE).write(&mut out.bytes);
    let mut offsets = Offsets { charset: charset.bytes.map(|bytes| out.put(bytes)), ..Offsets::default() };
    offsets.select = select.map(|select| out.put(select.bytes));
    offsets.outlines = out.at();
    let is_kept = |i: usize| u16::try_from(i).is_ok_and(|glyph| kept.contains(&glyph));
    outlines.keep(is_kept, EMPTY_OUTLINE).write(&mut out.bytes);
    let privates: Vec<PrivateRange> =
        fonts.iter().zip(&calls.used_local).map(|(font, used)| font.write_private(used, &mut out)).collect();
    if select.is_some() {
        offsets.fonts = out.at();
        let dicts: Vec<Vec<u8>> = fonts
            .iter()
            .zip(&privates)
            .map(|(font, private)| font.dict.write(|op| (op == op::PRIVATE).then(|| private.operands())))
            .collect();
        Index { items: dicts.iter().map(Vec::as_slice).collect() }.write(&mut out.bytes);
    } else {
        offsets.private = privates.first().copied();
    }
    out.bytes[dict_at..dict_at + dict_length].copy_from_slice(&dict(&offsets));
    Some(out.bytes)
}

struct Output {
    bytes: Vec<u8>,
}

impl Output {
    fn at(&self) -> i32 {
        self.bytes.len() as i32
    }

    fn put(&mut self, bytes: &[u8]) -> i32 {
        let at = self.at();
        self.bytes.extend_from_slice(bytes);
        at
    }
}

/// The offsets of a Top DICT's parts in the new table.
#[derive(Default)]
struct Offsets {
    charset: Option<i32>,
    select: Option<i32>,
    outlines: i32,
    fonts: i32,
    private: Option<PrivateRange>,
}

/// The operands of `Private`.
#[derive(Clone, Copy, Default)]
struct PrivateRange {
    size: i32,
    offset: i32,
}

impl PrivateRange {
    fn operands(self) -> Vec<i32> {
        vec![self.size, self.offset]
    }
}

impl Offsets {
    /// The new operands of an operator; `None` for those whose operands stay.
    fn of(&self, operator: u16) -> Option<Vec<i32>> {
        match operator {
            op::CHARSET => self.charset.map(|at| vec![at]),
            op::CHAR_STRINGS => Some(vec![self.outlines]),
            op::FD_SELECT => Some(vec![self.select.unwrap_or_default()]),
            op::FD_ARRAY => Some(vec![self.fonts]),
            op::PRIVATE => Some(self.private.unwrap_or_default().operands()),
            _ => None,
        }
    }
}

/// An INDEX: byte strings by number.
struct Index<'a> {
    items: Vec<&'a [u8]>,
}

impl<'a> Index<'a> {
    /// The INDEX at an offset, and the offset after it.
    fn read(table: &'a [u8], at: usize) -> Option<(Self, usize)> {
        let count = usize::from(be16(table, at)?);
        if count == 0 {
            return Some((Self { items: Vec::new() }, at + 2));
        }
        let width = usize::from(*table.get(at + 2)?);
        if !(1..=4).contains(&width) {
            return None;
        }
        let offset = |i: usize| -> Option<usize> {
            let bytes = table.get(at + 3 + i * width..at + 3 + (i + 1) * width)?;
            Some(bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)))
        };
        let base = at + 3 + (count + 1) * width - 1;
        let mut items = Vec::with_capacity(count);
        for i in 0..count {
            items.push(table.get(base + offset(i)?..base + offset(i + 1)?)?);
        }
        Some((Self { items }, base + offset(count)?))
    }

    fn keep(&self, kept: impl Fn(usize) -> bool, otherwise: &'a [u8]) -> Self {
        let items = self.items.iter().enumerate();
        Self { items: items.map(|(i, item)| if kept(i) { *item } else { otherwise }).collect() }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.items.len() as u16).to_be_bytes());
        if self.items.is_empty() {
            return;
        }
        let end = 1 + self.items.iter().map(|item| item.len()).sum::<usize>();
        let width = (1..4).find(|width| end < 1 << (8 * width)).unwrap_or(4);
        out.push(width as u8);
        let mut offset = 1_usize;
        let put = |offset: usize, out: &mut Vec<u8>| out.extend(&(offset as u32).to_be_bytes()[4 - width..]);
        put(offset, out);
        for item in &self.items {
            offset += item.len();
            put(offset, out);
        }
        self.items.iter().for_each(|item| out.extend_from_slice(item));
    }
}

/// A DICT.
struct Dict<'a> {
    entries: Vec<DictEntry<'a>>,
}

/// An operator with its operands.
struct DictEntry<'a> {
    operator: u16,
    /// The operands as encoded.
    encoded: &'a [u8],
    /// The operands as integers; 0 for real numbers.
    operands: Vec<i32>,
}

impl<'a> Dict<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut entries = Vec::new();
        let (mut at, mut start) = (0, 0);
        let mut numbers = Vec::new();
        while let Some(&b) = bytes.get(at) {
            let byte = |i: usize| bytes.get(at + i).map(|b| i32::from(*b));
            let (number, length) = match b {
                0..=21 => {
                    let two = b == 12;
                    let operator = if two { 0x0c00 | byte(1)? as u16 } else { u16::from(b) };
                    let operands = std::mem::take(&mut numbers);
                    entries.push(DictEntry { operator, encoded: bytes.get(start..at)?, operands });
                    at += 1 + usize::from(two);
                    start = at;
                    continue;
                }
                28 => (i32::from(be16(bytes, at + 1)? as i16), 3),
                29 => (i32::from_be_bytes(bytes.get(at + 1..at + 5)?.try_into().ok()?), 5),
                30 => (0, 2 + bytes.get(at + 1..)?.iter().position(|b| b & 0x0f == 0x0f || b >> 4 == 0x0f)?),
                32..=246 => (i32::from(b) - 139, 1),
                247..=250 => ((i32::from(b) - 247) * 256 + byte(1)? + 108, 2),
                251..=254 => (-(i32::from(b) - 251) * 256 - byte(1)? - 108, 2),
                _ => return None,
            };
            numbers.push(number);
            at += length;
        }
        Some(Self { entries })
    }

    fn operands(&self, operator: u16) -> Option<&[i32]> {
        let entry = self.entries.iter().find(|entry| entry.operator == operator);
        entry.map(|entry| entry.operands.as_slice())
    }

    fn offset(&self, operator: u16) -> Option<usize> {
        usize::try_from(*self.operands(operator)?.first()?).ok()
    }

    /// The DICT with some operands changed. The encoding, which OpenType doesn't use, is left out.
    fn write(&self, changed: impl Fn(u16) -> Option<Vec<i32>>) -> Vec<u8> {
        let mut out = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.operator != op::ENCODING) {
            match changed(entry.operator) {
                Some(numbers) => {
                    for number in numbers {
                        out.push(29);
                        out.extend(number.to_be_bytes());
                    }
                }
                None => out.extend_from_slice(entry.encoded),
            }
            if entry.operator >= 0x0c00 {
                out.push(12);
            }
            out.push(entry.operator as u8);
        }
        out
    }
}

/// The charset: the glyphs' names.
struct Charset<'a> {
    /// As encoded; `None` for a predefined one.
    bytes: Option<&'a [u8]>,
    /// By glyph.
    names: Vec<u16>,
}

fn charset<'a>(table: &'a [u8], top: &Dict<'_>, count: usize) -> Option<Charset<'a>> {
    let at = top.offset(op::CHARSET).unwrap_or(0);
    if at <= 2 {
        return Some(Charset { bytes: None, names: Vec::new() });
    }
    let format = *table.get(at)?;
    let mut names = vec![0];
    let mut end = at + 1;
    while names.len() < count {
        let first = be16(table, end)?;
        let (more, length) = match format {
            0 => (0, 2),
            1 => (u16::from(*table.get(end + 2)?), 3),
            2 => (be16(table, end + 2)?, 4),
            _ => return None,
        };
        names.extend((0..=more).map(|i| first.wrapping_add(i)));
        end += length;
    }
    Some(Charset { bytes: table.get(at..end), names })
}

/// The strings that what is kept refers to.
fn used_strings(top: &Dict<'_>, fonts: &[Font<'_>], charset: &Charset<'_>, kept: &BTreeSet<u16>) -> BTreeSet<i32> {
    let dicts = std::iter::once(top).chain(fonts.iter().map(|font| &font.dict));
    let entries = dicts.flat_map(|dict| &dict.entries).filter(|entry| op::STRINGS.contains(&entry.operator));
    let named = entries.flat_map(|entry| entry.operands.iter().copied());
    let glyphs = kept.iter().filter_map(|glyph| charset.names.get(usize::from(*glyph))).map(|name| i32::from(*name));
    named.chain(glyphs).collect()
}

/// A font within the table: the table's only one, or one of a CID-keyed font's.
struct Font<'a> {
    /// Empty where the table has one font only.
    dict: Dict<'a>,
    private: Dict<'a>,
    subroutines: Index<'a>,
}

impl<'a> Font<'a> {
    fn read(table: &'a [u8], dict: Dict<'a>, owner: &Dict<'_>) -> Option<Self> {
        let [size, at] = *owner.operands(op::PRIVATE)? else { return None };
        let (size, at) = (usize::try_from(size).ok()?, usize::try_from(at).ok()?);
        let private = Dict::read(table.get(at..at.checked_add(size)?)?)?;
        let subroutines = match private.offset(op::SUBRS) {
            Some(offset) => Index::read(table, at.checked_add(offset)?)?.0,
            None => Index { items: Vec::new() },
        };
        Some(Self { dict, private, subroutines })
    }

    /// Writes the Private DICT, followed by its subroutines, of which only `used` ones are kept.
    fn write_private(&self, used: &BTreeSet<usize>, out: &mut Output) -> PrivateRange {
        let size = self.private.write(|op| (op == op::SUBRS).then(|| vec![0])).len() as i32;
        let at = out.put(&self.private.write(|op| (op == op::SUBRS).then(|| vec![size])));
        if self.private.offset(op::SUBRS).is_some() {
            self.subroutines.keep(|i| used.contains(&i), EMPTY_SUBROUTINE).write(&mut out.bytes);
        }
        PrivateRange { size, offset: at }
    }
}

/// FDSelect: the font of each glyph of a CID-keyed font.
#[derive(Clone, Copy)]
struct FontSelect<'a> {
    bytes: &'a [u8],
}

impl FontSelect<'_> {
    fn font(self, glyph: u16) -> Option<u8> {
        if self.bytes[0] == 0 {
            return self.bytes.get(1 + usize::from(glyph)).copied();
        }
        let ranges = self.bytes.get(3..)?.chunks_exact(3);
        ranges.take_while(|range| u16::from_be_bytes([range[0], range[1]]) <= glyph).last().map(|range| range[2])
    }
}

fn fonts<'a>(table: &'a [u8], top: &Dict<'a>, count: usize) -> Option<(Vec<Font<'a>>, Option<FontSelect<'a>>)> {
    let Some(at) = top.offset(op::FD_ARRAY) else {
        let font = Font::read(table, Dict { entries: Vec::new() }, top)?;
        return Some((vec![font], None));
    };
    let (dicts, _) = Index::read(table, at)?;
    let fonts = dicts.items.iter().map(|bytes| {
        let dict = Dict::read(bytes)?;
        let owner = Dict::read(bytes)?;
        Font::read(table, dict, &owner)
    });
    let at = top.offset(op::FD_SELECT)?;
    let length = match table.get(at)? {
        0 => 1 + count,
        3 => 5 + 3 * usize::from(be16(table, at + 1)?),
        _ => return None,
    };
    Some((fonts.collect::<Option<_>>()?, Some(FontSelect { bytes: table.get(at..at + length)? })))
}

/// The subroutines that outlines call.
struct Calls<'a> {
    global: &'a Index<'a>,
    used_global: BTreeSet<usize>,
    /// By font.
    used_local: Vec<BTreeSet<usize>>,
}

/// The state of a charstring's interpretation.
#[derive(Default)]
struct CharstringState {
    stack: Vec<i32>,
    stems: usize,
    depth: u8,
}

impl Calls<'_> {
    fn follow(&mut self, outline: &[u8], font: &Font<'_>, number: usize) -> Option<()> {
        self.read(outline, font, number, &mut CharstringState::default())
    }

    /// Reads a Type 2 charstring (Technical Note 5177) as far as is needed to know what it calls. `None`
    /// for one that computes its operands or is put together of other glyphs, as no font of today does.
    fn read(&mut self, code: &[u8], font: &Font<'_>, number: usize, state: &mut CharstringState) -> Option<()> {
        let mut at = 0;
        while let Some(&b) = code.get(at) {
            let byte = |i: usize| code.get(at + i).map(|b| i32::from(*b));
            at += match b {
                28 => {
                    state.stack.push(i32::from(be16(code, at + 1)? as i16));
                    3
                }
                32..=246 => {
                    state.stack.push(i32::from(b) - 139);
                    1
                }
                247..=250 => {
                    state.stack.push((i32::from(b) - 247) * 256 + byte(1)? + 108);
                    2
                }
                251..=254 => {
                    state.stack.push(-(i32::from(b) - 251) * 256 - byte(1)? - 108);
                    2
                }
                255 => {
                    state.stack.push(i32::from(be16(code, at + 1)? as i16));
                    5
                }
                // hstem, vstem, hstemhm, vstemhm: two operands a stem.
                1 | 3 | 18 | 23 => {
                    state.stems += state.stack.len() / 2;
                    state.stack.clear();
                    1
                }
                // hintmask, cntrmask: their mask has a bit a stem, and the operands before it are an implied vstemhm.
                19 | 20 => {
                    state.stems += state.stack.len() / 2;
                    state.stack.clear();
                    1 + state.stems.div_ceil(8)
                }
                // callsubr, callgsubr.
                10 | 29 => {
                    self.call(b == 10, font, number, state)?;
                    1
                }
                11 => return Some(()),
                // endchar; with four operands it composes an accented letter of two glyphs (appendix C).
                14 => return (state.stack.len() < 4).then_some(()),
                // Escape: of the two-byte operators, only the flexes leave the stack empty.
                12 => {
                    matches!(byte(1)?, 34..=37).then_some(())?;
                    state.stack.clear();
                    2
                }
                _ => {
                    state.stack.clear();
                    1
                }
            };
        }
        Some(())
    }

    fn call(&mut self, local: bool, font: &Font<'_>, number: usize, state: &mut CharstringState) -> Option<()> {
        let list = if local { &font.subroutines } else { self.global };
        // Technical Note 5177, 4.7.
        let bias = match list.items.len() {
            0..1240 => 107,
            1240..33900 => 1131,
            _ => 32768,
        };
        let index = usize::try_from(state.stack.pop()? + bias).ok()?;
        let code = *list.items.get(index)?;
        if local {
            self.used_local[number].insert(index)
        } else {
            self.used_global.insert(index)
        };
        (state.depth < DEEPEST_CALL).then_some(())?;
        state.depth += 1;
        self.read(code, font, number, state)?;
        state.depth -= 1;
        Some(())
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).map(|b| u16::from_be_bytes([b[0], b[1]]))
}
