//! Rules that can be judged while things happen: what leaves for the marketplace, and why. They are written against the issue
//! and the wire, not against the engine, and look into the database with SQL of their own.

use std::collections::{BTreeMap, VecDeque};

use godown_domain::india::HOUR;
use rusqlite::Connection;

use crate::call::{Call, Kind};
use crate::world::World;

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which.
    pub clause: &'static str,
    /// How.
    pub what: String,
}

/// How the asking of one shipment ended, as far as the program can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Surely not applied: nothing left, or the door refused the call.
    NotApplied,
    /// Its row said yes.
    Yes,
    /// Its row said no.
    No,
    /// Its row said that a service failed.
    Failed,
    /// No row, no answer, no word that could be read, or the program died.
    Unclear,
}

/// One shipment of one call.
#[derive(Debug, Clone)]
struct Asked {
    call: u64,
    intent: i64,
    /// Units asked for, of an act on stock.
    units: Option<u64>,
    ended: Option<(i64, Ended)>,
}

/// A shipment's state as an answer told it to the program.
#[derive(Debug, Clone)]
struct Told {
    asked_at: i64,
    at: i64,
    state: String,
}

/// What was called, answered and read so far.
#[derive(Debug, Default)]
pub struct Log {
    calls: u64,
    sent: VecDeque<(i64, bool)>,
    limits: Vec<(i64, u32)>,
    asked: BTreeMap<(String, Kind), Vec<Asked>>,
    told: BTreeMap<String, Vec<Told>>,
    elsewhere: BTreeMap<(String, &'static str), u32>,
}

impl Log {
    /// The budget from now on.
    pub fn limit(&mut self, at: i64, calls_per_hour: u32) {
        self.limits.push((at, calls_per_hour));
    }

    /// Calls so far.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// The program died: what was on the wire is unclear to whoever comes after it.
    pub fn died(&mut self, now: i64) {
        for asked in self.asked.values_mut().flatten().filter(|asked| asked.ended.is_none()) {
            asked.ended = Some((now, Ended::Unclear));
        }
    }

    /// Somebody else did this at the marketplace.
    pub fn elsewhere(&mut self, id: &str, act: &'static str) {
        *self.elsewhere.entry((id.to_owned(), act)).or_default() += 1;
    }

    /// How often somebody else did it.
    pub fn times_elsewhere(&self, id: &str, act: &str) -> u32 {
        self.elsewhere.iter().filter(|((of, what), _)| of == id && *what == act).map(|(_, times)| *times).sum()
    }

    /// Shipments that were asked for at all, with what.
    pub fn ever_asked(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.asked.keys().map(|(id, kind)| (id.as_str(), *kind))
    }

    /// The budget is the marketplace's: what finds no connection never gets there.
    fn over_budget(&mut self, now: i64, is_login: bool) -> Option<String> {
        self.sent.push_back((now, is_login));
        while self.sent.front().is_some_and(|(at, _)| now - at >= HOUR) {
            self.sent.pop_front();
        }
        let limit = self.limits.iter().rev().scan(false, |beyond, (at, limit)| {
            let counts = !*beyond;
            *beyond |= now - at >= HOUR;
            counts.then_some(*limit)
        });
        let limit = limit.max().unwrap_or(1_000) as usize;
        let logins = self.sent.iter().filter(|(_, login)| *login).count();
        let used = self.sent.len();
        (!is_login && used > limit)
            .then(|| format!("{used} calls in an hour, {logins} of them logins; {limit} allowed"))
    }
}

/// Whether the state says that the act took, by the Seller API contract's own words.
pub fn is_done(kind: Kind, state: &str) -> bool {
    match kind {
        Kind::Pack => !matches!(state, "APPROVED" | "CANCELLED"),
        Kind::Dispatch => !matches!(state, "APPROVED" | "PACKING_IN_PROGRESS" | "FORM_FAILED" | "PACKED" | "CANCELLED"),
        Kind::Cancel => state == "CANCELLED",
        Kind::Ack => state != "FORM_FAILED" && state != "CANCELLED",
        Kind::SelfDispatch => !matches!(state, "APPROVED" | "CANCELLED"),
        Kind::Delivery => matches!(state, "DELIVERED" | "RETURN_REQUESTED" | "RETURNED"),
        _ => false,
    }
}

/// How long an answer may take to be written down.
const MOMENT_MS: i64 = 3_000;
/// A number is set this soon after it was read: a login and a few writes may come between.
const LOOK_MS: i64 = 240_000;
/// Two readings that prove a lost request undone are further apart than this.
const PROOF_MS: i64 = 55_000;

impl World {
    /// A call is about to leave, and gets somewhere or not. Gives its number.
    pub fn leaves(&self, call: &Call, gets_there: bool) -> u64 {
        let now = self.now();
        let (n, over) = {
            let mut state = self.state();
            state.log.calls += 1;
            let over = gets_there.then(|| state.log.over_budget(now, call.kind == Kind::Login)).flatten();
            (state.log.calls, over)
        };
        self.tell(&format!("call {n} {}", call.words()));
        if let Some(what) = over {
            self.broken("budget", what);
        }
        if call.kind.is_act() {
            for id in &call.ids {
                self.subject_leaves(n, call, id);
            }
        }
        n
    }

