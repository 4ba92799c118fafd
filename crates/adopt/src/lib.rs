//! A folder of chapters becomes a book. Input: a [`World`] with Markdown files, perhaps with the lists that mdBook,
//! Quarto, bookdown, GitBook or Leanpub keep of them. Output: the text of a manifest that lists them, and a report of
//! what was taken, what was left out, and why. No file is changed.
//!
//! ```
//! use anthology_adopt::{Origin, adopt};
//! use anthology_base::MemoryWorld;
//!
//! let world = MemoryWorld::new()
//!     .with("SUMMARY.md", "# Summary\n\n# Tides\n\n- [Flood](flood.md)\n  - [Springs](springs.md)\n- [Ebb](ebb.md)\n")
//!     .with("flood.md", "# Flood\n").with("springs.md", "# Springs\n").with("ebb.md", "# Ebb\n");
//! let adopted = adopt(&world, "the-sea").expect("there are chapters");
//! assert_eq!(adopted.origin, Origin::Summary("SUMMARY.md".to_owned()));
//! assert!(adopted.manifest.contains("title = \"The sea\""));
//! assert!(adopted.manifest.contains("{ file = \"flood.md\", sections = [\n    \"springs.md\",\n  ] },"));
//! ```

mod bookdown;
mod facts;
mod files;
mod folder;
mod leanpub;
mod mdbook;
mod outcome;
mod plan;
mod quarto;
mod write;
mod yaml;

use anthology_base::World;

use crate::facts::Facts;
use crate::files::Files;
use crate::outcome::{MANIFEST, MANIFEST_BESIDE_MDBOOK};
use crate::plan::Plan;

pub use crate::outcome::{Adopted, LeftOut, Origin, Refusal};

/// Makes a manifest for the chapters of `world`. `folder_name` is what the book is called where nothing says it.
///
/// # Errors
/// Why there is none.
pub fn adopt(world: &dyn World, folder_name: &str) -> Result<Adopted, Refusal> {
    let files = Files::list(world);
    let name = manifest_name(&files)?;
    let mut facts = Facts::new(world);
    let plan = [quarto::plan, mdbook::plan, leanpub::plan, bookdown::plan]
        .into_iter()
        .find_map(|read| read(&files, &mut facts).transpose())
        .unwrap_or_else(|| Ok(folder::plan(&files, &mut facts)))?;
    let Plan { origin, mut notes, mut left, .. } = plan.clone();
    let plan = plan.existing(&files, &mut left);
    let taken = plan.paths();
    if taken.is_empty() {
        return Err(Refusal::NoChapters);
    }
    left.extend(files.unlisted(&taken));
    left.sort();
    left.dedup_by(|a, b| a.path == b.path);
    let metadata = facts.complete(&plan, &files, folder_name, &mut notes);
    Ok(Adopted {
        name,
        manifest: write::manifest(&metadata, &plan),
        origin,
        title: metadata.title.unwrap_or_default(),
        parts: plan.parts.iter().filter(|part| part.title.is_some()).count(),
        taken,
        left,
        notes,
    })
}

/// The name that the manifest gets; a refusal where there is one already.
fn manifest_name(files: &Files<'_>) -> Result<&'static str, Refusal> {
    if files.contains(MANIFEST_BESIDE_MDBOOK) {
        return Err(Refusal::HasManifest(MANIFEST_BESIDE_MDBOOK));
    }
    if !files.contains(MANIFEST) {
        return Ok(MANIFEST);
    }
    let text = files.text(MANIFEST).unwrap_or_default();
    if mdbook::is_manifest(&text) { Ok(MANIFEST_BESIDE_MDBOOK) } else { Err(Refusal::HasManifest(MANIFEST)) }
}
