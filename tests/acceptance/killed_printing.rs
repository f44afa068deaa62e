//! The program is killed while it prints. Nothing is sent again by itself; what was on its way is asked about; and when a
//! person answers what came out, every label is on paper exactly once.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::decoder::read_zpl;
use crate::paper_floor::{Floor, planned, scanned};

const LABELS: usize = 60;
const KILLS: usize = 12;
const SEED: u64 = 5;
const PING: &[u8] = b"is everything in?";

/// The program under way, and how long after the printer took its line it is killed.
struct Aim {
    child: Arc<Mutex<Child>>,
    delay: Duration,
}

/// A printer on the network that can strike the very moment it takes a line: what is being sent is committed by then, and
/// nothing of the answer is. What a killed sender leaves is torn, and is on paper all the same.
struct Roll {
    port: u16,
    jobs: Arc<Mutex<Vec<Vec<u8>>>>,
    aim: Arc<Mutex<Option<Aim>>>,
    /// Labels that came out whole, in their order.
    came: Vec<String>,
    looked_at: usize,
}

impl Roll {
    fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = socket.local_addr().expect("an address").port();
        let (jobs, aim) = (Arc::new(Mutex::new(vec![])), Arc::new(Mutex::new(None::<Aim>)));
        let (kept, aimed) = (jobs.clone(), aim.clone());
        std::thread::spawn(move || {
            for mut line in socket.incoming().flatten() {
                if let Some(aim) = aimed.lock().expect("no printer fails").take() {
                    std::thread::sleep(aim.delay);
                    // It may have ended by itself.
                    let _ = aim.child.lock().expect("nobody panics with it").kill();
                }
                let mut job = vec![];
                let _ = line.read_to_end(&mut job);
                kept.lock().expect("no printer fails").push(job);
            }
        });
        Self { port, jobs, aim, came: vec![], looked_at: 0 }
    }

    /// Strikes at the next line, or after a while where that does not come first; or lets the program end. Tells whether
    /// it was killed.
    async fn strike(&self, child: Child, how: Strike) -> bool {
        let child = Arc::new(Mutex::new(child));
        let mut end = None;
        match how {
            Strike::AtLine(delay) => {
                *self.aim.lock().expect("no printer fails") = Some(Aim { child: child.clone(), delay });
            }
            Strike::After(moment) => end = Some(tokio::time::Instant::now() + moment),
            Strike::Never => {}
        }
        let status = loop {
            if let Some(status) = look(&child, end.is_some_and(|end| tokio::time::Instant::now() > end)) {
                break status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        *self.aim.lock().expect("no printer fails") = None;
        status.code().is_none()
    }

    /// Tracking ids of every label that came out whole, once everything that was sent is in: lines are taken in their order,
    /// so what is behind the last one is the end.
    async fn came(&mut self) -> Vec<String> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).expect("the printer is on");
        line.write_all(PING).and_then(|()| line.shutdown(Shutdown::Write)).expect("a ping");
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        let new = loop {
            let jobs = self.jobs.lock().expect("no printer fails").clone();
            let end = jobs.iter().skip(self.looked_at).position(|job| job == PING);
            if let Some(end) = end {
                let new = jobs[self.looked_at..self.looked_at + end].to_vec();
                self.looked_at += end + 1;
                break new;
            }
            assert!(tokio::time::Instant::now() < deadline, "the printer takes nothing any more");
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        for job in new {
            let end = job.windows(3).rposition(|three| three == b"^XZ").map_or(0, |at| at + 3);
            let whole = if end == 0 { vec![] } else { read_zpl(&job[..end]) };
            self.came.extend(whole.iter().map(scanned));
        }
        self.came.clone()
    }
}

/// When the program is killed.
enum Strike {
    /// So long after the printer took its line.
    AtLine(Duration),
    /// At any time.
    After(Duration),
    Never,
}

