//! The arrows between the rooms, read from what Cargo really links: nothing points up, the core knows no window.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Which rooms a room may use. A room that is not listed here does not pass, so that a new one is thought about.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("flipkart", &["domain"]),
    ("store", &["domain"]),
    ("documents", &["domain"]),
    ("printing", &["domain"]),
    ("sandbox", &["domain"]),
    ("ops", &["domain", "flipkart", "store", "documents", "printing"]),
    ("api", &["domain", "ops"]),
    ("host", &["domain", "ops", "sandbox"]),
    ("cli", &["domain", "ops", "api", "host", "sandbox"]),
    ("webhost", &["domain", "ops", "api", "host"]),
    ("shell", &["domain", "ops", "api", "host"]),
    ("simulation", &["domain", "flipkart", "store", "documents", "ops", "sandbox"]),
];

/// Libraries a room must not reach, not even through others.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("domain", &["tokio", "rusqlite", "reqwest", "axum", "rand", "keyring"]),
    ("flipkart", &["rusqlite", "axum", "keyring"]),
    ("store", &["reqwest", "axum", "tokio", "keyring"]),
    ("documents", &["reqwest", "axum", "rusqlite", "tokio", "keyring"]),
    ("printing", &["reqwest", "axum", "rusqlite", "tokio", "keyring", "lopdf", "printpdf", "hayro"]),
    ("ops", &["axum", "keyring", "specta-typescript"]),
];

/// Libraries a room must not name itself.
const NOT_NAMED: &[(&str, &[&str])] = &[
    ("api", &["rusqlite", "reqwest", "axum"]),
    ("cli", &["rusqlite", "reqwest", "axum"]),
    ("shell", &["rusqlite", "reqwest", "axum"]),
    ("webhost", &["rusqlite", "reqwest"]),
];

struct House {
    /// Direct dependencies by package name, development ones left out.
    named: HashMap<String, BTreeSet<String>>,
    /// Resolved links by package id, development ones left out.
    links: HashMap<String, Vec<String>>,
    names: HashMap<String, String>,
    ids: HashMap<String, String>,
}

