//! What a printer reads from our bytes: an interpreter of the two languages, written from their manuals and sharing nothing
//! with the writer but the picture.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "bytes no printer reads fail the test")]

use flate2::read::ZlibDecoder;
use godown_domain::print::bitmap::Bitmap;
use godown_printing::{Graphics, tspl, zpl};
use proptest::prelude::*;
use std::io::Read as _;

fn field<'t>(text: &'t str, command: &str) -> &'t str {
    let rest = text.split_once(command).expect(command).1;
    &rest[..rest.find('^').unwrap()]
}

/// Bit by bit, as the standard describes it: polynomial 0x1021, start 0.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0_u16, |mut sum, byte| {
        sum ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            sum = if sum & 0x8000 != 0 { (sum << 1) ^ 0x1021 } else { sum << 1 };
        }
        sum
    })
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("{other} is no base64"),
    };
    let mut bytes = vec![];
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, c| bits << 6 | u32::from(value(*c))) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}

fn read_zpl(bytes: &[u8]) -> Bitmap {
    let text = std::str::from_utf8(bytes).unwrap().trim_end();
    assert!(text.starts_with("^XA") && text.ends_with("^XZ"));
    let width: u32 = field(text, "^PW").parse().unwrap();
    let height: u32 = field(text, "^LL").parse().unwrap();
    let graphic = field(text, "^GFA,");
    let [total, again, row, data] = graphic.splitn(4, ',').collect::<Vec<_>>()[..] else { panic!("four parts") };
    let (total, row): (usize, usize) = (total.parse().unwrap(), row.parse().unwrap());
    assert_eq!(total, again.parse::<usize>().unwrap());
    assert_eq!((total, row), (row * height as usize, width.div_ceil(8) as usize));
    let rows = match data.strip_prefix(":Z64:") {
        Some(packed) => {
            let (packed, sum) = packed.split_once(':').unwrap();
            assert_eq!(u16::from_str_radix(sum, 16).unwrap(), checksum(packed.as_bytes()));
            let mut rows = vec![];
            ZlibDecoder::new(&from_base64(packed)[..]).read_to_end(&mut rows).unwrap();
            rows
        }
        None => unroll(data, row),
    };
    Bitmap::from_rows(width, height, rows).expect("as many bytes as were announced")
}

fn unroll(data: &str, row: usize) -> Vec<u8> {
    let (mut rows, mut digits, mut count): (Vec<u8>, Vec<u8>, usize) = (vec![], vec![], 0);
    for c in data.chars() {
        match c {
            ',' => digits.resize(row * 2, 0),
            '!' => digits.resize(row * 2, 15),
            ':' => {
                let last = rows[rows.len() - row..].to_vec();
                rows.extend(last);
            }
            'G'..='Y' => count += c as usize - 'F' as usize,
            'g'..='z' => count += (c as usize - 'f' as usize) * 20,
            digit => {
                let digit = digit.to_digit(16).unwrap() as u8;
                digits.extend(std::iter::repeat_n(digit, count.max(1)));
                count = 0;
            }
        }
        if digits.len() == row * 2 {
            rows.extend(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]));
            digits.clear();
        }
        assert!(digits.len() <= row * 2, "a run may not cross a row");
    }
    assert!(digits.is_empty());
    rows
}

fn read_tspl(bytes: &[u8]) -> Bitmap {
    let at = bytes.windows(7).position(|seven| seven == b"BITMAP ").unwrap() + 7;
    let mut head = bytes[at..].splitn(6, |byte| *byte == b',');
    let mut number = || std::str::from_utf8(head.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (x, y, row, height, mode) = (number(), number(), number(), number(), number());
    assert_eq!((x, y, mode), (0, 0, 0));
    let data = head.next().unwrap();
    let (picture, tail) = data.split_at(row * height);
    assert_eq!(tail, b"\r\nPRINT 1,1\r\n");
    let rows = picture.iter().map(|byte| byte ^ 0xFF).collect();
    Bitmap::from_rows(row as u32 * 8, height as u32, rows).unwrap()
}

/// Pictures with runs, repeated rows and odd widths, as labels have them.
fn pictures() -> impl Strategy<Value = Bitmap> {
    let boxes = proptest::collection::vec((0_u32..900, 0_u32..60, 1_u32..900, 1_u32..30, any::<bool>()), 0..12);
    (1_u32..900, 1_u32..60, boxes).prop_map(|(width, height, boxes)| {
        let mut picture = Bitmap::white(width, height);
        for (x, y, w, h, black) in boxes {
            picture.fill(x, y, w, h, black);
        }
        picture
    })
}

proptest! {
    #[test]
    fn a_printer_reads_the_very_dots(picture in pictures()) {
        prop_assert_eq!(&read_zpl(&zpl(&picture, Graphics::Z64)), &picture);
        prop_assert_eq!(&read_zpl(&zpl(&picture, Graphics::Hex)), &picture);
        let read = read_tspl(&tspl(&picture, 203));
        prop_assert_eq!(read.rows(), picture.rows());
        prop_assert!((picture.width()..read.width()).all(|x| (0..picture.height()).all(|y| !read.is_black(x, y))));
    }
}

#[test]
fn nothing_of_a_picture_can_end_a_tspl_command() {
    let mut picture = Bitmap::white(48, 1);
    for (x, byte) in (0..).step_by(8).zip(b"\r\nCLS\r".iter().map(|byte| !byte)) {
        (0..8).for_each(|bit| picture.set(x + bit, 0, byte & (0x80 >> bit) != 0));
    }
    let bytes = tspl(&picture, 203);
    assert_eq!(read_tspl(&bytes).rows(), picture.rows(), "the announced length counts, not what the bytes look like");
}
