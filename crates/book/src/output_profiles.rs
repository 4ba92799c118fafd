//! The ICC profiles of presses that editions name.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, World, paths};
use anthology_images::OutputProfile;

use crate::manifest::{Edition, EditionBase, Inks};
use crate::model::Book;
use crate::read::Located;

/// By the path that the manifest has.
pub(crate) type OutputProfiles = BTreeMap<String, Arc<OutputProfile>>;

/// Reads the profiles that editions name. What is wrong with one is reported, and it is left out.
pub(crate) fn load(editions: &[Edition], world: &dyn World, d: &mut Diagnostics) -> OutputProfiles {
    let mut profiles = OutputProfiles::new();
    for edition in editions {
        let Some(named) = &edition.output_profile else { continue };
        if !matches!(edition.base, EditionBase::Print | EditionBase::Cover) {
            let message = format!("edition `{}` goes to no press, so `output-profile` has no effect", edition.name);
            let finding = Diagnostic::warning("idle-profile", message).at(named.span);
            d.push(finding.hint("move the key to the edition for the printer"));
            continue;
        }
        let known = profiles.get(&named.value).map(Arc::clone);
        match known.map_or_else(|| read(named, world), Ok).and_then(|profile| fitting(profile, edition, named)) {
            Ok(profile) => {
                profiles.insert(named.value.clone(), profile);
            }
            Err(finding) => d.push(finding),
        }
    }
    profiles
}

fn read(named: &Located<String>, world: &dyn World) -> Result<Arc<OutputProfile>, Diagnostic> {
    let Located { value, span } = named;
    let Some(path) = paths::join("", value) else {
        let message = format!("`{value}` is not a path inside the book's folder");
        let finding = Diagnostic::error("bad-path", message).at(*span);
        return Err(finding.hint("copy the profile into the book's folder and write its path from there"));
    };
    let bytes = world.read(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Diagnostic::error("missing-profile", format!("there is no profile `{path}`")).at(*span).hint(
                "copy it into the book's folder: printers name theirs, and Debian's icc-profiles-free has usual ones",
            )
        }
        _ => Diagnostic::error("bad-profile", format!("the profile `{path}` can't be read: {error}")).at(*span),
    })?;
    OutputProfile::new(&bytes).map(Arc::new).map_err(|fault| {
        Diagnostic::error("bad-profile", format!("`{path}` can't be the output profile: {fault}"))
            .at(*span)
            .hint("use the profile of class `prtr` that the printer names, such as PSO Coated v3")
    })
}

/// The profile, if it has the inks of the edition.
fn fitting(
    profile: Arc<OutputProfile>,
    edition: &Edition,
    named: &Located<String>,
) -> Result<Arc<OutputProfile>, Diagnostic> {
    let (written, of_profile) = match profile.inks() {
        anthology_images::Inks::Gray => ("black", Inks::Black),
        anthology_images::Inks::Cmyk => ("cmyk", Inks::Cmyk),
    };
    if edition.inks == of_profile {
        return Ok(profile);
    }
    let message = format!("`{}` has other inks than edition `{}`", named.value, edition.name);
    let finding = Diagnostic::error("bad-profile", message).at(named.span);
    Err(finding.hint(format!("write inks = \"{written}\" in the edition, or choose another profile")))
}

impl Book {
    /// The profile of the press of an edition. A cover has that of the edition that it goes around, if its inks are the
    /// same.
    pub fn output_profile(&self, edition: &Edition) -> Option<Arc<OutputProfile>> {
        let own = edition.output_profile.clone();
        let inside = edition.source().and_then(|name| self.edition(name)).filter(|inside| inside.inks == edition.inks);
        let named = own.or_else(|| inside.and_then(|inside| inside.output_profile))?;
        self.output_profiles.get(&named.value).cloned()
    }
}
