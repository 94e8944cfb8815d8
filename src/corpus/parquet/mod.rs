//! Parquet, read and written by columns that the common corpus tools know. Behind the feature `parquet`, which makes a
//! build three times as long.

mod read;
mod write;

pub(super) use read::Rows;
pub(crate) use write::Table;
