//! `anthology fonts`: the families that a book has and uses, a specimen of one, and families copied into the book.

use std::path::{Path, PathBuf};

use anthology_base::nearest;
use anthology_compile::{FontList, FontUse, list_fonts, specimen};
use anthology_layout::fonts::{FontFile, Fonts, NewFamily, NewFamilyError, new_family};

use crate::cli::{FontsAction, FontsArgs};
use crate::console::{Console, count_of};
use crate::exit::Failure;
use crate::font_sources::{self, Licence, Source};
use crate::global::Global;
use crate::output::{Output, write_all};
use crate::report;
use crate::world::FileWorld;

/// The folder of a book's fonts.
const FOLDER: &str = "fonts";

pub(crate) fn run(args: &FontsArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    if let Some(FontsAction::Add { name, family }) = &args.action {
        return add(name, family.as_deref(), global, console);
    }
    let (world, has_book) = match FileWorld::open(global.book.as_deref()) {
        Ok(world) => (world, true),
        Err(failure) if global.book.is_some() => return Err(failure),
        Err(_) => (FileWorld::of_folder(Path::new("."))?, false),
    };
    match &args.specimen {
        Some(file) => make_specimen(file, args.family.as_deref(), &world, has_book, console),
        None => list(list_fonts(&world, has_book), &world, console),
    }
}

fn list(list: FontList, world: &FileWorld, console: &Console) -> Result<(), Failure> {
    let failed = list.findings.has_errors();
    for own in [false, true] {
        let families: Vec<_> = list.families.iter().filter(|family| family.own == own).collect();
        if families.is_empty() {
            continue;
        }
        console.print(if own { "\nIn fonts/" } else { "Built in" });
        for family in families {
            let mut has = vec![family.faces.join(", ")];
            has.extend(family.small_caps.then(|| "small capitals".to_owned()));
            has.extend(family.old_style.then(|| "old-style figures".to_owned()));
            console.print(&format!("  {:<24} {}", family.name, has.join("; ")));
        }
    }
    if !list.uses.is_empty() {
        console.print("\nUsed by this book");
    }
    for FontUse { theme, editions, families: [text, heading, mono], missing } in &list.uses {
        console.print(&format!("  {} (theme {theme})", editions.join(", ")));
        console.print(&format!("    text {text}; headings {heading}; code {mono}"));
        for name in missing {
            console.print(&format!("    designed for {name}: `anthology fonts add \"{name}\"` adds it"));
        }
    }
    if console.piped || console.quiet {
        // Findings are the build's to report; here they would hide the list.
        return if failed { Err(Failure::Book) } else { Ok(()) };
    }
    report::show(list.findings, &list.sources, world.root(), false, console);
    if failed { Err(Failure::Book) } else { Ok(()) }
}

/// Writes a specimen of a family; without a name, of the book's own family of text.
fn make_specimen(
    file: &Path,
    family: Option<&str>,
    world: &FileWorld,
    has_book: bool,
    console: &Console,
) -> Result<(), Failure> {
    let known = list_fonts(world, has_book);
    let names = || known.families.iter().map(|family| family.name.as_str());
    let of_book = || known.uses.first().map(|used| used.families[0].clone());
    let family = match family {
        Some(name) => names().find(|known| known.eq_ignore_ascii_case(name)).map(str::to_owned).ok_or_else(|| {
            let hint = match nearest(name, names()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("`anthology fonts add \"{name}\"` adds it, if this computer has it"),
            };
            Failure::Usage(format!("no font family `{name}`\nhelp: {hint}"))
        })?,
        None => of_book().or_else(|| names().next().map(str::to_owned)).unwrap_or_default(),
    };
    let made = specimen(world, &family);
    let failed = made.findings.has_errors();
    report::show(made.findings, &made.sources, world.root(), false, console);
    let Some(pdf) = made.files.into_iter().find(|file| file.name.ends_with(".pdf")).filter(|_| !failed) else {
        return Err(Failure::Book);
    };
    write_all(&[Output { path: file.to_owned(), bytes: pdf.bytes }])?;
    console.progress("Wrote", &format!("{}: {family}", file.display()));
    Ok(())
}

