//! Covers of several books. `COVERS=folder` keeps the images, for a person to look at.

use anthology_base::Lang;
use anthology_cover::{Front, HEIGHT, Palette, WIDTH, draw};
use anthology_images::Cache;
use anthology_layout::fonts::Fonts;
use anthology_typeset::{CoverComposition, CoverTokens};

fn fronts() -> Vec<Front> {
    [
        ("Trust", "", "The Editors"),
        ("The Innocence of Father Brown", "", "G. K. Chesterton"),
        (
            "A Rather Long Title, with Commas, about <Everything> & Nothing in Particular",
            "And a subtitle that goes on for a while, too, so that it has to be broken",
            "One Person · Another Person · A Third",
        ),
        ("Война и мир", "Роман", "Лев Толстой"),
        ("The Reader", "", "Ann Able · Ben Baker · Cat Carter · Dan Dyer · Eve Eames · Fay Fox · Guy Gray · Hal Hill"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", "Ein Wort", ""),
        ("ספר הדרכים (כרך 1)", "מבוא", "דוד לוי"),
        ("", "", ""),
    ]
    .into_iter()
    .map(|(title, subtitle, names)| Front {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        names: names.split(" · ").filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        composition: CoverComposition::Disc,
        palette: Palette::of(&CoverTokens::default(), title),
        family: "Libertinus Serif".to_owned(),
        language: if title.starts_with('\u{5e1}') { "he".parse().unwrap() } else { Lang::EN_GB },
    })
    .collect()
}

#[test]
fn every_title_has_a_cover() {
    let fonts = Fonts::bundled();
    let compositions = [
        CoverComposition::Disc,
        CoverComposition::Frame,
        CoverComposition::Bands,
        CoverComposition::Initial,
        CoverComposition::Column,
        CoverComposition::Plain,
    ];
    let all = fronts().into_iter().enumerate().map(|(i, front)| Front { composition: compositions[i % 6], ..front });
    for (i, front) in all.enumerate() {
        let front = &front;
        let png = draw(front, &fonts, Cache::default()).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (WIDTH, HEIGHT));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let inked = pixels.iter().filter(|&&p| p != pixels[0]).count();
        assert!(inked > pixels.len() / 1000, "cover {i} is empty");
        assert_eq!(png, draw(front, &fonts, Cache::default()).unwrap(), "the same front gives the same bytes");
        #[expect(clippy::disallowed_methods, reason = "a person asked for the images")]
        if let Ok(folder) = std::env::var("COVERS") {
            std::fs::write(format!("{folder}/cover-{i}.png"), &png).unwrap();
        }
    }
}
