//! What the format allows and the marketplace does not do: the label must come out as from the plain file.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions, SaveOptions};

use super::anatomy::{Anatomy, renumber, stream_body};
use super::{Case, Expect, Group, HostileError, Pile, filters};
use crate::corpus::{Corpus, LabelFile, Make, PageKind, Placing};
use crate::draw::mix;
use crate::paper::file::deflate;

pub(super) fn cases(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let plain = corpus.single(0)?;
    let mut pile = Pile::new(Group::Unusual, &plain.pages);
    let anatomy = Anatomy::of(&plain.bytes)?;
    pile.put("the plain file", Expect::SameLabel, plain.bytes.clone());
    structures(&mut pile, corpus, &plain, &anatomy)?;
    streams(&mut pile, &anatomy)?;
    encrypted(&mut pile, &plain)?;
    let mut cases = pile.cases;
    cases.extend(placed(corpus)?);
    Ok(cases)
}

fn structures(pile: &mut Pile, corpus: &Corpus, plain: &LabelFile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let mut put = |name, bytes| pile.put(name, Expect::SameLabel, bytes);
    let saved = |options: SaveOptions, version: &str| -> Result<Vec<u8>, HostileError> {
        let mut document = Document::load_mem(&plain.bytes)?;
        version.clone_into(&mut document.version);
        let mut bytes = Vec::new();
        document.save_with_options(&mut bytes, options)?;
        Ok(bytes)
    };
    put("table as a stream", saved(SaveOptions::builder().use_xref_streams(true).build(), "1.5")?);
    let modern = SaveOptions::builder().use_xref_streams(true).use_object_streams(true).build();
    put("object streams", saved(modern, "1.5")?);
    put("linearised", saved(SaveOptions::builder().linearize(true).build(), "1.4")?);
    put("updated once, the last wins", updated(corpus, anatomy)?);
    put("updated with a new producer", producer(plain, anatomy));
    put("hybrid table", hybrid(anatomy)?);
    put("resources and box inherited", inherited(anatomy)?);
    put("tree of twenty nodes", chain(anatomy)?);
    put("names written with escapes", escaped(anatomy)?);
    put("carriage returns as line ends", carriage_returns(anatomy));
    put("table in several parts", parts(anatomy));
    put("comments between all objects", commented(anatomy));
    put("junk after the end", [&plain.bytes[..], b"<html>tail</html>\n\0\0\0\0%%EO\n"].concat());
    Ok(())
}

/// Another parcel's file whose page an update replaced by this one.
fn updated(corpus: &Corpus, ours: &Anatomy) -> Result<Vec<u8>, HostileError> {
    let other = corpus.single(1)?;
    let before = Anatomy::of(&other.bytes)?;
    let by = before.free() - 1;
    let mut after = before.clone();
    for (id, object) in &ours.objects {
        let dictionary = ours.dictionary(*id)?;
        let rest = &object[dictionary.len()..];
        // A ToUnicode map or a picture follows its dictionary unchanged.
        after.objects.insert(id + by, [renumber(&dictionary, by).as_bytes(), rest].concat());
    }
    let page = before.page()?;
    let (content, resources) = (ours.content()? + by, ours.follow(ours.page()?, "/Resources")? + by);
    let parent = before.follow(page, "/Parent")?;
    let body = format!(
        "<</Type/Page/Parent {parent} 0 R/Contents {content} 0 R/Resources {resources} 0 R/MediaBox[0 0 595 842]>>"
    );
    after.objects.insert(page, body.into_bytes());
    let changed = |id: &u32| *id > by || *id == page;
    Ok(append(&other.bytes, &after, changed))
}

