use lopdf::{Document, Object as Parsed, dictionary};
use proptest::prelude::*;

use super::decode::inflate_into;
use super::*;
use crate::test_pages::{self, Build, file as pages_file, label};

fn limits() -> Limits {
    Limits::default()
}

/// Labels in a file like the marketplace's: with a table at its end.
fn labels(order: impl IntoIterator<Item = usize>) -> Vec<u8> {
    plain_copy(&test_pages::labels(order), &limits()).unwrap()
}

/// The pages of the same file as the reader for unusual files sees them.
fn as_lopdf(bytes: &[u8]) -> Vec<(crate::geometry::PageFrame, Vec<u8>)> {
    let file = SoundFile::open(bytes, &limits()).unwrap();
    file.pages
        .iter()
        .map(|page| (page.frame, page.contents.iter().flat_map(|id| file.inflate(*id).unwrap()).collect()))
        .collect()
}

fn as_raw(bytes: &[u8]) -> Vec<(crate::geometry::PageFrame, Vec<u8>)> {
    let file = RawFile::open(bytes, &limits()).unwrap();
    let content = |page: &RawPage| {
        page.contents.iter().flat_map(|id| file.decode(&file.object(*id).unwrap(), &limits()).unwrap()).collect()
    };
    file.pages().iter().map(|page| (page.frame, content(page))).collect()
}

#[test]
fn a_plain_file_is_read_in_place() {
    let bytes = labels(0..7);
    let file = RawFile::open(bytes.as_slice(), &limits()).unwrap();
    assert!(matches!(file.bytes, Cow::Borrowed(_)), "nothing was rewritten");
    assert_eq!(file.pages().len(), 7);
    assert_eq!(as_raw(&bytes), as_lopdf(&bytes));
    let resources = file.resources(file.page(6).unwrap()).unwrap();
    let Value::Dict(resources) = file.resolve(resources) else { panic!("a dictionary") };
    assert!(matches!(file.get(resources, b"Font"), Some(Value::Dict(_))));
    assert_eq!(file.page(7).err(), Some(DocumentError::NoSuchPage { page: 8, pages: 7 }));
}

#[test]
fn boxes_and_turns_are_as_the_other_reader_has_them() {
    let turned = Build {
        page: dictionary! {
            "Rotate" => -90, "UserUnit" => 2,
            "CropBox" => Parsed::Array([60, 700, 500, 20].map(Parsed::Integer).to_vec()),
        },
        media_box: [595, 842, 10, 10],
        ..Build::default()
    };
    let bytes = pages_file(&[label(1)], &turned);
    assert_eq!(as_raw(&bytes), as_lopdf(&bytes));
}

#[test]
fn an_unusual_file_is_rewritten_once_and_says_the_same() {
    let plain = labels(0..3);
    let mut document = Document::load_mem(&plain).unwrap();
    let mut modern = Vec::new();
    document.save_modern(&mut modern).unwrap();
    let mut shifted = b"junk before\n".to_vec();
    shifted.extend(&plain);
    for unusual in [modern, shifted] {
        let file = RawFile::open(unusual.as_slice(), &limits()).unwrap();
        assert!(matches!(file.bytes, Cow::Owned(_)));
        assert_eq!(as_raw(&unusual), as_lopdf(&plain));
    }
}

