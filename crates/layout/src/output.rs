//! Output: the whole book, from sections in lines to finished pages, with running heads, numbers and outline.

mod bind;
pub(crate) mod book;
mod context;
pub(crate) mod dump;
pub(crate) mod emit;
pub(crate) mod heads;
pub(crate) mod margin;
pub(crate) mod outline;
pub(crate) mod paginated;
