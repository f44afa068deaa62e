//! What a label printer makes of the bytes it gets: an interpreter of ZPL and TSPL, written from their manuals and sharing
//! nothing with the writers but the picture. Bytes no printer reads are a panic: they fail the test.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use godown_domain::print::bitmap::Bitmap;

/// What stands between a command and the next one.
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

/// The labels of a job in ZPL, in the order they come out.
pub fn read_zpl(bytes: &[u8]) -> Vec<Bitmap> {
    let text = std::str::from_utf8(bytes).unwrap().trim_end();
    text.split_inclusive("^XZ").map(|label| one_zpl(label.trim_start())).collect()
}

fn one_zpl(text: &str) -> Bitmap {
    assert!(text.starts_with("^XA") && text.ends_with("^XZ"), "a label begins and ends");
    assert_eq!(field(text, "^PQ"), "1", "one copy");
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

/// The labels of a job in TSPL, in the order they come out.
pub fn read_tspl(bytes: &[u8]) -> Vec<Bitmap> {
    let (mut labels, mut rest) = (vec![], bytes);
    while !rest.is_empty() {
        let (label, behind) = one_tspl(rest);
        labels.push(label);
        rest = behind;
    }
    labels
}

/// The first label, and what follows it.
fn one_tspl(bytes: &[u8]) -> (Bitmap, &[u8]) {
    let at = bytes.windows(7).position(|seven| seven == b"BITMAP ").unwrap();
    let before = std::str::from_utf8(&bytes[..at]).unwrap();
    assert!(before.starts_with("SIZE ") && before.ends_with("CLS\r\n"), "a clean sheet of a size: {before}");
    let mut head = bytes[at + 7..].splitn(6, |byte| *byte == b',');
    let mut number = || std::str::from_utf8(head.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (x, y, row, height, mode) = (number(), number(), number(), number(), number());
    assert_eq!((x, y, mode), (0, 0, 0));
    let (picture, tail) = head.next().unwrap().split_at(row * height);
    let behind = tail.strip_prefix(b"\r\nPRINT 1,1\r\n").expect("one copy");
    let rows = picture.iter().map(|byte| byte ^ 0xFF).collect();
    (Bitmap::from_rows(row as u32 * 8, height as u32, rows).unwrap(), behind)
}
