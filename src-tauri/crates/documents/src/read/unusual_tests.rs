//! Files that are legal, or nearly, but not built as the marketplace builds them.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions};

use super::*;
use crate::print_file::{PlacedLabel, write_print_file};
use crate::test_pages::{labels, tracking_id};
use godown_domain::print::LabelLayout;
use godown_domain::print::plan::LabelFacts;

fn rebuilt(change: impl FnOnce(&mut Document), options: SaveOptions) -> Vec<u8> {
    let mut doc = Document::load_mem(&labels([1, 2])).unwrap();
    change(&mut doc);
    let mut bytes = Vec::new();
    doc.save_with_options(&mut bytes, options).unwrap();
    bytes
}

fn reads_and_prints(bytes: &[u8], what: &str) -> LabelFile {
    let file = read_labels(bytes, &Limits::default()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let found: Vec<&str> = file.pages.iter().flat_map(|page| &page.tracking_ids).map(String::as_str).collect();
    assert_eq!(found, [tracking_id(1), tracking_id(2)], "{what}");
    let crop = file.pages[1].label.unwrap().rect;
    let asked = PlacedLabel { source: 0, page: 1, crop, facts: LabelFacts::default(), invoice_pages: vec![] };
    let mut printed = Vec::new();
    write_print_file(&mut vec![bytes.to_vec()], &[asked], &LabelLayout::default(), "", &mut printed).unwrap();
    let pages = read_labels(&printed, &Limits::default()).unwrap().pages;
    assert_eq!(pages[0].tracking_ids, [tracking_id(2)], "{what}, printed");
    file
}

#[test]
fn the_newer_ways_of_packing_objects_make_no_difference() {
    let modern = SaveOptions { use_object_streams: true, use_xref_streams: true, ..SaveOptions::default() };
    reads_and_prints(&rebuilt(|_| {}, modern), "object and cross-reference streams");
    let ascii = SaveOptions { ascii: true, ..SaveOptions::default() };
    reads_and_prints(&rebuilt(|_| {}, ascii), "hexadecimal over deflate");
}

#[test]
fn a_page_may_be_drawn_by_several_streams() {
    let split = rebuilt(
        |doc| {
            let pages: Vec<_> = doc.page_iter().collect();
            for page in pages {
                let whole = doc.get_page_content(page);
                let at = whole.windows(2).position(|pair| pair == b"Q\n").unwrap() + 2;
                let parts = [&whole[..at], &whole[at..]].map(|part| {
                    Object::Reference(doc.add_object(lopdf::Stream::new(Default::default(), part.to_vec())))
                });
                let parts = doc.add_object(Object::Array(parts.to_vec()));
                doc.get_dictionary_mut(page).unwrap().set("Contents", Object::Reference(parts));
            }
        },
        SaveOptions::default(),
    );
    reads_and_prints(&split, "an array of contents");
}

fn locked(how: &str, password: &str) -> Vec<u8> {
    let id = || Object::string_literal("0123456789abcdef");
    let mut doc = Document::load_mem(&labels([1, 2])).unwrap();
    doc.trailer.set("ID", Object::Array(vec![id(), id()]));
    let permissions = Permissions::all();
    let aes = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    let (owner_password, user_password) = ("owner", password);
    let (stream_filter, string_filter) = (b"StdCF".to_vec(), b"StdCF".to_vec());
    let version = match how {
        "RC4 40" => EncryptionVersion::V1 { document: &doc, owner_password, user_password, permissions },
        "RC4 128" => {
            EncryptionVersion::V2 { document: &doc, owner_password, user_password, key_length: 128, permissions }
        }
        "AES 128" => EncryptionVersion::V4 {
            document: &doc,
            encrypt_metadata: true,
            crypt_filters: aes(Arc::new(Aes128CryptFilter)),
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
        _ => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: aes(Arc::new(Aes256CryptFilter)),
            file_encryption_key: &[7; 32],
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
    };
    let state = EncryptionState::try_from(version).unwrap();
    doc.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_lock_without_a_password_is_no_lock() {
    for how in ["RC4 40", "RC4 128", "AES 128", "AES 256"] {
        reads_and_prints(&locked(how, ""), how);
        let refusal = read_labels(&locked(how, "secret"), &Limits::default()).unwrap_err();
        assert_eq!(refusal, DocumentError::Locked, "{how}");
    }
    assert!(DocumentError::Locked.to_string().contains("without one"), "it says what to do");
}

#[test]
fn of_two_versions_the_last_one_counts() {
    let mut bytes = labels([2, 1]);
    let old = Document::load_mem(&bytes).unwrap();
    let tree = old.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap().0;
    let root = old.trailer.get(b"Root").unwrap().as_reference().unwrap().0;
    let kids: Vec<String> = old.page_iter().map(|page| format!("{} 0 R", page.0)).collect();
    let start = old.xref_start;
    // The list of pages again, the other way round.
    let at = bytes.len();
    bytes.extend(format!("{tree} 0 obj\n<</Type/Pages/Count 2/Kids[{} {}]>>\nendobj\n", kids[1], kids[0]).bytes());
    let table = bytes.len();
    let size = old.max_id + 1;
    bytes.extend(format!("xref\n{tree} 1\n{at:010} 00000 n \n").bytes());
    bytes
        .extend(format!("trailer\n<</Size {size}/Root {root} 0 R/Prev {start}>>\nstartxref\n{table}\n%%EOF\n").bytes());
    reads_and_prints(&bytes, "an update");
    let cut = bytes.len() - 60;
    assert!(read_labels(&bytes[..cut], &Limits::default()).is_err(), "half an update must not show the version before");
}

#[test]
fn a_wrong_page_count_is_said_not_believed() {
    let lying = rebuilt(
        |doc| {
            let tree = doc.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
            doc.get_dictionary_mut(tree).unwrap().set("Count", 70_000);
        },
        SaveOptions::default(),
    );
    assert_eq!(reads_and_prints(&lying, "a lying count").warnings, [ReadWarning::Repaired]);
}
