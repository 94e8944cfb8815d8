//! The smallest changes of a rule that make true what was said of a place, each tried on all pages.

use std::cmp::Reverse;

use html5ever::local_name as tag;
use serde::Serialize;

use super::edit::{self, List};
use super::{Part, Pick, Said, Session, Unteachable};
use crate::author::learn::proof::head;
use crate::author::learn::{Known, selectors, solve};
use crate::author::names::AUTHOR;
use crate::dom::{NodeId, Selector};
use crate::mark::{Reason, RuleKey};
use crate::rule::RuleSet;

/// A change of the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Offer {
    /// What it is, in words: ``drop `.story__more` ``.
    pub line: String,
    /// What it does: `hits 1 place on each of 3 pages, husk on all`.
    pub told: String,
    /// What speaks against it, if something does.
    pub against: Option<String>,
    /// The rule with it.
    pub rule: String,
    /// For each page, the numbers of the nodes that it finds.
    pub hits: Vec<Vec<u32>>,
    /// How many of the things that were said and are not so it makes true.
    pub solves: usize,
}

/// One line that comes or goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edit {
    Add(List, String),
    TakeOut(&'static str, String),
}

/// A change that may be tried.
struct Candidate {
    edit: Edit,
    cost: f64,
}

/// The pages under the rule as it is, and what is known of them.
struct Ground<'s> {
    session: &'s Session,
    rule: &'s str,
    said: &'s [Said],
    rules: RuleSet,
    /// For each page, what was said of each text block.
    told: Vec<Vec<Option<bool>>>,
    kept: Vec<Vec<bool>>,
    undone: Vec<(usize, Pick)>,
}

/// What a change does to the pages, in words of their texts.
#[derive(Default)]
struct Effect {
    /// Words that are right and go, or are husk and come, and the pages where.
    wrong: (usize, Vec<usize>),
    /// Words of which nobody has said anything and that come or go, against what the page had without the rule.
    open: (usize, Vec<usize>),
    /// The largest share of an article that is open.
    doubt: f64,
    /// All words that come or go.
    moved: usize,
}

/// What offers are sorted by, the first difference counts: whether something speaks against it, whether it is doubtful, how
/// many marks it makes true, whether it finds much more than it moves, what its name costs, and how many words it finds.
type Order = (bool, bool, Reverse<usize>, bool, i64, usize);

