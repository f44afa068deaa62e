//! Stock of listings: read, set through the journal, proven by reading. A number that moved since a person saw it is never
//! written over: what was sold meanwhile would be sold twice.

use godown_domain::stock::{ListingRow, MOST_UNITS, StockShows, StockWish, shows};
use godown_domain::{Action, At, IntentState, LocationId, Sku, Subject};
use godown_flipkart::{CallError, Client, Lane, Listing, StockRow};
use godown_store::intent::{IntentRow, NewIntent};
use godown_store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};

use crate::feed::Topic;
use crate::journal::Settled;
use crate::outbox::Gate;
use crate::read_back::{After, Verdict, left_out, not_read, not_yet};
use crate::{Desk, OpsError};

/// Pages of the catalogue read in one go: 100,000 listings.
const MOST_PAGES: u32 = 200;
/// SKUs a person may have read at once: ten calls.
const MOST_READ: usize = 100;
/// Where a reading before sending failed, it is tried again after this.
const TRY_AGAIN_MS: i64 = 5_000;

const TOPICS: &[Topic] = &[Topic::Stock, Topic::Intents, Topic::Status];

/// Arguments of a number to be set (contract 13.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StockArgs {
    units: u32,
    /// What the person saw who asked.
    saw: u32,
    /// What stood there when it went.
    #[serde(default)]
    before: Option<u32>,
    #[serde(default)]
    fsn: String,
}

/// Why a number was not taken into the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockStays {
    /// The listing was never read at this warehouse.
    NotRead,
    /// Another number stands there now; none where the marketplace tells none.
    Moved(Option<u32>),
    /// It stands there already.
    Same,
    /// A number for it is under way.
    UnderWay,
}

impl StockStays {
    /// Stable code for scripts.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotRead => "NOT_READ",
            Self::Moved(_) => "MOVED",
            Self::Same => "SAME",
            Self::UnderWay => "ALREADY_ASKED",
        }
    }

    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::NotRead => "Its stock at this warehouse was not read yet. Read it first.".into(),
            Self::Moved(Some(now)) => format!("It reads {now} now: sold, or changed elsewhere. Look again."),
            Self::Moved(None) => "The marketplace tells no number for this warehouse.".into(),
            Self::Same => "It stands there already.".into(),
            Self::UnderWay => "A number for it is under way already.".into(),
        }
    }
}

impl Desk {
    /// Listings that name `text`, a page of them, and how many there are.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn stock(&self, text: String, start: u32, count: u32) -> Result<(Vec<ListingRow>, u32), OpsError> {
        self.read(move |conn| godown_store::listing::list(conn, &text, start, count)).await
    }

    /// Reads the catalogue: which listings there are. Their stock is read apart, ten a call.
    ///
    /// # Errors
    /// [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub async fn read_catalogue(&self) -> Result<u32, OpsError> {
        let client = self.client()?;
        let mut page: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let asks = self.asks();
            let read = self.heard(client.catalogue(page.as_deref(), Lane::Person).await)?;
            let asked_at = self.asked_at(asks);
            let listings = read.listings;
            self.write(&[Topic::Stock], move |tx| godown_store::listing::put_catalogue(tx, &listings, asked_at))
                .await?;
            if read.next.is_none() || read.next == page {
                break;
            }
            page = read.next;
        }
        self.read(godown_store::listing::count).await
    }

    /// Reads the stock of listings now.
    ///
    /// # Errors
    /// [`OpsError::Input`] for more than a hundred; [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub async fn read_stock(&self, skus: Vec<Sku>) -> Result<(), OpsError> {
        if skus.len() > MOST_READ {
            return Err(OpsError::Input(format!("At most {MOST_READ} listings are read at once.")));
        }
        let client = self.client()?;
        read(self, &client, &skus, Lane::Person).await.map(|_| ())
    }

    /// Sets numbers: commits the acts; the outbox reads what stands there and carries them. Gives how many were taken, and
    /// why the others were not.
    ///
    /// # Errors
    /// [`OpsError::Input`] for a number nobody can mean; [`OpsError::Store`].
    pub async fn set_stock(&self, wishes: Vec<StockWish>) -> Result<(u32, Vec<(Sku, StockStays)>), OpsError> {
        if let Some(wish) = wishes.iter().find(|wish| wish.units > MOST_UNITS) {
            return Err(OpsError::Input(format!(
                "{} units of {} cannot be meant: {MOST_UNITS} is the most that can be set here.",
                wish.units, wish.sku
            )));
        }
        let (now, cause) = (self.now(), format!("asked by {}", self.by()));
        let told = self
            .write(TOPICS, move |tx| {
                let (mut queued, mut stays) = (0, vec![]);
                for wish in wishes {
                    match queue(tx, &wish, now, &cause)? {
                        None => queued += 1,
                        Some(why) => stays.push((wish.sku, why)),
                    }
                }
                Ok((queued, stays))
            })
            .await?;
        self.inner.wake.outbox.notify_one();
        Ok(told)
    }
}

