//! Covers: a book's [`Front`] in, a PNG image out; or its [`Wrap`] in, laid-out pages for a printer out.
//!
//! The front is a typographic cover, made from title and contributors, for a book without one of its own. The wrap is back,
//! spine and front on one page. Both are composed as SVG, so that text in every script is shaped; resvg renders them.
//!
//! ```
//! use anthology_base::Lang;
//! use anthology_cover::{Front, Palette, draw};
//! use anthology_images::Cache;
//! use anthology_layout::fonts::Fonts;
//! use anthology_typeset::{CoverComposition, CoverTokens};
//!
//! let front = Front {
//!     title: "Trust".to_owned(),
//!     subtitle: String::new(),
//!     names: vec!["Jane Roe".to_owned()],
//!     family: "Libertinus Serif".to_owned(),
//!     language: Lang::EN_GB,
//!     composition: CoverComposition::Frame,
//!     palette: Palette::of(&CoverTokens::default(), "Trust"),
//! };
//! let png = draw(&front, &Fonts::bundled(), Cache::default())?;
//! assert!(png.starts_with(b"\x89PNG"));
//! # Ok::<(), anthology_cover::DrawError>(())
//! ```

mod barcode;
mod compose;
mod costs;
mod error;
mod fit;
mod front;
mod paint;
mod palette;
mod wrap;

use anthology_images::Cache;
use anthology_layout::fonts::Fonts;

pub use crate::error::DrawError;
pub use crate::front::{Front, HEIGHT, WIDTH};
pub use crate::palette::Palette;
pub use crate::wrap::{TrimSize, Wrap, wrap};

/// Draws the front as a PNG of [`WIDTH`] by [`HEIGHT`] pixels, or takes it from the cache. The same front and fonts give
/// the same bytes.
///
/// # Errors
/// If rendering fails, which no title should cause.
pub fn draw(front: &Front, fonts: &Fonts, cache: Cache<'_>) -> Result<Vec<u8>, DrawError> {
    let language = front.language.to_string();
    let look = format!("{:?} {:?}", front.composition, front.palette);
    let names = front.names.join("\n");
    let texts = [&front.title, &front.subtitle, &names, &front.family, &language, &look];
    let mut inputs: Vec<&[u8]> = vec![b"cover"];
    inputs.extend(texts.map(|text| text.as_bytes()));
    inputs.extend(fonts.list().iter().map(|font| font.bytes()));
    let encode = |drawn: &Result<Vec<u8>, DrawError>| drawn.as_ref().cloned().unwrap_or_default();
    let decode = |entry: &[u8]| if entry.is_empty() { None } else { Some(Ok(entry.to_vec())) };
    cache.get(&inputs, decode, encode, || {
        let options = paint::options(fonts, &front.family);
        let svg = compose::compose(front, |text, style| paint::text_width(&options, text, style))?;
        paint::png(&svg, &options)
    })
}
