//! A label to hold a ruler to.
//!
//! Owns what is on it: whether the printer prints at its own size and in its place, which bars it can burn, how dark.
//! It is made of whole dots of the printer's resolution, and the PDF is made of the same dots.

mod letters;

use godown_domain::print::Paper;
use godown_domain::print::bitmap::Bitmap;
use lopdf::{Document, Object, Stream, dictionary};

use crate::error::DocumentError;
use crate::snap::write_bars;

/// Shortest and longest side of a test print, tenths of a millimetre.
const SIDES: std::ops::RangeInclusive<i32> = 200..=4_200;
/// Fewest and most dots an inch.
const DPI: std::ops::RangeInclusive<u16> = 100..=600;
/// Widths of the bars' modules, dots.
const MODULES: std::ops::RangeInclusive<u32> = 1..=4;
/// Steps of the grey ramp.
const GREYS: u32 = 8;
const QUIET: u32 = 10;

/// A test print as the printer's dots: a ruler in millimetres along two sides, a frame 1 mm inside the edge, corner
/// marks, bars of one to four dots a module with what they hold, a grey ramp, and paper and resolution in words.
///
/// Paper and resolution no printer has are brought to the nearest one may have; what does not fit the paper is left out.
#[must_use]
pub fn test_print(paper: Paper, dpi: u16) -> Bitmap {
    let figure = Figure::new(paper, dpi);
    let mut dots = Bitmap::white(figure.width, figure.height);
    for [x, y, width, height] in figure.black {
        dots.fill(x, y, width, height, true);
    }
    dots
}

/// The test print of the same dots as a PDF of one page, for printers that are driven by the system.
///
/// # Errors
/// When the PDF cannot be written.
pub fn test_print_pdf(paper: Paper, dpi: u16) -> Result<Vec<u8>, DocumentError> {
    let figure = Figure::new(paper, dpi);
    let points = |dots: u32| f64::from(dots) * 72.0 / f64::from(figure.dpi);
    let height = points(figure.height);
    let mut content = String::from("0 g\n");
    for [x, y, w, h] in &figure.black {
        let (x, y, w, h) = (points(*x), height - points(y + h), points(*w), points(*h));
        content.push_str(&format!("{x:.4} {y:.4} {w:.4} {h:.4} re\n"));
    }
    content.push_str("f\n");
    let mut document = Document::with_version("1.4");
    let tree = document.new_object_id();
    let mut stream = Stream::new(dictionary! {}, content.into_bytes());
    stream.compress().map_err(|_| UNWRITTEN)?;
    let content = document.add_object(stream);
    #[expect(clippy::cast_possible_truncation, reason = "a page side, below 1,200 points")]
    let side = |dots: u32| Object::Real(points(dots) as f32);
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => Object::Reference(tree),
        "MediaBox" => vec![Object::Integer(0), Object::Integer(0), side(figure.width), side(figure.height)],
        "Resources" => dictionary! {},
        "Contents" => Object::Reference(content),
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![Object::Reference(page)], "Count" => 1 };
    document.objects.insert(tree, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => Object::Reference(tree) });
    document.trailer.set("Root", Object::Reference(catalog));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| UNWRITTEN)?;
    Ok(bytes)
}

const UNWRITTEN: DocumentError = DocumentError::NotMade("the test print cannot be written");

/// Black rectangles on paper: left, top, width and height in dots.
struct Figure {
    dpi: u32,
    width: u32,
    height: u32,
    black: Vec<[u32; 4]>,
}

impl Figure {
    fn new(paper: Paper, dpi: u16) -> Self {
        let (width, height) = paper.size();
        let tenths = |side: i32| u32::try_from(side.clamp(*SIDES.start(), *SIDES.end())).unwrap_or_default();
        let (width, height) = (tenths(width), tenths(height));
        let dpi = dpi.clamp(*DPI.start(), *DPI.end()).into();
        let mut figure = Self { dpi, width: dots(width, dpi), height: dots(height, dpi), black: Vec::new() };
        figure.frame();
        figure.rulers();
        let mut at = figure.words(width, height);
        for dots in MODULES {
            at = figure.bars(at, dots);
        }
        figure.ramp(at);
        figure
    }

    fn mm(&self, millimetres: u32) -> u32 {
        dots(millimetres * 10, self.dpi)
    }

    fn rectangle(&mut self, x: u32, y: u32, width: u32, height: u32) {
        self.black.push([x, y, width, height]);
    }

