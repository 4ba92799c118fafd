//! A book's folder in memory.

use anthology_base::Diagnostics;
use anthology_import::{
    CAPTURES, CHAPTERS, CaptureFile, Existing, IMAGES, InputFile, LEDGER, MANIFEST, Options, Outcome, run,
};

/// A folder that imports write to.
#[derive(Clone, Default)]
pub(crate) struct Folder {
    pub(crate) existing: Existing,
}

impl Folder {
    /// Imports and writes.
    pub(crate) fn import(&mut self, inputs: &[CaptureFile], options: &Options) -> (Outcome, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let inputs: Vec<InputFile> = inputs.iter().cloned().map(InputFile::from).collect();
        let outcome = run(&inputs, &self.existing, options, &mut diagnostics);
        for (path, blob) in &outcome.writes {
            self.write(path, blob.read().into_owned());
        }
        for path in &outcome.removes {
            self.existing.chapters.remove(path);
        }
        (outcome, diagnostics)
    }

    fn write(&mut self, path: &str, bytes: Vec<u8>) {
        let text = || String::from_utf8(bytes.clone()).expect("what is written is UTF-8");
        if path == LEDGER {
            self.existing.ledger = Some(text());
        } else if path == MANIFEST {
            self.existing.manifest = Some(text());
        } else if let Some(name) = path.strip_prefix(&format!("{CAPTURES}/")) {
            self.existing.captures.retain(|c| c.name != name);
            self.existing.captures.push(InputFile { name: name.to_owned(), blob: bytes.into() });
        } else if path.starts_with(&format!("{IMAGES}/")) {
            // A chapter shows it; the import doesn't read it again.
        } else {
            assert!(path.starts_with(CHAPTERS), "{path}");
            self.existing.chapters.insert(path.to_owned(), bytes.into());
        }
    }

    /// A chapter's text.
    pub(crate) fn chapter(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.existing.chapters[path].read()).into_owned()
    }
}
