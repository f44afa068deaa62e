//! The line to a spooler, which breaks for good right after a document was taken, before anybody hears so.

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tempfile::TempDir;

/// A socket that leads to a spooler's.
pub struct Line {
    socket: PathBuf,
    is_cut: Arc<AtomicBool>,
    _home: TempDir,
}

impl Line {
    /// Leads to `spooler`, and breaks at the answer to what brings `document`.
    pub fn to(spooler: &Path, document: &'static [u8]) -> io::Result<Self> {
        let home = tempfile::Builder::new().prefix("line").tempdir_in("/tmp")?;
        let socket = home.path().join("cups.sock");
        let (door, spooler) = (UnixListener::bind(&socket)?, spooler.to_owned());
        let is_cut = Arc::new(AtomicBool::new(false));
        let cut = is_cut.clone();
        thread::spawn(move || {
            for caller in door.incoming().flatten() {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(other) = UnixStream::connect(&spooler) else { return };
                let cut = cut.clone();
                thread::spawn(move || talk(caller, other, document, &cut));
            }
        });
        Ok(Self { socket, is_cut, _home: home })
    }

    /// Where it begins.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Whether it broke.
    pub fn is_cut(&self) -> bool {
        self.is_cut.load(Ordering::SeqCst)
    }
}

/// Carries both ways until one side ends, or the document was answered.
fn talk(caller: UnixStream, spooler: UnixStream, document: &[u8], is_cut: &AtomicBool) -> Option<()> {
    let (mut from_caller, mut to_spooler) = (caller.try_clone().ok()?, spooler.try_clone().ok()?);
    let (mut from_spooler, mut to_caller) = (spooler, caller);
    let has_gone = Arc::new(AtomicBool::new(false));
    let gone = has_gone.clone();
    let document = document.to_vec();
    thread::spawn(move || {
        let (mut buffer, mut seen) = (vec![0; 1 << 16], vec![]);
        while let Ok(count @ 1..) = from_caller.read(&mut buffer) {
            seen.extend_from_slice(&buffer[..count]);
            if seen.windows(document.len()).any(|part| part == document) {
                gone.store(true, Ordering::SeqCst);
            }
            if to_spooler.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        // The other side may have ended first.
        let _ = to_spooler.shutdown(Shutdown::Write);
    });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from_spooler.read(&mut buffer) {
        let is_answer = !buffer.starts_with(b"HTTP/1.1 100");
        if is_answer && has_gone.load(Ordering::SeqCst) {
            is_cut.store(true, Ordering::SeqCst);
            break;
        }
        to_caller.write_all(&buffer[..count]).ok()?;
    }
    to_caller.shutdown(Shutdown::Both).ok()
}
