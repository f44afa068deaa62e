//! Deflating what is written.

use flate2::{Compress, Compression, FlushCompress, Status};

/// Packs one stream after the other. What a packer works in is larger than most of what it packs, so one serves a whole file.
pub(crate) struct Packer(Compress);

impl Packer {
    pub(crate) fn new() -> Self {
        Self(Compress::new(Compression::new(6), true))
    }

    /// The bytes as a zlib stream; `None` when the packer fails.
    pub(crate) fn pack(&mut self, plain: &[u8]) -> Option<Vec<u8>> {
        self.0.reset();
        let mut packed = Vec::with_capacity((plain.len() / 3).max(256));
        loop {
            let taken = usize::try_from(self.0.total_in()).ok()?;
            match self.0.compress_vec(plain.get(taken..)?, &mut packed, FlushCompress::Finish).ok()? {
                Status::StreamEnd => return Some(packed),
                Status::Ok | Status::BufError => packed.reserve((plain.len() / 3).max(256)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Packer;
    use crate::limits::Limits;
    use crate::raw::decode::inflate_into;

    #[test]
    fn a_packer_forgets_what_it_packed_before() {
        let mut packer = Packer::new();
        let noise: Vec<u8> = (0..100_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
        let mut plain = Vec::new();
        for bytes in [&b""[..], b"a", &noise, &[7; 300_000], b"a", b""] {
            let packed = packer.pack(bytes).unwrap();
            inflate_into(&packed, &mut plain, &Limits::default()).unwrap();
            assert_eq!(plain, bytes);
            assert_eq!(packed, Packer::new().pack(bytes).unwrap(), "the same bytes every time");
        }
    }
}
