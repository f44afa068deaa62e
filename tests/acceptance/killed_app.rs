//! The whole program in a process of its own, on a real file and a real wire to a marketplace in another process, killed at any
//! moment of a batch of 300 shipments while things go wrong: the engine without a window, and the one with its window, which
//! takes its login from the system's key store. `./dev kill` and `./dev kill --window` do it two hundred times.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::main_job::once;
use crate::market::{Control, seller_folder};
use crate::private::leak;

const SHIPMENTS: usize = 300;
const KILLS_VARIABLE: &str = "GODOWN_APP_KILLS";
const SEED_VARIABLE: &str = "GODOWN_APP_KILL_SEED";
/// Without kills and faults everything has settled by then: three requests with two proofs of a minute each.
const SETTLES_WITHIN: Duration = Duration::from_secs(400);

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A program of ours beside this test; `./dev test` builds all of them first.
fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("this test lies somewhere");
    let folder = here.parent().and_then(Path::parent).expect("target folder");
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The first line a program says, as JSON.
async fn first_line(child: &mut Child) -> Option<Value> {
    let out = child.stdout.take().expect("its output");
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).await.ok()?;
    serde_json::from_str(&line).ok()
}

/// The marketplace in a process of its own.
struct Marketplace {
    base: String,
    control: Control,
    _process: Child,
}

impl Marketplace {
    async fn start(seed: u64) -> Self {
        let words =
            ["--orders", "60", "--history-days", "3", "--rate", "0", "--calm", "--label-delay-ms", "400", "--seed"];
        let mut process = Command::new(program("godown-sandbox"))
            .args(words)
            .arg(seed.to_string())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the marketplace starts");
        let told = first_line(&mut process).await.expect("its addresses");
        let text = |key: &str| told[key].as_str().expect("an address").to_owned();
        Self { base: text("base_url"), control: Control::at(&text("control_url")), _process: process }
    }

    /// Everything that goes wrong on a bad day, at once and all the time.
    async fn misbehave(&self, on: bool) {
        let rate = |rate: f64| if on { json!(rate) } else { json!(false) };
        let faults = json!({
            "delay_ms": if on { json!({ "rate": 0.8, "value": 250 }) } else { json!(false) },
            "reset_before_apply": rate(0.03),
            "reset_after_apply": rate(0.10),
            "bad_gateway_502_html": rate(0.03),
            "throttle_429": if on { json!({ "rate": 0.02, "value": 1 }) } else { json!(false) },
            "token_death": rate(0.02),
            "row_missing": rate(0.05),
            "row_failure": rate(0.03),
            "rtd_quiet_failure": rate(0.01),
        });
        self.control.post("/faults", faults).await;
    }
}

/// Which program is killed.
#[derive(Clone, Copy, PartialEq)]
enum Victim {
    /// The engine alone. Every life is told the login and asked for the batch again.
    Engine,
    /// The one with the window. Nobody clicks in it: it finds the login in the key store and the acts in its journal.
    Window,
}

impl Victim {
    fn spawn(self, data: &Path) -> Child {
        match self {
            Self::Engine => self.engine(data),
            Self::Window => started(Command::new(program("godown")).arg("--data-dir").arg(data).stdout(Stdio::null())),
        }
    }

    /// The engine with a door for calls, on the same data and secrets.
    fn engine(self, data: &Path) -> Child {
        let mut command = Command::new(program("godown-webhost"));
        command.args(["--port", "0", "--key", "k", "--data-dir"]).arg(data).stdout(Stdio::piped());
        if self == Self::Engine {
            command.env("GODOWN_KEY_STORE", "memory");
        }
        started(&mut command)
    }

    /// Lives in which one stage of a batch is under way. Where nobody asks again, what is left to send is soon sent.
    fn lives(self) -> u64 {
        if self == Self::Engine { 25 } else { 8 }
    }

    /// Milliseconds until a kill: often early, where starting and the first commits are; sometimes late, between two readings.
    fn moment(self, chance: &mut StdRng) -> Duration {
        let most = if chance.random_bool(0.3) { 900 } else { 3_500 };
        // A window takes its time to come up.
        let times = if self == Self::Window { 2 } else { 1 };
        Duration::from_millis(chance.random_range(10..most) * times)
    }
}

fn started(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn().expect("the program starts")
}

