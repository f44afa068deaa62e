//! Broken on the way: what can be mended gives the same label with a warning, the rest is refused.

use super::anatomy::{Anatomy, BARS, first};
use super::{Case, Expect, Group, HostileError, Pile};
use crate::corpus::Corpus;

pub(super) fn cases(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let plain = corpus.single(0)?;
    let anatomy = Anatomy::of(&plain.bytes)?;
    let mut pile = Pile::new(Group::Damaged, &plain.pages);
    tables(&mut pile, &plain.bytes, &anatomy)?;
    objects(&mut pile, &plain.bytes, &anatomy)?;
    let mut cases = pile.cases;
    let batch = corpus.bulk(0..12)?;
    let mut pile = Pile::new(Group::Damaged, &batch.pages);
    let cut = |bytes: &[u8], by: usize| bytes[..bytes.len() - by].to_vec();
    pile.put("batch without its last 200 bytes", Expect::Refused, cut(&batch.bytes, 200));
    pile.put("batch without its second half", Expect::Refused, cut(&batch.bytes, batch.bytes.len() / 2));
    pile.put("batch with a hole in the middle", Expect::Refused, hole(&batch.bytes));
    cases.append(&mut pile.cases);
    Ok(cases)
}

/// Four kilobytes of a content stream are lost, and everything after them stands elsewhere.
fn hole(bytes: &[u8]) -> Vec<u8> {
    let middle = bytes.len() / 2;
    [&bytes[..middle], &bytes[middle + 4_096..]].concat()
}

fn tables(pile: &mut Pile, plain: &[u8], anatomy: &Anatomy) -> Result<(), HostileError> {
    let body = anatomy.body("%PDF-1.4\n", "\n");
    let start = body.bytes.len();
    let with =
        |table: &str, start: usize| [&body.bytes[..], table.as_bytes(), anatomy.tail(start, "").as_bytes()].concat();
    let table = anatomy.table(&body.places, 0);
    let mend = Expect::SameLabelWithWarning;
    pile.put("table seven bytes off", mend.clone(), with(&anatomy.table(&body.places, 7), start));
    pile.put("table pointing before its objects", mend.clone(), with(&anatomy.table(&body.places, -3), start));
    pile.put("start of the table off", mend.clone(), with(&table, start + 13));
    pile.put("start of the table nought", mend.clone(), with(&table, 0));
    pile.put("start of the table past the end", mend.clone(), with(&table, 99_999_999));
    pile.put("no table", mend.clone(), with("", start));
    let short = table.replace(" \n", "\n");
    pile.put("table entries of 19 bytes", mend.clone(), with(&short, start));
    pile.put("neither table nor trailer", Expect::SameLabelOrRejected, body.bytes.clone());
    let without_last = &plain[..plain.len() - 200];
    pile.put("last 200 bytes cut", Expect::SameLabelOrRejected, without_last.to_vec());
    pile.put("cut in the middle", Expect::Refused, plain[..plain.len() / 2].to_vec());
    pile.put("bytes before the header", mend, [b"HTTP/1.1 200 OK\r\n\r\n", plain].concat());
    pile.put("one blank before the header", Expect::SameLabelWithWarning, [b" ", plain].concat());
    Ok(())
}

