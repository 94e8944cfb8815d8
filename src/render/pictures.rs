//! Pictures as files beside the article: those in `data:` addresses, and those that whoever saved the page kept beside it.
//!
//! What a file is, its first bytes tell, and pictures of dots alone are taken; its name is made of its bytes. Nothing of
//! the page is in it.

use std::collections::HashMap;

use crate::article::Article;
use crate::blocks::{Block, Image, Inline, Inlines};
use crate::decode::from_base64;
use crate::lookup::fnv;

/// A picture, and what its file is called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PictureFile {
    /// Sixteen digits and an extension.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The pictures that were taken out of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TakenPictures {
    /// Each once.
    pub files: Vec<PictureFile>,
    /// How many are none of dots, or more or larger than an article may have.
    pub left_out: usize,
}

/// So many pictures may an article have as files,
const MOST: usize = 256;

/// so large one,
const LARGEST: usize = 8 << 20;

/// and all of them.
const ALL: usize = 32 << 20;

impl Article {
    /// Makes files of the pictures in `data:` addresses and of those that `find` has the bytes of, and gives them addresses
    /// in `folder`. Of a picture in a `data:` address that cannot be one the text that stands for it is left.
    pub fn take_pictures(&mut self, folder: &str, find: &mut dyn FnMut(&str) -> Option<Vec<u8>>) -> TakenPictures {
        let mut taker = Taker { folder, find, known: HashMap::new(), size: 0, taken: TakenPictures::default() };
        for block in self.blocks.iter_mut().chain(&mut self.comments) {
            block.each(&mut |block| taker.block(block));
        }
        taker.taken
    }
}

struct Taker<'f> {
    folder: &'f str,
    find: &'f mut dyn FnMut(&str) -> Option<Vec<u8>>,
    /// What became of an address.
    known: HashMap<String, Fate>,
    size: usize,
    taken: TakenPictures,
}

/// What becomes of a picture.
#[derive(Clone, Debug)]
enum Fate {
    /// It has this address.
    At(String),
    /// It is where it was.
    Stays,
    /// Nobody can see it.
    Goes,
}

impl Taker<'_> {
    fn block(&mut self, block: &mut Block) {
        for line in block.lines() {
            self.line(line);
        }
        if let Block::Figure { image: picture, .. } = block
            && let Some(image) = picture
            && !self.image(image)
        {
            *picture = None;
        }
    }

    fn line(&mut self, line: &mut Inlines) {
        line.0.retain_mut(|inline| match inline {
            Inline::Image(image) => self.image(image),
            Inline::Link(link) => {
                self.line(&mut link.content);
                true
            }
            _ => true,
        });
    }

    /// Gives a picture its address; whether it has one, or text that stands for it.
    fn image(&mut self, image: &mut Image) -> bool {
        let fate = match self.known.get(&image.src) {
            Some(fate) => fate.clone(),
            None => {
                let fate = self.fate(&image.src);
                self.known.insert(image.src.clone(), fate.clone());
                fate
            }
        };
        match fate {
            Fate::At(address) => image.src = address,
            Fate::Stays => return true,
            Fate::Goes => image.src.clear(),
        }
        !image.src.is_empty() || !image.alt.is_empty()
    }

    fn fate(&mut self, src: &str) -> Fate {
        let own = embedded(src);
        let otherwise = if own.is_some() || is_scheme(src, "cid:") { Fate::Goes } else { Fate::Stays };
        let Some(bytes) = own.unwrap_or_else(|| (self.find)(src)) else {
            self.taken.left_out += usize::from(matches!(otherwise, Fate::Goes));
            return otherwise;
        };
        if is_dot(&bytes) {
            return otherwise;
        }
        match self.take(bytes) {
            Some(name) => Fate::At(format!("{}/{name}", self.folder)),
            None => {
                self.taken.left_out += 1;
                otherwise
            }
        }
    }

    /// The name of the file of a picture; none of what is none, or too much. The bytes of two of one name are compared.
    fn take(&mut self, bytes: Vec<u8>) -> Option<String> {
        let name = format!("{:016x}.{}", fnv::hash(bytes.iter().copied()), extension(&bytes)?);
        match self.taken.files.iter().find(|file| file.name == name) {
            Some(file) if file.bytes == bytes => return Some(name),
            Some(_) => return None,
            None => {}
        }
        if self.taken.files.len() == MOST || bytes.len() > LARGEST || self.size + bytes.len() > ALL {
            return None;
        }
        self.size += bytes.len();
        self.taken.files.push(PictureFile { name: name.clone(), bytes });
        Some(name)
    }
}

fn is_scheme(address: &str, scheme: &str) -> bool {
    address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// The bytes in a `data:` address, if it is one: none of one that is not in base64.
fn embedded(src: &str) -> Option<Option<Vec<u8>>> {
    if !is_scheme(src, "data:") {
        return None;
    }
    let (head, data) = src.split_once(',').unwrap_or_default();
    let is_base64 = head.rsplit(';').next().is_some_and(|end| end.trim().eq_ignore_ascii_case("base64"));
    let is_small = data.len() / 4 * 3 <= LARGEST;
    Some((is_base64 && is_small).then(|| from_base64(data.replace("%2B", "+").replace("%2F", "/").as_bytes())))
}

/// A kind of pictures of dots: the first bytes, where they stand, the extension of a file, and the media type.
type Kind = (usize, &'static [u8], &'static str, &'static str);

const KINDS: [Kind; 7] = [
    (0, b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (0, b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (0, b"GIF8", "gif", "image/gif"),
    (8, b"WEBP", "webp", "image/webp"),
    (4, b"ftypavif", "avif", "image/avif"),
    (4, b"ftypavis", "avif", "image/avif"),
    (0, b"BM", "bmp", "image/bmp"),
];

fn kind(bytes: &[u8]) -> Option<&'static Kind> {
    KINDS.iter().find(|(at, start, ..)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(start)))
}

/// What a file of these bytes ends in; none of what is no picture of dots.
fn extension(bytes: &[u8]) -> Option<&'static str> {
    kind(bytes).map(|kind| kind.2)
}

/// The media type of a picture of dots, by its first bytes: `image/png`; none of anything else.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    kind(bytes).map(|kind| kind.3)
}

/// Whether a media type is that of a picture of dots.
#[cfg(feature = "author")]
pub(crate) fn is_media_type(name: &str) -> bool {
    KINDS.iter().any(|kind| name.eq_ignore_ascii_case(kind.3))
}

/// Whether a picture is a dot or two, which only keeps a place free.
fn is_dot(bytes: &[u8]) -> bool {
    let size = match extension(bytes) {
        Some("gif") => {
            bytes.get(6..10).map(|b| (u32::from(b[0]) | u32::from(b[1]) << 8, u32::from(b[2]) | u32::from(b[3]) << 8))
        }
        Some("png") => bytes.get(16..24).map(|b| {
            let number = |b: &[u8]| b.iter().fold(0_u32, |n, &byte| n << 8 | u32::from(byte));
            (number(&b[..4]), number(&b[4..]))
        }),
        _ => None,
    };
    size.is_some_and(|(width, height)| width < 3 || height < 3)
}
