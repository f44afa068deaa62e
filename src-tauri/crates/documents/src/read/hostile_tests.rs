//! Files nobody should trust, one test a family. Each is read by a thread of its own that must answer.

use std::io::Write as _;
use std::sync::mpsc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::*;
use crate::matching::{Wanted, match_pages};
use crate::test_pages::{finish, labels, order_id, packed, raw_page, tracking_id};

/// Far above what any answer takes, also in an unoptimised build on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// Reads in a thread of its own: one that hangs fails its test instead of the run.
fn answer(what: &str, bytes: Vec<u8>) -> Result<LabelFile, DocumentError> {
    let (tell, told) = mpsc::channel();
    // Dropped without being joined: a reader that never answers cannot be waited for.
    drop(std::thread::spawn(move || tell.send(read_labels(&bytes, &Limits::default()))));
    told.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("{what}: no answer"))
}

/// The same three labels, or a refusal; never anything else.
fn same_or_refused(what: &str, bytes: Vec<u8>) -> Option<LabelFile> {
    let file = answer(what, bytes).ok()?;
    let found: Vec<&str> = file.pages.iter().flat_map(|page| &page.tracking_ids).map(String::as_str).collect();
    assert_eq!(found, [0, 1, 2].map(tracking_id), "{what}");
    Some(file)
}

fn same(what: &str, bytes: Vec<u8>) -> LabelFile {
    same_or_refused(what, bytes).unwrap_or_else(|| panic!("{what}: refused"))
}

fn refused(what: &str, bytes: Vec<u8>) -> DocumentError {
    answer(what, bytes).err().unwrap_or_else(|| panic!("{what}: taken"))
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = crate::sound::find(rest, old) {
        out.extend(&rest[..at]);
        out.extend(new);
        rest = &rest[at + old.len()..];
    }
    out.extend(rest);
    out
}

fn zlib(plain: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(plain).unwrap();
    packer.finish().unwrap()
}

#[test]
fn a_damaged_file_gives_the_same_labels_or_none() {
    let good = labels(0..3);
    let table = crate::sound::find(&good, b"\nxref").unwrap() + 1;
    let trailer = crate::sound::find(&good, b"trailer").unwrap();

    let shifted = [b"%PDF-1.4\n%shifted by what somebody put in front\n", &good[9..]].concat();
    assert_eq!(same("index shifted", shifted).warnings, [ReadWarning::Repaired]);
    let without = [&good[..table], &good[trailer..]].concat();
    assert_eq!(same("index missing", without).warnings, [ReadWarning::Repaired]);
    let narrow = [&good[..table], &replaced(&good[table..trailer], b" \n", b"\n"), &good[trailer..]].concat();
    same("entries of 19 bytes", narrow);
    same("no endobj", replaced(&good, b"endobj", b""));
    same_or_refused("lengths one off", replaced(&good, b"/Length ", b"/Length 1"));
    same_or_refused("huge lengths", replaced(&good, b"/Length ", b"/Length 99999999"));
    same_or_refused("no lengths", replaced(&good, b"/Length ", b"/Longth "));
    same_or_refused("line ends translated", replaced(&good, b"\n", b"\r\n"));
    same_or_refused("end-of-stream words lost", replaced(&good, b"endstream", b""));
    let mut junk = good.clone();
    junk.extend(b"\n<html>appended by a proxy</html>");
    same("junk behind", junk);
}

#[test]
fn a_batch_cut_anywhere_is_refused_as_a_whole() {
    let good = labels(0..3);
    for cut in (0..good.len() - 8).step_by(good.len() / 60) {
        assert!(answer("cut", good[..cut].to_vec()).is_err(), "cut at {cut} of {}", good.len());
    }
    // A stretch lost in the middle, the end intact.
    for from in (200..good.len() - 2_000).step_by(good.len() / 25) {
        same_or_refused("a stretch lost", [&good[..from], &good[from + 1_000..]].concat());
    }
}

