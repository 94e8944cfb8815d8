//! Hosts: which one a name is, and which rules may be for it.

use super::error::Fault;

/// The key of rules for all hosts.
pub(crate) const ANY: &str = "*";

/// A host as rules are found by it: lower case, Punycode, without `www.` and the dot at the end.
pub(crate) fn normal(host: &str) -> Option<String> {
    let host = host.trim().trim_end_matches('.');
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    let host = match host.chars().all(plain) {
        true => host.to_owned(),
        false => match url::Host::parse(host).ok()? {
            url::Host::Domain(domain) => domain,
            address => address.to_string(),
        },
    };
    let bare = host.strip_prefix("www.").filter(|rest| !rest.is_empty()).unwrap_or(&host);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The keys that a host is looked up by, the most specific first: itself, then `*.` and each domain that it is below.
pub(crate) fn keys(host: &str) -> impl Iterator<Item = String> + '_ {
    let above = host.match_indices('.').map(|(at, _)| format!("*{}", &host[at..]));
    std::iter::once(host.to_owned()).chain(above).chain(std::iter::once(ANY.to_owned()))
}

/// A key and those of rules that have all its hosts, too: `*.example.org` and `*.org` of `*.example.org`.
pub(crate) fn wider(key: &str) -> Vec<String> {
    match key.strip_prefix("*.") {
        Some(name) => std::iter::once(key.to_owned()).chain(keys(name).skip(1)).collect(),
        None => keys(key).collect(),
    }
}

/// The key that a line in `hosts` is found by. Only rules of one's `own` folder may be for more than one site.
pub(crate) fn claim(written: &str, own: bool) -> Result<String, Fault> {
    let wrong = |instead| Fault::Host { host: written.to_owned(), instead };
    if written == ANY {
        return if own { Ok(ANY.to_owned()) } else { Err(Fault::TooManySites(written.to_owned())) };
    }
    let (star, name) = match written.strip_prefix("*.") {
        Some(name) => ("*.", name),
        None => ("", written),
    };
    if name.contains(['/', ':', '@', '?', '*', ' ']) {
        return Err(wrong(from_address(written)));
    }
    let host = normal(name).filter(|host| is_well_formed(host)).ok_or_else(|| wrong(None))?;
    if !own && is_public_suffix(&name.to_lowercase()) {
        return Err(Fault::TooManySites(written.to_owned()));
    }
    Ok(format!("{star}{host}"))
}

/// The host in what is an address.
fn from_address(written: &str) -> Option<String> {
    let address = if written.contains("://") { written.to_owned() } else { format!("http://{written}") };
    let host = url::Url::parse(&address).ok()?.host_str()?.to_owned();
    (is_well_formed(&host) && host != written).then_some(host)
}

fn is_well_formed(host: &str) -> bool {
    let label = |label: &str| {
        let chars = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        !label.is_empty() && label.len() <= 63 && chars
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// The part of a host that its owner registered: `example.co.uk` of `news.example.co.uk`.
#[cfg(feature = "public-suffixes")]
pub(crate) fn site(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}

/// Whether a domain is one under which anybody can have a site: `com`, `co.uk`. Suffixes that a company runs for its
/// customers (`blogspot.com`) are none: the pages of all of them have one template.
#[cfg(feature = "public-suffixes")]
fn is_public_suffix(host: &str) -> bool {
    let Some(suffix) = psl::suffix(host.as_bytes()) else { return false };
    suffix.typ() == Some(psl::Type::Icann) && suffix.as_bytes().len() == host.len()
}

/// A build without the list takes each host for a site of its own.
#[cfg(not(feature = "public-suffixes"))]
pub(crate) fn site(host: &str) -> &str {
    host
}

#[cfg(not(feature = "public-suffixes"))]
fn is_public_suffix(_: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::{claim, keys, normal};

    #[test]
    fn a_host_is_found_by_its_normal_form() {
        let cases = [
            ("Example.ORG.", Some("example.org")),
            ("www.example.org", Some("example.org")),
            ("news.example.co.uk", Some("news.example.co.uk")),
            ("müller.example", Some("xn--mller-kva.example")),
            ("", None),
            ("a b", None),
        ];
        for (host, expected) in cases {
            assert_eq!(normal(host).as_deref(), expected, "{host}");
        }
    }

    #[test]
    fn the_most_specific_key_comes_first() {
        let found: Vec<String> = keys("a.b.example.org").collect();
        assert_eq!(found, ["a.b.example.org", "*.b.example.org", "*.example.org", "*.org", "*"]);
    }

    #[test]
    fn a_claim_is_for_one_site() {
        let cases = [
            ("example.org", Some("example.org")),
            ("www.example.org", Some("example.org")),
            ("*.example.org", Some("*.example.org")),
            ("*.blogspot.com", Some("*.blogspot.com")),
            ("localhost", Some("localhost")),
            ("www.gov.uk", Some("gov.uk")),
            ("*", None),
            ("*.*", None),
            ("*.co.uk", None),
            ("co.uk", None),
            ("com", None),
            ("https://example.org", None),
            ("example.org/news", None),
            ("exa mple.org", None),
            ("a..b", None),
        ];
        for (written, expected) in cases {
            assert_eq!(claim(written, false).ok().as_deref(), expected, "{written}");
        }
        assert_eq!(claim("*", true).as_deref(), Ok("*"));
        assert_eq!(claim("*.co.uk", true).as_deref(), Ok("*.co.uk"));
    }
}
