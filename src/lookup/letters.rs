//! What is a letter, found fast: the standard library searches for it, character by character, outside of ASCII.

use std::sync::LazyLock;

/// One past the last character of the table: all alphabets of note, and no ideographs.
const END: u32 = 0x3000;

static LETTERS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let is_set = |n: u32| char::from_u32(n).is_some_and(char::is_alphabetic);
    (0..END / 64).map(|word| (0..64).fold(0, |bits, bit| bits | u64::from(is_set(word * 64 + bit)) << bit)).collect()
});

/// What [`char::is_alphabetic`] says.
pub(crate) fn is_letter(c: char) -> bool {
    match u32::from(c) {
        ..0x80 => c.is_ascii_alphabetic(),
        n @ 0x80..END => LETTERS[n as usize / 64] >> (n % 64) & 1 == 1,
        _ => c.is_alphabetic(),
    }
}

/// What [`char::is_alphanumeric`] says.
pub(crate) fn is_letter_or_number(c: char) -> bool {
    is_letter(c) || c.is_numeric()
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_are_those_of_the_standard_library() {
        for c in '\0'..=char::MAX {
            assert_eq!(super::is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(super::is_letter_or_number(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
