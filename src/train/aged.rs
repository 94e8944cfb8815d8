//! Pages as sites set them before there were other means: without the elements of HTML 5, without what today's pages state
//! of themselves, and with fewer names. What is learned from such copies, too, does not lean on what comes and goes.

use crate::dom::{Dom, NodeId};

use super::made::MADE;
use super::serialize::{Edit, edited};

/// The HTML of a page as it might have been years ago. Which names it has lost is told by the seed.
pub(super) fn aged(dom: &Dom, seed: u64) -> String {
    edited(dom, &Age { seed })
}

struct Age {
    seed: u64,
}

impl Age {
    /// Whether a class or an id stays, everywhere on the page.
    fn keeps(&self, name: &str) -> bool {
        let hash = super::sample::hash(name) ^ self.seed;
        (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f32 / (1_u64 << 24) as f32 >= MADE.aged.names
    }
}

impl Edit for Age {
    fn is_cut(&self, dom: &Dom, node: NodeId) -> bool {
        let rows = &MADE.aged;
        dom.attrs(node).any(|(name, value)| {
            rows.statements.iter().any(|(of, start)| of == &**name && value.starts_with(start.as_str()))
        })
    }

    fn name<'n>(&self, name: &'n str) -> &'n str
    where
        Self: 'n,
    {
        MADE.aged.elements.get(name).map_or(name, String::as_str)
    }

    fn attribute(&self, name: &str, value: &str) -> Option<String> {
        if MADE.aged.attributes.iter().any(|prefix| name.starts_with(prefix.as_str())) {
            return None;
        }
        if name != "class" && name != "id" {
            return Some(value.to_owned());
        }
        let kept: Vec<&str> = value.split_ascii_whitespace().filter(|name| self.keeps(name)).collect();
        (!kept.is_empty()).then(|| kept.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::of_html;

    #[test]
    fn a_copy_has_its_words_and_none_of_what_came_later() {
        let page = "<head><meta property=og:type content=article><meta name=author content=Ada>\
            <script type=application/ld+json>{}</script></head><article class=story itemprop=articleBody role=main>\
            <h1>Weir</h1><p>The wheel turns.</p></article>";
        let copies: Vec<String> = (0..20).map(|seed| aged(&of_html(page), seed)).collect();
        for copy in &copies {
            assert!(copy.contains("<h1>Weir</h1><p>The wheel turns.</p></div>"), "{copy}");
            assert!(copy.contains("content=\"Ada\""), "{copy}");
            for word in ["og:", "ld+json", "<article", "itemprop", "role"] {
                assert!(!copy.contains(word), "{word}: {copy}");
            }
        }
        let named = copies.iter().filter(|copy| copy.contains("story")).count();
        assert!((1..20).contains(&named), "{named} of 20 have the class");
    }
}
