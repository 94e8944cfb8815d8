//! A sieve in front of a table of hashes: most of what is not in the table is told at one look.

/// Which numbers of 16 bits the hashes of a table begin with.
#[derive(Debug)]
pub(crate) struct Sieve(Vec<bool>);

impl Sieve {
    /// The sieve of a table, given what its hashes begin with.
    pub(crate) fn new(starts: impl Iterator<Item = u16>) -> Self {
        let mut meshes = vec![false; 1 << 16];
        starts.for_each(|start| meshes[usize::from(start)] = true);
        Sieve(meshes)
    }

    /// Whether the table may have a hash that begins so.
    pub(crate) fn may_have(&self, start: u16) -> bool {
        self.0[usize::from(start)]
    }
}
