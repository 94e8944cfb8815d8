//! Pages in Parquet: one row a page, with the page in one of its columns.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;

use super::ArchiveOptions;
use super::Opened;
use super::open::too_large;
use super::{Fault, Source};

/// How many rows are decoded at a time. A page may be large.
const BATCH: usize = 16;

/// Reads the rows of a file.
pub(super) struct Rows {
    /// None once a row could not be read: where the next one begins is not known then.
    rows: Option<RowIter<'static>>,
    options: ArchiveOptions,
    number: u64,
}

impl Rows {
    pub(super) fn open(file: File, options: &ArchiveOptions) -> Result<Self, Fault> {
        let open = || {
            let reader = SerializedFileReader::new(file).map_err(|_| Fault::Damaged)?;
            let schema = reader.metadata().file_metadata().schema();
            let wanted = |field: &&Arc<Type>| {
                field.is_primitive() && [&*options.html_field, "id", "url"].contains(&field.name())
            };
            let fields: Vec<Arc<Type>> = schema.get_fields().iter().filter(wanted).cloned().collect();
            if !fields.iter().any(|field| field.name() == options.html_field) {
                return Err(Fault::NoField(options.html_field.clone()));
            }
            let columns = Type::group_type_builder(schema.name()).with_fields(fields).build();
            let rows = columns.and_then(|columns| RowIter::from_file_into(Box::new(reader)).project(Some(columns)));
            rows.map_err(|_| Fault::Damaged)
        };
        let rows = catch_unwind(AssertUnwindSafe(open)).unwrap_or(Err(Fault::Damaged))?;
        Ok(Rows { rows: Some(rows.with_batch_size(BATCH)), options: options.clone(), number: 0 })
    }

    fn source(&self, row: &Row) -> Source {
        let mut opened = Opened::default();
        for (name, field) in row.get_column_iter() {
            let text = match field {
                Field::Str(text) => text.clone(),
                Field::Bytes(bytes) if *name == self.options.html_field => {
                    opened.bytes = bytes.data().to_vec();
                    continue;
                }
                Field::Null => continue,
                other => other.to_string(),
            };
            match &**name {
                "url" => opened.url = Some(text),
                "id" => opened.id = Some(text),
                // The text is UTF-8 by now, whatever the page says of itself.
                _ => (opened.bytes, opened.content_type) = (text.into(), Some("text/html; charset=utf-8".to_owned())),
            }
        }
        if opened.bytes.len() > self.options.limit {
            return Source::None(too_large(self.options.limit));
        }
        Source::Opened(opened)
    }
}

impl Iterator for Rows {
    type Item = (u64, Source);

    fn next(&mut self) -> Option<(u64, Source)> {
        let rows = self.rows.as_mut()?;
        // Damaged files make the reader panic in places.
        let row = catch_unwind(AssertUnwindSafe(|| rows.next()))
            .unwrap_or_else(|_| Some(Err(::parquet::errors::ParquetError::General(String::new()))))?;
        self.number += 1;
        let source = match row {
            Ok(row) => self.source(&row),
            Err(_) => {
                self.rows = None;
                Source::None(Fault::Damaged)
            }
        };
        Some((self.number, source))
    }
}
