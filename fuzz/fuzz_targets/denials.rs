//! A register of denials, compared with one transfer that shares its words: a register may hold a
//! transfer back, never release it.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use portcullis::doors::{self, Determined};

const TRANSFER: &str = r#"{"id": "t", "as_of": "2025-03-03", "from": "DE", "destination": "IN",
    "parties": [{"role": "end_user", "name": "Northern Composite Works", "country": "IN"}],
    "items": [{"article": "filament_winding_machine", "description": "winding machine"}]}"#;

static ALONE: LazyLock<Determined> =
    LazyLock::new(|| doors::register("", TRANSFER).expect("the transfer is sound").1);

fuzz_target!(|text: &str| {
    let Ok((read, done)) = doors::register(text, TRANSFER) else { return };
    assert!(read <= text.lines().count());
    assert!(done.floor <= done.ceiling, "{done:?}");
    assert!(done.ceiling >= ALONE.floor, "{done:?}");
});
