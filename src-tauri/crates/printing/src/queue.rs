//! Queues of the operating system: CUPS, the Windows spooler.
//!
//! A job's bytes go through a file of our own that only this user may read and that is gone afterwards: labels hold
//! buyers' addresses.

use std::io::Write as _;

use godown_domain::print::Paper;
use printers::common::base::job::{PrinterJobOptions, PrinterJobState};
use printers::common::base::printer::{Printer, PrinterState};
use printers::common::converters::Converter;

use crate::{Form, Job, PrintingError, SentJob};

/// A queue of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its name, as jobs are addressed.
    pub name: String,
    /// Its description.
    pub words: String,
    /// The system's default.
    pub is_default: bool,
    /// What it does.
    pub state: QueueState,
    /// Why it is in this state, the system's words.
    pub reasons: Vec<String>,
}

/// What a queue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// Waits for work.
    Ready,
    /// Prints.
    Printing,
    /// Stopped by a person or by an error.
    Paused,
    /// The printer is away.
    Offline,
    /// The system does not say.
    Unknown,
}

/// What the system says of a job. None of it proves paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits in the queue.
    Waiting,
    /// Held, or the queue is stopped.
    Held,
    /// Being handed to the printer.
    Printing,
    /// Handed to the printer.
    Done,
    /// Cancelled or aborted.
    Cancelled,
    /// The system does not say.
    Unknown,
}

/// All queues of this computer; none where no spooler runs.
pub fn queues() -> Vec<Queue> {
    printers::get_printers().iter().map(queue).collect()
}

/// What became of a job; `None` where the queue or the job is not known any more.
pub fn job_state(queue: &str, id: u64) -> Option<JobState> {
    let printer = printers::get_printer_by_name(queue)?;
    let mut jobs = printer.get_active_jobs().into_iter().chain(printer.get_job_history());
    jobs.find(|job| job.id == id).map(|job| match job.state {
        PrinterJobState::PENDING => JobState::Waiting,
        PrinterJobState::PAUSED => JobState::Held,
        PrinterJobState::PROCESSING => JobState::Printing,
        PrinterJobState::COMPLETED => JobState::Done,
        PrinterJobState::CANCELLED => JobState::Cancelled,
        PrinterJobState::UNKNOWN => JobState::Unknown,
    })
}

/// Takes a job back from its queue.
///
/// # Errors
/// [`PrintingError::NoSuchQueue`], [`PrintingError::Refused`].
pub fn cancel(queue: &str, id: u64) -> Result<(), PrintingError> {
    let printer = named(queue)?;
    printer.cancel_job(id).map_err(|error| PrintingError::Refused { queue: queue.to_owned(), words: error.message })
}

pub(crate) fn send(queue: &str, job: &Job<'_>) -> Result<SentJob, PrintingError> {
    let printer = named(queue)?;
    let mut file = tempfile::NamedTempFile::with_prefix("godown-print-").map_err(PrintingError::Folder)?;
    file.write_all(job.bytes).and_then(|()| file.flush()).map_err(PrintingError::Folder)?;
    let refused = |words: String| PrintingError::Refused { queue: queue.to_owned(), words };
    let path = file.path().to_str().ok_or_else(|| refused("the folder for temporary files has an odd name".into()))?;
    let media = media(job.form);
    let options: Vec<(&str, &str)> = match job.form {
        Form::Raw => vec![("document-format", "application/vnd.cups-raw")],
        // "Fit to page" makes bars unreadable (operations, section 7).
        Form::Pdf { .. } => vec![("media", &media), ("print-scaling", "none"), ("fit-to-page", "false")],
    };
    let how = PrinterJobOptions { name: Some(job.title), raw_properties: &options, converter: Converter::None };
    match printer.print_file(path, how) {
        Ok(id) => Ok(SentJob { id: Some(id) }),
        Err(error) => Err(refused(error.message)),
    }
}

fn named(queue: &str) -> Result<Printer, PrintingError> {
    let found = printers::get_printer_by_name(queue);
    found.ok_or_else(|| PrintingError::NoSuchQueue(queue.to_owned()))
}

fn queue(printer: &Printer) -> Queue {
    Queue {
        name: printer.system_name.clone(),
        words: if printer.description.is_empty() { printer.name.clone() } else { printer.description.clone() },
        is_default: printer.is_default,
        state: match printer.state {
            PrinterState::READY => QueueState::Ready,
            PrinterState::PRINTING => QueueState::Printing,
            PrinterState::PAUSED => QueueState::Paused,
            PrinterState::OFFLINE => QueueState::Offline,
            PrinterState::UNKNOWN => QueueState::Unknown,
        },
        reasons: printer.state_reasons.iter().filter(|reason| *reason != "none").cloned().collect(),
    }
}

/// The size in CUPS' words.
fn media(form: Form) -> String {
    match form {
        Form::Raw => String::new(),
        Form::Pdf { paper: Paper::Label4x6 } => "Custom.4x6in".into(),
        Form::Pdf { paper: Paper::Label3x5 } => "Custom.3x5in".into(),
        Form::Pdf { paper: Paper::A4 } => "A4".into(),
        Form::Pdf { paper: Paper::A5 } => "A5".into(),
        Form::Pdf { paper: Paper::A6 } => "A6".into(),
        Form::Pdf { paper } => {
            let (width, height) = paper.size();
            format!("Custom.{}.{}x{}.{}mm", width / 10, width % 10, height / 10, height % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_named_as_cups_names_it() {
        assert_eq!(media(Form::Pdf { paper: Paper::Label4x6 }), "Custom.4x6in");
        assert_eq!(media(Form::Pdf { paper: Paper::Custom { width: 754, height: 1_244 } }), "Custom.75.4x124.4mm");
    }

    #[test]
    fn a_queue_nobody_has_is_named() {
        let job = Job { title: "t", bytes: b"x", form: Form::Raw };
        let failed = send("no-such-queue-here", &job).unwrap_err();
        assert!(matches!(&failed, PrintingError::NoSuchQueue(name) if name == "no-such-queue-here"));
        assert!(!failed.may_have_printed());
    }
}
