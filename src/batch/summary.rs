//! What a person is told at the end of a run.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use dehusk::formats::PassedOver;

use super::report::{Counts, Top};
use crate::batch::terminal::escape_line;

/// The account of a run, in some lines.
pub(super) struct Summary<'a> {
    pub(super) counts: &'a Counts,
    pub(super) slowest: &'a Top,
    pub(super) largest: &'a Top,
    pub(super) time: Duration,
    pub(super) passed_over: &'a PassedOver,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = self.counts;
        let seconds = self.time.as_secs_f64();
        let (pages, bytes) = (self.pages() as f64 / seconds.max(1e-3), c.bytes as f64 / seconds.max(1e-3));
        let (count, size) = (counted(self.pages(), "page"), amount(c.bytes as f64));
        writeln!(f, "{count}, {size} in {seconds:.1} s: {pages:.0} pages/s, {}/s", amount(bytes))?;
        let Counts { ok, empty, refused, failed, .. } = c;
        write!(f, "  {ok} ok{}, {empty} empty, {refused} refused, {failed} failed", listed(&c.states))?;
        for (what, rows) in [("no article", &c.faults), ("left out", &c.left_out_for), ("warnings", &c.warnings)] {
            if !rows.is_empty() {
                write!(f, "\n  {what}{}", listed(rows))?;
            }
        }
        if c.done_before > 0 {
            let were = if c.done_before == 1 { "was" } else { "were" };
            write!(f, "\n  {} {were} done before", c.done_before)?;
        }
        self.write_passed_over(f)?;
        let took = |us: u64| format!("{:.0} ms", us as f64 / 1e3);
        self.write_top(f, "slowest", self.slowest, took)?;
        self.write_top(f, "largest", self.largest, |bytes| amount(bytes as f64))
    }
}

/// Codes of inputs that no page was found for.
const NO_PAGES: [&str; 4] = ["missing", "no-match", "no-pages", "link"];

impl Summary<'_> {
    /// How many of the inputs are pages.
    fn pages(&self) -> u64 {
        let rows = self.counts.faults.iter().chain(&self.counts.left_out_for);
        let none: u64 = rows.filter(|(code, _)| NO_PAGES.contains(&code.as_str())).map(|(_, count)| count).sum();
        self.counts.pages - none
    }

    fn write_passed_over(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed = self.passed_over;
        let rows = [
            (passed.others(), "file that is no page", "files that are no pages"),
            (passed.if_named(), "that must be named (.zip, .jsonl)", "that must be named (.zip, .jsonl)"),
            (passed.hidden(), "that is hidden", "that are hidden"),
            (passed.belonging(), "folder saved with a page", "folders saved with pages"),
        ];
        let rows = rows.into_iter().filter(|(count, ..)| *count > 0);
        let rows: Vec<String> =
            rows.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect();
        if rows.is_empty() { Ok(()) } else { write!(f, "\n  passed over: {}", rows.join(", ")) }
    }

    /// The pages that lead a list; of one page that is no news.
    fn write_top(&self, f: &mut fmt::Formatter<'_>, what: &str, top: &Top, told: fn(u64) -> String) -> fmt::Result {
        if self.pages() < 2 {
            return Ok(());
        }
        let rows = top.0.iter().map(|(value, id)| format!("{} {}", escape_line(id), told(*value)));
        write!(f, "\n  {what}: {}", rows.collect::<Vec<_>>().join(", "))
    }
}

/// `1 page`, `2 pages`
pub(crate) fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

const UNITS: [(&str, f64); 3] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];

/// A number of bytes in the unit that suits it: `12.3 kB`
pub(super) fn amount(bytes: f64) -> String {
    match UNITS.iter().find(|(_, size)| bytes >= *size) {
        Some((unit, size)) => format!("{:.1} {unit}", bytes / size),
        None => counted(bytes as u64, "byte"),
    }
}

/// ` (generic 12, rule 3)`, the most frequent first; nothing for no rows.
fn listed(rows: &BTreeMap<impl AsRef<str>, u64>) -> String {
    let mut rows: Vec<_> = rows.iter().map(|(name, n)| (Reverse(*n), name.as_ref())).collect();
    rows.sort_unstable();
    let rows: Vec<_> = rows.iter().map(|(Reverse(n), name)| format!("{name} {n}")).collect();
    if rows.is_empty() { String::new() } else { format!(" ({})", rows.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::{amount, counted};

    #[test]
    fn one_is_told_as_one_and_bytes_in_the_unit_that_suits_them() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "page")), ["0 pages", "1 page", "2 pages"]);
        let rows = [
            (0.0, "0 bytes"),
            (1.0, "1 byte"),
            (999.0, "999 bytes"),
            (1500.0, "1.5 kB"),
            (2.5e6, "2.5 MB"),
            (3e9, "3.0 GB"),
        ];
        for (bytes, told) in rows {
            assert_eq!(amount(bytes), told);
        }
    }
}
