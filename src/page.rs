//! A page as it comes in: nothing about it is decided yet.

/// The bytes of one saved page and what its keeper knows of it.
///
/// ```
/// let page = dehusk::Page::new(b"<p>Hello").url("https://example.org/hello");
/// assert_eq!(page.url.as_deref(), Some("https://example.org/hello"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// The page as stored; any encoding.
    pub bytes: std::borrow::Cow<'a, [u8]>,
    /// The host or name of its site, if the caller insists on one: it goes before all clues.
    pub site: Option<String>,
    /// The address that it was saved from, if known. Without it the page's own clues name the host.
    pub url: Option<String>,
    /// The HTTP header of that name, if known; its `charset` is evidence of the encoding.
    pub content_type: Option<String>,
    /// What the page's file is called, if known: the last clue to its host.
    pub file_name: Option<String>,
}

impl<'a> Page<'a> {
    /// A page of which only the bytes are known.
    pub fn new(bytes: impl Into<std::borrow::Cow<'a, [u8]>>) -> Self {
        Page { bytes: bytes.into(), ..Page::default() }
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
