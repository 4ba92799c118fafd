//! The scans of a JPEG, read only to see whether they are all there: their Huffman codes are walked (ISO/IEC 10918-1,
//! annexes F and G) and no coefficient is computed, which takes a fraction of what decoding takes.

use crate::costs::MOST_SCANS;
use crate::jpeg_bits::{Bits, Codes};

/// The state of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// All there.
    Whole,
    /// They end before the last pixel.
    Short,
    /// They can't be what an encoder wrote.
    Broken,
    /// All there, but with restart markers in a wrong order.
    Disordered,
    /// All there at first, but later scans that would make it sharp are missing.
    Unfinished,
}

/// The reason why reading stops.
pub(crate) enum Stop {
    Short,
    Broken,
}

/// The state of a JPEG's data. What isn't known here is left to the decoder.
pub(crate) fn check(jpeg: &[u8]) -> Data {
    match read(jpeg) {
        Ok(data) => data,
        Err(Stop::Short) => Data::Short,
        Err(Stop::Broken) => Data::Broken,
    }
}

struct Component {
    id: u8,
    /// Blocks in a unit of all components: across and down.
    sampling: [usize; 2],
    /// Blocks that have something of the picture: across and down.
    blocks: [usize; 2],
    /// Blocks across, those that fill up the last unit among them.
    stride: usize,
    /// Of each block which coefficients aren't zero; of progressive pictures.
    known: Vec<u64>,
    /// The number of lowest bits that each coefficient still lacks.
    missing: [u8; 64],
}

struct Frame {
    progressive: bool,
    /// Units of all components: across and down.
    units: [usize; 2],
    components: Vec<Component>,
}

/// The tables and parameters read from segments so far.
#[derive(Default)]
struct Reader {
    frame: Option<Frame>,
    /// The codes of first coefficients, and of the others.
    codes: [[Option<Box<Codes>>; 4]; 2],
    interval: usize,
    scans: usize,
    disordered: bool,
}

fn read(jpeg: &[u8]) -> Result<Data, Stop> {
    let mut reader = Reader::default();
    let mut at = 2;
    loop {
        let [first, marker, ..] = *jpeg.get(at..).ok_or(Stop::Short)? else { return Err(Stop::Short) };
        match (first, marker) {
            (0xff, 0xd9) => break,
            (0xff, 0x01 | 0xd0..=0xd8) => at += 2,
            (0xff, 0x00 | 0xff) | (..0xff, _) => at += 1,
            _ => {
                let length = jpeg.get(at + 2..at + 4).ok_or(Stop::Short)?;
                let end = at + 2 + usize::from(length[0]) * 256 + usize::from(length[1]);
                let segment = jpeg.get(at + 4..end).ok_or(Stop::Short)?;
                at = match marker {
                    0xda => reader.scan(segment, jpeg, end)?,
                    _ => reader.segment(marker, segment).map(|()| end)?,
                };
            }
        }
    }
    let frame = reader.frame.filter(|_| reader.scans > 0).ok_or(Stop::Short)?;
    let missing = |of: fn(&[u8; 64]) -> bool| frame.components.iter().any(|component| of(&component.missing));
    Ok(match () {
        () if missing(|bits| bits[0] == ABSENT) => Data::Short,
        () if missing(|bits| bits.iter().any(|bits| *bits > 0)) => Data::Unfinished,
        () if reader.disordered => Data::Disordered,
        () => Data::Whole,
    })
}

/// A coefficient of which nothing has come.
const ABSENT: u8 = u8::MAX;

/// The parameters of one pass (scan).
#[derive(Clone, Copy)]
struct Scan {
    /// The first coefficient and the last.
    band: [usize; 2],
    /// True for a refinement pass, which adds one bit.
    refines: bool,
    progressive: bool,
}

impl Reader {
    fn segment(&mut self, marker: u8, segment: &[u8]) -> Result<(), Stop> {
        match marker {
            // No picture has two, or more than the colours of a press.
            0xc0..=0xc2 if self.frame.is_some() => return Err(Stop::Broken),
            0xc0..=0xc2 => self.frame = Some(Frame::new(segment, marker == 0xc2)?),
            0xc4 => self.huffman(segment)?,
            0xdd => {
                let [high, low, ..] = *segment else { return Err(Stop::Broken) };
                self.interval = usize::from(high) * 256 + usize::from(low);
            }
            _ => {}
        }
        Ok(())
    }

