//! The pages of a corpus as text, with the rows of their gold.

use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

/// The rows of a set's gold, a page each.
pub fn rows(set: &Path) -> Vec<Value> {
    let lines = fs::read_to_string(set.join("gold.jsonl")).expect("a gold file in each set");
    lines.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

/// The page of a row, in the encoding that is known of it, else UTF-8, else a guess.
pub fn html(set: &Path, row: &Value) -> String {
    let mut bytes = Vec::new();
    let id = row["id"].as_str().expect("an id");
    let file = fs::File::open(set.join(format!("pages/{id}.html.gz"))).expect("a page for each row");
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).expect("a page that can be inflated");
    let known = row["encoding"].as_str().and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = known {
        return encoding.decode(&bytes).0.into_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let bytes = error.into_bytes();
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
        detector.feed(&bytes, true);
        detector.guess(None, chardetng::Utf8Detection::Deny).decode(&bytes).0.into_owned()
    })
}
