//! A sheet is the text that a renderer writes, with the meter that counts what is written: a caller's check is asked of a
//! long table as of anything else that takes its time.

use std::io;
use std::ops::{Deref, DerefMut};

use crate::blocks::{Inline, Inlines};
use crate::limits::Meter;

/// So many bytes cost as much as the look at one block.
const BYTES: usize = 16;

/// What was written so far.
#[derive(Debug)]
pub(super) struct Sheet<'m> {
    pub(super) text: String,
    pub(super) meter: &'m Meter,
}

impl<'m> Sheet<'m> {
    pub(super) fn new(meter: &'m Meter) -> Self {
        Sheet { text: String::new(), meter }
    }
}

impl Deref for Sheet<'_> {
    type Target = String;

    fn deref(&self) -> &String {
        &self.text
    }
}

impl DerefMut for Sheet<'_> {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.text
    }
}

/// Counts a line that is to be written.
pub(super) fn count_line(meter: &Meter, line: &Inlines) {
    let bytes = line.0.iter().map(|inline| match inline {
        Inline::Text(run) => run.text.len(),
        Inline::Math(math) => math.tex.len(),
        Inline::Link(link) => link.href.len(),
        Inline::Note(_) | Inline::Image(_) | Inline::Check(_) | Inline::Break(_) => 0,
    });
    meter.count((1 + line.0.len() + bytes.sum::<usize>() / BYTES) as u64);
}

/// Counts text that is to be written.
pub(super) fn count_text(meter: &Meter, text: &str) {
    meter.count((1 + text.len() / BYTES) as u64);
}

/// The bytes of a sheet, for what writes no strings.
#[derive(Debug)]
pub(super) struct Bytes<'m> {
    pub(super) bytes: Vec<u8>,
    meter: &'m Meter,
}

impl<'m> Bytes<'m> {
    pub(super) fn new(meter: &'m Meter) -> Self {
        Bytes { bytes: Vec::with_capacity(1 << 10), meter }
    }
}

impl io::Write for Bytes<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.meter.count((1 + bytes.len() / BYTES) as u64);
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
