//! A family that is added to a book: the faces that books use, chosen from font files, and the descriptor of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use anthology_base::Slug;
use skrifa::attribute::{Stretch, Style};
use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use super::font::Font;
use super::measure::{self, Measured};

/// A font file: its name and its bytes.
#[derive(Clone, Debug)]
pub struct FontFile {
    /// Without folders.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// A family ready to be written into a book's `fonts/`.
#[derive(Debug)]
pub struct NewFamily {
    /// Its name, as themes and manifests have it.
    pub name: String,
    /// The name of its descriptor: `eb-garamond.toml`.
    pub descriptor_name: String,
    /// The descriptor, in TOML.
    pub descriptor: String,
    /// The font files of its faces.
    pub files: Vec<FontFile>,
    /// Its faces in words: `italic 600`.
    pub faces: Vec<String>,
    /// The licence that the fonts themselves state; empty where they state none.
    pub licence: String,
}

/// The reason why a family can't be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewFamilyError {
    /// None of the files is a font.
    #[error("no OpenType or TrueType font")]
    NoFont,
    /// No font of that name; these families are there.
    #[error("no font of that name")]
    NoSuchFamily(Vec<String>),
    /// Fonts of several families, none of which was asked for.
    #[error("fonts of several families")]
    Several(Vec<String>),
}

/// The weights that styles ask for.
const WEIGHTS: [u16; 3] = [400, 600, 700];
/// Faces of one collection file that are looked at.
const MOST_FACES: u32 = 64;
/// The most characters of a statement in a font's name table that are copied.
const LONGEST_STATEMENT: usize = 20_000;
/// Words after a family's name for a range of type sizes, with the size in points that such cuts are made for.
const SIZE_NAMES: [(&str, u16); 8] = [
    ("caption", 7),
    ("smalltext", 9),
    ("smtext", 9),
    ("text", 11),
    ("subhead", 18),
    ("display", 30),
    ("headline", 36),
    ("poster", 60),
];

/// What a font's tables say about it.
#[derive(Clone, Debug)]
struct FaceInfo {
    /// Index into the files.
    file: usize,
    /// Its index in a collection.
    index: u32,
    family: String,
    weight: u16,
    italic: bool,
    normal_width: bool,
    /// The type size that it is made for, in points.
    optical: Option<u16>,
    variable: bool,
}

/// The families of a font file, with the names under which [`new_family`] finds them; none where it is no font.
pub fn family_names(bytes: &[u8]) -> BTreeSet<String> {
    faces_of(0, bytes).into_iter().map(|face| face.family).collect()
}

/// Chooses the faces of a family from font files and describes them: regular, semibold and bold, upright and italic, with
/// their optical sizes. Protrusion and tracking are measured. Without a name, the files have to be of one family.
///
/// # Errors
/// If the files have no such family, or several and none was named.
pub fn new_family(files: &[FontFile], wanted: Option<&str>) -> Result<NewFamily, NewFamilyError> {
    let all: Vec<FaceInfo> = files.iter().enumerate().flat_map(|(i, file)| faces_of(i, &file.bytes)).collect();
    let names: BTreeSet<&str> = all.iter().map(|face| face.family.as_str()).collect();
    let listed = || names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let name = match wanted {
        _ if names.is_empty() => return Err(NewFamilyError::NoFont),
        Some(wanted) => names.iter().find(|name| letters(name) == letters(wanted)),
        None if names.len() > 1 => return Err(NewFamilyError::Several(listed())),
        None => names.first(),
    };
    let name = (*name.ok_or_else(|| NewFamilyError::NoSuchFamily(listed()))?).to_owned();
    let faces = chosen(all.into_iter().filter(|face| face.family == name).collect());
    Ok(describe(name, &faces, files))
}

/// The letters and figures of a name, in lower case: `EB Garamond` and `ebgaramond` are the same family.
pub fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn faces_of(file: usize, bytes: &[u8]) -> Vec<FaceInfo> {
    let fonts = (0..MOST_FACES).map_while(|index| Some((index, FontRef::from_index(bytes, index).ok()?)));
    fonts.filter_map(|(index, font)| face_info(file, index, &font)).collect()
}

