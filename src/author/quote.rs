//! Text of others in a TOML file that we write.

/// A text of others in a comment: on one line, cut where it is long.
pub(crate) fn comment(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut out: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// A TOML string, in the quotes that need the fewest escapes.
pub(crate) fn string(text: &str) -> String {
    let is_plain = |c: char| !c.is_control();
    match text {
        t if t.chars().all(is_plain) && !t.contains(['"', '\\']) => format!("\"{t}\""),
        t if t.chars().all(is_plain) && !t.contains('\'') => format!("'{t}'"),
        t => toml::Value::String(t.to_owned()).to_string(),
    }
}
