#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| anthology_fuzzing::paragraph(data));