/// The engine in a process of its own.
struct App {
    url: String,
    http: reqwest::Client,
}

impl App {
    /// Waits until it tells its address.
    async fn of(process: &mut Child, http: &reqwest::Client) -> Option<Self> {
        let told = first_line(process).await?;
        let url = told["url"].as_str()?.split('?').next()?.trim_end_matches('/').to_owned();
        Some(Self { url, http: http.clone() })
    }

    async fn rpc(&self, name: &str, request: Value) -> Option<Value> {
        let request =
            self.http.post(format!("{}/rpc/{name}", self.url)).header("x-godown-key", "k").body(request.to_string());
        serde_json::from_str(&request.send().await.ok()?.text().await.ok()?).ok()
    }
}

/// One kind of act of the batch.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Pack,
    Dispatch,
}

impl Stage {
    /// The word in the journal, and the marketplace's.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pack => ("pack", "pack"),
            Self::Dispatch => ("rtd", "dispatch"),
        }
    }
}

/// How the newest act of each shipment stands.
type Journal = BTreeMap<String, String>;

fn newest_acts(conn: &Connection, stage: Stage) -> Journal {
    let sql = "SELECT s.shipment_id, i.state FROM intent i JOIN shipment s ON s.no = i.shipment_no WHERE i.action = ?1
        ORDER BY i.id";
    let mut statement = conn.prepare(sql).expect("the journal");
    let rows = statement.query_map([stage.words().0], |row| Ok((row.get(0)?, row.get(1)?))).expect("the journal");
    rows.map(|row| row.expect("an act")).collect()
}

/// A batch under way.
struct Bench {
    victim: Victim,
    market: Marketplace,
    folder: TempDir,
    http: reqwest::Client,
    mine: Vec<String>,
    /// Names the click, so that every life of the program asks for the same batch.
    key: String,
    chance: StdRng,
    kills: Kills,
}

/// What the program was doing when it was killed.
#[derive(Debug, Default)]
struct Kills {
    all: u64,
    /// Before it answered, or called the marketplace, for the first time.
    starting: u64,
    /// With acts on the wire.
    sending: u64,
    /// With acts being read back.
    checking: u64,
    /// Acts that were on the wire at the moment of a kill, in all.
    acts_on_wire: u64,
}

impl Bench {
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Opens the account and asks for the stage, as somebody would who starts the program again and clicks.
    async fn begin(&self, app: &App, stage: Stage) -> Option<()> {
        let form = json!({
            "name": "Ambari Lane", "clientId": PRACTICE_APP_ID, "clientSecret": PRACTICE_APP_SECRET,
            "baseUrl": self.market.base,
        });
        app.rpc("account_add", form).await?;
        let mut settings = app.rpc("settings_get", json!({})).await?;
        if settings["callsPerHour"] != json!(100_000) {
            settings["callsPerHour"] = json!(100_000);
            settings["pollSeconds"] = json!(30);
            app.rpc("settings_put", settings).await?;
        }
        self.ask(app, stage).await
    }

    async fn ask(&self, app: &App, stage: Stage) -> Option<()> {
        let selection = json!({ "kind": "ids", "ids": self.mine });
        match stage {
            Stage::Pack => {
                app.rpc("pack_start", json!({ "selection": selection, "clientKey": self.key, "title": "" })).await?
            }
            Stage::Dispatch => app.rpc("dispatch_start", json!({ "selection": selection })).await?,
        };
        Some(())
    }

    /// One life of the program; ends by SIGKILL after `moment`. Tells whether it was up.
    async fn live(&self, stage: Stage, moment: Duration) -> bool {
        match self.victim {
            Victim::Engine => self.live_asked(stage, moment).await,
            Victim::Window => self.live_alone(moment).await,
        }
    }

    /// A life in which nobody asks for anything.
    async fn live_alone(&self, moment: Duration) -> bool {
        let (before, _) = self.market.control.calls().await;
        let mut process = self.victim.spawn(&self.data());
        tokio::time::sleep(moment).await;
        let ended = process.try_wait().expect("its state");
        assert!(ended.is_none(), "it never ends by itself: {ended:?}");
        process.kill().await.expect("it can be killed");
        self.market.control.calls().await.0 > before
    }

