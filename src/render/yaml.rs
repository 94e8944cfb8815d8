//! Metadata as YAML. Each text is a string in double quotes, as in JSON, so that no title is a date, a number or markup.

use crate::article::{Capture, Meta, Provenance};

/// What stands above a document: three hyphens, a key a line, three hyphens.
pub(super) fn front_matter(meta: &Meta, provenance: Option<&Provenance>) -> String {
    let one = |value: &Option<String>| value.iter().map(|text| scalar(text)).next();
    let all = |values: &[String]| (!values.is_empty()).then(|| list(values));
    let keys = [
        ("title", one(&meta.title)),
        ("author", all(&meta.authors)),
        ("date", one(&meta.date)),
        ("updated", one(&meta.updated)),
        ("url", one(&meta.url)),
        ("site", one(&meta.site)),
        ("language", one(&meta.language)),
        ("direction", meta.direction.map(|direction| scalar(direction.name()))),
        ("type", meta.page_type.map(|kind| scalar(kind.name()))),
        ("license", one(&meta.license)),
        ("words", meta.words.map(|words| words.to_string())),
        ("tags", all(&meta.tags)),
        ("description", one(&meta.description)),
        ("provenance", provenance.map(origin)),
    ];
    let lines: String =
        keys.into_iter().filter_map(|(key, value)| value.map(|value| format!("{key}: {value}\n"))).collect();
    if lines.is_empty() { lines } else { format!("---\n{lines}---\n") }
}

/// A mapping in one line.
fn origin(provenance: &Provenance) -> String {
    let Provenance { dehusk, rules, capture: Capture { record, digest, captured }, text } = provenance;
    let facts = [
        ("dehusk", Some(dehusk)),
        ("rules", rules.as_ref()),
        ("record", record.as_ref()),
        ("digest", digest.as_ref()),
        ("captured", captured.as_ref()),
        ("text", text.as_ref()),
    ];
    let facts = facts.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", scalar(value?))));
    format!("{{{}}}", facts.collect::<Vec<_>>().join(", "))
}

fn list(values: &[String]) -> String {
    format!("[{}]", values.iter().map(|value| scalar(value)).collect::<Vec<_>>().join(", "))
}

/// A string of JSON is one of YAML, but for what YAML counts as no printable character or as the end of a line.
fn scalar(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a string");
    json.chars().fold(String::with_capacity(json.len()), |mut out, c| {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Direction, PageType};

    #[test]
    fn hostile_values_stay_strings() {
        let meta = Meta {
            title: Some("---\nno: \"yes\" # 'x' \\ \u{85}\u{2028}\u{7f} {{a}} &b *c !d %e @f".to_owned()),
            authors: vec!["Null".to_owned(), "2024-03-14, [x]".to_owned()],
            date: Some("2024-03-14".to_owned()),
            direction: Some(Direction::Rtl),
            page_type: Some(PageType::Thread),
            words: Some(12),
            ..Meta::default()
        };
        let yaml = front_matter(&meta, None);
        let lines: Vec<&str> = yaml.lines().collect();
        assert_eq!(lines[0], "---");
        assert_eq!(lines[1], r#"title: "---\nno: \"yes\" # 'x' \\ \u0085\u2028\u007f {{a}} &b *c !d %e @f""#);
        let known = [
            r#"author: ["Null", "2024-03-14, [x]"]"#,
            r#"date: "2024-03-14""#,
            r#"direction: "rtl""#,
            r#"type: "thread""#,
            "words: 12",
            "---",
        ];
        assert_eq!(lines[2..], known);
        let title: String = serde_json::from_str(lines[1].strip_prefix("title: ").expect("a title")).expect("JSON");
        assert_eq!(Some(title), meta.title);
    }

    #[test]
    fn nothing_known_is_no_front_matter() {
        assert_eq!(front_matter(&Meta::default(), None), "");
    }
}
