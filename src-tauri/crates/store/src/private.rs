//! Files and folders that only their owner may read: made so, and put right where they are not.
//!
//! On Windows a person's profile is closed to others as it is, and this adds nothing.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// How a new file of ours is opened for writing: readable and writable by its owner alone. The caller adds whether it may
/// exist already.
pub fn options() -> OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes an empty file, or empties the one that is there.
///
/// # Errors
/// What the disk says.
pub fn create(path: &Path) -> io::Result<File> {
    let file = options().create(true).truncate(true).open(path)?;
    close_file(path);
    Ok(file)
}

/// Makes a folder of ours with those above it that are missing, and closes it to others, also where it was there before.
///
/// # Errors
/// What the disk says.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    close(path, 0o700);
    Ok(())
}

/// Takes the rights of others on a file away; one that is not there is fine.
pub fn close_file(path: &Path) {
    close(path, 0o600);
}

/// Makes a folder of ours like [`folder`]; one that stood open to others is closed with everything that is in it. One that was
/// closed kept others from all of that, so it need not be walked.
///
/// # Errors
/// What the disk says.
pub fn home(path: &Path) -> io::Result<()> {
    if is_open(path) {
        repair(path);
    }
    folder(path)
}

/// Closes what lies in a folder of ours, and in the folders in it. Links are left alone: they may lead out.
fn repair(path: &Path) {
    close(path, 0o700);
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => repair(&entry.path()),
            Ok(kind) if kind.is_file() => close_file(&entry.path()),
            _ => {}
        }
    }
}

/// Whether others on this computer may have rights on it.
#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_path: &Path) -> bool {
    false
}

#[cfg(unix)]
fn close(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    if is_open(path)
        && let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(mode))
    {
        // A disk without such rights (a memory stick) or another owner: the work goes on, and the log says it.
        tracing::warn!(%error, "others on this computer may be able to read a file of Godown's");
    }
}

#[cfg(not(unix))]
fn close(_path: &Path, _mode: u32) {}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_its_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let shelf = home.path().join("a/b");
        folder(&shelf).unwrap();
        create(&shelf.join("file")).unwrap();
        assert_eq!((mode(&home.path().join("a")), mode(&shelf), mode(&shelf.join("file"))), (0o700, 0o700, 0o600));
    }

    #[test]
    fn what_stood_open_is_closed_and_a_link_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (ours, theirs) = (home.path().join("ours"), home.path().join("theirs"));
        fs::create_dir_all(ours.join("inner")).unwrap();
        for file in [ours.join("inner/open"), theirs.clone()] {
            fs::write(&file, "x").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        }
        fs::set_permissions(&ours, fs::Permissions::from_mode(0o755)).unwrap();
        symlink(&theirs, ours.join("link")).unwrap();
        super::home(&ours).unwrap();
        assert_eq!((mode(&ours), mode(&ours.join("inner")), mode(&ours.join("inner/open"))), (0o700, 0o700, 0o600));
        assert_eq!(mode(&theirs), 0o644, "only what is ours");
    }
}