fn face_info(file: usize, index: u32, font: &FontRef<'_>) -> Option<FaceInfo> {
    let of = |id| font.localized_strings(id).english_or_first().map(|s| s.chars().collect::<String>());
    let own = of(StringId::FAMILY_NAME).unwrap_or_default();
    let family = of(StringId::TYPOGRAPHIC_FAMILY_NAME).filter(|name| !name.trim().is_empty()).unwrap_or(own.clone());
    let postscript = of(StringId::POSTSCRIPT_NAME).unwrap_or_default();
    let (family, named_size) = without_size(family.trim());
    let family: String = family.chars().filter(|c| !c.is_control()).take(80).collect();
    if family.is_empty() {
        return None;
    }
    let rest = |name: &str| letters(name).strip_prefix(&letters(&family)).map(str::to_owned).unwrap_or_default();
    let in_name = || [own.as_str(), postscript.split('-').next()?].into_iter().find_map(|name| size_of(&rest(name)));
    let table = font.os2().ok().and_then(|os2| os2.us_lower_optical_point_size());
    // In twentieths of a point; the first size of the range that the cut is for.
    let optical = named_size.or_else(in_name).or(table.map(|size| size / 20).filter(|&size| size > 0));
    let attributes = font.attributes();
    Some(FaceInfo {
        file,
        index,
        weight: (attributes.weight.value() as u16).clamp(1, 1000),
        italic: attributes.style != Style::Normal,
        normal_width: attributes.stretch == Stretch::NORMAL,
        optical,
        variable: !font.axes().is_empty(),
        family,
    })
}

/// A family's name without the word for a range of sizes at its end, and the size: `Source Serif 4 Display`.
fn without_size(name: &str) -> (&str, Option<u16>) {
    let Some((base, last)) = name.rsplit_once(' ') else { return (name, None) };
    match SIZE_NAMES.iter().find(|(word, _)| letters(last) == *word) {
        Some((_, size)) => (base.trim_end(), Some(*size)),
        None => (name, None),
    }
}

/// The size that the end of a name states: `08`, `display`.
fn size_of(rest: &str) -> Option<u16> {
    let word = SIZE_NAMES.iter().find(|(word, _)| rest == *word).map(|(_, size)| *size);
    word.or_else(|| rest.parse().ok().filter(|size| rest.len() == 2 && (4..=72).contains(size)))
}

/// The faces of a family that books use: of normal width if it has some, and of the weights of styles, else the weight that
/// is nearest to regular.
fn chosen(mut faces: Vec<FaceInfo>) -> Vec<FaceInfo> {
    if faces.iter().any(|face| face.normal_width) {
        faces.retain(|face| face.normal_width);
    }
    let near = faces.iter().map(|face| face.weight).min_by_key(|&weight| (weight.abs_diff(400), weight));
    faces.retain(|face| face.variable || WEIGHTS.contains(&face.weight) || Some(face.weight) == near);
    faces.sort_by_key(|face| (face.italic, face.weight, face.optical, face.file, face.index));
    // A variable font has the weights of the others, and of two files with the same face the first is enough.
    for italic in [false, true] {
        if faces.iter().any(|face| face.italic == italic && face.variable) {
            faces.retain(|face| face.italic != italic || face.variable);
        }
    }
    faces.dedup_by_key(|face| (face.italic, face.weight, face.optical, face.variable));
    faces
}

fn describe(name: String, faces: &[FaceInfo], files: &[FontFile]) -> NewFamily {
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    for face in faces {
        if !names.contains_key(&face.file) {
            let free = free_name(&files[face.file].name, &names);
            names.insert(face.file, free);
        }
    }
    let mut text = format!("family = {}\n", quoted(&name));
    for face in faces {
        let _ = write!(text, "\n[[face]]\nfile = {}\n", quoted(&names[&face.file]));
        if face.index > 0 {
            let _ = writeln!(text, "index = {}", face.index);
        }
        if let Some([from, to]) = sizes(face, faces) {
            let _ = writeln!(text, "sizes = [\"{from}pt\", \"{to}pt\"]");
        }
    }
    measured(&mut text, faces, files);
    let file = |(&source, name): (&usize, &String)| FontFile { name: name.clone(), bytes: files[source].bytes.clone() };
    let slug = Slug::from_text(&name);
    NewFamily {
        descriptor_name: format!("{slug}.toml"),
        descriptor: text,
        files: names.iter().map(file).collect(),
        faces: faces.iter().map(in_words).collect(),
        licence: faces
            .iter()
            .map(|face| statement(&files[face.file].bytes, face.index))
            .find(|s| !s.is_empty())
            .unwrap_or_default(),
        name,
    }
}

