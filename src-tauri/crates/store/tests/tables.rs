//! The small tables, each on a file of its own, as the other rooms use them.

use godown_domain::view::ViewSpec;
use godown_domain::{At, LocationId, Queue};
use godown_store::change::Tag;
use godown_store::handover::HandoverRow;
use godown_store::quarantine::Quarantined;
use godown_store::sync_mark::Mark;
use godown_store::{
    Store, StoreError, api_call, change, handover, location, quarantine, saved_view, setting, sync_mark,
};

type Test = Result<(), Box<dyn std::error::Error>>;

fn store() -> Result<(tempfile::TempDir, Store), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("seller.db"))?;
    Ok((folder, store))
}

#[test]
fn a_setting_is_what_was_last_chosen() -> Test {
    let (_folder, store) = store()?;
    assert_eq!(store.read(|conn| setting::get::<u32>(conn, "poll"))?, None);
    store.write(|tx| setting::put(tx, "poll", &120))?;
    store.write(|tx| setting::put(tx, "poll", &60))?;
    assert_eq!(store.read(|conn| setting::get::<u32>(conn, "poll"))?, Some(60));
    let wrong = store.read(|conn| setting::get::<Vec<String>>(conn, "poll"));
    assert!(matches!(wrong, Err(StoreError::Unreadable(_))), "a value of another kind is said so, not guessed");
    Ok(())
}

#[test]
fn a_mark_moves_only_with_its_data() -> Test {
    let (_folder, store) = store()?;
    let mark = Mark { covered_to: At(100), completed_at: None, partial: Some("page 7".into()) };
    store.write(|tx| sync_mark::put(tx, "modified", "LOC1", &mark))?;
    let failed: Result<(), StoreError> = store.write(|tx| {
        let further = Mark { covered_to: At(200), completed_at: Some(At(201)), partial: None };
        sync_mark::put(tx, "modified", "LOC1", &further)?;
        Err(StoreError::DiskFull)
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|conn| sync_mark::get(conn, "modified", "LOC1"))?, Some(mark));
    assert_eq!(store.read(|conn| sync_mark::get(conn, "modified", "LOC2"))?, None);
    Ok(())
}

#[test]
fn warehouses_are_listed_by_name() -> Test {
    let (_folder, store) = store()?;
    let names = |store: &Store| store.read(location::list);
    store.write(|tx| location::put(tx, &[("LOC2".into(), "Hosur".into()), ("LOC1".into(), "Bhiwandi".into())]))?;
    store.write(|tx| location::put(tx, &[("LOC2".into(), "Attibele".into())]))?;
    let expected: Vec<(LocationId, String)> =
        vec![("LOC2".into(), "Attibele".into()), ("LOC1".into(), "Bhiwandi".into())];
    assert_eq!(names(&store)?, expected);
    Ok(())
}

#[test]
fn a_saved_view_has_one_name() -> Test {
    let (_folder, store) = store()?;
    let narrow = ViewSpec { sku: Some("MUG".into()), ..ViewSpec::queue(Queue::ToPack) };
    store.write(|tx| saved_view::put(tx, "Mugs", &ViewSpec::queue(Queue::Ready), At(1)))?;
    store.write(|tx| saved_view::put(tx, "Mugs", &narrow, At(2)))?;
    assert_eq!(store.read(saved_view::list)?, [("Mugs".to_owned(), narrow)]);
    assert!(store.write(|tx| saved_view::remove(tx, "Mugs"))?);
    assert!(!store.write(|tx| saved_view::remove(tx, "Mugs"))?);
    Ok(())
}

