//! The state file: one JSON line for the world, then one for each thing done to it, written before it is answered.
//!
//! A line torn by a crash was never answered, so it is cut off.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::effects::Effect;
use crate::config::{Rates, SandboxError};
use crate::world::scenario::Scenario;

/// Raised whenever the same world would come out differently: what was done to it would hit other shipments.
pub(crate) const VERSION: u32 = 2;

/// The world a state file belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) godown_sandbox: u32,
    pub(crate) seed: u64,
    pub(crate) epoch: i64,
    pub(crate) orders_existing: u32,
    pub(crate) orders_per_minute: f64,
    pub(crate) calm: bool,
    pub(crate) real: i64,
    pub(crate) speed: f64,
    #[serde(default)]
    pub(crate) rates: Rates,
    #[serde(default)]
    pub(crate) history_days: Option<u32>,
    #[serde(default)]
    pub(crate) scenario: Option<Scenario>,
    #[serde(default)]
    pub(crate) self_ship_bp: u32,
}

/// One remembered effect.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) at: i64,
    pub(crate) effect: Effect,
}

#[derive(Serialize)]
struct EntryRef<'a> {
    at: i64,
    effect: &'a Effect,
}

pub(crate) struct Journal(File);

/// A state file with what it remembers.
pub(crate) struct Opened {
    pub(crate) header: Header,
    pub(crate) entries: Vec<Entry>,
    pub(crate) journal: Journal,
}

impl Journal {
    /// Opens a state file; a new one gets `fresh`, an old one keeps the world it was made for.
    pub(crate) fn open(path: &Path, fresh: &Header) -> Result<Opened, SandboxError> {
        let failed = |source| SandboxError::StateFile { path: path.to_owned(), source };
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).truncate(false).open(path).map_err(failed)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).map_err(failed)?;
        let unreadable = |line: usize, source| SandboxError::StateLine { path: path.to_owned(), line, source };
        let mut lines = text[..whole].lines().enumerate();
        let header: Header = match lines.next() {
            Some((_, line)) => serde_json::from_str(line).map_err(|e| unreadable(1, e))?,
            None => {
                let line = serde_json::to_string(fresh).map_err(|e| unreadable(1, e))?;
                file.write_all(format!("{line}\n").as_bytes()).map_err(failed)?;
                fresh.clone()
            }
        };
        if header.godown_sandbox != VERSION {
            return Err(SandboxError::StateVersion { path: path.to_owned() });
        }
        let entries = lines
            .map(|(n, line)| serde_json::from_str(line).map_err(|e| unreadable(n + 1, e)))
            .collect::<Result<Vec<Entry>, _>>()?;
        Ok(Opened { header, entries, journal: Journal(file) })
    }

    pub(crate) fn append(&mut self, at: i64, effect: &Effect) -> Result<(), SandboxError> {
        let mut line = serde_json::to_vec(&EntryRef { at, effect }).map_err(|e| SandboxError::Journal(e.into()))?;
        line.push(b'\n');
        self.0.write_all(&line).map_err(SandboxError::Journal)
    }
}
