//! Every payload the marketplace publishes is read by the reader of its kind. Runs where `GODOWN_OFFICIAL_SAMPLES` names
//! the folder of published samples, which are not part of this repository. A file that no reader claims fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "official_samples/ours.rs"]
mod ours;
#[path = "official_samples/sample.rs"]
mod sample;
#[path = "official_samples/shapes.rs"]
mod shapes;

use std::path::{Path, PathBuf};

use godown_flipkart::Read;
use godown_flipkart::wire::{self, notify};
use serde_json::Value;

type Outcome = Result<(), String>;

#[test]
fn every_published_payload_is_read() {
    let Some(root) = std::env::var_os("GODOWN_OFFICIAL_SAMPLES").map(PathBuf::from) else { return };
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(!files.is_empty(), "{} holds no samples", root.display());
    let complaints: Vec<String> =
        files.iter().filter_map(|file| check(file).err().map(|why| format!("{}: {why}", file.display()))).collect();
    assert!(complaints.is_empty(), "{} of {} samples:\n{}", complaints.len(), files.len(), complaints.join("\n"));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { collect(&entry, files) } else { files.push(entry) }
    }
}

fn check(file: &Path) -> Outcome {
    let part = |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
    let group = part(file.parent().and_then(Path::file_name));
    let name = part(file.file_name());
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    match group.as_str() {
        "oauth" => oauth(&text),
        "notifications" if name == "signature-vector.json" => shapes::signature(&text),
        "notifications" => notification(&text),
        "request-shapes" => request(file, &name, &text),
        "openapi-operations" => operation(&name, &text),
        "listings" if name.starts_with("get-listings.response") => listings(&text),
        "listings" => shapes::listing_request(&name, &parse(&text)?),
        _ => Err("no reader claims it".into()),
    }
}

fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn ensure(holds: bool, otherwise: &str) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn oauth(text: &str) -> Outcome {
    // One published answer lacks a quotation mark.
    let mended = text.replace(r#""scope":Seller_Api""#, r#""scope":"Seller_Api""#);
    let grant = wire::oauth::read(mended.as_bytes()).map_err(|error| error.to_string())?;
    ensure(grant.expires_in_seconds.is_some(), "no expires_in")
}

fn notification(text: &str) -> Outcome {
    let value = match parse(text) {
        Ok(value) => value,
        Err(_) => parse(&sample::mended(text)).map_err(|why| format!("not to be mended: {why}"))?,
    };
    let value = sample::filled(value);
    let event = notify::read(value.to_string().as_bytes()).map_err(|error| error.to_string())?.event;
    match event {
        notify::Event::Created(Read::Unreadable { why, .. }) => Err(format!("the created shipment: {why}")),
        notify::Event::Other(name) => Err(format!("{name} is in no catalogue")),
        _ => Ok(()),
    }
}

fn listings(text: &str) -> Outcome {
    let read = wire::listing::read(text.as_bytes()).map_err(|error| error.to_string())?;
    ensure(read.available.len() == 1 && !read.missing.is_empty(), "listings were lost")
}

/// A request body as published: ours must have its keys and kinds; those we never send must be read by a typed shape.
fn request(file: &Path, name: &str, text: &str) -> Outcome {
    let stem = name.trim_end_matches(".request.json");
    let published = parse(text)?;
    match ours::body(stem) {
        Some(ours) => ours::matches(&ours, &published, ours::may_leave_out(stem)),
        None => {
            let beside =
                file.ancestors().nth(2).unwrap_or(file).join("openapi-operations").join(format!("{stem}.json"));
            let operation = parse(&std::fs::read_to_string(beside).map_err(|_| "no operation belongs to it")?)?;
            shapes::request(stem, &published)?;
            let schema =
                sample::schemas(&operation["requestBody"]).into_iter().next().ok_or("its operation takes no body")?;
            ours::matches(&published, &sample::of(&schema), &[])
        }
    }
}

/// An operation: the published examples and bodies made up from its schemas go through the reader of its answer.
fn operation(name: &str, text: &str) -> Outcome {
    let stem = name.trim_end_matches(".json");
    let operation = parse(text)?;
    let path = operation["path"].as_str().ok_or("no path")?;
    if let (Some(ours), Some(schema)) = (ours::body(stem), sample::schemas(&operation["requestBody"]).first()) {
        ours::matches(&ours, &sample::of(schema), ours::may_leave_out(stem))
            .map_err(|why| format!("request: {why}"))?;
    }
    let answers = sample::answers(&operation);
    for answer in &answers {
        reply(stem, path, answer).map_err(|why| format!("answer: {why}"))?;
    }
    // Only documents and calls without a described answer have none.
    ensure(!answers.is_empty() || shapes::ANSWER_IS_A_FILE_OR_EMPTY.contains(&stem), "no answer was checked")
}

fn reply(stem: &str, path: &str, answer: &Value) -> Outcome {
    let text = answer.to_string();
    let bytes = text.as_bytes();
    let unread = |why: wire::Unreadable| why.0;
    match stem {
        "search-pre-dispatch-shipment-post" | "search-pre-dispatch-shipment-get" => {
            all_seen(&wire::page::read(bytes).map_err(unread)?.shipments)
        }
        "get-shipment-details-by-internal-id" => all_seen(&wire::page::read_list(bytes).map_err(unread)?),
        // Published with the order view's fields by mistake (contract 8.4): both readers must cope.
        "get-shipment-details" => {
            all_seen(&wire::page::read_list(bytes).map_err(unread)?)?;
            ensure(!wire::shipping::read(bytes).map_err(unread)?.is_empty(), "no shipping record")
        }
        "get-mandatory-forms" => {
            let forms = wire::action::read_forms(bytes).map_err(unread)?;
            ensure(forms.iter().any(|of| !of.forms.is_empty()), "no forms")
        }
        "get-vendor-group-details" => {
            let counts = wire::handover::read_counts(bytes).map_err(unread)?;
            ensure(counts.iter().all(|count| count.pickup_from.is_some() && count.otc.is_some()), "fields were lost")
        }
        "get-reverse-otc" => ensure(!wire::handover::read_return_otcs(bytes).map_err(unread)?.is_empty(), "no codes"),
        "get-listings" => ensure(!wire::listing::read(bytes).map_err(unread)?.available.is_empty(), "no listings"),
        _ if answer.pointer("/shipments/0/errorCode").is_some() => rows(answer),
        _ => shapes::reply(stem, path, answer),
    }
}

fn all_seen(reads: &[Read]) -> Outcome {
    ensure(!reads.is_empty(), "no shipments")?;
    reads.iter().try_for_each(|read| match read {
        Read::Seen(_) => Ok(()),
        Read::Unreadable { why, .. } => Err(why.clone()),
    })
}

fn rows(answer: &Value) -> Outcome {
    let id = answer.pointer("/shipments/0/shipmentId").and_then(Value::as_str).unwrap_or_default();
    let asked = [id.into()];
    let rows = wire::rows::read(answer.to_string().as_bytes(), &asked).map_err(|error| error.0)?;
    ensure(rows.len() == 1 && rows.iter().all(|row| row.ok && row.code.is_some()), "the row was lost")
}
