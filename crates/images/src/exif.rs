//! The one thing that Exif is asked for: which way up an image is (CIPA DC-008, 4.6.4).

/// The orientation, 1 to 8, in a TIFF structure; 1 where it says none.
pub(crate) fn orientation(exif: &[u8]) -> u8 {
    find(exif).filter(|orientation| (1..=8).contains(orientation)).map_or(1, |orientation| orientation as u8)
}

fn find(exif: &[u8]) -> Option<u16> {
    let little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let half = |at: usize| {
        let pair = *exif.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let word = |at: usize| {
        let four = *exif.get(at..)?.first_chunk()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let directory = word(4)? as usize;
    let count = usize::from(half(directory)?);
    // Entries of twelve bytes: tag, type (3 is SHORT), count, value.
    (0..count).map(|i| directory + 2 + 12 * i).find_map(|at| {
        let is_orientation = half(at)? == 0x0112 && half(at + 2)? == 3;
        if is_orientation { half(at + 8) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orientation_is_found_in_either_byte_order() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        assert_eq!((orientation(little), orientation(big)), (6, 8));
        assert_eq!(orientation(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0"), 1);
        for end in 0..little.len() {
            let _ = orientation(&little[..end]);
        }
    }
}
