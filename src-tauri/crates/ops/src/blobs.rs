//! Documents on disk: one sealed file per content, named by the SHA-256 of what is in it. The database row is written after
//! the file is synced. A name tells who has the same document that it is here, and nothing else.
//!
//! Labels and invoices carry names and addresses, so no file of them lies open. To show one in another program, a copy is laid
//! out in a folder of its own and taken away again.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use godown_store::private;
use godown_store::seal::{Seal, SealError};
use sha2::{Digest, Sha256};

use crate::OpsError;
use crate::ports::VaultError;
use crate::sellers::{PART, sweep_parts};

/// Last ending of a sealed file; before it stands that of its content.
const SEALED: &str = "sealed";
/// A copy in the open that nobody needs any more: the other program has read it.
const OPEN_FOR: Duration = Duration::from_secs(60 * 60);

/// The document folder of a seller.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    folder: PathBuf,
    opened: PathBuf,
    seal: Seal,
}

impl Blobs {
    pub(crate) fn in_folder(seller_folder: &Path, seal: Seal) -> Self {
        Self { folder: seller_folder.join("documents"), opened: seller_folder.join("opened"), seal }
    }

    /// Takes away what the last run left half-written, and copies nobody needs. Only before the first file is kept.
    pub(crate) fn sweep(&self) {
        sweep_parts(&self.folder);
        sweep_parts(&self.opened);
        self.sweep_opened(OPEN_FOR);
    }

    /// Takes away the copies in the open that are older than an hour.
    pub(crate) fn sweep_old_copies(&self) {
        self.sweep_opened(OPEN_FOR);
    }

    /// Takes away all copies in the open.
    pub(crate) fn sweep_copies(&self) {
        self.sweep_opened(Duration::ZERO);
    }

    fn sweep_opened(&self, age: Duration) {
        for entry in fs::read_dir(&self.opened).into_iter().flatten().flatten() {
            let made = entry.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            // A clock that was put back makes no file young for ever.
            if made.elapsed().map_or(true, |elapsed| elapsed >= age)
                && let Err(error) = fs::remove_file(entry.path())
            {
                tracing::warn!(%error, "a copy of a document could not be taken away; the next look tries again");
            }
        }
    }

    /// Keeps a file; keeping the same bytes again is free. Gives its hash.
    pub(crate) fn keep(&self, bytes: &[u8]) -> Result<String, OpsError> {
        let sha256 = hex(bytes);
        // One that is there and does not open is of no use: its key was lost, or it is damaged.
        if self.path(&sha256).exists() && self.pass(&sha256, std::io::sink()).is_ok() {
            return Ok(sha256);
        }
        Ok(self.keep_as(ending(bytes), |out| Ok(out.write_all(bytes)?))?.0)
    }

