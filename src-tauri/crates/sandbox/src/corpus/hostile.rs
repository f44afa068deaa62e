//! Files nobody should trust: every kind of input a reader of labels has to survive, with what must come of it.
//!
//! Owns the cases. Refuses to judge a reader: whoever tests one holds its answer against [`Expect`]. Whatever the
//! outcome, no case may take more than 2 seconds and 256 MB, end in a panic, or be printed without its label.

mod anatomy;
mod attacks;
mod bombs;
mod content;
mod damaged;
mod filters;
mod foreign;
#[cfg(test)]
mod tests;
mod unusual;

use super::{Corpus, PageTruth};
use crate::paper::PaperError;

/// Why a case could not be made.
#[derive(Debug, thiserror::Error)]
pub enum HostileError {
    /// The page it starts from could not be drawn.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The library that writes unusual files refused.
    #[error(transparent)]
    Write(#[from] lopdf::Error),
    /// Writing to memory failed.
    #[error(transparent)]
    Memory(#[from] std::io::Error),
    /// The page it starts from is not built as this module knows it.
    #[error("the plain page has no {0}")]
    Shape(String),
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// No PDF at all.
    NotAPdf,
    /// What the format allows and the marketplace does not do.
    Unusual,
    /// Broken on the way.
    Damaged,
    /// Broken on the way, and every part can still be read.
    SilentDamage,
    /// Made to harm.
    Attack,
    /// A sound file with other labels than were asked for, or with labels that lie otherwise.
    WrongContent,
}

/// What must come of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// No file is accepted; the reason names what came instead.
    Rejected(&'static str),
    /// The label is found as in the plain file, without a word.
    SameLabel,
    /// The label is found, and the person is told that the file was mended.
    SameLabelWithWarning,
    /// The label is found with a warning, or the file is refused.
    SameLabelOrRejected,
    /// Nothing of the file is used.
    Refused,
    /// The label is found; scripts, attachments and links are in nothing that is made of it.
    HarmlessDropped,
    /// The sound parcels are matched, the others named.
    Matched {
        /// For each parcel that was asked for, the page its label is on; `None` when it must be named as failed.
        pages: Vec<Option<usize>>,
        /// Pages with a label nobody asked for.
        foreign: Vec<usize>,
    },
}

/// One file and what must come of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Names the case in a test's answer.
    pub name: &'static str,
    /// What is wrong with it.
    pub group: Group,
    /// The file.
    pub bytes: Vec<u8>,
    /// What must come of it.
    pub expect: Expect,
    /// The parcels that were asked for, with the truth about their labels in this file.
    pub asked: Vec<PageTruth>,
}

/// Every case. The encrypted ones hold random salts; all others are the same for the same seed.
///
/// # Errors
/// [`HostileError`] when a page cannot be drawn or written.
pub fn cases(seed: u64) -> Result<Vec<Case>, HostileError> {
    let corpus = Corpus::new(seed);
    let mut cases = foreign::cases(&corpus)?;
    cases.extend(unusual::cases(&corpus)?);
    cases.extend(damaged::cases(&corpus)?);
    cases.extend(damaged::silent(&corpus)?);
    cases.extend(attacks::cases(&corpus)?);
    cases.extend(content::cases(&corpus)?);
    Ok(cases)
}

/// The cases of a group; quicker than all when one is looked at.
///
/// # Errors
/// As [`cases`].
pub fn cases_of(group: Group, seed: u64) -> Result<Vec<Case>, HostileError> {
    let corpus = Corpus::new(seed);
    match group {
        Group::NotAPdf => foreign::cases(&corpus),
        Group::Unusual => unusual::cases(&corpus),
        Group::Damaged => damaged::cases(&corpus),
        Group::SilentDamage => damaged::silent(&corpus),
        Group::Attack => attacks::cases(&corpus),
        Group::WrongContent => content::cases(&corpus),
    }
}

/// Cases that share what was asked for.
struct Pile {
    group: Group,
    asked: Vec<PageTruth>,
    cases: Vec<Case>,
}

impl Pile {
    fn new(group: Group, asked: &[PageTruth]) -> Self {
        Self { group, asked: asked.to_vec(), cases: Vec::new() }
    }

    fn put(&mut self, name: &'static str, expect: Expect, bytes: Vec<u8>) {
        self.cases.push(Case { name, group: self.group, bytes, expect, asked: self.asked.clone() });
    }
}
