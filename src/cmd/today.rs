//! The day of today, by the clock of this machine: the library reads none.

use dehusk::Day;

/// In UTC, as the clocks of machines that run jobs are mostly set.
pub(super) fn today() -> Day {
    let day = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    day.parse().expect("a date is written as one")
}
