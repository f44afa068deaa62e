use proptest::prelude::*;

use super::super::SortKey;
use super::*;

fn label(sku: &str, units: u32) -> LabelFacts {
    LabelFacts {
        sku: sku.into(),
        units,
        courier: "E-Kart".into(),
        order_id: format!("OD{sku}"),
        ..LabelFacts::default()
    }
}

fn layout(sort: &[SortKey]) -> LabelLayout {
    LabelLayout { sort: sort.to_vec(), strip: String::new(), ..LabelLayout::default() }
}

/// The skus in the order they come out, separators as `# first line / count`.
fn out(labels: &[LabelFacts], layout: &LabelLayout) -> Vec<String> {
    plan(labels, layout, "41")
        .into_iter()
        .map(|step| match step {
            Step::Label { index, .. } => labels[index].sku.clone(),
            Step::Words { lines } => format!("# {}", lines.join(" / ")),
        })
        .collect()
}

fn strip(template: &str, label: LabelFacts) -> String {
    let layout = LabelLayout { strip: template.into(), ..layout(&[]) };
    match plan(&[label], &layout, "41").pop() {
        Some(Step::Label { strip, .. }) => strip,
        other => panic!("a label: {other:?}"),
    }
}

#[test]
fn without_a_key_labels_stay_as_they_were_chosen() {
    let labels = [label("B", 1), label("A", 1), label("C", 1)];
    assert_eq!(out(&labels, &layout(&[])), ["B", "A", "C"]);
    assert!(plan::<LabelFacts>(&[], &LabelLayout { header: true, ..layout(&[]) }, "1").is_empty());
}

#[test]
fn single_item_parcels_come_first_then_goods_then_couriers() {
    let mut labels = [label("TSH", 1), label("CAP", 1), label("CAP", 1), label("CAP", 1)];
    labels[1].more = 2;
    labels[2].courier = "Shadowfax".into();
    let planned = plan(&labels, &layout(&[SortKey::SingleFirst, SortKey::Sku, SortKey::Courier]), "");
    let order: Vec<usize> =
        planned.iter().map(|step| if let Step::Label { index, .. } = step { *index } else { 9 }).collect();
    assert_eq!(order, [3, 2, 0, 1]);
}

#[test]
fn labels_equal_in_every_key_keep_the_order_of_the_choice() {
    let mut labels: Vec<LabelFacts> =
        (0..50).map(|n| LabelFacts { order_id: n.to_string(), ..label("A", 1) }).collect();
    labels[7].sku = "B".into();
    let planned = plan(&labels, &layout(&[SortKey::Sku]), "");
    let order: Vec<usize> =
        planned.iter().map(|step| if let Step::Label { index, .. } = step { *index } else { 99 }).collect();
    let expected: Vec<usize> = (0..50).filter(|n| *n != 7).chain([7]).collect();
    assert_eq!(order, expected);
}

#[test]
fn the_sellers_own_order_of_goods_goes_before_the_alphabet() {
    let labels = [label("A", 1), label("B", 1), label("Z", 1), label("M", 1)];
    let own = LabelLayout { sku_order: vec!["Z".into(), "M".into()], ..layout(&[SortKey::Sku]) };
    assert_eq!(out(&labels, &own), ["Z", "M", "A", "B"]);
}

#[test]
fn a_walk_along_the_shelf_counts_bins_as_people_do_and_ends_with_what_has_no_place() {
    let at =
        |zone: &str, bin: &str| LabelFacts { zone: zone.into(), bin: bin.into(), ..label(&format!("{zone}{bin}"), 1) };
    let labels = [at("", ""), at("B", "1"), at("A", "A10"), at("A", "A2"), at("A", "a02x")];
    assert_eq!(out(&labels, &layout(&[SortKey::Shelf])), ["AA2", "Aa02x", "AA10", "B1", ""]);
}

