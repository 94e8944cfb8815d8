//! How much of a machine one page may use: pages come from strangers, by the million.
//!
//! A limit is counted (bytes, nodes, steps), never timed, so that a page has the same result on every machine. Some
//! limits refuse the page ([`Refused`]); some only change it and leave a note that ends as a warning of the article. What
//! no count foresees is left to the caller, who may hand in a [`StopCheck`].

mod check;
#[cfg(feature = "cpu-time")]
pub mod cpu_time;

pub use check::StopCheck;
pub(crate) use check::{Meter, stoppable};

/// Bytes of an address. No browser of note follows a longer one, and broken markup can repeat it in every paragraph.
pub(crate) const LONGEST_ADDRESS: usize = 2_000;

/// How many nodes more a text counts for.
pub(crate) const TEXT_NODES: usize = 4;

/// The limits on one page. The defaults are far above what people publish and far below what hurts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a page, after decompression: more is refused. The largest page of our corpora has 5 MB.
    pub bytes: usize,
    /// Elements inside one another: deeper ones are flattened, their text stays. The work of the HTML standard's tree
    /// construction grows with the square of the depth (500 KB of `<div>` take seconds), and browsers stop at 512 too.
    pub depth: usize,
    /// Nodes of a page (elements, texts, comments), and apart from them its attributes: more is refused. An unclosed
    /// `<b>` is repeated in every following paragraph, so that a small page can ask for a large tree. A text, as block-level
    /// elements part them, counts for four nodes more: it is measured and judged.
    pub nodes: usize,
    /// Attributes of an element: the ones after them are left out. Finding duplicate names takes work that grows with
    /// the square of their number.
    pub attributes: usize,
    /// Steps of building the tree, each about one comparison with an open element: more is refused. This catches what
    /// the other limits leave of the square of something.
    pub parse_steps: u64,
    /// Steps of the rules' selectors and regexes on one page: more is an error that names the rule.
    pub steps: u64,
    /// Asked every so many steps of any work on a page: where it says so, the page is refused. None by itself: the library
    /// reads no clock.
    pub stop: Option<StopCheck>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 32 << 20,
            depth: 512,
            nodes: 1 << 21,
            attributes: 1024,
            parse_steps: 200_000_000,
            steps: 200_000_000,
            stop: None,
        }
    }
}

setters! { Limits {
    bytes: usize = bytes,
    depth: usize = depth,
    nodes: usize = nodes,
    attributes: usize = attributes,
    parse_steps: u64 = parse_steps,
    steps: u64 = steps,
    stop: StopCheck = Some(stop),
} }

/// A row of the table of limits, from which every face makes its options: one that is a number.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limit {
    /// What it is called: `bytes`, `parse_steps`.
    pub name: &'static str,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
}

impl Limit {
    /// What it is in these limits.
    pub fn of(&self, limits: &Limits) -> u64 {
        (self.get)(limits)
    }

    /// Sets it.
    pub fn set(&self, limits: &mut Limits, most: u64) {
        (self.set)(limits, most);
    }
}

/// Declares the rows: each the name of its field.
macro_rules! limits {
    ($($name:ident)*) => {
        impl Limits {
            /// All of them but the check.
            pub const TABLE: &[Limit] = &[$(Limit {
                name: stringify!($name),
                get: |limits| limits.$name as u64,
                set: |limits, most| limits.$name = most.try_into().unwrap_or(!0),
            },)*];
        }
    };
}

limits! { bytes depth nodes attributes parse_steps steps }

/// Why a page was refused. Broken HTML is never a reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A page larger than [`Limits::bytes`].
    #[error("the page is larger than {limit} bytes")]
    Bytes {
        /// The limit.
        limit: usize,
    },
    /// A page whose tree has more than [`Limits::nodes`] nodes, texts counted in, or attributes.
    #[error("the page's tree has more than {limit} nodes, of which each text counts for five")]
    Nodes {
        /// The limit.
        limit: usize,
    },
    /// A page whose tags are nested so wildly that [`Limits::parse_steps`] do not suffice to build its tree.
    #[error("building the page's tree takes more than {limit} steps")]
    ParseSteps {
        /// The limit.
        limit: u64,
    },
    /// A rule whose selectors and regexes take more than [`Limits::steps`] on the page.
    #[error("the selectors and regexes of {file} take more than {limit} steps, the last of them in {pattern}")]
    RuleSteps {
        /// The limit.
        limit: u64,
        /// The rule file; `dehusk's own rules` where they are not those of a site.
        file: String,
        /// The selector or regex that used the steps up.
        pattern: String,
    },
    /// A page that [`Limits::stop`] stopped.
    #[error("the work on the page was stopped")]
    Stopped,
    /// `%PDF-1.4`, the start of a PNG, random bytes: no text at all.
    #[error("not a page of text: {found}")]
    NotText {
        /// What the bytes look like.
        found: &'static str,
    },
}

impl Refused {
    /// A short name for the reason that no version of dehusk will change.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::Bytes { .. } => "too-many-bytes",
            Refused::Nodes { .. } => "too-many-nodes",
            Refused::ParseSteps { .. } => "too-many-parse-steps",
            Refused::RuleSteps { .. } => "too-many-rule-steps",
            Refused::Stopped => "stopped",
            Refused::NotText { .. } => "not-text",
        }
    }
}

/// What was changed in a page on its way in, without refusing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limited {
    /// Elements deeper than [`Limits::depth`] are gone, their text is not.
    Depth,
    /// An element has its first [`Limits::attributes`] attributes and lost the others.
    Attributes,
    /// `<b>`, `<font>` and their like are gone after some hundred thousand of them, their text is not.
    Formatting,
    /// `<title>A fire at sea` and the whole page behind it, without a `</title>`: it was given an end.
    Unended {
        /// The element, or `comment`, `attribute`.
        what: &'static str,
        /// Where it begins.
        line: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn every_row_of_the_table_sets_its_own_limit_and_no_other() {
        for row in Limits::TABLE {
            let mut limits = Limits::default();
            row.set(&mut limits, 7);
            for other in Limits::TABLE {
                let expected = if other.name == row.name { 7 } else { other.of(&Limits::default()) };
                assert_eq!(other.of(&limits), expected, "{} {}", row.name, other.name);
            }
        }
    }
}
