//! The JSON Schema of rule files, generated from the types of [`super::file`] and the lists of keys; and its tests.

use std::fs;
use std::path::{Path, PathBuf};

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Value, json};

use super::RULE_SCHEMA;
use super::file::{LineText, RuleFile, SourceText, TEST_KEYS};
use super::key::{Key, LineKey, Stands, Takes};
use super::layout::Clean;
use super::meta::MetaField;
use crate::mark::RuleKey;

/// Set to any value, the test that compares writes.
const WRITE: &str = "DEHUSK_WRITE_SCHEMA";

pub(super) fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": [1, 2] })
}

pub(super) fn day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" })
}

/// A string that is not empty.
pub(super) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": r"\S" })
}

/// One or several strings.
pub(super) fn texts(generator: &mut SchemaGenerator) -> Schema {
    listed(text(generator))
}

pub(super) fn hosts(_: &mut SchemaGenerator) -> Schema {
    listed(json_schema!({ "type": "string", "pattern": r"^(\*|(\*\.)?[^/:@?*\s]+)$" }))
}

/// The keys that keep or drop.
pub(super) fn lines(generator: &mut SchemaGenerator) -> Schema {
    let keys = RuleKey::ALL.map(|key| {
        let LineKey { takes, about, .. } = key.row();
        let one = if takes == Takes::Either { LineText::json_schema(generator) } else { text(generator) };
        let mut schema = listed(one);
        schema.insert("description".to_owned(), about.into());
        (key.name().to_owned(), Value::from(schema))
    });
    json_schema!({ "type": "object", "properties": serde_json::Map::from_iter(keys) })
}

pub(super) fn clean(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = Clean::ALL.iter().map(|(name, _)| *name).collect();
    json_schema!({ "enum": names })
}

pub(super) fn meta(generator: &mut SchemaGenerator) -> Schema {
    let source = json!({ "anyOf": [text(generator), SourceText::json_schema(generator)] });
    let sources = listed(Schema::try_from(source).expect("an object is a schema"));
    let fields = MetaField::ALL.iter().map(|field| (field.name().to_owned(), Value::from(sources.clone())));
    json_schema!({ "type": "object", "properties": fields.collect::<serde_json::Map<_, _>>() })
}

/// One value by itself is a list of one.
fn listed(one: Schema) -> Schema {
    json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
}

/// What `rules/schema.json` must be.
fn generated() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<RuleFile>();
    RecursiveTransform(close).transform(&mut schema);
    let mut schema = Value::from(schema);
    only(&mut schema, &[Stands::Top, Stands::Site, Stands::Both]);
    only(&mut schema["properties"]["layout"]["items"], &[Stands::Both]);
    schema["title"] = "A rule file of dehusk".into();
    schema
}

/// No key but those named, none that is there unless somebody writes it, and no format of Rust's.
fn close(schema: &mut Schema) {
    schema.remove("default");
    schema.remove("format");
    if schema.get("properties").is_some() {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
}

/// Leaves the keys that may stand there.
fn only(schema: &mut Value, here: &[Stands]) {
    let keys = schema["properties"].as_object_mut().expect("a table has keys");
    keys.retain(|name, _| Key::named(name).is_some_and(|key| here.contains(&key.stands())));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_types() {
    let generated = serde_json::to_string_pretty(&generated()).expect("it is JSON") + "\n";
    if std::env::var_os(WRITE).is_some() {
        fs::write(root().join("rules/schema.json"), &generated).expect("it can be written");
        return;
    }
    assert!(generated == RULE_SCHEMA, "rules/schema.json is stale: run `{WRITE}=1 cargo test --lib schema`");
}

#[test]
fn the_schema_has_all_keys() {
    let schema = generated();
    let keys = |table: &Value| {
        let mut keys: Vec<String> = table["properties"].as_object().expect("a table").keys().cloned().collect();
        keys.sort();
        keys
    };
    let standing = |here: &[Stands]| {
        let keys = Key::all().filter(|key| here.contains(&key.stands()));
        let mut names: Vec<String> = keys.map(|key| key.name().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(keys(&schema), standing(&[Stands::Top, Stands::Site, Stands::Both]));
    assert_eq!(keys(&schema["properties"]["layout"]["items"]), standing(&[Stands::Both]));
    assert_eq!(keys(&schema["properties"]["test"]["items"]), TEST_KEYS);
}

/// The schema as an editor uses it.
struct Validator {
    schemas: boon::Schemas,
    index: boon::SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let schema = serde_json::from_str(RULE_SCHEMA).expect("rules/schema.json is JSON");
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.add_resource("rules/schema.json", schema).expect("it has a name");
        let index = compiler.compile("rules/schema.json", &mut schemas).expect("it is a schema");
        Validator { schemas, index }
    }

    fn refuses(&self, toml: &str) -> Option<String> {
        let value: toml::Value = toml::from_str(toml).expect("it is TOML");
        let value = serde_json::to_value(value).expect("TOML is JSON, too");
        self.schemas.validate(&value, self.index).err().map(|error| format!("{error:#}"))
    }
}

fn rule_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "toml")).collect()
}

#[test]
fn the_rules_that_ship_fit_the_schema() {
    let validator = Validator::new();
    let mut files = rule_files(&root().join("rules/sites"));
    files.extend(rule_files(&root().join("rules/shared")));
    assert!(files.len() > 100, "{files:?}");
    for file in files {
        let refused = validator.refuses(&fs::read_to_string(&file).expect("it can be read"));
        assert_eq!(refused, None, "{}", file.display());
    }
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// A piece of a rule file, and whether it fits.
#[derive(Deserialize)]
struct Case {
    name: String,
    fits: bool,
    text: String,
}

#[test]
fn mistakes_do_not_fit_the_schema() {
    let cases: Cases = toml::from_str(include_str!("../../tests/cases/rule-schema.toml")).expect("the cases are TOML");
    let validator = Validator::new();
    for Case { name, fits, text } in cases.case {
        let refused = validator.refuses(&text);
        assert_eq!(refused.is_none(), fits, "{name}: {refused:?}");
        let (_, faults) = super::file::read(&text, true);
        assert!(!fits || faults.is_empty(), "{name}: the schema allows what is an error: {faults:?}");
    }
}
