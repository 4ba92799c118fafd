//! Writing files: all of them, or none.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;

/// A file to write.
pub(crate) struct Output {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

/// Writes all files beside their targets first and renames them once every one is on the disk, so that a failure leaves
/// what was there before.
pub(crate) fn write_all(outputs: &[Output]) -> Result<(), Failure> {
    let failed =
        |path: &Path, error: io::Error| Failure::Machine(format!("`{}` can't be written: {error}", path.display()));
    let mut written = Vec::new();
    for output in outputs {
        written.push(beside(output).map_err(|error| failed(&output.path, error))?);
    }
    for (file, output) in written.into_iter().zip(outputs) {
        file.persist(&output.path).map_err(|error| failed(&output.path, error.error))?;
    }
    Ok(())
}

fn beside(output: &Output) -> io::Result<NamedTempFile> {
    let folder = output.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".anthology-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask leaves.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(&output.bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}
