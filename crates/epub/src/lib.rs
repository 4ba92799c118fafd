//! Set text to an EPUB 3.3 publication.
