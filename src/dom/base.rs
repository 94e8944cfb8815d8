//! What the addresses of a page are relative to.

use html5ever::local_name as tag;
use url::Url;

use super::Dom;

/// The first `<base>` that can be one, itself relative to the page's own address; `<base href="javascript:">` is as good as
/// none (HTML standard, §4.2.3).
pub(crate) fn base(dom: &Dom, page: Option<&Url>) -> Option<Url> {
    let named = dom.ids().filter(|&id| dom.is(id, &tag!("base"))).find_map(|id| dom.attr(id, &tag!("href")))?;
    Url::options().base_url(page).parse(named).ok().filter(is_base)
}

/// Whether other addresses can be relative to it.
pub(crate) fn is_base(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && !url.cannot_be_a_base()
}
