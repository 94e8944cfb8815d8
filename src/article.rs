//! What comes out: the article with its metadata and the story of how it was found.

use std::fmt;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::blocks::Block;
use crate::limits::Limited;

/// An article, taken out of its page. Plain data: it holds no part of the page.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Article {
    /// Who wrote it, when, under which title.
    pub meta: Meta,
    /// The text, in reading order.
    pub blocks: Vec<Block>,
    /// What readers wrote below it, in reading order, where a policy asks for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Block>,
    /// Which rules found it.
    pub state: State,
    /// How sure dehusk is that this is the page's article, whole and nothing else, from 0 to 1: the F1 to be expected of
    /// it, times the probability that the page has an article at all. 0 where none was found.
    pub confidence: f32,
    /// The name of the site rule that was used, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What a careful reader should know of this result.
    pub warnings: Vec<Warning>,
    /// By what it was made and from what, where the caller put that in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

/// By what an article was made, and from what. The library fills none of it in: it knows neither files nor hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Provenance {
    /// The version of dehusk.
    pub dehusk: String,
    /// A hash of the rules of sites in force, those that ship included; none where no rules are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// What the page was captured as.
    #[serde(flatten)]
    pub capture: Capture,
    /// A hash of the article's text, by which doubles are found: `sha256:` and 64 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

setters! { Provenance {
    dehusk: String = dehusk,
    rules: Option<String> = rules,
    capture: Capture = capture,
    text: Option<String> = text,
} }

/// What a WARC file tells of the capture of a page, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Capture {
    /// `WARC-Record-ID`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// `WARC-Payload-Digest`, else `WARC-Block-Digest`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// `WARC-Date`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
}

setters! { Capture {
    record: Option<String> = record,
    digest: Option<String> = digest,
    captured: Option<String> = captured,
} }

/// The metadata of a page, cleaned. What the page does not say is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Meta {
    /// The address that the page was saved from or names as its canonical one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headline, without the site's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The authors' names, without "By" or a role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published: RFC 3339, a full date where the page gives no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// When it was last changed, like `date`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The language as a BCP 47 tag (`en`, `pt-BR`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// To which side the text runs: what the page says, else what its language is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The name of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The section of the site that the article stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The tags or keywords that the page gives its article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The summary for search engines and previews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address of the lead image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The address that the page itself says is the right one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// Under which license the article may be used: the address of its terms, else its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// What the page says that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_type: Option<PageType>,
    /// How many words the article has, comments not counted. In scripts that part no words each Chinese character and
    /// each kana is one, and so are five letters of Thai, Lao, Burmese or Khmer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<usize>,
}

/// To which side text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left: Arabic, Hebrew.
    Rtl,
}

impl Direction {
    /// As the attribute `dir` of HTML has it.
    pub fn name(self) -> &'static str {
        ["ltr", "rtl"][self as usize]
    }
}

/// What a page is, by its own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageType {
    /// A piece of news, a post, an entry, a recipe.
    Article,
    /// Posts of several people under one subject: a forum's thread, a question and its answers.
    Thread,
    /// A thing that is for sale.
    Product,
    /// Links to pages of one kind: a section, a tag, what a search found.
    Listing,
    /// A film with what is said of it.
    Video,
    /// A song, an episode.
    Audio,
    /// A person, a company, an account.
    Profile,
    /// Something that takes place.
    Event,
    /// An offer of work.
    Job,
}

impl PageType {
    /// All of them, in the order of the variants.
    pub const ALL: [PageType; 9] = [
        PageType::Article,
        PageType::Thread,
        PageType::Product,
        PageType::Listing,
        PageType::Video,
        PageType::Audio,
        PageType::Profile,
        PageType::Event,
        PageType::Job,
    ];

    /// The name in the output and in the rows of `rules/generic.toml`.
    pub fn name(self) -> &'static str {
        ["article", "thread", "product", "listing", "video", "audio", "profile", "event", "job"][self as usize]
    }
}

/// Which rules found an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum State {
    /// A site rule matched.
    Rule,
    /// The site has a rule, but its `content` found nothing, or hardly anything of it is left: the generic layer stepped
    /// in.
    RuleMissed,
    /// The site has no rule.
    Generic,
    /// The visible page has no article, or the site's rule wants no other: what its structured data have as `articleBody`
    /// was taken.
    Embedded,
}

