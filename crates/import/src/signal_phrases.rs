//! The wording of beginnings, endings and headings in all languages that [`anthology_language`] has it for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use anthology_language::{SignalPhrases, languages};

use crate::phrase_index::PhraseIndex;

/// The phrases of one kind in all languages.
fn all(of: impl Fn(&'static SignalPhrases) -> &'static [String]) -> impl Iterator<Item = &'static str> {
    languages().flat_map(move |language| of(&language.import.signals)).map(String::as_str)
}

/// An index of the phrases of one kind in all languages.
fn index(of: impl Fn(&'static SignalPhrases) -> &'static [String]) -> PhraseIndex {
    PhraseIndex::new(&all(of).collect::<Vec<_>>())
}

/// [`SignalPhrases::times`]
pub(crate) static TIMES: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.times));

/// [`SignalPhrases::about_the_blog`]
pub(crate) static META: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.about_the_blog));

/// [`SignalPhrases::events`]
pub(crate) static EVENTS: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.events));

/// [`SignalPhrases::leaning`]
pub(crate) static LEANING: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.leaning));

/// [`SignalPhrases::fresh`]
pub(crate) static FRESH: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.fresh));

/// [`SignalPhrases::farewells`]
pub(crate) static FAREWELLS: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.farewells));

/// [`SignalPhrases::ends`]
pub(crate) static ENDS: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.ends));

/// [`SignalPhrases::section_headings`]
pub(crate) static SECTIONS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| all(|signals| &signals.section_headings).collect());

/// [`SignalPhrases::announcing`]
pub(crate) static ANNOUNCING: LazyLock<PhraseIndex> = LazyLock::new(|| index(|signals| &signals.announcing));