    /// A life begins. Where the file still says *sending*, the last life died before it wrote the answer down: whatever that was,
    /// nobody knows it any more.
    pub fn unwritten(&self) {
        let sql = format!("SELECT {SUBJECT}, i.action, i.id FROM {INTENTS} WHERE i.state = 'sending'");
        type Row = (String, String, i64);
        let sending: Option<Vec<Row>> = self.peek(|conn| {
            let mut statement = conn.prepare_cached(&sql)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        });
        let now = self.now();
        let mut state = self.state();
        for (id, slug, intent) in sending.into_iter().flatten() {
            let of_shipment = state.log.asked.iter_mut().filter(|((of, kind), _)| *of == id && kind.slug() == slug);
            for asked in of_shipment.flat_map(|(_, asked)| asked.iter_mut().filter(|asked| asked.intent == intent)) {
                asked.ended = Some((now, Ended::Unclear));
            }
        }
    }

    fn subject_leaves(&self, n: u64, call: &Call, id: &str) {
        let (now, kind) = (self.now(), call.kind);
        let Some(intents) = self.peek(|conn| intents_of(conn, id, kind)) else { return };
        let on_wire: Vec<i64> = intents.iter().filter(|(_, state)| state == "sending").map(|(id, _)| *id).collect();
        let [intent] = on_wire.as_slice() else {
            let what = format!("call {n} asks {} of {id}; its intents are {intents:?}", kind.name());
            return self.broken("no act without an intent committed before it", what);
        };
        if !kind.repeats() && intents.iter().any(|(_, state)| state == "confirmed") {
            let what = format!("call {n} asks {} of {id}, which was confirmed before", kind.name());
            return self.broken("nothing is asked again after it is confirmed", what);
        }
        let (before, saw) = self.peek(|conn| grounds(conn, *intent)).unwrap_or_default();
        let broken = {
            let mut state = self.state();
            let log = &mut state.log;
            let told = log.told.get(id).map_or(&[][..], Vec::as_slice);
            let units = call.units.get(id).copied();
            let asked = log.asked.entry((id.to_owned(), kind)).or_default();
            let went = |one: &Asked| one.intent == *intent && !matches!(one.ended, Some((_, Ended::NotApplied)));
            let seen = if asked.iter().any(went) { None } else { saw };
            let blind = units.and_then(|_| unread(told, before, seen, now));
            let same = asked.last().filter(|last| last.intent == *intent);
            let broken = same.and_then(|last| unproven(kind, last, told, now));
            asked.push(Asked { call: n, intent: *intent, units, ended: None });
            if let Some(why) = blind {
                drop(state);
                let what = format!("call {n} sets {id}: {why}");
                return self.broken("no number is written over that moved since it was seen", what);
            }
            broken
        };
        if let Some(why) = broken {
            let what = format!("call {n} asks {} of {id} again: {why}", kind.name());
            self.broken("nothing is asked twice without proof that it was not done", what);
        }
    }

    /// How a call ended for each of its shipments.
    pub fn ended(&self, n: u64, call: &Call, ended: impl Fn(&str) -> Ended) {
        let now = self.now();
        let mut state = self.state();
        // A no that cannot be written down is not known for long.
        let is_full = state.full_until > now;
        for id in &call.ids {
            let asked = state.log.asked.entry((id.clone(), call.kind)).or_default();
            if let Some(asked) = asked.iter_mut().find(|asked| asked.call == n) {
                let ended = ended(id);
                let is_lost = is_full && ended == Ended::No;
                asked.ended = Some((now, if is_lost { Ended::Unclear } else { ended }));
            }
        }
    }

