//! Dates, out of whatever way a page writes them: `2023-12-01T10:00+0100`, `1er décembre 2023`, `2023年12月1日`.
//!
//! A text is cut into numbers, words and signs, and the first place is taken where they stand in one of the orders in
//! which dates are written. The result is RFC 3339: a full date, with the time only where the page gives its zone too.

use jiff::civil::{Date, Time};
use regex::Captures;

use super::words::DateWords;
use crate::rule::Zone;

/// Which number comes first in `3/11/2020`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The third of November.
    DayFirst,
    /// The eleventh of March.
    MonthFirst,
}

impl Order {
    /// How pages in this language on this host write dates.
    pub(super) fn of(language: Option<&str>, host: Option<&str>, words: &DateWords) -> Order {
        let language = language.unwrap_or("en").to_ascii_lowercase();
        let end = host.and_then(|host| host.rsplit('.').next()).filter(|_| !language.contains('-'));
        let is_abroad = end.is_some_and(|end| words.day_first.iter().any(|country| country == end));
        match words.month_first.contains(&language) && !is_abroad {
            true => Order::MonthFirst,
            false => Order::DayFirst,
        }
    }
}

/// The first date in a text, as RFC 3339.
/// `zone` is that of a time that names none.
pub(super) fn read(text: &str, words: &DateWords, order: Order, zone: Option<&Zone>) -> Option<String> {
    let tokens = Tokens::of(text, words);
    tokens.epoch().or_else(|| {
        let (date, behind) = (0..tokens.list.len()).find_map(|at| tokens.date(at, order))?;
        Some(match tokens.time(behind, (date, zone)) {
            Some(time) => format!("{date}T{time}"),
            None => date.to_string(),
        })
    })
}

/// The date that the path of an address holds, as in `/2023/12/01/the-harbour`; the last, where it holds several.
pub(super) fn read_path(path: &str, words: &DateWords) -> Option<String> {
    let tokens = Tokens::of(path, words);
    (0..tokens.list.len()).rev().find_map(|at| tokens.year_first(at)).map(|(date, _)| date.to_string())
}

/// The day of an RFC 3339 date or time.
pub(super) fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

/// Whether a stated date may be the shown one by another clock: they are a day apart, and the stated one is told in
/// no zone but UTC.
pub(super) fn may_be_same(stated: &str, shown: &str) -> bool {
    let parse = |text: &str| day(text).parse::<Date>().ok();
    let (Some(a), Some(b)) = (parse(stated), parse(shown)) else { return false };
    let placeless = !stated.contains('T') || stated.ends_with('Z') || stated.ends_with("+00:00");
    let next = |a: Date, b: Date| a.tomorrow().is_ok_and(|next| next == b);
    placeless && (next(a, b) || next(b, a))
}

/// Whether a shown time is the stated moment by the clock of a place.
pub(super) fn is_its_local_time(stated: &str, shown: &str) -> bool {
    let parse = |text: &str| text.parse::<jiff::Timestamp>().ok();
    !shown.ends_with('Z')
        && !shown.ends_with("+00:00")
        && parse(stated).is_some_and(|moment| parse(shown) == Some(moment))
}

/// Whether a day may be the other one, written with the day and the month in the other order: 2023-12-01 as 12/01/2023.
pub(super) fn may_be_written(stated: &str, shown: &str) -> bool {
    let parts = |date: &str| date.split('-').map(str::to_owned).collect::<Vec<_>>();
    let (stated, mut shown) = (parts(stated), parts(shown));
    if stated == shown {
        return true;
    }
    if let [_, month, day] = shown.as_mut_slice() {
        std::mem::swap(month, day);
    }
    stated == shown
}