impl Session {
    /// The changes that make true what was said of a place, the smallest and surest first. `node` is where they are looked
    /// for: the place itself, or an element around or inside it. `said` has the pick.
    ///
    /// # Errors
    /// If something is wrong with the rule, or there is no such place.
    pub fn offers(
        &self,
        rule: &str,
        said: &[Said],
        page: usize,
        node: u32,
        pick: Pick,
    ) -> Result<Vec<Offer>, Unteachable> {
        let known = self.known(page)?;
        let element = known.trial.node(node).map(|node| known.trial.element(node)).ok_or(Unteachable::NoPlace)?;
        known.trial.node(pick.node).ok_or(Unteachable::NoPlace)?;
        let ground = Ground::new(self, rule, said)?;
        let candidates = ground.candidates(page, element, pick)?;
        let tried = candidates.into_iter().take(AUTHOR.teach.tried);
        let tried = tried.filter_map(|candidate| {
            let (order, offer) = ground.try_out(&candidate, (page, pick))?;
            Some((order, candidate.edit.is_compound(), offer))
        });
        let mut tried: Vec<_> = tried.collect();
        tried.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.2.line.cmp(&b.2.line)));
        let mut offers: Vec<Offer> = Vec::new();
        for (_, is_compound, offer) in tried {
            // A name inside another tells nothing where a name alone finds the same.
            let is_told = is_compound && offers.iter().any(|other| other.hits == offer.hits);
            if !is_told && offers.len() < AUTHOR.teach.offered {
                offers.push(offer);
            }
        }
        Ok(offers)
    }

    /// The change that makes true all that was said and is not so, or as much of it as can be, by as few lines as `learn`
    /// finds. None where there is nothing to do or nothing that does it.
    ///
    /// # Errors
    /// If something is wrong with the rule.
    pub fn solve(&self, rule: &str, said: &[Said]) -> Result<Option<Offer>, Unteachable> {
        let ground = Ground::new(self, rule, said)?;
        let before = ground.undone.len();
        if before == 0 {
            return Ok(None);
        }
        let below = self.layers(rule);
        // A page of which all is true teaches nothing: its texts of which nobody has said anything would only hold lines up.
        let is_open = |at: &usize| ground.undone.iter().any(|(page, _)| page == at);
        let truth = |at: usize| Some((at, self.truth(at, said.get(at), &ground.rules)?));
        let truths: Vec<_> = (0..self.pages.len()).filter(is_open).filter_map(truth).collect();
        let told: Vec<_> = truths.iter().map(|(at, truth)| (&self.pages[*at].trial, truth)).collect();
        let mut edits: Vec<Edit> = Vec::new();
        let mut text = rule.to_owned();
        for line in solve(&below, &self.hosts, &told) {
            let edit = Edit::Add(List::Lines(line.key), line.selector);
            let more = edit.apply(&text, &ground.note(&edit)).filter(|more| ground.spoils_nothing(more));
            if let Some(more) = more {
                text = more;
                edits.push(edit);
            }
        }
        // What learning leaves, since it brings next to nothing or has no name, is done one by one.
        for _ in 0..before {
            let ground = Ground::new(self, &text, said)?;
            let Some((more, edit)) = ground.undone.iter().find_map(|it| ground.surest(*it)) else { break };
            text = more;
            edits.push(edit);
        }
        if edits.is_empty() {
            return Ok(None);
        }
        let left = Ground::new(self, &text, said)?.undone.len();
        let line = edits.iter().map(Edit::line).collect::<Vec<_>>().join(", ");
        let mut hits = vec![Vec::new(); self.pages.len()];
        for places in edits.iter().map(|edit| ground.places(edit)) {
            hits.iter_mut().zip(places).for_each(|(all, places)| all.extend(numbers(&places)));
        }
        let told = format!("makes {} of {before} marks true", before - left);
        Ok(Some(Offer { line, told, against: None, rule: text, hits, solves: before - left }))
    }
}

impl<'s> Ground<'s> {
    fn new(session: &'s Session, rule: &'s str, said: &'s [Said]) -> Result<Self, Unteachable> {
        let rules = session.compile(rule)?;
        let (mut kept, mut undone) = (Vec::new(), Vec::new());
        for (at, page) in session.pages.iter().enumerate() {
            let decided = session.decided(page, &rules)?;
            kept.push(page.trial.kept_by(&decided.marks));
            let picks = said.get(at).map_or(&[][..], |said| &said.picks);
            undone.extend(picks.iter().filter(|pick| !session.is_done(page, &decided, **pick)).map(|pick| (at, *pick)));
        }
        let nothing = Said::default();
        let told = |at| session.told(at, said.get(at).unwrap_or(&nothing));
        let told = (0..session.pages.len()).map(told).collect();
        Ok(Ground { session, rule, said, rules, told, kept, undone })
    }

