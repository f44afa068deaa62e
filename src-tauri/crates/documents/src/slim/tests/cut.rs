//! A picture that reaches out of the crop loses what is not seen, pixel by pixel, or its page is named.

use godown_sandbox::corpus::{Corpus, Make};
use lopdf::{Document, Object, Stream, dictionary};

use super::{CROP, Seen, kept, seen, whole};
use crate::geometry::Rect;
use crate::proof::{Symbology, decode_label};
use crate::slim::{KeptBecause, slim_page};
use crate::test_pages::raw_page;

/// Pictures of a file: columns, rows, and their plain bytes where lopdf unpacks them.
fn pictures(bytes: &[u8]) -> Vec<(usize, usize, Vec<u8>)> {
    let file = Document::load_mem(bytes).unwrap();
    let side = |stream: &Stream, key: &[u8]| stream.dict.get(key).unwrap().as_i64().unwrap() as usize;
    let streams = file.objects.values().filter_map(|object| object.as_stream().ok());
    streams
        .filter(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image"))
        .map(|stream| {
            (side(stream, b"Width"), side(stream, b"Height"), stream.decompressed_content().unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_scanned_page_keeps_the_pixels_of_its_label_and_no_others() {
    let file = Corpus::new(6).file(&[1], &Make { scanned: true, ..Make::default() }).unwrap();
    let slim = slim_page(&file.bytes, 0, CROP).unwrap();
    assert_eq!(kept(&file.bytes, CROP), None);
    let [(width, _, page)] = pictures(&file.bytes).try_into().unwrap();
    let [(across, down, label)] = pictures(&slim).try_into().unwrap();
    // 300 dots an inch: a point is 4.17 of them.
    let pixels = |points: f64| (points * 300.0 / 72.0) as usize;
    assert!(across <= pixels(CROP.width()) + 20 && down <= pixels(CROP.height()) + 6, "{across} x {down}");
    let top = pixels(842.0 - CROP.y1);
    let is_part = (top.saturating_sub(4)..top + 4).any(|row| {
        (0..width - across).any(|column| {
            (0..down).all(|line| {
                let from = (row + line) * width + column;
                page[from..from + across] == label[line * across..][..across]
            })
        })
    });
    assert!(is_part, "every pixel is one of the page's");
    let bars = |bytes: &[u8]| {
        let symbols = decode_label(bytes, 0).unwrap();
        let mut bars: Vec<_> = symbols.into_iter().filter(|one| one.symbology == Symbology::Code128).collect();
        bars.sort_by(|one, other| one.text.cmp(&other.text));
        bars
    };
    assert_eq!(bars(&slim), bars(&file.bytes));
    assert!(bars(&slim).iter().any(|bars| bars.text == file.pages[0].tracking_id));
}

/// A page with one picture of 40 by 40 pixels, ten points each, drawn by `place`.
fn pictured(bits: i64, space: Object, parts: usize, place: &str) -> Vec<u8> {
    let stride = (40 * bits as usize * parts).div_ceil(8);
    let mut chance = 7_u32;
    let bytes: Vec<u8> = (0..stride * 40)
        .map(|_| {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (chance >> 24) as u8
        })
        .collect();
    let mut file = Document::with_version("1.5");
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 40, "Height" => 40, "BitsPerComponent" => bits,
        "ColorSpace" => space,
    };
    let mut picture = Stream::new(picture, bytes);
    picture.compress().unwrap();
    let picture = file.add_object(picture);
    let resources = dictionary! { "XObject" => dictionary! { "X" => picture } };
    raw_page(Stream::new(dictionary! {}, format!("q {place} cm /X Do Q").into_bytes()), resources, file)
}

/// Dots that differ, and those of them with none of their colour beside them in the other: the edge between two pixels may fall
/// on either side of a dot.
fn off(one: &Seen, other: &Seen) -> (usize, usize) {
    assert_eq!((one.width, one.dark.len()), (other.width, other.dark.len()));
    let differ: Vec<usize> = (0..one.dark.len()).filter(|at| one.dark[*at] != other.dark[*at]).collect();
    let is_near = |at: usize| {
        let around = [at.wrapping_sub(1), at + 1, at.wrapping_sub(one.width), at + one.width];
        around.into_iter().any(|near| other.dark.get(near) == Some(&one.dark[at]))
    };
    let lost = differ.iter().filter(|at| !is_near(**at)).count();
    (differ.len(), lost)
}

#[test]
fn a_picture_of_any_depth_is_cut_where_it_stands_however_it_is_turned() {
    let palette = |colours: usize| {
        let table: Vec<u8> = (0..colours * 3).map(|at| (at * 83 % 256) as u8).collect();
        let last = colours as i64 - 1;
        Object::Array(vec!["Indexed".into(), "DeviceRGB".into(), last.into(), Object::string_literal(table)])
    };
    let crop = Rect::new(213.0, 467.0, 391.0, 733.0);
    for (name, bits, space, parts) in [
        ("black and white", 1, Object::from("DeviceGray"), 1),
        ("four greys", 2, "DeviceGray".into(), 1),
        ("sixteen colours of a palette", 4, palette(16), 1),
        ("grey", 8, "DeviceGray".into(), 1),
        ("colours", 8, "DeviceRGB".into(), 3),
        ("inks", 8, "DeviceCMYK".into(), 4),
    ] {
        for place in ["400 0 0 400 100 400", "0 400 -400 0 500 400", "-400 0 0 -400 500 800", "400 0 0 -400 100 800"] {
            let page = pictured(bits, space.clone(), parts, place);
            assert_eq!(kept(&page, crop), None, "{name}, {place}");
            let slim = slim_page(&page, 0, crop).unwrap();
            let (differ, lost) = off(&seen(&page, 0, crop), &seen(&slim, 0, whole(crop)));
            assert!(lost == 0 && differ * 200 < 502 * 750, "{name}, {place}: {differ} dots differ, {lost} are lost");
            let [(across, down, _)] = pictures(&slim).try_into().unwrap();
            assert!(across <= 40 && down <= 32 && across * down < 40 * 40, "{name}, {place}: {across} x {down}");
        }
    }
}

#[test]
fn a_picture_that_cannot_be_cut_keeps_its_page_and_says_so() {
    let crop = Rect::new(213.0, 467.0, 391.0, 733.0);
    let place = "400 0 0 400 100 400";
    let with = |key: &str, value: Object| {
        let mut file = Document::load_mem(&pictured(8, "DeviceGray".into(), 1, place)).unwrap();
        let is_picture = |object: &&mut Object| object.as_stream().is_ok_and(|stream| stream.dict.has(b"Width"));
        let picture = file.objects.values_mut().find(is_picture).unwrap();
        picture.as_stream_mut().unwrap().dict.set(key, value);
        let mut bytes = vec![];
        file.save_to(&mut bytes).unwrap();
        bytes
    };
    let hidden = Some(KeptBecause::HiddenPicture);
    assert_eq!(kept(&with("Filter", "DCTDecode".into()), crop), hidden, "a photograph");
    assert_eq!(kept(&with("SMask", Object::Reference((1, 0))), crop), hidden, "a mask of its own");
    let all = Rect::new(90.0, 390.0, 510.0, 810.0);
    assert_eq!(kept(&with("Filter", "DCTDecode".into()), all), None, "what is seen whole stays as it is");
    let inline = format!("q {place} cm BI /W 4 /H 4 /BPC 8 /CS /G ID 0123456789abcdef EI Q");
    let page = |content: &str| {
        raw_page(
            Stream::new(dictionary! {}, content.as_bytes().to_vec()),
            dictionary! {},
            Document::with_version("1.4"),
        )
    };
    assert_eq!(kept(&page(&inline), crop), hidden);
    assert_eq!(kept(&page(&inline), all), None);
}
