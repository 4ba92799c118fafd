//! The folders of reading groups: written, recorded, and without what a group no longer has.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anthology_base::Slug;

use crate::exit::Failure;
use crate::output::{Output, write_all};
use crate::record::{Record, Stale};

/// Writes the files of groups into the folder of all groups, and removes those that an earlier run wrote and this one
/// doesn't: sheets of meetings that are gone, a group that the book no longer describes. `only` is the one group that was
/// asked for; the folders of the others stay as they are. `beside` is written in the same step. The caller has the lock of
/// the book.
pub(crate) fn publish(
    book: &Path,
    folder: &Path,
    outputs: &[Output],
    beside: Vec<Output>,
    only: Option<&str>,
) -> Result<Stale, Failure> {
    let mut record = Record::read(book);
    let mut written: BTreeMap<&Path, Vec<&Output>> = BTreeMap::new();
    for output in outputs {
        written.entry(output.path.parent().unwrap_or(folder)).or_default().push(output);
    }
    for (folder, outputs) in &written {
        // The record names a folder by its real path, so it has to exist. If it can't, writing says so.
        let _ = fs::create_dir_all(folder);
        record.add(book, folder, outputs);
    }
    let only = only.map(Slug::from_text);
    let is_concerned = |path: &Path| only.as_ref().is_none_or(|only| path.starts_with(folder.join(only.as_str())));
    let mut known = record.folders_in(book, folder);
    known.retain(|path| is_concerned(path));
    let mut stale: Vec<(&Path, Stale)> = Vec::new();
    for path in &known {
        let here = written.get(path.as_path()).map_or(&[][..], Vec::as_slice);
        let names = here.iter().filter_map(|output| output.path.file_name());
        let names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        stale.push((path, record.stale(book, path, &names)));
    }
    // In the same step as the files: what is written is recorded, even if the process is killed afterwards.
    let mut all = [outputs, &beside].concat();
    all.push(record.output(book));
    write_all(&all)?;
    let mut removed = Stale::default();
    // The inner folders first: one that is empty then goes too.
    for (path, stale) in stale.into_iter().rev() {
        let Stale { ours, changed } = record.remove(book, path, stale);
        removed.ours.extend(ours);
        removed.changed.extend(changed);
        let _ = fs::remove_dir(path);
    }
    if !removed.ours.is_empty() {
        write_all(&[record.output(book)])?;
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_group_no_longer_has_is_removed() {
        let book = tempfile::tempdir().expect("a folder");
        let folder = book.path().join("dist/groups");
        let publish = |names: &[&str], only: Option<&str>| {
            let output = |name: &&str| Output { path: folder.join(name), bytes: name.as_bytes().to_vec() };
            let outputs: Vec<Output> = names.iter().map(output).collect();
            publish(book.path(), &folder, &outputs, Vec::new(), only).expect("written")
        };
        let is_there = |name: &str| folder.join(name).exists();
        let all = ["friday/index.html", "us/index.html", "us/sheets/leader-1.pdf", "us/sheets/leader-2.pdf"];
        assert_eq!(publish(&all, None), Stale::default());
        fs::write(folder.join("us/mine.txt"), "mine").expect("a file");
        // A meeting fewer; the other group isn't made.
        let removed = publish(&["us/index.html", "us/sheets/leader-1.pdf"], Some("Us"));
        assert_eq!(removed.ours, [folder.join("us/sheets/leader-2.pdf")]);
        assert!(is_there("friday/index.html") && is_there("us/mine.txt"));
        // The group is gone, but for what isn't ours, or not any more.
        fs::write(folder.join("us/index.html"), "edited").expect("a file");
        let removed = publish(&["friday/index.html"], None);
        assert_eq!(removed.ours, [folder.join("us/sheets/leader-1.pdf")]);
        assert_eq!(removed.changed, [folder.join("us/index.html")]);
        assert!(!is_there("us/sheets") && is_there("us/mine.txt") && is_there("friday/index.html"));
        // Nothing is left of a group without such files.
        let removed = publish(&[], None);
        assert_eq!(removed.ours, [folder.join("friday/index.html")]);
        assert!(!is_there("friday"));
    }
}
