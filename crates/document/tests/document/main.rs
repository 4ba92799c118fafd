//! Chapters in, trees out; and back.

mod commonmark;
mod dump;
mod generate;
mod golden;
mod html;
mod robust;
mod roundtrip;
