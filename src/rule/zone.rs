//! Time zones by their names in the IANA database, as the law has been for some time: from which year on, says the row.
//!
//! All of the database is some six hundred kilobytes, in every build and in every download of the WebAssembly. A POSIX rule a
//! zone, and from which year on it holds, is a thirtieth of that. Of a time before that year the day alone is told: it is right
//! in any zone, and an hour that may be wrong is worth less than none.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;

use crate::lookup::builtin::builtin;
use crate::lookup::spelling;

/// `Europe/Berlin`
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) name: &'static str,
    since: i16,
    law: TimeZone,
}

impl Zone {
    /// The zone of that name; without one, the name that is nearest.
    pub(crate) fn named(name: &str) -> Result<Zone, Option<&'static str>> {
        static ROWS: LazyLock<Rows> = LazyLock::new(|| builtin!("zones"));
        let names = || ROWS.zone.iter().flat_map(|row| row.names.iter().map(move |name| (name.as_str(), row)));
        let found = names().find(|(known, _)| *known == name).and_then(|(name, row)| row.zone(name));
        found.ok_or_else(|| spelling::nearest(name, names().map(|(name, _)| name)))
    }

    /// How far its clocks were from UTC at a time that they showed; none where the table does not reach. Of an hour that
    /// the clocks showed twice the first counts.
    pub(crate) fn offset(&self, time: DateTime) -> Option<Offset> {
        let zoned = self.law.to_ambiguous_zoned(time).compatible().ok()?;
        (time.year() >= self.since).then(|| zoned.offset())
    }
}

/// `rules/zones.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    zone: Vec<Row>,
}

/// Zones with the same law.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Row {
    /// As POSIX writes a zone.
    posix: String,
    /// The first year from which on it has held.
    since: i16,
    names: Vec<String>,
}

