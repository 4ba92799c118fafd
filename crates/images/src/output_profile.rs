//! Output profiles: what a press makes of its inks, as its printer has measured it (ICC.1:2022).

use std::fmt;
use std::sync::Arc;

use moxcms::{ColorProfile, Layout, ProfileText, RenderingIntent, TransformExecutor, TransformOptions};

use crate::ink::{Inks, Tones, cmyk, over_white};
use crate::raster::{Channels, Raster};

/// The profile of a press, and the way from sRGB to its inks. The inks of a colour, and with them the most ink, are what
/// the tables of the profile say for its perceptual intent.
#[derive(Clone)]
pub struct OutputProfile {
    bytes: Arc<[u8]>,
    inks: Inks,
    name: String,
    /// `None` for a press with black alone, whose greys are those of luminance.
    to_inks: Option<Arc<dyn TransformExecutor<u8> + Send + Sync>>,
}

/// The reason why a file isn't the profile of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputProfileFault {
    /// It is no ICC profile, or a damaged one.
    NotAProfile,
    /// It is that of a screen, a camera or a working space.
    OtherClass,
    /// It has other inks than black, or cyan, magenta, yellow and black.
    OtherInks,
    /// It has no tables from colours to inks.
    NoTables,
}

impl fmt::Display for OutputProfileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAProfile => "it is not an ICC profile, or a damaged one",
            Self::OtherClass => "it is the profile of a screen, a scanner or a colour space, not of a press",
            Self::OtherInks => "it is for other inks than black, or cyan, magenta, yellow and black",
            Self::NoTables => "it has no tables from colours to inks",
        })
    }
}

impl std::error::Error for OutputProfileFault {}

impl fmt::Debug for OutputProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutputProfile").field("name", &self.name).field("inks", &self.inks).finish_non_exhaustive()
    }
}

impl OutputProfile {
    /// Reads the profile of a press.
    ///
    /// # Errors
    /// [`OutputProfileFault`] where it is none.
    pub fn new(bytes: &[u8]) -> Result<Self, OutputProfileFault> {
        use OutputProfileFault as Fault;

        // The header (ICC.1:2022, 7.2): its signature, the class and the colour space.
        let field = |at: usize| bytes.get(at..at + 4).unwrap_or_default();
        if field(36) != b"acsp" {
            return Err(Fault::NotAProfile);
        }
        if field(12) != b"prtr" {
            return Err(Fault::OtherClass);
        }
        let inks = match field(16) {
            b"GRAY" => Inks::Gray,
            b"CMYK" => Inks::Cmyk,
            _ => return Err(Fault::OtherInks),
        };
        let profile = ColorProfile::new_from_slice(bytes).map_err(|_| Fault::NotAProfile)?;
        let name = match &profile.description {
            Some(ProfileText::PlainString(text)) => text.clone(),
            Some(ProfileText::Localizable(texts)) => texts.first().map(|text| text.value.clone()).unwrap_or_default(),
            Some(ProfileText::Description(text)) => text.ascii_string.clone(),
            None => String::new(),
        };
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        let options = TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
        let to_inks = match inks {
            Inks::Gray => None,
            Inks::Cmyk => {
                let screen = ColorProfile::new_srgb();
                // Four channels of eight bits are laid out alike, whatever they are called.
                let transform = screen.create_transform_8bit(Layout::Rgb, &profile, Layout::Rgba, options);
                let transform: Arc<dyn TransformExecutor<u8> + Send + Sync> = transform.map_err(|_| Fault::NoTables)?;
                Some(transform)
            }
        };
        Ok(Self { bytes: bytes.into(), inks, name: name.trim().to_owned(), to_inks })
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The inks of the press.
    pub fn inks(&self) -> Inks {
        self.inks
    }

    /// What the profile calls itself; empty where it doesn't.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Pixels of sRGB in four inks, 255 for all of an ink; `None` for a press with black alone.
    pub(crate) fn separate(&self, pixels: &[u8]) -> Option<Vec<u8>> {
        let mut inks = vec![0; pixels.len() / 3 * 4];
        self.to_inks.as_ref()?.transform(pixels, &mut inks).ok()?;
        Some(inks)
    }
}

/// How colours become ink.
#[derive(Clone, Debug, Default)]
pub struct Separation {
    /// The inks.
    pub inks: Inks,
    /// The profile of the press, if it is known.
    pub profile: Option<Arc<OutputProfile>>,
}

impl Separation {
    /// For inks that are taken to look on paper as the same values look on a screen.
    pub fn of(inks: Inks) -> Self {
        Self { inks, profile: None }
    }

