//! What is linked in: its terms, where it comes from, and what must not be there. The rules stand in `deny.toml`; this reads
//! them and what Cargo has resolved, in a second and without a network. cargo-deny does the same and more, but takes minutes to
//! build where it is not there.

use std::process::Command;

use serde_json::Value;

use crate::{home, text};

struct Package {
    name: String,
    license: Option<String>,
    source: Option<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", &host(), "--manifest-path"])
        .arg(home("Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&output.stdout).expect("cargo tells in JSON");
    let of = |package: &Value, field: &str| package[field].as_str().map(str::to_owned);
    all["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| Package {
            name: of(package, "name").expect("a name"),
            license: of(package, "license"),
            source: of(package, "source"),
        })
        .collect()
}

/// The system this runs on: what others need has not been fetched.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

fn rules() -> toml::Table {
    text("deny.toml").parse().expect("deny.toml")
}

fn list(rules: &toml::Table, section: &str, key: &str) -> Vec<String> {
    let all = rules[section][key].as_array().expect("a list").iter();
    all.map(|one| one.get("crate").unwrap_or(one).as_str().expect("a word").to_owned()).collect()
}

/// Whether an expression of licences can be met by those that are allowed. `/` is an old way to write OR.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = any_of(&words, allowed);
    met && rest.is_empty()
}

fn any_of<'w>(words: &'w [&'w str], allowed: &[String]) -> (bool, &'w [&'w str]) {
    let (mut met, mut rest) = all_of(words, allowed);
    while let ["OR", after @ ..] = rest {
        let (other, left) = all_of(after, allowed);
        (met, rest) = (met | other, left);
    }
    (met, rest)
}

fn all_of<'w>(words: &'w [&'w str], allowed: &[String]) -> (bool, &'w [&'w str]) {
    let (mut met, mut rest) = one(words, allowed);
    while let ["AND", after @ ..] = rest {
        let (other, left) = one(after, allowed);
        (met, rest) = (met & other, left);
    }
    (met, rest)
}

fn one<'w>(words: &'w [&'w str], allowed: &[String]) -> (bool, &'w [&'w str]) {
    match words {
        ["(", inner @ ..] => match any_of(inner, allowed) {
            (met, [")", rest @ ..]) => (met, rest),
            (_, rest) => (false, rest),
        },
        [license, "WITH", exception, rest @ ..] => (allowed.contains(&format!("{license} WITH {exception}")), rest),
        [license, rest @ ..] => (allowed.iter().any(|one| one == license), rest),
        [] => (false, words),
    }
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = ["MIT", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
    for fine in
        ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-2.0", "(GPL-3.0 OR MIT) AND BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(is_met(fine, &allowed), "{fine}");
    }
    for not in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR BSD-3-Clause) AND GPL-3.0", "Apache-2.0", "", "MIT GPL-3.0"] {
        assert!(!is_met(not, &allowed), "{not}");
    }
}

#[test]
fn everything_linked_in_may_be_linked_in() {
    let allowed = list(&rules(), "licenses", "allow");
    let wrong: Vec<String> = packages()
        .into_iter()
        .filter(|package| package.source.is_some())
        .filter(|package| !package.license.as_deref().is_some_and(|license| is_met(license, &allowed)))
        .map(|package| format!("{}: {:?}", package.name, package.license))
        .collect();
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn nothing_banned_is_linked_in_and_nothing_comes_from_elsewhere() {
    let rules = rules();
    let banned = list(&rules, "bans", "deny");
    let sources: Vec<String> =
        list(&rules, "sources", "allow-registry").into_iter().map(|one| format!("registry+{one}")).collect();
    let packages = packages();
    assert!(packages.iter().any(|package| package.name == "rustls-platform-verifier"), "certificates are the system's");
    for package in packages {
        assert!(!banned.contains(&package.name), "{} is banned by deny.toml", package.name);
        assert!(
            package.source.as_ref().is_none_or(|source| sources.contains(source)),
            "{} is from elsewhere",
            package.name
        );
    }
}

#[test]
fn the_line_is_rustls_with_the_systems_certificates_and_unpacks_gzip_alone() {
    let workspace: toml::Table = text("Cargo.toml").parse().expect("Cargo.toml");
    let reqwest = &workspace["workspace"]["dependencies"]["reqwest"];
    assert_eq!(reqwest["default-features"].as_bool(), Some(false));
    let features: Vec<&str> =
        reqwest["features"].as_array().expect("features").iter().filter_map(toml::Value::as_str).collect();
    // Without a word about roots, reqwest asks the platform's verifier.
    assert_eq!(features, ["rustls-no-provider", "json", "gzip", "http2", "query"], "docs/security.md, 3");
}

#[test]
fn every_package_is_pinned_by_its_checksum() {
    let lock: toml::Table = text("Cargo.lock").parse().expect("Cargo.lock");
    for package in lock["package"].as_array().expect("packages") {
        let is_ours = package.get("source").is_none();
        assert!(is_ours || package.get("checksum").is_some(), "{package:?} may change unnoticed");
    }
    let ui: Value = serde_json::from_str(&text("ui/package-lock.json")).expect("package-lock.json");
    for (place, package) in ui["packages"].as_object().expect("packages").iter().filter(|(place, _)| !place.is_empty())
    {
        let is_pinned = package["link"] == true || package["integrity"].is_string() || package["inBundle"] == true;
        assert!(is_pinned || package["resolved"].is_null(), "{place} may change unnoticed");
    }
}
