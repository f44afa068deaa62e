//! What a seed decides: the world, the weather on the line, what people do and when, and where the program dies.

use godown_domain::india::{HOUR, MINUTE};

use crate::chance::Chance;

/// What the line and the machines behind it do to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No connection; nothing leaves.
    NoConnection,
    /// The request is lost and the connection reset.
    ResetBefore,
    /// The request is lost, and nothing is heard.
    SilentBefore,
    /// Done, and the reply lost with the connection.
    ResetAfter,
    /// Done, and nothing is heard.
    SilentAfter,
    /// The connection breaks, and the request arrives a while later all the same.
    Late,
    /// 429 with the seconds to wait.
    TooManyTold,
    /// 429 without a word of how long.
    TooManyUntold,
    /// 500 or 503, nothing done.
    TroubleBefore,
    /// 502 or 504 of a gateway, and it was done.
    TroubleAfter,
    /// A web page with status 200 or 502 in place of the answer, nothing done.
    Page,
    /// The answer breaks off in the middle, and the connection ends as if that were all.
    CutBody,
    /// The answer takes long, and comes.
    Slow,
    /// It says yes to an act and does nothing.
    QuietYes,
    /// Rows of the answer are left out.
    DroppedRows,
    /// Rows of the answer fail with `DEPENDENT_SYSTEM_CALL_FAILED`, and were done all the same.
    FailedAfter,
    /// A page of a list comes in another order, with some of its rows twice.
    Repeated,
    /// All tokens die.
    TokenDeath,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::NoConnection,
        Self::ResetBefore,
        Self::SilentBefore,
        Self::ResetAfter,
        Self::SilentAfter,
        Self::Late,
        Self::TooManyTold,
        Self::TooManyUntold,
        Self::TroubleBefore,
        Self::TroubleAfter,
        Self::Page,
        Self::CutBody,
        Self::Slow,
        Self::QuietYes,
        Self::DroppedRows,
        Self::FailedAfter,
        Self::Repeated,
        Self::TokenDeath,
    ];

    /// Its name in counts and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoConnection => "no connection",
            Self::ResetBefore => "reset before the effect",
            Self::SilentBefore => "silence before the effect",
            Self::ResetAfter => "reset after the effect",
            Self::SilentAfter => "silence after the effect",
            Self::Late => "lost, and arrived late",
            Self::TooManyTold => "429 with Retry-After",
            Self::TooManyUntold => "429 without Retry-After",
            Self::TroubleBefore => "500/503 before the effect",
            Self::TroubleAfter => "502/504 after the effect",
            Self::Page => "web page in place of data",
            Self::CutBody => "truncated body",
            Self::Slow => "slow answer",
            Self::QuietYes => "says yes, does nothing",
            Self::DroppedRows => "rows left out of the answer",
            Self::FailedAfter => "row called failed, and done",
            Self::Repeated => "repeated and reordered page",
            Self::TokenDeath => "token death",
        }
    }

    /// Meaningful for acts only.
    pub fn of_acts_only(self) -> bool {
        matches!(self, Self::QuietYes | Self::DroppedRows | Self::FailedAfter | Self::Late)
    }
}

