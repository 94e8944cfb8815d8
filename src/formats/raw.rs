//! A file or standard input as it is stored, with a look ahead and a way back.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom, Stdin};

const CHUNK: usize = 64 << 10;

/// Bytes that are read once from start to end; a file can also be gone back in.
pub struct Raw {
    handle: Handle,
    /// What was read ahead, from `start` on.
    buffer: Vec<u8>,
    start: usize,
    /// The place of the next byte.
    position: u64,
    /// How long it is, where that is known.
    length: Option<u64>,
}

enum Handle {
    File(File),
    Stdin(Stdin),
    /// A part of a file.
    #[cfg(feature = "zip")]
    Reader(Box<dyn Read + Send>),
    #[cfg(test)]
    Memory(io::Cursor<Vec<u8>>),
}

impl Raw {
    /// The bytes of a file.
    pub fn file(file: File) -> Self {
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len());
        Raw { length, ..Raw::new(Handle::File(file)) }
    }

    /// What a reader has.
    #[cfg(feature = "zip")]
    pub(super) fn reader(reader: Box<dyn Read + Send>) -> Self {
        Raw::new(Handle::Reader(reader))
    }

    /// What standard input has.
    pub fn stdin() -> Self {
        Raw::new(Handle::Stdin(io::stdin()))
    }

    #[cfg(test)]
    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        Raw { length: Some(bytes.len() as u64), ..Raw::new(Handle::Memory(io::Cursor::new(bytes))) }
    }

    fn new(handle: Handle) -> Self {
        Raw { handle, buffer: Vec::new(), start: 0, position: 0, length: None }
    }

    /// How many bytes were read.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How many bytes there are after the next one's place, where that is known.
    pub fn left(&self) -> Option<u64> {
        Some(self.length?.saturating_sub(self.position))
    }

    /// The next bytes, as many as asked for unless the end comes first. They stay to be read.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.start < count && self.read_ahead()? > 0 {}
        Ok(&self.buffer[self.start..])
    }

    /// Whether it can go to any place.
    pub fn can_go(&self) -> bool {
        self.length.is_some()
    }

    /// Goes to a place. Standard input stays where it is.
    pub fn go(&mut self, position: u64) {
        let place = SeekFrom::Start(position);
        let gone = match &mut self.handle {
            Handle::File(file) => file.seek(place).is_ok(),
            Handle::Stdin(_) => false,
            #[cfg(feature = "zip")]
            Handle::Reader(_) => false,
            #[cfg(test)]
            Handle::Memory(bytes) => bytes.seek(place).is_ok(),
        };
        if gone {
            self.buffer.clear();
            (self.start, self.position) = (0, position);
        }
    }

    /// Goes on to the next place where these bytes are. False at the end.
    pub fn find(&mut self, wanted: &[u8]) -> io::Result<bool> {
        loop {
            let ahead = self.peek(wanted.len().max(CHUNK))?;
            if let Some(at) = ahead.windows(wanted.len()).position(|window| window == wanted) {
                self.consume(at);
                return Ok(true);
            }
            if ahead.len() < wanted.len() {
                return Ok(false);
            }
            let passed = ahead.len() - (wanted.len() - 1);
            self.consume(passed);
        }
    }

    /// Goes past all bytes of a kind that come next.
    pub fn skip(&mut self, byte: u8) -> io::Result<()> {
        loop {
            let ahead = self.peek(1)?;
            let count = ahead.iter().take_while(|next| **next == byte).count();
            let is_over = count < ahead.len() || count == 0;
            self.consume(count);
            if is_over {
                return Ok(());
            }
        }
    }

    fn read_ahead(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let held = self.buffer.len();
        self.buffer.resize(held + CHUNK, 0);
        let room = &mut self.buffer[held..];
        let got = loop {
            let got = match &mut self.handle {
                Handle::File(file) => file.read(room),
                Handle::Stdin(stdin) => stdin.read(room),
                #[cfg(feature = "zip")]
                Handle::Reader(reader) => reader.read(room),
                #[cfg(test)]
                Handle::Memory(bytes) => bytes.read(room),
            };
            match got {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                got => break got,
            }
        };
        self.buffer.truncate(held + *got.as_ref().unwrap_or(&0));
        got
    }
}

impl Read for Raw {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.len().min(out.len());
        out[..count].copy_from_slice(&self.buffer[self.start..self.start + count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, count: usize) {
        self.start += count;
        self.position += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_across_chunks_and_gone_back_to() {
        let mut bytes = vec![b'.'; 3 * CHUNK];
        for at in [10, CHUNK - 1, 2 * CHUNK + 5] {
            bytes[at..at + 3].copy_from_slice(b"abc");
        }
        let mut raw = Raw::memory(bytes);
        for at in [10, CHUNK - 1, 2 * CHUNK + 5] {
            assert!(raw.find(b"abc").expect("memory can be read"));
            assert_eq!(raw.position(), at as u64);
            raw.consume(1);
        }
        assert!(!raw.find(b"abc").expect("memory can be read"));
        raw.go(10);
        assert!(raw.peek(3).expect("memory can be read").starts_with(b"abc"));
        assert_eq!(raw.left(), Some(3 * CHUNK as u64 - 10));
    }
}
