//! Writing systems.

/// Writing systems that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Script {
    /// Latin letters and digits.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic, Persian, Urdu, Pashto.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Chinese characters.
    Han,
    /// Japanese syllables.
    Kana,
    /// Korean.
    Hangul,
    /// Thai.
    Thai,
    /// Any other.
    Other,
}

/// The script of one letter.
pub(crate) fn script_of(letter: char) -> Script {
    match u32::from(letter) {
        0..=0x024F | 0x1E00..=0x1EFF => Script::Latin,
        0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
        0x0400..=0x052F | 0x1C80..=0x1C8F | 0xA640..=0xA69F => Script::Cyrillic,
        0x0590..=0x05FF => Script::Hebrew,
        0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF => Script::Arabic,
        0x0E00..=0x0E7F => Script::Thai,
        0x3040..=0x30FF | 0x31F0..=0x31FF => Script::Kana,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF => Script::Han,
        0x20000..=0x3FFFF => Script::Han,
        _ => Script::Other,
    }
}

/// Whether it is a letter, as the standard library says; that looks up long tables beyond ASCII, which
/// names of many scripts would ask for every letter.
pub(crate) fn is_letter(c: char) -> bool {
    is_usual_letter(c) || c.is_alphabetic()
}

/// The same of letters and digits.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    is_usual_letter(c) || c.is_alphanumeric()
}

/// Stretches of letters without a gap.
fn is_usual_letter(c: char) -> bool {
    let eastern = matches!(c, '一'..='龥' | '가'..='힣' | 'ぁ'..='ゖ' | 'ァ'..='ヺ');
    matches!(c, 'a'..='z' | 'A'..='Z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ȳ')
        || matches!(c, 'Ѐ'..='ҁ' | 'ؠ'..='ي' | 'א'..='ת' | 'ก'..='ะ' | 'Σ'..='ϵ')
        || eastern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_letters_are_letters() {
        for c in '\0'..=char::MAX {
            assert!(!is_usual_letter(c) || c.is_alphabetic(), "{c:?}");
        }
    }
}