#[test]
fn a_flipped_bit_never_gives_a_page_to_another_parcel() {
    let good = labels(0..3);
    let asked = [0, 1, 2].map(|n| Wanted {
        shipment_id: n.to_string(),
        tracking_ids: vec![tracking_id(n)],
        order_id: order_id(n),
    });
    let mut refusals = 0;
    for at in (30..good.len() - 30).step_by(good.len() / 60) {
        let mut flipped = good.clone();
        flipped[at] ^= 0x04;
        let Ok(file) = answer("a flipped bit", flipped) else {
            refusals += 1;
            continue;
        };
        for label in match_pages(&file, &asked).labels {
            assert_eq!(label.shipment_id, label.page.to_string(), "flipped at {at}");
        }
    }
    assert!(refusals > 20, "most bytes of a label file are packed: {refusals}");
}

#[test]
fn bombs_are_refused_whatever_they_are_wrapped_in() {
    let gibibyte = {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        let piece = vec![b' '; 1 << 20];
        for _ in 0..1_024 {
            packer.write_all(&piece).unwrap();
        }
        packer.finish().unwrap()
    };
    let page = |filter: Object, data: Vec<u8>| {
        let content = Stream::new(dictionary! { "Filter" => filter }, data).with_compression(false);
        raw_page(content, Dictionary::new(), Document::with_version("1.4"))
    };
    let names = |names: &[&str]| Object::Array(names.iter().map(|n| Object::Name(n.as_bytes().to_vec())).collect());
    let once = page(names(&["FlateDecode"]), gibibyte.clone());
    assert!(matches!(refused("a gibibyte", once), DocumentError::TooLarge { .. }));
    let twice = page(names(&["FlateDecode", "FlateDecode"]), zlib(&gibibyte));
    assert!(matches!(refused("a gibibyte, twice", twice), DocumentError::TooLarge { .. }));
    let runs = page(names(&["RunLengthDecode"]), [129, b' '].repeat(1 << 20));
    assert!(matches!(refused("run lengths", runs), DocumentError::TooLarge { .. }));

    // Many pages sharing one large content: each allowed, together not.
    let mut doc = Document::with_version("1.4");
    let tree = doc.new_object_id();
    let content = doc.add_object(packed(&vec![b' '; 30 << 20], Dictionary::new()));
    let kids = (0..1_500)
        .map(|_| {
            let page = dictionary! { "Type" => "Page", "Parent" => Object::Reference(tree), "Contents" => Object::Reference(content) };
            Object::Reference(doc.add_object(page))
        })
        .collect();
    assert!(matches!(refused("shared bomb", finish(doc, tree, kids)), DocumentError::TooLarge { .. }));
}

#[test]
fn drawings_that_nest_without_end_are_answered() {
    let page = |content: Vec<u8>| {
        raw_page(packed(&content, Dictionary::new()), Dictionary::new(), Document::with_version("1.4"))
    };
    for (what, open, times) in [
        ("arrays", &b"["[..], 100_000),
        ("dictionaries", b"<</A ", 100_000),
        ("strings", b"(", 100_000),
        ("saved states", b"q ", 1_000_000),
        ("marked content", b"/A BMC ", 100_000),
        ("texts", b"BT ", 100_000),
        ("clips", b"0 0 9 9 re W n ", 60_000),
    ] {
        let _ = answer(what, page(open.repeat(times)));
    }
}

