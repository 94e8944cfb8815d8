//! Zstandard as archives have it: a row of frames, some of which are to be skipped, one of which may be the dictionary
//! of all others.

use std::io::{self, BufRead, ErrorKind, Read};

use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder};

use super::Fault;

/// What a frame of Zstandard begins with.
pub const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// How far back a frame may look: what `--ultra -22` and `--long=27` ask for.
const WINDOW: u64 = 128 << 20;

/// The longest dictionary, in bytes. Those of archives have about 100 KB.
const LONGEST_DICTIONARY: u64 = 16 << 20;

/// How a frame begins that holds no data, but for its first byte, and that byte where it holds a dictionary.
const SKIPPED: &[u8] = &[0x2a, 0x4d, 0x18];
const DICTIONARY: u8 = 0x5d;

/// How many bytes of a frame always show some of its content: a block has 128 KiB at most.
const GLANCE: usize = 256 << 10;

/// Opens one frame after the other.
pub(super) struct Frames {
    decoder: FrameDecoder,
    /// The dictionary that an earlier frame brought.
    dictionary: Option<u32>,
}

/// Whether bytes begin with a frame.
pub(super) fn is_begun(start: &[u8]) -> bool {
    start.starts_with(ZSTD) || is_skipped(start)
}

fn is_skipped(start: &[u8]) -> bool {
    start.first().is_some_and(|first| first & 0xf0 == 0x50) && start[1..].starts_with(SKIPPED)
}

/// How many bytes of a file are needed to see how its content begins, as far as these tell: those of the frames to be
/// skipped, and more.
pub(super) fn glance(stored: &[u8]) -> usize {
    let mut at = 0_usize;
    while let Some(&[a, b, c, d, e, f, g, h]) = stored.get(at..).and_then(|rest| rest.first_chunk()) {
        if !is_skipped(&[a, b, c, d]) {
            break;
        }
        at = at.saturating_add(8).saturating_add(u32::from_le_bytes([e, f, g, h]) as usize);
    }
    at.saturating_add(GLANCE)
}

impl Frames {
    pub(super) fn new() -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Frames { decoder, dictionary: None }
    }

    /// Begins a frame. False if what comes next is a frame to be skipped: it was.
    ///
    /// # Errors
    /// If the frame cannot be opened.
    pub(super) fn begin(&mut self, source: &mut impl BufRead) -> Result<bool, Fault> {
        if source.fill_buf()?.starts_with(&ZSTD[..1]) {
            self.decoder.init(source).map_err(|_| Fault::Damaged)?;
            if let Some(dictionary) = self.dictionary {
                self.decoder.force_dict(dictionary).map_err(|_| Fault::Damaged)?;
            }
            return Ok(true);
        }
        let mut head = [0; 8];
        source.read_exact(&mut head)?;
        if !is_skipped(&head) {
            return Err(Fault::Damaged);
        }
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let mut frame = source.take(length);
        if head[0] == DICTIONARY && self.dictionary.is_none() && length <= LONGEST_DICTIONARY {
            self.learn(&mut frame)?;
        }
        io::copy(&mut frame, &mut io::sink())?;
        if frame.limit() > 0 { Err(Fault::Truncated) } else { Ok(false) }
    }

    /// Takes up the dictionary in a frame, which may be a frame itself.
    fn learn(&mut self, frame: &mut impl Read) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        frame.read_to_end(&mut bytes)?;
        if bytes.starts_with(ZSTD) {
            let (mut packed, mut inner) = (&*std::mem::take(&mut bytes), Frames::new());
            inner.begin(&mut packed)?;
            inner.reader(&mut packed).take(LONGEST_DICTIONARY).read_to_end(&mut bytes).map_err(|_| Fault::Damaged)?;
        }
        let dictionary = Dictionary::decode_dict(&bytes).map_err(|_| Fault::Damaged)?;
        self.dictionary = Some(dictionary.id);
        self.decoder.add_dict(dictionary).map_err(|_| Fault::Damaged)
    }

    /// The content of the frame that was begun.
    pub(super) fn reader<'f, R: Read>(&'f mut self, source: &'f mut R) -> impl Read + use<'f, R> {
        Frame { frames: self, source }
    }
}

/// What a file of frames has in it, one after the other, each block by block: a frame may be as long as a crawl.
pub struct Unpacked<R> {
    source: R,
    frames: Frames,
    /// Whether one is begun.
    is_open: bool,
}

impl<R: BufRead> Unpacked<R> {
    /// The content of the frames that begin here.
    pub fn new(source: R) -> Self {
        Unpacked { source, frames: Frames::new(), is_open: false }
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let damaged = || io::Error::other("its compressed data is damaged or ends too early");
        loop {
            if self.is_open {
                let got = self.frames.reader(&mut self.source).read(out).map_err(|_| damaged())?;
                if got > 0 || out.is_empty() {
                    return Ok(got);
                }
            }
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.is_open = self.frames.begin(&mut self.source).map_err(|_| damaged())?;
        }
    }
}

struct Frame<'f, R> {
    frames: &'f mut Frames,
    source: &'f mut R,
}

impl<R: Read> Read for Frame<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let decoder = &mut self.frames.decoder;
        while decoder.can_collect() == 0 && !decoder.is_finished() {
            decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1)).map_err(io::Error::other)?;
        }
        let got = decoder.read(out)?;
        let is_at_end = got == 0 && !out.is_empty();
        match (decoder.get_checksum_from_data(), decoder.get_calculated_checksum()) {
            (Some(stored), Some(found)) if is_at_end && stored != found => Err(ErrorKind::InvalidData.into()),
            _ => Ok(got),
        }
    }
}