/// Something that happens at an instant, by a person, at the marketplace, or to this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A batch of so many to pack is begun; twice with the same key where told.
    Pack {
        /// How many.
        count: usize,
        /// Clicked twice.
        twice: bool,
    },
    /// So many packed ones are marked ready; twice at once where told.
    Ready {
        /// How many.
        count: usize,
        /// Clicked twice.
        twice: bool,
    },
    /// So many approved ones are cancelled.
    Cancel {
        /// How many.
        count: usize,
    },
    /// Form numbers are given to whatever waits for one.
    Acks,
    /// A waiting act is taken back.
    Withdraw,
    /// A stuck act is set aside, or asked again.
    Decide,
    /// The first stage of a batch is asked again.
    Retry,
    /// A batch is stopped, or goes on.
    Pause,
    /// The pace of polls is chosen anew.
    Settings,
    /// A reading is asked for, of everything where told.
    Sync {
        /// Of everything.
        full: bool,
    },
    /// One shipment is read now.
    Look,
    /// The program is closed and opened again.
    Reopen,
    /// A buyer cancels.
    BuyerCancels,
    /// The marketplace holds one.
    Hold,
    /// And lets one go.
    Unhold,
    /// A dispatch-by date moves.
    MoveDate,
    /// Somebody else does this at the marketplace: `pack`, `dispatch`, `cancel`, `ack`, `selfDispatch`, `delivery`, `attempt`.
    Elsewhere(&'static str),
    /// So many parcels leave with a courier of the seller's; twice at once where told.
    SelfDispatch {
        /// How many.
        count: usize,
        /// Clicked twice.
        twice: bool,
    },
    /// So many are told as delivered.
    Delivery {
        /// How many.
        count: usize,
    },
    /// Of so many a visit in vain is told; twice at once where told.
    Attempt {
        /// How many.
        count: usize,
        /// Clicked twice.
        twice: bool,
    },
    /// The stock of so many listings is read and set; twice at once where told.
    Stock {
        /// How many.
        count: usize,
        /// Clicked twice.
        twice: bool,
    },
    /// Somebody else sets the stock of a listing that is being set, or of another.
    StockElsewhere,
    /// The labels of a batch are printed; clicked twice where told.
    Print {
        /// Clicked twice.
        twice: bool,
    },
    /// A label that is on paper is printed again, with a reason.
    Reprint,
    /// A print run is stopped.
    StopPrinting,
    /// Somebody looks at the printer, says what came out, and lets it go on.
    AtPrinter,
    /// The printer takes nothing, or takes jobs again.
    Printer {
        /// It takes jobs.
        on: bool,
    },
    /// New orders.
    Orders {
        /// How many.
        count: u32,
    },
    /// There is no line for so long.
    Offline {
        /// Milliseconds.
        ms: i64,
    },
    /// The disk is full for so long.
    DiskFull {
        /// Milliseconds.
        ms: i64,
    },
    /// This computer's clock is set wrong by so much.
    ClockJump {
        /// Milliseconds.
        ms: i64,
    },
    /// The power goes, at this instant.
    PowerCut,
}

/// Where the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// At the n-th commit, and what is on the disk then.
    Commit {
        /// Which, counted in one run of the program.
        nth: u64,
        /// What of it is on the disk.
        left: Left,
    },
    /// At the n-th await of a call: before it leaves, under way, before the answer is taken.
    Await {
        /// Which, counted in one run of the program.
        nth: u64,
    },
}

/// What of the commit at which the program died is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing of it.
    Nothing,
    /// A part, which is worth nothing.
    Torn,
    /// All of it.
    All,
}

/// Everything a seed decides.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// First moment, UTC epoch milliseconds.
    pub epoch: i64,
    /// Orders at the first moment.
    pub orders: u32,
    /// New ones a minute by themselves.
    pub orders_per_minute: f64,
    /// How long people act and things go wrong, in milliseconds.
    pub chaos_ms: i64,
    /// The call budget.
    pub calls_per_hour: u32,
    /// Seconds between polls.
    pub poll_seconds: u32,
    /// Rate of each fault, in the order of [`Fault::ALL`].
    pub weather: Vec<(Fault, f64)>,
    /// Rate at which the world meddles with a shipment of an act that is on its way.
    pub meddling: f64,
    /// Rows that fail, and were not done.
    pub row_failure: f64,
    /// Forms that fail.
    pub form_failure: f64,
    /// Longest a commit or read takes, in milliseconds.
    pub work_ms: u64,
    /// Documents are to be had.
    pub documents: bool,
    /// The seller has couriers of its own, and sets its stock here.
    pub own: bool,
    /// What happens when, from the first moment on.
    pub acts: Vec<(i64, Act)>,
    /// Where the program dies, first to last.
    pub deaths: Vec<Death>,
    /// Labels are printed.
    pub paper: bool,
    /// At which jobs the program dies: they came out of the printer, and it has not written that down yet.
    pub paper_deaths: Vec<usize>,
}

/// 2026-03-02 00:00 in India, a Monday.
const MONDAY: i64 = 1_772_389_800_000;

