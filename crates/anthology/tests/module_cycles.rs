//! No more than three files of a crate may import one another in a circle: larger ones can't be read, tested or
//! replaced apart. A parent module and its children count as files like any other.
//!
//! An edge is a path that names another file's item, in a `use` or in code. A name that a module re-exports leads to
//! the file that defines it, so that a crate's `lib.rs` doesn't join what it merely exports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// How many files may import one another in a circle.
const LARGEST_CYCLE: usize = 3;

/// A module's path below its crate: `["fonts", "descriptor"]`; empty for the root.
type ModulePath = Vec<String>;

/// A module that has a file of its own.
#[derive(Default)]
struct Module {
    /// Paths that it names, each with the module in which it is written (an inline one, perhaps).
    named: Vec<(ModulePath, ModulePath)>,
    /// What it re-exports or imports: the name here, and the path that it stands for.
    aliases: BTreeMap<String, ModulePath>,
    /// Re-exports of everything in a module.
    globs: Vec<ModulePath>,
}

type Crate = BTreeMap<ModulePath, Module>;

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Ident>().is_ok_and(|argument| argument == "test")
    })
}

/// The absolute path below the crate of a path written in `module`, if it leads into the crate.
fn absolute(module: &[String], path: &[String], children: &BTreeSet<String>) -> Option<ModulePath> {
    let mut base = module.to_vec();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        first if children.contains(first) => {}
        _ => return None,
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// Collects the paths of a file.
struct Reader<'c> {
    found: &'c mut Module,
    module: ModulePath,
    children: BTreeSet<String>,
}

impl Reader<'_> {
    fn name(&mut self, path: &[String]) {
        if let Some(target) = absolute(&self.module, path, &self.children) {
            self.found.named.push((self.module.clone(), target));
        }
    }

    fn import(&mut self, prefix: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(prefix, &path.tree);
                prefix.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(prefix, tree)),
            UseTree::Glob(_) => {
                self.name(prefix);
                if let Some(target) = absolute(&self.module, prefix, &self.children) {
                    self.found.globs.push(target);
                }
            }
            UseTree::Name(name) => self.import_name(prefix, &name.ident.to_string(), &name.ident.to_string()),
            UseTree::Rename(name) => self.import_name(prefix, &name.ident.to_string(), &name.rename.to_string()),
        }
    }

    fn import_name(&mut self, prefix: &[String], name: &str, alias: &str) {
        let mut path = prefix.to_vec();
        if name != "self" {
            path.push(name.to_owned());
        }
        self.name(&path);
        if let Some(target) = absolute(&self.module, &path, &self.children) {
            self.found.aliases.insert(alias.to_owned(), target);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if is_test(attributes) {
            return;
        }
        match item {
            Item::Use(item) => self.import(&mut Vec::new(), &item.tree),
            Item::Mod(item) if item.content.is_some() => {
                self.module.push(item.ident.to_string());
                visit::visit_item_mod(self, item);
                self.module.pop();
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.name(&parts);
        }
        visit::visit_path(self, path);
    }
}

/// Reads a module's file and those of its children.
fn read(file: &Path, module: &ModulePath, modules: &mut Crate) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let folder = match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "main" | "mod") => file.parent().expect("a folder").to_owned(),
        _ => file.with_extension(""),
    };
    let mut children = BTreeSet::new();
    for item in &syntax.items {
        let Item::Mod(child) = item else { continue };
        if child.content.is_some() || is_test(&child.attrs) {
            continue;
        }
        let name = child.ident.to_string();
        let places = [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
        let place = places.iter().find(|place| place.is_file());
        let place = place.unwrap_or_else(|| panic!("{}: no file for module `{name}`", file.display()));
        let path: ModulePath = module.iter().cloned().chain([name.clone()]).collect();
        read(place, &path, modules);
        children.insert(name);
    }
    let mut found = Module::default();
    Reader { found: &mut found, module: module.clone(), children }.visit_file(&syntax);
    modules.insert(module.clone(), found);
}

