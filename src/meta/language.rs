//! Language tags: `en_us`, `EN-us` and `en` as BCP 47 writes them.

/// The tag with its parts in their usual case; none if it is no tag.
pub(super) fn read(text: &str) -> Option<String> {
    let text = text.trim().split([',', ';', ' ', '.']).next()?;
    let mut parts = text.split(['-', '_']);
    let language = parts.next().filter(|p| (2..=3).contains(&p.len()) && letters(p))?.to_ascii_lowercase();
    let mut tag = language;
    for part in parts {
        match part.len() {
            2 if letters(part) => tag = format!("{tag}-{}", part.to_ascii_uppercase()),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => tag = format!("{tag}-{part}"),
            4 if letters(part) => {
                tag = format!("{tag}-{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase())
            }
            _ => break,
        }
    }
    Some(tag)
}

fn letters(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphabetic())
}
