//! What happened, line by line: a hash that says whether two runs were the same, and the last lines for whoever looks.

use std::collections::VecDeque;
use std::io::Write;

/// Lines kept for a report.
const KEPT: usize = 120;

/// The story of one run.
#[derive(Debug, Default)]
pub struct Trace {
    hash: u64,
    lines: u64,
    last: VecDeque<String>,
    aloud: bool,
}

impl Trace {
    /// An empty one; `aloud`, every line goes to standard error as it comes.
    pub fn new(aloud: bool) -> Self {
        Self { aloud, ..Self::default() }
    }

    /// Adds a line at so many milliseconds after the first moment.
    pub fn add(&mut self, at: i64, text: &str) {
        let line = format!("{:>9.3} {text}", at as f64 / 1_000.0);
        let seed = if self.lines == 0 { 0xcbf2_9ce4_8422_2325 } else { self.hash };
        self.hash = line.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        self.lines += 1;
        if self.aloud {
            // Nobody reading is fine.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// The hash of all lines so far, in their order.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The last lines.
    pub fn tail(&self) -> Vec<String> {
        self.last.iter().cloned().collect()
    }
}
