//! The ways to break the journal on purpose still fit the sources: `./dev simulate --mutations` applies them.

use std::path::Path;
use std::process::Command;

#[test]
fn every_mutation_still_applies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let list = std::fs::read_dir(root.join("tests/mutations")).expect("the folder of mutations");
    let patches: Vec<_> = list.map(|entry| entry.expect("an entry").path()).collect();
    assert!(patches.len() >= 10, "{} mutations", patches.len());
    for patch in patches {
        let checked =
            Command::new("git").args(["apply", "--check"]).arg(&patch).current_dir(&root).output().expect("git");
        let why = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert!(checked.status.success(), "{}: {why}", patch.display());
    }
}
