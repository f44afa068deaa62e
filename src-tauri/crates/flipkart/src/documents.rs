//! Whether a downloaded document is one (contract 8.6): the status alone is not to be trusted.

use bytes::Bytes;

use crate::CallError;
use crate::reply::{self, Complaint};

/// What a document call brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentReply {
    /// A whole PDF file. That its pages are the wanted ones is for the reader of its text to say.
    Pdf(Bytes),
    /// Not made yet, or not to be had: the marketplace's code and words.
    NotReady {
        /// Its code, where it gave one.
        code: Option<String>,
        /// Its words, or ours about what came.
        message: String,
    },
}

/// What the body of a document call is.
pub(crate) fn judge(body: Bytes) -> Result<DocumentReply, CallError> {
    if body.starts_with(b"%PDF") {
        let tail = body.get(body.len().saturating_sub(2048)..).unwrap_or_default();
        return Ok(match reply::find(tail, b"startxref") {
            Some(_) => DocumentReply::Pdf(body),
            None => not_ready("the file was cut short"),
        });
    }
    if let Some(title) = reply::page_title(&body) {
        return Err(CallError::Unexpected { what: format!("a web page{title} instead of a document") });
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(not_ready("the answer was empty"));
    }
    if serde_json::from_slice::<serde_json::Value>(&body).is_err() {
        return Ok(not_ready("the answer was no document"));
    }
    let Complaint { code, message } = reply::complaint(&body);
    Ok(DocumentReply::NotReady { code, message })
}

/// A refusal of a document call for its documents' sake means "not ready" (contract 5.2); a refusal of the caller stays.
pub(crate) fn judge_error(error: CallError) -> Result<DocumentReply, CallError> {
    match error {
        CallError::Refused { status: 400 | 404 | 409 | 422, code, message } => {
            Ok(DocumentReply::NotReady { code, message })
        }
        other => Err(other),
    }
}

fn not_ready(message: &str) -> DocumentReply {
    DocumentReply::NotReady { code: None, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_pdf_is_a_document() {
        let pdf = Bytes::from_static(b"%PDF-1.7\n...\nstartxref\n9\n%%EOF\n");
        assert_eq!(judge(pdf.clone()).unwrap(), DocumentReply::Pdf(pdf));
        for (body, part) in [
            (&b"%PDF-1.7\nhalf"[..], "cut short"),
            (b" \n", "empty"),
            (b"\x00\x01garbage", "no document"),
            (br#"{"errors":[{"errorCode":"ORDER_ITEM_NOT_PACKED","description":"not packed yet"}]}"#, "not packed"),
        ] {
            match judge(Bytes::copy_from_slice(body)).unwrap() {
                DocumentReply::NotReady { message, .. } => assert!(message.contains(part), "{message}"),
                DocumentReply::Pdf(_) => panic!("{part}: let through"),
            }
        }
        assert!(matches!(judge(Bytes::from_static(b"<html><title>x")), Err(CallError::Unexpected { .. })));
    }
}
