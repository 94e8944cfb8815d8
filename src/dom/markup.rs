//! How pages write what HTML has no single way for: the rows of `rules/markup.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use html5ever::LocalName;
use html5ever::local_name as tag;
use serde::Deserialize;

use super::names::{is_called, name_words};
use super::{Dom, NodeId};
use crate::lookup::builtin::builtin;
use crate::lookup::words::{NameSet, Words};

/// The rows, as used.
pub(crate) static MARKUP: LazyLock<Markup> = LazyLock::new(|| builtin!("markup"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Markup {
    pub(crate) code: Code,
    pub(crate) image: Image,
    pub(crate) figure: Figure,
    pub(crate) note: Note,
    pub(crate) callout: Callout,
    pub(crate) task: Task,
    pub(crate) embed: Embed,
    pub(crate) formula: Formula,
    pub(crate) ornament: Ornament,
    pub(crate) signs: Signs,
    pub(crate) indices: Indices,
    pub(crate) tex: Tex,
    pub(crate) comment: Comment,
    /// How words are counted in scripts that part none.
    pub(crate) count: Vec<Count>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Count {
    /// The first and the last of each stretch of letters.
    pub(crate) letters: Vec<(char, char)>,
    pub(crate) letters_a_word: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub(crate) language_attributes: Vec<Name>,
    pub(crate) language_classes: Vec<String>,
    pub(crate) highlighters: NameSet,
    pub(crate) languages: NameSet,
    pub(crate) no_language: Vec<String>,
    /// Classes of what holds code one line an element.
    pub(crate) lines: NameSet,
    /// A class of such a holder that tells it with that of its first line.
    pub(crate) fragments: Vec<[String; 2]>,
    /// Classes of cells that hold one line of code each.
    pub(crate) cells: NameSet,
    /// Classes of what stands in code and is none.
    pub(crate) gutters: NameSet,
    /// Classes of what stands in code and is none, whatever it says.
    pub(crate) bars: NameSet,
    /// Classes of what lies above code when a reader points at it.
    pub(crate) overlays: NameSet,
    /// Attributes that a style shows before a line.
    pub(crate) markers: Vec<Name>,
    /// In the style of what is set in lines as a typewriter does.
    pub(crate) fonts: Vec<String>,
    /// Words of the classes of buttons.
    pub(crate) buttons: Words,
    /// What bars and buttons beside code say.
    pub(crate) phrases: NameSet,
    /// Classes of the names of files above code, with what a maker of names has put behind them: `codeBlockTitle_x7`.
    titles: NameSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Image {
    pub(crate) elements: Vec<Name>,
    pub(crate) addresses: Vec<Name>,
    pub(crate) sets: Vec<Name>,
    pub(crate) extensions: Vec<String>,
    pub(crate) counters: Vec<String>,
    /// Classes of pictures of characters.
    pub(crate) smileys: NameSet,
    /// The signs that such a picture stands for.
    pub(crate) smiley_signs: String,
    pub(crate) previews: Words,
}

/// Pictures with their captions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figure {
    /// Classes of what holds a picture and its caption.
    pub(crate) wholes: NameSet,
    /// Classes of captions,
    captions: NameSet,
    /// and words in such classes, beside none that takes this back.
    words: Words,
    unless: Words,
    /// What no caption holds: the `caption` of a product's card has a heading and buttons.
    others: NameSet,
    /// So many bytes of other text stand beside a caption by such a word at most: who took the picture.
    pub(crate) beside: usize,
    /// Words in the names of what holds a picture and a button, a counter or a credit, and words that take this back.
    boxes: Words,
    no_boxes: Words,
    /// So many words stand there at most.
    pub(crate) box_words: f32,
    /// A caption that is written twice has so many letters and digits, at least.
    pub(crate) caption_letters: usize,
    /// What a credit begins with, in front of a colon.
    credits: NameSet,
}

impl Figure {
    /// Whether a class is one of captions by a word in it: `Image-captionText-x7`.
    fn names_caption(&self, class: &str) -> bool {
        let has = |words: &Words| name_words(class).any(|word| words.contains(word));
        let is_whole = || self.wholes.contains(class);
        self.captions.contains(class) || has(&self.words) && !has(&self.unless) && !is_whole()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// Classes of links that refer to a note.
    pub(crate) references: NameSet,
    /// Classes of notes in the line, and of their numbers.
    pub(crate) inline: NameSet,
    pub(crate) marks: NameSet,
    /// Elements that are notes in the line.
    pub(crate) elements: NameSet,
    /// Classes of the numbers of notes below the text.
    pub(crate) labels: NameSet,
    /// Classes of tables that are a note.
    pub(crate) tables: NameSet,
    /// Classes of numbers of pages in the line, which are no text.
    pub(crate) pages: NameSet,
    /// Such a number has so many bytes at most.
    pub(crate) page_bytes: usize,
    /// Classes of numbers in the line that count lines, verses and paragraphs.
    pub(crate) counts: NameSet,
}

/// Boxes that stand out of the text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Callout {
    pub(crate) boxes: Vec<String>,
    pub(crate) kinds: Vec<String>,
    /// Kinds of boxes without such a class that begin with a title.
    pub(crate) headed: NameSet,
    /// Other words for some of the kinds.
    pub(crate) aliases: Vec<(String, String)>,
    /// The element, its classes and the kind of boxes that need no other class.
    pub(crate) alone: Vec<(Name, String, String)>,
    /// Signs at the start of such a box, and the kinds that they stand for.
    pub(crate) signs: Vec<(String, String)>,
    titles: NameSet,
    icons: NameSet,
}

impl Callout {
    /// Whether a class is that of a title.
    pub(crate) fn is_title(&self, class: &str) -> bool {
        is_made_of(&self.titles, class)
    }

    /// Whether a class is that of a sign that shows the kind.
    pub(crate) fn is_icon(&self, class: &str) -> bool {
        is_made_of(&self.icons, class)
    }
}

/// Whether a class is among the names, by itself or with what a maker of names has put behind it: `codeBlockTitle_x7`.
fn is_made_of(names: &NameSet, class: &str) -> bool {
    names.contains(class) || class.split_once('_').is_some_and(|(name, _)| names.contains(name))
}

/// What is ticked off in a list and is no `<input>`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Task {
    /// Classes of boxes that are ticked,
    pub(crate) ticked: NameSet,
    /// and of those that are not.
    pub(crate) open: NameSet,
    /// Classes of lists that are ticked off, or of their items.
    pub(crate) lists: NameSet,
    /// Classes of such lists without boxes,
    pub(crate) boxless: NameSet,
    /// and of those of their items that are ticked.
    pub(crate) done: NameSet,
    /// The attribute in which an editor says of an item what its list is, and what it says there of one with a point, one
    /// that is ticked off, and one that is not.
    pub(crate) attribute: Name,
    pub(crate) bullet: String,
    pub(crate) checked: String,
    pub(crate) unchecked: String,
    /// How the classes of items begin that say how far one is set in.
    pub(crate) indent: String,
    /// Classes of the numbers that stand in the items of a list with numbers.
    pub(crate) numbers: NameSet,
}

/// What other sites show in a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Embed {
    /// Classes of quotes that are posts.
    pub(crate) posts: NameSet,
    pub(crate) post_addresses: Vec<Name>,
    /// Elements that are frames.
    pub(crate) elements: Vec<Name>,
    /// Players by their element, and the kind of what they play.
    pub(crate) media: Vec<(Name, String)>,
    pub(crate) addresses: Vec<Name>,
    /// Attributes of what stands in the place of a frame.
    pub(crate) held: Vec<Name>,
    /// Classes of it.
    pub(crate) waiting: NameSet,
    /// Names of the `<param>` of an `<object>` that have its address.
    pub(crate) params: Vec<String>,
    /// A part of the address, the kind, the page.
    pub(crate) frames: Vec<(String, String, String)>,
    /// The element, the attribute, the kind, the page.
    pub(crate) players: Vec<(Name, Name, String, String)>,
    /// The attribute, one beside it with its value or nothing, the kind, the page.
    pub(crate) facades: Vec<(Name, Name, String, String, String)>,
}

/// MathML as TeX.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tex {
    /// Functions that have a command of their name.
    pub(crate) functions: NameSet,
    /// The command of each `mathvariant`.
    pub(crate) variants: HashMap<String, String>,
    /// The command of what stands above a letter, as TeX.
    pub(crate) accents: HashMap<String, String>,
    /// The same of what stands below.
    pub(crate) unders: HashMap<String, String>,
    /// The command of each `notation` of an `<menclose>`.
    pub(crate) enclosures: HashMap<String, String>,
    pub(crate) characters: HashMap<char, String>,
}