impl Plan {
    /// The plan of a seed.
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::of(seed, "plan");
        // Most bad days are short ones in small places: what breaks there is found sooner, and easier to read.
        let is_small = !seed.is_multiple_of(8);
        let paper = seed % 25 == 8;
        let chaos_ms = if is_small { chance.between(90, 240) * 1_000 } else { chance.between(3, 9) * MINUTE };
        // Labels take their time to come.
        let chaos_ms = if paper { chaos_ms + 4 * MINUTE } else { chaos_ms };
        let wild = chance.pick(&[0.0, 0.5, 1.0, 1.0, 2.0]).copied().unwrap_or(1.0);
        let weather = Fault::ALL.map(|fault| {
            let rate = if chance.strikes(0.5) { chance.unit() * chance.unit() * 0.14 * wild } else { 0.0 };
            (fault, if fault == Fault::TokenDeath { rate * 0.3 } else { rate })
        });
        let has_few = chance.strikes(0.06);
        let calls_per_hour = match seed % 50 {
            // So few that a day cannot be read without waiting for the hour.
            7 => 130,
            _ if has_few => 260,
            _ => 1_000,
        };
        let mut acts = acts(&mut chance, chaos_ms, is_small);
        let deaths = deaths(&mut chance);
        // From a stream of its own, so that the days of the other seeds stay what they were.
        let own = seed.is_multiple_of(5) && !seed.is_multiple_of(20);
        if own {
            acts.extend(own_acts(&mut Chance::of(seed, "own"), chaos_ms));
            acts.sort_by_key(|(at, _)| *at);
        }
        let mut printing = Chance::of(seed, "paper");
        if paper {
            acts.extend(paper_acts(&mut printing, chaos_ms));
            acts.sort_by_key(|(at, _)| *at);
        }
        Self {
            seed,
            epoch: MONDAY + chance.between(0, 4) * 24 * HOUR + chance.between(7 * 60, 23 * 60) * MINUTE,
            orders: if is_small { chance.between(10, 26) } else { chance.between(30, 90) } as u32,
            orders_per_minute: if chance.strikes(0.5) { chance.unit() * 2.0 } else { 0.0 },
            chaos_ms,
            calls_per_hour,
            poll_seconds: chance.pick(&[30, 60, 120]).copied().unwrap_or(60),
            weather: weather.to_vec(),
            meddling: if chance.strikes(0.5) { chance.unit() * 0.3 } else { 0.0 },
            row_failure: if chance.strikes(0.3) { chance.unit() * 0.2 } else { 0.0 },
            form_failure: if chance.strikes(0.3) { chance.unit() * 0.3 } else { 0.0 },
            work_ms: chance.pick(&[0, 2, 6, 40]).copied().unwrap_or(2),
            documents: chance.strikes(0.04) || paper,
            own,
            acts,
            deaths,
            paper,
            paper_deaths: if paper { paper_deaths(&mut printing) } else { vec![] },
        }
    }

    /// The same without anything going wrong: what must work before faults mean anything.
    #[must_use]
    pub fn calm(mut self) -> Self {
        self.weather.iter_mut().for_each(|(_, rate)| *rate = 0.0);
        (self.meddling, self.row_failure, self.form_failure) = (0.0, 0.0, 0.0);
        self.deaths.clear();
        self.paper_deaths.clear();
        self.acts.retain(|(_, act)| {
            !matches!(
                act,
                Act::Offline { .. }
                    | Act::DiskFull { .. }
                    | Act::ClockJump { .. }
                    | Act::PowerCut
                    | Act::Reopen
                    | Act::Printer { .. }
            )
        });
        self
    }
}

fn acts(chance: &mut Chance, chaos_ms: i64, is_small: bool) -> Vec<(i64, Act)> {
    let mut acts =
        vec![(chance.between(2_000, 40_000), Act::Pack { count: 8 + chance.below(30) as usize, twice: false })];
    let most = if is_small { 18 } else { 30 };
    for _ in 0..chance.between(8, most) {
        let at = chance.between(5_000, chaos_ms);
        acts.push((at, act(chance)));
    }
    // People do not leave before what they packed is marked ready.
    acts.push((chaos_ms * 2 / 3, Act::Ready { count: 30, twice: chance.strikes(0.5) }));
    acts.push((chaos_ms - 1_000, Act::Ready { count: 60, twice: chance.strikes(0.5) }));
    acts.sort_by_key(|(at, _)| *at);
    acts
}

