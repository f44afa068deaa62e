//! Files that are legal, or nearly, but not built as the marketplace builds them.

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions};

use super::*;
use crate::print_file::{Layout, PlacedLabel, Source, print_file};
use crate::test_pages::{labels, tracking_id};

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
    let asked = PlacedLabel { source: 0, page: 1, crop, stamp: None };
    let printed = print_file(&[Source { bytes }], &[asked], &Layout::default()).unwrap();
    let pages = read_labels(&printed.bytes, &Limits::default()).unwrap().pages;
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

#[test]
fn a_lock_without_a_password_is_no_lock() {
    let locked = |password: &str| {
        rebuilt(
            |doc| {
                let id = || Object::string_literal("0123456789abcdef");
                doc.trailer.set("ID", Object::Array(vec![id(), id()]));
                let state = EncryptionState::try_from(EncryptionVersion::V2 {
                    document: doc,
                    owner_password: "owner",
                    user_password: password,
                    key_length: 128,
                    permissions: Permissions::all(),
                });
                doc.encrypt(&state.unwrap()).unwrap();
            },
            SaveOptions::default(),
        )
    };
    reads_and_prints(&locked(""), "encrypted with the empty password");
    assert_eq!(read_labels(&locked("secret"), &Limits::default()), Err(DocumentError::Locked));
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
