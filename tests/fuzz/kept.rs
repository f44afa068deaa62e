//! What lies on our own disk may have been changed by somebody else: sealed files.

use anyhow::Result;
use godown_store::seal::{Seal, SealError};

const KEY: [u8; 32] = [7; 32];
const NAME: &str = "a document";

/// One plain text for all, longer than two pieces, so that what opens can be told right from wrong.
fn plain() -> Vec<u8> {
    (0..150_000_u32).flat_map(|n| n.to_le_bytes()).take(150_000).collect()
}

pub fn seeds() -> Result<Vec<Vec<u8>>> {
    let seal = Seal::new(&KEY);
    (0..3)
        .map(|_| {
            let mut file = seal.file(vec![])?;
            std::io::Write::write_all(&mut file, &plain())?;
            Ok(file.finish(NAME)?)
        })
        .collect()
}

/// Nothing but the very file opens.
pub fn read(bytes: &[u8]) -> Result<bool, String> {
    let mut out = vec![];
    match Seal::new(&KEY).open_file(NAME, bytes, &mut out) {
        Ok(()) if out == plain() => Ok(true),
        Ok(()) => Err("a changed file opened".into()),
        Err(SealError::Broken) => Ok(false),
        Err(other) => Err(other.to_string()),
    }
}
