//! The file that comes of pages set by hand, read back with lopdf and with poppler and qpdf where they are installed.

#[path = "support/sample.rs"]
mod sample;
mod support;

#[test]
fn two_saves_are_alike() {
    let pages = sample::book();
    let fonts = pages.fonts.clone();
    let first = anthology_pdf::write(&pages, &support::options(&fonts)).expect("a file");
    let second = anthology_pdf::write(&pages, &support::options(&fonts)).expect("a file");
    assert_eq!(first, second);
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sample.pdf"), first).expect("a place");
}
