//! Blocks: the vertical list of a section, from what is to be set to rows of lines.

pub(crate) mod block_spacing;
pub(crate) mod contents;
pub(crate) mod drop_cap;
pub(crate) mod image;
pub(crate) mod lists;
pub(crate) mod notes;
pub(crate) mod references;
pub(crate) mod rows;
pub(crate) mod setter;
pub(crate) mod structure;
pub(crate) mod table;
pub(crate) mod unset_blocks;
pub(crate) mod vertical_list;