/// The signs around the text of an element.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signs {
    /// Around the reading of a ruby.
    pub(crate) reading: [String; 2],
    /// What stands right behind what it follows: a point, a bracket that closes, the hyphen of a longer word,
    pub(crate) closing: String,
    /// and right in front of what follows it.
    pub(crate) opening: String,
    /// By language the outer and the inner pair.
    pub(crate) quotes: HashMap<String, [String; 4]>,
}

/// What is raised or lowered by its place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indices {
    /// Classes of an upper index above a lower one.
    pub(crate) pairs: NameSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Formula {
    pub(crate) attributes: Vec<Name>,
    pub(crate) mathml_attributes: Vec<Name>,
    pub(crate) elements: NameSet,
    pub(crate) classes: NameSet,
    /// Those of them that tell of a formula on a `<pre>`, too.
    pub(crate) blocks: NameSet,
    pub(crate) wholes: NameSet,
    pub(crate) flat: NameSet,
    pub(crate) pictures: Vec<String>,
    /// What stands before the source in such an address.
    pub(crate) settings: Vec<String>,
    pub(crate) picture_classes: NameSet,
    pub(crate) renderers: Vec<String>,
    pub(crate) renderer_classes: NameSet,
    /// The code, and `display` or `inline`.
    pub(crate) codes: Vec<(String, String)>,
    pub(crate) shown_classes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ornament {
    pub(crate) links: Vec<String>,
    /// What links to the heading say that they stand in.
    pub(crate) heading_links: NameSet,
    pub(crate) classes: NameSet,
    pub(crate) phrases: NameSet,
}

/// What readers' comments are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comment {
    pub(crate) sections: Words,
    pub(crate) items: Words,
    pub(crate) bodies: Words,
    /// What stands in a comment and is no part of its text.
    pub(crate) beside: Vec<String>,
    /// From how many characters on a text of a comment that names no body is what the reader wrote.
    pub(crate) least: usize,
}

