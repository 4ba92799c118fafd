//! Images: the bytes of a file in; what it is, what is wrong with it, and its pixels for a purpose out (a screen page, a
//! press, an e-reader, a thumbnail).
//!
//! ```
//! use anthology_base::Length;
//! use anthology_images::{Cache, Channels, ImageAsset, PixelSize, Raster, for_screen, inspect, png_file};
//!
//! let red = Raster::new(4, 2, Channels::Rgb, [200, 0, 0].repeat(8)).expect("eight pixels");
//! let bytes = png_file(red);
//! let found = inspect(&bytes, Cache::default()).expect("a sound file");
//! assert_eq!(found.size, PixelSize::new(4, 2));
//! let asset = ImageAsset {
//!     path: "red.png".to_owned(),
//!     bytes: bytes.into(),
//!     format: found.format,
//!     size: found.size,
//!     orientation: found.orientation,
//! };
//! let image = for_screen(&asset, Length::from_pt(72), Cache::default()).expect("pixels");
//! assert_eq!((image.width, image.height), (4, 2));
//! ```
//!
//! The modules in the order in which an image passes them: `format`, `inspect` (with `png`, `png_data`, `jpeg`,
//! `jpeg_scan` and `svg`, the only places that know a file's structure), `decode`, `icc` and `ink` (colours), `resample`,
//! `encode` (with `rows` and `palette`), and the purposes: `page` and `reader`.
//!
//! # The same bytes on every processor
//! Pixels are computed in integers: curves and matrices of colour profiles, resampling weights, inks. No
//! function of a platform's mathematics library is called, and the decoders that are used do the same (zlib and PNG are
//! exact; zune-jpeg and jpeg-encoder transform and convert in integers). Results can therefore be cached by content and
//! compared between machines. SVG images are drawn by resvg, which uses floats, only where a PDF can't say what they
//! show.

mod batch;
mod cache;
mod costs;
mod decode;
mod deflate;
mod edge;
mod encode;
mod exif;
mod fixed;
mod format;
mod icc;
mod ink;
mod inspect;
mod jpeg;
mod jpeg_bits;
mod jpeg_scan;
mod output_profile;
mod page;
mod palette;
mod png;
mod png_data;
mod raster;
mod reader;
mod resample;
mod rows;
mod svg;

pub use crate::batch::map_images;
pub use crate::cache::Cache;
pub use crate::deflate::deflate;
pub use crate::edge::{Edge, edge_color};
pub use crate::encode::{Coding, PageImage};
pub use crate::format::{ImageAsset, ImageFormat, PixelSize};
pub use crate::ink::{Inks, cmyk, gray};
pub use crate::inspect::{Fault, Flaw, Inspection, inspect};
pub use crate::output_profile::{OutputProfile, OutputProfileFault, Separation};
pub use crate::page::{for_press, for_screen, ink_coverage, separated, stored};
pub use crate::raster::{Channels, Raster};
pub use crate::reader::{ImageFile, Limits, for_reader, jpeg_file, pixels, png_file, thumbnail};
pub use crate::svg::{Loss, LossKind, PreparedSvg, SvgFont, font_database, prepare as prepare_svg};
