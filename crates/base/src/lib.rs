//! What every other crate shares and no format owns: positions in source text, diagnostics, integer
//! lengths, language tags, paragraph addresses, and the [`World`] that hands files and the date in.

mod address;
mod date;
mod diag;
mod lang;
mod length;
mod nearest;
mod source;
mod word_map;
mod world;
pub mod xml;

pub use address::{Address, Slug};
pub use date::{Date, ParseDateError};
pub use diag::{Diagnostic, Diagnostics, Label, Severity};
pub use lang::{Lang, ParseLangError};
pub use length::{Length, ParseLengthError};
pub use nearest::nearest;
pub use source::{FileId, LineCol, SourceFile, SourceMap, Span};
pub use word_map::WordMap;
pub use world::{MemoryWorld, World};
