//! The bits of a JPEG's data, and the Huffman codes in them.

/// Codes up to so many bits are looked up.
const SHORT: u32 = 9;

/// A table of codes (ITU-T T.81, annex C).
pub(crate) struct Codes {
    /// By the next bits: how long the code is and what it means; 0 where it is longer.
    short: [u16; 1 << SHORT],
    /// By length: the last code, and what to add to a code for its place in `values`; -1 where there is none.
    last: [i32; 17],
    offset: [i32; 17],
    values: Vec<u8>,
}

impl Codes {
    /// From how many codes there are of each length, and what they mean. `None` where there are more than can be.
    pub(crate) fn new(counts: &[u8; 16], values: &[u8]) -> Option<Self> {
        let mut codes = Self { short: [0; 1 << SHORT], last: [-1; 17], offset: [0; 17], values: values.to_vec() };
        let (mut code, mut place) = (0_i32, 0_i32);
        for length in 1..=16_u32 {
            let count = i32::from(counts[length as usize - 1]);
            if code + count > 1 << length {
                return None;
            }
            codes.offset[length as usize] = place - code;
            for _ in 0..count {
                if length <= SHORT {
                    let first = (code as usize) << (SHORT - length);
                    let entry = (length as u16) << 8 | u16::from(*values.get(place as usize)?);
                    codes.short[first..first + (1 << (SHORT - length))].fill(entry);
                }
                (code, place) = (code + 1, place + 1);
            }
            codes.last[length as usize] = if count > 0 { code - 1 } else { -1 };
            code <<= 1;
        }
        Some(codes)
    }
}

/// Bits up to the next marker, and zeros after it.
pub(crate) struct Bits<'a> {
    data: &'a [u8],
    /// The next byte to be taken in.
    at: usize,
    /// From the top: bits that were taken in. What stands behind them is either zero or what comes next.
    buffer: u64,
    count: u32,
    /// Bits of these that are padding: zeros after the end of the data.
    beyond: u32,
}

impl<'a> Bits<'a> {
    pub(crate) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, buffer: 0, count: 0, beyond: 0 }
    }

    /// Takes in at least 32 bits.
    #[inline]
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(next) = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            const LOW: u64 = 0x0101_0101_0101_0101;
            let word = u64::from_be_bytes(*next);
            let inverse = !word;
            // Without a byte of 255 among them there is nothing to look at.
            if inverse.wrapping_sub(LOW) & word & (LOW << 7) == 0 {
                self.buffer |= word >> self.count;
                let bytes = (63 - self.count) / 8;
                self.at += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        self.fill_slowly();
    }

    fn fill_slowly(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at..).unwrap_or_default() {
                [0xff, 0x00, ..] => {
                    self.at += 2;
                    0xff
                }
                [0xff, 0xff, ..] => {
                    self.at += 1;
                    continue;
                }
                [byte, ..] if *byte != 0xff => {
                    self.at += 1;
                    *byte
                }
                _ => {
                    self.beyond = (self.beyond + 8).min(1 << 20);
                    0
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The value of the next code; `None` if no code begins there.
    #[inline]
    pub(crate) fn decode(&mut self, codes: &Codes) -> Option<u8> {
        self.fill();
        let entry = codes.short[(self.buffer >> (64 - SHORT)) as usize];
        if entry != 0 {
            self.drop(u32::from(entry >> 8));
            return Some(entry as u8);
        }
        for length in SHORT + 1..=16 {
            let code = (self.buffer >> (64 - length)) as i32;
            if code <= codes.last[length as usize] {
                self.drop(length);
                return codes.values.get((code + codes.offset[length as usize]) as usize).copied();
            }
        }
        None
    }

    /// Passes over up to 16 bits.
    #[inline]
    pub(crate) fn skip(&mut self, count: u32) {
        self.fill();
        self.drop(count);
    }

    /// Up to 16 bits as a number.
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        self.fill();
        let value = if count == 0 { 0 } else { (self.buffer >> (64 - count)) as u32 };
        self.drop(count);
        value
    }

    #[inline]
    fn drop(&mut self, count: u32) {
        self.buffer <<= count;
        self.count -= count;
    }

    /// True if more bits were taken than the data have.
    #[inline]
    pub(crate) fn overran(&self) -> bool {
        self.count < self.beyond
    }

    /// Goes on behind the next mark that says where to begin anew. Gives its number, or `None` where another mark comes.
    pub(crate) fn restart(&mut self) -> Option<u8> {
        let at = self.marker();
        let number = self.data.get(at + 1).filter(|marker| matches!(marker, 0xd0..=0xd7))? - 0xd0;
        *self = Self::new(self.data, at + 2);
        Some(number)
    }

    /// The offset of the next marker, or of the end of the data.
    pub(crate) fn marker(&self) -> usize {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let found = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff));
        found.map_or(self.data.len(), |found| self.at + found)
    }
}
