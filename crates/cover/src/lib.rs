//! The cover, drawn from the theme, title and contributors.
