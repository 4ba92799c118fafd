//! Lists the files of `languages/`, so that adding a language is adding a file.

use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("languages");
    println!("cargo::rerun-if-changed=languages");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of languages")
        .map(|entry| entry.expect("an entry of it").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut list = format!("pub(crate) static FILES: [LanguageFile; {}] = [\n", files.len());
    for path in &files {
        let tag = path.file_stem().and_then(|stem| stem.to_str()).expect("a language tag as the file's name");
        list.push_str(&format!("    LanguageFile::new({tag:?}, include_str!({path:?})),\n"));
    }
    list.push_str("];\n");
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("files.rs"), list).expect("the list is written");
}
