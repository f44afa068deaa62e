//! The lives of the program in one world: started, killed, started again, until the plan is through and everything came to
//! rest.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use godown_domain::india::MINUTE;
use godown_ops::ports::{MemoryVault, Practice, Rehearsal, StartPractice, work_here};
use godown_ops::{Desk, Desks, DesksOptions, Lanes};
use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET};
use serde_json::json;
use tokio::time::Instant;

use crate::deeds::Deeds;
use crate::line::Line;
use crate::oracle;
use crate::plan::{Act, Plan};
use crate::rules::Failure;
use crate::world::{World, WrongClock};

/// How long everything may take to come to rest once nothing goes wrong any more.
const REST_MS: i64 = 100 * MINUTE;
/// Everything is read within this time, also by a seller with few calls an hour.
const READ_ALL: Duration = Duration::from_secs(8 * 3_600);
/// Lives at most: each death is planned once.
const MOST_LIVES: u32 = 40;

/// What came of a seed.
#[derive(Debug, Clone)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// The hash of everything that happened, in its order.
    pub hash: u64,
    /// The broken rule.
    pub failure: Option<Failure>,
    /// The last lines of the story.
    pub tail: Vec<String>,
    /// How often what happened.
    pub counts: Vec<(&'static str, u64)>,
    /// Made-up time that passed, in milliseconds.
    pub lasted_ms: i64,
}

/// How a life ended.
enum End {
    Died,
    Reopened,
    Over,
}

/// Runs a seed in an empty folder that is taken away afterwards.
///
/// # Errors
/// When the world cannot be laid out at all.
pub fn run(plan: Plan, folder: &Path, aloud: bool) -> anyhow::Result<Report> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let world = World::new(plan, folder.to_owned(), aloud)?;
    let mut deeds = Deeds::new(world.clone());
    let mut next = 0;
    world.state().log.limit(world.plan.epoch, world.plan.calls_per_hour);
    let before = tokio::runtime::Builder::new_current_thread().build()?;
    let start = before.block_on(oracle::Truth::at_start(&world));
    drop(before);
    loop {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
        let paced = world.clone();
        work_here(Some(Box::new(move || paced.takes())));
        let end = runtime.block_on(async {
            let end = life(&world, &mut deeds, &mut next, &start).await;
            let away = match end {
                End::Died => deeds.chance.between(500, 4 * MINUTE),
                End::Reopened | End::Over => 1_000,
            };
            world.left_behind();
            // Here, because made-up time exists inside the runtime only.
            world.end_life(away);
            end
        });
        drop(runtime);
        work_here(None);
        if world.state().failure.is_some() {
            break;
        }
        match end {
            End::Died => world.rise()?,
            End::Reopened => {}
            End::Over => break,
        }
        if world.state().life > MOST_LIVES {
            world.broken("rest", "the program never stays alive".into());
            break;
        }
    }
    let report = {
        let state = world.state();
        Report {
            seed: world.plan.seed,
            hash: state.trace.hash(),
            failure: state.failure.clone(),
            tail: state.trace.tail(),
            counts: state.counts.iter().map(|(what, times)| (*what, *times)).collect(),
            lasted_ms: 0,
        }
    };
    let lasted_ms = world.now() - world.plan.epoch;
    // One seed with its story is looked into; its files stay.
    if report.failure.is_none() || !aloud {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(Report { lasted_ms, ..report })
}

fn practice(world: &Arc<World>) -> StartPractice {
    let world = world.clone();
    Arc::new(move |_folder| {
        let rehearsal = Rehearsal { outside: Arc::new(Line(world.clone())), witness: world.clone() };
        Box::pin(async move {
            Ok(Practice {
                base_url: "http://127.0.0.1:1".into(),
                client_id: PRACTICE_APP_ID.into(),
                client_secret: PRACTICE_APP_SECRET.into(),
                keep_alive: Box::new(()),
                rehearsal: Some(rehearsal),
            })
        })
    })
}

