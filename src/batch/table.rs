//! Records as rows of a Parquet file, which appears whole or not at all.
//!
//! Its end tells what is in it, so a run that was killed leaves nothing to go on with: it is begun anew.

use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType};
use ::parquet::errors::Result;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use anyhow::Context;
use serde_json::{Map, Value};

use super::atomic;
use super::atomic::{AtomicFile, cannot};

/// The columns, all of them texts that may be absent. What is no text in a record is JSON.
const COLUMNS: [&str; 14] = [
    "id",
    "text",
    "source",
    "url",
    "date",
    "created",
    "title",
    "author",
    "language",
    "state",
    "warnings",
    "metadata",
    "error",
    "provenance",
];

/// A group of rows is written when it has so many bytes or so many rows.
const GROUP: (usize, usize) = (32 << 20, 50_000);

/// A file that grows by groups of rows.
#[derive(Debug)]
pub(crate) struct Table {
    file: SerializedFileWriter<AtomicFile>,
    /// The records of the group.
    records: Vec<Map<String, Value>>,
    /// What they weigh.
    bytes: usize,
}

impl Table {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        atomic::clean(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")));
        let file = AtomicFile::create(path)?;
        let columns: String = COLUMNS.iter().map(|column| format!("optional binary {column} (UTF8); ")).collect();
        let open = || {
            let schema = parse_message_type(&format!("message record {{ {columns}}}"))?;
            let packed = Compression::ZSTD(ZstdLevel::default());
            let properties = WriterProperties::builder().set_compression(packed).set_dictionary_enabled(false).build();
            SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
        };
        let file = open().with_context(|| cannot(path))?;
        Ok(Table { file, records: Vec::new(), bytes: 0 })
    }

    /// Takes a record as it stands in JSON lines.
    pub(crate) fn write(&mut self, line: &[u8]) -> anyhow::Result<()> {
        self.records.push(serde_json::from_slice(line)?);
        self.bytes += line.len();
        if self.bytes >= GROUP.0 || self.records.len() >= GROUP.1 { self.flush() } else { Ok(()) }
    }

    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        if !self.records.is_empty() {
            self.flush()?;
        }
        self.file.into_inner().context("the Parquet file cannot be written")?.finish()
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let records = std::mem::take(&mut self.records);
        self.bytes = 0;
        write_group(&mut self.file, &records).context("the Parquet file cannot be written")
    }
}

fn write_group(file: &mut SerializedFileWriter<AtomicFile>, records: &[Map<String, Value>]) -> Result<()> {
    let mut group = file.next_row_group()?;
    for column in COLUMNS {
        let Some(mut writer) = group.next_column()? else { break };
        let cells: Vec<Option<ByteArray>> = records.iter().map(|record| cell(record.get(column)?)).collect();
        let levels: Vec<i16> = cells.iter().map(|cell| cell.is_some().into()).collect();
        let values: Vec<ByteArray> = cells.into_iter().flatten().collect();
        writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
        writer.close()?;
    }
    group.close()?;
    Ok(())
}

fn cell(value: &Value) -> Option<ByteArray> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().to_vec().into()),
        other => Some(other.to_string().into_bytes().into()),
    }
}
