//! The command line program, run as a script runs it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// A data folder with a login, for one marketplace.
pub struct Desk {
    pub folder: TempDir,
    pub base: String,
    pub client_id: String,
    pub secret: String,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub json: Value,
    pub words: String,
}

impl Desk {
    pub fn at(base: &str) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            base: base.to_owned(),
            client_id: PRACTICE_APP_ID.to_owned(),
            secret: PRACTICE_APP_SECRET.to_owned(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(["--data-dir"])
            .arg(self.folder.path().join("data"))
            .args(["--api-base", &self.base, "--json"])
            .args(args)
            .env("GODOWN_CLIENT_ID", &self.client_id)
            .env("GODOWN_CLIENT_SECRET", &self.secret)
            .env("GODOWN_KEY_STORE", "memory")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    pub fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("the program starts")
    }

    pub async fn run(&self, args: &[&str]) -> Answer {
        Answer::of(self.command(args)).await
    }

    /// A run that must go well.
    pub async fn must(&self, args: &[&str]) -> Value {
        let answer = self.run(args).await;
        assert_eq!(answer.code, 0, "{args:?}: {}\n{}", answer.words, answer.json);
        answer.json
    }
}

impl From<std::process::Output> for Answer {
    fn from(output: std::process::Output) -> Self {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.lines().count() <= 1, "one JSON document and nothing else, got:\n{text}");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { code: output.status.code().unwrap_or(-1), json, words }
    }
}

impl Answer {
    /// What a run of the program says.
    pub async fn of(mut command: Command) -> Self {
        command.output().await.expect("the program runs").into()
    }

    /// Shipments by outcome.
    pub fn with_outcome(&self, outcome: &str) -> Vec<String> {
        let rows = self.json["outcomes"].as_array().expect("outcomes");
        let these = rows.iter().filter(|row| row["outcome"] == outcome);
        these.map(|row| row["shipmentId"].as_str().expect("an id").to_owned()).collect()
    }
}

/// The program beside this test; `cargo test` of the whole workspace builds it, a single run builds it here.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let here = std::env::current_exe().expect("this test lies somewhere");
        let folder = here.parent().and_then(Path::parent).expect("target folder");
        let program = folder.join(format!("godown-cli{}", std::env::consts::EXE_SUFFIX));
        if !program.exists() {
            let built = std::process::Command::new(env!("CARGO"))
                .args(["build", "--package", "godown-cli", "--manifest-path"])
                .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
                .status();
            assert!(built.is_ok_and(|status| status.success()), "godown-cli could not be built");
        }
        program
    })
}
