//! What a person types before a label is asked for (contract 8.5): the serial numbers of every unit, the size of every box.
//! Owns the checks, field by field; refuses to guess what was meant.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::shipment::{BoxSize, ItemSeen};
use crate::{Block, OrderItemId, SubShipmentId};

/// Numbers one unit may carry: a phone has one for each SIM.
pub const MOST_NUMBERS: usize = 4;
/// Longest number taken; the contract names no limit, and no maker prints longer ones.
const LONGEST: usize = 40;
/// Longest side taken, in centimetres. The contract names no limit; beyond it millimetres were typed.
const MOST_CM: f64 = 400.0;
/// Heaviest box taken, in kilograms. The contract names no limit; beyond it grams were typed.
const MOST_KG: f64 = 200.0;
/// Telephones for mobile networks in the tariff; each carries an IMEI.
const PHONE_HSN: [&str; 3] = ["851712", "851713", "851714"];

/// Numbers of one line: a list for every unit, as the wire wants them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineSerials {
    /// The line.
    pub order_item_id: OrderItemId,
    /// For each unit its numbers; no units forgets what was typed for the line.
    pub units: Vec<Vec<String>>,
}

/// A box as it was typed: text, so that a slip can be named. All blank forgets what was typed for the box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BoxTyped {
    /// The box.
    pub sub_shipment_id: SubShipmentId,
    /// Centimetres.
    pub length: String,
    /// Centimetres.
    pub breadth: String,
    /// Centimetres.
    pub height: String,
    /// Kilograms.
    pub weight: String,
}

/// What was typed for a shipment. Lines and boxes that are not named stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Typed {
    /// Serial numbers.
    pub serials: Vec<LineSerials>,
    /// Boxes.
    pub boxes: Vec<BoxTyped>,
}

/// What was typed and can be sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackInput {
    /// Lines with their numbers; no units forgets them.
    pub serials: Vec<LineSerials>,
    /// Boxes with their size; none forgets it.
    pub boxes: Vec<(SubShipmentId, Option<BoxSize>)>,
}

/// Why a field cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum FieldFault {
    /// The shipment has no such line or box, or the line was cancelled.
    NotThere,
    /// A list for every unit is needed.
    WrongCount {
        /// Units of the line.
        units: u32,
        /// Units typed.
        given: u32,
    },
    /// Empty, while others beside it are filled in.
    Blank,
    /// More numbers than a unit can have.
    TooMany,
    /// Longer than a serial number is.
    TooLong,
    /// A blank or an odd sign stands inside.
    OddSign,
    /// An IMEI has 15 digits.
    NotImei {
        /// Digits or signs typed.
        given: u32,
    },
    /// 15 digits, and the last one does not fit the others: a digit is wrong.
    CheckDigit,
    /// The same number stands twice in the shipment.
    Twice,
    /// Not a number.
    NotNumber,
    /// Must be above 0.
    NotAboveZero,
    /// Larger than any parcel.
    TooLarge {
        /// Largest taken, in the field's unit.
        most: u32,
    },
}

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// Order item or sub-shipment.
    pub part: String,
    /// Unit of the line, from 0; 0 for a box.
    pub unit: u32,
    /// Number of the unit, from 0; of a box: length, breadth, height, weight.
    pub place: u32,
    /// Why.
    pub why: FieldFault,
}

impl FieldFault {
    /// In words, for a script.
    pub fn words(&self) -> String {
        match self {
            Self::NotThere => "the shipment has no such line or box".into(),
            Self::WrongCount { units, given } => format!("{units} units need {units} numbers, {given} were given"),
            Self::Blank => "is empty".into(),
            Self::TooMany => format!("a unit has {MOST_NUMBERS} numbers at most"),
            Self::TooLong => format!("is longer than {LONGEST} signs"),
            Self::OddSign => "has a blank or an odd sign inside".into(),
            Self::NotImei { given } => format!("an IMEI has 15 digits, this has {given} signs"),
            Self::CheckDigit => "is no IMEI: a digit is wrong".into(),
            Self::Twice => "stands twice in this shipment".into(),
            Self::NotNumber => "is not a number".into(),
            Self::NotAboveZero => "must be above 0".into(),
            Self::TooLarge { most } => format!("is more than {most}"),
        }
    }
}

