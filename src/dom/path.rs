//! Where an element stands, in the words of a selector: `article.story p`.

use html5ever::local_name as attr;

use super::{Dom, NodeId};

/// So many elements are told, the innermost ones,
const ELEMENTS: usize = 3;
/// with so many of their classes each,
const CLASSES: usize = 2;
/// and no name of more bytes.
const NAME: usize = 40;

/// The element that holds a node, with the nearest ones around it that are called something. Names with a digit are left
/// out: they tell one element from others of its kind, or this build of a site from the next.
pub(crate) fn element_path(dom: &Dom, node: NodeId) -> String {
    let around = std::iter::once(node).chain(dom.ancestors(node)).filter(|at| dom.is_element(*at));
    let mut told: Vec<String> = Vec::new();
    for (at, element) in around.enumerate() {
        let (name, named) = selector(dom, element);
        if at == 0 || named {
            told.push(name);
        }
        if told.len() == ELEMENTS {
            break;
        }
    }
    told.reverse();
    told.join(" ")
}

/// An element by its name, its id and its classes, and whether it has any of the latter.
fn selector(dom: &Dom, element: NodeId) -> (String, bool) {
    let lasts = |name: &&str| name.len() <= NAME && !name.contains(|c: char| c.is_ascii_digit() || c.is_control());
    let mut told = dom.name(element).map(|name| name.to_string()).unwrap_or_default();
    let bare = told.len();
    told.extend(
        dom.attr(element, &attr!("id"))
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .filter(lasts)
            .map(|id| format!("#{id}")),
    );
    told.extend(dom.classes(element).filter(lasts).take(CLASSES).map(|class| format!(".{class}")));
    let named = told.len() > bare;
    (told, named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::of_html;

    #[test]
    fn an_element_is_told_with_the_named_ones_around_it() {
        let cases = [
            ("<main id=top><div><article class='story wide big'><p>x", "main#top article.story.wide p"),
            ("<div id=post-12 class='c7 entry'><span>x", "div.entry span"),
            ("<p>x", "p"),
        ];
        for (html, expected) in cases {
            let dom = of_html(html);
            let text = dom.ids().find(|id| dom.text(*id) == Some("x")).expect("the text");
            assert_eq!(element_path(&dom, text), expected, "{html}");
        }
    }
}
