//! Base64, as mails and `data:` addresses have it.

/// Decodes base64; what is none of its letters is passed over. Behind an `=` it begins anew, as where several were put one
/// after the other.
pub(crate) fn from_base64(text: &[u8]) -> Vec<u8> {
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for &letter in text {
        let Some(value) = sextet(letter) else {
            held = if letter == b'=' { 0 } else { held };
            continue;
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

fn sextet(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::from_base64;

    #[test]
    fn what_is_no_letter_of_it_is_passed_over() {
        for (text, decoded) in [
            ("SGVsbG8=", "Hello"),
            ("SGVs\r\nbG8", "Hello"),
            ("====", ""),
            ("S", ""),
            ("SGVs*b\0G8", "Hello"),
            ("SGVsbA==\r\nbyE=", "Hello!"),
        ] {
            assert_eq!(from_base64(text.as_bytes()), decoded.as_bytes(), "{text}");
        }
    }
}