    fn page(&self, page: usize) -> &'s Known {
        &self.session.pages[page]
    }

    /// The changes that may do it, those that cost least first.
    fn candidates(&self, page: usize, element: NodeId, pick: Pick) -> Result<Vec<Candidate>, Unteachable> {
        let mut found = Finder { ground: self, page, candidates: Vec::new() };
        found.mend_own_line(pick)?;
        match (pick.part.key(), pick.part.fact()) {
            (_, Some(fact)) => found.fact(fact, element),
            (Some(key @ (RuleKey::Drop | RuleKey::Keep | RuleKey::Comments)), _) => found.lines(key, element),
            (Some(key), _) => found.role(key, element),
            _ => {}
        }
        if pick.part == Part::Article {
            found.content(element);
        }
        let mut candidates = found.candidates;
        candidates.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.edit.cmp(&b.edit)));
        candidates.dedup_by(|a, b| a.edit == b.edit);
        Ok(candidates)
    }

    /// The surest change that makes a pick true and that nothing speaks against, with the rule that it makes.
    fn surest(&self, (page, pick): (usize, Pick)) -> Option<(String, Edit)> {
        let trial = &self.page(page).trial;
        let candidates = self.candidates(page, trial.element(trial.node(pick.node)?), pick).ok()?;
        let tried = candidates.into_iter().take(AUTHOR.teach.tried);
        let tried = tried.filter_map(|candidate| Some((self.try_out(&candidate, (page, pick))?, candidate.edit)));
        let ((_, offer), edit) = tried.min_by(|a, b| a.0.0.cmp(&b.0.0))?;
        offer.against.is_none().then_some((offer.rule, edit))
    }

    /// Tries a change; what it is sorted by, and what is to be told of it. None if it does not make the pick true.
    fn try_out(&self, candidate: &Candidate, (page, pick): (usize, Pick)) -> Option<(Order, Offer)> {
        let places = self.places(&candidate.edit);
        let rule = candidate.edit.apply(self.rule, &self.note(&candidate.edit))?;
        let rules = self.session.compile(&rule).ok()?;
        let decided = self.session.decided(self.page(page), &rules).ok()?;
        if !self.session.is_done(self.page(page), &decided, pick) {
            return None;
        }
        let (effect, undone) = self.effect(&rules)?;
        let solves = self.undone.iter().filter(|it| !undone.contains(it)).count();
        let spoiled = undone.iter().filter(|it| !self.undone.contains(it)).count();
        let against = self.against(&effect, spoiled);
        let is_doubtful = effect.doubt > AUTHOR.teach.doubt;
        let found = self.words_in(&places);
        let is_broad = found as f64 > AUTHOR.teach.broad * effect.moved as f64;
        let cost = (candidate.cost * 1e6) as i64;
        let hits = places.iter().map(|places| numbers(places)).collect();
        let (line, told) = (candidate.edit.line(), self.what_it_does(&candidate.edit, &places, &effect));
        let offer = Offer { line, told, against, rule, hits, solves };
        let order = (offer.against.is_some(), is_doubtful, Reverse(solves), is_broad, cost, found);
        Some((order, offer))
    }

    /// What rules do to the pages, and what was said and is not so under them.
    fn effect(&self, rules: &RuleSet) -> Option<(Effect, Vec<(usize, Pick)>)> {
        let (mut effect, mut undone) = (Effect::default(), Vec::new());
        for (at, page) in self.session.pages.iter().enumerate() {
            let decided = self.session.decided(page, rules).ok()?;
            let picks = self.said.get(at).map_or(&[][..], |said| &said.picks);
            let is_undone = |pick: &&Pick| !self.session.is_done(page, &decided, **pick);
            undone.extend(picks.iter().filter(is_undone).map(|pick| (at, *pick)));
            let (kept, without) = (page.trial.kept_by(&decided.marks), &self.session.without[at].kept);
            let words = |block: usize| page.trial.texts.text(&page.trial.texts[block]).split_whitespace().count();
            let (mut wrong, mut open) = (0, 0);
            for block in
                (0..kept.len()).filter(|block| kept[*block] != self.kept[at][*block] && page.trial.chars[*block] > 0)
            {
                effect.moved += words(block);
                match self.told[at][block] {
                    Some(is_right) if is_right != kept[block] => wrong += words(block),
                    None if without[block] != kept[block] => open += words(block),
                    _ => {}
                }
            }
            for (count, (all, pages)) in [(wrong, &mut effect.wrong), (open, &mut effect.open)] {
                *all += count;
                pages.extend((count > 0).then_some(at));
            }
            let all: usize = (0..kept.len()).filter(|block| without[*block]).map(words).sum();
            effect.doubt = effect.doubt.max(open as f64 / all.max(1) as f64);
        }
        Some((effect, undone))
    }

    /// What speaks against a change.
    fn against(&self, effect: &Effect, spoiled: usize) -> Option<String> {
        let (words, pages) = &effect.wrong;
        let mut told: Vec<String> = Vec::new();
        if *words > 0 {
            let shown = pages.iter().map(|at| self.page(*at).shown.as_str()).collect::<Vec<_>>().join(", ");
            told.push(format!("{} against what you said of {shown}", counted(*words, "word")));
        }
        if spoiled > 0 {
            told.push(format!("{} that is true now would not be", counted(spoiled, "mark")));
        }
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// Whether a rule takes nothing and brings nothing against what was said.
    fn spoils_nothing(&self, rule: &str) -> bool {
        let effect = self.session.compile(rule).ok().and_then(|rules| self.effect(&rules));
        effect.is_some_and(|(effect, undone)| effect.wrong.0 == 0 && undone.iter().all(|it| self.undone.contains(it)))
    }

    /// What a change does, in words.
    fn what_it_does(&self, edit: &Edit, places: &[Vec<NodeId>], effect: &Effect) -> String {
        let hit: Vec<usize> = places.iter().map(Vec::len).filter(|count| *count > 0).collect();
        let (all, total) = (self.session.pages.len(), hit.iter().sum::<usize>());
        let verb = if matches!(edit, Edit::Add(..)) { "hits" } else { "it hit" };
        let pages = match hit.first() {
            None => format!("{verb} nothing"),
            Some(_) if all == 1 => format!("{verb} {}", counted(total, "place")),
            Some(first) if hit.len() == all && hit.iter().all(|count| count == first) => {
                format!("{verb} {} on each of {all} pages", counted(*first, "place"))
            }
            Some(_) => format!("{verb} {} on {} of {all} pages", counted(total, "place"), hit.len()),
        };
        let (words, open) = &effect.open;
        let what = match edit {
            Edit::Add(List::Lines("drop" | "drop_text" | "comments"), _) => ("husk", "takes"),
            Edit::Add(List::Lines(_), _) | Edit::TakeOut(..) => ("article", "moves"),
            Edit::Add(List::Meta(_), _) => return pages,
        };
        match open.len() {
            0 if effect.wrong.0 > 0 => pages,
            0 => format!("{pages}, {} on all", what.0),
            count => {
                let (words, count) = (counted(*words, "word"), counted(count, "page"));
                format!("{pages}, {} {words} on {count} of which you have said nothing", what.1)
            }
        }
    }

    /// What a line finds on each page.
    fn places(&self, edit: &Edit) -> Vec<Vec<NodeId>> {
        let (Edit::Add(List::Lines(key), value) | Edit::TakeOut(key, value)) = edit else {
            let Edit::Add(_, value) = edit else { return Vec::new() };
            return self.found(value.split('@').next().unwrap_or_default());
        };
        if *key != RuleKey::DropText.name() {
            return self.found(value);
        }
        let pattern = regex::Regex::new(value).ok();
        let of = |page: &Known| {
            let texts = page.trial.texts.iter();
            let matching =
                texts.filter(|block| pattern.as_ref().is_some_and(|it| it.is_match(page.trial.texts.text(block))));
            matching.map(|block| block.nodes.start).collect()
        };
        self.session.pages.iter().map(of).collect()
    }

    /// How many words stand in what a line finds, on all pages.
    fn words_in(&self, places: &[Vec<NodeId>]) -> usize {
        let of_page = |(page, places): (&Known, &Vec<NodeId>)| {
            let trial = &page.trial;
            let mut blocks: Vec<usize> = places.iter().flat_map(|node| trial.blocks_at(*node)).collect();
            blocks.sort_unstable();
            blocks.dedup();
            let words = |block: &usize| trial.texts.text(&trial.texts[*block]).split_whitespace().count();
            blocks.iter().map(words).sum::<usize>()
        };
        self.session.pages.iter().zip(places).map(of_page).sum()
    }

    fn found(&self, selector: &str) -> Vec<Vec<NodeId>> {
        let selector = Selector::parse(selector).ok();
        let of =
            |page: &Known| selector.as_ref().map(|it| it.select(NodeId::ROOT, &page.trial.work())).unwrap_or_default();
        self.session.pages.iter().map(of).collect()
    }

    /// What stands behind a line in the rule: how many pages it finds something on, and how that begins.
    fn note(&self, edit: &Edit) -> String {
        let places = self.places(edit);
        let first = places.iter().enumerate().find_map(|(at, places)| Some((at, *places.first()?)));
        let Some((at, node)) = first else { return String::new() };
        let trial = &self.page(at).trial;
        let text =
            trial.blocks_at(node).first().map(|block| trial.texts.text(&trial.texts[*block])).unwrap_or_default();
        let text = head(text.split_whitespace(), AUTHOR.learn.quoted).join(" ");
        format!("{}: {text}", counted(places.iter().filter(|places| !places.is_empty()).count(), "page"))
    }
}

