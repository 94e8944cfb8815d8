//! A line of a filter list as it is written: `example.org,~shop.example.org##.ad`.

/// A line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// `example.org##.ad`, `example.org#@#.ad`
    Cosmetic(Filter<'t>),
    /// `example.org##+js(set, x, 1)`, `example.org#$#body { color: red }`
    Script,
    /// `||ads.example.org^$third-party`
    Network,
    /// `!#if env_mobile`
    Condition,
}

/// A filter on elements of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Filter<'t> {
    /// What stands before the sign: names with commas between them.
    hosts: &'t str,
    /// `#@#`: it takes filters back.
    pub(super) is_exception: bool,
    pub(super) selector: &'t str,
}

/// The signs between hosts and selector; with them begins what is no filter on elements, too.
const SIGNS: [(&str, Sign); 9] = [
    ("#@?#", Sign::Exception),
    ("#@$?#", Sign::Script),
    ("#@$#", Sign::Script),
    ("#@%#", Sign::Script),
    ("#@#", Sign::Exception),
    ("#$?#", Sign::Script),
    ("#$#", Sign::Script),
    ("#%#", Sign::Script),
    ("#?#", Sign::Filter),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Filter,
    Exception,
    Script,
}

/// The lines that say something, each with its number, from 1, and as written.
pub(super) fn read(text: &str) -> impl Iterator<Item = (usize, &str, Line<'_>)> {
    let lines = text.lines().map(str::trim).enumerate();
    lines.filter_map(|(i, text)| Some((i + 1, text, line(text)?)))
}

fn line(text: &str) -> Option<Line<'_>> {
    if text.starts_with("!#") {
        return Some(Line::Condition);
    }
    if text.is_empty() || text.starts_with(['!', '[']) || text.starts_with("# ") || text == "#" {
        return None;
    }
    let plain = text.find("##").map(|at| (at, "##", Sign::Filter));
    let others = SIGNS.iter().filter_map(|&(sign, kind)| Some((text.find(sign)?, sign, kind)));
    let Some((at, sign, kind)) = plain.into_iter().chain(others).min_by_key(|&(at, ..)| at) else {
        return Some(Line::Network);
    };
    let (hosts, rest) = (text.get(..at)?, text.get(at + sign.len()..)?.trim());
    let is_hosts = |c: char| !c.is_whitespace() && !"|^$=@".contains(c);
    if !hosts.chars().all(is_hosts) {
        return Some(Line::Network);
    }
    if kind == Sign::Script || ["+js(", "script:inject(", "^responseheader("].iter().any(|s| rest.starts_with(s)) {
        return Some(Line::Script);
    }
    // `##^p` looks for the element in the source, which is where we look anyway.
    let selector = rest.strip_prefix('^').unwrap_or(rest);
    Some(Line::Cosmetic(Filter { hosts, is_exception: kind == Sign::Exception, selector }))
}

impl<'t> Filter<'t> {
    /// The hosts that it is for.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &'t str> {
        self.names().filter(|name| !name.starts_with('~'))
    }

    /// The hosts below those that it is not for.
    pub(super) fn not_hosts(&self) -> impl Iterator<Item = &'t str> {
        self.names().filter_map(|name| name.strip_prefix('~'))
    }

    fn names(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.hosts.split(',').map(str::trim).filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::{Filter, Line, read};

    #[test]
    fn a_line_is_told_by_its_sign() {
        let filter = |hosts, is_exception, selector| Some(Line::Cosmetic(Filter { hosts, is_exception, selector }));
        let rows = [
            ("! a comment", None),
            ("[Adblock Plus 2.0]", None),
            ("", None),
            ("example.org##.ad", filter("example.org", false, ".ad")),
            ("a.example,~b.a.example##.ad > p", filter("a.example,~b.a.example", false, ".ad > p")),
            ("##.ad", filter("", false, ".ad")),
            ("example.org#@#.ad", filter("example.org", true, ".ad")),
            ("example.org#?#.ad:has(p)", filter("example.org", false, ".ad:has(p)")),
            ("example.org#@?#.ad:has(p)", filter("example.org", true, ".ad:has(p)")),
            ("example.org##^p:has-text(x)", filter("example.org", false, "p:has-text(x)")),
            ("example.org###id", filter("example.org", false, "#id")),
            ("example.org##a[href*=\"#@#\"]", filter("example.org", false, "a[href*=\"#@#\"]")),
            ("example.org##+js(set, x, 1)", Some(Line::Script)),
            ("example.org#$#body { color: red }", Some(Line::Script)),
            ("||ads.example.org^$third-party", Some(Line::Network)),
            ("@@||example.org/x##y^", Some(Line::Network)),
            ("!#if env_mobile", Some(Line::Condition)),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text).next().map(|(_, _, line)| line), expected, "{text}");
        }
    }
}
