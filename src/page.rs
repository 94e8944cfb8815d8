//! A page as it comes in: nothing about it is decided yet.

use std::borrow::Cow;

/// One saved page and what its keeper knows of it.
///
/// ```
/// use dehusk::Page;
///
/// let page = Page::new(b"<p>Hello").url("https://example.org/hello");
/// assert_eq!(page.url.as_deref(), Some("https://example.org/hello"));
/// // What is a text already is taken as it is, whatever encoding it names.
/// let page = Page::text("<meta charset=koi8-r><p>Grüße");
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Page<'a> {
    /// The page itself.
    pub content: Content<'a>,
    /// The host or name of its site, if the caller insists on one: it goes before all clues.
    pub site: Option<String>,
    /// The address that it was saved from, if known. Without it the page's own clues name the host.
    pub url: Option<String>,
    /// The HTTP header of that name, if known; its `charset` is evidence of the encoding.
    pub content_type: Option<String>,
    /// What the page's file is called, if known: the last clue to its host.
    pub file_name: Option<String>,
}

/// A page itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content<'a> {
    /// As it is stored, in any encoding.
    Bytes(Cow<'a, [u8]>),
    /// Read already: HTML whose characters are known.
    Text(Cow<'a, str>),
}

impl Default for Content<'_> {
    fn default() -> Self {
        Content::Bytes(Cow::default())
    }
}

impl Content<'_> {
    /// Its bytes; those of text are UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Content::Bytes(bytes) => bytes,
            Content::Text(text) => text.as_bytes(),
        }
    }
}

impl<'a> Page<'a> {
    /// A page of which only the bytes are known.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Page { content: Content::Bytes(bytes.into()), ..Page::default() }
    }

    /// A page whose HTML is a text already, so that its encoding is not looked for.
    pub fn text(html: impl Into<Cow<'a, str>>) -> Self {
        Page { content: Content::Text(html.into()), ..Page::default() }
    }

    /// The same page, with the address that it was saved from.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The same page, as one of this site.
    #[must_use]
    pub fn site(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// The same page, with its `Content-Type` header.
    #[must_use]
    pub fn content_type(mut self, value: impl Into<String>) -> Self {
        self.content_type = Some(value.into());
        self
    }

    /// The same page, with the name of its file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }
}
