//! A font file with the outlines of a book's own characters only. Glyphs keep their numbers, so that
//! kerning, ligatures, small capitals and figures work as in the full font; what is left out is empty.

use std::collections::{BTreeMap, BTreeSet};

use skrifa::raw::collections::IntSet;
use skrifa::raw::tables::gsub::Gsub;
use skrifa::raw::{FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider, Tag};

use super::{cff, glyf, instance};

/// The features whose glyphs are kept: those that readers apply by themselves, and those that the style
/// sheet asks for. All others are switched off, since their glyphs are gone.
const FEATURES: [&[u8; 4]; 34] = [
    b"ccmp", b"locl", b"rlig", b"liga", b"clig", b"calt", b"rclt", b"smcp", b"onum", b"pnum", b"lnum", b"tnum",
    b"isol", b"init", b"medi", b"fina", b"nukt", b"akhn", b"rphf", b"pref", b"rkrf", b"abvf", b"blwf", b"half",
    b"pstf", b"vatu", b"cjct", b"pres", b"abvs", b"blws", b"psts", b"haln", b"ljmo", b"vjmo",
];

/// The tables that are copied unchanged.
const COPIED: [&[u8; 4]; 14] = [
    b"OS/2", b"name", b"hhea", b"hmtx", b"maxp", b"GDEF", b"GPOS", b"kern", b"gasp", b"cvt ", b"fpgm", b"prep",
    b"vhea", b"vmtx",
];

/// Hinting programs and values; instances have none.
const HINTS: [&[u8; 4]; 3] = [b"cvt ", b"fpgm", b"prep"];

/// `checkSumAdjustment` in `head`, which is zero while the file's checksum is computed.
const CHECKSUM: std::ops::Range<usize> = 8..12;

/// A font file of its own: the face at `index` of `data` with only these characters, of a variable font the
/// instance at these places on its axes (kerning is that of its default). `None` where it can't be read, or is of a
/// kind that is not taken apart here (bitmaps, CFF2).
pub(crate) fn subset(
    data: &[u8],
    index: u32,
    variations: &[([u8; 4], f32)],
    characters: &BTreeSet<char>,
) -> Option<Vec<u8>> {
    let font = FontRef::from_index(data, index).ok()?;
    let charmap = font.charmap();
    let mapping: BTreeMap<u32, u16> = characters
        .iter()
        .filter_map(|&c| Some((u32::from(c), u16::try_from(charmap.map(c)?.to_u32()).ok()?)))
        .collect();
    let mut glyphs: BTreeSet<u16> = mapping.values().copied().collect();
    glyphs.insert(0);
    let mut tables: BTreeMap<Tag, Vec<u8>> = BTreeMap::new();
    for tag in COPIED.map(Tag::new) {
        tables.extend(font.table_data(tag).map(|table| (tag, table.as_bytes().to_vec())));
    }
    if let Ok(gsub) = font.gsub() {
        add_substitutes(&font, &gsub, &mut glyphs)?;
        let bytes = font.table_data(Tag::new(b"GSUB"))?.as_bytes().to_vec();
        tables.insert(Tag::new(b"GSUB"), switch_off(bytes)?);
    }
    let mut head = font.table_data(Tag::new(b"head"))?.as_bytes().to_vec();
    let is_cff = match font.table_data(Tag::new(b"CFF ")) {
        Some(table) => {
            tables.insert(Tag::new(b"CFF "), cff::subset(table.as_bytes(), &glyphs)?);
            true
        }
        None if !variations.is_empty() => {
            let axes = variations.iter().map(|(tag, value)| (Tag::new(tag), *value));
            let instance = instance::subset(&font, &font.axes().location(axes), &glyphs)?;
            tables.extend([(Tag::new(b"glyf"), instance.outlines.glyf), (Tag::new(b"loca"), instance.outlines.loca)]);
            tables.extend([(Tag::new(b"hmtx"), instance.hmtx), (Tag::new(b"maxp"), instance.maxp)]);
            HINTS.iter().for_each(|tag| drop(tables.remove(&Tag::new(tag))));
            *head.get_mut(51)? = u8::from(instance.outlines.long);
            false
        }
        None => {
            glyf::add_components(&font, &mut glyphs)?;
            let outlines = glyf::subset(&font, &glyphs)?;
            tables.extend([(Tag::new(b"glyf"), outlines.glyf), (Tag::new(b"loca"), outlines.loca)]);
            *head.get_mut(51)? = u8::from(outlines.long);
            false
        }
    };
    head.get_mut(CHECKSUM)?.fill(0);
    tables.insert(Tag::new(b"head"), head);
    tables.insert(Tag::new(b"cmap"), character_map(&mapping));
    let mut post = font.table_data(Tag::new(b"post"))?.as_bytes().get(..32)?.to_vec();
    post[..4].copy_from_slice(&0x0003_0000_u32.to_be_bytes());
    tables.insert(Tag::new(b"post"), post);
    Some(file(if is_cff { *b"OTTO" } else { [0, 1, 0, 0] }, &tables))
}

