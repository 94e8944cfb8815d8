//! FNV-1a of 64 bits (Fowler, Noll, Vo), which can be fed byte by byte: the same on every machine, and no defence against who
//! wants two texts to be one.

pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;
pub(crate) const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Goes on with a byte.
pub(crate) fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// The hash of some bytes.
pub(crate) fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(START, mix)
}