/// Appends the changed objects with a table of their own.
fn append(before: &[u8], after: &Anatomy, changed: impl Fn(&u32) -> bool) -> Vec<u8> {
    let previous = String::from_utf8_lossy(&before[before.len() - 40..]).into_owned();
    let previous = previous.split_once("startxref\n").map_or("0", |(_, rest)| rest.lines().next().unwrap_or("0"));
    let mut bytes = before.to_vec();
    let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (id, object) in after.objects.iter().filter(|(id, _)| changed(id)) {
        table.push_str(&format!("{id} 1\n{:010} 00000 n \n", bytes.len()));
        bytes.extend_from_slice(format!("{id} 0 obj\n").as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend_from_slice(table.as_bytes());
    bytes.extend_from_slice(after.tail(start, &format!("/Prev {previous}")).as_bytes());
    bytes
}

fn producer(plain: &LabelFile, anatomy: &Anatomy) -> Vec<u8> {
    let mut after = anatomy.clone();
    let info = after.add("<</Producer(Another hand)>>");
    append(&plain.bytes, &after, |id| *id == info)
}

/// Page and resources hide in an object stream that only readers of table streams find, through `/XRefStm`; the way
/// word processors write it.
fn hybrid(anatomy: &Anatomy) -> Result<Vec<u8>, HostileError> {
    let page = anatomy.page()?;
    let hidden = [page, anatomy.follow(page, "/Resources")?];
    let mut rest = anatomy.clone();
    let bodies: Vec<Vec<u8>> = hidden.iter().filter_map(|id| rest.objects.remove(id)).collect();
    let holder = anatomy.free();
    let index = format!("{} 0 {} {} ", hidden[0], hidden[1], bodies[0].len() + 1);
    let packed = [index.as_bytes(), &bodies[0], b" ", &bodies[1]].concat();
    let entries = format!("/Type/ObjStm/N 2/First {}/Filter/FlateDecode", index.len());
    rest.set_stream(holder, &entries, &deflate(&packed));
    let mut body = rest.body("%PDF-1.5\n", "\n");
    // For readers of plain tables: the hidden ones are free.
    let start = body.bytes.len();
    body.bytes.extend_from_slice(rest.table(&body.places, 0).as_bytes());
    body.bytes.extend_from_slice(rest.tail(start, "").as_bytes());
    let table_id = rest.free();
    let hidden_table = body.bytes.len();
    let mut rows = Vec::new();
    for at in 0..2_u8 {
        rows.extend([2, (holder >> 8) as u8, holder as u8, at]);
    }
    let ranges = format!("/Index[{} 1 {} 1]", hidden[0], hidden[1]);
    let entries = format!("/Type/XRef/W[1 2 1]{ranges}/Size {}", table_id + 1);
    body.bytes.extend_from_slice(format!("{table_id} 0 obj\n").as_bytes());
    body.bytes.extend_from_slice(&stream_body(&entries, &rows));
    body.bytes.extend_from_slice(b"\nendobj\n");
    let last = body.bytes.len();
    body.bytes.extend_from_slice(b"xref\n0 0\n");
    let more = format!("/Prev {start}/XRefStm {hidden_table}");
    body.bytes.extend_from_slice(rest.tail(last, &more).as_bytes());
    Ok(body.bytes)
}

fn inherited(anatomy: &Anatomy) -> Result<Vec<u8>, HostileError> {
    let mut changed = anatomy.clone();
    let page = changed.page()?;
    let (tree, resources) = (changed.follow(page, "/Parent")?, changed.follow(page, "/Resources")?);
    changed.edit(page, &format!("/Resources {resources} 0 R"), "")?;
    changed.edit(page, "/MediaBox[0 0 595 842]", "")?;
    changed.edit(tree, "<<", &format!("<</Resources {resources} 0 R/MediaBox[0 0 595 842]"))?;
    Ok(changed.write())
}

fn chain(anatomy: &Anatomy) -> Result<Vec<u8>, HostileError> {
    let mut changed = anatomy.clone();
    let page = changed.page()?;
    let tree = changed.follow(page, "/Parent")?;
    let mut parent = tree;
    for _ in 0..20 {
        let node = changed.free();
        let old = if parent == tree { page } else { 0 };
        changed.objects.insert(node, format!("<</Type/Pages/Count 1/Kids[0 0 R ]/Parent {parent} 0 R>>").into_bytes());
        changed.edit(parent, &format!("/Kids[{old} 0 R ]"), &format!("/Kids[{node} 0 R ]"))?;
        parent = node;
    }
    changed.edit(parent, "/Kids[0 0 R ]", &format!("/Kids[{page} 0 R ]"))?;
    changed.edit(page, &format!("/Parent {tree} 0 R"), &format!("/Parent {parent} 0 R"))?;
    Ok(changed.write())
}

fn escaped(anatomy: &Anatomy) -> Result<Vec<u8>, HostileError> {
    let mut changed = anatomy.clone();
    let page = changed.page()?;
    changed.edit(page, "/MediaBox", "/Media#42ox")?;
    changed.edit(page, "/Contents", "/#43ontents")?;
    let content = changed.follow(page, "/#43ontents")?;
    changed.edit(content, "/FlateDecode", "/Flate#44ecode")?;
    Ok(changed.write())
}

fn carriage_returns(anatomy: &Anatomy) -> Vec<u8> {
    let mut body = anatomy.body("%PDF-1.4\r", "\r");
    let start = body.bytes.len();
    // Entries stay twenty bytes long; only the lines around them change.
    let table = anatomy.table(&body.places, 0).replace(" \n", " \r").replace('\n', "\r");
    body.bytes.extend_from_slice(table.as_bytes());
    body.bytes.extend_from_slice(anatomy.tail(start, "").replace('\n', "\r").as_bytes());
    body.bytes
}

fn parts(anatomy: &Anatomy) -> Vec<u8> {
    let mut body = anatomy.body("%PDF-1.4\n", "\n");
    let start = body.bytes.len();
    let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (id, place) in body.places.iter().rev() {
        table.push_str(&format!("{id} 1\n{place:010} 00000 n\r\n"));
    }
    body.bytes.extend_from_slice(table.as_bytes());
    body.bytes.extend_from_slice(anatomy.tail(start, "").as_bytes());
    body.bytes
}

fn commented(anatomy: &Anatomy) -> Vec<u8> {
    let comment = "\n% endobj stream 1 0 obj << /Type /Page\n";
    let mut body = anatomy.body("%PDF-1.4\n", comment);
    let start = body.bytes.len();
    body.bytes.extend_from_slice(anatomy.table(&body.places, 0).as_bytes());
    body.bytes.extend_from_slice(anatomy.tail(start, "").as_bytes());
    body.bytes
}

fn streams(pile: &mut Pile, anatomy: &Anatomy) -> Result<(), HostileError> {
    let content = anatomy.content()?;
    let packed = anatomy.stream(content)?.to_vec();
    let plain = inflate(&packed)?;
    let mut put = |name, entries: &str, data: &[u8]| {
        let mut changed = anatomy.clone();
        changed.set_stream(content, entries, data);
        pile.put(name, Expect::SameLabel, changed.write());
    };
    put("content not packed", "", &plain);
    put("content in ASCII85", "/Filter[/ASCII85Decode/FlateDecode]", &filters::ascii85(&packed));
    put("content in hexadecimal", "/Filter[/ASCIIHexDecode/FlateDecode]", &filters::ascii_hex(&packed));
    put("content in LZW", "/Filter/LZWDecode", &filters::lzw(&plain));
    put("content in run lengths", "/Filter/RunLengthDecode", &filters::run_length(&plain));
    let predicted = deflate(&filters::png_up(&plain, 64));
    let parameters = "/DecodeParms<</Predictor 12/Columns 64>>";
    put("content with a predictor", &format!("/Filter/FlateDecode{parameters}"), &predicted);
    put("content deflated twice", "/Filter[/FlateDecode/FlateDecode]", &deflate(&packed));
    put("short names of filters in an array", "/Filter[/FlateDecode]/DecodeParms[null]", &packed);

    let mut changed = anatomy.clone();
    let pieces: Vec<String> = split(&plain, 3)
        .into_iter()
        .map(|piece| format!("{} 0 R", changed.add_stream("/Filter/FlateDecode", &deflate(piece))))
        .collect();
    let page = changed.page()?;
    changed.edit(page, &format!("/Contents {content} 0 R"), &format!("/Contents[{}]", pieces.join(" ")))?;
    pile.put("content in an array", Expect::SameLabel, changed.write());

    let mut changed = anatomy.clone();
    let length = changed.add(packed.len().to_string());
    changed.edit(content, &format!("/Length {}", packed.len()), &format!("/Length {length} 0 R"))?;
    pile.put("length in an object of its own", Expect::SameLabel, changed.write());
    Ok(())
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, HostileError> {
    let mut plain = Vec::new();
    flate2::read::ZlibDecoder::new(packed).read_to_end(&mut plain)?;
    Ok(plain)
}

/// Pieces that end with a line.
fn split(text: &[u8], count: usize) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    for left in (1..=count).rev() {
        let about = rest.len() / left;
        let end = rest.iter().skip(about).position(|byte| *byte == b'\n').map_or(rest.len(), |at| about + at + 1);
        let (piece, after) = rest.split_at(if left == 1 { rest.len() } else { end });
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn encrypted(pile: &mut Pile, plain: &LabelFile) -> Result<(), HostileError> {
    for (name, kind) in [
        ("encrypted with RC4, 40 bits", Cipher::Rc4(40)),
        ("encrypted with RC4, 128 bits", Cipher::Rc4(128)),
        ("encrypted with AES, 128 bits", Cipher::Aes128),
        ("encrypted with AES, 256 bits", Cipher::Aes256),
    ] {
        pile.put(name, Expect::SameLabel, encrypt(plain, kind, "")?);
    }
    Ok(())
}

#[derive(Clone, Copy)]
pub(super) enum Cipher {
    Rc4(usize),
    Aes128,
    Aes256,
}

/// The file under an owner's password and this user's password.
pub(super) fn encrypt(plain: &LabelFile, cipher: Cipher, user_password: &str) -> Result<Vec<u8>, HostileError> {
    let mut document = Document::load_mem(&plain.bytes)?;
    let owner_password = "the merger's own";
    let permissions = Permissions::PRINTABLE | Permissions::COPYABLE;
    let filter = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    let name = || b"StdCF".to_vec();
    let mut key = [0_u8; 32];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = mix(at as u64) as u8;
    }
    let version = match cipher {
        Cipher::Rc4(40) => EncryptionVersion::V1 { document: &document, owner_password, user_password, permissions },
        Cipher::Rc4(key_length) => {
            EncryptionVersion::V2 { document: &document, owner_password, user_password, key_length, permissions }
        }
        Cipher::Aes128 => EncryptionVersion::V4 {
            document: &document,
            encrypt_metadata: true,
            crypt_filters: filter(Arc::new(Aes128CryptFilter)),
            stream_filter: name(),
            string_filter: name(),
            owner_password,
            user_password,
            permissions,
        },
        Cipher::Aes256 => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: filter(Arc::new(Aes256CryptFilter)),
            file_encryption_key: &key,
            stream_filter: name(),
            string_filter: name(),
            owner_password,
            user_password,
            permissions,
        },
    };
    let state = EncryptionState::try_from(version)?;
    document.encrypt(&state)?;
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// Pages that lie otherwise on their paper.
fn placed(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let base = Placing::default();
    let crop = Some([150.0, 60.0, 570.0, 830.0]);
    let list = [
        ("turned by 90 degrees", Placing { rotate: 90, ..base.clone() }),
        ("turned by 180 degrees", Placing { rotate: 180, ..base.clone() }),
        ("turned by 270 degrees", Placing { rotate: 270, ..base.clone() }),
        ("cut by a CropBox", Placing { crop, ..base.clone() }),
        ("turned and cut by a CropBox", Placing { crop, rotate: 90, ..base.clone() }),
        ("MediaBox away from the origin", Placing { corner: (-120.5, 77.25), ..base.clone() }),
        ("MediaBox with swapped corners", Placing { swapped: true, ..base.clone() }),
        (
            "turned, MediaBox odd and swapped",
            Placing { swapped: true, rotate: 270, corner: (40.0, -9.5), ..base.clone() },
        ),
        ("unit of two points", Placing { unit: 2.0, ..base.clone() }),
        ("scaled to 0.8", Placing { scale: 0.8, moved: (20.0, 90.0), ..base.clone() }),
        ("scaled to 1.05", Placing { scale: 1.05, moved: (-15.0, -35.0), ..base }),
    ];
    let mut cases = Vec::new();
    for (name, placing) in list {
        let file = corpus.file(&[0], &Make { placing, ..Make::default() })?;
        let mut pile = Pile::new(Group::Unusual, &file.pages);
        pile.put(name, Expect::SameLabel, file.bytes);
        cases.append(&mut pile.cases);
    }
    for (name, kind) in
        [("label alone on A4", PageKind::LabelOnly), ("label alone on its own size", PageKind::LabelOnlyOwnSize)]
    {
        let file = corpus.file(&[0], &Make { kind, ..Make::default() })?;
        let mut pile = Pile::new(Group::Unusual, &file.pages);
        pile.put(name, Expect::SameLabel, file.bytes);
        cases.append(&mut pile.cases);
    }
    Ok(cases)
}
