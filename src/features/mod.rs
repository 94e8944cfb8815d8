//! What is measured of each text block of a page, before anything is judged by it.

pub(crate) mod containers;
pub(crate) mod discussion;
pub(crate) mod lexicon;
pub(crate) mod main_path;
pub(crate) mod measure;
mod media;
mod overlap;
pub(crate) mod page;
pub(crate) mod page_type;
mod phrases;
pub(crate) mod table;
pub(crate) mod token_weights;
pub(crate) mod tokens;

pub(crate) use self::page::Features;
