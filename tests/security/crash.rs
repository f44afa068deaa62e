//! What a program that ends badly may print. Rust prints the value it stumbled over; so nothing that carries a secret or a buyer
//! can be printed, and nothing of ours ends the program over a value.

use godown_api::types::AccountForm;
use godown_domain::At;
use godown_domain::shipment::Address;
use godown_flipkart::wire::{page, rows, shipping};
use godown_flipkart::{Client, ClientConfig, Credentials, Grant, Tokens};
use godown_store::quarantine::Quarantined;

use crate::{home, text};

const SECRET: &str = "hush-hush-4711";
const BUYER: [&str; 4] = ["Asha", "Mill Lane", "Old mill", "98200"];

fn address() -> Address {
    Address {
        name: "Asha Rao".into(),
        line1: "4 Mill Lane".into(),
        line2: "call 9820012345".into(),
        landmark: "Old mill".into(),
        ..Address::default()
    }
}

/// What a panic prints of a value.
fn printed<T: std::fmt::Debug>(value: T) -> String {
    format!("{value:?} {value:#?}")
}

#[test]
fn what_carries_a_secret_or_a_buyer_cannot_be_printed() {
    let credentials = Credentials { client_id: "id".into(), client_secret: SECRET.into() };
    let grant = || Grant::Refresh { refresh_token: SECRET.into() };
    let client = Client::new_with_grant(ClientConfig::new("http://127.0.0.1:9"), credentials.clone(), grant());
    let tokens = Tokens {
        access_token: SECRET.into(),
        expires_at: At(0),
        refresh_token: Some(SECRET.into()),
        refresh_expires_at: None,
    };
    let form = AccountForm {
        name: "Ambari Lane".into(),
        client_id: "id".into(),
        client_secret: SECRET.into(),
        base_url: String::new(),
    };
    let kept = Quarantined { at: At(0), source: "shipment".into(), reason: "odd".into(), body: printable_body() };
    let reply = shipping::read(printable_body().as_bytes()).expect("a good reply");
    assert!(reply.iter().any(|seen| seen.ship_to.name.contains(BUYER[0])), "the reply carries the buyer");
    let all = [
        printed(credentials),
        printed(grant()),
        printed(client.expect("a client")),
        printed(tokens),
        printed(form),
        printed(kept),
        printed(reply),
        printed(address()),
    ];
    for said in all {
        for hidden in BUYER.iter().chain(&[SECRET]) {
            assert!(!said.contains(hidden), "{hidden}: {said}");
        }
    }
}

fn printable_body() -> String {
    r#"{"shipments":[{"shipmentId":"s-1","orderId":"OD1","locationId":"LOC1","deliveryAddress":{"firstName":"Asha","lastName":"Rao","addressLine1":"4 Mill Lane","addressLine2":"call 9820012345","city":"Nashik","state":"Maharashtra","stateCode":"MH","pinCode":"422003","landmark":"Old mill"},"subShipments":[]}]}"#.into()
}

#[test]
fn an_error_over_a_reply_does_not_quote_it() {
    // Cut at every place: whatever is wrong with it, the words do not repeat it.
    let body = printable_body();
    for end in 0..body.len() {
        let cut = &body.as_bytes()[..end];
        let errors = [
            shipping::read(cut).err().map(printed),
            page::read(cut).err().map(printed),
            rows::read(cut, &[]).err().map(printed),
        ];
        for said in errors.into_iter().flatten() {
            assert!(BUYER.iter().all(|hidden| !said.contains(hidden)), "cut at {end}: {said}");
        }
    }
}

#[test]
fn no_code_of_ours_ends_the_program_over_a_value() {
    let lints: toml::Table = text("Cargo.toml").parse().expect("a table");
    let clippy = &lints["workspace"]["lints"]["clippy"];
    for lint in ["unwrap_used", "expect_used", "panic", "todo", "dbg_macro", "print_stdout", "print_stderr"] {
        let rule = clippy.get(lint).unwrap_or_else(|| panic!("{lint} stands among the lints"));
        assert!(rule.as_str() == Some("deny") || rule["level"].as_str() == Some("deny"), "{lint}: {rule:?}");
    }
    for folder in std::fs::read_dir(home("src-tauri/crates")).expect("the rooms") {
        let manifest = folder.expect("a room").path().join("Cargo.toml");
        let manifest: toml::Table = std::fs::read_to_string(&manifest).expect("its manifest").parse().expect("a table");
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{:?}", manifest["package"]["name"]);
    }
}
