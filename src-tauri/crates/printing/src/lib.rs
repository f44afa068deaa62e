//! The printing room: bytes to a printer.
//!
//! Owns the ways to a printer (queues of the operating system, printers on the network, a folder) and the languages label
//! printers speak. It refuses to know what is on a label: it takes a PDF or a [`Bitmap`](godown_domain::print::bitmap::Bitmap)
//! and knows neither the database nor how either was made.
//!
//! Everything here blocks; the engine calls it on threads of its own.
//!
//! ```
//! use godown_domain::print::bitmap::Bitmap;
//! use godown_printing::{Graphics, zpl};
//!
//! let mut label = Bitmap::white(16, 2);
//! label.fill(0, 0, 16, 1, true);
//! assert!(zpl(&label, Graphics::Hex).starts_with(b"^XA"));
//! ```

mod error;
mod folder;
mod queue;
mod tcp;
mod tspl;
mod zpl;

use godown_domain::print::{Paper, Route};

pub use error::PrintingError;
pub use queue::{JobState, Queue, QueueState, cancel, job_state, queues};
pub use tspl::tspl;
pub use zpl::{Graphics, zpl};

/// What is handed to a printer at once.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Name in the printer's list of jobs. No buyer's name: everybody at the printer sees it.
    pub title: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
    /// What they are.
    pub form: Form,
}

/// What the bytes of a job are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A PDF whose pages have the size of this paper; printed at actual size.
    Pdf {
        /// The paper.
        paper: Paper,
    },
    /// A printer's own language; passed on untouched.
    Raw,
}

/// A job that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentJob {
    /// Its number in the system's queue, where there is one.
    pub id: Option<u64>,
}

/// Hands a job over. That it was taken does not mean that paper came out.
///
/// # Errors
/// [`PrintingError`]; ask it whether something may have been printed all the same.
pub fn send(route: &Route, job: &Job<'_>) -> Result<SentJob, PrintingError> {
    if job.bytes.is_empty() {
        return Err(PrintingError::Empty);
    }
    match route {
        Route::Queue { name } => queue::send(name, job),
        Route::Tcp { host, port } => tcp::send(host, *port, job),
        Route::Folder { path } => folder::send(path.as_ref(), job),
    }
}