    fn huffman(&mut self, mut segment: &[u8]) -> Result<(), Stop> {
        while let Some((&place, rest)) = segment.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(Stop::Broken)?;
            let count = counts.iter().map(|count| usize::from(*count)).sum();
            let values = rest.get(..count).ok_or(Stop::Broken)?;
            let slot = self.codes.get_mut(usize::from(place >> 4)).and_then(|row| row.get_mut(usize::from(place & 15)));
            *slot.ok_or(Stop::Broken)? = Some(Box::new(Codes::new(counts, values).ok_or(Stop::Broken)?));
            segment = &rest[count..];
        }
        Ok(())
    }

    /// Reads a pass from `start` on. Gives where it ends.
    fn scan(&mut self, header: &[u8], jpeg: &[u8], start: usize) -> Result<usize, Stop> {
        self.scans += 1;
        let frame = self.frame.as_mut().ok_or(Stop::Broken)?;
        let (&count, rest) = header.split_first().ok_or(Stop::Broken)?;
        let (list, rest) = rest.split_at_checked(usize::from(count) * 2).ok_or(Stop::Broken)?;
        let [first, last, bits, ..] = *rest else { return Err(Stop::Broken) };
        let progressive = frame.progressive;
        let band = if progressive { [usize::from(first), usize::from(last)] } else { [0, 63] };
        let (refines, left) = if progressive { (bits >> 4 != 0, bits & 15) } else { (false, 0) };
        let scan = Scan { band, refines, progressive };
        let alone = count == 1;
        let mixed = progressive && (band[0] == 0) != (band[1] == 0);
        if self.scans > MOST_SCANS || count == 0 || band[1] > 63 || band[0] > band[1] || mixed || band[0] > 0 && !alone
        {
            return Err(Stop::Broken);
        }
        let mut parts = Vec::new();
        for pair in list.chunks_exact(2) {
            let index = frame.components.iter().position(|component| component.id == pair[0]).ok_or(Stop::Broken)?;
            frame.components[index].missing[band[0]..=band[1]].fill(left);
            let codes = |kind: usize, place: u8| self.codes[kind].get(usize::from(place)).and_then(Option::as_deref);
            parts.push(Part { index, first: codes(0, pair[1] >> 4), others: codes(1, pair[1] & 15) });
        }
        let mut bits = Bits::new(jpeg, start);
        let units = if alone { frame.components[parts[0].index].blocks } else { frame.units };
        let mut run = 0;
        let mut expected = 0;
        for unit in 0..units[0] * units[1] {
            if self.interval > 0 && unit > 0 && unit % self.interval == 0 {
                self.disordered |= bits.restart().ok_or(Stop::Short)? != expected;
                expected = (expected + 1) % 8;
                run = 0;
            }
            let place = [unit % units[0], unit / units[0]];
            let walked = frame.unit(&parts, alone, place, |part, known| part.block(scan, &mut bits, &mut run, known));
            if bits.overran() {
                return Err(Stop::Short);
            }
            walked?;
        }
        Ok(bits.marker())
    }
}

impl Frame {
    fn new(segment: &[u8], progressive: bool) -> Result<Self, Stop> {
        let [_, h1, h2, w1, w2, count, ref list @ ..] = *segment else { return Err(Stop::Broken) };
        let size = [usize::from(w1) * 256 + usize::from(w2), usize::from(h1) * 256 + usize::from(h2)];
        let list = list.get(..usize::from(count) * 3).ok_or(Stop::Broken)?;
        let samplings: Vec<[usize; 2]> =
            list.chunks_exact(3).map(|c| [usize::from(c[1] >> 4), usize::from(c[1] & 15)]).collect();
        if !(1..=4).contains(&count) || size.contains(&0) || samplings.iter().flatten().any(|n| !(1..=4).contains(n)) {
            return Err(Stop::Broken);
        }
        let most = [0, 1].map(|side| samplings.iter().map(|sampling| sampling[side]).max().unwrap_or(1));
        let units = [0, 1].map(|side| size[side].div_ceil(8 * most[side]));
        let component = |(entry, sampling): (&[u8], [usize; 2])| {
            let stride = units[0] * sampling[0];
            let rows = units[1] * sampling[1];
            Component {
                id: entry[0],
                sampling,
                blocks: [0, 1].map(|side| (size[side] * sampling[side]).div_ceil(most[side]).div_ceil(8)),
                stride,
                known: if progressive { vec![0; stride * rows] } else { Vec::new() },
                missing: [ABSENT; 64],
            }
        };
        Ok(Self { progressive, units, components: list.chunks_exact(3).zip(samplings).map(component).collect() })
    }

