//! Pictures: the codes as the marketplace draws them (RGB, one or three dots a module), logos, the signature.
//!
//! Owns dots. Refuses to know where they stand.

use super::file::{PdfFile, deflate};
use super::group::Logo;
use super::symbols::Matrix;
use crate::draw::mix;

/// Quiet modules on each side of the bars.
pub(super) const QUIET: usize = 5;
const BARS_HEIGHT: usize = 30;
const MATRIX_SIDE: usize = 139;
const MATRIX_QUIET: usize = 3;
const QR_SIDE: usize = 200;
const QR_QUIET: usize = 4;

/// An invented scrawl, 180 x 44 dots.
const SIGNATURE: &[u8] = include_bytes!("../../assets/signature.jpg");
const SIGNATURE_SIZE: (usize, usize) = (180, 44);

/// RGB dots, rows from the top.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    pub(crate) fn write(&self, file: &mut PdfFile) -> u32 {
        let Self { width, height, rgb } = self;
        file.add_stream(
            &format!(
                "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceRGB\
                 /Filter/FlateDecode"
            ),
            &deflate(rgb),
        )
    }

    /// Square modules of `dots` dots from the corner at `quiet`.
    fn squares(side: usize, matrix: &Matrix, quiet: usize, dots: usize) -> Self {
        let mut rgb = Vec::with_capacity(side * side * 3);
        let blank = vec![255; side * 3];
        for _ in 0..quiet {
            rgb.extend_from_slice(&blank);
        }
        for modules in matrix.dark.chunks(matrix.side) {
            let mut row = blank.clone();
            for (at, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                let from = (quiet + at * dots) * 3;
                row[from..from + dots * 3].fill(0);
            }
            for _ in 0..dots {
                rgb.extend_from_slice(&row);
            }
        }
        rgb.resize(side * side * 3, 255);
        Self { width: side, height: side, rgb }
    }
}

/// Code 128, one dot a module.
pub(super) fn bars(modules: &[bool]) -> Picture {
    let mut row = vec![255; (modules.len() + 2 * QUIET) * 3];
    for (at, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
        let from = (QUIET + at) * 3;
        row[from..from + 3].fill(0);
    }
    Picture { width: modules.len() + 2 * QUIET, height: BARS_HEIGHT, rgb: row.repeat(BARS_HEIGHT) }
}

/// Data Matrix, 139 dots; 44 modules take 132 of them.
pub(super) fn data_matrix(matrix: &Matrix) -> Picture {
    let dots = (MATRIX_SIDE - 2 * MATRIX_QUIET) / matrix.side;
    Picture::squares(MATRIX_SIDE, matrix, MATRIX_QUIET, dots.max(1))
}

/// Payment code, 200 dots.
pub(super) fn qr(matrix: &Matrix) -> Picture {
    let dots = (QR_SIDE / (matrix.side + 2 * QR_QUIET)).max(1);
    let quiet = QR_SIDE.saturating_sub(dots * matrix.side) / 2;
    Picture::squares(QR_SIDE, matrix, quiet, dots)
}

/// A made-up mark: rings or stripes with soft edges on a grain, as a scanned logo has.
pub(super) fn logo(logo: Logo) -> Picture {
    let (width, height, ink) = match logo {
        Logo::Courier => (68, 20, [22_u64, 70, 150]),
        Logo::Market => (84, 15, [40, 90, 200]),
    };
    let mut rgb = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (x as i64 - 10, y as i64 - height as i64 / 2);
            let ring = (dx * dx + dy * dy) as u64;
            let shape = match logo {
                Logo::Courier => x > 22 && (x + y) % 9 < 4,
                Logo::Market => x > 22 && x % 7 < 4 && y > 3,
            };
            let ground = if shape { 0 } else { (ring.abs_diff(40) * 8).min(255) };
            let grain = mix((y * width + x) as u64) % 12;
            rgb.extend(ink.map(|ink| (ink + ground * (255 - ink) / 255).saturating_sub(grain).min(255) as u8));
        }
    }
    Picture { width, height, rgb }
}

/// The seller's signature, a JPEG of its own on every page.
pub(super) fn signature(file: &mut PdfFile) -> u32 {
    let (width, height) = SIGNATURE_SIZE;
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8/ColorSpace/DeviceRGB\
         /Filter/DCTDecode"
    );
    file.add_stream(&entries, SIGNATURE)
}
