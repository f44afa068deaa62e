//! The program as a script meets it before any marketplace is involved.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    Command::new(env!("CARGO_BIN_EXE_godown-cli"))
        .arg("--data-dir")
        .arg(folder.path())
        .args(args)
        .env("GODOWN_KEY_STORE", "memory")
        .env_remove("GODOWN_CLIENT_ID")
        .env_remove("GODOWN_CLIENT_SECRET")
        .output()
        .expect("the program runs")
}

#[test]
fn without_a_seller_it_says_how_to_get_one() {
    let output = run(&["--json", "queue", "--counts"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(words.contains("--seller practice") && words.contains("account add"), "{words}");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.starts_with("{\"error\":") && told.lines().count() == 1, "{told}");
}

#[test]
fn a_first_start_lists_no_sellers_and_that_is_fine() {
    let output = run(&["--json", "account", "list"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), r#"{"sellers":[]}"#);
}

#[test]
fn the_practice_seller_needs_no_account() {
    let output = run(&["--seller", "practice", "--json", "queue", "--counts"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"to-pack\""));
}
