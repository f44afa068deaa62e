use super::*;
use crate::guardrail::fact::CancelledBy;
use crate::guardrail::policy::{Certainty, LimitSet, Metric, Window};
use crate::guardrail::sample::shipped;

#[test]
fn the_shipped_limits_are_those_that_were_published() {
    let policies = shipped();
    assert_eq!(fault(&policies), None);
    let mut bp: Vec<_> =
        policies.lines.iter().map(|line| (line.set, line.metric, line.limit_bp, line.consequence_days)).collect();
    bp.sort();
    use LimitSet::{Gold, OmniGold, Silver, SuspensionA, SuspensionB};
    use Metric::{Reattempt, RegionalUse, RtdBreach, Sales, SellerCancellation};
    assert_eq!(
        bp,
        [
            (Gold, SellerCancellation, 15, None),
            (Gold, RtdBreach, 100, None),
            (Gold, RegionalUse, 2_000, None),
            (Gold, Sales, 0, None),
            (Silver, SellerCancellation, 50, None),
            (Silver, RtdBreach, 140, None),
            (Silver, Sales, 0, None),
            (OmniGold, SellerCancellation, 150, None),
            (OmniGold, RtdBreach, 700, None),
            (SuspensionA, SellerCancellation, 25, Some(3)),
            (SuspensionA, RtdBreach, 50, Some(1)),
            (SuspensionA, Reattempt, 200, Some(1)),
            (SuspensionB, SellerCancellation, 50, Some(7)),
            (SuspensionB, RtdBreach, 100, Some(7)),
            (SuspensionB, Reattempt, 200, Some(7)),
        ]
    );
    let sales: Vec<_> = policies
        .lines
        .iter()
        .filter(|line| line.metric == Sales)
        .map(|l| (l.reach_units, l.reach_value.to_string()))
        .collect();
    assert_eq!(sales, [(6_000, "₹50,00,000".to_owned()), (3_000, "₹25,00,000".to_owned())]);
}

#[test]
fn a_line_whose_window_nobody_published_says_so() {
    for line in shipped().lines {
        assert!(!line.source.is_empty(), "{}", line.id);
        let is_told = line.metric == Metric::Sales || line.window == Window::Month;
        assert_eq!(line.certainty == Certainty::Assumed, !is_told, "{}", line.id);
        assert_eq!(line.source.contains("assumption"), !is_told, "{}", line.id);
    }
}

#[test]
fn the_reasons_a_seller_can_send_name_the_seller_and_unknown_words_nobody() {
    let file: CancellationsFile = toml::from_str(include_str!("../../../../../policies/cancellations.toml")).unwrap();
    let table = file.table();
    for reason in ["cannot_procure_item", "not_enough_inventory", "b2b_order"] {
        assert_eq!(table.who(Some("seller_cancellation"), Some(reason)), Some(CancelledBy::Seller));
        assert_eq!(table.who(Some(reason), None), Some(CancelledBy::Seller));
    }
    assert_eq!(table.who(Some("cancellation_requested"), None), Some(CancelledBy::Buyer));
    assert_eq!(table.who(Some("order_cancelled"), Some("delivery_time_long")), Some(CancelledBy::Buyer));
    assert_eq!(table.who(Some("order_cancelled"), None), None);
}

#[test]
fn every_first_pair_of_digits_in_use_lies_in_one_zone() {
    let file: ZonesFile = toml::from_str(include_str!("../../../../../policies/zones.toml")).unwrap();
    let zones = file.zones();
    // India's pin codes begin with 11 to 85, but for a few pairs never given out.
    let unused = [29, 35, 54, 55, 65, 66];
    for pair in (11..=85_u32).filter(|pair| !unused.contains(pair)) {
        assert!(zones.is_near(&format!("{pair}0001"), "560001").is_some(), "{pair}");
    }
    assert_eq!(zones.is_near("560001", "600001"), Some(true), "Bengaluru and Chennai are both south");
    assert_eq!(zones.is_near("302001", "380001"), Some(false), "Jaipur is north, Ahmedabad west");
    assert_eq!(zones.is_near("641601", "781001"), Some(false));
}

#[test]
fn policies_that_cannot_be_judged_by_are_refused_with_the_line() {
    let wrong = |change: fn(&mut Policies)| {
        let mut policies = shipped();
        change(&mut policies);
        fault(&policies)
    };
    let id = shipped().lines[1].id.clone();
    assert_eq!(wrong(|p| p.lines[1].limit_bp = 0), Some(PolicyFault::NoLimit(id.clone())));
    assert_eq!(wrong(|p| p.lines[1].window = Window::Days(0)), Some(PolicyFault::Window(id.clone())));
    assert_eq!(wrong(|p| p.lines[1].valid_to = Some("2023-12-31".into())), Some(PolicyFault::Dates(id.clone())));
    assert_eq!(wrong(|p| p.lines[1].valid_from = "31 Jan".into()), Some(PolicyFault::Dates(id)));
    assert_eq!(wrong(|p| p.lines[1].id = p.lines[0].id.clone()), Some(PolicyFault::SameName("gold-sales".into())));
    assert_eq!(wrong(|p| p.packs_per_hour = 0), Some(PolicyFault::NoPace));
    assert_eq!(wrong(|p| p.quiet_to_minute = 1440), Some(PolicyFault::Quiet));
}
