//! The line under a label: a template with words in braces.

use super::LabelFacts;

/// Digits of the order id that people compare.
const ORDER_TAIL: usize = 6;

/// Fills a template in. An empty word takes the blanks before it along; what is no word stays as it stands.
pub(super) fn fill(template: &str, label: &LabelFacts, batch: &str, place: usize, of: usize) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value =
            after.split_once('}').and_then(|(name, behind)| Some((word(name, label, batch, place, of)?, behind)));
        let Some((value, behind)) = value else {
            filled.push('{');
            rest = after;
            continue;
        };
        if value.is_empty() {
            filled.truncate(filled.trim_end().len());
        }
        filled.push_str(&value);
        rest = behind;
    }
    filled.push_str(rest);
    filled.trim().to_owned()
}

fn word(name: &str, label: &LabelFacts, batch: &str, place: usize, of: usize) -> Option<String> {
    Some(match name {
        "sku" => one_line(&label.sku),
        "units" => label.units.to_string(),
        "more" if label.more == 0 => String::new(),
        "more" => format!("+{} more", label.more),
        "order" => {
            let letters = label.order_id.chars().count();
            label.order_id.chars().skip(letters.saturating_sub(ORDER_TAIL)).collect()
        }
        "batch" => one_line(batch),
        "place" => format!("{place}/{of}"),
        "bin" => one_line(&label.bin),
        "zone" => one_line(&label.zone),
        "courier" => one_line(&label.courier),
        _ => return None,
    })
}

/// Names come from outside: line breaks and tabs in them are blanks here.
fn one_line(name: &str) -> String {
    if !name.contains(char::is_control) {
        return name.trim().to_owned();
    }
    let words = name.split(char::is_control).map(str::trim).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
