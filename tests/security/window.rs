//! What the page can do: nothing but hear events and ask our own commands. Nothing widens this unseen.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::{home, text};

fn json_of(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_content_policy_allows_no_foreign_source_and_no_inline_script() {
    let security = json_of("tauri.conf.json")["app"]["security"].clone();
    let policy = security["csp"].as_str().expect("a policy");
    let rules: BTreeMap<&str, &str> = policy.split(';').filter_map(|rule| rule.trim().split_once(' ')).collect();
    let expected = BTreeMap::from([
        ("default-src", "'self'"),
        ("script-src", "'self'"),
        ("img-src", "'self' data: blob:"),
        ("font-src", "'self'"),
        // Positions of the virtual table's rows are inline styles; a style runs nothing.
        ("style-src", "'self' 'unsafe-inline'"),
        ("connect-src", "ipc: http://ipc.localhost 'self'"),
        ("object-src", "'none'"),
        ("frame-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
    ]);
    assert_eq!(rules, expected, "whoever widens the policy says why in docs/security.md and here");
    let known = ["csp", "capabilities"];
    let more: Vec<&String> =
        security.as_object().expect("settings").keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert_eq!(more, [] as [&String; 0], "no asset protocol, no policy that is changed while building");
    assert_eq!(security["capabilities"], json!(["desk"]));
}

#[test]
fn the_page_may_hear_events_and_nothing_else_of_the_shell() {
    let folder = home("src-tauri/capabilities");
    let files: Vec<String> = std::fs::read_dir(folder)
        .expect("capabilities")
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, ["desk.json"]);
    let desk = json_of("src-tauri/capabilities/desk.json");
    assert_eq!(desk["permissions"], json!(["core:event:allow-listen", "core:event:allow-unlisten"]));
    assert_eq!(desk["windows"], json!(["desk"]));
    assert!(desk.get("remote").is_none(), "no page from elsewhere may ask anything");
    let conf = json_of("tauri.conf.json");
    assert!(
        conf["app"].get("withGlobalTauri").is_none_or(|on| on == false),
        "the shell's door is a module, not a global"
    );
    assert!(conf.get("plugins").is_none(), "no plugin is told to allow more");
}

#[test]
fn the_window_takes_three_commands() {
    let main = text("src-tauri/src/main.rs");
    let handler = main.split_once("generate_handler![").and_then(|(_, rest)| rest.split_once(']')).expect("handlers").0;
    let commands: Vec<&str> = handler.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    assert_eq!(commands, ["rpc", "files::ask_save_path", "files::open_file"]);
}

/// Every source of the page with its text; tests may look at what they made.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if (name.ends_with(".ts") || name.ends_with(".tsx")) && !name.contains(".test.") {
            found.push((name, std::fs::read_to_string(&path).expect("a source")));
        }
    }
}

#[test]
fn no_text_becomes_markup_or_code_in_the_page() {
    let mut all = vec![];
    sources(&home("ui/src"), &mut all);
    assert!(all.len() > 100, "the page's sources are here");
    let banned = [
        "innerHTML",
        "outerHTML",
        "dangerouslySetInnerHTML",
        "insertAdjacentHTML",
        "document.write",
        "srcdoc",
        "eval(",
        "new Function(",
        "javascript:",
        "createContextualFragment",
        "DOMParser",
    ];
    for (name, source) in &all {
        for word in banned {
            assert!(!source.contains(word), "{name} uses {word}");
        }
    }
}

#[test]
fn the_page_keeps_no_secret_and_no_buyer_in_its_own_storage() {
    let mut all = vec![];
    sources(&home("ui/src"), &mut all);
    let keeping: Vec<&str> = all
        .iter()
        .filter(|(_, source)| {
            ["localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.open"]
                .iter()
                .any(|store| source.contains(store))
        })
        .map(|(name, _)| name.rsplit("ui/src/").next().unwrap_or(name))
        .collect();
    for name in &keeping {
        assert!(KEEPS.contains(name), "{name} keeps something in the page: think of what, and list it here");
    }
}

/// What the page keeps by itself: how things look, never what they are.
const KEEPS: &[&str] = &["i18n/index.ts"];
