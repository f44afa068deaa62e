//! What each kind of operator leaves behind.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::super::*;
use super::{differences, kept, seen, whole};
use crate::check_pdf;
use crate::test_pages::{packed, raw_page};

const CROP: Rect = Rect { x0: 100.0, y0: 100.0, x1: 200.0, y1: 200.0 };

pub(super) fn helvetica() -> Dictionary {
    let widths = vec![Object::Integer(600); 224];
    dictionary! { "Font" => dictionary! { "F1" => dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier", "FirstChar" => 32, "LastChar" => 255,
        "Widths" => widths,
        "FontDescriptor" => dictionary! {
            "Type" => "FontDescriptor", "FontName" => "Courier", "Flags" => 33, "ItalicAngle" => 0, "StemV" => 80,
            "Ascent" => 629, "Descent" => -157, "CapHeight" => 562, "FontBBox" => vec![
                Object::Integer(-23), Object::Integer(-250), Object::Integer(715), Object::Integer(805)],
        },
    } } }
}

pub(super) fn page(content: &str, resources: Dictionary) -> Vec<u8> {
    raw_page(packed(content.as_bytes(), Dictionary::new()), resources, Document::with_version("1.4"))
}

fn slimmed(content: &str) -> String {
    let bytes = page(content, helvetica());
    let file = RawFile::open(bytes.as_slice(), &Limits::default()).unwrap();
    let mut sink = Vec::new();
    let mut out = PdfWriter::new(&mut sink);
    let form = Slimmer::new().page(&file, 0, CROP, &mut out).unwrap();
    assert_eq!(form.kept, None, "{content}");
    let slim = slim_page(&bytes, 0, CROP).unwrap();
    let (before, after) = (seen(&bytes, 0, CROP), seen(&slim, 0, whole(CROP)));
    assert_eq!(differences(&before, &after), (0, 0), "{content}");
    String::from_utf8_lossy(&form.content).into_owned()
}

#[test]
fn what_is_hidden_goes() {
    for (content, why) in [
        ("BT /F1 10 Tf 300 150 Td (secret) Tj ET", "text beside the crop"),
        ("BT /F1 10 Tf 120 80 Td (secret) Tj ET", "text below the crop"),
        ("q 0 0 90 90 re W n BT /F1 10 Tf 120 150 Td (secret) Tj ET Q", "text behind a clip elsewhere"),
        ("q 0 0 m 90 0 l 90 90 l h W n BT /F1 10 Tf 120 150 Td (secret) Tj ET Q", "behind a clip of another shape"),
        ("q 100 100 50 50 re W n 160 160 9 9 re W n 0 0 500 500 re f Q", "behind two clips that do not meet"),
        ("BT 3 Tr /F1 10 Tf 120 150 Td (secret) Tj ET", "text set to be invisible"),
        ("BT /F1 10 Tf 12 TL 120 90 Td (secret) Tj T* (secret) ' ET", "lines below the crop"),
        ("300 300 50 50 re f 0 0 m 50 50 l S", "paths elsewhere"),
        ("1 0 0 rg /F1 7 Tf 3 w [1 2] 0 d", "state that nothing uses"),
        ("/Span <</ActualText(secret)>> BDC EMC % secret\n", "marks and remarks"),
    ] {
        assert_eq!(slimmed(content), "", "{why}");
    }
    let half = slimmed("BT /F1 10 Tf 60 150 Td (secretseen) Tj ET");
    assert!(half.contains("(seen)") && !half.contains("secre("), "only the letters that reach in stay: {half}");
}

