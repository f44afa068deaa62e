use rxing::datamatrix::DataMatrixWriter;
use rxing::{BarcodeFormat, Writer};

use super::*;

const ID: &str = "FMPP0007310000";
const ROUTE: &str = "R1|REG|PREPAID|E|(4) BLR/KOR|560034|IN-KA|110042|20261122|20261126|1/1|2";

/// A Data Matrix of one dot a cell, without quiet zone.
pub(super) fn matrix_dots(text: &str) -> Dots {
    let bits = DataMatrixWriter.encode_with_hints(text, &BarcodeFormat::DATA_MATRIX, 0, 0, &Default::default());
    let bits = bits.unwrap();
    let [left, top, width, height] = bits.getEnclosingRectangle().unwrap();
    Dots::new(width, height, |x, y| bits.get(left + x, top + y))
}

pub(super) fn scaled(picture: &Dots, by: u32) -> Dots {
    Dots::new(picture.width * by, picture.height * by, |x, y| picture.is_black(x / by, y / by))
}

fn hundredths(of: u32, each: u32) -> u32 {
    of * each / 100
}

/// A label with bars whose modules are so many hundredths of a dot wide, as a renderer leaves them.
fn with_bars(each: u32, along: Along, left: u32) -> (Bitmap, Bars) {
    let widths = write_bars(ID).unwrap();
    let modules: u32 = widths.iter().map(|width| u32::from(*width)).sum();
    let mut label = Bitmap::white(812, 900);
    let length = hundredths(modules, each);
    let area = match along {
        Along::Across => Area { left, top: 300, right: left + length, bottom: 360 },
        Along::Down => Area { left: 300, top: left, right: 360, bottom: left + length },
    };
    let mut at = 0;
    for (place, width) in widths.iter().enumerate() {
        let next = at + u32::from(*width);
        let (from, to) = (left + hundredths(at, each), left + hundredths(next, each));
        match along {
            Along::Across => label.fill(from, 300, to - from, 60, place % 2 == 0),
            Along::Down => label.fill(300, from, 60, to - from, place % 2 == 0),
        }
        at = next;
    }
    (label, Bars { text: ID.into(), widths, along, area })
}

fn snapped(label: &mut Bitmap, bars: Bars) -> Bars {
    let mut symbols = Symbols { bars: vec![bars], squares: vec![] };
    snap(label, &mut symbols, Some(ID));
    symbols.bars.remove(0)
}

fn module_dots(bars: &Bars) -> u32 {
    let (from, to) = bars.length();
    assert_eq!((to - from) % bars.modules(), 0, "whole dots");
    (to - from) / bars.modules()
}

#[test]
fn bars_take_the_white_around_them_for_wider_modules() {
    for along in [Along::Across, Along::Down] {
        let (mut label, bars) = with_bars(243, along, 180);
        assert!(!measure_bars(&label, &bars).unwrap().is_even(), "2.43 dots a module are uneven");
        let bars = snapped(&mut label, bars);
        assert_eq!(module_dots(&bars), 3);
        assert_eq!(measure_bars(&label, &bars), Some(Evenness::default()));
        let found = in_picture(&label);
        assert_eq!((found.len(), &found[0]), (1, &bars), "nothing of the old bars is left");
    }
}

#[test]
fn bars_between_rules_stay_between_them_with_their_quiet_zone() {
    let (mut label, bars) = with_bars(243, Along::Across, 180);
    let (from, to) = bars.length();
    label.fill(from - 20, 250, 2, 200, true);
    label.fill(to + 20, 250, 2, 200, true);
    let rules =
        |label: &Bitmap| (0..200).all(|y| label.is_black(from - 20, 250 + y) && label.is_black(to + 20, 250 + y));
    let bars = snapped(&mut label, bars);
    assert_eq!(module_dots(&bars), 2);
    assert!(bars.length().0 >= from - 18 + 20 && bars.length().1 + 20 <= to + 20, "{:?}", bars.area);
    assert!(rules(&label));
}

#[test]
fn a_quiet_zone_narrower_than_the_standard_asks_does_not_get_narrower_still() {
    let (mut label, bars) = with_bars(210, Along::Across, 180);
    let (from, to) = bars.length();
    label.fill(from - 6, 250, 2, 200, true);
    label.fill(to + 6, 250, 2, 200, true);
    let bars = snapped(&mut label, bars);
    assert_eq!(module_dots(&bars), 2);
    assert!(bars.length().0 >= from && bars.length().1 <= to, "{:?}", bars.area);
}

#[test]
fn even_bars_are_left_as_they_are() {
    for dots in [2, 3, 4] {
        let (mut label, bars) = with_bars(dots * 100, Along::Down, 10);
        let before = label.clone();
        assert_eq!(snapped(&mut label, bars.clone()), bars);
        assert!(label == before);
    }
}

#[test]
fn what_lies_over_bars_is_not_wiped_away() {
    let (mut label, bars) = with_bars(243, Along::Across, 180);
    label.fill(260, 310, 200, 30, true);
    let before = label.clone();
    snapped(&mut label, bars.clone());
    assert!(label == before);
    assert_eq!(measure_bars(&label, &bars), None, "and the bars do not count as read");
}

#[test]
fn bars_of_another_parcel_are_not_made_better() {
    let (mut label, bars) = with_bars(243, Along::Across, 180);
    let before = label.clone();
    let mut symbols = Symbols { bars: vec![bars], squares: vec![] };
    snap(&mut label, &mut symbols, Some("FMPP0007310001"));
    assert!(label == before);
}

#[test]
fn a_square_code_comes_to_lie_on_whole_dots_and_says_the_same() {
    let cells = matrix_dots(ROUTE);
    for each in [210, 340, 731, 790] {
        let side = hundredths(cells.width, each);
        let mut label = Bitmap::white(812, 900);
        let area = Area { left: 101, top: 57, right: 101 + side, bottom: 57 + side };
        for (x, y) in (0..side).flat_map(|x| (0..side).map(move |y| (x, y))) {
            label.set(101 + x, 57 + y, cells.is_black((x * 100 + 50) / each, (y * 100 + 50) / each));
        }
        let found = matrix::find(&cells).unwrap();
        let mut symbols =
            Symbols { bars: vec![], squares: vec![Square { text: ROUTE.into(), cells: found.cells, area }] };
        snap(&mut label, &mut symbols, Some(ID));
        let Square { cells, area, .. } = &symbols.squares[0];
        assert_eq!(area.width(), cells.columns * (each / 100), "{each}");
        let drawn = Dots::of(&label, &area.grow(20, &label));
        assert_eq!(drawn.black_box().map(|[l, t, r, b]| (r - l, b - t)), Some((area.width(), area.height())));
        assert_eq!(square_text(&label, cells, area).as_deref(), Some(ROUTE));
    }
}
