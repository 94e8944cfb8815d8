//! Addresses of links and pictures: absolute where the page's own is known, and of a harmless kind.

use url::{ParseError, Url};

use crate::dom::{Dom, base, is_base};
use crate::limits::LONGEST_ADDRESS;

/// What all addresses of a page together may take: a long base and many short links to it would fill the memory.
const ALL: usize = 16 << 20;

/// What all pictures in addresses may take, together.
const PICTURES: usize = 32 << 20;

/// What a page's addresses are relative to.
#[derive(Debug)]
pub(super) struct Addresses {
    base: Option<Url>,
    /// How many bytes of [`ALL`] are left.
    left: usize,
    /// How many bytes of pictures in their addresses may be taken.
    pictures: usize,
}

impl Addresses {
    /// The addresses of a page: relative to its `<base>`, else to its own address.
    pub(super) fn of(dom: &Dom, page: Option<&Url>) -> Self {
        Addresses { base: base(dom, page).or_else(|| page.cloned().filter(is_base)), left: ALL, pictures: 0 }
    }

    /// The same, with pictures that stand in their addresses or go by the name of a part of a mail.
    pub(super) fn with_pictures(self) -> Self {
        Addresses { pictures: PICTURES, ..self }
    }

    /// The address of a picture that is in the page or its mail, as written, if such are taken.
    pub(super) fn embedded(&mut self, written: &str) -> Option<String> {
        let starts = |with: &str| written.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        let is_own = starts("cid:") || starts("data:image/") && !starts("data:image/svg");
        self.pictures = if is_own { self.pictures.checked_sub(written.len())? } else { return None };
        Some(written.to_owned())
    }

    /// An address as written in the page, made absolute; none if it is empty, broken, too long or unsafe
    /// (`javascript:`).
    pub(super) fn resolve(&mut self, written: &str) -> Option<String> {
        let written = written.trim();
        // `#` alone leads nowhere.
        if matches!(written, "" | "#") || written.len() > LONGEST_ADDRESS {
            return None;
        }
        let address = match Url::options().base_url(self.base.as_ref()).parse(written) {
            Ok(url) => is_safe(&url).then(|| url.into()),
            Err(ParseError::RelativeUrlWithoutBase) => relative(written),
            Err(_) => None,
        }?;
        self.left = self.left.checked_sub(address.len())?;
        Some(address)
    }
}

/// An address that stays relative, without control characters; none where it is one of another kind without them:
/// `java&#5;script:`.
fn relative(written: &str) -> Option<String> {
    let bare = written.replace(|c: char| c.is_control(), "");
    matches!(Url::parse(&bare), Err(ParseError::RelativeUrlWithoutBase)).then_some(bare)
}

fn is_safe(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https" | "mailto")
}