impl Edit {
    /// The rule with it.
    fn apply(&self, rule: &str, note: &str) -> Option<String> {
        match self {
            Edit::Add(list, value) => edit::add(rule, *list, value, note),
            Edit::TakeOut(key, value) => edit::take_out(rule, key, value),
        }
    }

    /// Whether it names something inside something else.
    fn is_compound(&self) -> bool {
        matches!(self, Edit::Add(list, value) if *list != List::Lines(RuleKey::DropText.name()) && value.contains(' '))
    }

    fn line(&self) -> String {
        match self {
            Edit::Add(List::Lines(key), value) => format!("{key} `{value}`"),
            Edit::Add(List::Meta(key), value) => format!("{key} from `{value}`"),
            Edit::TakeOut(key, value) => format!("no {key} `{value}` any more"),
        }
    }
}

/// Collects candidates.
struct Finder<'f, 's> {
    ground: &'f Ground<'s>,
    page: usize,
    candidates: Vec<Candidate>,
}

impl Finder<'_, '_> {
    fn push(&mut self, list: List, value: String, cost: f64) {
        self.candidates.push(Candidate { edit: Edit::Add(list, value), cost });
    }

    fn known(&self) -> &Known {
        self.ground.page(self.page)
    }

    /// A line of the rule itself that says the contrary is taken out.
    fn mend_own_line(&mut self, pick: Pick) -> Result<(), Unteachable> {
        let (known, session) = (self.known(), self.ground.session);
        let Some(node) = known.trial.node(pick.node) else { return Ok(()) };
        let decided = session.decided(known, &self.ground.rules)?;
        let mark = decided.marks.of(&known.trial.dom, node);
        if let Reason::Rule { file, key, pattern, .. } = &mark.reason
            && **file == *session.file
        {
            self.candidates.push(Candidate { edit: Edit::TakeOut(key.name(), pattern.to_string()), cost: 0.0 });
        }
        Ok(())
    }

