//! What a printer reads from our bytes is the picture they were made of.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "bytes no printer reads fail the test")]

#[path = "read_back/decoder.rs"]
mod decoder;

use decoder::{read_tspl, read_zpl};
use godown_domain::print::bitmap::Bitmap;
use godown_printing::{Graphics, tspl, zpl};
use proptest::prelude::*;

/// Pictures with runs, repeated rows and odd widths, as labels have them.
fn pictures() -> impl Strategy<Value = Bitmap> {
    let boxes = proptest::collection::vec((0_u32..900, 0_u32..60, 1_u32..900, 1_u32..30, any::<bool>()), 0..12);
    (1_u32..900, 1_u32..60, boxes).prop_map(|(width, height, boxes)| {
        let mut picture = Bitmap::white(width, height);
        for (x, y, w, h, black) in boxes {
            picture.fill(x, y, w, h, black);
        }
        picture
    })
}

proptest! {
    #[test]
    fn a_printer_reads_the_very_dots(picture in pictures()) {
        prop_assert_eq!(&read_zpl(&zpl(&picture, Graphics::Z64))[0], &picture);
        prop_assert_eq!(&read_zpl(&zpl(&picture, Graphics::Hex))[0], &picture);
        let read = &read_tspl(&tspl(&picture, 203))[0];
        prop_assert_eq!(read.rows(), picture.rows());
        prop_assert!((picture.width()..read.width()).all(|x| (0..picture.height()).all(|y| !read.is_black(x, y))));
    }
}

#[test]
fn nothing_of_a_picture_can_end_a_tspl_command() {
    let mut picture = Bitmap::white(48, 1);
    for (x, byte) in (0..).step_by(8).zip(b"\r\nCLS\r".iter().map(|byte| !byte)) {
        (0..8).for_each(|bit| picture.set(x + bit, 0, byte & (0x80 >> bit) != 0));
    }
    let bytes = tspl(&picture, 203);
    assert_eq!(
        read_tspl(&bytes)[0].rows(),
        picture.rows(),
        "the announced length counts, not what the bytes look like"
    );
}

#[test]
fn labels_of_one_job_come_out_one_after_another() {
    let pictures: Vec<Bitmap> = (1..4)
        .map(|x| {
            let mut one = Bitmap::white(16, 4);
            one.fill(x, 1, x, 2, true);
            one
        })
        .collect();
    let job = |wrap: &dyn Fn(&Bitmap) -> Vec<u8>| pictures.iter().flat_map(wrap).collect::<Vec<u8>>();
    assert_eq!(read_zpl(&job(&|one| zpl(one, Graphics::Z64))), pictures);
    assert_eq!(read_zpl(&job(&|one| zpl(one, Graphics::Hex))), pictures);
    assert_eq!(read_tspl(&job(&|one| tspl(one, 203))), pictures);
}
