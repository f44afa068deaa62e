//! The cases are what they are said to be, as far as another reader can tell.

use std::collections::HashSet;

use lopdf::Document;

use super::*;

#[test]
fn every_case_has_a_name_of_its_own_and_every_group_has_cases() {
    let cases = cases(1).unwrap();
    let names: HashSet<_> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len());
    let groups: HashSet<_> = cases.iter().map(|case| case.group).collect();
    assert_eq!(groups.len(), 6);
    if let Some(folder) = std::env::var_os("GODOWN_LOOK") {
        for case in &cases {
            let name = format!("{:?} {} {:?}.pdf", case.group, case.name, case.expect).replace(['/', '"'], "");
            std::fs::write(std::path::Path::new(&folder).join(name), &case.bytes).unwrap();
        }
    }
}

#[test]
fn what_is_merely_unusual_is_read_by_others_too() {
    for case in cases_of(Group::Unusual, 2).unwrap() {
        let document = Document::load_mem(&case.bytes).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(document.get_pages().len(), 1, "{}", case.name);
        let page = document.get_pages()[&1];
        let content = document.get_page_content(page);
        assert!(content.windows(4).any(|word| word == b"> Tj"), "{}: no text", case.name);
    }
}

#[test]
fn the_bomb_in_the_attacks_stays_small_on_disk() {
    let attacks = cases_of(Group::Attack, 3).unwrap();
    let bomb = attacks.iter().find(|case| case.name == "content of 1 GiB").unwrap();
    assert!(bomb.bytes.len() < 2_000_000);
    assert!(attacks.iter().all(|case| case.bytes.len() < 64 << 20));
}

#[test]
fn every_seed_has_its_cases() {
    // Bars of other couriers are wider or narrower.
    for seed in [5, 7, 41, 58] {
        for group in [Group::Damaged, Group::SilentDamage, Group::WrongContent] {
            assert!(cases_of(group, seed).is_ok_and(|cases| !cases.is_empty()), "{seed}: {group:?}");
        }
    }
}
