//! What the download may hold in a PDF's place.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Case, Expect, Group, HostileError, Pile};
use crate::corpus::Corpus;

pub(super) fn cases(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let plain = corpus.single(0)?;
    let mut pile = Pile::new(Group::NotAPdf, &plain.pages);
    let mut put = |name, what, bytes| pile.put(name, Expect::Rejected(what), bytes);
    put("no bytes", "empty", Vec::new());
    put("blanks and line ends", "empty", b" \r\n\r\n \n".to_vec());
    put("error page", "html", HTML.into());
    put("error page after a byte order mark", "html", [&b"\xEF\xBB\xBF"[..], HTML.as_bytes()].concat());
    put("error in JSON", "json", br#"{"errors":[{"code":"ORDER_ITEM_NOT_PACKED","message":"not ready"}]}"#.to_vec());
    let packed = STANDARD.encode(&plain.bytes);
    put("JSON around the file", "json", format!(r#"{{"label":"{packed}"}}"#).into_bytes());
    put("the file in base64", "base64", packed.into_bytes());
    put("gzip", "gzip", gzip(&plain.bytes)?);
    put("zip", "zip", zip(&plain.bytes));
    put("picture", "png", PNG.to_vec());
    put("header alone", "header only", b"%PDF-1.4\n".to_vec());
    put("header and end", "header only", b"%PDF-1.4\n%%EOF\n".to_vec());
    let as_text: String = plain.bytes.iter().map(|byte| char::from(*byte)).collect();
    put("bytes read as Latin and written as UTF-8", "utf-8", as_text.into_bytes());
    put(
        "bytes read as UTF-8, the unreadable ones lost",
        "utf-8",
        String::from_utf8_lossy(&plain.bytes).into_owned().into(),
    );
    put("plain words", "text", b"Service Unavailable\n".to_vec());
    Ok(pile.cases)
}

const HTML: &str = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>\
                    </body></html>\n";

/// One white dot.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3A\x7E\x9B\x55\0\0\0\x0AIDAT\x78\x9C\
\x63\xF8\x0F\0\x01\x01\x01\0\x1B\xB6\xEE\x56\0\0\0\0IEND\xAE\x42\x60\x82";

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, HostileError> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

/// An archive of one stored file.
fn zip(bytes: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"labels.pdf";
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let size = (bytes.len() as u32).to_le_bytes();
    let common = [&[0_u8; 8][..], &crc.sum().to_le_bytes(), &size, &size, &[NAME.len() as u8, 0, 0, 0]].concat();
    let local = [&b"PK\x03\x04\x14\0"[..], &common, NAME, bytes].concat();
    let central = [&b"PK\x01\x02\x14\0\x14\0"[..], &common, &[0; 14], NAME].concat();
    let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
    end.extend((central.len() as u32).to_le_bytes());
    end.extend((local.len() as u32).to_le_bytes());
    end.extend([0, 0]);
    [local, central, end].concat()
}
