//! Names in alphabetical order.

/// The form of a person's or body's name that a catalogue sorts by: `Chesterton, G. K.`
///
/// The last name is the last word; lower-case particles before it go after the forenames (`Beethoven,
/// Ludwig van`), capitalised ones belong to it (`De Quincey, Thomas`), as Anglo-American and most European
/// catalogues have it. `Jr.` and Roman numerals come last; a leading article goes to the end.
pub fn sort_name(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    if name.contains(',') || words.len() < 2 {
        return words.join(" ");
    }
    if matches!(words[0], "The" | "A" | "An") {
        return format!("{}, {}", words[1..].join(" "), words[0]);
    }
    let suffix = words.pop_if(|word| is_suffix(word));
    let mut last = words.len().saturating_sub(1);
    while last > 1 && is_capitalised_particle(words[last - 1]) {
        last -= 1;
    }
    let (before, surname) = words.split_at(last);
    let mut sorted = surname.join(" ");
    for part in [before.join(" "), suffix.unwrap_or_default().to_owned()] {
        if !part.is_empty() {
            sorted.push_str(", ");
            sorted.push_str(&part);
        }
    }
    sorted
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
}

fn is_capitalised_particle(word: &str) -> bool {
    matches!(
        word,
        "Da" | "De" | "Del" | "Della" | "Der" | "Des" | "Di" | "Du" | "La" | "Le" | "Les" | "Van" | "Von" | "Vander"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted() {
        for (name, sort) in [
            ("G. K. Chesterton", "Chesterton, G. K."),
            ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
            ("Annette von Droste-Hülshoff", "Droste-Hülshoff, Annette von"),
            ("Honoré de Balzac", "Balzac, Honoré de"),
            ("Jean de La Fontaine", "La Fontaine, Jean de"),
            ("Thomas De Quincey", "De Quincey, Thomas"),
            ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
            ("The Editors", "Editors, The"),
            ("Plato", "Plato"),
            ("Doe, Jane", "Doe, Jane"),
            ("", ""),
        ] {
            assert_eq!(sort_name(name), sort);
        }
    }
}