/// A line as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormLine {
    /// The line.
    pub order_item_id: OrderItemId,
    /// SKU.
    pub sku: String,
    /// Name of the goods.
    pub title: String,
    /// Units, all of which need their numbers or none.
    pub units: u32,
    /// Its numbers are IMEIs.
    pub imei: bool,
    /// Typed so far, for each unit.
    pub numbers: Vec<Vec<String>>,
}

/// Where a box's size comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SizeFrom {
    /// A person typed it for this shipment.
    Typed,
    /// The listing's package.
    Listing,
    /// An earlier box of the same goods.
    Earlier,
    /// Nothing is known: what integrations send then.
    Plain,
}

/// A box as the form shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormBox {
    /// The box.
    pub sub_shipment_id: SubShipmentId,
    /// Name of the listing's package.
    pub title: Option<String>,
    /// What is sent unless something else is typed.
    pub size: BoxSize,
    /// Where that comes from.
    pub from: SizeFrom,
}

/// What can be typed for a shipment, with what was typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InputForm {
    /// Live lines.
    pub lines: Vec<FormLine>,
    /// Boxes.
    pub boxes: Vec<FormBox>,
    /// What packing waits for: serial numbers or a box size.
    pub needs: Option<Block>,
    /// Why nothing can be changed any more.
    pub locked: Option<Block>,
    /// The marketplace's last refusal, in its words.
    pub refused: Option<String>,
}

/// Whether the numbers of goods are IMEIs, told by their tariff code.
pub fn has_imei(hsn: Option<&str>) -> bool {
    hsn.is_some_and(|hsn| PHONE_HSN.iter().any(|head| hsn.trim().starts_with(head)))
}

/// Checks what was typed against the live lines and the boxes of the shipment. `kept` is what was typed before: a number
/// of a line that is not named now still counts as taken.
///
/// # Errors
/// Every field that cannot be taken.
pub fn check(
    items: &[&ItemSeen],
    boxes: &[SubShipmentId],
    kept: &[LineSerials],
    typed: &Typed,
) -> Result<PackInput, Vec<FieldProblem>> {
    let mut checked = Checked::default();
    for line in kept.iter().filter(|line| !typed.serials.iter().any(|new| new.order_item_id == line.order_item_id)) {
        for number in line.units.iter().flatten() {
            checked.taken.insert(number.to_uppercase(), None);
        }
    }
    let serials = typed.serials.iter().map(|line| checked.line(items, line)).collect();
    let boxes = typed.boxes.iter().map(|one| (one.sub_shipment_id.clone(), checked.parcel(boxes, one))).collect();
    if checked.problems.is_empty() { Ok(PackInput { serials, boxes }) } else { Err(checked.problems) }
}

/// Part, unit and place of a field.
type Spot = (String, u32, u32);

#[derive(Default)]
struct Checked {
    /// Numbers met, with the field of the first one where it was typed now.
    taken: HashMap<String, Option<Spot>>,
    problems: Vec<FieldProblem>,
}

