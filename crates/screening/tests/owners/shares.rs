//! Shares as they are written.

use screening::ownership::{Part, Share};

#[test]
fn shares_are_read_and_written() {
    let cases = [
        ("50", "50 %"),
        ("50.0 %", "50 %"),
        ("49.999999999999999999%", "49.999999999999999999 %"),
        ("33,33", "33.33 %"),
        ("25..50 %", "25..50 %"),
        ("25 %..50 %", "25..50 %"),
        ("75-100", ">= 75 %"),
        (">= 25 %", ">= 25 %"),
        ("more than 50%", "> 50 %"),
        ("< 10 %", "< 10 %"),
        ("0..100", "unknown"),
        ("100", "100 %"),
    ];
    for (text, written) in cases {
        let share = Share::read(text).unwrap_or_else(|| panic!("{text} is a share"));
        assert_eq!(share.to_string(), written, "{text}");
    }
    let bad =
        ["", "%", "half", "101", "-5", "50..25", "1e2", "> 100", "50 50", "0.1234567890123456789"];
    for text in bad {
        assert_eq!(Share::read(text), None, "{text}");
    }
}

#[test]
fn ends_that_are_left_out_stay_left_out() {
    let half = Part::HALF;
    let more = Share::read("> 50").unwrap();
    let exactly = Share::read("50").unwrap();
    let less = Share::read("< 50").unwrap();
    assert!(more.surely(half, true) && more.surely(half, false));
    assert!(!exactly.surely(half, true) && exactly.surely(half, false));
    assert!(!less.perhaps_reaches(half, false) && exactly.perhaps_reaches(half, false));
    assert!(!exactly.perhaps_reaches(half, true) && more.perhaps_reaches(half, true));
}
