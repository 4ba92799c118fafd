//! The vocabulary of every other crate. Input: nothing but values; output: types that no format owns: positions in source
//! text, diagnostics, integer lengths, language tags, paragraph addresses, and the [`World`] that hands files, date and
//! clock in.
//!
//! A diagnostic points into a source file:
//!
//! ```
//! use anthology_base::{Diagnostic, SourceMap, Span};
//!
//! let mut sources = SourceMap::new();
//! let file = sources.add("one.md", "See [it](gone.md).");
//! let finding = Diagnostic::error("unknown-link", "no chapter `gone.md`").at(Span::new(file, 4..17));
//! let place = finding.span.expect("a place");
//! assert_eq!(sources.text(place), "[it](gone.md)");
//! assert_eq!(sources.file(place.file).line_col(place.range().start).column, 5);
//! ```

mod address;
mod csv;
mod date;
mod date_time;
mod diag;
mod file_name;
mod isbn;
mod lang;
mod length;
mod mail_address;
mod natural;
mod nearest;
pub mod paths;
mod source;
mod word_map;
mod world;
pub mod xml;

pub use address::{Address, ParagraphNumber, ParseAddressError, Slug};
pub use csv::{CsvRecord, csv};
pub use date::{Date, ParseDateError};
pub use date_time::{LocalDateTime, LocalTime, ParseDateTimeError};
pub use diag::{Diagnostic, Diagnostics, Label, Severity};
pub use file_name::{file_stem, readable_stem};
pub use isbn::{Isbn, ParseIsbnError};
pub use lang::{Lang, ParseLangError};
pub use length::{Length, ParseLengthError};
pub use mail_address::is_mail_address;
pub use natural::natural_order;
pub use nearest::nearest;
pub use source::{FileId, LineCol, SourceFile, SourceMap, Span};
pub use word_map::WordMap;
pub use world::{MemoryWorld, World};