impl Strike {
    fn any(chance: &mut StdRng) -> Self {
        if chance.random_bool(0.7) {
            Self::AtLine(Duration::from_micros(chance.random_range(0..4_u64).pow(3) * 60))
        } else {
            Self::After(Duration::from_millis(chance.random_range(200..3_000)))
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_the_middle_of_a_run_every_label_is_on_paper_once() {
    let mut chance = StdRng::seed_from_u64(SEED);
    let floor = Floor::with(LABELS).await;
    let truth = floor.truth().await;
    let mut roll = Roll::start();
    let port = format!("127.0.0.1:{}", roll.port);
    floor
        .desk
        .must(&["print", "printers", "add", "Zebra", "--tcp", &port, "--language", "zpl", "--prints", "labels"])
        .await;

    let mut plan: Vec<String> = vec![];
    let (mut struck, mut asked_about, mut answers) = (0, 0, 0);
    for round in 0.. {
        assert!(round < 60, "it ends");
        let came = roll.came().await;
        let runs = floor.desk.run(&["print", "status"]).await.json;
        let command = match runs["runs"][0]["run"].as_u64() {
            None => vec!["start".to_owned(), "--batch".into(), floor.batch.clone(), "--key".into(), "monday".into()],
            Some(run) => {
                let run = run.to_string();
                let page = floor.desk.run(&["print", "status", &run]).await.json;
                if plan.is_empty() {
                    plan = planned(&page);
                }
                assert_eq!(came, plan[..came.len()], "round {round}: in the planned order, each once");
                let asked = as_it_is(&page, came.len());
                if asked > 0 {
                    let refused = floor.desk.run(&["print", "resume", &run]).await;
                    assert_ne!(refused.code, 0, "what nobody knows is asked first");
                    let place = came.len().to_string();
                    let told = ["print", "stopped-at", &run, "--place", &place, "--reason", "powerCut"];
                    floor.desk.must(&told).await;
                    (asked_about, answers) = (asked_about + asked, answers + 1);
                    vec!["go-on".into(), run.clone(), "--key".into(), format!("on-{run}")]
                } else if page["head"]["state"] == "done" {
                    break;
                } else {
                    assert_eq!(page["head"]["state"], "paused", "nothing goes on by itself: {}", page["head"]);
                    vec!["resume".into(), run]
                }
            }
        };
        assert_eq!(roll.came().await, came, "nothing was printed by looking or by answering");
        let words: Vec<&str> = ["print"].into_iter().chain(command.iter().map(String::as_str)).collect();
        let mut program = floor.desk.command(&words).into_std();
        let child = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let how = if struck < KILLS { Strike::any(&mut chance) } else { Strike::Never };
        struck += usize::from(roll.strike(child, how).await);
    }

    let came = roll.came().await;
    assert_eq!((came.len(), &came), (truth.len(), &plan), "every label came out, once, in its place");
    assert!(plan.iter().all(|id| truth.contains_key(id)));
    every_copy_is_told(&floor, &plan).await;
    // How many of the moments strike before the roll is done depends on the machine; a few are enough to have tried it.
    assert!(struck >= 4 && asked_about > 0, "{struck} kills, {asked_about} labels asked about in {answers} questions");
    eprintln!("{struck} kills, {asked_about} labels asked about in {answers} questions, {} on paper", came.len());
}

/// What the ledger says of a run's labels against what came out. Gives how many are to be asked about.
fn as_it_is(page: &Value, came: usize) -> usize {
    let mut asked = 0;
    for row in page["labels"].as_array().expect("labels") {
        let place = usize::try_from(row["position"].as_u64().expect("a place")).expect("a place");
        match row["state"].as_str().expect("a state") {
            "queued" | "withdrawn" | "spoiled" => assert!(place > came, "it never came out: {row}"),
            "spooled" | "confirmed" => assert!(place <= came, "it is on paper: {row}"),
            "asked" => asked += 1,
            other => panic!("{other} after a restart: {row}"),
        }
    }
    asked
}

/// Every label ends with one good copy; what was asked about and was not there has its reason.
async fn every_copy_is_told(floor: &Floor, plan: &[String]) {
    let ledger = floor.desk.must(&["ledger", "search", "--limit", "1000"]).await;
    let rows = ledger["labels"].as_array().expect("labels");
    assert_eq!(ledger["all"], json!(rows.len()));
    let mut good: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        let id = row["trackingId"].as_str().expect("an id");
        match row["state"].as_str().expect("a state") {
            "spooled" | "confirmed" => *good.entry(id).or_default() += 1,
            "spoiled" => assert_eq!(row["spoiled"], "powerCut", "{row}"),
            "withdrawn" => {}
            other => panic!("{other} is left: {row}"),
        }
        let second = row["copy"].as_u64().is_some_and(|copy| copy > 1);
        assert_eq!(second, row["reason"] == "powerCut", "a further copy has its reason: {row}");
    }
    assert!(plan.iter().all(|id| good.get(id.as_str()) == Some(&1)), "{good:?}");
}

/// How the program ended, if it has; otherwise it is killed where it is time.
fn look(child: &Mutex<Child>, kill: bool) -> Option<ExitStatus> {
    let mut program = child.lock().expect("nobody panics with it");
    let ended = program.try_wait().expect("its state");
    if ended.is_none() && kill {
        // It may end by itself in between.
        let _ = program.kill();
    }
    ended
}
