//! How names, values and texts are written in a selector.

use super::cond::Cond;

/// `.x`, or `[class~="1x"]` where the name cannot stand behind a dot.
pub(crate) fn class(name: &str) -> String {
    if is_ident(name) { format!(".{name}") } else { format!("[class~={}]", quoted(name)) }
}

/// `#x`, or `[id="1x"]` where the name cannot stand behind the sign.
pub(crate) fn id(name: &str) -> String {
    if is_ident(name) { format!("#{name}") } else { format!("[id={}]", quoted(name)) }
}

/// `[href*="/tag/"]`; `operator` may be `=`, `~=`, `^=`, `$=`, `*=`.
pub(crate) fn attribute(name: &str, operator: &str, value: &str) -> String {
    let value = if is_ident(value) { value.to_owned() } else { quoted(value) };
    format!("[{}{operator}{value}]", ident(name))
}

/// A value in double quotes.
pub(crate) fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\{:x} ", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name with whatever cannot stand in one escaped: `xlink\:href`.
pub(super) fn ident(name: &str) -> String {
    name.chars().map(|c| if is_ident_char(c) { c.to_string() } else { format!("\\{c}") }).collect()
}

/// Whether a text can stand as a name without quotes or escapes.
fn is_ident(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = match chars.next() {
        Some('-') => chars.next().is_some_and(|c| is_ident_char(c) && !c.is_ascii_digit()),
        Some(c) => is_ident_char(c) && !c.is_ascii_digit(),
        None => false,
    };
    starts && text.chars().all(is_ident_char)
}

fn is_ident_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
}

/// `:has-text(x)`, in quotes where the bare words could be read as something else.
pub(super) fn has_text(words: &str) -> Cond {
    let is_plain = |c: char| !matches!(c, '"' | '\'' | '(' | ')' | '\\' | '/') && !c.is_control();
    let argument = if words.chars().all(is_plain) && words.trim() == words {
        words.to_owned()
    } else if !words.contains(['"', '\\']) {
        format!("\"{words}\"")
    } else if !words.contains(['\'', '\\']) {
        format!("'{words}'")
    } else {
        return has_match(&regex::escape(words), "");
    };
    Cond::Part(format!(":has-text({argument})"))
}

/// `:has-text(/^x/i)`
pub(super) fn has_match(pattern: &str, flags: &str) -> Cond {
    Cond::Part(format!(":has-text(/{}/{flags})", pattern.replace('/', "\\/")))
}
