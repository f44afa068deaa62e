use super::*;
use crate::ShipmentState;
use crate::shipment::tests::item;

const A: &str = "356938035643809";
const B: &str = "490154203237518";

fn phone(id: &str, quantity: u32) -> ItemSeen {
    ItemSeen { hsn: Some("85171300".into()), ..item(id, ShipmentState::Approved, quantity) }
}

fn serials(id: &str, units: &[&[&str]]) -> Typed {
    let units = units.iter().map(|unit| unit.iter().map(|one| (*one).to_owned()).collect()).collect();
    Typed { serials: vec![LineSerials { order_item_id: id.into(), units }], boxes: vec![] }
}

fn faults(items: &[ItemSeen], typed: &Typed) -> Vec<(u32, u32, FieldFault)> {
    let items: Vec<&ItemSeen> = items.iter().collect();
    match check(&items, &["SS-1".into()], &[], typed) {
        Ok(_) => vec![],
        Err(problems) => problems.into_iter().map(|one| (one.unit, one.place, one.why)).collect(),
    }
}

#[test]
fn an_imei_has_fifteen_digits_and_a_check_digit_that_fits() {
    let one = [phone("p", 1)];
    assert_eq!(faults(&one, &serials("p", &[&[A]])), []);
    assert_eq!(faults(&one, &serials("p", &[&["35693803564380"]])), [(0, 0, FieldFault::NotImei { given: 14 })]);
    assert_eq!(faults(&one, &serials("p", &[&["35693803564380X"]])), [(0, 0, FieldFault::NotImei { given: 15 })]);
    assert_eq!(faults(&one, &serials("p", &[&["356938035643808"]])), [(0, 0, FieldFault::CheckDigit)]);
}

#[test]
fn an_imei_as_printed_on_the_box_is_sent_as_digits_alone() {
    let phone = phone("p", 1);
    let taken = check(&[&phone], &[], &[], &serials("p", &[&[" 35-693803-564380-9 "]])).unwrap();
    assert_eq!(taken.serials[0].units, [[A]]);
}

#[test]
fn other_goods_have_numbers_of_any_form_that_fits_on_a_label() {
    let one = [item("w", ShipmentState::Approved, 1)];
    assert_eq!(faults(&one, &serials("w", &[&["SN-00 17"]])), [(0, 0, FieldFault::OddSign)]);
    assert_eq!(faults(&one, &serials("w", &[&["x".repeat(41).as_str()]])), [(0, 0, FieldFault::TooLong)]);
    assert_eq!(faults(&one, &serials("w", &[&["356938035643808"]])), [], "15 digits need not be an IMEI");
}

#[test]
fn every_unit_needs_its_numbers_and_none_stands_twice() {
    let two = [phone("p", 2)];
    assert_eq!(faults(&two, &serials("p", &[&[A, B]])), [(1, 0, FieldFault::WrongCount { units: 2, given: 1 })]);
    assert_eq!(faults(&two, &serials("p", &[&[A], &[""]])), [(1, 0, FieldFault::Blank)]);
    let twice = [(0, 0, FieldFault::Twice), (1, 0, FieldFault::Twice)];
    assert_eq!(faults(&two, &serials("p", &[&[A], &[A]])), twice, "either may be the slip");
    assert_eq!(faults(&two, &serials("p", &[&[A], &[B]])), []);
    assert_eq!(faults(&two, &serials("p", &[&[""], &[" "]])), [], "nothing typed forgets the line");
}

#[test]
fn a_number_kept_for_another_line_is_taken() {
    let (first, second) = (phone("p", 1), phone("q", 1));
    let kept = [LineSerials { order_item_id: "p".into(), units: vec![vec![A.into()]] }];
    let again = check(&[&first, &second], &[], &kept, &serials("q", &[&[A]])).unwrap_err();
    assert_eq!(again.iter().map(|one| (one.part.as_str(), &one.why)).collect::<Vec<_>>(), [("q", &FieldFault::Twice)]);
    assert!(check(&[&first, &second], &[], &kept, &serials("p", &[&[A]])).is_ok(), "typing it again is no second one");
}

#[test]
fn a_line_that_is_not_in_the_shipment_is_refused() {
    assert_eq!(faults(&[phone("p", 1)], &serials("else", &[&[A]])), [(0, 0, FieldFault::NotThere)]);
}

fn parcel(sizes: [&str; 4]) -> Typed {
    let [length, breadth, height, weight] = sizes.map(str::to_owned);
    Typed { serials: vec![], boxes: vec![BoxTyped { sub_shipment_id: "SS-1".into(), length, breadth, height, weight }] }
}

#[test]
fn a_box_has_four_numbers_above_zero_that_a_parcel_can_have() {
    let taken = check(&[], &["SS-1".into()], &[], &parcel(["30", " 20,5 ", "10", "0.5"])).unwrap();
    let size = BoxSize { length: 30.0, breadth: 20.5, height: 10.0, weight: 0.5 };
    assert_eq!(taken.boxes, [("SS-1".into(), Some(size))]);
    assert_eq!(
        faults(&[], &parcel(["0", "wide", "", "500"])),
        [
            (0, 0, FieldFault::NotAboveZero),
            (0, 1, FieldFault::NotNumber),
            (0, 2, FieldFault::Blank),
            (0, 3, FieldFault::TooLarge { most: 200 })
        ]
    );
    assert_eq!(faults(&[], &parcel(["-1", "inf", "401", "0.0001"])).len(), 4);
    let forgotten = check(&[], &["SS-1".into()], &[], &parcel(["", "", " ", ""])).unwrap();
    assert_eq!(forgotten.boxes, [("SS-1".into(), None)]);
}
