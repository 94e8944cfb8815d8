//! The tables that are built in: those of `rules/`, as the build has prepared them.
//!
//! The build reads them as TOML and keeps them as JSON. Each type that a table is read as has a test that reads the TOML
//! itself, so that a row that does not fit is told with its line.

use serde::Deserialize;

/// A table that is built in, by the name of its file in `rules/`.
macro_rules! builtin {
    ($name:literal) => {
        $crate::lookup::builtin::read($name, include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))
    };
}
pub(crate) use builtin;

/// A prepared table.
pub(crate) fn read<T: Deserialize<'static>>(name: &str, json: &'static str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("a test reads rules/{name}.toml: {error}"))
}