fn objects(pile: &mut Pile, plain: &[u8], anatomy: &Anatomy) -> Result<(), HostileError> {
    let content = anatomy.content()?;
    let page = anatomy.page()?;
    let tree = anatomy.follow(page, "/Parent")?;
    let length = anatomy.stream(content)?.len();
    let either = Expect::SameLabelOrRejected;
    let mut edited = |name, id, from: &str, to: &str| -> Result<(), HostileError> {
        let mut changed = anatomy.clone();
        changed.edit(id, from, to)?;
        pile.put(name, either.clone(), changed.write());
        Ok(())
    };
    let said = format!("/Length {length}");
    edited("length too short", content, &said, &format!("/Length {}", length - 500))?;
    edited("length a little too long", content, &said, &format!("/Length {}", length + 7))?;
    edited("length huge", content, &said, "/Length 4294967295")?;
    edited("length negative", content, &said, "/Length -1")?;
    edited("no length", content, &said, "")?;
    edited("page count too high", tree, "/Count 1", "/Count 3")?;
    edited("page count nought", tree, "/Count 1", "/Count 0")?;
    edited("page count negative", tree, "/Count 1", "/Count -7")?;
    edited("page count absurd", tree, "/Count 1", "/Count 2147483647")?;
    edited("page without its type", page, "/Type/Page/", "/")?;
    edited("dictionary not closed", page, "842]>>", "842]")?;
    edited("content of a missing object", page, &format!("/Contents {content}"), "/Contents 9999")?;
    let endings = replace_all(plain, b"\nendobj\n", b"\n");
    pile.put("no endobj", Expect::SameLabelOrRejected, endings);
    pile.put("no endstream", Expect::SameLabelOrRejected, replace_all(plain, b"\nendstream\n", b"\n"));
    pile.put("line feeds made into pairs", Expect::SameLabelOrRejected, replace_all(plain, b"\n", b"\r\n"));
    pile.put("high bits lost", Expect::SameLabelOrRejected, plain.iter().map(|byte| byte & 0x7F).collect());
    pile.put("zeros for a disk block", Expect::SameLabelOrRejected, zeroed(plain, content, anatomy)?);
    Ok(())
}

/// A block of the content stream that never reached the disk.
fn zeroed(plain: &[u8], content: u32, anatomy: &Anatomy) -> Result<Vec<u8>, HostileError> {
    let at = place(plain, anatomy.stream(content)?)? + 2_000;
    let mut bytes = plain.to_vec();
    bytes[at..at + 512].fill(0);
    Ok(bytes)
}

fn place(plain: &[u8], data: &[u8]) -> Result<usize, HostileError> {
    first(plain, &data[..data.len().min(64)]).ok_or_else(|| HostileError::Shape("stream".to_owned()))
}

fn replace_all(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(from) {
            out.extend_from_slice(to);
            at += from.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

/// Bits flipped inside deflated streams: everything still parses, only the checksum knows.
pub(super) fn silent(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let plain = corpus.single(0)?;
    let anatomy = Anatomy::of(&plain.bytes)?;
    let mut pile = Pile::new(Group::SilentDamage, &plain.pages);
    let content = anatomy.content()?;
    let streams = [("content", content), ("bars", anatomy.find(BARS)?), ("font", anatomy.find("/Length1")?)];
    let names: [[&'static str; 4]; 3] = [
        [
            "content: early bit flipped",
            "content: middle bit flipped",
            "content: late bit flipped",
            "content: sum wrong",
        ],
        ["bars: early bit flipped", "bars: middle bit flipped", "bars: late bit flipped", "bars: sum wrong"],
        ["font: early bit flipped", "font: middle bit flipped", "font: late bit flipped", "font: sum wrong"],
    ];
    for ((_, id), names) in streams.into_iter().zip(names) {
        let data = anatomy.stream(id)?;
        let at = place(&plain.bytes, data)?;
        let places = [data.len() / 5, data.len() / 2, data.len() * 9 / 10, data.len() - 2];
        for (name, offset) in names.into_iter().zip(places) {
            let mut bytes = plain.bytes.clone();
            bytes[at + offset] ^= 0x10;
            pile.put(name, Expect::Refused, bytes);
        }
    }
    let mut changed = anatomy.clone();
    let data = anatomy.stream(content)?;
    changed.set_stream(content, "/Filter/FlateDecode", &data[..data.len() - 4]);
    pile.put("content: no sum", Expect::Refused, changed.write());
    let mut changed = anatomy.clone();
    changed.set_stream(content, "/Filter/FlateDecode", &data[..data.len() * 2 / 3]);
    pile.put("content: ends early, length agrees", Expect::Refused, changed.write());
    Ok(pile.cases)
}
