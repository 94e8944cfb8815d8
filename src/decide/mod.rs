//! Who writes the marks: what no reader sees, the site's rule, what holds for any page, and comments.

mod apply;
pub(crate) mod comments;
pub(crate) mod incomplete;
pub(crate) mod ornament;
pub(crate) mod site;
pub(crate) mod threshold;

use std::ops::Range;

use crate::dom::{Dom, NodeId, TextBlocks, Work};
use crate::generic::Generic;
use crate::judge::Scores;
use crate::mark::{Mark, Marks, Reason, RuleKey, Verdict};
use crate::options::Prefer;
use crate::rule::{self, Pick};

pub(crate) use self::apply::whole_nodes;

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

/// What was decided on a page.
#[derive(Debug)]
pub(crate) struct Decision {
    /// Settled.
    pub(crate) marks: Marks,
    /// How sure it is that what is kept is the page's article, from 0 to 1: the F1 to be expected of it, times the
    /// probability that the page has an article at all. What a rule found is taken for one.
    pub(crate) confidence: f32,
    /// Which text blocks the article stands among, where that was looked for: no rule has said where its container is.
    pub(crate) region: Option<Range<usize>>,
    /// Parts that a reader may not want.
    pub(crate) roles: Roles,
}

/// What parts of a page are, where a policy asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// The texts that sum the article up above it.
    pub(crate) leads: Vec<NodeId>,
    /// Those that the rule says belong to pictures.
    pub(crate) captions: Vec<NodeId>,
    /// Those that the rule says are about the article.
    pub(crate) notes: Vec<NodeId>,
    /// What the rule says are comments.
    pub(crate) comments: Vec<NodeId>,
}

impl Roles {
    /// Elements that a rule gives a role; of a byline nobody asks.
    fn add(&mut self, role: RuleKey, found: &[NodeId]) {
        let nodes = match role {
            RuleKey::Lead => &mut self.leads,
            RuleKey::Caption => &mut self.captions,
            RuleKey::Note => &mut self.notes,
            RuleKey::Comments => &mut self.comments,
            _ => return,
        };
        nodes.extend(found);
    }
}

/// Decides on a page by what was picked for it.
pub(crate) fn decide(
    model: &Generic,
    dom: &Dom,
    texts: &TextBlocks,
    scores: &Scores,
    pick: &Pick,
    work: &Work<'_>,
    prefer: Prefer,
) -> Decision {
    let mut marks = Marks::new(dom, Mark { verdict: Verdict::Drop, reason: Reason::Outside });
    mark_unseen(scores.unseen(), &mut marks);
    let mut roles = site::mark(dom, texts, pick, work, &mut marks);
    let (mut article, mut region) = (1.0, None);
    if let Some(scope) = scope(pick) {
        let ornaments = ornament::find(dom, &marks);
        let found = apply::apply((dom, texts), scores, model, (scope, model.prefer.of(prefer)), &ornaments, &mut marks);
        article = found.article;
        region = matches!(scope, Scope::WholePage).then_some(found.blocks);
        ornament::mark(&ornaments, dom, &mut marks);
    }
    let marks = marks.inherit(dom);
    if roles.leads.is_empty() {
        roles.leads = leads(model, dom, texts, scores, &marks);
    }
    let confidence = article * expected_f1(dom, texts, scores, &marks);
    Decision { marks, confidence, region, roles }
}

fn leads(model: &Generic, dom: &Dom, texts: &TextBlocks, scores: &Scores, marks: &Marks) -> Vec<NodeId> {
    let is_kept = |block: usize| marks.of_block(dom, &texts[block]).verdict == Verdict::Keep;
    let blocks = model.parts.leads(dom, &scores.features, is_kept);
    blocks.into_iter().flat_map(|block| whole_nodes(dom, texts[block].nodes.clone())).collect()
}

/// Of what the judge has decided on: what is set aside for itself, such as readers' comments, is neither kept nor missed.
fn expected_f1(dom: &Dom, texts: &TextBlocks, scores: &Scores, marks: &Marks) -> f32 {
    let measures = scores.features.measures.iter();
    let blocks = scores.probability.iter().zip(measures).enumerate().filter_map(|(block, (probability, m))| {
        let mark = marks.of_block(dom, &texts[block]);
        let is_kept = mark.verdict == Verdict::Keep;
        (is_kept || mark.reason.is_judged()).then_some((*probability, m.words, is_kept))
    });
    threshold::expected_f1(blocks)
}

/// Where the generic layer decides beside what was picked.
fn scope(pick: &Pick) -> Option<Scope<'_>> {
    let clean = match pick.clean {
        rule::Clean::None => return None,
        rule::Clean::Safe => Clean::Safe,
        rule::Clean::Full => Clean::Full,
    };
    let content = pick.content.as_slice();
    Some(if content.is_empty() { Scope::WholePage } else { Scope::Inside { content, clean } })
}

/// Drops what no reader sees.
pub(crate) fn mark_unseen(found: &[(NodeId, Reason)], marks: &mut Marks) {
    for (id, reason) in found {
        marks.set(*id, Mark { verdict: Verdict::Drop, reason: reason.clone() });
    }
}
