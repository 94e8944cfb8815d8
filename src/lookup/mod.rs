//! How words and texts are looked for: by a pattern, by likeness, by hash.

pub(crate) mod builtin;
pub(crate) mod fnv;
pub(crate) mod letters;
pub(crate) mod pattern;
pub(crate) mod sayings;
pub(crate) mod sieve;
pub(crate) mod spelling;
pub(crate) mod words;