#[test]
fn the_pickers_own_way_goes_before_the_names_of_zones_and_bins() {
    let at = |walk: Option<u32>, zone: &str| LabelFacts {
        walk,
        zone: zone.into(),
        bin: "1".into(),
        ..label(&format!("{zone}{walk:?}"), 1)
    };
    let labels = [at(None, "A"), at(Some(2), "A"), at(Some(1), "Z"), at(Some(10), "B"), at(None, "")];
    assert_eq!(out(&labels, &layout(&[SortKey::Shelf])), ["ZSome(1)", "ASome(2)", "BSome(10)", "ANone", "None"]);
}

#[test]
fn what_must_leave_first_is_printed_first_and_an_unknown_time_last() {
    let by = |at: Option<i64>| LabelFacts { dispatch_by: at.map(At), ..label(&format!("{at:?}"), 1) };
    let labels = [by(None), by(Some(20)), by(Some(10))];
    assert_eq!(out(&labels, &layout(&[SortKey::DispatchBy])), ["Some(10)", "Some(20)", "None"]);
}

#[test]
fn prepaid_comes_before_cash_and_few_units_before_many() {
    let cod = LabelFacts { is_cod: true, ..label("COD", 1) };
    let labels = [cod, label("3", 3), label("2", 2)];
    assert_eq!(out(&labels, &layout(&[SortKey::Payment, SortKey::Units])), ["2", "3", "COD"]);
}

#[test]
fn a_separator_names_its_group_and_counts_it() {
    let labels = [label("CAP", 1), label("TSH", 1), label("CAP", 2)];
    let by_sku = LabelLayout { separators: vec![SeparatorBy::Sku], ..layout(&[SortKey::Sku]) };
    assert_eq!(out(&labels, &by_sku), ["# CAP / 2 labels", "CAP", "CAP", "# TSH / 1 label", "TSH"]);
    let nowhere = LabelLayout { separators: vec![SeparatorBy::Zone, SeparatorBy::Courier], ..layout(&[]) };
    assert_eq!(out(&labels, &nowhere)[0], "# No zone / E-Kart / 3 labels");
}

#[test]
fn a_turned_pile_is_read_from_the_top_with_every_separator_over_its_group() {
    let labels = [label("CAP", 1), label("TSH", 1), label("CAP", 2)];
    let usual = LabelLayout { separators: vec![SeparatorBy::Sku], header: true, ..layout(&[SortKey::Sku]) };
    let turned = LabelLayout { reverse: true, ..usual.clone() };
    // The last label printed lies on top of the pile.
    let mut read = out(&labels, &turned);
    read.reverse();
    assert_eq!(read, out(&labels, &usual));
    assert_eq!(read[0], "# Batch 41 / 3 labels / E-Kart: 3");
    assert_eq!(read[read.len() - 1], "# End of batch 41 / 3 labels");
}

#[test]
fn places_count_in_the_order_the_pile_is_read() {
    let labels = [label("B", 1), label("A", 1)];
    for reverse in [false, true] {
        let layout = LabelLayout { strip: "{place}".into(), reverse, ..layout(&[SortKey::Sku]) };
        for step in plan(&labels, &layout, "") {
            let Step::Label { index, strip } = step else { panic!("labels only") };
            assert_eq!(strip, if labels[index].sku == "A" { "1/2" } else { "2/2" });
        }
    }
}

#[test]
fn the_strip_says_what_a_packer_compares() {
    let order = "OD331234567890123456";
    let parcel =
        LabelFacts { order_id: order.into(), bin: "A-07".into(), zone: "North".into(), ..label("TSH-BLK-M", 2) };
    let usual = LabelLayout::default().strip;
    assert_eq!(strip(&usual, parcel.clone()), "TSH-BLK-M × 2  1/1  B41");
    assert_eq!(strip(&usual, LabelFacts { more: 3, ..parcel.clone() }), "TSH-BLK-M × 2 +3 more  1/1  B41");
    assert_eq!(strip("{order} {zone}/{bin} {courier}", parcel.clone()), "123456 North/A-07 E-Kart");
    assert_eq!(strip("{bin} {sku", LabelFacts { bin: String::new(), ..parcel.clone() }), "{sku");
    assert_eq!(strip("{size} {{sku}}", parcel.clone()), "{size} {TSH-BLK-M}");
    assert_eq!(strip("", parcel), "");
}

