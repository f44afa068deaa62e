//! Documents on disk: one file per content, named by its SHA-256. The database row is written after the file is synced.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::OpsError;
use crate::sellers::{PART, sweep_parts, write_whole};

/// The document folder of a seller.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    pub(crate) fn in_folder(seller_folder: &Path) -> Self {
        Self { folder: seller_folder.join("documents") }
    }

    /// Takes away what a kill of the last run left half-written. Only before the first file is kept.
    pub(crate) fn sweep(&self) {
        sweep_parts(&self.folder);
    }

    /// Keeps a file; keeping the same bytes again is free. Gives its hash.
    pub(crate) fn keep(&self, bytes: &[u8]) -> Result<String, OpsError> {
        let sha256 = hex(bytes);
        let path = self.named(&sha256, ending(bytes));
        if !path.exists() {
            fs::create_dir_all(path.parent().unwrap_or(&self.folder))
                .map_err(|error| OpsError::from(error).in_folder(&self.folder))?;
            write_whole(&path, bytes)?;
        }
        Ok(sha256)
    }

    /// Keeps a file while it is written, so that it never lies in memory whole: `write` writes into a part beside, which is
    /// synced and then named by its content. Gives its hash, its size, and what `write` answered.
    pub(crate) fn keep_written<T>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> Result<T, OpsError>,
    ) -> Result<(String, u64, T), OpsError> {
        let shelf = self.folder.join("00");
        let at_home = |error: std::io::Error| OpsError::from(error).in_folder(&self.folder);
        fs::create_dir_all(&shelf).map_err(at_home)?;
        let part = shelf.join(format!("{}.{PART}", uuid::Uuid::new_v4().simple()));
        let written = fs::File::create(&part).map_err(at_home).and_then(|file| {
            let mut out = Hashed { out: BufWriter::new(file), hash: Sha256::new(), bytes: 0, failed: None };
            let answer = write(&mut out);
            let Hashed { out, hash, bytes, failed } = out;
            // Whoever writes says that it could not; why is the disk's word.
            let answer = match failed {
                Some(error) => return Err(at_home(error)),
                None => answer?,
            };
            let file = out.into_inner().map_err(|error| at_home(error.into_error()))?;
            file.sync_all().map_err(at_home)?;
            let sha256 = in_hex(&hash.finalize());
            let path = self.named(&sha256, PDF);
            fs::create_dir_all(path.parent().unwrap_or(&self.folder)).map_err(at_home)?;
            fs::rename(&part, &path).map_err(at_home)?;
            Ok((sha256, bytes, answer))
        });
        if written.is_err() {
            // The half-written part is of no use to anybody.
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// The bytes of a kept document, proven by their hash: a damaged file is never printed.
    pub(crate) fn read(&self, sha256: &str) -> Result<Vec<u8>, OpsError> {
        let path = self.path(sha256);
        let bytes = fs::read(&path)?;
        if hex(&bytes) == sha256 {
            Ok(bytes)
        } else {
            Err(OpsError::Internal(format!("{} is damaged: fetch the document again", path.display())))
        }
    }

    /// Where a file lies; where its PDF would lie when there is none.
    pub(crate) fn path(&self, sha256: &str) -> PathBuf {
        let kept = ENDINGS.into_iter().map(|ending| self.named(sha256, ending)).find(|path| path.exists());
        kept.unwrap_or_else(|| self.named(sha256, PDF))
    }

    fn named(&self, sha256: &str, ending: &str) -> PathBuf {
        self.folder.join(sha256.get(..2).unwrap_or("00")).join(format!("{sha256}.{ending}"))
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
mod tests {
    use super::*;

    #[test]
    fn what_a_kill_left_half_written_is_swept_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(dir.path());
        blobs.sweep();
        let hash = blobs.keep(b"%PDF-1.4 label").unwrap();
        let kept = blobs.path(&hash);
        let left = kept.with_extension("0123abcd.part");
        fs::write(&left, b"%PDF-1").unwrap();
        let foreign = dir.path().join("mine.part");
        fs::write(&foreign, b"not of the documents").unwrap();
        blobs.sweep();
        assert!(!left.exists(), "half a label is nobody's");
        assert_eq!(blobs.read(&hash).unwrap(), b"%PDF-1.4 label");
        assert!(foreign.exists(), "only the documents' folder is ours to sweep");
    }

    /// Every file below the folder of documents.
    fn files(blobs: &Blobs) -> Vec<PathBuf> {
        let shelves = fs::read_dir(&blobs.folder).unwrap().flatten();
        shelves.flat_map(|shelf| fs::read_dir(shelf.path()).unwrap().flatten()).map(|file| file.path()).collect()
    }

    #[test]
    fn a_document_has_its_name_only_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(dir.path());
        let (hash, bytes, answer) = blobs
            .keep_written(|out| {
                out.write_all(b"%PDF-1.4 first half ")?;
                out.flush()?;
                // What a kill at this moment leaves: a part, which the next start sweeps.
                let [left] = files(&blobs).try_into().expect("one file");
                assert!(left.extension().is_some_and(|ending| ending == PART), "{}", left.display());
                assert_eq!(fs::read(&left)?, b"%PDF-1.4 first half ");
                let killed = left.with_file_name(format!("killed.{PART}"));
                fs::copy(&left, &killed)?;
                out.write_all(b"and second half")?;
                Ok(killed)
            })
            .unwrap();
        assert_eq!(bytes, 35);
        assert_eq!(blobs.read(&hash).unwrap(), b"%PDF-1.4 first half and second half");
        assert!(answer.exists());
        blobs.sweep();
        assert_eq!(files(&blobs), [blobs.path(&hash)], "half a document is nobody's");
    }

    #[test]
    fn what_cannot_be_written_to_its_end_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(dir.path());
        let full = || OpsError::from(std::io::Error::from(std::io::ErrorKind::StorageFull));
        let failed = blobs.keep_written(|out| {
            out.write_all(b"%PDF-1.4 first half ")?;
            Err::<(), _>(full())
        });
        assert!(failed.is_err());
        assert!(files(&blobs).is_empty());
    }

    #[test]
    fn a_damaged_file_is_told_from_a_good_one() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(dir.path());
        let hash = blobs.keep(b"%PDF-1.4 label").unwrap();
        assert_eq!(blobs.keep(b"%PDF-1.4 label").unwrap(), hash);
        assert_eq!(blobs.read(&hash).unwrap(), b"%PDF-1.4 label");
        fs::write(blobs.path(&hash), b"%PDF-1.4 lbael").unwrap();
        assert!(blobs.read(&hash).is_err(), "a label that changed on disk must not be printed");
    }
}