#[test]
fn what_is_seen_stays_with_its_state() {
    let red = slimmed("0 1 0 rg q 1 0 0 rg 150 150 20 20 re f Q 300 0 1 1 re f");
    assert_eq!(red, "q\n1 0 0 rg\n150 150 20 20 re\nf\nQ\n");
    let clipped = slimmed("q 120 120 60 60 re W n 110 110 50 50 re f Q");
    assert_eq!(clipped, "q\n120 120 60 60 re\nW\nn\n110 110 50 50 re\nf\nQ\n");
    let free = slimmed("q 0 0 500 500 re W n 110 110 50 50 re f Q");
    assert_eq!(free, "q\n110 110 50 50 re\nf\nQ\n", "a clip that clips nothing is dropped");
    for content in [
        "q 2 0 0 2 0 0 cm 1 J 3 w [4 2] 1 d 55 55 m 90 70 l 80 60 90 50 70 80 c 60 60 70 70 v 50 50 60 60 y S Q",
        "q 0.7 0.7 -0.7 0.7 150 40 cm 50 50 60 30 re W* n 0 0.5 0 rg 0 0 300 300 re f Q 110 110 5 5 re s",
        "0.2 0.4 0.1 0 k 110 110 m 190 110 l 150 190 l b* 0 G 5 w 1 j 120 120 50 50 re B",
        "q 150 150 m 190 150 l 170 190 l h W n 1 0 0 rg 140 140 60 60 re f Q q 110 110 30 30 re W n 100 100 90 90 re f Q",
        "BT /F1 12 Tf 110 150 Td 2 Tc 80 Tz (AB CD) Tj 0 -14 Td 5 Tw [(E F) -300 (G)] TJ 14 TL 3 Ts (H) ' ET",
        "BT 1 0 0.3 1 110 150 Tm /F1 14 Tf 1 Tr 0.5 w (AB) Tj 0 1 -1 0 150 110 Tm 2 Tr 1 0 0 RG (CD) Tj ET",
        "/Pattern cs 0.5 g 110 110 20 20 re f /DeviceRGB cs 0 0 1 sc 140 140 20 20 re f /DeviceCMYK CS 120 180 m 180 180 l S",
        "q 40 0 0 40 120 120 cm BI /W 4 /H 4 /BPC 8 /CS /G ID 0123456789abcdef EI Q 110 110 5 5 re f",
        "Q Q 110 110 5 5 re f q q 130 130 5 5 re f",
        "100 100 100 100 re 120 120 60 60 re f* 150 150 m 150 150 l S",
    ] {
        assert!(!slimmed(content).is_empty(), "{content}");
    }
}

#[test]
fn what_is_not_surely_understood_leaves_the_page_as_it_is() {
    use KeptBecause::*;
    for (content, why) in [
        ("BT /F1 9 Tf 7 Tr 120 120 Td (x) Tj ET", TextClip),
        ("BT /F2 9 Tf 120 120 Td (x) Tj ET", Missing),
        ("BT /Std 9 Tf 120 120 Td (x) Tj ET", Font),
        ("BT /T3 9 Tf 120 120 Td (x) Tj ET", Font),
        ("/Soft gs 120 120 9 9 re f", Blending),
        ("/Multiply gs 120 120 9 9 re f", Blending),
        ("/OC /Layer BDC 120 120 9 9 re f EMC", Layers),
        ("1 2 3 foo", UnknownOperator),
        ("1 2 3 fooo", Unreadable),
        ("1 2 3 xy", UnknownOperator),
        ("1 2 m 3 l S", Unreadable),
        ("5 5 l S", Unreadable),
        ("--5 0 m", Unreadable),
        ("(never closed", Unreadable),
        ("BT q ET Q", Unreadable),
        ("1 2 m q", Unreadable),
        ("2 0 0 2 0 0 cm Q 60 60 9 9 re f", Unreadable),
        ("BI /W 4 /H 4 /BPC 8 /CS /Own ID xxxxxxxxxxxxxxxx EI", InlinePicture),
        ("1e-9 0 0 1e-9 0 0 cm", Unreadable),
        ("0.000001 0 0 0.000001 150 150 cm 0 0 9 9 re f", Unreadable),
    ] {
        let mut resources = helvetica();
        let fonts = resources.get_mut(b"Font").unwrap().as_dict_mut().unwrap();
        fonts.set("Std", dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
        fonts.set("T3", dictionary! { "Type" => "Font", "Subtype" => "Type3" });
        resources.set(
            "ExtGState",
            dictionary! {
                "Soft" => dictionary! { "SMask" => dictionary! { "S" => "Luminosity" } },
                "Multiply" => dictionary! { "BM" => "Multiply" },
            },
        );
        let bytes = page(content, resources);
        assert_eq!(kept(&bytes, CROP), Some(why), "{content}");
        slim_page(&bytes, 0, CROP).unwrap();
    }
}

fn with_forms(content: &str, forms: &[(&str, Dictionary, &str)]) -> Vec<u8> {
    let mut doc = Document::with_version("1.4");
    let ids: Vec<_> = forms.iter().map(|_| doc.new_object_id()).collect();
    let mut names = Dictionary::new();
    for ((name, _, _), id) in forms.iter().zip(&ids) {
        names.set(*name, Object::Reference(*id));
    }
    for ((_, extra, content), id) in forms.iter().zip(&ids) {
        let mut dict = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => Object::Array([0, 0, 50, 50].map(Object::Integer).to_vec()),
            "Resources" => dictionary! { "XObject" => names.clone(), "Font" => helvetica().get(b"Font").unwrap().clone() },
        };
        dict.extend(extra);
        doc.objects.insert(*id, Stream::new(dict, content.as_bytes().to_vec()).into());
    }
    raw_page(packed(content.as_bytes(), Dictionary::new()), dictionary! { "XObject" => names }, doc)
}