impl Code {
    /// Whether a class is that of the name of a file above code.
    pub(crate) fn is_title(&self, class: &str) -> bool {
        is_made_of(&self.titles, class)
    }
}

impl Formula {
    /// The source of a formula in an attribute of an element.
    pub(crate) fn attribute<'d>(&self, dom: &'d Dom, id: NodeId) -> Option<&'d str> {
        let is_known = |name: &LocalName| self.attributes.iter().any(|row| row.0 == *name);
        let has_any = dom.attrs(id).any(|(name, _)| is_known(name));
        self.attributes.iter().filter(|_| has_any).find_map(|row| dom.attr(id, &row.0))
    }

    /// The MathML of a formula in an attribute of an element.
    pub(crate) fn mathml<'d>(&self, dom: &'d Dom, id: NodeId) -> Option<&'d str> {
        let is_known = |name: &LocalName| self.mathml_attributes.iter().any(|row| row.0 == *name);
        dom.attrs(id).find(|(name, _)| is_known(name)).map(|(_, value)| value)
    }

    /// Whether an attribute of an element holds the source of a formula.
    pub(crate) fn is_in_attribute(&self, dom: &Dom, id: NodeId) -> bool {
        let is_known = |rows: &[Name], name: &LocalName| rows.iter().any(|row| row.0 == *name);
        dom.attrs(id).any(|(name, _)| is_known(&self.attributes, name) || is_known(&self.mathml_attributes, name))
    }
}