/// Commits a wish; why it stays, where it does.
fn queue(tx: &Transaction<'_>, wish: &StockWish, now: At, cause: &str) -> Result<Option<StockStays>, StoreError> {
    let Some((read, fsn)) = godown_store::listing::stock(tx, &wish.sku, &wish.location)? else {
        return Ok(Some(StockStays::NotRead));
    };
    if read != Some(wish.saw) {
        return Ok(Some(StockStays::Moved(read)));
    }
    if wish.units == wish.saw {
        return Ok(Some(StockStays::Same));
    }
    let args = StockArgs { units: wish.units, saw: wish.saw, before: None, fsn };
    let new = NewIntent {
        batch: None,
        subject: Subject::Stock { sku: wish.sku.clone(), location: wish.location.clone() },
        action: Action::Stock,
        args: serde_json::to_string(&args)?,
        at: now,
        cause: cause.to_owned(),
    };
    match godown_store::intent::queue(tx, &new) {
        Ok(_) => Ok(None),
        Err(StoreError::AlreadyAsked(_)) => Ok(Some(StockStays::UnderWay)),
        Err(error) => Err(error),
    }
}

/// What a look at listings came to. It is judged by its own words, not by what is kept: a question that was put twice before
/// it was answered is dated by the first time, and something older may stand in the file by then.
pub(crate) struct Looked {
    /// When it was asked; `None` where nothing could be read.
    at: Option<At>,
    /// What was shown.
    listings: Vec<Listing>,
    /// Not the seller's any more, as the marketplace says.
    missing: Vec<Sku>,
    /// The account may not read its listings.
    refused: Option<String>,
}

impl Looked {
    fn nothing(refused: Option<String>) -> Self {
        Self { at: None, listings: vec![], missing: vec![], refused }
    }

    /// The number at a place with the product id; `None` where the answer had no such place.
    fn shown(&self, sku: &Sku, location: &LocationId) -> Option<(Option<u32>, &str)> {
        let listing = self.listings.iter().find(|one| one.sku == *sku)?;
        let (_, units) = listing.stock.iter().find(|(place, _)| place == location)?;
        Some((*units, &listing.product_id))
    }
}

/// Reads listings and keeps them.
pub(crate) async fn read(desk: &Desk, client: &Client, skus: &[Sku], lane: Lane) -> Result<Looked, OpsError> {
    let asks = desk.asks();
    let listings = desk.heard(client.listings(skus, lane).await)?;
    let asked_at = desk.asked_at(asks);
    let kept = listings.available.clone();
    desk.write(&[Topic::Stock], move |tx| {
        kept.iter().try_for_each(|one| {
            let title = one.title.as_deref();
            godown_store::listing::put(tx, &one.sku, &one.product_id, title, &one.stock, asked_at)
        })
    })
    .await?;
    Ok(Looked { at: Some(asked_at), listings: listings.available, missing: listings.missing, refused: None })
}

fn skus(due: &[IntentRow]) -> Vec<Sku> {
    let mut skus: Vec<Sku> = due
        .iter()
        .filter_map(|intent| match &intent.subject {
            Subject::Stock { sku, .. } => Some(sku.clone()),
            Subject::Shipment { .. } => None,
        })
        .collect();
    skus.sort();
    skus.dedup();
    skus
}

