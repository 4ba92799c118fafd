//! A form and its masks and tiles as objects of the file (ISO 32000-1, 8.10, 8.7.3 and 11.6.5.2).

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use resvg::usvg;

use super::{Form, Mask, Opacities, Part, Tile};
use crate::gradient;
use crate::images;
use crate::syntax::{milli, name, push_decimal};

impl Form {
    /// Adds it to a document.
    pub(crate) fn add(mut self, document: &mut Document) -> ObjectId {
        let content = std::mem::take(&mut self.content);
        let mut dict = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), milli(self.width), milli(self.height)]
        };
        if self.group {
            dict.set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
        }
        dict.set("Resources", self.resources(document));
        document.add_object(Stream::new(dict, content))
    }

    /// The resource dictionary: everything that the content stream names.
    fn resources(self, document: &mut Document) -> Dictionary {
        let mut resources = Dictionary::new();
        let mut states = Dictionary::new();
        for (index, Opacities { fill, stroke }) in self.opacities.iter().enumerate() {
            let state = dictionary! { "ca" => milli(i64::from(*fill)), "CA" => milli(i64::from(*stroke)) };
            states.set(format!("G{index}"), state);
        }
        for (index, mode) in self.blends.iter().enumerate() {
            states.set(format!("B{index}"), dictionary! { "BM" => name(mode) });
        }
        for (index, mask) in self.masks.into_iter().enumerate() {
            states.set(format!("M{index}"), dictionary! { "SMask" => mask.add(document) });
        }
        if !states.is_empty() {
            resources.set("ExtGState", states);
        }
        let mut patterns = Dictionary::new();
        for (index, (gradient, base)) in self.gradients.iter().enumerate() {
            patterns.set(format!("P{index}"), document.add_object(gradient.pattern(*base)));
        }
        for (index, tile) in self.tiles.into_iter().enumerate() {
            patterns.set(format!("T{index}"), tile.add(document));
        }
        if !patterns.is_empty() {
            resources.set("Pattern", patterns);
        }
        if !self.parts.is_empty() {
            let mut parts = Dictionary::new();
            for (index, part) in self.parts.into_iter().enumerate() {
                let part = match part {
                    Part::Form(form) => form.add(document),
                    Part::Image(image) => images::add(image, document),
                };
                parts.set(format!("X{index}"), Object::Reference(part));
            }
            resources.set("XObject", parts);
        }
        resources
    }
}

impl Tile {
    /// Adds it to a document.
    fn add(self, document: &mut Document) -> ObjectId {
        let Self { mut form, size: [width, height], transform: t } = self;
        let content = std::mem::take(&mut form.content);
        let dict = dictionary! {
            "Type" => "Pattern",
            "PatternType" => 1,
            "PaintType" => 1,
            "TilingType" => 1,
            "BBox" => gradient::reals(&[0.0, 0.0, width, height]),
            "XStep" => gradient::real(width),
            "YStep" => gradient::real(height),
            "Matrix" => gradient::reals(&[t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]),
            "Resources" => form.resources(document)
        };
        document.add_object(Stream::new(dict, content))
    }
}

impl Mask {
    /// Adds it to a document. Gives the dictionary that a graphics state names.
    fn add(self, document: &mut Document) -> Dictionary {
        let (kind, form) = match self {
            Self::Form(form, usvg::MaskType::Luminance) => ("Luminosity", form.add(document)),
            Self::Form(form, usvg::MaskType::Alpha) => ("Alpha", form.add(document)),
            Self::Gradient(gradient, area) => {
                let t = gradient.transform;
                let mut content = Vec::new();
                for n in [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty] {
                    push_decimal(&mut content, (f64::from(n) * 1.0e6).round() as i64, 6);
                    content.push(b' ');
                }
                content.extend_from_slice(b"cm /S0 sh\n");
                let form = dictionary! {
                    "Type" => "XObject",
                    "Subtype" => "Form",
                    "BBox" => gradient::reals(&area),
                    "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" },
                    "Resources" => dictionary! { "Shading" => dictionary! { "S0" => gradient.shading() } }
                };
                ("Luminosity", document.add_object(Stream::new(form, content)))
            }
        };
        dictionary! { "Type" => "Mask", "S" => kind, "G" => Object::Reference(form) }
    }
}
