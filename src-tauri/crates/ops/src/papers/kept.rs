//! Kept downloads as the assembler asks for them.

use std::collections::BTreeMap;

use godown_documents::{DocumentError, Shelf};

use crate::blobs::Blobs;

/// Kept files as the assembler asks for them: one at a time, proven by their hash.
pub(crate) struct KeptFiles<'b> {
    blobs: &'b Blobs,
    /// Their hashes, by number; empty for one that was made here.
    files: Vec<String>,
    /// What was made here and is kept nowhere, by its number.
    made: BTreeMap<usize, Vec<u8>>,
    /// The one asked for last: labels of one download follow each other.
    last: Option<(usize, Vec<u8>)>,
}

impl<'b> KeptFiles<'b> {
    pub(crate) fn of(blobs: &'b Blobs) -> Self {
        Self { blobs, files: vec![], made: BTreeMap::new(), last: None }
    }

    /// The number of a file.
    pub(crate) fn source(&mut self, sha256: &str) -> usize {
        self.files.iter().rposition(|known| known == sha256).unwrap_or_else(|| {
            self.files.push(sha256.to_owned());
            self.files.len() - 1
        })
    }

    /// Gives a number to a file that was made here.
    pub(crate) fn add(&mut self, bytes: Vec<u8>) -> usize {
        self.files.push(String::new());
        self.made.insert(self.files.len() - 1, bytes);
        self.files.len() - 1
    }
}

impl Shelf for KeptFiles<'_> {
    fn read(&mut self, source: usize) -> Result<Vec<u8>, DocumentError> {
        if let Some((_, bytes)) = self.last.as_ref().filter(|(last, _)| *last == source) {
            return Ok(bytes.clone());
        }
        if let Some(bytes) = self.made.get(&source) {
            return Ok(bytes.clone());
        }
        let sha256 = self.files.get(source).ok_or(DocumentError::NoSuchSource { label: 0, given: source })?;
        let bytes =
            self.blobs.read(sha256).map_err(|_| DocumentError::NotMade("a kept download is missing or damaged"))?;
        self.last = Some((source, bytes.clone()));
        Ok(bytes)
    }
}
