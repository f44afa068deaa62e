//! Indian scripts on paper: shaped as the font's own rules say, and read back as they were written.

use hayro::kurbo::{Affine, BezPath, PathEl, Point};
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Face, UnicodeBuffer};

use super::super::sheet::Sheet;
use super::super::*;
use super::paper::drawn;

const SIZE: f64 = 40.0;
const LEFT: f64 = 40.0;
/// Dots a point.
const SCALE: f64 = 2.0;

/// Names of goods and places, each with conjuncts or vowel signs that move, and the font that draws them.
const WORDS: [(&str, &[u8]); 6] = [
    ("क्षत्रिय कुर्ती", include_bytes!("../../../assets/noto/NotoSansDevanagari-Regular.ttf")),
    ("ஸ்ரீ கோட்டை", include_bytes!("../../../assets/noto/NotoSansTamil-Regular.ttf")),
    ("ಕೃಷ್ಣ ಸ್ತ್ರೀ", include_bytes!("../../../assets/noto/NotoSansKannada-Regular.ttf")),
    ("శ్రీ క్ష్మి", include_bytes!("../../../assets/noto/NotoSansTelugu-Regular.ttf")),
    ("শ্রী কোন্দ্র", include_bytes!("../../../assets/noto/NotoSansBengali-Regular.ttf")),
    ("જ્યોત્સ્ના ત્રિ", include_bytes!("../../../assets/noto/NotoSansGujarati-Regular.ttf")),
];

struct Pen(BezPath);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((f64::from(x), f64::from(y)));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((f64::from(x), f64::from(y)));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to((f64::from(x1), f64::from(y1)), (f64::from(x), f64::from(y)));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.curve_to((f64::from(x1), f64::from(y1)), (f64::from(x2), f64::from(y2)), (f64::from(x), f64::from(y)));
    }
    fn close(&mut self) {
        self.0.close_path();
    }
}

/// The word's outlines in ems, by the shaper; or letter after letter, as a program without one would draw it.
fn outlines(text: &str, font: &[u8], is_shaped: bool) -> BezPath {
    let face = Face::from_slice(font, 0).unwrap();
    let em = f64::from(face.units_per_em());
    let mut placed: Vec<(u16, f64, (f64, f64))> = vec![];
    if is_shaped {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(&face, &[], buffer);
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let shift = (f64::from(place.x_offset), f64::from(place.y_offset));
            placed.push((u16::try_from(info.glyph_id).unwrap(), f64::from(place.x_advance), shift));
        }
    } else {
        for letter in text.chars() {
            let id = face.glyph_index(letter).unwrap();
            placed.push((id.0, f64::from(face.glyph_hor_advance(id).unwrap_or(0)), (0.0, 0.0)));
        }
    }
    let (mut whole, mut at) = (BezPath::new(), 0.0);
    for (id, advance, (right, up)) in placed {
        let mut pen = Pen(BezPath::new());
        face.outline_glyph(GlyphId(id), &mut pen);
        whole.extend((Affine::scale(1.0 / em) * Affine::translate((at + right, up)) * pen.0).iter());
        at += advance;
    }
    whole
}

/// Fills a path by its winding, one sample in the middle of each dot.
fn filled(path: &BezPath, (width, height): (usize, usize)) -> Vec<bool> {
    let mut edges: Vec<(Point, Point)> = vec![];
    let (mut start, mut at) = (Point::ZERO, Point::ZERO);
    hayro::kurbo::flatten(path.iter(), 0.05, |element| match element {
        PathEl::MoveTo(point) => (start, at) = (point, point),
        PathEl::LineTo(point) => {
            edges.push((at, point));
            at = point;
        }
        PathEl::ClosePath => {
            edges.push((at, start));
            at = start;
        }
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => unreachable!("flat"),
    });
    let mut dots = vec![false; width * height];
    for row in 0..height {
        let y = row as f64 + 0.5;
        let mut crossings: Vec<(f64, i32)> = edges
            .iter()
            .filter(|(from, to)| (from.y <= y) != (to.y <= y))
            .map(|(from, to)| {
                let x = from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x);
                (x, if from.y < to.y { 1 } else { -1 })
            })
            .collect();
        crossings.sort_by(|one, next| one.0.total_cmp(&next.0));
        let (mut wound, mut next) = (0, crossings.iter().peekable());
        for column in 0..width {
            while next.peek().is_some_and(|(x, _)| *x <= column as f64 + 0.5) {
                wound += next.next().unwrap().1;
            }
            dots[row * width + column] = wound != 0;
        }
    }
    dots
}

#[test]
fn six_scripts_are_drawn_as_their_fonts_shape_them() {
    let mut sheet = Sheet::new("", "", vec![]).unwrap();
    let baseline = |at: usize| 760.0 - 90.0 * at as f64;
    for (at, (text, _)) in WORDS.iter().enumerate() {
        sheet.show_plain(text, SIZE, LEFT, baseline(at));
    }
    let raster = drawn(&sheet.finish().unwrap(), 0, 72.0 * SCALE);
    let luma = raster.luma();
    let width = raster.width as usize;
    let (above, below) = (55.0, 30.0);
    for (at, (text, font)) in WORDS.iter().enumerate() {
        let top = ((841.89 - baseline(at) - above) * SCALE).floor();
        let height = ((above + below) * SCALE) as usize;
        let from = top as usize * width;
        let shown: Vec<bool> = luma[from..from + height * width].iter().map(|grey| *grey < 128).collect();
        let off = |is_shaped: bool| {
            let down = (841.89 - baseline(at)) * SCALE - top;
            let place = Affine::new([SIZE * SCALE, 0.0, 0.0, -SIZE * SCALE, LEFT * SCALE, down]);
            let wanted = filled(&(place * outlines(text, font, is_shaped)), (width, height));
            let dark = wanted.iter().filter(|dot| **dot).count();
            assert!(dark > 1_000, "{text} has ink: {dark}");
            let off = wanted.iter().zip(&shown).filter(|(one, other)| one != other).count();
            off * 100 / dark
        };
        assert!(off(true) <= 8, "{text}: {} in a hundred dots are off", off(true));
        assert!(off(false) >= 15, "{text}: drawn without a shaper it must look different: {}", off(false));
    }
}

fn said(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let mut said = vec![];
    for page in document.page_iter() {
        let content = String::from_utf8_lossy(&document.get_page_content(page)).into_owned();
        for part in content.split("/ActualText<FEFF").skip(1) {
            let hex = part.split('>').next().unwrap();
            let units: Vec<u16> = hex
                .as_bytes()
                .chunks(4)
                .map(|four| u16::from_str_radix(std::str::from_utf8(four).unwrap(), 16).unwrap())
                .collect();
            said.push(String::from_utf16(&units).unwrap().trim().to_owned());
        }
    }
    said
}

#[test]
fn what_is_copied_from_a_list_is_what_was_written() {
    let rows = WORDS.map(|(text, _)| PickRow { title: text.into(), quantity: 1, ..PickRow::default() });
    let pdf = pick_list_pdf(&PickList { rows: rows.to_vec(), ..PickList::default() }).unwrap();
    let said = said(&pdf);
    for (text, _) in WORDS {
        assert!(said.iter().any(|said| said == text), "{text} in {said:?}");
    }
    // A reader that looks at letters alone still finds each of them, in the order they are drawn.
    let read = super::pages(&pdf).join("\n");
    for letter in WORDS.iter().flat_map(|(text, _)| text.chars()) {
        assert!(letter == ' ' || read.contains(letter), "{letter} in {read}");
    }
}
