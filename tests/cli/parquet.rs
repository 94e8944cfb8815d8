//! Parquet in and out: `cargo test --features parquet --test cli -- parquet`.

use std::fs::File;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;

use crate::sandbox::{Sandbox, assert_article, page};

/// A table of pages, with a column that nobody asked for.
fn write_pages(sandbox: &Sandbox, pages: &[(&str, Option<String>)]) {
    let schema = "message pages { required binary id (UTF8); required binary crawl (UTF8); required binary url (UTF8);
                  optional binary html (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("it is a schema"));
    let file = File::create(sandbox.root.join("pages.parquet")).expect("a file can be made");
    let mut file = SerializedFileWriter::new(file, schema, Arc::default()).expect("it can be written");
    let mut group = file.next_row_group().expect("a group");
    let text = |text: String| ByteArray::from(text.into_bytes());
    let columns: [Vec<Option<String>>; 4] = [
        pages.iter().map(|(id, _)| Some((*id).to_owned())).collect(),
        pages.iter().map(|_| Some("2026-30".to_owned())).collect(),
        pages.iter().map(|(id, _)| Some(format!("https://example.org/{id}"))).collect(),
        pages.iter().map(|(_, html)| html.clone()).collect(),
    ];
    for column in columns {
        let mut writer = group.next_column().expect("a column").expect("there are four");
        let levels: Vec<i16> = column.iter().map(|cell| cell.is_some().into()).collect();
        let values: Vec<ByteArray> = column.into_iter().flatten().map(text).collect();
        writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).expect("values");
        writer.close().expect("a column ends");
    }
    group.close().expect("a group ends");
    file.close().expect("a file ends");
}

/// The texts of a row by column.
fn json(row: &Row) -> serde_json::Value {
    let cell = |field: &Field| if let Field::Str(text) = field { text.clone().into() } else { serde_json::Value::Null };
    row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).collect()
}

#[test]
fn the_rows_of_a_table_are_pages() {
    let sandbox = Sandbox::new("the_rows_of_a_table");
    let pages = [("a", Some(page("Bree"))), ("b", None), ("c", Some(page("Archet"))), ("d", Some(String::new()))];
    write_pages(&sandbox, &pages);
    let ran = sandbox.dehusk(&["pages.parquet", "-f", "jsonl"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let records = ran.records();
    let ids: Vec<_> = records.iter().map(|record| record["id"].as_str().expect("an id")).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    assert_article(records[0]["text"].as_str().expect("a text"), "Bree");
    assert_article(records[2]["text"].as_str().expect("a text"), "Archet");
    assert_eq!(records[0]["url"], "https://example.org/a");
    assert_eq!((&records[1]["text"], &records[3]["text"]), (&"".into(), &"".into()));
    assert_eq!(sandbox.dehusk(&["pages.parquet", "--html-field", "body"]).code, Some(1), "there is no such column");
}

#[test]
fn records_are_the_rows_of_a_table() {
    let sandbox = Sandbox::new("records_are_the_rows");
    for n in 0..20 {
        sandbox.file(format!("pages/{n:02}.html"), page(&format!("quay {n}")));
    }
    sandbox.file("pages/cut.html.gz", [0x1f, 0x8b, 8, 0]);
    let lines = sandbox.dehusk(&["pages", "-f", "jsonl"]).records();
    assert_eq!(sandbox.dehusk(&["pages", "-o", "all.parquet"]).code, Some(1));
    let file = SerializedFileReader::new(File::open(sandbox.root.join("all.parquet")).expect("it is there"));
    let rows: Vec<_> = file.expect("it is Parquet").get_row_iter(None).expect("it has rows").collect();
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.into_iter().zip(&lines) {
        let row = json(&row.expect("a row"));
        for key in ["id", "text", "title", "state"] {
            assert_eq!(row.get(key).filter(|cell| !cell.is_null()), line.get(key), "{key}");
        }
        let error: Option<serde_json::Value> = row["error"].as_str().map(|e| serde_json::from_str(e).expect("JSON"));
        assert_eq!(error.as_ref(), line.get("error"));
    }
}

#[test]
fn a_table_that_is_cut_or_damaged_is_one_record_and_the_run_goes_on() {
    let sandbox = Sandbox::new("a_table_that_is_cut");
    write_pages(&sandbox, &[("a", Some(page("Bree"))), ("b", Some(page("Archet")))]);
    let whole = std::fs::read(sandbox.root.join("pages.parquet")).expect("it is there");
    sandbox.file("last.html", page("Combe"));
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        if at % 2 == 0 {
            bytes.truncate(at)
        } else {
            bytes[at] ^= 0x55
        }
        sandbox.file("pages.parquet", bytes);
        let ran = sandbox.dehusk(&["pages.parquet", "last.html", "-f", "jsonl", "-q"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{at}: {}", ran.err);
        let last = ran.records().pop().expect("a record");
        assert_article(last["text"].as_str().expect("a text"), "Combe");
    }
}