/// The type sizes of a cut: from the middle between it and the next smaller one of its weight to the middle between it and
/// the next larger.
fn sizes(face: &FaceInfo, faces: &[FaceInfo]) -> Option<[String; 2]> {
    let cuts: BTreeSet<u16> = faces
        .iter()
        .filter(|other| (other.italic, other.weight) == (face.italic, face.weight))
        .filter_map(|other| other.optical)
        .collect();
    let own = face.optical.filter(|_| cuts.len() > 1)?;
    let middle = |a: u16, b: u16| (f64::from(a + b) / 2.0).to_string();
    let before = cuts.range(..own).next_back().map_or("0".to_owned(), |&smaller| middle(smaller, own));
    let after = cuts.range(own + 1..).next().map_or("1000".to_owned(), |&larger| middle(own, larger));
    Some([before, after])
}

/// Protrusion and tracking, as measured from the regular upright face and the regular italic.
fn measured(text: &mut String, faces: &[FaceInfo], files: &[FontFile]) {
    let regular = |italic: bool| {
        let near = |face: &&FaceInfo| (face.weight.abs_diff(400), face.optical.unwrap_or(11).abs_diff(11));
        let face = faces.iter().filter(|face| face.italic == italic).min_by_key(near)?;
        Font::parse(Arc::new(files[face.file].bytes.clone()), face.index).ok()
    };
    let (upright, italic) = (regular(false), regular(true));
    let has_sizes = faces.iter().any(|face| sizes(face, faces).is_some());
    let own = upright.as_ref().or(italic.as_ref());
    if let Some(tracking) = own.filter(|_| !has_sizes).and_then(measure::tracking) {
        let _ = write!(
            text,
            "\n[tracking] # letter-spacing by type size, thousandths of an em\n\"8pt\" = {tracking}\n\"11pt\" = 0\n\
             \"24pt\" = -{tracking}\n"
        );
    }
    let tables = [("protrusion", own), ("protrusion-italic", upright.as_ref().and(italic.as_ref()))];
    for (key, font) in tables {
        let table = font.map(measure::protrusion).unwrap_or_default();
        if !table.is_empty() {
            let _ = writeln!(text, "\n[{key}] # at a line's start and at its end, thousandths of the glyph's width");
            grouped(text, &table);
        }
    }
}

/// Characters of equal protrusion in one line.
fn grouped(text: &mut String, table: &Measured) {
    let mut groups: BTreeMap<[i16; 2], String> = BTreeMap::new();
    for (&c, &edges) in table {
        groups.entry(edges).or_default().push(c);
    }
    for ([start, end], characters) in groups {
        let _ = writeln!(text, "{} = [{start}, {end}]", quoted(&characters));
    }
}

fn in_words(face: &FaceInfo) -> String {
    let weight = match face.weight {
        _ if face.variable => "variable".to_owned(),
        400 => "regular".to_owned(),
        600 => "semibold".to_owned(),
        700 => "bold".to_owned(),
        other => other.to_string(),
    };
    let optical = face.optical.map(|size| format!(" for {size} pt")).unwrap_or_default();
    format!("{weight}{}{optical}", if face.italic { " italic" } else { "" })
}

