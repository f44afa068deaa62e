//! What is kept is whole, sealed, and lies in the open no longer than needed.

use super::*;

fn seal() -> Seal {
    Seal::new(&[7; 32])
}

#[test]
fn what_a_kill_left_half_written_is_swept_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(dir.path(), seal());
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
    let blobs = Blobs::in_folder(dir.path(), seal());
    let (hash, bytes, answer) = blobs
        .keep_written(|out| {
            out.write_all(b"%PDF-1.4 first half ")?;
            out.flush()?;
            // What a kill at this moment leaves: a part, which the next start sweeps.
            let [left] = files(&blobs).try_into().expect("one file");
            assert!(left.extension().is_some_and(|ending| ending == PART), "{}", left.display());
            assert!(fs::metadata(&left)?.len() < 100, "and nothing of it in the open");
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
    let blobs = Blobs::in_folder(dir.path(), seal());
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
    let blobs = Blobs::in_folder(dir.path(), seal());
    let hash = blobs.keep(b"%PDF-1.4 label").unwrap();
    assert_eq!(blobs.keep(b"%PDF-1.4 label").unwrap(), hash);
    assert_eq!(blobs.read(&hash).unwrap(), b"%PDF-1.4 label");
    let mut bytes = fs::read(blobs.path(&hash)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(blobs.path(&hash), bytes).unwrap();
    assert!(blobs.read(&hash).is_err(), "a label that changed on disk must not be printed");
    assert_eq!(blobs.keep(b"%PDF-1.4 label").unwrap(), hash);
    assert_eq!(blobs.read(&hash).unwrap(), b"%PDF-1.4 label", "fetched again, it is whole again");
}

/// Bytes of every file below a folder, one after the other.
fn raw(folder: &Path) -> Vec<u8> {
    let mut all = vec![];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            all.extend(raw(&entry.path()));
        } else {
            all.extend(fs::read(entry.path()).unwrap());
        }
    }
    all
}

#[test]
fn a_label_lies_nowhere_in_the_open_and_another_file_cannot_take_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(dir.path(), seal());
    let long = [b"%PDF-1.4 ".as_slice(), &b"Meera Test, 4 Palm Grove Lane ".repeat(9_000)].concat();
    let (hash, other) = (blobs.keep(&long).unwrap(), blobs.keep(b"%PDF-1.4 of another").unwrap());
    assert!(!raw(dir.path()).windows(5).any(|part| part == b"Meera"));
    assert_eq!(blobs.read(&hash).unwrap(), long);
    fs::copy(blobs.path(&other), blobs.path(&hash)).unwrap();
    assert!(blobs.read(&hash).is_err(), "a label in another's place");
    assert!(matches!(Blobs::in_folder(dir.path(), Seal::missing()).read(&other), Err(OpsError::Vault(_))));
    assert!(
        Blobs::in_folder(dir.path(), Seal::missing()).keep(b"%PDF-1.4 new").is_err(),
        "never in the open for want of a key"
    );
}

#[test]
fn a_copy_for_another_program_is_its_owners_alone_and_goes_again() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(dir.path(), seal());
    let hash = blobs.keep(b"%PDF-1.4 label").unwrap();
    let copy = blobs.lay_open(&hash, "label-1.pdf").unwrap();
    assert_eq!(fs::read(&copy).unwrap(), b"%PDF-1.4 label");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&copy), mode(blobs.opened()), mode(&blobs.path(&hash))), (0o600, 0o700, 0o600));
    }
    blobs.sweep_old_copies();
    assert!(copy.exists(), "the other program is still reading");
    fs::File::options().write(true).open(&copy).unwrap().set_modified(SystemTime::now() - OPEN_FOR).unwrap();
    blobs.sweep_old_copies();
    assert!(!copy.exists());
    assert_eq!(blobs.read(&hash).unwrap(), b"%PDF-1.4 label", "the document itself stays");
}

#[test]
fn the_ending_follows_the_content() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(dir.path(), seal());
    for (bytes, ending) in [(&b"%PDF-1.4"[..], "pdf"), (b"PK\x03\x04", "xlsx"), (b"\x89PNG", "png"), (b"a,b", "csv")] {
        assert_eq!(blobs.ending(&blobs.keep(bytes).unwrap()), ending);
    }
}

#[test]
fn an_erased_file_is_gone_and_erasing_it_again_is_fine() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(dir.path(), seal());
    let hash = blobs.keep(b"%PDF-1.4 label").unwrap();
    blobs.erase(&hash).unwrap();
    blobs.erase(&hash).unwrap();
    assert!(files(&blobs).is_empty());
}
