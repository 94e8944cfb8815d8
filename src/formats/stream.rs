//! The bytes of an archive, decompressed, as long as they last.
//!
//! A compressed archive is a row of members, often one a record. Where one is damaged, the stream says so once and goes
//! on with the next member that begins a record: it looks for one from the start of the damaged member on, because a
//! member that was cut off has swallowed the start of the next.

use std::io::{self, Read};
use std::mem;

use flate2::bufread::GzDecoder;

use super::Fault;
use super::open::GZIP;
use super::raw::Raw;
use super::zstd::{self, Frames, ZSTD};

const CHUNK: usize = 64 << 10;

/// How a gzip member begins whose content is deflated, as all are.
const MEMBER: &[u8] = &[0x1f, 0x8b, 8];

/// An archive that is being read.
pub(super) struct Stream {
    state: State,
    /// How a record begins; empty where any member will do.
    record: &'static [u8],
    /// Bytes that are ready, from `start` on. They are never of two members.
    ready: Vec<u8>,
    start: usize,
    /// The place of the next byte in the decompressed archive.
    offset: u64,
    /// Whether a member has begun since this was asked last.
    fresh: bool,
    /// What is wrong behind the bytes that are ready. The state is that of behind it again.
    fault: Option<Fault>,
    /// Opens the frames, if it is made of such.
    frames: Option<Box<Frames>>,
}

enum State {
    Plain(Raw),
    /// In a gzip member that begins at the place.
    Member(Box<GzDecoder<Raw>>, u64),
    /// In a frame that begins at the place.
    Frame(Raw, u64),
    /// After a member.
    Between(Raw),
    End,
}

impl Stream {
    /// The archive that these bytes are. `record` is how each of its records begins.
    pub(super) fn new(mut raw: Raw, record: &'static [u8]) -> io::Result<Self> {
        let start = raw.peek(ZSTD.len())?;
        let is_packed = start.starts_with(GZIP) || zstd::is_begun(start);
        let state = if is_packed { State::Between(raw) } else { State::Plain(raw) };
        Ok(Stream { state, record, ready: Vec::new(), start: 0, offset: 0, fresh: false, fault: None, frames: None })
    }

    /// The place of the next byte in the decompressed archive.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// How far the archive was read, in bytes as they are stored.
    pub(super) fn position(&self) -> u64 {
        match &self.state {
            State::Plain(raw) => raw.position(),
            State::Member(decoder, _) => decoder.get_ref().position(),
            State::Frame(raw, _) | State::Between(raw) => raw.position(),
            State::End => 0,
        }
    }

    /// How many bytes are left, where that is known without reading them.
    pub(super) fn left(&self) -> Option<u64> {
        match &self.state {
            State::Plain(raw) => Some(raw.left()? + (self.ready.len() - self.start) as u64),
            _ => None,
        }
    }

    /// Whether a member has begun since this was asked last.
    pub(super) fn is_fresh(&mut self) -> bool {
        mem::take(&mut self.fresh)
    }

    /// The next bytes, at least one unless it is the end of the archive.
    pub(super) fn fill(&mut self) -> Result<&[u8], Fault> {
        while self.peek(1)?.is_empty() && self.begin() {}
        Ok(&self.ready[self.start..])
    }

