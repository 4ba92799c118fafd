//! Set text and fonts to pages.
