//! Rows as PNG filters them (PNG 3, clause 9), which is also what the predictors of a PDF are (ISO 32000-1, 7.4.4.4).

use crate::raster::Raster;

/// The filter types (PNG 3, table 10).
const FILTERS: u8 = 5;

/// Filters every row with whichever of the five filters leaves the least sum of magnitudes (PNG 3, 12.7).
pub(crate) fn filter(raster: &Raster) -> Vec<u8> {
    filter_rows(raster, 0..raster.height as usize)
}

/// The same for some of the rows, the first as if it had none above it.
pub(crate) fn filter_rows(raster: &Raster, rows: std::ops::Range<usize>) -> Vec<u8> {
    let (step, length) = (raster.step(), raster.row().max(1));
    let bytes = raster.samples.get(rows.start * length..rows.end * length).unwrap_or_default();
    let mut out = Vec::with_capacity(bytes.len() + rows.len());
    let zeros = vec![0; length];
    let mut above = &zeros[..];
    let mut best = vec![0; length];
    let mut attempt = vec![0; length];
    for row in bytes.chunks_exact(length) {
        let (mut least, mut chosen) = (u64::MAX, 0);
        for filter in 0..FILTERS {
            apply(filter, row, above, step, &mut attempt);
            let cost = magnitude(&attempt);
            if cost < least {
                (least, chosen) = (cost, filter);
                std::mem::swap(&mut best, &mut attempt);
            }
        }
        out.push(chosen);
        out.extend_from_slice(&best);
        above = row;
    }
    out
}

/// The sum of the bytes as distances from zero.
fn magnitude(bytes: &[u8]) -> u64 {
    let part = |part: &[u8]| part.iter().map(|byte| u32::from((*byte as i8).unsigned_abs())).sum::<u32>();
    bytes.chunks(1 << 16).map(|bytes| u64::from(part(bytes))).sum()
}

/// Each byte less what a filter predicts for it. Loops over slices of one length, so that they become vector
/// instructions.
fn apply(filter: u8, row: &[u8], above: &[u8], step: usize, out: &mut [u8]) {
    let step = step.min(row.len());
    let (first, rest) = out.split_at_mut(step);
    let (head, tail) = row.split_at(step);
    let left = &row[..tail.len()];
    let (above_head, above_tail) = above.split_at(step);
    let corner = &above[..tail.len()];
    // Left of the first pixel there is nothing, which counts as 0; Paeth's predictor is then the byte above.
    match filter {
        0 | 1 => first.copy_from_slice(head),
        3 => first.iter_mut().zip(head).zip(above_head).for_each(|((o, x), b)| *o = x.wrapping_sub(b / 2)),
        _ => first.iter_mut().zip(head).zip(above_head).for_each(|((o, x), b)| *o = x.wrapping_sub(*b)),
    }
    match filter {
        0 => rest.copy_from_slice(tail),
        1 => rest.iter_mut().zip(tail).zip(left).for_each(|((o, x), a)| *o = x.wrapping_sub(*a)),
        2 => rest.iter_mut().zip(tail).zip(above_tail).for_each(|((o, x), b)| *o = x.wrapping_sub(*b)),
        3 => rest
            .iter_mut()
            .zip(tail)
            .zip(left.iter().zip(above_tail))
            .for_each(|((o, x), (a, b))| *o = x.wrapping_sub(((u16::from(*a) + u16::from(*b)) >> 1) as u8)),
        _ => rest
            .iter_mut()
            .zip(tail)
            .zip(left.iter().zip(above_tail).zip(corner))
            .for_each(|((o, x), ((a, b), c))| *o = x.wrapping_sub(paeth(*a, *b, *c))),
    }
}

/// Of left, above and the corner between them, the one nearest to what continues them evenly (PNG 3, 9.4).
pub(crate) fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let (to_a, to_b) = ((b - c).abs(), (a - c).abs());
    let to_c = (a + b - c - c).abs();
    let of_b_and_c = if to_b <= to_c { above } else { corner };
    if to_a <= to_b && to_a <= to_c { left } else { of_b_and_c }
}

/// Undoes a row's filter, whose type is its first byte; of samples of a byte or less, whose pixels count as one byte.
pub(crate) fn restore_bytes(row: &mut [u8], before: &[u8]) {
    let Some((kind, row)) = row.split_first_mut() else { return };
    let before = before.get(1..).unwrap_or_default();
    let (mut left, mut corner) = (0_u8, 0_u8);
    for (i, byte) in row.iter_mut().enumerate() {
        let above = before.get(i).copied().unwrap_or(0);
        let predicted = match kind {
            1 => left,
            2 => above,
            3 => left.midpoint(above),
            4 => paeth(left, above, corner),
            _ => 0,
        };
        *byte = byte.wrapping_add(predicted);
        (left, corner) = (*byte, above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Channels;

    #[test]
    fn every_filter_can_be_undone() {
        let rows = [[3_u8, 200, 7, 7, 90], [3, 210, 0, 255, 91]];
        for filter in 0..FILTERS {
            let mut filtered = vec![0; 5];
            apply(filter, &rows[1], &rows[0], 1, &mut filtered);
            let mut row = [&[filter][..], &filtered].concat();
            restore_bytes(&mut row, &[&[0][..], &rows[0]].concat());
            assert_eq!(row[1..], rows[1], "{filter}");
        }
    }

    #[test]
    fn rows_alike_leave_nothing() {
        let samples = [1_u8, 2, 3, 9, 9, 9].repeat(3);
        let raster = Raster::new(2, 3, Channels::Rgb, samples).expect("samples");
        let rows = filter(&raster);
        assert_eq!(rows[8..14], [0; 6], "or below zero");
        assert_eq!(rows.len(), 3 * 7);
    }
}