    async fn live_asked(&self, stage: Stage, moment: Duration) -> bool {
        let begun = Instant::now();
        let mut process = self.victim.spawn(&self.data());
        let answered = tokio::time::timeout(moment, async {
            let app = App::of(&mut process, &self.http).await?;
            self.begin(&app, stage).await
        });
        let answered = answered.await.ok().flatten().is_some();
        tokio::time::sleep(moment.saturating_sub(begun.elapsed())).await;
        // One whose first line nobody waits for any more may end of that a moment before it is killed.
        let ended = process.try_wait().expect("its state").filter(|_| answered);
        assert!(ended.is_none(), "it never ends by itself: {ended:?}");
        process.kill().await.expect("it can be killed");
        answered
    }

    async fn kill_once(&mut self, stage: Stage) {
        let moment = self.victim.moment(&mut self.chance);
        let answered = self.live(stage, moment).await;
        self.kills.all += 1;
        self.kills.starting += u64::from(!answered);
        let Some(journal) = self.journal(stage) else { return };
        let count = |word: &str| journal.values().filter(|state| *state == word).count() as u64;
        self.kills.sending += u64::from(count("sending") > 0);
        self.kills.checking += u64::from(count("unknown") + count("accepted") > 0);
        self.kills.acts_on_wire += count("sending");
        self.check(stage, &journal).await;
    }

    /// The newest act of the stage for each shipment as it lies on disk after a kill. A copy is looked at, so that it is the
    /// program itself that recovers its file. `None` where the program never came to make its tables.
    fn journal(&self, stage: Stage) -> Option<Journal> {
        let seller = std::fs::read_dir(self.data().join("sellers")).ok()?.flatten().next()?.path();
        let copy = self.folder.path().join("copy.db");
        for ending in ["", "-wal"] {
            let to = self.folder.path().join(format!("copy.db{ending}"));
            let _ = std::fs::remove_file(&to);
            if std::fs::copy(seller.join(format!("godown.db{ending}")), &to).is_err() && ending.is_empty() {
                return None;
            }
        }
        let conn = Connection::open(copy).expect("the copy");
        let sound: String =
            conn.query_row("PRAGMA quick_check", [], |row| row.get(0)).expect("a look through the file");
        assert_eq!(sound, "ok", "kill {}: the file is whole", self.kills.all);
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'intent'";
        let tables: u32 = conn.query_row(tables, [], |row| row.get(0)).expect("its tables");
        (tables > 0).then(|| newest_acts(&conn, stage))
    }

    /// The same while the program runs.
    fn journal_now(&self, stage: Stage) -> Journal {
        let conn = Connection::open_with_flags(
            seller_folder(&self.data()).join("godown.db"),
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        );
        newest_acts(&conn.expect("its file"), stage)
    }

    /// What may never be, at any moment: done twice, asked again after it was done, done without an act in the journal, and
    /// called done without being so.
    async fn check(&self, stage: Stage, journal: &Journal) {
        let (word, theirs) = stage.words();
        let done = once(self.market.control.effects(theirs).await);
        let repeats = self.market.control.get("/effects/repeats").await;
        assert_eq!(repeats["repeats"], json!([]), "kill {}: asked again for what was done", self.kills.all);
        let ours: BTreeSet<&String> = self.mine.iter().collect();
        for id in done.iter().filter(|id| ours.contains(id)) {
            let state = journal.get(id).map_or("nothing", String::as_str);
            let known = ["sending", "unknown", "accepted", "confirmed", "stuck"].contains(&state);
            assert!(
                known,
                "kill {}: {id} is done at the marketplace, and the journal says {state} of {word}",
                self.kills.all
            );
        }
        for (id, state) in journal.iter().filter(|(_, state)| *state == "confirmed") {
            assert!(done.contains(id), "kill {}: {id} is {state} here and not done there", self.kills.all);
        }
    }

    /// Asks for the stage and ends by SIGKILL the moment it is written down: whoever starts next finds it in the journal.
    async fn write_down(&self, stage: Stage) {
        let mut process = self.victim.engine(&self.data());
        let app = App::of(&mut process, &self.http).await.expect("its address");
        self.begin(&app, stage).await.expect("it answers");
        process.kill().await.expect("it can be killed");
    }

