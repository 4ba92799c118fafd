//! Code pages, character sets and languages by the numbers that RTF has for them.

use anthology_base::Lang;
use encoding_rs::Encoding;

pub(super) fn page(number: i32) -> &'static Encoding {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        _ => "windows-1252".to_owned(),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}

/// The code page of a font's character set.
pub(super) fn charset(number: i32) -> Option<&'static Encoding> {
    Some(page(match number {
        0 => return None,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    }))
}

/// The language of a Windows language identifier.
pub(super) fn language(number: i32) -> Option<Lang> {
    let code = match number & 0x3ff {
        0x01 => "ar",
        0x04 => "zh",
        0x05 => "cs",
        0x06 => "da",
        0x07 => "de",
        0x08 => "el",
        0x09 if number == 0x809 => "en-GB",
        0x09 => "en",
        0x0a => "es",
        0x0b => "fi",
        0x0c => "fr",
        0x0d => "he",
        0x0e => "hu",
        0x10 => "it",
        0x11 => "ja",
        0x12 => "ko",
        0x13 => "nl",
        0x14 => "nb",
        0x15 => "pl",
        0x16 => "pt",
        0x18 => "ro",
        0x19 => "ru",
        0x1d => "sv",
        0x1f => "tr",
        0x22 => "uk",
        _ => return None,
    };
    code.parse().ok()
}