/// Copies a family into the book's `fonts/`, from a file or from the system's folders.
fn add(name: &str, family: Option<&str>, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?;
    let path = Path::new(name);
    let (source, family) = if path.is_file() || path.is_dir() {
        (font_sources::from_path(path)?, family)
    } else {
        if path.extension().is_some_and(font_sources::is_font_or_archive) {
            return Err(Failure::Usage(format!("there is no file `{name}`")));
        }
        (font_sources::from_system(name)?, Some(name))
    };
    let new = new_family(&source.fonts, family).map_err(|error| not_added(&error, name, &source))?;
    let outputs = outputs(&new, &source, world.root());
    if let Some(taken) = outputs.iter().find(|output| !unchanged(output) && output.path.exists()) {
        let message = format!("`{}` is there already, with other contents", taken.path.display());
        return Err(Failure::Usage(format!("{message}\nhelp: move it away to replace it")));
    }
    check(&new)?;
    write_all(&outputs)?;
    let folder = world.root().join(FOLDER);
    let faces = new.faces.join(", ");
    console.progress("Added", &format!("{} to {}: {faces}", new.name, folder.display()));
    if !console.quiet {
        if matches!(source.licence, Licence::None) && new.licence.is_empty() {
            console.say("warning: no licence was found with the font; make sure that you may embed it");
        }
        console.say(&format!("use it with font = \"{}\" under [typesetting], or in a theme", new.name));
    }
    Ok(())
}

fn unchanged(output: &Output) -> bool {
    std::fs::read(&output.path).is_ok_and(|bytes| bytes == output.bytes)
}

/// The descriptor, the fonts and the licence.
fn outputs(new: &NewFamily, source: &Source, book: &Path) -> Vec<Output> {
    let folder = book.join(FOLDER);
    let at = |name: &str| -> PathBuf { folder.join(name) };
    let mut outputs = vec![Output { path: at(&new.descriptor_name), bytes: new.descriptor.clone().into_bytes() }];
    outputs.extend(new.files.iter().map(|file| Output { path: at(&file.name), bytes: file.bytes.clone() }));
    let stem = new.descriptor_name.trim_end_matches(".toml");
    let licence = match &source.licence {
        Licence::Found { text } => text.clone(),
        Licence::None => new.licence.clone().into_bytes(),
    };
    if !licence.is_empty() {
        outputs.push(Output { path: at(&format!("{stem}-licence.txt")), bytes: licence });
    }
    outputs
}

/// Refuses a family that a build would refuse.
fn check(new: &NewFamily) -> Result<(), Failure> {
    let mut world = anthology_base::MemoryWorld::new();
    for FontFile { name, bytes } in &new.files {
        world = world.with(&format!("{FOLDER}/{name}"), bytes.clone());
    }
    world = world.with(&format!("{FOLDER}/{}", new.descriptor_name), new.descriptor.as_str());
    let mut found = anthology_base::Diagnostics::new();
    Fonts::load(&world, &mut anthology_base::SourceMap::new(), &mut found);
    match found.iter().next() {
        None => Ok(()),
        Some(fault) => Err(Failure::Usage(format!("{} can't be added: {}", new.name, fault.message))),
    }
}

fn not_added(error: &NewFamilyError, name: &str, source: &Source) -> Failure {
    const LISTED: usize = 12;
    let list = |names: &[String]| {
        let mut shown = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
        if names.len() > LISTED {
            shown.push_str(&format!(" and {} more", names.len() - LISTED));
        }
        shown
    };
    let hint = match error {
        NewFamilyError::NoFont => {
            format!("looked at {}; name an .otf, .ttf, .ttc or .zip file", count_of(source.looked_at, "file"))
        }
        NewFamilyError::NoSuchFamily(names) => match nearest(name, names.iter().map(String::as_str)) {
            Some(known) => format!("did you mean `{known}`?"),
            None if source.of_system => format!(
                "install it first, or name a file: anthology fonts add {}.zip\nhelp: this computer has {}",
                anthology_layout::fonts::letters(name),
                list(names)
            ),
            None => format!("the file has {}", list(names)),
        },
        NewFamilyError::Several(names) => format!("choose one with --family: {}", list(names)),
    };
    Failure::Usage(format!("`{name}`: {error}\nhelp: {hint}"))
}