    /// Lets the program work until nothing of the stage is open; what was refused or given up is asked for again, as a person
    /// does.
    async fn settle(&mut self, stage: Stage) {
        self.market.misbehave(false).await;
        let deadline = Instant::now() + SETTLES_WITHIN;
        let mut process = self.victim.engine(&self.data());
        let app = App::of(&mut process, &self.http).await.expect("its address");
        self.begin(&app, stage).await.expect("it answers");
        let mine: BTreeSet<String> = self.mine.iter().cloned().collect();
        loop {
            assert!(Instant::now() < deadline, "it does not settle: {:?}", self.left(stage));
            let left = self.left(stage);
            if left.is_empty() {
                break;
            }
            let open = ["queued", "sending", "accepted", "unknown", "not-applied"];
            if left.values().all(|state| !open.contains(&state.as_str())) {
                if stage == Stage::Pack {
                    self.key.push('+');
                }
                self.ask(&app, stage).await.expect("it answers");
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        process.kill().await.expect("it can be killed");
        let journal = self.journal(stage).expect("a journal");
        self.check(stage, &journal).await;
        let done = once(self.market.control.effects(stage.words().1).await);
        assert!(mine.is_subset(&done), "none is lost");
    }

    /// The name of the seller's data key, which itself lies in the key store.
    fn key_name(&self) -> String {
        let kept = std::fs::read(seller_folder(&self.data()).join("data.key")).expect("the key's name");
        let kept: Value = serde_json::from_slice(&kept).expect("JSON");
        assert_eq!(kept["key"], Value::Null, "a key store is there, and the key lies in it");
        kept["id"].as_str().expect("a name").to_owned()
    }

    /// Those of ours whose newest act of the stage is not confirmed.
    fn left(&self, stage: Stage) -> Journal {
        let journal = self.journal_now(stage);
        let state = |id: &String| journal.get(id).cloned().unwrap_or_else(|| "nothing".to_owned());
        self.mine.iter().map(|id| (id.clone(), state(id))).filter(|(_, state)| state != "confirmed").collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_of_a_batch_nothing_is_lost_and_nothing_done_twice() {
    eprintln!("{}", kill(Victim::Engine).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a screen and an open key store; ./dev test and ./dev kill --window bring both"]
async fn the_window_killed_at_any_moment_goes_on_by_itself_where_it_was() {
    eprintln!("{}", kill(Victim::Window).await);
}

/// Kills it so often as is asked for, and tells what the kills hit.
async fn kill(victim: Victim) -> String {
    let (kills, seed) = (number(KILLS_VARIABLE, 12), number(SEED_VARIABLE, 5));
    let market = Marketplace::start(seed).await;
    let folder = tempfile::tempdir().expect("a folder");
    let http = reqwest::Client::builder().no_proxy().build().expect("a plain client");
    let chance = StdRng::seed_from_u64(seed);
    let (mine, key, done) = (vec![], String::new(), Kills::default());
    let mut bench = Bench { victim, market, folder, http, mine, key, chance, kills: done };
    let (begun, mut batches, mut keys) = (Instant::now(), 0, BTreeSet::new());
    while bench.kills.all < kills {
        batches += 1;
        bench.mine = bench.market.control.orders(SHIPMENTS).await;
        bench.key = format!("batch {batches}");
        for stage in [Stage::Pack, Stage::Dispatch] {
            bench.market.misbehave(true).await;
            if victim == Victim::Window {
                bench.write_down(stage).await;
                keys.insert(bench.key_name());
            }
            // A batch lasts for so many kills; then the next one begins.
            let until = kills.min(bench.kills.all + victim.lives().min(kills.div_ceil(2)));
            while bench.kills.all < until {
                bench.kill_once(stage).await;
            }
            bench.settle(stage).await;
        }
    }
    if victim == Victim::Window {
        keys.insert(bench.key_name());
        assert_eq!(keys.len(), 1, "no death cost the data its key");
        let told = leak(&bench.data(), [PRACTICE_APP_SECRET]);
        assert_eq!(told, None, "the login's secret lies in the key store alone");
    }
    let Kills { all, starting, sending, checking, acts_on_wire } = bench.kills;
    assert!(sending + checking >= all / 4, "the kills must hit a batch under way");
    format!(
        "seed {seed}: {all} kills of {batches} batches of {SHIPMENTS} in {} s: {starting} while starting, {sending} with acts on \
         the wire ({acts_on_wire} acts), {checking} with acts being read back",
        begun.elapsed().as_secs()
    )
}