#[test]
fn what_could_not_be_read_is_kept_once_and_never_shown_in_a_log() -> Test {
    let (_folder, store) = store()?;
    let record = Quarantined {
        at: At(1),
        source: "search".into(),
        reason: "no shipmentId".into(),
        body: "{\"name\":\"Meera\"}".into(),
    };
    store.write(|tx| quarantine::put(tx, &record))?;
    store.write(|tx| quarantine::put(tx, &Quarantined { at: At(2), ..record.clone() }))?;
    assert_eq!(store.read(quarantine::count)?, 1);
    let listed = store.read(|conn| quarantine::list(conn, 5))?;
    let shape = Quarantined { at: At(2), body: r#"{"name":"text of 5"}"#.into(), ..record.clone() };
    assert_eq!(listed, [shape], "a record may be a buyer's: only its shape is kept");
    let quoting = Quarantined {
        reason: r#"invalid type: string "Meera", expected u32"#.into(),
        body: "<html>Meera".into(),
        ..record.clone()
    };
    store.write(|tx| quarantine::put(tx, &quoting))?;
    let newest = &store.read(|conn| quarantine::list(conn, 5))?[1];
    assert!(!newest.reason.contains("Meera") && newest.body == "no JSON, 11 bytes", "{}", newest.reason);
    assert!(!format!("{record:?}").contains("Meera"));
    Ok(())
}

#[test]
fn calls_are_listed_newest_first_and_forgotten_in_time() -> Test {
    let (_folder, store) = store()?;
    let call = |at: i64| api_call::ApiCall {
        at: At(at),
        method: "POST".into(),
        path: "/v3/shipments/labels".into(),
        status: (at > 1).then_some(200),
        took_ms: 80,
        request_id: Some("r1".into()),
        note: None,
    };
    for at in 1..4 {
        store.write(|tx| api_call::put(tx, &call(at)))?;
    }
    assert_eq!(store.read(|conn| api_call::recent(conn, 2))?, [call(3), call(2)]);
    assert_eq!(store.write(|tx| api_call::prune(tx, At(3)))?, 2);
    assert_eq!(store.read(|conn| api_call::recent(conn, 9))?, [call(3)]);
    Ok(())
}

#[test]
fn a_new_reading_of_the_pickups_replaces_the_old_one() -> Test {
    let (_folder, store) = store()?;
    let row = |courier: &str, from: Option<i64>| HandoverRow {
        courier_group: courier.into(),
        count: 12,
        is_mps: false,
        pickup_from: from.map(At),
        pickup_to: from.map(|from| At(from + 100)),
        otc: Some("4821".into()),
    };
    let (one, two): (LocationId, LocationId) = ("LOC1".into(), "LOC2".into());
    store.write(|tx| handover::put(tx, &one, &[row("Late", Some(900)), row("Gone", Some(1))], At(1)))?;
    store.write(|tx| {
        handover::put(tx, &one, &[row("Unknown", None), row("Late", Some(900)), row("Early", Some(5))], At(2))
    })?;
    store.write(|tx| handover::put(tx, &two, &[row("Other", Some(7))], At(2)))?;
    let couriers = |location: Option<&LocationId>| -> Result<Vec<String>, StoreError> {
        let rows = store.read(|conn| handover::list(conn, location))?;
        Ok(rows.into_iter().map(|(_, row)| row.courier_group).collect())
    };
    assert_eq!(couriers(Some(&one))?, ["Early", "Late", "Unknown"]);
    assert_eq!(couriers(None)?, ["Early", "Other", "Late", "Unknown"]);
    store.write(|tx| location::put(tx, &[(one.clone(), "One".into()), (two.clone(), "Two".into())]))?;
    store.write(|tx| handover::put(tx, &one, &[], At(7)))?;
    assert_eq!(store.read(|conn| handover::read_at(conn, None))?, Some(At(2)), "of all warehouses since the oldest");
    assert_eq!(store.read(|conn| handover::read_at(conn, Some(&one)))?, Some(At(7)));
    Ok(())
}

#[test]
fn a_listener_hears_every_change_in_order_and_is_told_when_it_fell_behind() -> Test {
    let (_folder, store) = store()?;
    let start = store.read(change::head)?;
    store.write(|tx| setting::put(tx, "a", &1))?;
    store.write(|tx| setting::put(tx, "b", &2))?;
    let heard = store.read(|conn| change::since(conn, start))?;
    assert_eq!(heard.iter().map(|change| change.ids.concat()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(heard.iter().map(|change| change.tags.as_slice()).collect::<Vec<_>>(), [[Tag::Setting], [Tag::Setting]]);
    let head = store.read(change::head)?;
    assert!(store.read(|conn| change::since(conn, head))?.is_empty());
    store.write(|tx| Ok(tx.execute("DELETE FROM change_log WHERE seq < ?1", [head])?))?;
    let behind = store.read(|conn| change::since(conn, start))?;
    assert_eq!(behind.first().map(|change| (change.seq, change.tags.clone())), Some((head - 1, vec![Tag::All])));
    assert_eq!(behind.len(), 2, "then what is still there");
    Ok(())
}