/// The look right before sending: no check of the marketplace's stands behind this one.
pub(crate) async fn look(desk: &Desk, client: &Client, due: &[IntentRow]) -> Result<Looked, OpsError> {
    let skus = skus(due);
    if skus.is_empty() {
        return Ok(Looked::nothing(None));
    }
    match read(desk, client, &skus, Lane::ReadBack).await {
        Ok(looked) => Ok(looked),
        Err(OpsError::Call(CallError::Refused { message, .. })) => Ok(Looked::nothing(Some(message))),
        Err(OpsError::Call(_)) => Ok(Looked::nothing(None)),
        Err(error) => Err(error),
    }
}

/// The last check of a number, on what was just read.
pub(crate) fn gate(
    intent: &IntentRow,
    sku: &Sku,
    location: &LocationId,
    looked: &Looked,
    now: At,
) -> Result<Gate, StoreError> {
    let over = |code: &str, words: &str| {
        Gate::Over(Settled::new(IntentState::Superseded, "overtaken before it was sent").code(code).message(words))
    };
    if let Some(why) = &looked.refused {
        return Ok(over("NOT_SHOWN", &format!("The marketplace does not show its listings to this account: {why}")));
    }
    if looked.missing.contains(sku) {
        return Ok(over("NO_LISTING", "There is no such listing any more; nothing was sent."));
    }
    if looked.at.is_none() {
        return Ok(Gate::Waits(now.plus(TRY_AGAIN_MS)));
    }
    let Some((read, fsn)) = looked.shown(sku, location) else {
        return Ok(over("NO_PLACE", "The listing is not sold from this warehouse any more; nothing was sent."));
    };
    let args: StockArgs = serde_json::from_str(&intent.args)?;
    let known = args.before.filter(|_| intent.attempts > 0).unwrap_or(args.saw);
    Ok(match read {
        Some(read) if read == args.units && intent.attempts > 0 => Gate::Over(
            Settled::new(IntentState::Confirmed, "done after all")
                .message("It was done after all; nothing was sent again."),
        ),
        Some(read) if read == args.units => over("SAME", "It stands there already; nothing was sent."),
        Some(read) if read == known => {
            let args = StockArgs { before: Some(read), fsn: fsn.to_owned(), ..args };
            Gate::Goes(Some(serde_json::to_string(&args)?))
        }
        Some(read) => over("MOVED", &moved(known, read)),
        None => over("NO_PLACE", "The marketplace tells no number for this warehouse; nothing was sent."),
    })
}

fn moved(known: u32, read: u32) -> String {
    format!(
        "It read {known} and reads {read} now: sold, or changed elsewhere. Nothing was sent; set it again if it is still wrong."
    )
}

/// The rows of a call.
pub(crate) fn rows(due: &[IntentRow]) -> Vec<StockRow> {
    let row = |intent: &IntentRow| {
        let Subject::Stock { sku, location } = &intent.subject else { return None };
        let args: StockArgs = serde_json::from_str(&intent.args).ok()?;
        Some(StockRow { sku: sku.clone(), fsn: args.fsn, location_id: location.clone(), units: args.units })
    };
    due.iter().filter_map(row).collect()
}

/// Reads back what was sent.
pub(crate) async fn check(desk: &Desk, client: &Client, due: Vec<IntentRow>) -> Result<After, OpsError> {
    let looked = match read(desk, client, &skus(&due), Lane::ReadBack).await {
        Ok(looked) => looked,
        Err(error) => {
            not_read(desk, &due).await?;
            return Err(error);
        }
    };
    let asked_at = looked.at.unwrap_or_else(|| desk.now());
    let now = desk.now();
    desk.write(TOPICS, move |tx| {
        let mut after = After::default();
        for intent in &due {
            let Subject::Stock { sku, location } = &intent.subject else { continue };
            match looked.shown(sku, location).and_then(|(units, _)| units) {
                None => left_out(tx, intent, asked_at, now)?,
                Some(units) => verdict(intent, units, asked_at, now).write(tx, intent, asked_at, now, &mut after)?,
            }
        }
        Ok(after)
    })
    .await
}