    /// Walks the blocks of a unit, each with what is known of it.
    fn unit(
        &mut self,
        parts: &[Part<'_>],
        alone: bool,
        [x, y]: [usize; 2],
        mut walk: impl FnMut(&Part<'_>, &mut u64) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut nothing = 0;
        for part in parts {
            let component = &mut self.components[part.index];
            let [across, down] = if alone { [1, 1] } else { component.sampling };
            for i in 0..across * down {
                let at = (y * down + i / across) * component.stride + x * across + i % across;
                walk(part, component.known.get_mut(at).unwrap_or(&mut nothing))?;
            }
        }
        Ok(())
    }
}

/// A component in a pass.
struct Part<'a> {
    index: usize,
    first: Option<&'a Codes>,
    others: Option<&'a Codes>,
}

impl Part<'_> {
    /// Walks a block; `run` is how many blocks more have nothing in this pass.
    #[inline]
    fn block(&self, scan: Scan, bits: &mut Bits<'_>, run: &mut u32, known: &mut u64) -> Result<(), Stop> {
        if scan.band[0] == 0 {
            if scan.refines {
                bits.skip(1);
                return Ok(());
            }
            let size = self.first.and_then(|codes| bits.decode(codes)).filter(|size| *size <= 15);
            bits.skip(u32::from(size.ok_or(Stop::Broken)?));
            if scan.progressive {
                return Ok(());
            }
        }
        let codes = self.others.ok_or(Stop::Broken)?;
        match (scan.progressive, scan.refines) {
            (false, _) => sequential(codes, bits),
            (true, false) => first_pass(codes, scan.band, bits, run, known),
            (true, true) => refinement(codes, scan.band, bits, run, known),
        }
    }
}

#[inline]
fn sequential(codes: &Codes, bits: &mut Bits<'_>) -> Result<(), Stop> {
    let mut k = 1;
    while k < 64 {
        let code = bits.decode(codes).ok_or(Stop::Broken)?;
        match (code >> 4, code & 15) {
            (15, 0) => k += 16,
            (_, 0) => return Ok(()),
            (zeros, size) => {
                k += u32::from(zeros) + 1;
                bits.skip(u32::from(size));
            }
        }
    }
    if k == 64 { Ok(()) } else { Err(Stop::Broken) }
}

fn first_pass(
    codes: &Codes,
    band: [usize; 2],
    bits: &mut Bits<'_>,
    run: &mut u32,
    known: &mut u64,
) -> Result<(), Stop> {
    if *run > 0 {
        *run -= 1;
        return Ok(());
    }
    let mut k = band[0];
    while k <= band[1] {
        let code = bits.decode(codes).ok_or(Stop::Broken)?;
        match (code >> 4, code & 15) {
            (15, 0) => k += 16,
            (length, 0) => {
                *run = (1 << length) - 1 + bits.take(u32::from(length));
                return Ok(());
            }
            (zeros, size) => {
                k += usize::from(zeros);
                if k > band[1] {
                    return Err(Stop::Broken);
                }
                bits.skip(u32::from(size));
                *known |= 1 << k;
                k += 1;
            }
        }
    }
    Ok(())
}