#[test]
fn forms_are_walked_into() {
    let turned = Object::Array([0, 1, -1, 0, 60, 0].map(Object::Integer).to_vec());
    let bytes = with_forms(
        "q 1 0 0 1 120 120 cm 1 0 0 rg /A Do Q 110 110 5 5 re f",
        &[
            ("A", Dictionary::new(), "0 0 30 30 re f q 1 0 0 1 10 10 cm /B Do BT /F1 9 Tf 2 80 Td (secret) Tj ET"),
            ("B", dictionary! { "Matrix" => turned }, "0 0 1 rg 5 5 90 20 re f"),
        ],
    );
    assert_eq!(kept(&bytes, CROP), None);
    let slim = slim_page(&bytes, 0, CROP).unwrap();
    let (before, after) = (seen(&bytes, 0, CROP), seen(&slim, 0, whole(CROP)));
    assert_eq!(differences(&before, &after), (0, 0));
    assert!(!after.dark.iter().all(|dark| !dark));
    let doc = Document::load_mem(&slim).unwrap();
    let content = doc.get_page_content(doc.page_iter().next().unwrap());
    assert!(!String::from_utf8_lossy(&content).contains("secret"), "text beyond a form's box goes");
}

#[test]
fn forms_that_draw_themselves_are_refused() {
    let bytes = with_forms("/A Do", &[("A", Dictionary::new(), "/B Do"), ("B", Dictionary::new(), "/A Do")]);
    assert_eq!(slim_page(&bytes, 0, whole(CROP)), Err(DocumentError::DrawsItself));
}

#[test]
fn groups_that_blend_are_left_alone() {
    let group = dictionary! { "Group" => dictionary! { "S" => "Transparency", "K" => true } };
    let bytes = with_forms("/A Do", &[("A", group, "1 1 9 9 re f")]);
    assert_eq!(kept(&bytes, CROP), Some(KeptBecause::Blending));
}

/// Two by two modules.
const CODE: [[u8; 3]; 4] = [[0; 3], [255; 3], [255; 3], [0; 3]];

/// Two by two pixels in red, green and blue.
fn picture(pixels: [[u8; 3]; 4]) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2, "BitsPerComponent" => 8,
        "ColorSpace" => "DeviceRGB",
    };
    packed(&pixels.concat(), dict)
}

#[test]
fn a_picture_in_colour_is_copied_and_one_in_black_and_white_is_packed() {
    let mut doc = Document::with_version("1.4");
    let code = doc.add_object(picture(CODE));
    let photo = doc.add_object(picture([[200, 0, 0], [0, 0, 0], [0, 0, 90], [255; 3]]));
    let hidden = doc.add_object(picture([[1; 3], [2; 3], [3; 3], [4; 3]]));
    let names = dictionary! {
        "Code" => Object::Reference(code), "Photo" => Object::Reference(photo), "Gone" => Object::Reference(hidden),
    };
    let content = "q 30 0 0 30 110 110 cm /Code Do Q q 0 30 -30 0 180 150 cm /Photo Do Q q 9 0 0 9 0 0 cm /Gone Do Q \
        q 30 0 0 30 150 110 cm /Code Do Q";
    let bytes = raw_page(packed(content.as_bytes(), Dictionary::new()), dictionary! { "XObject" => names }, doc);
    let file = RawFile::open(bytes.as_slice(), &Limits::default()).unwrap();
    let mut sink = Vec::new();
    let mut out = PdfWriter::new(&mut sink);
    let form = Slimmer::new().page(&file, 0, CROP, &mut out).unwrap();
    assert_eq!(form.images.len(), 3);
    assert_eq!(form.images[0].object, form.images[2].object, "drawn twice, written once");
    assert_eq!(form.images[1].matrix, Affine::new([0.0, 30.0, -30.0, 0.0, 180.0, 150.0]));
    let slim = slim_page(&bytes, 0, CROP).unwrap();
    assert_eq!(differences(&seen(&bytes, 0, CROP), &seen(&slim, 0, whole(CROP))), (0, 0));
    let doc = Document::load_mem(&slim).unwrap();
    let mut bits: Vec<i64> = doc
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok()?.dict.get(b"BitsPerComponent").ok()?.as_i64().ok())
        .collect();
    bits.sort_unstable();
    assert_eq!(bits, [1, 8]);
}