    /// The frame's line lies outside the millimetre; thick angles mark its corners.
    fn frame(&mut self) {
        let (edge, line, thick, arm) = (self.mm(1), self.line(), self.mm(1), self.mm(6));
        let (right, bottom) = (self.width - edge, self.height - edge);
        let (across, down) = (right - edge, bottom - edge);
        self.rectangle(edge, edge, across, line);
        self.rectangle(edge, bottom - line, across, line);
        self.rectangle(edge, edge, line, down);
        self.rectangle(right - line, edge, line, down);
        for (x, y) in [(edge, edge), (right - arm, edge), (edge, bottom - arm), (right - arm, bottom - arm)] {
            let (near_x, near_y) =
                (if x == edge { x } else { right - thick }, if y == edge { y } else { bottom - thick });
            self.rectangle(x, near_y, arm, thick);
            self.rectangle(near_x, y, thick, arm);
        }
    }

    /// Thickness of a line, about a quarter of a millimetre.
    fn line(&self) -> u32 {
        (self.dpi / 100).max(1)
    }

    /// Millimetres from the paper's left and top edge.
    fn rulers(&mut self) {
        let edge = self.mm(1);
        let letter = self.line();
        for millimetre in 2.. {
            let at = self.mm(millimetre);
            let (across, down) = (at < self.width - edge, at < self.height - edge);
            if !across && !down {
                break;
            }
            let tick = match millimetre {
                tens if tens % 10 == 0 => self.mm(4),
                fives if fives % 5 == 0 => self.mm(3),
                _ => self.mm(2),
            };
            let number = (millimetre % 10 == 0 && millimetre > 9).then(|| millimetre.to_string());
            if across {
                self.rectangle(at, edge, 1, tick);
                if let Some(number) = &number {
                    let wide = number.len() as u32 * letters::ADVANCE * letter;
                    let left = if at + 3 + wide > self.width - edge - self.mm(1) { at - 3 - wide } else { at + 3 };
                    self.text(left, edge + self.mm(2) + letter, letter, number);
                }
            }
            if down {
                self.rectangle(edge, at, tick, 1);
                if let Some(number) = &number {
                    // The last one stands above its tick where the frame would run through it.
                    let high = letters::HEIGHT * letter;
                    let top = if at + 3 + high > self.height - edge - self.mm(1) { at - 3 - high } else { at + 3 };
                    self.text(edge + self.mm(2), top, letter, number);
                }
            }
        }
    }

    /// Left of all that stands beside the rulers.
    fn left(&self) -> u32 {
        self.mm(8)
    }

    fn words(&mut self, width: u32, height: u32) -> u32 {
        let letter = self.line();
        let size = |tenths: u32| format!("{}.{}", tenths / 10, tenths % 10);
        let lines = [
            (letter * 2, "GODOWN TEST PRINT".to_owned()),
            (letter, format!("PAPER {} X {} MM", size(width), size(height))),
            (letter, format!("{} DPI: {} X {} DOTS", self.dpi, self.width, self.height)),
            (letter, "THE FRAME IS 1 MM FROM EVERY EDGE".to_owned()),
        ];
        let mut at = self.mm(8);
        for (letter, line) in lines {
            self.text(self.left(), at, letter, &line);
            at += letter * (letters::HEIGHT + 4);
        }
        at + self.mm(1)
    }

    /// Bars that say how wide their modules are, with the words under them.
    fn bars(&mut self, top: u32, dots: u32) -> u32 {
        let text = format!("TEST-{dots}");
        let widths = write_bars(&text).unwrap_or_default();
        let modules: u32 = widths.iter().map(|width| u32::from(*width)).sum();
        let (height, letter) = (self.mm(10), self.line());
        let below = top + height + letter * 3;
        let bottom = below + letter * letters::HEIGHT;
        let left = self.left() + QUIET * dots;
        if left + (modules + QUIET) * dots > self.width - self.mm(1) || bottom > self.height - self.mm(2) {
            return top;
        }
        let mut at = left;
        for (place, width) in widths.iter().enumerate() {
            let width = u32::from(*width) * dots;
            if place % 2 == 0 {
                self.rectangle(at, top, width, height);
            }
            at += width;
        }
        let unit = if dots == 1 { "DOT" } else { "DOTS" };
        self.text(left, below, letter, &format!("{text}: {dots} {unit} A MODULE"));
        bottom + self.mm(3)
    }

    /// From an eighth of black to black, in lines across and in lines down: a weak head shows in one of them.
    fn ramp(&mut self, top: u32) {
        let side = self.mm(6).div_ceil(GREYS) * GREYS;
        let left = self.left();
        if left + side * GREYS > self.width - self.mm(2) || top + side * 2 > self.height - self.mm(2) {
            return;
        }
        for grey in 1..=GREYS {
            let x = left + (grey - 1) * side;
            for line in (0..side).step_by(GREYS as usize) {
                self.rectangle(x, top + line, side, grey);
                self.rectangle(x + line, top + side, grey, side);
            }
        }
    }

