//! The JSON Schema of articles, generated from their types, and its test.

use std::fs;
use std::path::Path;

use crate::article::Article;

/// Set to any value, the test that compares writes.
const WRITE: &str = "DEHUSK_WRITE_SCHEMA";

#[test]
fn the_schema_of_articles_is_that_of_their_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/article.schema.json");
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Article)).expect("a schema is JSON") + "\n";
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &schema).expect("the schema is written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == schema, "docs/article.schema.json is not that of the types: run the test with {WRITE}=1");
}