    /// A colour of sRGB in four inks.
    pub fn cmyk(&self, colour: [u8; 3]) -> [u8; 4] {
        let by_profile = self.profile.as_ref().and_then(|profile| profile.separate(&colour));
        match by_profile.as_deref() {
            Some(&[c, m, y, k]) => [c, m, y, k],
            _ => cmyk(colour),
        }
    }
}

/// Pixels of sRGB over white paper as ink. Images of greys are printed with black alone, whatever other inks there are.
pub(crate) fn separate(raster: Raster, separation: &Separation) -> Raster {
    let raster = over_white(raster.into_bytes());
    if raster.channels == Channels::Gray {
        return raster;
    }
    match separation.inks {
        Inks::Gray => {
            let tones = Tones::new();
            let samples = raster.samples.as_chunks().0.iter().map(|pixel| tones.gray(*pixel)).collect();
            Raster { channels: Channels::Gray, samples, ..raster }
        }
        Inks::Cmyk => {
            let raster = raster.gray();
            if raster.channels == Channels::Gray {
                return raster;
            }
            let by_profile = separation.profile.as_ref().and_then(|profile| profile.separate(&raster.samples));
            let samples = by_profile
                .unwrap_or_else(|| raster.samples.as_chunks().0.iter().flat_map(|pixel| cmyk(*pixel)).collect());
            Raster { channels: Channels::Cmyk, samples, ..raster }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::icc::tests::{element, profile};

    /// A `lut8Type` of two points on each of three axes into four inks, given by a function of the corner.
    fn table(inks: impl Fn([u8; 3]) -> [u8; 4]) -> Vec<u8> {
        let mut out = element(b"mft1", &[]);
        out.extend_from_slice(&[3, 4, 2, 0]);
        for place in 0..9 {
            out.extend_from_slice(&(u32::from(place % 4 == 0) << 16).to_be_bytes());
        }
        (0..3).for_each(|_| out.extend(0..=255_u8));
        for corner in 0..8_u8 {
            out.extend_from_slice(&inks([corner >> 2 & 1, corner >> 1 & 1, corner & 1]));
        }
        (0..4).for_each(|_| out.extend(0..=255_u8));
        out
    }

    /// A press whose darkest colour has two hundred per cent of ink.
    pub(crate) fn press() -> Vec<u8> {
        let dark = |[lightness, ..]: [u8; 3]| if lightness == 1 { [0; 4] } else { [128, 64, 64, 254] };
        let to_inks = table(dark);
        let mut bytes = profile(b"CMYK", b"Lab ", &[(b"B2A0", to_inks.clone()), (b"B2A1", to_inks)]);
        bytes[12..16].copy_from_slice(b"prtr");
        bytes
    }

    #[test]
    fn colours_take_the_inks_of_the_profile() {
        let press = OutputProfile::new(&press()).expect("a profile");
        assert_eq!(press.inks(), Inks::Cmyk);
        let separation = Separation { inks: Inks::Cmyk, profile: Some(Arc::new(press)) };
        assert!(separation.cmyk([255; 3]).iter().all(|ink| *ink <= 2), "{:?}", separation.cmyk([255; 3]));
        for (ink, expected) in separation.cmyk([0; 3]).into_iter().zip([128, 64, 64, 254_u8]) {
            assert!(ink.abs_diff(expected) <= 3, "{:?}", separation.cmyk([0; 3]));
        }
        assert_eq!(Separation::of(Inks::Cmyk).cmyk([0; 3]), [0, 0, 0, 255]);
    }

    #[test]
    fn what_is_no_profile_of_a_press_is_refused() {
        let fault = |bytes: &[u8]| OutputProfile::new(bytes).err();
        assert_eq!(fault(b"%PDF-1.7"), Some(OutputProfileFault::NotAProfile));
        let mut screen = press();
        screen[12..16].copy_from_slice(b"mntr");
        assert_eq!(fault(&screen), Some(OutputProfileFault::OtherClass));
        let mut rgb = press();
        rgb[16..20].copy_from_slice(b"RGB ");
        assert_eq!(fault(&rgb), Some(OutputProfileFault::OtherInks));
        for length in [130, 200, 400] {
            assert!(OutputProfile::new(&press()[..length]).is_err(), "{length}");
        }
    }
}
