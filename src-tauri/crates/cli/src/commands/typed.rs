//! Serial numbers and box sizes given with `pack`, kept before anything is asked for.

use godown_api::types::{PackInputKept, PackInputPut, ShipmentRef};
use godown_domain::pack_input::{BoxTyped, FieldProblem, InputForm, LineSerials, Typed};
use godown_domain::{OrderItemId, ShipmentId};
use godown_ops::Desks;

use crate::args::{PackArgs, UnitSerials};
use crate::ask::ask;
use crate::output::{Failure, Out};

/// Keeps what was given for the named shipments. A shipment whose label was already asked for is passed over: the batch
/// says what became of it.
pub async fn keep(desks: &Desks, out: Out, args: &PackArgs) -> Result<(), Failure> {
    if args.serials.is_empty() && args.parcel.is_none() {
        return Ok(());
    }
    let mut forms: Vec<(&ShipmentId, InputForm)> = vec![];
    for id in &args.shipments {
        forms.push((id, ask(desks, "pack_input", ShipmentRef { shipment_id: id.clone() }).await?));
    }
    let known =
        |id: &OrderItemId| forms.iter().any(|(_, form)| form.lines.iter().any(|line| line.order_item_id == *id));
    if let Some(stray) = args.serials.iter().find(|unit| !known(&unit.item)) {
        return Err(Failure::use_of(format!("No line of these shipments has the number {}.", stray.item)));
    }
    for (id, form) in forms {
        let typed = typed(&form, args);
        if typed.serials.is_empty() && typed.boxes.is_empty() {
            continue;
        }
        if form.locked.is_some() {
            out.say(&format!("{id}: its label was already asked for; the numbers and sizes given now are not used"));
            continue;
        }
        let kept: PackInputKept =
            ask(desks, "set_pack_input", PackInputPut { shipment_id: id.clone(), typed: typed.clone() }).await?;
        if !kept.problems.is_empty() {
            let words: Vec<String> = kept.problems.iter().map(|problem| words(&typed, problem)).collect();
            return Err(Failure::use_of(format!("{id}: {}. Nothing was asked for.", words.join("; "))));
        }
    }
    Ok(())
}

/// What of it is meant for one shipment.
fn typed(form: &InputForm, args: &PackArgs) -> Typed {
    let of_line = |id: &OrderItemId| -> Vec<Vec<String>> {
        args.serials.iter().filter(|unit| unit.item == *id).map(|unit| unit.numbers.clone()).collect()
    };
    let lines = form
        .lines
        .iter()
        .map(|line| LineSerials { order_item_id: line.order_item_id.clone(), units: of_line(&line.order_item_id) });
    let boxes = args.parcel.iter().flat_map(|[length, breadth, height, weight]| {
        form.boxes.iter().map(|one| BoxTyped {
            sub_shipment_id: one.sub_shipment_id.clone(),
            length: length.clone(),
            breadth: breadth.clone(),
            height: height.clone(),
            weight: weight.clone(),
        })
    });
    Typed { serials: lines.filter(|line| !line.units.is_empty()).collect(), boxes: boxes.collect() }
}

/// The field, what stands in it, and what is wrong with it.
fn words(typed: &Typed, problem: &FieldProblem) -> String {
    let FieldProblem { part, unit, place, why } = problem;
    let number = typed
        .serials
        .iter()
        .find(|line| line.order_item_id.as_str() == part)
        .and_then(|line| line.units.get(*unit as usize)?.get(*place as usize));
    let field = match number {
        Some(number) => format!("{part}, {number}"),
        None if typed.boxes.iter().any(|one| one.sub_shipment_id.as_str() == part) => {
            let sides = ["length", "breadth", "height", "weight"];
            format!("{part}, {}", sides.get(*place as usize).unwrap_or(&"size"))
        }
        None => part.clone(),
    };
    format!("{field}: {}", why.words())
}

/// One unit's numbers: `ORDER_ITEM=NUMBER[,NUMBER]`.
pub fn unit(text: &str) -> Result<UnitSerials, String> {
    let (item, numbers) = text.split_once('=').ok_or("write ORDER_ITEM=NUMBER, or ORDER_ITEM=NUMBER,NUMBER")?;
    if item.trim().is_empty() || numbers.trim().is_empty() {
        return Err("the order item or its number is missing".into());
    }
    let numbers = numbers.split(',').map(|number| number.trim().to_owned()).collect();
    Ok(UnitSerials { item: item.trim().into(), numbers })
}

/// A box: `LxBxHxKG`, centimetres and kilograms.
pub fn parcel(text: &str) -> Result<[String; 4], String> {
    let parts: Vec<String> = text.split(['x', 'X', '×']).map(|part| part.trim().to_owned()).collect();
    parts.try_into().map_err(|_| "write LENGTHxBREADTHxHEIGHTxKG, such as 30x20x10x0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use godown_domain::pack_input::FieldFault;

    use super::*;

    #[test]
    fn a_unit_has_one_number_or_one_for_each_sim() {
        let two = unit("OI1=356938035643809, 490154203237518").expect("well formed");
        assert_eq!((two.item.as_str(), two.numbers.len()), ("OI1", 2));
        assert!(unit("356938035643809").is_err() && unit("OI1=").is_err() && unit("=5").is_err());
    }

    #[test]
    fn a_box_is_four_measures() {
        assert_eq!(parcel("30x20x10x0.5"), Ok(["30", "20", "10", "0.5"].map(str::to_owned)));
        assert!(parcel("30x20x10").is_err());
    }

    #[test]
    fn a_bad_number_is_told_with_its_line_and_its_fault() {
        let line = LineSerials { order_item_id: "OI1".into(), units: vec![vec!["12".into()]] };
        let typed = Typed { serials: vec![line], boxes: vec![] };
        let problem = FieldProblem { part: "OI1".into(), unit: 0, place: 0, why: FieldFault::NotImei { given: 2 } };
        assert_eq!(words(&typed, &problem), "OI1, 12: an IMEI has 15 digits, this has 2 signs");
    }
}
