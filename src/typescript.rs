//! The types of articles and explanations for TypeScript, generated from the JSON Schema of their types, with the names of
//! the tables; and their test.

use std::fs;
use std::path::Path;

use regex::Regex;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::article::Article;
use crate::codes::{CODES, CodeOf};
use crate::explain::Explanation;
use crate::limits::Limits;
use crate::options::Prefer;
use crate::policy::Policies;
use crate::render::Format;

/// Set to any value, the test that compares writes.
const WRITE: &str = "DEHUSK_WRITE_SCHEMA";

/// The types that the schemas of what comes out define, each with its name.
fn types() -> Map<String, Value> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.subschema_for::<Article>();
    generator.subschema_for::<Explanation>();
    generator.take_definitions(true)
}

/// The file `bindings/npm/types.d.ts`.
fn generated() -> String {
    let mut out =
        "// Generated from dehusk's own types and tables: `DEHUSK_WRITE_SCHEMA=1 cargo test --lib typescript`.\n"
            .to_owned();
    for (name, schema) in types() {
        let kind = format!("export type {name} = {};", shape(&schema, ""));
        out += &format!("\n{}{}\n", comment(&schema, ""), kind.replacen("= \n", "=\n", 1));
    }
    let refusals = CODES.iter().filter(|code| code.of == CodeOf::Refusal).map(|code| code.name);
    for (name, about, choices) in [
        ("Format", "What an article can be written as.", union(Format::all().map(Format::name))),
        ("Prefer", "Which of two faults weighs more.", union(Prefer::NAMES.iter().map(|row| row.0))),
        ("Refusal", "Why an input is refused.", union(refusals)),
    ] {
        out += &format!("\n/** {about} */\nexport type {name} = {choices};\n");
    }
    let policies = Policies::TABLE.iter().map(|row| (row.name, row.help() + ".", union(row.choices.iter().copied())));
    out += &options(
        "PolicyOptions",
        "What is wanted of an article; where nothing is said, what suits the format.",
        policies,
    );
    let limits = Limits::TABLE
        .iter()
        .map(|row| (row.name, format!("{} where nothing is said.", row.of(&Limits::default())), "number".to_owned()));
    out + &options("LimitOptions", "How much of the machine one page may use.", limits)
}

/// An interface of options, each with its name in the table, what it is about and its type.
fn options<'a>(name: &str, about: &str, rows: impl Iterator<Item = (&'a str, String, String)>) -> String {
    let row = |(name, about, kind): (&str, String, String)| {
        format!("  /** {about} */\n  {}?: {kind} | undefined;\n", in_camel_case(name))
    };
    format!("\n/** {about} */\nexport interface {name} {{\n{}}}\n", rows.map(row).collect::<String>())
}

fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

fn union<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" | ")
}

/// What a schema describes, as a comment above it; links to other types are their names.
fn comment(schema: &Value, indent: &str) -> String {
    let Some(about) = schema["description"].as_str() else { return String::new() };
    let link = Regex::new(r"\[(`[^`]*`)\](?:\([^)]*\))?").expect("a regex");
    let about = link.replace_all(about, "$1");
    let lines: Vec<&str> = about.lines().collect();
    match &lines[..] {
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines = lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n");
            format!("{indent}/**\n{}{indent} */\n", lines.collect::<String>())
        }
    }
}

/// The type that a schema describes.
fn shape(schema: &Value, indent: &str) -> String {
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | ");
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        return one_of(choices, indent);
    }
    let named = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    match (&schema["type"], named) {
        (Value::Null, Some(name)) => name.to_owned(),
        // `#[serde(tag = "type")] enum Inline { Link(Link) }`: the tag beside the fields of the variant.
        (Value::String(kind), Some(name)) if kind == "object" => format!("{} & {name}", object(schema, indent)),
        (Value::String(kind), None) => shape_of(kind, schema, indent),
        (Value::Array(kinds), None) => {
            let kinds = kinds.iter().filter_map(Value::as_str).map(|kind| shape_of(kind, schema, indent));
            kinds.collect::<Vec<_>>().join(" | ")
        }
        _ => panic!("a schema that has no type in TypeScript yet: {schema}"),
    }
}

fn shape_of(kind: &str, schema: &Value, indent: &str) -> String {
    match kind {
        "object" => object(schema, indent),
        "array" => format!("{}[]", in_brackets(shape(&schema["items"], indent))),
        "integer" => "number".to_owned(),
        other => other.to_owned(),
    }
}

/// A union, each of its members on a line of its own where one of them is an object.
fn one_of(choices: &[Value], indent: &str) -> String {
    let inner = format!("{indent}  ");
    if choices.iter().all(|choice| choice["type"] != "object") {
        return choices.iter().map(|choice| shape(choice, indent)).collect::<Vec<_>>().join(" | ");
    }
    let member = |choice: &Value| format!("\n{}{inner}| {}", comment(choice, &inner), shape(choice, &inner));
    choices.iter().map(member).collect()
}

/// An object with its fields. One that may be left out is never null.
fn object(schema: &Value, indent: &str) -> String {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let inner = format!("{indent}  ");
    let field = |(name, schema): (&String, &Value)| {
        let (kind, about) = (shape(schema, &inner), comment(schema, &inner));
        match required.contains(&name.as_str()) {
            true => format!("{about}{inner}{name}: {kind};\n"),
            false => format!("{about}{inner}{name}?: {};\n", kind.trim_end_matches(" | null")),
        }
    };
    let fields: String = schema["properties"].as_object().into_iter().flatten().map(field).collect();
    format!("{{\n{fields}{indent}}}")
}

fn in_brackets(kind: String) -> String {
    if kind.contains(' ') { format!("({kind})") } else { kind }
}

#[test]
fn the_types_for_typescript_are_those_of_the_schema_and_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bindings/npm/types.d.ts");
    let generated = generated();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &generated).expect("the types are written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == generated, "bindings/npm/types.d.ts is not that of the types: run the test with {WRITE}=1");
}