impl Note {
    /// Whether an element is called a reference to a note: `<a role="doc-noteref">`, `<span class="footnote-ref">`.
    pub(crate) fn is_reference(&self, dom: &Dom, id: NodeId) -> bool {
        dom.attr(id, &tag!("role")) == Some("doc-noteref")
            || dom.classes(id).any(|class| self.references.contains(class))
    }
}

impl Embed {
    /// Whether an element has the class of a post: `twitter-tweet`.
    pub(crate) fn has_class_of_post(&self, dom: &Dom, id: NodeId) -> bool {
        dom.classes(id).any(|class| self.posts.contains(class))
    }
}

impl Markup {
    /// Whether an element is the text below a picture: `<figcaption>`, `<p class="wp-caption-text">`.
    pub(crate) fn is_caption(&self, dom: &Dom, id: NodeId) -> bool {
        let is_called = || {
            dom.attr(id, &tag!("itemprop")) == Some("caption")
                || dom.classes(id).any(|class| self.figure.names_caption(class))
        };
        dom.is(id, &tag!("figcaption")) || is_called() && is_below_picture(dom, id)
    }

    /// Whether an element holds a picture and what it says is a button, a counter or a credit: it is in a `<figure>`, called
    /// after pictures, or what it says begins like a credit.
    pub(crate) fn is_box_of_picture(&self, dom: &Dom, id: NodeId, said: &str) -> bool {
        /// How many nodes are looked at, in it and around it.
        const INSIDE: usize = 32;
        const AROUND: usize = 3;
        let figure = &self.figure;
        let is_called = |node| is_called(dom, node, &figure.boxes) && !is_called(dom, node, &figure.no_boxes);
        let mut around = std::iter::once(id).chain(dom.ancestors(id)).take(AROUND);
        let begins_as_credit =
            || said.split_once(':').is_some_and(|(first, _)| figure.credits.contains(&first.trim().to_lowercase()));
        dom.descendants(id).take(INSIDE).any(|node| dom.is(node, &tag!("img")))
            && (begins_as_credit() || around.any(|node| dom.is(node, &tag!("figure")) || is_called(node)))
    }

    /// Whether an element shows a formula, by its name.
    pub(crate) fn is_formula(&self, dom: &Dom, id: NodeId) -> bool {
        dom.name(id).is_some_and(|name| *name == tag!("math") || self.formula.wholes.contains(name))
            || dom.classes(id).any(|class| self.formula.wholes.contains(class))
            || self.formula.is_in_attribute(dom, id)
    }
}

/// The name of an element or attribute.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(crate) struct Name(pub(crate) LocalName);

impl From<String> for Name {
    fn from(name: String) -> Self {
        Name(LocalName::from(name))
    }
}

/// Whether there is a picture in what is close around an element, and in the element only what captions hold.
fn is_below_picture(dom: &Dom, id: NodeId) -> bool {
    const AROUND: usize = 2;
    const NODES: usize = 64;
    let holds_picture = |node: NodeId| dom.descendants(node).take(NODES).any(|inner| dom.is(inner, &tag!("img")));
    let is_other = |node: NodeId| dom.name(node).is_some_and(|name| MARKUP.figure.others.contains(name));
    !dom.descendants(id).take(NODES).any(is_other) && dom.ancestors(id).take(AROUND).any(holds_picture)
}

#[test]
fn the_built_in_rows_are_read() {
    assert!(!MARKUP.image.elements.is_empty());
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_rows_are_read() {
        let read = toml::from_str::<super::Markup>(include_str!("../../rules/markup.toml"));
        assert!(read.is_ok(), "rules/markup.toml: {}", read.err().map(|error| error.to_string()).unwrap_or_default());
    }
}