/// The statements about copyright and licence in a font's name table.
fn statement(bytes: &[u8], index: u32) -> String {
    let Ok(font) = FontRef::from_index(bytes, index) else { return String::new() };
    let ids = [StringId::COPYRIGHT_NOTICE, StringId::LICENSE_DESCRIPTION, StringId::LICENSE_URL];
    let of = |id| {
        let text = font.localized_strings(id).english_or_first()?;
        let text: String = text.chars().take(LONGEST_STATEMENT).filter(|c| *c == '\n' || !c.is_control()).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    ids.into_iter().filter_map(of).collect::<Vec<_>>().join("\n\n")
}

/// A file's name of letters, figures, hyphens, underscores and full stops, which no file before has.
fn free_name(name: &str, taken: &BTreeMap<usize, String>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let plain: String = name.chars().map(safe).take(100).collect();
    let plain = plain.trim_start_matches(['.', '-']);
    let is_free = |name: &str| taken.values().all(|other| !other.eq_ignore_ascii_case(name));
    let candidates = std::iter::once(plain.to_owned()).chain((2..).map(|n| format!("{n}-{plain}")));
    candidates.filter(|name| !name.is_empty()).find(|name| is_free(name)).unwrap_or_default()
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use anthology_base::{Diagnostics, MemoryWorld, SourceMap};

    use super::*;
    use crate::fonts::Fonts;

    fn bundled() -> Vec<FontFile> {
        let named = |(i, bytes): (usize, &[u8])| FontFile { name: format!("{i}.otf"), bytes: bytes.to_vec() };
        typst_assets::fonts().enumerate().map(|(i, bytes)| named((i, bytes))).collect()
    }

    fn load(family: &NewFamily) -> (Fonts, Diagnostics) {
        let mut world =
            MemoryWorld::new().with(&format!("fonts/{}", family.descriptor_name), family.descriptor.as_str());
        for file in &family.files {
            world = world.with(&format!("fonts/{}", file.name), file.bytes.clone());
        }
        let mut found = Diagnostics::new();
        let fonts = Fonts::load(&world, &mut SourceMap::new(), &mut found);
        (fonts, found)
    }

    #[test]
    fn a_family_is_chosen_described_and_read_back() {
        let family = new_family(&bundled(), Some("libertinus serif")).unwrap();
        assert_eq!(family.name, "Libertinus Serif");
        assert_eq!(family.descriptor_name, "libertinus-serif.toml");
        assert_eq!(
            family.faces,
            ["regular", "semibold", "bold", "regular italic", "bold italic"],
            "{}",
            family.descriptor
        );
        assert!(family.licence.contains("Open Font License"), "{}", family.licence);
        for table in ["[tracking]", "[protrusion]", "[protrusion-italic]"] {
            assert!(family.descriptor.contains(table), "{table}: {}", family.descriptor);
        }
        let (fonts, found) = load(&family);
        assert!(found.is_empty(), "{found:?}");
        let size = anthology_base::Length::from_pt(11);
        let [upright, italic] = [false, true].map(|italic| fonts.get(fonts.select(&family.name, 400, italic, size)));
        assert!(upright.protrusion('.').end >= 500);
        assert_ne!(upright.protrusion('T'), italic.protrusion('T'));
        assert!(upright.tracking(anthology_base::Length::from_pt(8)) > 0);
        assert_eq!(upright.tracking(size), 0);
        assert!(upright.tracking(anthology_base::Length::from_pt(40)) < 0);
    }

    #[test]
    fn names_lead_to_families_or_to_a_list() {
        let files = bundled();
        let Err(NewFamilyError::NoSuchFamily(names)) = new_family(&files, Some("Garamond")) else { panic!("found") };
        assert!(names.contains(&"Libertinus Serif".to_owned()));
        assert!(matches!(new_family(&files, None), Err(NewFamilyError::Several(_))));
        let none = [FontFile { name: "x".to_owned(), bytes: b"no font".to_vec() }];
        assert_eq!(new_family(&none, None).unwrap_err(), NewFamilyError::NoFont);
    }

    #[test]
    fn names_state_sizes() {
        assert_eq!(without_size("Source Serif 4 Display"), ("Source Serif 4", Some(30)));
        assert_eq!(without_size("Source Serif 4"), ("Source Serif 4", None));
        assert_eq!((size_of("08"), size_of("4"), size_of("display"), size_of("")), (Some(8), None, Some(30), None));
        let face = |optical| FaceInfo {
            file: 0,
            index: 0,
            family: String::new(),
            weight: 400,
            italic: false,
            normal_width: true,
            optical: Some(optical),
            variable: false,
        };
        let faces = [face(8), face(12), face(31)];
        let of = |i: usize| sizes(&faces[i], &faces).unwrap();
        assert_eq!(
            [of(0), of(1), of(2)],
            [["0", "10"], ["10", "21.5"], ["21.5", "1000"]].map(|s| s.map(str::to_owned))
        );
        assert_eq!(sizes(&faces[0], &faces[..1]), None);
    }

    #[test]
    fn damaged_fonts_are_refused_or_read() {
        let font = bundled().into_iter().find(|file| family_names(&file.bytes).contains("Libertinus Serif")).unwrap();
        let mut state = 7_u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize
        };
        for round in 0..40 {
            let mut bytes = font.bytes.clone();
            if round % 4 == 0 {
                bytes.truncate(random() % bytes.len());
            }
            // Table directory and heads of tables, where a wrong number leads furthest.
            for _ in 0..24 {
                let end = if round % 2 == 0 { bytes.len().min(4000) } else { bytes.len() };
                if end > 0 {
                    let at = random() % end;
                    bytes[at] = random() as u8;
                }
            }
            let files = [FontFile { name: "damaged.otf".to_owned(), bytes }];
            if let Ok(family) = new_family(&files, None) {
                load(&family);
            }
        }
    }

    #[test]
    fn file_names_are_plain_and_differ() {
        let mut taken = BTreeMap::new();
        assert_eq!(free_name("../Fo nt.otf", &taken), "Fo-nt.otf");
        taken.insert(0, "Fo-nt.otf".to_owned());
        assert_eq!(free_name("fo nt.otf", &taken), "2-fo-nt.otf");
        assert!(!free_name("", &taken).is_empty());
    }
}