/// A pass that adds a bit to every coefficient which is known, and brings others.
fn refinement(
    codes: &Codes,
    band: [usize; 2],
    bits: &mut Bits<'_>,
    run: &mut u32,
    known: &mut u64,
) -> Result<(), Stop> {
    let mut k = band[0];
    while *run == 0 && k <= band[1] {
        let code = bits.decode(codes).ok_or(Stop::Broken)?;
        let (mut zeros, size) = (code >> 4, code & 15);
        if size == 0 && zeros < 15 {
            *run = (1 << zeros) + bits.take(u32::from(zeros));
            break;
        }
        bits.skip(u32::from(size != 0));
        while k <= band[1] {
            if *known >> k & 1 == 1 {
                bits.skip(1);
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            k += 1;
        }
        if size != 0 {
            if k > band[1] {
                return Err(Stop::Broken);
            }
            *known |= 1 << k;
        }
        k += 1;
    }
    if *run > 0 {
        let left = (k..=band[1]).filter(|k| *known >> k & 1 == 1).count();
        (0..left).for_each(|_| bits.skip(1));
        *run -= 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASELINE: &[u8] = include_bytes!("../tests/jpeg/baseline.jpg");
    const PROGRESSIVE: &[u8] = include_bytes!("../tests/jpeg/progressive.jpg");
    /// Each component in a pass of its own.
    const APART: &[u8] = include_bytes!("../tests/jpeg/apart.jpg");
    const ALL: [&[u8]; 3] = [BASELINE, PROGRESSIVE, APART];

    fn places(jpeg: &[u8], marker: std::ops::RangeInclusive<u8>) -> Vec<usize> {
        (0..jpeg.len() - 1).filter(|at| jpeg[*at] == 0xff && marker.contains(&jpeg[at + 1])).collect()
    }

    #[test]
    fn pictures_of_every_coding_are_whole() {
        assert_eq!(ALL.map(check), [Data::Whole; 3]);
    }

    #[test]
    fn what_is_cut_off_is_missed_wherever_it_ends() {
        for (jpeg, passes) in [(BASELINE, 1), (PROGRESSIVE, 10), (APART, 3)] {
            let scans = places(jpeg, 0xda..=0xda);
            assert_eq!(scans.len(), passes);
            let after = places(jpeg, 0xc4..=0xda)
                .into_iter()
                .find(|at| *at > scans[0] && !(0xd0..=0xd7).contains(&jpeg[at + 1]));
            for end in scans[0]..jpeg.len() - 2 {
                let found = check(&[&jpeg[..end], &[0xff, 0xd9]].concat());
                let early = after.is_none_or(|after| end < after);
                assert!(matches!(found, Data::Short | Data::Broken) || found == Data::Unfinished && !early, "{end}");
            }
        }
        let last = *places(PROGRESSIVE, 0xda..=0xda).last().expect("a pass");
        assert_eq!(check(&[&PROGRESSIVE[..last], &[0xff, 0xd9]].concat()), Data::Unfinished);
    }

    #[test]
    fn more_rows_than_there_are_data_for() {
        for jpeg in ALL {
            let frame = places(jpeg, 0xc0..=0xc2)[0];
            let mut taller = jpeg.to_vec();
            taller[frame + 6] += 64;
            assert_eq!(check(&taller), Data::Short);
        }
    }

    #[test]
    fn marks_and_codes_out_of_order() {
        let marks = places(BASELINE, 0xd0..=0xd7);
        let mut swapped = BASELINE.to_vec();
        swapped.swap(marks[0] + 1, marks[1] + 1);
        assert_eq!(check(&swapped), Data::Disordered);
        let mut one_less = BASELINE.to_vec();
        one_less.drain(marks[1]..marks[2]);
        assert_eq!(check(&one_less), Data::Short);
        let tables = places(BASELINE, 0xc4..=0xc4);
        let mut wrong = BASELINE.to_vec();
        wrong[tables[0] + 5] = 3;
        assert_eq!(check(&wrong), Data::Broken, "three codes of one bit");
        let mut without = BASELINE.to_vec();
        without[tables[0] + 1] = 0xee;
        assert_eq!(check(&without), Data::Broken);
    }

    #[test]
    fn no_bytes_do_harm() {
        for jpeg in ALL {
            for at in 2..jpeg.len() {
                for byte in [0, 1, 0x7f, 0xff, jpeg[at] ^ 0x10] {
                    let mut wrong = jpeg.to_vec();
                    wrong[at] = byte;
                    let _ = check(&wrong);
                }
            }
        }
    }
}
