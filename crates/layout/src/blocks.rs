//! Blocks: the vertical list of a section, from what is to be set to rows of lines.

pub(crate) mod break_cache;
pub(crate) mod classes;
mod code;
pub(crate) mod collect;
mod column_widths;
pub(crate) mod columns;
pub(crate) mod contents;
pub(crate) mod drop_cap;
pub(crate) mod groups;
mod image;
pub(crate) mod image_size;
mod keeps;
pub(crate) mod lists;
pub(crate) mod notes;
pub(crate) mod page_lists;
mod pending;
pub(crate) mod references;
pub(crate) mod rows;
mod run_on;
pub(crate) mod setter;
pub(crate) mod side_notes;
pub(crate) mod structure;
pub(crate) mod table;
mod table_rows;
pub(crate) mod unset_blocks;
pub(crate) mod verse;
pub(crate) mod vertical_list;