/// What a reading makes of a number that was sent.
fn verdict(intent: &IntentRow, read: u32, asked_at: At, now: At) -> Verdict {
    let Ok(args) = serde_json::from_str::<StockArgs>(&intent.args) else {
        return not_yet(intent, asked_at, now);
    };
    match shows(read, args.before.unwrap_or(args.saw), args.units) {
        StockShows::Asked => Verdict::Settle(Settled::new(IntentState::Confirmed, "read back: done")),
        StockShows::Before => not_yet(intent, asked_at, now),
        // Not even a yes tells: it may have been taken and sold from, or never taken and sold from.
        StockShows::Another => {
            let heard =
                if intent.state == IntentState::Accepted { "The marketplace said yes" } else { "The answer was lost" };
            Verdict::Settle(Settled::new(IntentState::Superseded, "read back: overtaken").code("MOVED").message(&format!(
                "{heard}, and it reads {read} now: sold, or changed elsewhere. Nothing is sent again; set it again if it is wrong."
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(state: IntentState, attempts: u32, read_backs: u32) -> IntentRow {
        IntentRow {
            subject: Subject::Stock { sku: "MUG".into(), location: "LOC1".into() },
            action: Action::Stock,
            args: r#"{"units":17,"saw":12,"before":12,"fsn":"F"}"#.into(),
            ..crate::journal::a_pack(state, attempts, read_backs)
        }
    }

    fn after(intent: &IntentRow, read: u32) -> Option<IntentState> {
        match verdict(intent, read, At(0), At(0)) {
            Verdict::Settle(settled) | Verdict::NotApplied(settled) => Some(settled.state),
            Verdict::LookAgain(_) | Verdict::TooSoon { .. } => None,
        }
    }

    #[test]
    fn a_number_is_done_when_it_reads_so_whatever_the_answer_said() {
        for state in [IntentState::Accepted, IntentState::Unknown] {
            assert_eq!(after(&asked(state, 1, 0), 17), Some(IntentState::Confirmed), "{state:?}");
        }
    }

    #[test]
    fn a_lost_number_is_sent_again_only_where_nobody_touched_it_and_two_readings_say_so() {
        let lost = |read_backs| asked(IntentState::Unknown, 1, read_backs);
        assert_eq!(after(&lost(0), 12), None, "one reading is no proof");
        assert_eq!(after(&lost(1), 12), Some(IntentState::Queued));
        assert_eq!(after(&lost(0), 9), Some(IntentState::Superseded), "it moved: writing over it would sell twice");
    }

    #[test]
    fn a_number_goes_only_on_top_of_what_the_person_saw_and_the_last_look_shows() {
        let judge = |looked: &Looked, attempts| {
            gate(&asked(IntentState::Queued, attempts, 0), &"MUG".into(), &"LOC1".into(), looked, At(0)).unwrap()
        };
        let told = |attempts, shown: &[(&str, Option<u32>)]| {
            let stock = shown.iter().map(|(place, units)| ((*place).into(), *units)).collect();
            let (sku, product_id) = ("MUG".into(), "F".to_owned());
            let listing = Listing { sku, listing_id: String::new(), product_id, title: None, size: None, stock };
            let looked = Looked { at: Some(At(0)), listings: vec![listing], missing: vec![], refused: None };
            match judge(&looked, attempts) {
                Gate::Goes(args) => format!("goes {}", args.unwrap_or_default()),
                Gate::Waits(_) => "waits".into(),
                Gate::Over(settled) => format!("{:?} {}", settled.state, settled.code.unwrap_or_default()),
            }
        };
        assert!(told(0, &[("LOC1", Some(12))]).contains(r#""before":12"#));
        assert_eq!(told(0, &[("LOC1", Some(9))]), "Superseded MOVED");
        assert_eq!(told(0, &[("LOC1", Some(17))]), "Superseded SAME");
        assert_eq!(told(1, &[("LOC1", Some(17))]), "Confirmed ");
        assert_eq!(told(0, &[("LOC2", Some(12))]), "Superseded NO_PLACE");
        assert!(matches!(judge(&Looked::nothing(None), 0), Gate::Waits(_)));
    }

    #[test]
    fn a_yes_is_no_proof_where_the_number_moved_meanwhile() {
        assert_eq!(after(&asked(IntentState::Accepted, 1, 0), 11), Some(IntentState::Superseded));
    }
}
