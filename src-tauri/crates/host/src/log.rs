//! The log: one JSON line per event in a daily file, kept 14 days, redacted; on the terminal too while developing.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use godown_ops::private;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::redact;

/// Our own rooms at `info`, everything else at `warn`: a library's debug lines carry bodies and headers.
const LEVELS: &str = "warn,godown=info,godown_api=info,godown_domain=info,godown_flipkart=info,godown_host=info,\
    godown_ops=info,godown_sandbox=warn,godown_store=info,godown_documents=info,godown_cli=info,godown_webhost=info";

/// Where the log goes besides the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogTo {
    /// The file only; for the command line, whose terminal belongs to its answers.
    File,
    /// The file and standard error.
    FileAndTerminal,
}

/// Keeps the log running; dropping it writes out what is still under way.
#[must_use]
pub struct LogGuard {
    _file: Option<WorkerGuard>,
}

/// Starts the log in `logs/` of the data folder. Where that folder cannot be written the log goes to standard error, so
/// that the reason is seen; the app itself reports the folder when it opens the database. `GODOWN_LOG` changes levels.
pub fn start_log(data_dir: &Path, to: LogTo) -> LogGuard {
    let folder = data_dir.join("logs");
    let made = if data_dir.exists() { Ok(()) } else { private::folder(data_dir) };
    let file = made.and_then(|()| private::home(&folder)).map_err(|error| error.to_string()).and_then(|()| {
        // The library makes the files with the rights of the day; the folder around them is closed.
        RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("godown")
            .filename_suffix("log")
            .max_log_files(14)
            .build(&folder)
            .map_err(|error| error.to_string())
    });
    let (file, why) = match file {
        Ok(appender) => (Some(tracing_appender::non_blocking(appender)), None),
        Err(why) => (None, Some(why)),
    };
    let (writer, guard) = match file {
        Some((writer, guard)) => (Some(writer), Some(guard)),
        None => (None, None),
    };
    let on_terminal = to == LogTo::FileAndTerminal || writer.is_none();
    let levels = std::env::var("GODOWN_LOG").unwrap_or_else(|_| LEVELS.to_owned());
    let started = tracing_subscriber::registry()
        .with(EnvFilter::new(levels))
        .with(writer.map(|writer| tracing_subscriber::fmt::layer().json().with_writer(Redacted(writer))))
        .with(on_terminal.then(|| {
            tracing_subscriber::fmt::layer()
                .with_target(false)
                .with_ansi(io::stderr().is_terminal())
                .with_writer(RedactedTerminal)
        }))
        .try_init();
    if started.is_ok()
        && let Some(why) = why
    {
        tracing::warn!("no log file in {}: {why}", folder.display());
    }
    LogGuard { _file: guard }
}

/// Writes events to the file through [`redact`].
struct Redacted(NonBlocking);

impl<'a> MakeWriter<'a> for Redacted {
    type Writer = Gate<NonBlocking>;

    fn make_writer(&'a self) -> Self::Writer {
        Gate(self.0.clone())
    }
}

/// Writes events to standard error through [`redact`].
struct RedactedTerminal;

impl<'a> MakeWriter<'a> for RedactedTerminal {
    type Writer = Gate<io::Stderr>;

    fn make_writer(&'a self) -> Self::Writer {
        Gate(io::stderr())
    }
}

/// The formatter hands over one whole event per write.
struct Gate<W>(W);

impl<W: Write> Write for Gate<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(redact::line(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_the_file_has_passed_the_gate() {
        let mut gate = Gate(Vec::new());
        let event = br#"{"fields":{"message":"called 9876543210","body":"{\"firstName\":\"R\"}"}}"#;
        assert_eq!(gate.write(event).unwrap(), event.len(), "the formatter must not be told to send the rest again");
        let kept = String::from_utf8(gate.0).unwrap();
        assert!(!kept.contains("9876543210") && !kept.contains("firstName"), "leaked: {kept}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_does_not_stop_the_app() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("not-a-folder");
        std::fs::write(&file, "x").unwrap();
        let guard = start_log(&file, LogTo::File);
        assert!(guard._file.is_none(), "there is no folder to write to");
    }
}
