//! Variable fonts and optical cuts: which face a style gets, and that its widths are those of its place.

use anthology_base::{Diagnostics, Length, MemoryWorld, SourceMap};
use anthology_layout::fonts::{Font, Fonts};

const AXES: &[u8] = include_bytes!("fonts/axes.ttf");
const SQUARES: &[u8] = include_bytes!("fonts/squares.otf");

fn load(descriptor: &str) -> (Fonts, Vec<String>) {
    let world = MemoryWorld::new()
        .with("fonts/own.toml", descriptor)
        .with("fonts/axes.ttf", AXES)
        .with("fonts/a.otf", SQUARES)
        .with("fonts/b.otf", SQUARES);
    let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
    let fonts = Fonts::load(&world, &mut sources, &mut diagnostics);
    let said = diagnostics.iter().map(|d| format!("{} {}", sources.text(d.span.unwrap()), d.message)).collect();
    (fonts, said)
}

fn face(fonts: &Fonts, weight: u16, points: i64) -> &Font {
    fonts.get(fonts.select("Own", weight, false, Length::from_pt(points)))
}

#[test]
fn a_font_with_axes_is_set_at_the_styles_size_and_weight() {
    let (fonts, said) = load("family = \"Own\"\n[[face]]\nfile = \"axes.ttf\"\n");
    assert!(said.is_empty(), "{said:?}");
    for (weight, points, expected) in [
        (400, 6, [400.0, 8.0]),
        (400, 9, [400.0, 9.0]),
        (400, 10, [400.0, 10.0]),
        (600, 15, [600.0, 16.0]),
        (700, 200, [700.0, 60.0]),
        (900, 30, [700.0, 32.0]),
    ] {
        let face = face(&fonts, weight, points);
        let [wght, opsz] = expected;
        assert_eq!(face.variations(), [(*b"wght", wght), (*b"opsz", opsz)], "{weight} at {points}pt");
        assert_eq!(face.weight, wght as u16);
        assert_eq!(face.postscript_name, format!("TestAxes-Regular_{wght}wght_{opsz}opsz"));
    }
    let width = |weight, points| {
        let face = face(&fonts, weight, points);
        face.advance(face.glyph('n').unwrap())
    };
    assert!(width(400, 8) > width(400, 60), "small type is wider");
    assert!(width(700, 10) > width(400, 10), "bold type is wider");
}

#[test]
fn axes_and_weights_of_the_descriptor_stay_put() {
    let (fonts, said) = load("family = \"Own\"\n[[face]]\nfile = \"axes.ttf\"\nweight = 350\naxes = { opsz = 12 }\n");
    assert!(said.is_empty(), "{said:?}");
    for (weight, points) in [(400, 6), (700, 60)] {
        let face = face(&fonts, weight, points);
        assert_eq!(face.variations(), [(*b"opsz", 12.0), (*b"wght", 350.0)]);
    }
}

#[test]
fn cuts_in_files_of_their_own_are_chosen_by_size() {
    let (fonts, said) = load(
        "family = \"Own\"\n[[face]]\nfile = \"a.otf\"\nsizes = [\"0pt\", \"10pt\"]\n\
         [[face]]\nfile = \"b.otf\"\nsizes = [\"10pt\", \"20pt\"]\n",
    );
    assert!(said.is_empty(), "{said:?}");
    let at = |points| fonts.select("Own", 400, false, Length::from_pt(points));
    let (small, large) = (at(5), at(15));
    assert_ne!(small, large);
    assert_eq!([at(9), at(10), at(40)], [small, large, large]);
}

#[test]
fn faults_of_axes_and_sizes_are_shown() {
    let (_, said) = load(
        "family = \"Own\"\n[[face]]\nfile = \"axes.ttf\"\naxes = { wdth = 80, wght = 2000 }\n\
         sizes = [\"12pt\", \"8pt\"]\n[[face]]\nfile = \"a.otf\"\naxes = { wght = 400 }\n",
    );
    assert_eq!(
        said,
        [
            "wdth `axes.ttf` has no axis `wdth`",
            "wght the axis `wght` doesn't reach 2000",
            "[\"12pt\", \"8pt\"] these sizes hold no type",
            "wght `a.otf` has no axis `wght`",
        ]
    );
}