/// Adds the glyphs that the kept features can put in the place of those in the set.
fn add_substitutes(font: &FontRef<'_>, gsub: &Gsub<'_>, glyphs: &mut BTreeSet<u16>) -> Option<()> {
    let features = gsub.feature_list().ok()?;
    let records = features.feature_records().iter().enumerate();
    let kept: IntSet<u16> = records.filter(|(_, r)| is_kept(r.feature_tag())).map(|(i, _)| i as u16).collect();
    let lookups = gsub.collect_lookups(&kept).ok()?;
    let mut reached: IntSet<GlyphId> = glyphs.iter().map(|glyph| GlyphId::from(*glyph)).collect();
    let count = u32::from(font.maxp().ok()?.num_glyphs());
    gsub.closure_glyphs_with_num_glyphs(&lookups, &mut reached, count).ok()?;
    glyphs.extend(reached.iter().filter_map(|glyph| u16::try_from(glyph.to_u32()).ok()));
    Some(())
}

fn is_kept(feature: Tag) -> bool {
    FEATURES.iter().any(|kept| Tag::new(kept) == feature)
}

/// A `GSUB` table whose other features have no lookups.
fn switch_off(mut table: Vec<u8>) -> Option<Vec<u8>> {
    let be16 = |table: &[u8], at: usize| Some(usize::from(u16::from_be_bytes([*table.get(at)?, *table.get(at + 1)?])));
    let list = be16(&table, 6)?;
    for record in 0..be16(&table, list)? {
        let record = list + 2 + 6 * record;
        let tag = Tag::from_be_bytes(table.get(record..record + 4)?.try_into().ok()?);
        if !is_kept(tag) {
            let count = list + be16(&table, record + 4)? + 2;
            table.get_mut(count..count + 2)?.fill(0);
        }
    }
    Some(table)
}

/// A `cmap` with a subtable of format 4 for the first plane, and one of format 12 for all where it is needed.
fn character_map(mapping: &BTreeMap<u32, u16>) -> Vec<u8> {
    let segments = segments(mapping);
    let wide = segments.iter().any(|segment| segment.end > 0xffff);
    let first_plane: Vec<Segment> = segments.iter().copied().filter(|segment| segment.end < 0xffff).collect();
    let narrow = format4(&first_plane);
    let mut out = Vec::new();
    let put16 = |out: &mut Vec<u8>, n: usize| out.extend((n as u16).to_be_bytes());
    put16(&mut out, 0);
    put16(&mut out, 1 + usize::from(wide));
    let first = 4 + 8 * (1 + usize::from(wide));
    for (encoding, offset) in [(1, first), (10, first + narrow.len())].into_iter().take(1 + usize::from(wide)) {
        put16(&mut out, 3);
        put16(&mut out, encoding);
        out.extend((offset as u32).to_be_bytes());
    }
    out.extend(narrow);
    if wide {
        put16(&mut out, 12);
        put16(&mut out, 0);
        for n in [16 + 12 * segments.len(), 0, segments.len()] {
            out.extend((n as u32).to_be_bytes());
        }
        for segment in &segments {
            for n in [segment.start, segment.end, u32::from(segment.glyph)] {
                out.extend(n.to_be_bytes());
            }
        }
    }
    out
}

/// Neighbouring characters with neighbouring glyphs.
#[derive(Clone, Copy)]
struct Segment {
    start: u32,
    end: u32,
    glyph: u16,
}

fn segments(mapping: &BTreeMap<u32, u16>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (&c, &glyph) in mapping {
        match segments.last_mut() {
            // Formats 4 and 12 divide at the end of the first plane.
            Some(s) if c == s.end + 1 && u32::from(s.glyph) + c - s.start == u32::from(glyph) && c != 0x10000 => {
                s.end = c;
            }
            _ => segments.push(Segment { start: c, end: c, glyph }),
        }
    }
    segments
}

/// Segments by difference alone, closed by the one of U+FFFF that the format asks for.
fn format4(segments: &[Segment]) -> Vec<u8> {
    let count = segments.len() + 1;
    let power = count.ilog2();
    let closing = Segment { start: 0xffff, end: 0xffff, glyph: 0 };
    let all = || segments.iter().copied().chain([closing]);
    let header = [4, 16 + 8 * count, 0, 2 * count, 2 << power, power as usize, 2 * count - (2 << power)];
    let ends = all().map(|s| s.end as u16).chain([0]);
    let starts = all().map(|s| s.start as u16);
    let deltas = all().map(|s| s.glyph.wrapping_sub(s.start as u16));
    let offsets = all().map(|_| 0);
    let body = ends.chain(starts).chain(deltas).chain(offsets);
    header.into_iter().map(|n| n as u16).chain(body).flat_map(u16::to_be_bytes).collect()
}

/// The tables as a file (OpenType 1.9, "Organization of an OpenType Font").
fn file(version: [u8; 4], tables: &BTreeMap<Tag, Vec<u8>>) -> Vec<u8> {
    let power = tables.len().max(1).ilog2();
    let header = [tables.len(), 16 << power, power as usize, 16 * tables.len() - (16 << power)];
    let mut out: Vec<u8> =
        version.into_iter().chain(header.into_iter().flat_map(|n| (n as u16).to_be_bytes())).collect();
    let mut offset = out.len() + 16 * tables.len();
    for (tag, table) in tables {
        out.extend(tag.to_be_bytes());
        for n in [checksum(table), offset as u32, table.len() as u32] {
            out.extend(n.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    let mut head = None;
    for (tag, table) in tables {
        if *tag == Tag::new(b"head") {
            head = Some(out.len());
        }
        out.extend_from_slice(table);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    if let Some(at) = head {
        let value = 0xb1b0_afba_u32.wrapping_sub(checksum(&out));
        out[at + CHECKSUM.start..at + CHECKSUM.end].copy_from_slice(&value.to_be_bytes());
    }
    out
}

/// The sum of a table's words.
fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0_u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}
