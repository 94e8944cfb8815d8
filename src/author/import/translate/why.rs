//! Why an expression became another one, or none.

/// How the selector's meaning differs from the expression's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Note {
    /// `contains(., 'Read more')`
    #[error("text is compared as it is shown, with white space folded")]
    ShownText,
    /// `contains(text(), 'x')`
    #[error("any text directly in the element counts, not only its first piece")]
    OwnText,
    /// `contains(.//a/@href, 'x')`
    #[error("any such node counts, not only the first one")]
    AnyOfSeveral,
    /// `following-sibling::p[1]`
    #[error("of several starting points only one counts")]
    OneOfSeveral,
    /// `normalize-space(@class) = 'x'`
    #[error("the attribute's value is compared with its white space as it is")]
    Spaces,
    /// `contains(concat(' ', @class, ' '), ' x y ')`
    #[error("the names may stand in any order")]
    NameOrder,
    /// `@itemProp`
    #[error("names are in lower case in HTML, so the line selected nothing; it does now")]
    NameCase,
    /// `following-sibling::node()`
    #[error("bare text between elements is not selected")]
    BareText,
    /// `not(node())`
    #[error("comments do not count")]
    Comments,
    /// `//p/text()`
    #[error("all of the element's text is taken, that of elements inside it, too")]
    WholeText,
    /// `//p | //meta/@content`
    #[error("the parts are tried in turn, not in the order of the page")]
    InTurn,
    /// `translate(//time, '.', '-')`
    #[error("characters are not exchanged")]
    NoExchange,
    /// `substring-after(substring-before(//p, '|'), 'by ')`
    #[error("where the text ends is looked for behind its start")]
    EndBehindStart,
    /// `substring-after(//script[@type='application/ld+json'], '"datePublished":"')`
    #[error("the field is read from the page's JSON-LD, wherever it stands in it")]
    JsonLd,
}

/// Why there is no selector for an expression that selects something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// `string-length(@alt) > 20`
    #[error("`{0}()` has no counterpart in selectors")]
    Function(String),
    /// `preceding::p[1]`
    #[error("selectors cannot count in this direction")]
    Position,
    /// `@width > 100`
    #[error("selectors cannot compare numbers")]
    NumberTest,
    /// `@href = @title`
    #[error("selectors cannot compare two parts of the page")]
    TwoNodes,
    /// `[//meta]`
    #[error("a condition on another part of the page has no counterpart in selectors")]
    Elsewhere,
    /// `[(a | b)[2]]`
    #[error("steps such as `:upward()` and `:nth-match()` cannot stand inside a condition")]
    StepInside,
    /// `@*`
    #[error("selectors cannot ask for any attribute")]
    AnyAttribute,
    /// `translate(@class, 'ab', 'xy')`
    #[error("selectors cannot exchange characters in an attribute")]
    Translate,
    /// `//text()/following-sibling::p`
    #[error("selectors cannot start from a piece of text or an attribute")]
    NotAnElement,
    /// `string(//h1)` where elements are asked for
    #[error("this is a text, not nodes of the page")]
    NotNodes,
    /// `"Ada Lovelace"`
    #[error("a fixed text: dehusk only takes what the page says")]
    Constant,
    /// `preceding-sibling::text()[1]`
    #[error("selectors see elements only, no pieces of text")]
    TextNode,
}

/// Why an expression selects nothing on any page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Dead {
    /// `h1`: without a slash in front it asks for the page's root.
    #[error("a path without `/` or `//` in front starts at the document, which holds nothing but `html`")]
    Relative,
    /// `/div`
    #[error("the root of a page is always `html`")]
    Root,
    /// `//og:title`
    #[error("names with a prefix are not known in HTML")]
    Prefix,
    /// `contains(@href='x')`
    #[error("`{0}()` is called with a wrong number of arguments")]
    Arguments(String),
    /// `matches(@href, 'x')`
    #[error("XPath 1.0 has no function `{0}()`")]
    NoFunction(String),
    /// `//p[position() < 1]`
    #[error("its conditions exclude each other")]
    Never,
    /// `//div or //p`
    #[error("it gives no nodes but true or false, a number or a text")]
    NoNodes,
    /// `//comment()`
    #[error("comments are no part of the text")]
    Comment,
}

/// Why there is no selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// The expression means something that selectors cannot say.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The expression never selects anything.
    #[error("it selects nothing: {0}")]
    Dead(#[from] Dead),
}
