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
    #[error("no printer answers at {address}: {}", reached(.source))]
    NotReached {
        /// Host and port.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The line broke while bytes were going out.
    #[error("the line to {address} broke after {sent} of {total} bytes{}", broken(.source))]
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
    #[error("the folder for print files cannot be written: {}", written(.0))]
    Folder(#[source] io::Error),
}

impl PrintingError {
    /// Whether some of the job may be on paper although it failed. Then a person is asked, and nothing is sent again.
    pub fn may_have_printed(&self) -> bool {
        matches!(self, Self::Broken { sent, .. } if *sent > 0)
    }
}

/// Why nothing answered, and what to look at; the system's own words stay in the source.
fn reached(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => "it is switched off or listens elsewhere; check that it is on, and its port",
        Kind::TimedOut | Kind::WouldBlock => "it did not answer in time; check that it is on and in the same network",
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown | Kind::AddrNotAvailable => {
            "this computer has no way there; check the network and its address"
        }
        Kind::PermissionDenied => "this computer may not connect there; check the firewall",
        _ => "its address is not known here; check its name or number",
    }
}

fn broken(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::TimedOut | Kind::WouldBlock => ": it stopped taking them, as printers do without paper",
        Kind::WriteZero | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => ": it hung up",
        _ => "",
    }
}

fn written(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "Godown may not write there; choose another folder",
        Kind::StorageFull | Kind::QuotaExceeded => "its disk is full; free space",
        Kind::NotFound => "it is not there; is its drive connected",
        Kind::NotADirectory | Kind::AlreadyExists => "a file stands in its place; choose another folder",
        _ => "choose another folder",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_no_number_of_the_system() {
        for code in [13, 28, 30, 98, 104, 110, 111, 113] {
            let address = || "192.168.1.60:9100".to_owned();
            let source = || io::Error::from_raw_os_error(code);
            for error in [
                PrintingError::NotReached { address: address(), source: source() },
                PrintingError::Broken { address: address(), sent: 5, total: 9, source: source() },
                PrintingError::Folder(source()),
            ] {
                let words = error.to_string();
                assert!(!words.contains("os error") && !words.ends_with('.'), "{words}");
            }
        }
    }
}
