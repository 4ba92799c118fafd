//! Bytes read as decisions, so that every input of a fuzzer is some book.

/// The rest of an input. Without bytes left, every choice is the first one.
#[derive(Debug)]
pub(crate) struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A number below a limit of at least 1.
    pub(crate) fn below(&mut self, limit: u8) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                first % limit
            }
            None => 0,
        }
    }

    /// One of a few values.
    pub(crate) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::from(self.below(values.len() as u8))]
    }

    /// The bytes that are left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.bytes)
    }

    /// The bytes that are left, as text.
    pub(crate) fn rest_as_text(&mut self) -> String {
        String::from_utf8_lossy(self.rest()).into_owned()
    }
}