impl House {
    fn read() -> Self {
        let told = cargo(&["metadata", "--format-version", "1", "--filter-platform", &host()]);
        let all: Value = serde_json::from_str(&told).expect("cargo tells in JSON");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let normal = |kind: &Value| kind.is_null() || kind == "build";
        let mut house =
            Self { named: HashMap::new(), links: HashMap::new(), names: HashMap::new(), ids: HashMap::new() };
        for package in list(&all["packages"]) {
            let name = text(&package["name"]);
            house.names.insert(text(&package["id"]), name.clone());
            // What lies in tests/ is no room of the product.
            let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/");
            if package["source"].is_null() && !text(&package["manifest_path"]).starts_with(tests) {
                house.ids.insert(name.clone(), text(&package["id"]));
                let direct = list(&package["dependencies"]);
                let direct = direct.iter().filter(|one| normal(&one["kind"])).map(|one| text(&one["name"]));
                house.named.insert(name, direct.collect());
            }
        }
        for node in list(&all["resolve"]["nodes"]) {
            let linked = list(&node["deps"])
                .iter()
                .filter(|one| list(&one["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()))
                .map(|one| text(&one["pkg"]))
                .collect();
            house.links.insert(text(&node["id"]), linked);
        }
        house
    }

    /// Names of everything a package links in.
    fn reach(&self, package: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut left = vec![self.ids[package].clone()];
        while let Some(id) = left.pop() {
            for next in &self.links[&id] {
                if seen.insert(next.clone()) {
                    left.push(next.clone());
                }
            }
        }
        seen.iter().map(|id| self.names[id].clone()).collect()
    }

    fn rooms(&self) -> BTreeMap<String, String> {
        self.named.keys().map(|name| (room(name).to_owned(), name.clone())).collect()
    }
}

/// What cargo says of the whole house, without a network.
fn cargo(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(words)
        .args(["--offline", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml")])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The system this runs on: what others need has not been fetched.
fn host() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().expect("rustc runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

fn room(package: &str) -> &str {
    if package == "godown" { "shell" } else { package.trim_start_matches("godown-") }
}

#[test]
fn nothing_points_up() {
    let house = House::read();
    let allowed: HashMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for (room_name, package) in house.rooms() {
        let may = allowed.get(room_name.as_str()).unwrap_or_else(|| panic!("the room {room_name} has no arrows yet"));
        let uses = house.named[&package].iter().filter(|name| name.starts_with("godown-")).map(|name| room(name));
        let wrong: Vec<&str> = uses.filter(|used| !may.contains(used)).collect();
        assert!(wrong.is_empty(), "{room_name} must not use {wrong:?}");
    }
    for (named, _) in ARROWS {
        assert!(house.rooms().contains_key(*named), "the room {named} is gone; take its arrows away");
    }
}

#[test]
fn the_core_knows_no_window() {
    let house = House::read();
    for (room_name, package) in house.rooms() {
        if room_name == "shell" {
            continue;
        }
        let reached = house.reach(&package);
        let window: Vec<&String> = reached
            .iter()
            .filter(|name| ["tauri", "wry", "tao", "gtk", "webkit2gtk"].contains(&name.as_str()))
            .collect();
        assert!(window.is_empty(), "{room_name} reaches {window:?}");
    }
    assert!(house.reach("godown").contains("tauri"), "the check itself sees the window where it is");
}

#[test]
fn every_room_keeps_to_its_own_tools() {
    let house = House::read();
    let rooms = house.rooms();
    for (room_name, forbidden) in FORBIDDEN {
        let reached = house.reach(&rooms[*room_name]);
        let wrong: Vec<&&str> = forbidden.iter().filter(|name| reached.contains(**name)).collect();
        assert!(wrong.is_empty(), "{room_name} reaches {wrong:?}");
    }
    for (room_name, forbidden) in NOT_NAMED {
        let named = &house.named[&rooms[*room_name]];
        let wrong: Vec<&&str> = forbidden.iter().filter(|name| named.contains(**name)).collect();
        assert!(wrong.is_empty(), "{room_name} names {wrong:?}");
    }
}

#[test]
fn the_practice_marketplace_shares_no_code_with_the_client_it_tests() {
    let reached = House::read().reach("godown-sandbox");
    assert!(!reached.contains("godown-flipkart") && !reached.contains("godown-ops"), "its bugs would hide ours");
}

/// Every package a kind of build compiles, each with the features it is compiled with.
fn compiled(edges: &str) -> BTreeSet<String> {
    let all = ["tree", "--workspace", "--prefix", "none", "--format", "{p} {f}"];
    let told = cargo(&[&all[..], &["--edges", edges, "--target", &host()]].concat());
    told.lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).collect()
}

#[test]
fn tests_switch_nothing_on_in_what_the_program_is_made_of() {
    let (program, with_tests) = (compiled("normal,build"), compiled("normal,build,dev"));
    assert!(program.len() > 100, "the check itself sees the libraries");
    let twice: Vec<_> = program.difference(&with_tests).collect();
    assert!(twice.is_empty(), "compiled twice; name what is switched on in tests/Cargo.toml: {twice:?}");
}

/// Files of the house, known to git or new, in which `text` stands; none outside `under`.
fn files_with(text: &str, under: &Path) -> Vec<String> {
    let found = Command::new("git")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["grep", "--untracked", "--files-with-matches", "--fixed-strings", text, "--"])
        .arg(under)
        .output()
        .expect("git runs");
    String::from_utf8_lossy(&found.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn no_rule_stands_where_no_test_run_looks() {
    let mut programs = 0;
    for manifest in files_with("test = false", Path::new("*Cargo.toml")) {
        let folder = Path::new(&manifest).parent().expect("a folder");
        let told = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&manifest);
        let told: toml::Table = std::fs::read_to_string(told).expect("a manifest").parse().expect("TOML");
        let bins = told["bin"].as_array().cloned().unwrap_or_default();
        for bin in bins.iter().filter(|bin| bin.get("test").and_then(toml::Value::as_bool) == Some(false)) {
            let main = folder.join(bin["path"].as_str().expect("its path"));
            // A program of several files has a folder of its own.
            let files = if main.ends_with("main.rs") { main.parent().expect("a folder") } else { &main };
            assert_eq!(files_with("#[test]", files), [] as [String; 0], "{} is not tested", main.display());
            programs += 1;
        }
    }
    assert!(programs > 5, "the check itself sees them");
}
