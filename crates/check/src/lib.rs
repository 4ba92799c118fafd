//! Findings about sources, pages and finished files.