impl Checked {
    fn wrong(&mut self, (part, unit, place): Spot, why: FieldFault) {
        let problem = FieldProblem { part, unit, place, why };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn line(&mut self, items: &[&ItemSeen], line: &LineSerials) -> LineSerials {
        let id = line.order_item_id.clone();
        let spot = |unit: usize, place: usize| (id.0.clone(), unit as u32, place as u32);
        let Some(item) = items.iter().find(|item| item.order_item_id == id) else {
            self.wrong(spot(0, 0), FieldFault::NotThere);
            return LineSerials { order_item_id: id, units: vec![] };
        };
        if line.units.iter().flatten().all(|number| number.trim().is_empty()) {
            return LineSerials { order_item_id: id, units: vec![] };
        }
        let imei = has_imei(item.hsn.as_deref());
        if line.units.len() != item.quantity as usize {
            let place = line.units.len().min((item.quantity as usize).saturating_sub(1));
            let why = FieldFault::WrongCount { units: item.quantity, given: line.units.len() as u32 };
            self.wrong(spot(place, 0), why);
        }
        let mut units = vec![];
        for (unit, numbers) in line.units.iter().enumerate() {
            if numbers.is_empty() {
                self.wrong(spot(unit, 0), FieldFault::Blank);
            }
            if numbers.len() > MOST_NUMBERS {
                self.wrong(spot(unit, MOST_NUMBERS), FieldFault::TooMany);
            }
            let told = numbers.iter().enumerate().map(|(place, text)| self.number(spot(unit, place), text, imei));
            units.push(told.collect());
        }
        LineSerials { order_item_id: id, units }
    }

    fn number(&mut self, spot: Spot, text: &str, imei: bool) -> String {
        let number = plain(text, imei);
        if let Some(why) = number_fault(&number, imei) {
            self.wrong(spot, why);
            return number;
        }
        match self.taken.get(&number.to_uppercase()).cloned() {
            None => {
                self.taken.insert(number.to_uppercase(), Some(spot));
            }
            Some(first) => {
                // Either of the two may be the slip, so both are named.
                if let Some(first) = first {
                    self.wrong(first, FieldFault::Twice);
                }
                self.wrong(spot, FieldFault::Twice);
            }
        }
        number
    }

    fn parcel(&mut self, boxes: &[SubShipmentId], typed: &BoxTyped) -> Option<BoxSize> {
        let spot = |place: u32| (typed.sub_shipment_id.0.clone(), 0, place);
        if !boxes.contains(&typed.sub_shipment_id) {
            self.wrong(spot(0), FieldFault::NotThere);
            return None;
        }
        let texts = [&typed.length, &typed.breadth, &typed.height, &typed.weight];
        if texts.iter().all(|text| text.trim().is_empty()) {
            return None;
        }
        let mut numbers = [0.0; 4];
        for (place, (text, number)) in texts.into_iter().zip(&mut numbers).enumerate() {
            let (most, digits) = if place == 3 { (MOST_KG, 1000.0) } else { (MOST_CM, 100.0) };
            match measure(text, most, digits) {
                Ok(value) => *number = value,
                Err(why) => self.wrong(spot(place as u32), why),
            }
        }
        let [length, breadth, height, weight] = numbers;
        Some(BoxSize { length, breadth, height, weight })
    }
}

/// The number without what a hand or a label puts around and between its signs.
fn plain(text: &str, imei: bool) -> String {
    let text = text.trim();
    if imei { text.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '.')).collect() } else { text.to_owned() }
}

fn number_fault(number: &str, imei: bool) -> Option<FieldFault> {
    let signs = number.chars().count();
    match () {
        () if number.is_empty() => Some(FieldFault::Blank),
        () if imei && (signs != 15 || !number.bytes().all(|b| b.is_ascii_digit())) => {
            Some(FieldFault::NotImei { given: signs as u32 })
        }
        () if imei => (!luhn(number)).then_some(FieldFault::CheckDigit),
        () if signs > LONGEST => Some(FieldFault::TooLong),
        () if !number.chars().all(|c| c.is_ascii_graphic()) => Some(FieldFault::OddSign),
        () => None,
    }
}

/// The check digit of an IMEI: every second digit from the right counts double.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit.saturating_sub(b'0'));
            if place % 2 == 1 { (digit * 2) / 10 + (digit * 2) % 10 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn measure(text: &str, most: f64, digits: f64) -> Result<f64, FieldFault> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Err(FieldFault::Blank);
    }
    let number: f64 = text.parse().map_err(|_| FieldFault::NotNumber)?;
    if !number.is_finite() {
        return Err(FieldFault::NotNumber);
    }
    let rounded = (number * digits).round() / digits;
    match () {
        () if rounded <= 0.0 => Err(FieldFault::NotAboveZero),
        () if rounded > most => Err(FieldFault::TooLarge { most: most as u32 }),
        () => Ok(rounded),
    }
}

#[cfg(test)]
mod tests;
