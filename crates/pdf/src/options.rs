//! The options of a file.

use std::sync::Arc;

use anthology_images::Cache;
use anthology_layout::fonts::Font;
use anthology_layout::page::Metadata;

use crate::attachments::Attachment;

/// The purpose of a file, and with it the standards that it conforms to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Reading on a screen or aloud: tagged, PDF/UA-1 and PDF/A-2a.
    #[default]
    Screen,
    /// The same in PDF 2.0: PDF/UA-2 and PDF/A-4.
    Screen2,
    /// An archive: PDF/UA-1 and PDF/A-3a, with [`Options::attachments`].
    Archive,
}

/// The options of a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Its purpose.
    pub profile: Profile,
    /// The producing program, with its version; for the metadata.
    pub producer: &'a str,
    /// The identifiers of the file, as URIs; where there are none, those of the pages' metadata.
    pub identifiers: &'a [String],
    /// The fonts for text inside SVG images, whose text becomes outlines.
    pub svg_fonts: &'a [Arc<Font>],
    /// Files to embed, if the profile allows them ([`Profile::Archive`]); see [`crate::sources`].
    pub attachments: &'a [Attachment],
    /// Keeps images between builds.
    pub cache: Cache<'a>,
}

impl Options<'_> {
    /// The identifiers of a file of pages.
    pub(crate) fn identifiers<'m>(&'m self, metadata: &'m Metadata) -> &'m [String] {
        if self.identifiers.is_empty() { &metadata.identifiers } else { self.identifiers }
    }
}