impl DateWords {
    /// A day, if pages are of that year.
    fn day(&self, year: i64, month: i64, day: i64) -> Option<Date> {
        let year = if (self.later.years.0..=self.later.years.1).contains(&year) { year - self.later.by } else { year };
        let year = i16::try_from(year).ok().filter(|y| (self.years.0..=self.years.1).contains(y))?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// How far the clocks of a zone are from UTC that goes by letters: `EST`.
    fn zone(&self, name: &str) -> Option<String> {
        self.zones.get(&name.to_ascii_lowercase()).cloned()
    }
}

/// Longer texts are read no further: no date stands behind that much else.
const MAX_TOKENS: usize = 80;

#[derive(Clone, Debug, PartialEq)]
enum Token<'t> {
    Number { value: i64, digits: usize },
    Month(i8),
    Word(&'t str),
    Sign(char),
}

struct Tokens<'t> {
    list: Vec<Token<'t>>,
    words: &'t DateWords,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str, words: &'t DateWords) -> Self {
        let mut list = Vec::new();
        let mut rest = text.trim_start();
        while let (Some(first), true) = (rest.chars().next(), list.len() < MAX_TOKENS) {
            let end = |same: &dyn Fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
            let length = match digit(first) {
                Some(_) => end(&|c| digit(c).is_some()),
                None if is_date_mark(first) => first.len_utf8(),
                None if first.is_alphabetic() => end(&|c| (c.is_alphabetic() || is_mark(c)) && !is_date_mark(c)),
                None => first.len_utf8(),
            };
            let (piece, behind) = rest.split_at(length);
            list.push(token(piece, first, words));
            rest = behind.trim_start();
        }
        Tokens { list, words }
    }

    /// A date that starts at this token, and the token behind it.
    fn date(&self, at: usize, order: Order) -> Option<(Date, usize)> {
        if at.checked_sub(1).is_some_and(|before| matches!(self.list[before], Token::Number { .. })) {
            return None;
        }
        let orders = [Self::year_first, Self::compact, Self::day_month_year, Self::month_day_year];
        orders.iter().find_map(|read| read(self, at)).or_else(|| self.numeric(at, order))
    }

    /// `2023-12-01`, `2023/12/1`, `2023. 12. 1.`, `2023年12月1日`, `令和5年12月1日`, `2023 December 1`
    fn year_first(&self, at: usize) -> Option<(Date, usize)> {
        let (year, at) = match self.year_of_era(at) {
            Some(found) => found,
            None => (self.number(at, 4)?, at),
        };
        let behind_year = self.skip_signs(at + 1);
        let (month, at) = match *self.list.get(behind_year)? {
            Token::Month(month) => (i64::from(month), behind_year + 1),
            _ if behind_year == at + 1 => return None,
            _ => (self.number(behind_year, 2)?, behind_year + 1),
        };
        let at = self.skip_signs(at);
        let day = self.number(at, 2)?;
        Some((self.check(year, month, day)?, at + 1))
    }

    /// `令和5`, the first year `令和元`, and its last token.
    fn year_of_era(&self, at: usize) -> Option<(i64, usize)> {
        let Token::Word(word) = *self.list.get(at)? else { return None };
        let before = |era: &str| self.words.eras.get(era).copied();
        match word.strip_suffix('元').and_then(before) {
            Some(before) => Some((before + 1, at)),
            None => Some((before(word)? + self.number(at + 1, 2)?, at + 1)),
        }
    }

    /// `20231201`, `20231201100000`
    fn compact(&self, at: usize) -> Option<(Date, usize)> {
        let Token::Number { value, digits } = *self.list.get(at)? else { return None };
        let day = match digits {
            8 => value,
            14 => value / 1_000_000,
            _ => return None,
        };
        Some((self.check(day / 10_000, day / 100 % 100, day % 100)?, at + 1))
    }

    /// `1 December 2023`, `1er décembre 2023`, `1. Dez. 2023`, `1 de diciembre de 2023`, `1-Dec-23`
    fn day_month_year(&self, at: usize) -> Option<(Date, usize)> {
        let day = self.number(at, 2)?;
        let at = self.skip_fillers(at + 1);
        let Token::Month(month) = *self.list.get(at)? else { return None };
        self.year_behind(at + 1, i64::from(month), day)
    }

    /// `December 1, 2023`, `Dec. 1st 2023`
    fn month_day_year(&self, at: usize) -> Option<(Date, usize)> {
        let Token::Month(month) = *self.list.get(at)? else { return None };
        let at = self.skip_fillers(at + 1);
        let day = self.number(at, 2)?;
        self.year_behind(at + 1, i64::from(month), day)
    }

    fn year_behind(&self, at: usize, month: i64, day: i64) -> Option<(Date, usize)> {
        let at = self.skip_fillers(at);
        let year = self.year(at)?;
        Some((self.check(year, month, day)?, at + 1))
    }

    /// `1.12.2023`, `12/1/2023`, `01-12-23`
    fn numeric(&self, at: usize, order: Order) -> Option<(Date, usize)> {
        let (first, sign) = (self.number(at, 2)?, self.sign(at + 1)?);
        // `10.4.21.3` is a version or an address of a machine.
        let goes_on = || {
            self.sign(at + 5) == Some(sign) && matches!(self.list.get(at + 6), Some(Token::Number { .. }))
                || at > 1 && self.sign(at - 1) == Some(sign) && matches!(self.list[at - 2], Token::Number { .. })
        };
        if !matches!(sign, '.' | '/' | '-') || self.sign(at + 3)? != sign || goes_on() {
            return None;
        }
        let (second, year) = (self.number(at + 2, 2)?, self.year(at + 4)?);
        let month_first = first <= 12 && (second > 12 || (sign != '.' && order == Order::MonthFirst));
        let (month, day) = if month_first { (first, second) } else { (second, first) };
        Some((self.check(year, month, day)?, at + 5))
    }

    /// The time with its zone, where they stand behind a date: `T10:00:00.000+01:00`, `at 10:00 PM EST`.
    fn time(&self, at: usize, (date, zone): (Date, Option<&Zone>)) -> Option<String> {
        let at = (at..at + 3).find(|&at| self.number(at, 2).is_some() && self.sign(at + 1) == Some(':'))?;
        let (mut hour, minute) = (self.number(at, 2)?, self.number(at + 2, 2)?);
        let mut at = at + 3;
        let mut second = 0;
        if let (Some(':'), Some(value)) = (self.sign(at), self.number(at + 1, 2)) {
            second = value;
            at += 2;
        }
        if let (Some('.' | ','), Some(Token::Number { .. })) = (self.sign(at), self.list.get(at + 1)) {
            at += 2;
        }
        if let Some(Token::Word(word)) = self.list.get(at) {
            match word.to_ascii_lowercase().as_str() {
                "pm" if hour < 12 => hour += 12,
                "am" if hour == 12 => hour = 0,
                "pm" | "am" => {}
                _ => at -= 1,
            }
            at += 1;
        }
        let time = time_of_day(hour, minute, second)?;
        let zone = self.zone(at).or_else(|| local(zone?, date, time))?;
        Some(format!("{hour:02}:{minute:02}:{second:02}{zone}"))
    }

    /// `Z`, `EST`, `+01:00`, `+0100`
    fn zone(&self, at: usize) -> Option<String> {
        match self.list.get(at)? {
            Token::Word(name) => self.words.zone(name),
            Token::Sign(sign @ ('+' | '-' | '−')) => {
                let (hours, minutes) = match (self.number(at + 1, 4), self.number(at + 1, 2)) {
                    (Some(both), _) => (both / 100, both % 100),
                    (None, Some(hours)) => (hours, self.number(at + 3, 2).unwrap_or(0)),
                    (None, None) => return None,
                };
                offset(*sign, hours, minutes)
            }
            _ => None,
        }
    }

    /// Seconds or milliseconds since 1970, where the text is nothing else.
    fn epoch(&self) -> Option<String> {
        let [Token::Number { value, digits }] = *self.list.as_slice() else { return None };
        let seconds = match digits {
            10 => value,
            13 => value / 1000,
            _ => return None,
        };
        let time = jiff::Timestamp::from_second(seconds).ok()?;
        let (first, last) = self.words.epoch_years;
        let year = time.to_zoned(jiff::tz::TimeZone::UTC).year();
        (first..=last).contains(&year).then(|| time.to_string())
    }

    fn check(&self, year: i64, month: i64, day: i64) -> Option<Date> {
        self.words.day(year, month, day)
    }

    /// The number at a token: a year of four digits, or any other of up to as many as given.
    fn number(&self, at: usize, most: usize) -> Option<i64> {
        match *self.list.get(at)? {
            Token::Number { value, digits } if digits == most || (most == 2 && digits == 1) => Some(value),
            _ => None,
        }
    }

    /// A year of four digits, or of two behind `'` or in a date of signs.
    fn year(&self, at: usize) -> Option<i64> {
        self.number(at, 4).or_else(|| {
            let short = self.number(at, 2).filter(|_| !matches!(self.sign(at + 1), Some(':')))?;
            matches!(self.list[at], Token::Number { digits: 2, .. }).then(|| full_year(short))
        })
    }

    fn sign(&self, at: usize) -> Option<char> {
        match *self.list.get(at)? {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn skip_signs(&self, at: usize) -> usize {
        let signs =
            |token: &Token| matches!(token, Token::Sign(c) if matches!(c, '-' | '/' | '.' | '_') || is_date_mark(*c));
        at + self.list.iter().skip(at).take(2).take_while(|&t| signs(t)).count()
    }

    fn skip_fillers(&self, at: usize) -> usize {
        let filler = |token: &Token| match token {
            Token::Sign(c) => matches!(c, '.' | ',' | '-' | '/' | '،' | '\'' | '’' | 'º' | 'ª'),
            Token::Word(word) => self.words.fillers.iter().any(|f| word.to_lowercase() == *f),
            _ => false,
        };
        at + self.list.iter().skip(at).take(3).take_while(|&t| filler(t)).count()
    }
}

/// The date and time that the parts of a format have found, as RFC 3339. `zone` is that of a time that names none.
pub(super) fn read_parts(found: &Captures<'_>, words: &DateWords, zone: Option<&Zone>) -> Option<String> {
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let number_of = |name: &str| part(name).and_then(number);
    if let Some(seconds) = number_of("epoch") {
        return Some(jiff::Timestamp::from_second(seconds).ok()?.to_string());
    }
    let year = number_of("year").or_else(|| number_of("short_year").map(full_year))?;
    let month_of = |word: &str| words.months.get(&word.trim_end_matches('.').to_lowercase()).copied().map(i64::from);
    let month = number_of("month").or_else(|| month_of(part("month_word")?))?;
    let date = words.day(year, month, number_of("day")?)?;
    let half = part("half").and_then(|half| half.chars().next()).map(|sign| sign.to_ascii_lowercase());
    let hour = number_of("hour").map(|hour| match half {
        Some('p') if hour < 12 => hour + 12,
        Some('a') if hour == 12 => 0,
        _ => hour,
    });
    let time = || time_of_day(hour?, number_of("minute").unwrap_or(0), number_of("second").unwrap_or(0));
    let own = || part("offset").and_then(offset_of).or_else(|| words.zone(part("zone")?));
    let timed = || {
        let time = time()?;
        Some((time, own().or_else(|| local(zone?, date, time))?))
    };
    Some(match timed() {
        Some((time, zone)) => format!("{date}T{:02}:{:02}:{:02}{zone}", time.hour(), time.minute(), time.second()),
        None => date.to_string(),
    })
}

/// `Z`, `+01:00`, `+0100`
fn offset_of(text: &str) -> Option<String> {
    let Some(sign) = text.chars().next().filter(|sign| !sign.is_alphabetic()) else { return Some("Z".to_owned()) };
    let both = number(&text.replace([':', sign], ""))?;
    offset(sign, both / 100, both % 100)
}

fn offset(sign: char, hours: i64, minutes: i64) -> Option<String> {
    let sign = if sign == '+' { '+' } else { '-' };
    (hours < 15 && minutes < 60).then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

/// How far a zone's clocks were from UTC then.
fn local(zone: &Zone, date: Date, time: Time) -> Option<String> {
    let minutes = zone.offset(date.to_datetime(time))?.seconds() / 60;
    offset(if minutes < 0 { '-' } else { '+' }, i64::from(minutes.abs() / 60), i64::from(minutes.abs() % 60))
}

fn time_of_day(hour: i64, minute: i64, second: i64) -> Option<Time> {
    let part = |value: i64| i8::try_from(value).ok();
    Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()
}

/// Of two digits of a year the year that is meant.
fn full_year(short: i64) -> i64 {
    if short < 70 { 2000 + short } else { 1900 + short }
}

/// The number that digits of any script write; none where it has another sign.
fn number(digits: &str) -> Option<i64> {
    digits.chars().try_fold(0_i64, |n, c| n.checked_mul(10)?.checked_add(digit(c)?))
}

fn token<'t>(piece: &'t str, first: char, words: &DateWords) -> Token<'t> {
    if digit(first).is_some() {
        let value = piece.chars().filter_map(digit).fold(0_i64, |n, d| n.saturating_mul(10).saturating_add(d));
        return Token::Number { value, digits: piece.chars().count() };
    }
    if !first.is_alphabetic() || is_date_mark(first) {
        return Token::Sign(first);
    }
    words.months.get(&piece.to_lowercase()).map_or(Token::Word(piece), |&month| Token::Month(month))
}

/// The value of a digit of any script that dates are written in.
fn digit(c: char) -> Option<i64> {
    const ZEROS: [char; 6] = ['0', '٠', '۰', '०', '๐', '０'];
    ZEROS.iter().map(|&zero| i64::from(u32::from(c)) - i64::from(u32::from(zero))).find(|value| (0..10).contains(value))
}

/// The signs behind year, month and day in Chinese, Japanese and Korean.
fn is_date_mark(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// Marks that belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}')
}