#[test]
fn resources_that_lead_in_circles_are_answered() {
    type Space = fn(Object) -> Object;
    let spaces: [(&str, Space); 4] = [
        ("indexed", |this| Object::Array(vec!["Indexed".into(), this, 1.into(), Object::string_literal("ab")])),
        ("separation", |this| Object::Array(vec!["Separation".into(), "Spot".into(), this.clone(), this])),
        ("pattern", |this| Object::Array(vec!["Pattern".into(), this])),
        ("itself", |this| this),
    ];
    for (what, space) in spaces {
        let mut doc = Document::with_version("1.4");
        let id = doc.new_object_id();
        doc.objects.insert(id, space(Object::Reference(id)));
        let resources = dictionary! { "ColorSpace" => dictionary! { "C" => Object::Reference(id) } };
        let content = Stream::new(Dictionary::new(), b"/C cs 0 sc 0 0 9 9 re f /C CS 0 SC 0 0 9 9 re S".to_vec());
        let _ = answer(what, raw_page(content, resources, doc));
    }
    // A long chain of colour spaces, each the base of the next.
    let mut doc = Document::with_version("1.4");
    let mut base = Object::Name(b"DeviceRGB".to_vec());
    for _ in 0..20_000 {
        let space = Object::Array(vec!["Indexed".into(), base, 1.into(), Object::string_literal("abcdef")]);
        base = Object::Reference(doc.add_object(space));
    }
    let resources = dictionary! { "ColorSpace" => dictionary! { "C" => base } };
    let content = Stream::new(Dictionary::new(), b"/C cs 0 sc 0 0 9 9 re f".to_vec());
    let _ = answer("a chain of colour spaces", raw_page(content, resources, doc));
    // A function made of itself.
    let mut doc = Document::with_version("1.4");
    let function = doc.new_object_id();
    let array = |numbers: &[i64]| Object::Array(numbers.iter().map(|n| Object::Integer(*n)).collect());
    doc.objects.insert(
        function,
        dictionary! {
            "FunctionType" => 3, "Domain" => array(&[0, 1]), "Bounds" => array(&[]), "Encode" => array(&[0, 1]),
            "Functions" => Object::Array(vec![Object::Reference(function)]),
        }
        .into(),
    );
    let spot = Object::Array(vec!["Separation".into(), "Spot".into(), "DeviceRGB".into(), Object::Reference(function)]);
    let resources = dictionary! { "ColorSpace" => dictionary! { "C" => spot } };
    let content = Stream::new(Dictionary::new(), b"/C cs 0 sc 0 0 9 9 re f".to_vec());
    let _ = answer("a function of itself", raw_page(content, resources, doc));
    // A font whose map uses itself, and one whose map is the whole plane.
    for map in [&b"/X usecmap begincmap"[..], b"1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange"] {
        let mut doc = Document::with_version("1.4");
        let cmap = doc.new_object_id();
        let dict = dictionary! { "Type" => "CMap", "CMapName" => "X", "UseCMap" => Object::Reference(cmap) };
        doc.objects.insert(cmap, Stream::new(dict, map.to_vec()).into());
        let descendant = dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "X" };
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => Object::Reference(cmap),
            "ToUnicode" => Object::Reference(cmap), "DescendantFonts" => Object::Array(vec![descendant.into()]),
        };
        let resources = dictionary! { "Font" => dictionary! { "F" => font } };
        let content = Stream::new(Dictionary::new(), b"BT /F 9 Tf <00410042> Tj ET".to_vec());
        let _ = answer("a map of itself", raw_page(content, resources, doc));
    }
}

#[test]
fn indexes_that_lead_in_circles_are_answered() {
    let good = labels(0..3);
    let start = crate::sound::find(&good, b"\nxref").unwrap() + 1;
    for previous in [start, 0, good.len() * 2, 15] {
        let circle = replaced(&good, b"trailer\n<<", format!("trailer\n<</Prev {previous} ").as_bytes());
        same_or_refused("an older index that is this one", circle);
    }
    let crowd = replaced(&good, b"/Count 3", b"/Count 2147483647");
    same_or_refused("a count beyond counting", crowd);
    let many = {
        let mut doc = Document::with_version("1.4");
        let tree = doc.new_object_id();
        let kids = (0..100_000).map(|_| Object::Reference(doc.add_object(dictionary! { "Type" => "Page" }))).collect();
        finish(doc, tree, kids)
    };
    assert!(matches!(refused("100,000 pages", many), DocumentError::TooLarge { .. }));
    let high = replaced(&good, b"trailer", b"4000000000 0 obj\n<<>>\nendobj\ntrailer");
    same_or_refused("a very high number", high);
}