    /// Lines that name the element, or one around it that holds nothing of the other kind.
    fn lines(&mut self, key: RuleKey, element: NodeId) {
        let trial = &self.known().trial;
        let is_kept = key == RuleKey::Keep;
        let truth = self.ground.session.truth(self.page, self.ground.said.get(self.page), &self.ground.rules);
        let is_other = |block: usize| truth.as_ref().is_some_and(|truth| truth.is_right[block] == Some(!is_kept));
        let around = trial.dom.ancestors(element).take_while(|node| !trial.blocks_in(*node).any(is_other));
        let elements: Vec<NodeId> = std::iter::once(element).chain(around).collect();
        let mut named: Vec<(String, f64)> = Vec::new();
        for element in &elements {
            named.extend(selectors(trial, *element));
            named.extend(self.by_place(*element));
        }
        let words = (!is_kept && trial.blocks_in(element).len() == 1).then(|| self.by_words(element)).flatten();
        named.into_iter().for_each(|(selector, cost)| self.push(List::Lines(key.name()), selector, cost));
        if let Some(pattern) = words.filter(|_| key == RuleKey::Drop) {
            self.push(List::Lines(RuleKey::DropText.name()), pattern, AUTHOR.teach.by_words);
        }
    }

    /// Lines that give a role to the element, or to one around it that has no other text.
    fn role(&mut self, key: RuleKey, element: NodeId) {
        for (selector, cost) in self.same_text(element) {
            self.push(List::Lines(key.name()), selector, cost);
        }
    }