    /// Keeps a PDF while it is written, so that it never lies in memory whole: `write` writes into a part beside, which is
    /// synced and then named by its content. Gives its hash, its size, and what `write` answered.
    pub(crate) fn keep_written<T>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<T, OpsError>,
    ) -> Result<(String, u64, T), OpsError> {
        self.keep_as(PDF, write)
    }

    fn keep_as<T>(
        &self,
        ending: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<T, OpsError>,
    ) -> Result<(String, u64, T), OpsError> {
        let shelf = self.folder.join("00");
        let at_home = |error: std::io::Error| OpsError::from(error).in_folder(&self.folder);
        private::folder(&self.folder).and_then(|()| private::folder(&shelf)).map_err(at_home)?;
        let part = shelf.join(format!("{}.{PART}", uuid::Uuid::new_v4().simple()));
        let written = private::create(&part).map_err(at_home).and_then(|file| {
            let sealed = self.seal.file(BufWriter::new(file)).map_err(|error| self.unsealed(&part, error))?;
            let mut out = Hashed { out: sealed, hash: Sha256::new(), bytes: 0, failed: None };
            let answer = write(&mut out);
            let Hashed { out, hash, bytes, failed } = out;
            // Whoever writes says that it could not; why is the disk's word.
            let answer = match failed {
                Some(error) => return Err(at_home(error)),
                None => answer?,
            };
            let sha256 = in_hex(&hash.finalize());
            let file = out.finish(&sha256).and_then(|out| out.into_inner().map_err(|error| error.into_error()));
            file.and_then(|file| file.sync_all()).map_err(at_home)?;
            let path = self.named(&sha256, ending);
            private::folder(path.parent().unwrap_or(&self.folder)).map_err(at_home)?;
            fs::rename(&part, &path).map_err(at_home)?;
            Ok((sha256, bytes, answer))
        });
        if written.is_err() {
            // The half-written part is of no use to anybody.
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// The bytes of a kept document, proven by its seal: a damaged file is never printed.
    pub(crate) fn read(&self, sha256: &str) -> Result<Vec<u8>, OpsError> {
        let mut bytes = Vec::with_capacity(fs::metadata(self.path(sha256)).map_or(0, |meta| meta.len() as usize));
        self.pass(sha256, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes a copy in the open to `path`, whole or not at all, in little memory.
    pub(crate) fn copy_to(&self, sha256: &str, path: &Path) -> Result<(), OpsError> {
        let at_home = |error: std::io::Error| OpsError::from(error).in_folder(path.parent().unwrap_or(path));
        let part = path.with_extension(format!("{}.{PART}", uuid::Uuid::new_v4().simple()));
        let copied = private::create(&part).map_err(at_home).and_then(|file| {
            let mut out = BufWriter::new(file);
            self.pass(sha256, &mut out)?;
            let file = out.into_inner().map_err(|error| at_home(error.into_error()))?;
            file.sync_all().and_then(|()| fs::rename(&part, path)).map_err(at_home)
        });
        if copied.is_err() {
            // Half a copy is of no use to anybody.
            let _ = fs::remove_file(&part);
        }
        copied
    }

    /// Lays a copy in the open out for another program, under `name`, and answers where. It is taken away after an hour at the
    /// latest, and when the seller is closed.
    pub(crate) fn lay_open(&self, sha256: &str, name: &str) -> Result<PathBuf, OpsError> {
        private::folder(&self.opened).map_err(|error| OpsError::from(error).in_folder(&self.opened))?;
        let path = self.opened.join(name);
        self.copy_to(sha256, &path)?;
        Ok(path)
    }

    /// The folder of the copies in the open.
    pub(crate) fn opened(&self) -> &Path {
        &self.opened
    }

    /// Takes a file away; one that is not there is fine.
    pub(crate) fn erase(&self, sha256: &str) -> Result<(), OpsError> {
        match fs::remove_file(self.path(sha256)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn pass(&self, sha256: &str, mut out: impl Write) -> Result<(), OpsError> {
        let path = self.path(sha256);
        let file = BufReader::new(File::open(&path)?);
        self.seal.open_file(sha256, file, &mut out).map_err(|error| self.unsealed(&path, error))
    }

    fn unsealed(&self, path: &Path, error: SealError) -> OpsError {
        match error {
            SealError::NoKey => {
                VaultError::Locked("the key of this seller's labels and addresses is in it".into()).into()
            }
            SealError::Broken => OpsError::Internal(format!(
                "{} is damaged, or its key was lost: fetch the document again",
                path.display()
            )),
            SealError::Disk(error) => OpsError::from(error).in_folder(&self.folder),
        }
    }

    /// Where a file lies; where its PDF would lie when there is none.
    fn path(&self, sha256: &str) -> PathBuf {
        self.named(sha256, self.ending(sha256))
    }

    /// The ending of a kept file's content.
    pub(crate) fn ending(&self, sha256: &str) -> &'static str {
        ENDINGS.into_iter().find(|ending| self.named(sha256, ending).exists()).unwrap_or(PDF)
    }

    fn named(&self, sha256: &str, ending: &str) -> PathBuf {
        self.folder.join(sha256.get(..2).unwrap_or("00")).join(format!("{sha256}.{ending}.{SEALED}"))
    }

    /// Bytes in the folder.
    pub(crate) fn size(&self) -> u64 {
        let Ok(shelves) = fs::read_dir(&self.folder) else { return 0 };
        shelves
            .flatten()
            .filter_map(|shelf| fs::read_dir(shelf.path()).ok())
            .flat_map(|files| files.flatten())
            .filter_map(|file| file.metadata().ok())
            .map(|meta| meta.len())
            .sum()
    }
}

const PDF: &str = "pdf";
const WORKBOOK: &str = "xlsx";
const TABLE: &str = "csv";
const PICTURE: &str = "png";
const ENDINGS: [&str; 4] = [PDF, WORKBOOK, TABLE, PICTURE];

/// The ending by which the system finds a program for the file: by its content, never by a foreign name.
fn ending(bytes: &[u8]) -> &'static str {
    match bytes.get(..4) {
        Some(b"PK\x03\x04") => WORKBOOK,
        Some(b"%PDF") => PDF,
        Some(b"\x89PNG") => PICTURE,
        _ => TABLE,
    }
}

/// Counts and hashes what passes.
struct Hashed<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
    /// Why it takes nothing any more.
    failed: Option<std::io::Error>,
}

impl<W> Hashed<W> {
    fn noting<T>(&mut self, done: std::io::Result<T>) -> std::io::Result<T> {
        if let Err(error) = &done
            && error.kind() != std::io::ErrorKind::Interrupted
        {
            let same = error.raw_os_error().map(std::io::Error::from_raw_os_error);
            self.failed = Some(same.unwrap_or_else(|| error.kind().into()));
        }
        done
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes);
        let written = self.noting(written)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.out.flush();
        self.noting(flushed)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    in_hex(&Sha256::digest(bytes))
}

fn in_hex(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