/// The file that defines what a path names: re-exports are followed.
fn definition(modules: &Crate, path: &[String], depth: usize) -> Option<ModulePath> {
    let longest = (0..=path.len()).rev().find(|&n| modules.contains_key(&path[..n]))?;
    let (module, rest) = path.split_at(longest);
    let Some(name) = rest.first().filter(|_| depth < 16) else { return Some(module.to_vec()) };
    let found = &modules[module];
    if let Some(target) = found.aliases.get(name).filter(|target| target.as_slice() != path) {
        return definition(modules, target, depth + 1);
    }
    Some(module.to_vec())
}

/// The modules that each module imports.
fn edges(modules: &Crate) -> BTreeMap<&ModulePath, BTreeSet<ModulePath>> {
    let import = |(_, target): &(ModulePath, ModulePath)| definition(modules, target, 0);
    modules
        .iter()
        .map(|(path, module)| {
            let mut targets: BTreeSet<ModulePath> = module.named.iter().filter_map(import).collect();
            targets.remove(path);
            (path, targets)
        })
        .collect()
}

/// Every module that can be reached from one.
fn reachable(edges: &BTreeMap<&ModulePath, BTreeSet<ModulePath>>, from: &ModulePath) -> BTreeSet<ModulePath> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&ModulePath> = vec![from];
    while let Some(module) = open.pop() {
        for target in edges.get(module).into_iter().flatten() {
            if seen.insert(target.clone()) {
                open.push(target);
            }
        }
    }
    seen
}

/// The sets of modules in which each can be reached from each other one.
fn cycles(modules: &Crate) -> Vec<Vec<String>> {
    let edges = edges(modules);
    let reach: BTreeMap<&ModulePath, BTreeSet<ModulePath>> =
        edges.keys().map(|&module| (module, reachable(&edges, module))).collect();
    let mut cycles = BTreeSet::new();
    for (module, targets) in &reach {
        let circle: Vec<String> = targets
            .iter()
            .filter(|target| reach[target].contains(*module))
            .map(|target| if target.is_empty() { "lib".to_owned() } else { target.join("::") })
            .collect();
        if circle.len() > 1 {
            cycles.insert(circle);
        }
    }
    cycles.into_iter().collect()
}

fn crates() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates");
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("crates").map(|entry| entry.expect("an entry").path()).collect();
    found.retain(|path| path.join("Cargo.toml").is_file());
    found.sort();
    found
}

#[test]
fn import_cycles_are_small() {
    let mut large = Vec::new();
    for krate in crates() {
        let root = ["src/lib.rs", "src/main.rs"].map(|file| krate.join(file)).into_iter().find(|file| file.is_file());
        let mut modules = Crate::new();
        read(&root.expect("a root"), &Vec::new(), &mut modules);
        let name = krate.file_name().expect("a name").to_string_lossy().into_owned();
        for circle in cycles(&modules).into_iter().filter(|circle| circle.len() > LARGEST_CYCLE) {
            large.push(format!("{name}: {} files import one another: {}", circle.len(), circle.join(", ")));
        }
    }
    assert!(large.is_empty(), "more than {LARGEST_CYCLE} files in an import cycle:\n{}", large.join("\n"));
}

/// A crate of files in memory: a module's path and its text.
fn crate_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("written");
    }
    folder
}

#[test]
fn cycles_are_found_and_re_exports_are_none() {
    let folder = crate_of(&[
        ("lib.rs", "mod a; mod b; mod c; mod d; pub use a::A; pub use d::D;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "pub struct B; fn f() -> super::c::C { crate::c::new() }"),
        ("c.rs", "pub struct C(Box<crate::A>);"),
        ("d.rs", "use crate::A; pub struct D(A); #[cfg(test)] mod tests { use crate::a; }"),
    ]);
    let mut modules = Crate::new();
    read(&folder.path().join("lib.rs"), &Vec::new(), &mut modules);
    assert_eq!(cycles(&modules), [["a", "b", "c"]]);
}
