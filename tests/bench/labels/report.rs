//! The table: ours, the goal, the best peer of the same run; and every process that was measured.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Result;

use super::process::Measured;

/// A peer's name and what it took.
pub type Told<'a> = (&'a str, Measured);

#[derive(Default)]
pub struct Report {
    said: Vec<String>,
    rows: Vec<[String; 5]>,
    processes: Vec<[String; 4]>,
}

impl Report {
    pub fn say(&mut self, line: String) {
        self.said.push(line);
    }

    pub fn row(&mut self, row: [String; 5]) {
        self.rows.push(row);
    }

    /// Somebody who should be in the table and is not.
    pub fn missing(&mut self, who: &str, why: &str) {
        self.said.push(format!("**NOT MEASURED: {who}: {why}**"));
    }

    pub fn process(&mut self, name: &str, measured: &Measured) {
        let output = if measured.output > 0 { megabytes(measured.output) } else { String::new() };
        self.processes.push([name.to_owned(), ms(measured.cpu), megabytes(measured.memory), output]);
    }

    /// Ours against a peer by CPU, memory or output: by what `as_what` names.
    pub fn against(&mut self, what: &str, ours: &Measured, goal: &str, peer: Option<&Told<'_>>, as_what: &str) {
        let pick = |measured: &Measured| match as_what {
            "least memory" => (megabytes(measured.memory), measured.memory),
            "smallest output" => (megabytes(measured.output), measured.output),
            _ => (ms(measured.cpu), u64::try_from(measured.cpu.as_micros()).unwrap_or(u64::MAX)),
        };
        let (value, number) = pick(ours);
        let (theirs, by) = peer.map_or((String::new(), String::new()), |(name, measured)| {
            let (value, other) = pick(measured);
            #[expect(clippy::cast_precision_loss, reason = "for people to read")]
            let by = ratio(number as f64, other as f64);
            (format!("{value} ({name}, {as_what})"), by)
        });
        self.row([what.to_owned(), value, goal.to_owned(), theirs, by]);
    }

    /// Time a label against the quickest peer.
    pub fn each(&mut self, what: &str, ours: Duration, goal: &str, theirs: &[(&str, Duration)]) {
        let peer = theirs.iter().min_by_key(|(_, time)| *time);
        let (value, by) = peer.map_or((String::new(), String::new()), |(name, time)| {
            (format!("{} ({name})", ms(*time)), ratio(ours.as_secs_f64(), time.as_secs_f64()))
        });
        self.row([what.to_owned(), ms(ours), goal.to_owned(), value, by]);
    }

    /// What a job said of itself after `word`.
    pub fn said(&mut self, what: &str, measured: &Measured, word: &str, goal: &str) {
        let value = measured.said.lines().find_map(|line| line.strip_prefix(word)).unwrap_or("nothing said");
        self.row([
            what.to_owned(),
            value.trim_start_matches(':').trim().to_owned(),
            goal.to_owned(),
            String::new(),
            String::new(),
        ]);
    }

    pub fn print(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        for line in &self.said {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "\n| what | Godown | goal | best peer in this run | ratio |\n|---|---|---|---|---|")?;
        for row in &self.rows {
            writeln!(out, "| {} |", row.join(" | "))?;
        }
        writeln!(out, "\n| process | CPU | peak memory | output |\n|---|---|---|---|")?;
        for row in &self.processes {
            writeln!(out, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// The quickest.
pub fn best<'p, 'n>(peers: &'p [Told<'n>]) -> Option<&'p Told<'n>> {
    peers.iter().min_by_key(|(_, measured)| measured.cpu)
}

/// The one with the least memory.
pub fn smallest<'p, 'n>(peers: &'p [Told<'n>]) -> Option<&'p Told<'n>> {
    peers.iter().min_by_key(|(_, measured)| measured.memory)
}

/// The one with the smallest output.
pub fn shortest<'p, 'n>(peers: &'p [Told<'n>]) -> Option<&'p Told<'n>> {
    peers.iter().min_by_key(|(_, measured)| measured.output)
}

pub fn ratio(ours: f64, theirs: f64) -> String {
    format!("{:.2}", ours / theirs.max(1e-9))
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

pub fn ms(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds >= 0.1 => format!("{seconds:.2} s"),
        seconds => format!("{:.2} ms", seconds * 1e3),
    }
}
