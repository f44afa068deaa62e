//! What can be wrong with a document, in words for the person at the desk.
//!
//! Owns the room's one error type. It carries no text of a page and no bytes of a file: buyers' data stays out of logs.

/// Why a document was refused or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The bytes are something else than a PDF.
    #[error("{0}")]
    NotAPdf(#[from] NotAPdf),
    /// A PDF starts here, but its end is missing.
    #[error("The PDF ends too early: the download was cut off.")]
    CutOff,
    /// The structure or a compressed part of the PDF is broken.
    #[error("The PDF is damaged: {0}.")]
    Damaged(&'static str),
    /// The PDF opens only with a password.
    #[error(
        "The PDF is locked with a password. Download it again without one, or open it with the password and print it into a new PDF."
    )]
    Locked,
    /// A bound of [`crate::Limits`] is exceeded.
    #[error("The PDF is refused: {what} is over the limit of {limit}.")]
    TooLarge {
        /// What was counted.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// A part of the PDF draws itself without end.
    #[error("The PDF is refused: a part of it draws itself again and again.")]
    DrawsItself,
    /// The PDF has no page.
    #[error("The PDF has no page.")]
    NoPages,
    /// A page that does not exist was asked for.
    #[error("The PDF has {pages} pages; page {page} was asked for.")]
    NoSuchPage {
        /// Asked for, counted from 1.
        page: usize,
        /// How many there are.
        pages: usize,
    },
    /// A label names a source file that was not given.
    #[error("Label {label} names source file {given}, which was not given.")]
    NoSuchSource {
        /// Position of the label, counted from 1.
        label: usize,
        /// Index of the source it names.
        given: usize,
    },
    /// The label does not fit the chosen paper at the chosen scale.
    #[error(
        "The label is {width} x {height} points at this scale and does not fit the paper. Choose larger paper or the scale \"big\"."
    )]
    LabelDoesNotFit {
        /// Width needed, whole points.
        width: u32,
        /// Height needed, whole points.
        height: u32,
    },
    /// A box somebody drew for the label cannot be used.
    #[error("The box for the label {0}.")]
    Crop(&'static str),
    /// The margins leave no room on the paper.
    #[error("The margins leave no room on the paper.")]
    NoRoom,
    /// Nothing was given to print.
    #[error("There is nothing to print.")]
    Nothing,
    /// A page could not be drawn as a picture or a list could not be written.
    #[error("The document could not be made: {0}.")]
    NotMade(&'static str),
}

impl DocumentError {
    /// Whether fetching the same document again is useless. A cut, damaged or not yet ready download may come right.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::NotAPdf(_) | Self::CutOff | Self::Damaged(_) => false,
            Self::Locked
            | Self::TooLarge { .. }
            | Self::DrawsItself
            | Self::NoPages
            | Self::NoSuchPage { .. }
            | Self::NoSuchSource { .. }
            | Self::LabelDoesNotFit { .. }
            | Self::Crop(_)
            | Self::NoRoom
            | Self::Nothing
            | Self::NotMade(_) => true,
        }
    }
}

/// Runs work that hands foreign bytes to foreign decoders. One that panics on them refuses that document, not the app.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, DocumentError>) -> Result<T, DocumentError> {
    // Nothing outlives the closure but its answer, so nothing can be seen half-changed.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or(Err(DocumentError::Damaged("a part of it cannot be decoded")))
}

/// What the bytes are instead of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPdf {
    /// No bytes at all.
    #[error("The document is empty.")]
    Empty,
    /// A web page, usually an error page of a proxy or of the marketplace.
    #[error("An error page of the web (HTML) came instead of a PDF{}", title_part(.title))]
    Html {
        /// The page's title, at most 200 characters.
        title: Option<String>,
    },
    /// JSON, usually an error answered with status 200 (Seller API contract 8.6).
    #[error("A message (JSON) came instead of a PDF{}", message_part(.message))]
    Json {
        /// The first message found in it, at most 200 characters.
        message: Option<String>,
    },
    /// JSON with a PDF inside as base64 text.
    #[error("JSON with a PDF inside it, as base64 text, came instead of a PDF.")]
    JsonWithPdf,
    /// An XML message, usually of the storage the document was to come from.
    #[error("An XML message came instead of a PDF{}", message_part(.message))]
    Xml {
        /// What it says, at most 200 characters.
        message: Option<String>,
    },
    /// The first line of a PDF and nothing in it.
    #[error("The PDF has a header only and nothing in it.")]
    HeaderOnly,
    /// A PDF as base64 text.
    #[error("A PDF as base64 text came instead of the PDF itself.")]
    Base64,
    /// A PDF that something on its way took for text: every byte above 127 was rewritten as UTF-8.
    #[error("The PDF was treated as text (UTF-8) on its way and its pictures and fonts are lost.")]
    AsText,
    /// A gzip stream: the transport did not unpack it.
    #[error("The document is still packed (gzip).")]
    Gzip,
    /// A ZIP archive.
    #[error("A ZIP archive came instead of a PDF.")]
    Zip,
    /// A PNG picture.
    #[error("A PNG picture came instead of a PDF.")]
    Png,
    /// A JPEG picture.
    #[error("A JPEG picture came instead of a PDF.")]
    Jpeg,
    /// Readable text of another kind.
    #[error("Plain text came instead of a PDF.")]
    Text,
    /// Anything else.
    #[error("The document is not a PDF.")]
    Other,
}

fn title_part(title: &Option<String>) -> String {
    title.as_ref().map_or_else(|| ".".to_owned(), |title| format!(": \"{title}\"."))
}

fn message_part(message: &Option<String>) -> String {
    message.as_ref().map_or_else(|| ".".to_owned(), |message| format!(": \"{message}\"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_refuses_one_document() {
        let answer = guarded::<()>(|| panic!("index out of bounds"));
        assert!(matches!(answer, Err(DocumentError::Damaged(_))));
        assert_eq!(guarded(|| Ok(7)), Ok(7));
    }
}
