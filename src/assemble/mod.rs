//! From marks to blocks: the article is put together from what the marks keep.
//!
//! One walk in document order. Each text block of the page ([`TextBlocks`]) becomes one paragraph, less the parts of
//! it that are dropped; the elements around it (frames) make of paragraphs the headings, list items, cells and captions
//! that they are. Nothing here decides what is kept, only what it is.

mod address;
mod aside;
mod callout;
mod code;
mod count;
mod cut;
mod each;
mod embed;
mod embedded;
mod formula;
mod frame;
mod heal;
mod language;
mod line;
mod lines;
mod list;
mod mathml;
mod notes;
mod picture;
mod places;
mod signs;
mod table;
mod tex;
mod tidy;
mod title;
mod walk;

pub(crate) use self::count::words;
pub(crate) use self::embedded::Embedded;
pub(crate) use self::title::place_title;

use crate::lookup::pattern::Pattern;
use url::Url;

use crate::blocks::Block;
use crate::dom::{Dom, TextBlocks};
use crate::mark::Marks;
use crate::policy::{Images, Policies};

/// Puts an article together. `marks` are settled; `page` is the page's own address, if known.
pub(crate) fn assemble(
    dom: &Dom,
    texts: &TextBlocks,
    marks: &Marks,
    cuts: &[Pattern],
    policies: &Policies,
    page: Option<&Url>,
) -> Vec<Block> {
    let mut blocks = walk::Walk::new(dom, texts, marks, policies, page).run();
    dom.meter().ask();
    tex::find(&mut blocks, dom);
    cut::cut(&mut blocks, cuts);
    dom.meter().ask();
    tidy::tidy(&mut blocks, policies);
    aside::drop_copies(&mut blocks);
    notes::settle(&mut blocks);
    if policies.images == Images::Link {
        picture::link(&mut blocks);
    }
    blocks
}
