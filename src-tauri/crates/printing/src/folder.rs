//! Print files in a folder. A file appears whole or not at all, and none is written over.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::{Form, Job, PrintingError, SentJob};

/// Longest name kept of a job's title; file systems allow 255 bytes.
const LONGEST_NAME: usize = 80;
/// Jobs of one title in one folder.
const MOST_NUMBERED: u32 = 100_000;

pub(crate) fn send(folder: &Path, job: &Job<'_>) -> Result<SentJob, PrintingError> {
    fs::create_dir_all(folder).map_err(PrintingError::Folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(PrintingError::Folder)?;
    file.write_all(job.bytes).and_then(|()| file.as_file().sync_all()).map_err(PrintingError::Folder)?;
    let ending = match job.form {
        Form::Pdf { .. } => "pdf",
        Form::Raw => "prn",
    };
    let name = plain(job.title);
    for number in 1..MOST_NUMBERED {
        let path = folder.join(format!("{name}-{number:04}.{ending}"));
        match file.persist_noclobber(&path) {
            Ok(_) => return sync(folder).map(|()| SentJob { id: None }),
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => file = taken.file,
            Err(other) => return Err(PrintingError::Folder(other.error)),
        }
    }
    Err(PrintingError::Folder(ErrorKind::AlreadyExists.into()))
}

/// After this a power cut does not undo the renaming.
#[cfg(unix)]
fn sync(folder: &Path) -> Result<(), PrintingError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(PrintingError::Folder)
}

#[cfg(not(unix))]
fn sync(_folder: &Path) -> Result<(), PrintingError> {
    Ok(())
}

/// Titles hold ids from outside: only letters, digits and hyphens reach the file system.
fn plain(title: &str) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(LONGEST_NAME).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "job".into() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job<'a>(title: &'a str, bytes: &'a [u8]) -> Job<'a> {
        Job { title, bytes, form: Form::Raw }
    }

    #[test]
    fn a_second_job_of_a_title_does_not_write_over_the_first() {
        let folder = tempfile::tempdir().unwrap();
        send(folder.path(), &job("Batch 4", b"one")).unwrap();
        send(folder.path(), &job("Batch 4", b"two")).unwrap();
        assert_eq!(fs::read(folder.path().join("Batch-4-0001.prn")).unwrap(), b"one");
        assert_eq!(fs::read(folder.path().join("Batch-4-0002.prn")).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no half-written file is left");
    }

    #[test]
    fn a_title_cannot_leave_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("in");
        send(&inside, &job("../../etc/passwd\0", b"x")).unwrap();
        assert!(inside.join("etc-passwd-0001.prn").exists());
        send(&inside, &job("../..", b"x")).unwrap();
        assert!(inside.join("job-0001.prn").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