/// What a seller with couriers of its own does besides.
fn own_acts(chance: &mut Chance, chaos_ms: i64) -> Vec<(i64, Act)> {
    let mut acts = vec![
        (chance.between(3_000, 30_000), Act::SelfDispatch { count: 12, twice: chance.strikes(0.5) }),
        (chaos_ms * 3 / 4, Act::Delivery { count: 4 }),
    ];
    for _ in 0..chance.between(6, 14) {
        let (at, twice) = (chance.between(5_000, chaos_ms), chance.strikes(0.4));
        let act = match chance.below(11) {
            0 | 1 => Act::SelfDispatch { count: 1 + chance.below(12) as usize, twice },
            2 | 3 => Act::Delivery { count: 1 + chance.below(5) as usize },
            4 | 5 => Act::Attempt { count: 1 + chance.below(4) as usize, twice },
            6..=8 => Act::Stock { count: 1 + chance.below(6) as usize, twice },
            9 => Act::StockElsewhere,
            _ => Act::Elsewhere(chance.pick(&["selfDispatch", "delivery", "attempt"]).copied().unwrap_or("delivery")),
        };
        acts.push((at, act));
    }
    acts
}

/// What somebody who prints does besides.
fn paper_acts(chance: &mut Chance, chaos_ms: i64) -> Vec<(i64, Act)> {
    let mut acts = vec![];
    for _ in 0..chance.between(10, 18) {
        // Labels come a while after the first parcels are packed.
        let (at, twice) = (chance.between(40_000, chaos_ms), chance.strikes(0.4));
        match chance.below(13) {
            0..=4 => acts.push((at, Act::Print { twice })),
            5..=7 => acts.push((at, Act::AtPrinter)),
            8 => acts.push((at, Act::Reprint)),
            9 => acts.push((at, Act::StopPrinting)),
            10 => acts.push((at, Act::Reopen)),
            11 => {
                // So that it strikes between a job and what is written down of it.
                acts.push((at, Act::Print { twice }));
                acts.push((at + chance.between(20, 1_500), Act::DiskFull { ms: chance.between(200, 20_000) }));
            }
            _ => {
                acts.push((at, Act::Printer { on: false }));
                acts.push((at + chance.between(1_000, 60_000), Act::Printer { on: true }));
            }
        }
    }
    acts
}

fn paper_deaths(chance: &mut Chance) -> Vec<usize> {
    let mut jobs: Vec<usize> = (0..chance.below(4)).map(|_| 1 + chance.below(5) as usize).collect();
    jobs.sort_unstable();
    jobs.dedup();
    jobs
}

fn act(chance: &mut Chance) -> Act {
    let twice = chance.strikes(0.4);
    match chance.below(36) {
        0..=4 => Act::Pack { count: 1 + chance.below(28) as usize, twice },
        5..=9 => Act::Ready { count: 1 + chance.below(40) as usize, twice },
        10 | 11 => Act::Cancel { count: 1 + chance.below(4) as usize },
        12 => Act::Acks,
        13 => Act::Withdraw,
        14 => Act::Decide,
        15 => Act::Retry,
        16 => Act::Pause,
        17 => Act::Settings,
        18 => Act::Sync { full: twice },
        19 => Act::Look,
        20 => Act::Reopen,
        21 | 22 => Act::BuyerCancels,
        23 => Act::Hold,
        24 => Act::Unhold,
        25 => Act::MoveDate,
        26 | 27 => Act::Elsewhere("pack"),
        28 => Act::Elsewhere("dispatch"),
        29 => Act::Elsewhere("cancel"),
        30 => Act::Elsewhere("ack"),
        31 => Act::Orders { count: 1 + chance.below(12) as u32 },
        32 => Act::Offline { ms: chance.between(2_000, 4 * MINUTE) },
        33 => Act::DiskFull { ms: chance.between(500, 2 * MINUTE) },
        34 => {
            let far = [-26 * HOUR, -2 * HOUR, -9 * MINUTE, 0, 9 * MINUTE, 2 * HOUR, 26 * HOUR];
            Act::ClockJump { ms: chance.pick(&far).copied().unwrap_or(0) }
        }
        _ => Act::PowerCut,
    }
}

fn deaths(chance: &mut Chance) -> Vec<Death> {
    let count = chance.pick(&[0, 0, 1, 1, 2, 3]).copied().unwrap_or(0);
    let one = |chance: &mut Chance| match chance.below(2) {
        0 => {
            let left = chance.pick(&[Left::Nothing, Left::Torn, Left::All]).copied().unwrap_or(Left::All);
            Death::Commit { nth: 1 + chance.below(500), left }
        }
        _ => Death::Await { nth: 1 + chance.below(300) },
    };
    (0..count).map(|_| one(chance)).collect()
}