    /// The next bytes, as many as asked for unless the member ends first.
    pub(super) fn peek(&mut self, count: usize) -> Result<&[u8], Fault> {
        while self.ready.len() - self.start < count && self.more()? {}
        Ok(&self.ready[self.start..])
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    /// Gives bytes back: the last that were consumed.
    pub(super) fn unread(&mut self, bytes: &[u8]) {
        self.ready.splice(..self.start, bytes.iter().copied());
        self.start = 0;
        self.offset -= bytes.len() as u64;
    }

    /// Goes back to a place, if it is not compressed and there is a way back. Whether it went.
    pub(super) fn go_back(&mut self, offset: u64) -> bool {
        let State::Plain(raw) = &mut self.state else { return false };
        if !raw.can_go() {
            return false;
        }
        raw.go(offset);
        self.ready.clear();
        (self.start, self.offset) = (0, offset);
        true
    }

    /// Makes more bytes of the member ready. False at its end, and before what is wrong with it until nothing else is
    /// left.
    fn more(&mut self) -> Result<bool, Fault> {
        self.ready.drain(..self.start);
        self.start = 0;
        let held = self.ready.len();
        if self.fault.is_none() {
            self.ready.resize(held + CHUNK, 0);
            let got = self.read(held).unwrap_or_else(|fault| {
                self.fault = Some(fault);
                0
            });
            self.ready.truncate(held + got);
        }
        match self.fault.is_some() && self.ready.is_empty() {
            true => self.give_up().map_or(Ok(false), Err),
            false => Ok(self.ready.len() > held),
        }
    }

    /// What is wrong right behind the bytes that are ready, if anything is. They are passed over then.
    pub(super) fn give_up(&mut self) -> Option<Fault> {
        let fault = self.fault.take()?;
        self.ready.clear();
        self.start = 0;
        // So that what comes next has another place than what was damaged.
        self.offset += 1;
        self.fresh = true;
        Some(fault)
    }

    fn read(&mut self, held: usize) -> Result<usize, Fault> {
        let room = &mut self.ready[held..];
        let got = match &mut self.state {
            State::Plain(raw) => raw.read(room),
            State::Member(decoder, _) => decoder.read(room),
            State::Frame(raw, _) => match &mut self.frames {
                Some(frames) => frames.reader(raw).read(room),
                None => Ok(0),
            },
            State::Between(_) | State::End => return Ok(0),
        };
        match (got, mem::replace(&mut self.state, State::End)) {
            (Ok(0), State::Member(decoder, _)) => self.state = State::Between(decoder.into_inner()),
            (Ok(0), State::Frame(raw, _)) => self.state = State::Between(raw),
            (Ok(got), state) => {
                self.state = state;
                return Ok(got);
            }
            (Err(error), State::Member(decoder, at)) => {
                self.resume(decoder.into_inner(), at + 1);
                return Err(error.into());
            }
            (Err(_), State::Frame(raw, at)) => {
                self.resume_frames(raw, at + 1);
                return Err(Fault::Damaged);
            }
            (Err(error), State::Plain(_)) => return Err(error.into()),
            (Err(_), _) => return Err(Fault::Damaged),
        }
        Ok(0)
    }

    /// Begins the next member. False if there is none.
    fn begin(&mut self) -> bool {
        let mut raw = match mem::replace(&mut self.state, State::End) {
            State::Between(raw) => raw,
            state => {
                self.state = state;
                return false;
            }
        };
        // Tapes and file systems fill up with zeros.
        let _ = raw.skip(0);
        let start = raw.peek(ZSTD.len()).unwrap_or_default();
        if start.starts_with(GZIP) {
            self.fresh = true;
            self.state = member(raw);
        } else if zstd::is_begun(start) {
            self.frame(raw);
        } else if !start.is_empty() {
            // It may have been a member whose first bytes are damaged.
            self.fault = Some(Fault::Damaged);
            let here = raw.position();
            match self.frames {
                Some(_) => self.resume_frames(raw, here),
                None => self.resume(raw, here),
            }
        }
        self.fault.is_some() || !matches!(self.state, State::End)
    }

    /// Begins a frame, or passes over one to be skipped.
    fn frame(&mut self, mut raw: Raw) {
        let at = raw.position();
        let frames = self.frames.get_or_insert_with(|| Box::new(Frames::new()));
        match frames.begin(&mut raw) {
            Ok(true) => {
                self.fresh = true;
                self.state = State::Frame(raw, at);
            }
            Ok(false) => self.state = State::Between(raw),
            Err(fault) => {
                self.fault = Some(fault);
                self.resume_frames(raw, at + 1);
            }
        }
    }

    /// Looks from a place on for a frame that begins a record; without a way back to its start, there is none.
    fn resume_frames(&mut self, mut raw: Raw, from: u64) {
        let Some(frames) = self.frames.as_mut().filter(|_| raw.can_go()) else { return };
        raw.go(from);
        while let Ok(true) = raw.find(ZSTD) {
            let at = raw.position();
            let mut start = vec![0; self.record.len()];
            let is_record = frames.begin(&mut raw).is_ok()
                && frames.reader(&mut raw).read_exact(&mut start).is_ok()
                && start == self.record;
            raw.go(if is_record { at } else { at + 1 });
            if is_record {
                self.state = State::Between(raw);
                return;
            }
        }
    }

    /// Looks from a place on for a member that begins a record. Where there is no way back to its start, any member
    /// will do.
    fn resume(&mut self, mut raw: Raw, from: u64) {
        raw.go(from);
        while let Ok(true) = raw.find(MEMBER) {
            let at = raw.position();
            if raw.can_go() {
                let mut decoder = GzDecoder::new(raw);
                let mut start = vec![0; self.record.len()];
                let is_record = decoder.read_exact(&mut start).is_ok() && start == self.record;
                raw = decoder.into_inner();
                if !is_record {
                    raw.go(at + 1);
                    continue;
                }
                raw.go(at);
            }
            self.fresh = true;
            self.state = member(raw);
            return;
        }
    }
}

/// The member that begins here.
fn member(raw: Raw) -> State {
    let at = raw.position();
    State::Member(Box::new(GzDecoder::new(raw)), at)
}
