//! Why a job did not reach a printer, and whether paper may have come out.

use std::io;

/// A job that was not handed over whole.
#[derive(Debug, thiserror::Error)]
pub enum PrintingError {
    /// There is nothing to print.
    #[error("there is nothing to print")]
    Empty,
    /// No queue of this name.
    #[error("this computer has no printer called “{0}”")]
    NoSuchQueue(String),
    /// The system's spooler refused the job.
    #[error("the printer queue “{queue}” refused the job: {words}")]
    Refused {
        /// Queue.
        queue: String,
        /// The spooler's words.
        words: String,
    },
    /// Nothing answers there.
    #[error("no printer answers at {address}: {source}")]
    NotReached {
        /// Host and port.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The line broke while bytes were going out.
    #[error("the line to {address} broke after {sent} of {total} bytes: {source}")]
    Broken {
        /// Host and port.
        address: String,
        /// Bytes that had gone.
        sent: usize,
        /// Bytes of the job.
        total: usize,
        /// Why.
        source: io::Error,
    },
    /// A printer on the network takes its own language only.
    #[error("a printer on the network is sent ZPL or TSPL, not PDF: choose its language")]
    PdfOverTcp,
    /// The folder or a file in it cannot be written.
    #[error("the folder for print files cannot be written: {0}")]
    Folder(#[source] io::Error),
}

impl PrintingError {
    /// Whether some of the job may be on paper although it failed. Then a person is asked, and nothing is sent again.
    pub fn may_have_printed(&self) -> bool {
        matches!(self, Self::Broken { sent, .. } if *sent > 0)
    }
}