#[test]
fn a_code_on_bare_paper_is_written_as_its_black_dots_alone() {
    let page = |before: &str| {
        let mut doc = Document::with_version("1.4");
        let code = doc.add_object(picture(CODE));
        // What is painted after it lies on it, not under it.
        let content = format!("{before} q 30 0 0 30 120 120 cm /Code Do Q 0 0 1 rg 125 125 9 9 re f");
        let names = dictionary! { "XObject" => dictionary! { "Code" => Object::Reference(code) } };
        raw_page(packed(content.as_bytes(), Dictionary::new()), names, doc)
    };
    let many = "0 g 185 185 2 2 re f ".repeat(9_000);
    for (before, stencil) in [
        ("", true),
        (&many[..21 * 100], true),
        (&many, false),
        ("0 0.5 0 rg 190 110 5 5 re f", true),
        ("2 w 105 105 90 90 re S", true),
        ("1 1 1 rg 105 105 90 90 re f 1 g 105 105 80 80 re f", true),
        ("0.7 g 105 105 90 90 re f", false),
        ("0 0 0 0 k 105 105 90 90 re f", false),
        ("2 w 105 105 90 90 re B", false),
        ("2 w 119 105 90 90 re S", false),
        ("105 105 m 195 195 l S", false),
        ("q 20 0 0 20 140 140 cm /Code Do Q", false),
    ] {
        let bytes = page(before);
        let slim = slim_page(&bytes, 0, CROP).unwrap();
        let doc = Document::load_mem(&slim).unwrap();
        let masks = doc.objects.values().filter(|object| {
            object.as_stream().is_ok_and(|stream| stream.dict.get(b"ImageMask").is_ok_and(|mask| *mask == true.into()))
        });
        assert_eq!(masks.count(), usize::from(stencil), "{before}");
        assert_eq!(differences(&seen(&bytes, 0, CROP), &seen(&slim, 0, whole(CROP))), (0, 0), "{before}");
    }
}

#[test]
fn a_page_is_not_what_another_page_draws_with() {
    let mut doc = Document::with_version("1.4");
    let broken = doc.add_object(Stream::new(dictionary! { "Filter" => "FlateDecode" }, b"no zlib".to_vec()));
    let other = doc.add_object(dictionary! { "Type" => "Page", "Contents" => Object::Reference(broken) });
    // A name that slim mode cannot follow: the page is kept as it is, with all it refers to.
    let names = dictionary! { "Font" => dictionary! { "F" => Object::Reference(other) } };
    let bytes = raw_page(packed(b"/F 9 Tf /Gone Do 1 1 9 9 re f", Dictionary::new()), names, doc);
    check_pdf(&bytes).expect("what lies behind another page is not looked into");
    let slim = slim_page(&bytes, 0, CROP).unwrap();
    assert!(kept(&bytes, CROP).is_some() && !slim.windows(7).any(|bytes| bytes == b"no zlib"), "nor carried over");

    let mut doc = Document::load_mem(&bytes).unwrap();
    let page = doc.page_iter().next().unwrap();
    doc.get_dictionary_mut(page).unwrap().set("Resources", Object::Reference(other));
    let mut bytes = vec![];
    doc.save_to(&mut bytes).unwrap();
    assert!(matches!(check_pdf(&bytes), Err(DocumentError::Damaged(_))), "nor are a page's resources another page");
}