async fn life(world: &Arc<World>, deeds: &mut Deeds, next: &mut usize, start: &oracle::Truth) -> End {
    world.unwritten();
    let bell = world.begin_life();
    let number = world.state().life;
    world.tell(&format!("life {number} begins"));
    let rung = async {
        bell.notified().await;
        End::Died
    };
    let lived = async {
        let desks = Desks::new(DesksOptions {
            data_dir: world.folder.clone(),
            vault: Arc::new(MemoryVault::default()),
            clock: Arc::new(WrongClock(world.clone())),
            start_practice: Some(practice(world)),
            desk: "bench 1".into(),
            lanes: Lanes::All,
        });
        let feed = desks.clone();
        tokio::spawn(async move { feed.run_feed().await });
        tokio::spawn(world.clone().late_post());
        let Some(desk) = opened(world, &desks).await else { return End::Over };
        let end = script(world, &desk, deeds, next, start).await;
        if matches!(end, End::Reopened) {
            desks.shut_down().await;
        }
        end
    };
    tokio::select! {
        biased;
        end = rung => end,
        end = lived => end,
    }
}

/// Opens the seller; on a full disk as soon as there is room.
async fn opened(world: &World, desks: &Desks) -> Option<Desk> {
    for _ in 0..200 {
        match desks.open_practice().await.and_then(|()| desks.desk()) {
            Ok(desk) => return Some(desk),
            Err(error) => world.tell(&format!("cannot be opened: {error}")),
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    world.broken("rest", "the program cannot be opened any more".into());
    None
}

async fn script(world: &Arc<World>, desk: &Desk, deeds: &mut Deeds, next: &mut usize, start: &oracle::Truth) -> End {
    let mut settings = desk.settings();
    // Also where an earlier life died before they were kept.
    if settings.calls_per_hour != world.plan.calls_per_hour || world.state().life == 1 {
        settings.poll_seconds = world.plan.poll_seconds;
        settings.calls_per_hour = world.plan.calls_per_hour;
        if let Err(error) = desk.set_settings(settings).await {
            world.tell(&format!("settings: {error}"));
            world.state().log.limit(world.now(), 1_000);
        }
    }
    let acts = world.plan.acts.clone();
    while let Some((at, act)) = acts.get(*next) {
        until(world, world.plan.epoch + at).await;
        *next += 1;
        match act {
            Act::PowerCut => {
                world.count("death at any instant");
                world.die("by plan");
                std::future::pending::<()>().await;
            }
            Act::Reopen => {
                world.count("closed and opened again");
                world.tell("closed");
                return End::Reopened;
            }
            act => deeds.does(desk, act).await,
        }
    }
    until(world, world.plan.epoch + world.plan.chaos_ms).await;
    world.clear_up().await;
    rest(world, desk, deeds).await;
    if world.state().failure.is_none() {
        oracle::judge(world, desk, deeds, start).await;
    }
    End::Over
}

async fn until(world: &World, at: i64) {
    let left = at - world.now();
    if left > 0 {
        tokio::time::sleep(Duration::from_millis(left.unsigned_abs())).await;
    }
}

/// Waits until nothing is under way, then stops the marketplace's clock and reads everything once more.
async fn rest(world: &World, desk: &Desk, deeds: &mut Deeds) {
    let until = world.now() + REST_MS;
    for batch in oracle::batches(world) {
        if let Err(error) = desk.pause_batch(batch, false).await {
            world.tell(&format!("go on: {error}"));
        }
    }
    while let Some(why) = oracle::unrest(world) {
        if world.now() > until {
            return world.broken("rest", why);
        }
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    if world.plan.paper {
        deeds.print_the_rest(desk, until).await;
    }
    world.tell("at rest");
    world.control("/clock", Some(&json!({"speed": 0.0}))).await;
    let begun = Instant::now();
    while let Err(error) = desk.sync(true).await {
        world.tell(&format!("sync: {error}"));
        if begun.elapsed() > READ_ALL {
            return world.broken("rest", format!("everything cannot be read: {error}"));
        }
        // What is asked for again at once takes the calls it waits for, and begins anew with them.
        tokio::time::sleep(Duration::from_secs(61 * 60)).await;
    }
    // A window may have opened meanwhile for something that waited for it.
    let until = world.now() + REST_MS;
    while let Some(why) = oracle::unrest(world) {
        if world.now() > until {
            return world.broken("rest", format!("after everything was read: {why}"));
        }
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
}
