//! Small streams that inflate to a gigabyte.

use flate2::{Compress, Compression, FlushCompress};

/// Bytes of the block that is repeated.
const BLOCK: usize = 1 << 20;

/// The zlib form of `blocks` mebibytes of blanks: one deflated block, repeated.
pub(super) fn blanks(blocks: usize) -> Vec<u8> {
    let mut deflater = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(1 << 16);
    // A vector with room takes the block at one go; a full flush makes it stand alone.
    if deflater.compress_vec(&vec![b' '; BLOCK], &mut block, FlushCompress::Full).is_err() {
        return Vec::new();
    }
    let mut out = vec![0x78, 0x9C];
    for _ in 0..blocks {
        out.extend_from_slice(&block);
    }
    // An empty last block.
    out.extend([0x03, 0x00]);
    out.extend(adler_of_blanks(blocks * BLOCK).to_be_bytes());
    out
}

/// Adler-32 of so many blanks.
fn adler_of_blanks(count: usize) -> u32 {
    const MODULUS: u128 = 65_521;
    let (n, byte) = (count as u128, u128::from(b' '));
    let a = (1 + n * byte) % MODULUS;
    let b = (n + byte * (n * (n + 1) / 2)) % MODULUS;
    (b as u32) << 16 | a as u32
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_bomb_is_a_sound_stream() {
        let packed = blanks(3);
        let mut plain = Vec::new();
        flate2::read::ZlibDecoder::new(&packed[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain.len(), 3 << 20);
        assert!(plain.iter().all(|byte| *byte == b' '));
        assert!(blanks(1024).len() < 1_300_000, "a gigabyte in a megabyte");
    }
}