    /// Words whose letters are made of squares of so many dots.
    fn text(&mut self, x: u32, y: u32, dot: u32, text: &str) {
        for (place, letter) in text.chars().enumerate() {
            let x = x + u32::try_from(place).unwrap_or_default() * letters::ADVANCE * dot;
            if x + letters::ADVANCE * dot > self.width - self.mm(1) {
                return;
            }
            for (row, bits) in (0..).zip(letters::rows(letter)) {
                for column in (0..5).filter(|column| bits & (16 >> column) != 0) {
                    self.rectangle(x + column * dot, y + row * dot, dot, dot);
                }
            }
        }
    }
}

/// Dots nearest to a length in tenths of a millimetre.
fn dots(tenths: u32, dpi: u32) -> u32 {
    (tenths * dpi + 127) / 254
}

#[cfg(test)]
mod tests {
    use hayro::hayro_syntax::{Pdf, PdfData};

    use super::*;
    use crate::geometry::{PageFrame, Rect};
    use crate::proof::{Symbology, on_label};
    use crate::raster::{Pen, dots_of_page};
    use crate::snap::in_picture;

    #[test]
    fn it_is_as_large_as_the_paper() {
        for (paper, dpi, size) in [
            (Paper::Label4x6, 203, (812, 1218)),
            (Paper::Label4x6, 300, (1200, 1800)),
            (Paper::Label100x150, 203, (799, 1199)),
            (Paper::Label100x150, 300, (1181, 1772)),
        ] {
            let dots = test_print(paper, dpi);
            assert_eq!((dots.width(), dots.height()), size, "{paper:?} at {dpi} dpi");
        }
    }

    #[test]
    fn bars_of_one_to_four_dots_say_how_wide_they_are() {
        for dpi in [203, 300] {
            let label = test_print(Paper::Label4x6, dpi);
            let read = in_picture(&label);
            let found: Vec<(&str, u32)> = read
                .iter()
                .map(|bars| (bars.text.as_str(), (bars.area.right - bars.area.left) / bars.modules()))
                .collect();
            assert_eq!(found, [("TEST-1", 1), ("TEST-2", 2), ("TEST-3", 3), ("TEST-4", 4)]);
        }
        let label = test_print(Paper::Label4x6, 203);
        let others: Vec<String> =
            on_label(&label).into_iter().filter(|s| s.symbology == Symbology::Code128).map(|s| s.text).collect();
        assert!((2..=4).all(|dots| others.contains(&format!("TEST-{dots}"))), "{others:?}");
    }

    #[test]
    fn the_pdf_at_actual_size_is_the_same_dots() {
        for (paper, dpi) in [(Paper::Label4x6, 203), (Paper::Label3x5, 300), (Paper::A6, 203)] {
            let file = test_print_pdf(paper, dpi).unwrap();
            let pdf = Pdf::new(PdfData::from(std::sync::Arc::new(file))).unwrap();
            let page = pdf.pages().first().unwrap();
            let sides = page.media_box();
            let frame = PageFrame::new(Rect::new(0.0, 0.0, sides.x1, sides.y1), 0, 1.0);
            let (drawn, _) = dots_of_page(page, &frame, f64::from(dpi) / 72.0, &Pen::new()).unwrap();
            assert!(drawn == test_print(paper, dpi), "{paper:?} at {dpi} dpi");
        }
    }

    #[test]
    fn the_frame_cuts_no_number() {
        for paper in [Paper::Label4x6, Paper::Label100x150, Paper::Label3x5, Paper::A6] {
            for dpi in [203, 300] {
                let figure = Figure::new(paper, dpi);
                let bottom = figure.height - figure.mm(1) - figure.mm(1);
                let letter = figure.line();
                let mut dots = figure.black.iter().filter(|[.., width, height]| *width == letter && *height == letter);
                assert!(dots.all(|[_, y, _, height]| y + height <= bottom), "{paper:?} at {dpi} dpi");
            }
        }
    }

    #[test]
    fn no_paper_is_too_odd() {
        for (width, height) in [(0, 0), (-5, 90_000), (200, 200), (i32::MAX, i32::MIN), (500, 300)] {
            for dpi in [0, 203, u16::MAX] {
                let dots = test_print(Paper::Custom { width, height }, dpi);
                assert!(dots.width() > 50 && dots.height() > 50 && dots.width() < 10_000);
            }
        }
    }
}