#[test]
fn a_label_without_its_bars_is_refused() {
    let mut doc = Document::with_version("1.4");
    let gone = doc.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "Bars" => Object::Reference(gone) } };
    let content = Stream::new(Dictionary::new(), b"q 150 0 0 22 196 474 cm /Bars Do Q".to_vec());
    assert!(matches!(refused("a lost picture", raw_page(content, resources, doc)), DocumentError::Damaged(_)));
}

#[test]
fn what_would_act_by_itself_is_named_and_does_no_harm() {
    let mut doc = Document::load_mem(&labels(0..3)).unwrap();
    let action = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    doc.catalog_mut().unwrap().set("OpenAction", action.clone());
    let page = doc.page_iter().next().unwrap();
    let link = dictionary! { "Type" => "Annot", "Subtype" => "Link", "A" => action };
    doc.get_dictionary_mut(page).unwrap().set("Annots", Object::Array(vec![link.into()]));
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    assert_eq!(same("scripts and links", bytes).warnings, [ReadWarning::ActiveParts]);
}

#[test]
fn a_list_of_pages_without_pages_is_no_page_however_another_reader_would_find_one() {
    let changed = |change: fn(&mut Dictionary)| {
        let mut doc = Document::load_mem(&labels([0])).unwrap();
        let tree = doc.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        change(doc.get_dictionary_mut(tree).unwrap());
        let mut bytes = Vec::new();
        doc.save_to(&mut bytes).unwrap();
        bytes
    };
    let without = changed(|tree| drop(tree.remove(b"Kids")));
    assert!(matches!(answer("a tree without kids", without), Err(DocumentError::Damaged(_))));
    let mut doc = Document::load_mem(&labels([0])).unwrap();
    let page = doc.page_iter().next().unwrap();
    let below = doc.get_dictionary(page).unwrap().clone();
    let below = doc.add_object(below);
    doc.get_dictionary_mut(page).unwrap().set("Kids", vec![Object::Reference(below)]);
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    assert!(matches!(answer("a page that is a tree as well", bytes), Err(DocumentError::Damaged(_))));
}

/// Peak memory of this process so far, KiB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches("kB").trim().parse().ok()
}

/// The resident peak counts from here on.
fn forget_peak() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    peak_memory()
}

#[test]
fn a_refusal_costs_little_memory() {
    let object_streams = {
        let packed = zlib(&[&b"7 0 [ "[..], &b"0 ".repeat(3_500_000), b"]"].concat());
        let mut bytes = b"%PDF-1.5\n".to_vec();
        for number in 1..40 {
            bytes.extend(
                format!(
                    "{number} 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>\nstream\n",
                    packed.len()
                )
                .bytes(),
            );
            bytes.extend(&packed);
            bytes.extend(b"\nendstream\nendobj\n");
        }
        bytes.extend(b"trailer\n<</Root 7 0 R>>\nstartxref\n9\n%%EOF");
        bytes
    };
    let json = [&b"{\"a\":["[..], &b"0,".repeat(8_000_000), b"0]}"].concat();
    let bomb =
        raw_page(packed(&vec![b' '; 70 << 20], Dictionary::new()), Dictionary::new(), Document::with_version("1.4"));
    for (what, bytes) in [("object streams", object_streams), ("JSON", json), ("a bomb", bomb)] {
        let Some(before) = forget_peak() else { return };
        let _ = refused(what, bytes);
        let grown = peak_memory().unwrap_or(0).saturating_sub(before) / 1024;
        assert!(grown < 256, "{what}: {grown} MiB");
    }
}
