//! A day, as rule files write it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A day: `2026-11-20`. The library reads no clock, so whoever asks what holds on a day says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

/// A text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: write it as `2019-11-20`")]
pub struct NoDay(String);

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let is_whole = text.len() == "2019-11-20".len();
        text.parse().ok().filter(|_| is_whole).map(Day).ok_or_else(|| NoDay(text.to_owned()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Day {
    /// How many days it is after another one; less than none if it is before it.
    #[cfg_attr(not(feature = "author"), expect(dead_code, reason = "authors ask"))]
    pub(crate) fn days_after(self, other: Day) -> i32 {
        self.0.since(other.0).map_or(0, |span| span.get_days())
    }
}