#[test]
fn a_name_cannot_bring_words_or_lines_of_its_own() {
    assert_eq!(strip("{sku}|{batch}", label("{batch}\r\nB ", 1)), "{batch} B|41");
    assert_eq!(strip("{order}", LabelFacts { order_id: "₹₹".into(), ..label("A", 1) }), "₹₹");
}

#[test]
fn every_word_offered_is_known() {
    for word in STRIP_WORDS {
        assert_ne!(strip(&format!("{{{word}}}"), label("A", 1)), format!("{{{word}}}"), "{word}");
    }
}

fn key() -> impl Strategy<Value = SortKey> {
    prop::sample::select(vec![
        SortKey::SingleFirst,
        SortKey::Sku,
        SortKey::Units,
        SortKey::Courier,
        SortKey::DispatchBy,
        SortKey::Shelf,
        SortKey::Payment,
        SortKey::Category,
        SortKey::Order,
    ])
}

fn facts() -> impl Strategy<Value = LabelFacts> {
    let name = || prop::sample::select(vec!["", "A", "a", "A2", "A10", "A02", "क"]);
    (name(), 0_u32..3, 0_u32..2, name(), name(), any::<bool>(), prop::option::of(0_i64..3)).prop_map(
        |(sku, units, more, courier, zone, is_cod, by)| LabelFacts {
            sku: sku.into(),
            units,
            more,
            courier: courier.into(),
            zone: zone.into(),
            is_cod,
            dispatch_by: by.map(At),
            ..LabelFacts::default()
        },
    )
}

proptest! {
    #[test]
    fn every_label_comes_out_once_and_every_count_is_true(
        labels in prop::collection::vec(facts(), 1..40),
        sort in prop::collection::vec(key(), 0..4),
        by in prop::collection::vec(prop::sample::select(vec![SeparatorBy::Sku, SeparatorBy::Courier, SeparatorBy::Zone]), 0..3),
        reverse in any::<bool>(),
        header in any::<bool>(),
    ) {
        let layout = LabelLayout { sort: sort.clone(), separators: by.clone(), reverse, header, ..LabelLayout::default() };
        let mut steps = plan(&labels, &layout, "7");
        if reverse {
            steps.reverse();
        }
        let places: Vec<usize> =
            steps.iter().filter_map(|step| if let Step::Label { index, .. } = step { Some(*index) } else { None }).collect();
        let mut sorted = places.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..labels.len()).collect::<Vec<_>>());
        let words = |step: Option<&Step>| match step { Some(Step::Words { lines }) => lines.last().cloned(), _ => None };
        if header {
            prop_assert_eq!(words(steps.last()), Some(counted(labels.len())));
            steps.pop();
            steps.remove(0);
        }
        let groups: Vec<&[Step]> = steps.split(|step| matches!(step, Step::Words { .. })).skip(usize::from(!by.is_empty())).collect();
        let counts: Vec<String> = steps.iter().filter_map(|step| words(Some(step))).collect();
        if !by.is_empty() {
            prop_assert_eq!(groups.iter().map(|group| counted(group.len())).collect::<Vec<_>>(), counts);
        }
        // A group is never torn apart where sorting begins with what separates it.
        let torn_by = |key: SortKey| matches!((key, by.as_slice()), (SortKey::Sku, [SeparatorBy::Sku]) | (SortKey::Courier, [SeparatorBy::Courier]));
        if sort.first().is_some_and(|key| torn_by(*key)) {
            let mut names: Vec<&str> = places.iter().map(|index| separated_by(&labels[*index], by[0])).collect();
            names.dedup();
            let met = names.len();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(met, names.len());
        }
    }
}