impl State {
    /// All of them, in the order of the variants.
    pub const ALL: [State; 4] = [State::Rule, State::RuleMissed, State::Generic, State::Embedded];

    /// The name in the output; what it means stands in [`CODES`](crate::CODES).
    pub fn name(self) -> &'static str {
        ["rule", "rule-missed", "generic", "embedded"][self as usize]
    }
}

/// Something about a result that a careful reader should know. Each has a stable code.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Warning {
    /// The rule's text differs wildly in length from what the generic layer would keep. Nothing is overridden.
    LengthDiffers {
        /// Characters of text that the rule kept.
        rule_chars: usize,
        /// Characters of text that the generic layer alone would have kept.
        generic_chars: usize,
    },
    /// The site's rule kept nothing, or a tenth of what the generic layer keeps by itself at most: the site has changed,
    /// and the text is the generic layer's.
    RuleTooShort {
        /// Characters of text that the rule kept.
        rule_chars: usize,
        /// Characters of text that the generic layer keeps.
        generic_chars: usize,
    },
    /// No text was found: an empty page, one built by script, or no article on it.
    NoArticle,
    /// The visible page has no article: the text is what its structured data (JSON-LD) have as the article's.
    EmbeddedText,
    /// The page has a part of the article alone.
    Incomplete {
        /// Where the rest is.
        rest: Rest,
        /// The text or the address on the page that tells it.
        told: String,
    },
    /// A limit changed the page on its way in, without refusing it.
    Limited {
        /// Which limit, by its stable name: `depth`, `attributes`.
        limit: Cow<'static, str>,
    },
    /// Something on the page has no end, so that all that follows would be none of it: a hole in the stored bytes. It
    /// was given an end.
    Unended {
        /// The name of an element, `comment` or `attribute`.
        what: Cow<'static, str>,
        /// The line of the page that it begins in, from 1 on.
        line: usize,
    },
}

/// Where the rest of an article is that a page has a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rest {
    /// Behind a subscription or a login.
    Subscription,
    /// On the next page of several.
    NextPage,
    /// On another page, to which a link leads.
    OtherPage,
}

impl Rest {
    fn in_words(self) -> &'static str {
        match self {
            Rest::Subscription => "for subscribers",
            Rest::NextPage => "on the next page",
            Rest::OtherPage => "on another page",
        }
    }
}

impl Warning {
    /// A short name that no version of dehusk will change; what it means stands in [`CODES`](crate::CODES).
    pub fn code(&self) -> &'static str {
        match self {
            Warning::LengthDiffers { .. } => "length-differs",
            Warning::RuleTooShort { .. } => "rule-too-short",
            Warning::NoArticle => "no-article",
            Warning::EmbeddedText => "embedded-text",
            Warning::Incomplete { .. } => "incomplete",
            Warning::Limited { .. } => "limited",
            Warning::Unended { .. } => "unended",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::LengthDiffers { rule_chars, generic_chars } => write!(
                f,
                "the rule keeps {rule_chars} characters where the generic layer by itself would keep {generic_chars}"
            ),
            Warning::RuleTooShort { rule_chars, generic_chars } => write!(
                f,
                "the site's rule keeps {rule_chars} characters, the generic layer {generic_chars}: the rule has missed the \
                 article, and the text is the generic layer's"
            ),
            Warning::NoArticle => f.write_str("no text was found: the page is empty, built by a script, or no article"),
            Warning::EmbeddedText => {
                f.write_str("the text is the articleBody of the page's JSON-LD, which no reader sees")
            }
            Warning::Incomplete { rest, told } => {
                let told = told.chars().take(TOLD).collect::<String>();
                write!(f, "this is a part of the article, the rest is {}: {told:?}", rest.in_words())
            }
            Warning::Limited { limit } => write!(f, "a limit changed the page on its way in: {limit}"),
            Warning::Unended { what, line } => {
                write!(f, "the {what} that begins in line {line} of the page has no end: it was given one")
            }
        }
    }
}

/// So many characters of the page's text stand in a message.
const TOLD: usize = 80;

impl From<Limited> for Warning {
    fn from(limited: Limited) -> Warning {
        let limit = match limited {
            Limited::Depth => "depth",
            Limited::Attributes => "attributes",
            Limited::Formatting => "formatting",
            Limited::Unended { what, line } => return Warning::Unended { what: what.into(), line },
        };
        Warning::Limited { limit: limit.into() }
    }
}