    /// Places of a fact.
    fn fact(&mut self, fact: &'static str, element: NodeId) {
        let dom = &self.known().trial.dom;
        let machine = |node: NodeId| dom.attr(node, &tag!("datetime")).is_some();
        let stated = dom.subtree(element).find(|node| machine(*node)).filter(|_| fact == "date").unwrap_or(element);
        let attribute = if fact == "date" && machine(stated) { "@datetime" } else { "" };
        let mut named = self.same_text(stated);
        // A fact is asked once: the first of such an element on the page is it.
        let name = dom.name(stated).filter(|name| [tag!("h1"), tag!("time")].contains(name));
        named.extend(name.map(|name| (name.to_string(), AUTHOR.teach.by_place)));
        for (selector, cost) in named {
            self.push(List::Meta(fact), format!("{selector}{attribute}"), cost);
        }
    }

    /// Containers around the element, where the rule names none yet.
    fn content(&mut self, element: NodeId) {
        const AROUND: usize = 4;
        let trial = &self.known().trial;
        let has_content = trial.pick(&self.ground.rules).found_by.is_some();
        let around: Vec<NodeId> = std::iter::once(element).chain(trial.dom.ancestors(element)).collect();
        let is_large = |node: &&NodeId| trial.blocks_in(**node).len() > 1;
        let named: Vec<(String, f64)> =
            around.iter().filter(is_large).take(AROUND).flat_map(|node| selectors(trial, *node)).collect();
        for (selector, cost) in named.into_iter().filter(|_| !has_content) {
            self.push(List::Lines(RuleKey::Content.name()), selector, cost + AUTHOR.teach.by_place);
        }
    }

    /// The names of the element, and of those around it that have the same text.
    fn same_text(&self, element: NodeId) -> Vec<(String, f64)> {
        let trial = &self.known().trial;
        let own = trial.blocks_at(element);
        let around = trial.dom.ancestors(element).take_while(|node| trial.blocks_at(*node) == own);
        let elements: Vec<NodeId> = std::iter::once(element).chain(around).collect();
        elements.into_iter().flat_map(|node| selectors(trial, node)).collect()
    }

    /// The element as the first or the last one in one that has a name.
    fn by_place(&self, element: NodeId) -> Vec<(String, f64)> {
        let trial = &self.known().trial;
        let dom = &trial.dom;
        let (Some(parent), Some(name)) = (dom.parent(element), dom.name(element)) else { return Vec::new() };
        let mut beside = dom.children(parent).filter(|node| dom.is_element(*node));
        let (first, last) = (beside.next(), dom.children(parent).filter(|node| dom.is_element(*node)).last());
        if first == last {
            return Vec::new();
        }
        let place = [(first, "first-child"), (last, "last-child")].into_iter().find(|(at, _)| *at == Some(element));
        let Some((_, place)) = place else { return Vec::new() };
        let inside = selectors(trial, parent).into_iter().filter(|(selector, _)| !selector.contains(' ')).take(2);
        inside.map(|(outer, cost)| (format!("{outer} > {name}:{place}"), cost + AUTHOR.teach.by_place)).collect()
    }

    /// The text of the element as a regex, where it is short.
    fn by_words(&self, element: NodeId) -> Option<String> {
        let trial = &self.known().trial;
        let block = *trial.blocks_at(element).first()?;
        let text = trial.texts.text(&trial.texts[block]);
        let is_short = text.chars().count() <= AUTHOR.teach.worded && !text.contains('\n');
        is_short.then(|| format!("^{}$", regex::escape(text)))
    }
}

fn numbers(nodes: &[NodeId]) -> Vec<u32> {
    nodes.iter().map(|node| node.index() as u32).collect()
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
