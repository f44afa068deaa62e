use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;
use crate::test_pages::labels;

fn look(bytes: &[u8]) -> Result<Look, DocumentError> {
    super::look(bytes, &Limits::default())
}

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(plain).unwrap();
    packer.finish().unwrap()
}

/// A file of the given objects, numbered from 1, without an index.
fn objects(bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    for (number, body) in bodies.iter().enumerate() {
        bytes.extend(format!("{} 0 obj\n", number + 1).bytes());
        bytes.extend(body);
        bytes.extend(b"\nendobj\n");
    }
    bytes
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{dict}>>\nstream\n").as_bytes(), data, b"\nendstream"].concat()
}

#[test]
fn an_honest_file_passes() {
    assert!(look(&labels(0..12)).is_ok());
    let brackets =
        objects(&[b"(unbalanced \\( and (nested) text)".to_vec(), b"[<</A [1 2 0 R]>> <4E6F> true]".to_vec()]);
    assert!(look(&brackets).is_ok());
}

#[test]
fn brackets_that_never_close_are_refused_at_any_place() {
    for open in [&b"["[..], b"<<", b"<</A ", b"[<</A "] {
        let deep = objects(&[open.repeat(100_000)]);
        assert!(matches!(look(&deep), Err(DocumentError::TooLarge { .. })));
        // The same behind a string that swallows everything for who reads from the front.
        let hidden = [&b"%PDF-1.4\n1 0 obj (\n"[..], &deep[9..]].concat();
        assert!(matches!(look(&hidden), Err(DocumentError::TooLarge { .. })));
    }
}

#[test]
fn more_values_than_memory_has_room_for_are_refused() {
    let many = objects(&[[&b"["[..], &b"0 ".repeat(1_600_000), b"]"].concat()]);
    assert!(matches!(look(&many), Err(DocumentError::TooLarge { .. })));
    let packed = zlib(&[&b"7 0 [ "[..], &b"0 ".repeat(1_600_000), b"]"].concat());
    let inside = objects(&[stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &packed)]);
    assert!(matches!(look(&inside), Err(DocumentError::TooLarge { .. })));
    let spelled = objects(&[stream("/Type/Obj#53tm/N 1/First 4/F#69lter/FlateDecode", &packed)]);
    assert!(matches!(look(&spelled), Err(DocumentError::TooLarge { .. })));
}

#[test]
fn object_streams_that_swell_are_refused() {
    let packed = zlib(&vec![b' '; 20 << 20]);
    let one = objects(&[stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &packed)]);
    assert!(matches!(look(&one), Err(DocumentError::TooLarge { .. })));
    let twice = objects(&[stream("/Type/XRef/W[1 2 1]/Filter[/FlateDecode/FlateDecode]", &zlib(&packed))]);
    assert!(matches!(look(&twice), Err(DocumentError::TooLarge { .. })));
    let mut head = String::new();
    for number in 0..40_000 {
        write!(head, "{number} 0 ").unwrap();
    }
    let content = format!("{head}[{}]", "0 ".repeat(1_000));
    let same =
        stream(&format!("/Type/ObjStm/N 40000/First {}/Filter/FlateDecode", head.len()), &zlib(content.as_bytes()));
    assert!(look(&objects(&[same])).is_err(), "forty thousand objects that are one");
}

#[test]
fn an_index_that_leads_to_one_place_again_and_again_is_refused() {
    let mut bytes = objects(&[stream("/Length 200000", &vec![b'x'; 200_000])]);
    bytes.extend(b"xref\n0 30000\n");
    for shift in 0..30_000 {
        bytes.extend(format!("{:010} 00000 n \n", shift % 9).bytes());
    }
    assert_eq!(look(&bytes).unwrap_err(), DocumentError::Damaged("its index leads many times to the same place"));

    let mut rows = Vec::new();
    for _ in 0..60_000 {
        rows.extend([1, 0, 9, 0]);
    }
    let mut hidden = objects(&[stream("/Length 200000", &vec![b'x'; 200_000])]);
    let index = stream("/Type/XRef/W[1 2 1]/Size 60000/Filter/FlateDecode", &zlib(&rows));
    hidden.extend([&b"2 0 obj\n"[..], &index, b"\nendobj\n"].concat());
    assert!(look(&hidden).is_err(), "the same in a cross-reference stream");
}

#[test]
fn lengths_that_are_parts_with_lengths_are_refused() {
    let chain: Vec<Vec<u8>> = (0..20_000).map(|n| stream(&format!("/Length {} 0 R", n + 2), b"x")).collect();
    assert_eq!(look(&objects(&chain)).unwrap_err(), CIRCLE);
    assert_eq!(look(&objects(&[stream("/Length 1 0 R", b"x")])).unwrap_err(), CIRCLE, "its own length");
    let honest = objects(&[stream("/Length 2 0 R", b"x"), b"1".to_vec()]);
    assert!(look(&honest).is_ok());
}

#[test]
fn a_locked_file_is_measured_before_it_is_copied() {
    let mut bytes = b"%PDF-1.4\n<</Enc#72ypt 9 0 R>>\n".to_vec();
    let mut index = String::from("xref\n0 20000\n");
    for number in 0..20_000 {
        writeln!(index, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{number} 0 obj\n").bytes());
    }
    bytes.extend(vec![b' '; 2 << 20]);
    bytes.extend(b"endobj\n");
    bytes.extend(index.bytes());
    assert!(look(&bytes).is_err());
}
