//! Stock of listings.

use godown_api::types::{CatalogueRead, Nothing, StockAnswer, StockAsk, StockPage, StockRead, StockSet};
use godown_domain::stock::{ListingRow, StockWish};
use godown_domain::{Action, LocationId, Outcome, Sku, Subject};
use godown_ops::Desks;
use serde_json::{Value, json};

use super::work::{entry_told, tally};
use super::{Told, exit};
use crate::args::own::StockCommand;
use crate::ask::ask;
use crate::output::{Failure, Out, value};
use crate::wait::{self, Until};

/// Listings one reading takes.
const PIECE: usize = 100;

/// Runs one of them.
pub async fn run(desks: &Desks, out: Out, command: &StockCommand) -> Result<u8, Failure> {
    match command {
        StockCommand::List { text, now, limit } => list(desks, out, text, *now, *limit).await,
        StockCommand::Set { numbers, location } => set(desks, out, numbers, &location.as_str().into()).await,
    }
}

async fn page(desks: &Desks, text: &str, limit: u32) -> Result<StockPage, Failure> {
    let mut all = StockPage { rows: vec![], total: 0 };
    loop {
        let start = all.rows.len() as u32;
        let asked = StockAsk { text: text.to_owned(), start, count: (limit - start).min(200) };
        let page: StockPage = ask(desks, "stock", asked).await?;
        let is_last = page.rows.is_empty();
        all.total = page.total;
        all.rows.extend(page.rows);
        if is_last || all.rows.len() as u32 >= limit.min(all.total) {
            return Ok(all);
        }
    }
}

async fn read(desks: &Desks, skus: &[Sku]) -> Result<(), Failure> {
    for some in skus.chunks(PIECE) {
        let _: Nothing = ask(desks, "stock_read", StockRead { skus: some.to_vec() }).await?;
    }
    Ok(())
}

async fn list(desks: &Desks, out: Out, text: &str, now: bool, limit: u32) -> Result<u8, Failure> {
    if now {
        let _: CatalogueRead = ask(desks, "catalogue_read", Nothing {}).await?;
        let skus: Vec<Sku> = page(desks, text, limit).await?.rows.into_iter().map(|row| row.sku).collect();
        read(desks, &skus).await?;
    }
    let page = page(desks, text, limit).await?;
    let words: Vec<String> = page.rows.iter().map(line).collect();
    out.answer(&value(&page)?, &words.join("\n"))?;
    Ok(0)
}

fn line(row: &ListingRow) -> String {
    let place = |at: &godown_domain::stock::StockAt| {
        format!("{} {}", at.location, at.units.map_or("?".to_owned(), |units| units.to_string()))
    };
    let places: Vec<String> = row.stock.iter().map(place).collect();
    format!("{}  {}  {} to pack  {}", row.sku, places.join(", "), row.to_pack, row.title)
}

/// Reads what stands there, sets the numbers, and waits until each is read back.
async fn set(desks: &Desks, out: Out, numbers: &[(Sku, u32)], location: &LocationId) -> Result<u8, Failure> {
    let skus: Vec<Sku> = numbers.iter().map(|(sku, _)| sku.clone()).collect();
    read(desks, &skus).await?;
    let mut wishes = vec![];
    for (sku, units) in numbers {
        let found: StockPage = ask(desks, "stock", StockAsk { text: sku.0.clone(), start: 0, count: 200 }).await?;
        let listing = found.rows.into_iter().find(|row| row.sku == *sku);
        let here = listing.and_then(|row| row.stock.into_iter().find(|at| at.location == *location));
        let saw = here.and_then(|at| at.units).unwrap_or(0);
        wishes.push(StockWish { sku: sku.clone(), location: location.clone(), units: *units, saw });
    }
    let answered: StockAnswer = ask(desks, "stock_set", StockSet { wishes }).await?;
    out.say(&format!("{} under way", answered.queued));
    let subjects: Vec<Subject> = skus
        .iter()
        .filter(|sku| !answered.stays.iter().any(|left| left.sku == **sku))
        .map(|sku| Subject::Stock { sku: sku.clone(), location: location.clone() })
        .collect();
    let entries = wait::for_actions(desks, out, Action::Stock, &subjects, Until::Settled).await?;
    let mut told: Vec<Told> = entries.values().map(entry_told).collect();
    told.extend(answered.stays.into_iter().map(|left| Told {
        shipment: left.sku.0,
        outcome: if left.code == "SAME" { Outcome::Done } else { Outcome::DidNotGo },
        code: Some(left.code),
        message: Some(left.message),
    }));
    told.sort_by(|a, b| a.shipment.cmp(&b.shipment));
    let outcomes: Vec<Value> = told
        .iter()
        .map(|one| json!({"sku": one.shipment, "outcome": one.outcome, "code": one.code, "message": one.message}))
        .collect();
    let mut words = vec![tally(&told, "set")];
    words.extend(told.iter().filter_map(Told::words));
    out.answer(&json!({ "location": location, "outcomes": outcomes }), &words.join("\n"))?;
    Ok(exit(told.iter().all(|told| told.outcome == Outcome::Done)))
}
