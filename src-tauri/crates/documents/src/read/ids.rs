//! Tracking and order ids in the text of a page.
//!
//! A guess by wording and shape, for labels made elsewhere and for messages; matching compares with the ids the
//! marketplace gave.

/// The pieces of a text that can be ids: runs of letters and digits, also with `-`, `_` and `/` inside.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/')))
        .map(|token| token.trim_matches(['-', '_', '/']))
        .filter(|token| !token.is_empty())
}

/// Whether a text names an id, as a word of its own or glued to words around it. An id inside a longer number is
/// another id. Both are compared without blanks; `text` and `id` come in upper case.
pub(crate) fn names(text: &str, id: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let alone = |at: usize| {
        let before = digit(id.chars().next()) && digit(text[..at].chars().next_back());
        let after = digit(id.chars().next_back()) && digit(text[at + id.len()..].chars().next());
        !(before || after)
    };
    !id.is_empty() && text.match_indices(id).any(|(at, _)| alone(at))
}

/// Ids after `AWB No.`, and ids of the marketplace's own courier (`FMP`, a letter, 10 to 12 digits).
pub(crate) fn tracking_ids(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = ["", ""];
    for token in tokens(text) {
        let announced = before[0].eq_ignore_ascii_case("AWB") && before[1].eq_ignore_ascii_case("No");
        let long_enough = token.len() >= 6 && token.bytes().any(|byte| byte.is_ascii_digit());
        if (is_own_courier(token) || (announced && long_enough)) && !found.iter().any(|id| id == token) {
            found.push(token.to_owned());
        }
        before = [before[1], token];
    }
    found
}

/// Ids of the marketplace's own courier in a text without blanks, in upper case.
pub(crate) fn own_courier_ids(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices("FMP") {
        let digits = text[at..].bytes().skip(4).take_while(u8::is_ascii_digit).count();
        let Some(id) = text.get(at..at + 4 + digits.min(12)).filter(|id| is_own_courier(id)) else { continue };
        if !found.iter().any(|known| known == id) {
            found.push(id.to_owned());
        }
    }
    found
}

fn is_own_courier(token: &str) -> bool {
    token.strip_prefix("FMP").is_some_and(|rest| {
        let (class, digits) = rest.split_at(rest.len().min(1));
        class.bytes().all(|byte| byte.is_ascii_uppercase()) && (10..=12).contains(&digits.len()) && all_digits(digits)
    })
}

/// `OD` and 14 to 22 digits (Seller API contract 18.3), also where the extractor glued words together.
pub(crate) fn order_ids(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices("OD") {
        let digits: String = text[at + 2..].chars().take_while(char::is_ascii_digit).collect();
        let id = format!("OD{digits}");
        if (14..=22).contains(&digits.len()) && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand_on_the_page() {
        let text = "OD123456789012345678 COD\nAWB No. FMPC0123456789\nAWB No. 77-1234567\nFMPC0123456789\n\
                    Tax InvoiceOrder Id:OD123456789012345679\nFMPC12 GOOD OD12";
        assert_eq!(tracking_ids(text), ["FMPC0123456789", "77-1234567"]);
        assert_eq!(order_ids(text), ["OD123456789012345678", "OD123456789012345679"]);
        assert_eq!(own_courier_ids("AWBNO.FMPC0123456789SHIPPINGFMPX1"), ["FMPC0123456789"]);
        assert!(names("AWBNO.FMPC0123456789SHIPPING", "FMPC0123456789"));
        assert!(!names("AWBNO.FMPC01234567891", "FMPC0123456789") && !names("91234567890", "1234567890"));
        assert!(names("9FMPC0123456789", "FMPC0123456789"), "a number before it is another word");
    }
}
