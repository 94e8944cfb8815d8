//! The fields that are short texts, cleaned: what pages state there is often a list, a slogan, or the article itself.

use super::words::FieldWords;

/// A section, the first where several are listed: `Food & Drink, News`; none where it is an address or a paragraph.
pub(super) fn section(text: &str, words: &FieldWords) -> Option<String> {
    let (first, rest) = text.split_once(',').unwrap_or((text, ""));
    let is_one = words.joiners.iter().any(|joiner| rest.contains(joiner.as_str()));
    let section = if is_one && !first.contains('&') { text } else { first };
    name(section, words)
}

/// A tag without its `#`; none where it is a sentence.
pub(super) fn tag<'t>(text: &'t str, words: &FieldWords) -> Option<&'t str> {
    let tag = text.trim().trim_start_matches('#').trim_start();
    (tag.chars().count() <= words.tag_chars && tag.contains(char::is_alphanumeric)).then_some(tag)
}

/// The name of a site, without what copyright lines put around it.
pub(super) fn site(text: &str, words: &FieldWords) -> Option<String> {
    let is_sign = |c: char| c.is_whitespace() || matches!(c, '@' | '©' | ',' | '-' | '–' | ':');
    let mut rest = text.trim_start_matches(is_sign);
    let copyright = rest.get(..words.copyright.len()).is_some_and(|start| start.eq_ignore_ascii_case(&words.copyright));
    if copyright {
        rest = rest[words.copyright.len()..].trim_start_matches(|c| is_sign(c) || c == '(' || c == ')');
        rest = rest.strip_prefix("c)").unwrap_or(rest).trim_start_matches(|c: char| is_sign(c) || c.is_ascii_digit());
    }
    name(rest, words)
}

/// A text that can be a name: no address, no paragraph.
pub(super) fn name(text: &str, words: &FieldWords) -> Option<String> {
    let text = text.trim();
    let is_name = !text.is_empty() && text.chars().count() <= words.name_chars && !text.contains("://");
    is_name.then(|| text.to_owned())
}

/// Whether an address is that of a picture of the article, not of the site's logo: told by the name of its file.
pub(super) fn is_picture(address: &str, words: &FieldWords) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    !words.no_picture.is_match(file)
}
