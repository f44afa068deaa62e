//! A command as a whole process: what GNU time says of it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// Jobs below this are run three times, and the middle one stands.
const SHORT: Duration = Duration::from_secs(3);

/// What a process took.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// User and system time, children included.
    pub cpu: Duration,
    /// Most memory at once, bytes.
    pub memory: u64,
    /// Bytes of its output file.
    pub output: u64,
    /// What it wrote to its standard output.
    pub said: String,
}

/// Runs it once.
pub fn once(command: &[String], output: Option<&Path>) -> Result<Measured> {
    let told = tempfile::NamedTempFile::new()?;
    let run = Command::new("/usr/bin/time")
        .args(["-q", "-f", "%U %S %M", "-o"])
        .arg(told.path())
        .args(command)
        .output()
        .context("GNU time (package time)")?;
    let name = command.first().map(String::as_str).unwrap_or_default();
    let complaint = String::from_utf8_lossy(&run.stderr);
    ensure!(run.status.success(), "{name}: {}", complaint.lines().last().unwrap_or("failed"));
    let told = std::fs::read_to_string(told.path())?;
    let words: Vec<&str> = told.split_whitespace().collect();
    let [user, system, kilobytes] = words.as_slice() else { anyhow::bail!("GNU time said: {told}") };
    Ok(Measured {
        cpu: Duration::from_secs_f64(user.parse::<f64>()? + system.parse::<f64>()?),
        memory: kilobytes.parse::<u64>()? * 1024,
        output: output.map_or(Ok(0), |path| path.metadata().map(|meta| meta.len()))?,
        said: String::from_utf8_lossy(&run.stdout).into_owned(),
    })
}

/// Runs it once when it is long, else three times.
pub fn median(command: &[String], output: Option<&Path>) -> Result<Measured> {
    let mut runs = vec![once(command, output)?];
    if runs.iter().all(|run| run.cpu < SHORT) {
        runs.push(once(command, output)?);
        runs.push(once(command, output)?);
    }
    runs.sort_by_key(|run| run.cpu);
    Ok(runs.swap_remove(runs.len() / 2))
}

/// CPU time a label.
pub fn each(measured: &Measured, labels: usize) -> Duration {
    measured.cpu / u32::try_from(labels.max(1)).unwrap_or(u32::MAX)
}
