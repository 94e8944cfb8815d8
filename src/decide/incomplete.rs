//! Half an article: what tells, right below what is kept, that the rest stands elsewhere.

use url::Url;

use crate::article::Rest;
use crate::dom::{Dom, TextBlock, TextBlocks};
use crate::generic::rows::Incomplete;
use crate::mark::{Marks, Reason, Verdict};

/// Where the rest of the article is, and what on the page tells that; none if nothing does. `next` is the address that
/// the page calls the next one.
pub(crate) fn find(
    rows: &Incomplete,
    (dom, texts): (&Dom, &TextBlocks),
    marks: &Marks,
    page: Option<&Url>,
    next: Option<&str>,
) -> Option<(Rest, String)> {
    let is_kept = |block: &TextBlock| marks.of_block(dom, block).verdict == Verdict::Keep;
    let last = (0..texts.len()).rev().find(|&at| is_kept(&texts[at]))?;
    let is_seen = |block: &&TextBlock| !matches!(marks.of_block(dom, block).reason, Reason::Unseen { .. });
    let below = texts.iter().skip(last + 1).filter(is_seen).take(rows.texts);
    let breaks_off = !ends(texts.text(&texts[last]));
    let told = below.filter(|block| texts.text(block).len() <= rows.bytes).find_map(|block| {
        let text = texts.text(block);
        let said = text.to_lowercase();
        let is_link = 2 * block.link_bytes as usize >= text.len();
        let rest = if rows.subscription.iter().any(|row| said.contains(row.as_str())) {
            Rest::Subscription
        } else if rows.next_page.iter().any(|row| said.starts_with(row.as_str())) {
            Rest::NextPage
        } else if is_link && breaks_off && rows.more.iter().any(|row| bare(&said) == row) {
            Rest::OtherPage
        } else {
            return None;
        };
        Some((rest, text.to_owned()))
    });
    let next = || next.filter(|next| page.is_some_and(|page| is_second(page, next)));
    told.or_else(|| next().map(|next| (Rest::NextPage, next.to_owned())))
}

/// Whether a text ends as sentences do.
fn ends(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', ' ']);
    text.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟', ':']) && !text.ends_with("...")
}

/// What a link says, without arrows and dots around it.
fn bare(said: &str) -> &str {
    said.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether an address is that of a page's second part: that of the page with a 2 behind it.
fn is_second(page: &Url, next: &str) -> bool {
    let Ok(next) = page.join(next) else { return false };
    let whole = |url: &Url| format!("{}?{}", url.path().trim_end_matches('/'), url.query().unwrap_or_default());
    let (page_path, next_path) = (whole(page), whole(&next));
    let same = page_path.bytes().zip(next_path.bytes()).take_while(|(a, b)| a == b).count();
    let more = next_path.get(same..).unwrap_or_default();
    let stem = page.path().trim_end_matches('/').rsplit_once('.').map_or(page.path().len(), |(stem, _)| stem.len());
    let digits: String = more.chars().filter(char::is_ascii_digit).collect();
    page.host() == next.host() && page.path() != "/" && same + 1 >= stem && digits == "2" && more.len() <= LONGEST_PART
}

/// The longest end of an address that tells a part, in bytes: `?page=2`, `/page/2/`.
const LONGEST_PART: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_part_has_the_pages_address_and_a_two() {
        let cases = [
            ("https://a.example/news/weir", "https://a.example/news/weir?page=2", true),
            ("https://a.example/news/weir/", "/news/weir/2/", true),
            ("https://a.example/news/weir.html", "weir-2.html", true),
            ("https://a.example/news/weir.html", "weir,2.html", true),
            ("https://a.example/news/weir", "/news/mill-2", false),
            ("https://a.example/news/weir", "https://b.example/news/weir?page=2", false),
            ("https://a.example/", "/page/2", false),
            ("https://a.example/news/weir?page=2", "/news/weir?page=3", false),
        ];
        for (page, next, expected) in cases {
            let page = Url::parse(page).expect("an address");
            assert_eq!(is_second(&page, next), expected, "{page} {next}");
        }
    }

    #[test]
    fn a_text_ends_as_sentences_do() {
        for (text, expected) in
            [("It rains.", true), ("“It rains.”", true), ("It rains…", false), ("It rains...", false), ("It", false)]
        {
            assert_eq!(ends(text), expected, "{text}");
        }
    }
}
