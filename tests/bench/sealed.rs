//! What the seal on buyers' data costs: a file of labels written and read, and the addresses of a page of orders.

use std::io::Write as _;

use anyhow::Result;
use godown_store::seal::Seal;

use crate::{Table, median_of};

/// A download of fifty labels, generously.
const FILE: usize = 8 << 20;
const ADDRESSES: usize = 1_000;

pub fn measure(table: &mut Table) -> Result<()> {
    let seal = Seal::new(&[7; 32]);
    let plain: Vec<u8> = (0..FILE).map(|at| (at % 251) as u8).collect();
    let close = || -> Result<Vec<u8>, godown_store::StoreError> {
        let mut file = seal.file(Vec::with_capacity(FILE + FILE / 1_000)).map_err(broken)?;
        file.write_all(&plain)?;
        Ok(file.finish("labels")?)
    };
    let closed = close()?;
    table.single("seal a file of 8 MB".into(), median_of(9, close)?);
    let open = || -> Result<usize, godown_store::StoreError> {
        let mut out = Vec::with_capacity(FILE);
        seal.open_file("labels", closed.as_slice(), &mut out).map_err(broken)?;
        Ok(out.len())
    };
    table.single("open it again".into(), median_of(9, open)?);
    let address = [b'a'; 180];
    let rows = || -> Result<(), godown_store::StoreError> {
        for _ in 0..ADDRESSES {
            let row = seal.close("buyer of s-1", &address).unwrap_or_default();
            seal.open("buyer of s-1", &row).map_err(broken)?;
        }
        Ok(())
    };
    table.single(format!("seal and open {ADDRESSES} addresses"), median_of(9, rows)?);
    Ok(())
}

fn broken(error: godown_store::seal::SealError) -> godown_store::StoreError {
    godown_store::StoreError::Unreadable(error.to_string())
}
