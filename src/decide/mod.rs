//! Who writes the marks: what no reader sees, the site's rule, what holds for any page, and comments.

pub(crate) mod choose;
pub(crate) mod comments;
pub(crate) mod ornament;
mod place;
pub(crate) mod site;

use crate::dom::{Dom, NodeId, TextBlocks};
use crate::judge::{Generic, Judgement};
use crate::mark::{Mark, Marks, Reason, Verdict};

pub(crate) use self::place::whole_nodes;

/// Where the layer decides.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'a> {
    /// Everywhere: it finds the article by itself.
    WholePage,
    /// Only inside these elements, which a rule has picked.
    Inside {
        /// The elements.
        content: &'a [NodeId],
        /// How much is cleaned.
        clean: Clean,
    },
}

/// How much the layer cleans inside a rule's container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clean {
    /// What is near certain to be husk.
    Safe,
    /// What is more likely husk than not.
    Full,
}

/// Drops what no reader sees.
pub(crate) fn mark_unseen(found: &[(NodeId, Reason)], marks: &mut Marks) {
    for (id, reason) in found {
        marks.set(*id, Mark { verdict: Verdict::Drop, reason: reason.clone() });
    }
}

/// Marks each text block of the scope, and the elements around them where they agree.
pub(crate) fn mark_generic(
    model: &Generic,
    dom: &Dom,
    texts: &TextBlocks,
    judgement: &Judgement,
    scope: Scope<'_>,
    marks: &mut Marks,
) {
    place::place((dom, texts), judgement, &model.choose, scope, marks);
}
