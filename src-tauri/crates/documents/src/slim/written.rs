//! Fonts and pages as objects.

use hayro::kurbo::Affine;

use super::{OpenUnion, SlimForm, letters, number, state};
use crate::error::DocumentError;
use crate::geometry::Rect;
use crate::raw::{Objects, Packer};

const NOT_PACKED: DocumentError = DocumentError::NotMade("a part of it cannot be packed");

/// Writes a family's font under its number.
pub(super) fn font(
    open: OpenUnion,
    index: usize,
    packer: &mut Packer,
    out: &mut dyn Objects,
) -> Result<(), DocumentError> {
    let OpenUnion { union, id, descriptor } = open;
    // Tags are six capital letters; the last two tell fonts of one family apart.
    let letter = |value: usize| b'A' + u8::try_from(value % 26).unwrap_or(0);
    let mut name = b"GODO".to_vec();
    name.extend_from_slice(&[letter(index / 26), letter(index), b'+']);
    for byte in union.family.name() {
        match byte {
            b'!'..=b'~' if !b"()<>[]{}/%#".contains(byte) => name.push(*byte),
            _ => {
                name.push(b'#');
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                name.extend_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
            }
        }
    }
    let map = stream(packer, b"", &letters::write(union.texts()))?;
    let map = out.shared(&map);
    let mut widths = b"[0[".to_vec();
    for width in union.widths() {
        if widths.len() > 3 {
            widths.push(b' ');
        }
        number::write(&mut widths, *width, 2);
    }
    widths.extend_from_slice(b"]]");
    let extent = union.extent();
    let program = union.program();
    let mut length = b"/Length1 ".to_vec();
    number::integer(&mut length, program.len() as u64);
    let program = stream(packer, &length, &program)?;
    let program = out.shared(&program);

    let mut dict = b"<</Type/FontDescriptor/FontName/".to_vec();
    dict.extend_from_slice(&name);
    entry(&mut dict, b"/Flags", descriptor.flags.clamp(0, 1 << 20) as f64);
    dict.extend_from_slice(b"/FontBBox[");
    for side in extent {
        number::write(&mut dict, side, 0);
        dict.push(b' ');
    }
    dict.push(b']');
    for (key, value) in [
        (b"/ItalicAngle".as_slice(), descriptor.italic),
        (b"/Ascent", descriptor.ascent),
        (b"/Descent", descriptor.descent),
        (b"/CapHeight", descriptor.cap_height),
        (b"/StemV", descriptor.stem),
    ] {
        entry(&mut dict, key, value);
    }
    reference(&mut dict, b"/FontFile2", program);
    dict.extend_from_slice(b">>");
    let descriptor = out.shared(&dict);

    let mut dict = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/".to_vec();
    dict.extend_from_slice(&name);
    dict.extend_from_slice(b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity");
    reference(&mut dict, b"/FontDescriptor", descriptor);
    dict.extend_from_slice(b"/W");
    dict.extend_from_slice(&widths);
    dict.extend_from_slice(b">>");
    let descendant = out.shared(&dict);

    let mut dict = b"<</Type/Font/Subtype/Type0/BaseFont/".to_vec();
    dict.extend_from_slice(&name);
    dict.extend_from_slice(b"/Encoding/Identity-H/DescendantFonts[");
    number::integer(&mut dict, u64::from(descendant));
    dict.extend_from_slice(b" 0 R]");
    reference(&mut dict, b"/ToUnicode", map);
    dict.extend_from_slice(b">>");
    out.put(id, &dict);
    Ok(())
}

/// Writes a file's only page and gives the number of its catalog. `crop` is in the page's own coordinates.
pub(super) fn page(
    form: &SlimForm,
    crop: Rect,
    to_page: Affine,
    (width, height): (f64, f64),
    out: &mut dyn Objects,
) -> Result<u32, DocumentError> {
    let mut packer = Packer::new();
    let mut content = b"q\n".to_vec();
    for side in [0.0, 0.0, width, height] {
        number::write(&mut content, side, 5);
        content.push(b' ');
    }
    content.extend_from_slice(b"re\nW\nn\n");
    state::write_matrix(&mut content, to_page);
    content.extend_from_slice(b" cm\n");
    let resources = if form.kept.is_some() {
        // What was kept may leave states open, or close more than it opened: as a form it harms nobody.
        content.extend_from_slice(b"/L Do\n");
        let mut entries = b"/Type/XObject/Subtype/Form/BBox[".to_vec();
        for side in [crop.x0, crop.y0, crop.x1, crop.y1] {
            number::write(&mut entries, side, 5);
            entries.push(b' ');
        }
        entries.extend_from_slice(b"]/Resources");
        entries.extend_from_slice(&form.resources);
        let kept = stream(&mut packer, &entries, &form.content)?;
        let mut resources = b"<</XObject<<".to_vec();
        reference(&mut resources, b"/L", out.shared(&kept));
        resources.extend_from_slice(b">>>>");
        resources
    } else {
        content.extend_from_slice(&form.content);
        form.resources.clone()
    };
    content.extend_from_slice(b"Q\n");
    let content = stream(&mut packer, b"", &content)?;
    let content = out.shared(&content);
    let (root, tree, page) = (out.reserve(), out.reserve(), out.reserve());
    let mut dict = b"<</Type/Catalog".to_vec();
    reference(&mut dict, b"/Pages", tree);
    dict.extend_from_slice(b">>");
    out.put(root, &dict);
    let mut dict = b"<</Type/Pages/Count 1/Kids[".to_vec();
    number::integer(&mut dict, u64::from(page));
    dict.extend_from_slice(b" 0 R]>>");
    out.put(tree, &dict);
    let mut dict = b"<</Type/Page".to_vec();
    reference(&mut dict, b"/Parent", tree);
    dict.extend_from_slice(b"/MediaBox[0 0 ");
    number::write(&mut dict, width, 5);
    dict.push(b' ');
    number::write(&mut dict, height, 5);
    dict.extend_from_slice(b"]/Resources");
    dict.extend_from_slice(&resources);
    reference(&mut dict, b"/Contents", content);
    dict.extend_from_slice(b">>");
    out.put(page, &dict);
    Ok(root)
}

/// A deflated stream as an object's body; `entries` come beside filter and length.
fn stream(packer: &mut Packer, entries: &[u8], plain: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let packed = packer.pack(plain).ok_or(NOT_PACKED)?;
    let mut body = b"<<".to_vec();
    body.extend_from_slice(entries);
    body.extend_from_slice(b"/Filter/FlateDecode/Length ");
    number::integer(&mut body, packed.len() as u64);
    body.extend_from_slice(b">>stream\n");
    body.extend_from_slice(&packed);
    body.extend_from_slice(b"\nendstream");
    Ok(body)
}

fn entry(dict: &mut Vec<u8>, key: &[u8], value: f64) {
    dict.extend_from_slice(key);
    dict.push(b' ');
    number::write(dict, value, 3);
}

fn reference(dict: &mut Vec<u8>, key: &[u8], id: u32) {
    dict.extend_from_slice(key);
    dict.push(b' ');
    number::integer(dict, u64::from(id));
    dict.extend_from_slice(b" 0 R");
}