    /// An answer told the program the state of a shipment.
    pub fn told(&self, asked_at: i64, id: &str, as_state: String) {
        let at = self.now();
        self.state().log.told.entry(id.to_owned()).or_default().push(Told { asked_at, at, state: as_state });
    }
}

/// Why the same intent must not be sent again after this end; `None` where it may.
fn unproven(kind: Kind, last: &Asked, told: &[Told], now: i64) -> Option<String> {
    let Some((ended_at, ended)) = last.ended else { return Some(format!("call {} is still under way", last.call)) };
    let readings: Vec<&Told> = told.iter().filter(|told| told.asked_at >= ended_at).collect();
    // What came in this very moment may not be written down yet; the marketplace refuses then.
    let known = readings.iter().rev().find(|told| told.at <= now - MOMENT_MS);
    let is_done = |state: &str| match last.units {
        Some(units) => state == units.to_string(),
        None => is_done(kind, state),
    };
    if let Some(done) = known.filter(|told| is_done(&told.state)) {
        return Some(format!("the last reading says {}", done.state));
    }
    let apart = readings.last().zip(readings.first()).map_or(0, |(last, first)| last.at - first.at);
    let enough = match ended {
        Ended::NotApplied => true,
        // No reading shows it, so none proves anything.
        _ if kind == Kind::Attempt => false,
        Ended::Failed => !readings.is_empty(),
        Ended::Yes | Ended::Unclear => readings.len() >= 2 && apart >= PROOF_MS,
        Ended::No => false,
    };
    let count = readings.len();
    (!enough).then(|| format!("call {} ended {ended:?}; {count} readings since, {apart} ms apart", last.call))
}

/// What an intent is about, in one word: a shipment, or a listing at its warehouse.
pub const SUBJECT: &str = "ifnull(s.shipment_id, l.sku || ' @ ' || i.location_id)";
/// Intents with what they are about.
pub const INTENTS: &str =
    "intent i LEFT JOIN shipment s ON s.no = i.shipment_no LEFT JOIN listing l ON l.no = i.listing_no";

/// What an act on stock says that stood there before it, and that the person saw who asked.
fn grounds(conn: &Connection, intent: i64) -> rusqlite::Result<(Option<String>, Option<String>)> {
    let sql = "SELECT json_extract(args, '$.before'), json_extract(args, '$.saw') FROM intent WHERE id = ?1";
    conn.query_row(sql, [intent], |row| {
        let word = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(|units| units.to_string()));
        Ok((word(0)?, word(1)?))
    })
}

/// Why a number must not be set on top of what was last read; `None` where it may. `saw` is what the person saw who asked, for
/// a number that never went before.
fn unread(told: &[Told], before: Option<String>, saw: Option<String>, now: i64) -> Option<String> {
    let Some(before) = before else { return Some("the journal does not say what stood there".into()) };
    if let Some(saw) = saw.filter(|saw| *saw != before) {
        return Some(format!("it is to stand on {before}, and the person who asked saw {saw}"));
    }
    let Some(last) = told.last() else { return Some("it was never read".into()) };
    // Two readings may come in the same moment, for two reasons.
    let recent = |one: &&Told| one.at >= last.at - MOMENT_MS;
    if !told.iter().rev().take_while(recent).any(|one| one.state == before) {
        return Some(format!("it is to stand on {before}, and the last reading says {}", last.state));
    }
    (now - last.at > LOOK_MS).then(|| format!("the last reading is {} ms old", now - last.at))
}

fn intents_of(conn: &Connection, id: &str, kind: Kind) -> rusqlite::Result<Vec<(i64, String)>> {
    let sql = format!("SELECT i.id, i.state FROM {INTENTS} WHERE {SUBJECT} = ?1 AND i.action = ?2 ORDER BY i.id");
    let mut statement = conn.prepare_cached(&sql)?;
    statement.query_map((id, kind.slug()), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> Asked {
        Asked { call: 1, intent: 1, units: None, ended: Some((1_000, Ended::Unclear)) }
    }

    fn told(asked_at: i64, state: &str) -> Told {
        Told { asked_at, at: asked_at + 10, state: state.to_owned() }
    }

    #[test]
    fn a_lost_request_may_go_again_after_two_readings_a_minute_apart_and_not_before() {
        let proof = [told(2_000, "APPROVED"), told(62_000, "APPROVED")];
        let unproven = |told: &[Told]| unproven(Kind::Pack, &lost(), told, 100_000);
        assert_eq!(unproven(&proof), None);
        assert!(unproven(&proof[..1]).is_some(), "one reading is no proof");
        let early = [told(500, "APPROVED"), told(62_000, "APPROVED")];
        assert!(unproven(&early).is_some(), "a reading from before proves nothing");
        let done = [told(2_000, "APPROVED"), told(62_000, "PACKED")];
        assert!(unproven(&done).is_some());
    }

    #[test]
    fn a_number_is_set_only_on_top_of_what_was_just_read() {
        let read = [told(1_000, "12"), told(50_000, "9")];
        let unread = |before: &str, saw: &str| unread(&read, Some(before.into()), Some(saw.into()), 51_000);
        assert_eq!(unread("9", "9"), None);
        assert!(unread("12", "12").is_some(), "it moved since");
        assert!(unread("9", "12").is_some(), "it moved since the person looked");
        let lost = Asked { units: Some(17), ..lost() };
        let proof = [told(2_000, "12"), told(62_000, "12")];
        assert_eq!(super::unproven(Kind::Stock, &lost, &proof, 100_000), None);
        let took = [told(2_000, "12"), told(62_000, "17")];
        assert!(super::unproven(Kind::Stock, &lost, &took, 100_000).is_some());
        assert!(
            super::unproven(Kind::Attempt, &lost, &proof, 100_000).is_some(),
            "no reading proves an attempt undone"
        );
    }

    #[test]
    fn the_budget_is_counted_in_any_rolling_hour() {
        let mut log = Log::default();
        log.limit(0, 2);
        assert_eq!(log.over_budget(0, false), None);
        assert_eq!(log.over_budget(10, false), None);
        assert!(log.over_budget(HOUR - 1, false).is_some());
        assert_eq!(log.over_budget(2 * HOUR, false), None);
    }
}
