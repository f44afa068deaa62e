//! Writes `ui/src/bindings.ts`, or with `--check` says whether it is stale.

use std::process::ExitCode;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/bindings.ts");

fn main() -> ExitCode {
    let text = match godown_api::typescript() {
        Ok(text) => text,
        Err(error) => return say(&format!("The contract cannot be exported: {error}")),
    };
    if std::env::args().any(|arg| arg == "--check") {
        return match std::fs::read_to_string(FILE) {
            Ok(kept) if kept == text => ExitCode::SUCCESS,
            _ => say("ui/src/bindings.ts is stale: run ./dev bindings and commit it."),
        };
    }
    match std::fs::write(FILE, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => say(&format!("ui/src/bindings.ts cannot be written: {error}")),
    }
}

fn say(text: &str) -> ExitCode {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::FAILURE
}