impl Row {
    fn zone(&self, name: &'static str) -> Option<Zone> {
        Some(Zone { name, since: self.since, law: TimeZone::posix(&self.posix).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use jiff::Timestamp;
    use jiff::civil::date;
    use jiff::tz::{Offset, TimeZone};

    use super::{Row, Rows, Zone};

    /// Set to any value, the table is written anew from the system's database.
    const WRITE: &str = "DEHUSK_WRITE_ZONES";
    const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/zones.toml");
    const FOLDER: &str = "/usr/share/zoneinfo";
    /// Pages of the web are not older.
    const FIRST: i16 = 1990;
    const LAST: i16 = 2037;

    fn rows() -> Vec<Row> {
        let rows: Rows = toml::from_str(&fs::read_to_string(TABLE).expect("it is there")).expect("the rows fit");
        rows.zone
    }

    #[test]
    fn each_row_is_a_zone_and_each_name_stands_once() {
        let rows = rows();
        let mut names: Vec<&str> = rows.iter().flat_map(|row| &row.names).map(String::as_str).collect();
        assert!(names.len() > 400, "{}", names.len());
        assert!(rows.iter().all(|row| TimeZone::posix(&row.posix).is_ok()));
        assert!(names.iter().all(|name| Zone::named(name).is_ok_and(|zone| zone.name == *name)));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn clocks_are_put_forward_by_the_law_of_the_time() {
        let offset = |name: &str, time: jiff::civil::DateTime| Zone::named(name).expect("a zone").offset(time);
        let hours = |hours: i8| Some(Offset::constant(hours));
        let rows = [
            ("Europe/Berlin", date(2021, 1, 3).at(12, 0, 0, 0), hours(1)),
            ("Europe/Berlin", date(2021, 7, 3).at(12, 0, 0, 0), hours(2)),
            ("Europe/Berlin", date(2021, 10, 31).at(2, 30, 0, 0), hours(2)),
            ("Europe/Berlin", date(1991, 7, 3).at(12, 0, 0, 0), None),
            ("America/New_York", date(2021, 7, 3).at(12, 0, 0, 0), hours(-4)),
            ("America/New_York", date(2006, 7, 3).at(12, 0, 0, 0), None),
            ("Asia/Tokyo", date(1999, 7, 3).at(12, 0, 0, 0), hours(9)),
            ("Europe/Moscow", date(2012, 7, 3).at(12, 0, 0, 0), None),
            ("Europe/Moscow", date(2020, 7, 3).at(12, 0, 0, 0), hours(3)),
            ("UTC", date(2020, 7, 3).at(12, 0, 0, 0), hours(0)),
        ];
        for (name, time, expected) in rows {
            assert_eq!(offset(name, time), expected, "{name} {time}");
        }
        assert_eq!(Zone::named("Europe/Berln").err(), Some(Some("Europe/Berlin")));
    }

    /// Years past do not change: a newer database says the same of them. `DEHUSK_WRITE_ZONES=1 cargo test --lib zone` writes the
    /// table of the zones that this system knows first.
    #[test]
    fn each_row_has_the_clocks_of_the_system_s_database() {
        if std::env::var_os(WRITE).is_some() {
            fs::write(TABLE, written_anew()).expect("it can be written");
        }
        let mut known = 0;
        for (row, name) in rows().iter().flat_map(|row| row.names.iter().map(move |name| (row, name))) {
            let Ok(bytes) = fs::read(Path::new(FOLDER).join(name)) else { continue };
            let (system, law) = (TimeZone::tzif(name, &bytes), TimeZone::posix(&row.posix));
            let (system, law) = (system.expect("a zone"), law.expect("a law"));
            (row.since.max(2000)..=2022).for_each(|year| {
                assert_eq!(changes(&law, year), changes(&system, year), "{name} in {year}");
            });
            known += 1;
        }
        if known == 0 {
            println!("skipped: no time zones at {FOLDER}");
        }
    }

    /// The table of the zones that this system knows.
    fn written_anew() -> String {
        let mut groups: BTreeMap<(i16, String), Vec<String>> = BTreeMap::new();
        let areas = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific UTC";
        let mut paths: Vec<String> = areas.split(' ').map(str::to_owned).collect();
        while let Some(name) = paths.pop() {
            let path = Path::new(FOLDER).join(&name);
            if path.is_dir() {
                let inside = fs::read_dir(path).expect("it can be read").flatten();
                paths.extend(inside.map(|entry| format!("{name}/{}", entry.file_name().to_string_lossy())));
                continue;
            }
            let bytes = fs::read(path).expect("it can be read");
            let footer = bytes.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().expect("a last line");
            let posix = String::from_utf8(footer.to_vec()).expect("it is text");
            let (known, law) = (TimeZone::tzif(&name, &bytes), TimeZone::posix(&posix));
            let (known, law) = (known.expect("a zone"), law.expect("a law"));
            let same = |year: &i16| changes(&known, *year) == changes(&law, *year);
            // Where clocks go by the moon no law of the sun's year holds, and no row is better than a wrong one.
            let Some(since) = (FIRST..=LAST).rev().take_while(same).last() else { continue };
            groups.entry((since, posix)).or_default().push(name);
        }
        let mut out = String::from(
            "# Time zones by their names in the IANA database: the law of today as POSIX writes it, and the first year from which\n\
             # on it has held. Written by `DEHUSK_WRITE_ZONES=1 cargo test --lib zone`.\n",
        );
        for ((since, posix), mut names) in groups {
            names.sort();
            out.push_str(&format!("\n[[zone]]\nposix = {posix:?}\nsince = {since}\nnames = {names:?}\n"));
        }
        out
    }

    /// How a zone's clocks stand as a year begins, and when and how they change in it.
    fn changes(zone: &TimeZone, year: i16) -> Vec<(Timestamp, Offset)> {
        let day = |year: i16| date(year, 1, 1).to_zoned(TimeZone::UTC).expect("a day").timestamp();
        let (start, end) = (day(year), day(year + 1));
        let changes = zone.following(start).take_while(|change| change.timestamp() < end);
        let mut out = vec![(start, zone.to_offset(start))];
        for change in changes {
            if out.last().is_some_and(|last| last.1 != change.offset()) {
                out.push((change.timestamp(), change.offset()));
            }
        }
        out
    }
}
