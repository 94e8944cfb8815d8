//! The JSON line of a page that could not be stripped; the line of an article is the library's.

use std::io::Write;
use std::time::Duration;

use serde::Serialize;

use super::Label;
use super::report::FaultRecord;
use dehusk::Provenance;
use dehusk::formats::Fault;

/// `{"id": "2019/harbour", "text": "", "error": {"code": "truncated", …}}`
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    /// Empty. It is there because the tools that read such lines ask for it.
    text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    error: FaultRecord<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<&'a Provenance>,
}

/// The line, its line feed included.
pub(super) fn of_fault(label: &Label, url: Option<&str>, fault: &Fault, provenance: Option<&Provenance>) -> Vec<u8> {
    let record = Record { id: &label.id, text: "", url, error: fault.into(), provenance };
    let line = serde_json::to_string(&record).expect("all keys of a record are strings");
    // What some tools take for the end of a line stands in strings alone.
    let line = line.replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    (line + "\n").into_bytes()
}

/// Tells in a line how long its page took. No two runs give the same.
pub(super) fn add_time(line: &mut Vec<u8>, took: Duration) {
    if line.ends_with(b"}\n") {
        line.truncate(line.len() - 2);
        writeln!(line, ",\"ms\":{:.3}}}", took.as_secs_f64() * 1e3).expect("memory can be written");
    }
}
