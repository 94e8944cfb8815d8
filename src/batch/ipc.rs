//! Messages between processes: two lengths, a JSON header, and bytes as they are.

use std::io::{self, ErrorKind, Read};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message.
pub(super) fn bytes(header: &impl Serialize, body: &[u8]) -> Vec<u8> {
    let header = serde_json::to_vec(header).expect("all keys of a header are strings");
    let mut frame = Vec::with_capacity(16 + header.len() + body.len());
    for length in [header.len(), body.len()] {
        frame.extend_from_slice(&(length as u64).to_le_bytes());
    }
    frame.extend_from_slice(&header);
    frame.extend_from_slice(body);
    frame
}

/// The next message; none at the end of the stream.
///
/// # Errors
/// If the stream ends within a message or holds something else.
pub(super) fn read<H: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<(H, Vec<u8>)>> {
    let header = match length(from) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        header => header?,
    };
    let body = length(from)?;
    let header = serde_json::from_slice(&part(from, header)?)?;
    Ok(Some((header, part(from, body)?)))
}

fn length(from: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// So many bytes. No more memory is taken than there are.
fn part(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let got = from.take(length).read_to_end(&mut bytes)?;
    if got as u64 == length { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_and_a_cut_one_is_an_error() {
        let mut stream = bytes(&"one", b"a\n\0b");
        stream.extend(bytes(&"two", b""));
        let mut from = &*stream;
        let mut next = || read::<String>(&mut from).expect("whole messages");
        assert_eq!(next(), Some(("one".to_owned(), b"a\n\0b".to_vec())));
        assert_eq!(next(), Some(("two".to_owned(), Vec::new())));
        assert_eq!(next(), None);
        for end in 8..stream.len() / 2 {
            assert!(read::<String>(&mut &stream[..end]).is_err(), "cut at {end}");
        }
    }
}