#[test]
fn the_last_of_several_updates_counts() {
    let first = labels([0]);
    let was = as_raw(&first);
    let id = RawFile::open(first.as_slice(), &limits()).unwrap().page(0).unwrap().contents[0];
    let start = String::from_utf8_lossy(&first[first.len() - 60..]).to_string();
    let prev: usize = start.split("startxref").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    let root = String::from_utf8_lossy(&first).split("/Root ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let mut updated = first.clone();
    let at = updated.len();
    updated.extend(format!("{id} 0 obj\n<</Length 8 0 R>>stream\n0 0 m 1 g\nendstream\nendobj\n").as_bytes());
    let number = updated.len();
    updated.extend(b"8 0 obj 9 endobj\n");
    let xref = updated.len();
    let table = format!("xref\n{id} 1\n{at:010} 00000 n \n8 1\n{number:010} 00000 n \n");
    updated.extend(table.as_bytes());
    updated.extend(format!("trailer <</Root {root} 0 R/Size 20/Prev {prev}>>\nstartxref\n{xref}\n%%EOF").as_bytes());
    let file = RawFile::open(updated.as_slice(), &limits()).unwrap();
    assert!(matches!(file.bytes, Cow::Borrowed(_)));
    assert_ne!(as_raw(&updated), was);
    assert_eq!(as_raw(&updated)[0].1, b"0 0 m 1 g");
}

#[test]
fn a_flipped_bit_in_a_deflated_stream_is_found() {
    let bytes = labels([0]);
    let file = RawFile::open(bytes.as_slice(), &limits()).unwrap();
    let stream = file.object(file.page(0).unwrap().contents[0]).unwrap().stream.unwrap();
    let mut damaged = stream.to_vec();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 4;
    let mut into = Vec::new();
    assert!(inflate_into(stream, &mut into, &limits()).is_ok());
    assert!(matches!(inflate_into(&damaged, &mut into, &limits()), Err(DocumentError::Damaged(_))));
    let cut = &stream[..stream.len() - 4];
    assert!(matches!(inflate_into(cut, &mut into, &limits()), Err(DocumentError::Damaged(_))));
    let small = Limits { stream_bytes: 100, ..limits() };
    assert!(matches!(inflate_into(stream, &mut into, &small), Err(DocumentError::TooLarge { .. })));
}

#[test]
fn every_filter_of_a_chain_is_undone() {
    let packed = test_pages::packed(b"0 0 m", lopdf::Dictionary::new()).content;
    let hex: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
    let filters = vec![Parsed::Name(b"ASCIIHexDecode".to_vec()), Parsed::Name(b"Fl".to_vec())];
    let content = lopdf::Stream::new(dictionary! { "Filter" => filters }, (hex + ">").into_bytes());
    let bytes =
        test_pages::raw_page(content.with_compression(false), lopdf::Dictionary::new(), Document::with_version("1.4"));
    assert_eq!(as_raw(&bytes)[0].1, b"0 0 m");
}

#[test]
fn what_is_written_is_read_back_and_the_same_body_is_written_once() {
    let mut bytes = Vec::new();
    let mut writer = PdfWriter::new(&mut bytes);
    let root = writer.reserve();
    let never = writer.reserve();
    let tree = writer.reserve();
    let (content, again) = (writer.shared_stream(b"", b"0 0 m"), writer.shared_stream(b"", b"0 0 m"));
    let other = writer.shared_stream(b"", b"0 0 l");
    assert!(content == again && content != other);
    let page = writer.reserve();
    let body = format!("<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 9 9]/Contents {content} 0 R>>");
    writer.put(page, body.as_bytes());
    writer.put(tree, format!("<</Type/Pages/Kids[{page} 0 R]/Count 1>>").as_bytes());
    writer.put(root, format!("<</Type/Catalog/Pages {tree} 0 R>>").as_bytes());
    writer.finish(root).unwrap();
    let file = RawFile::open(bytes.as_slice(), &limits()).unwrap();
    assert!(matches!(file.bytes, Cow::Borrowed(_)), "our own files are plain");
    assert!(file.object(never).is_none());
    assert_eq!(file.object(content).unwrap().stream, Some(&b"0 0 m"[..]));
    assert_eq!(as_lopdf(&bytes), as_raw(&bytes));
}

#[test]
fn numbers_are_written_short_and_round() {
    let written = |value: f64| {
        let mut to = Vec::new();
        number(&mut to, value);
        String::from_utf8(to).unwrap()
    };
    assert_eq!(
        [written(0.0), written(-0.000_001), written(-1.5), written(283.464_567)],
        ["0", "0", "-1.5", "283.46457"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_the_parser_fall(at in 0_usize..20_000, with in any::<[u8; 3]>(), cut in 0_usize..20_000) {
        let mut bytes = small();
        let length = bytes.len();
        for (place, byte) in with.into_iter().enumerate() {
            bytes[(at + place) % length] = byte;
        }
        bytes.truncate(length - cut % 40);
        if let Ok(file) = RawFile::open(bytes.as_slice(), &limits()) {
            for page in file.pages() {
                for id in &page.contents {
                    let _ = file.decode(&file.object(*id).unwrap(), &limits());
                }
            }
        }
    }
}

fn small() -> Vec<u8> {
    let content = test_pages::packed(b"0 0 m 100 100 l S", lopdf::Dictionary::new());
    let bytes = test_pages::raw_page(content, lopdf::Dictionary::new(), Document::with_version("1.4"));
    plain_copy(&bytes, &limits()).unwrap()
}
