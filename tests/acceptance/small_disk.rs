//! A disk of a few megabytes that only programs started in it see: a tmpfs in a mount namespace of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Ways into a namespace of one's own: for the superuser, and for whoever may become one inside it. Each with the way in for
/// further programs.
const WAYS: [(&str, &[&str]); 2] = [("-m", &["-m"]), ("-Urm", &["-U", "--preserve-credentials", "-m"])];

/// The disk; it and everything on it goes away with this.
pub struct SmallDisk {
    place: PathBuf,
    enter: &'static [&'static str],
    // Keeps the namespace; ends when its standard input is closed, which the end of this process does too.
    holder: Child,
}

impl SmallDisk {
    /// A disk of `kib` KiB at `place`. `None` where this computer lets nobody make one; that is said aloud.
    #[expect(clippy::print_stderr, reason = "a test that was skipped must not look like one that passed")]
    pub async fn at(place: &Path, kib: u32) -> Option<Self> {
        std::fs::create_dir_all(place).expect("a place for the disk");
        for (flags, enter) in WAYS {
            let script = format!("mount -t tmpfs -o size={kib}k tmpfs {} && echo ready && read -r _", place.display());
            let started = Command::new("unshare")
                .args([flags, "sh", "-c", &script])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn();
            let Ok(mut holder) = started else { continue };
            let Some(said) = holder.stdout.take() else { continue };
            if matches!(BufReader::new(said).lines().next_line().await, Ok(Some(line)) if line == "ready") {
                return Some(Self { place: place.to_owned(), enter, holder });
            }
        }
        eprintln!(
            "SKIPPED: no disk of its own can be mounted here (unshare -m, unshare -Urm): the full disk is NOT tested"
        );
        None
    }

    /// The same command, run where the disk is.
    pub fn inside(&self, command: &Command) -> Command {
        let command = command.as_std();
        let mut inside = self.enter();
        inside.arg(command.get_program()).args(command.get_args());
        inside.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        inside
    }

    /// Fills the disk to its last block.
    pub async fn fill(&self) {
        let filled = self.sh("cat /dev/zero > filler; ! head -c 4096 /dev/zero > one-more").await;
        assert!(filled, "the disk could not be filled");
    }

    /// A larger disk with the same files on it.
    pub async fn grow(&self, kib: u32) {
        assert!(
            self.sh(&format!("rm -f filler one-more && mount -o remount,size={kib}k .")).await,
            "the disk could not be grown"
        );
    }

    /// Whether a shell command goes well in the folder of the disk.
    pub async fn sh(&self, script: &str) -> bool {
        let script = format!("cd {} && {{ {script}; }}", self.place.display());
        let done = self.enter().args(["sh", "-c", &script]).stderr(Stdio::null()).status().await;
        done.is_ok_and(|status| status.success())
    }

    fn enter(&self) -> Command {
        let holder = self.holder.id().expect("the disk is there").to_string();
        let mut command = Command::new("nsenter");
        command.args(["-t", &holder]).args(self.enter).arg("--");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}
