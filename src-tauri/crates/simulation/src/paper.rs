//! Labels on paper: the printer, and people who print, stop, look and say truly what came out.
//!
//! The printer is a folder: what lies there came out, whatever becomes of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use godown_documents::{names_tracking_id, page_size};
use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{PrintRunHead, PrintWhat, RunState};
use godown_domain::print::{LabelLayout, Language, PaperKind, Printer, Route};
use godown_ops::Desk;
use godown_ops::print::{Begun, LastGood, LedgerQuery, PrintOrder, Which};
use serde_json::Value;

use crate::deeds::{Deeds, Promise, numbers};
use crate::world::World;

/// How the files of a run's jobs are named, before its number.
const JOB: &str = "Labels-run-";

impl World {
    /// The printer; a file in its place takes nothing.
    fn tray(&self) -> PathBuf {
        self.folder.join("printer")
    }

    /// Where what came out lies.
    fn paper(&self) -> PathBuf {
        if self.tray().is_file() { self.folder.join("printer-off") } else { self.tray() }
    }

    /// Turns the printer on or off. One that is off refuses every job.
    pub fn printer(&self, on: bool) {
        let (tray, away) = (self.tray(), self.folder.join("printer-off"));
        let turned = match (on, tray.is_file()) {
            (true, true) => std::fs::remove_file(&tray).and_then(|()| std::fs::rename(&away, &tray)),
            (false, false) => std::fs::create_dir_all(&tray)
                .and_then(|()| std::fs::rename(&tray, &away))
                .and_then(|()| std::fs::write(&tray, b"")),
            _ => return,
        };
        self.tell(if on { "the printer takes jobs" } else { "the printer takes nothing" });
        if !on {
            self.count("printer off for a while");
        }
        if let Err(error) = turned {
            self.broken("rehearsal", format!("the printer could not be turned: {error}"));
        }
    }

    /// Names of the jobs that came out, in order.
    fn jobs(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.paper()).into_iter().flatten().flatten();
        let names = names.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(JOB)).collect();
        names.sort_unstable();
        names
    }

    /// The labels that came out, run by run, each by its tracking id.
    pub async fn came_out(&self) -> BTreeMap<u32, Vec<String>> {
        let mut out: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for name in self.jobs() {
            let run = name[JOB.len()..].split('-').next().and_then(|run| run.parse().ok()).unwrap_or(0);
            let known = self.state().papers.get(&name).cloned();
            let labels = match known {
                Some(labels) => labels,
                None => self.read_job(&name).await,
            };
            out.entry(run).or_default().extend(labels);
        }
        out
    }

    /// Reads a job as a scanner would: which of the parcels there are is named on which page.
    async fn read_job(&self, name: &str) -> Vec<String> {
        let truth = self.control("/truth?limit=1000000", None).await.unwrap_or(Value::Null);
        let parcels: Vec<&str> = truth["shipments"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|one| one["trackingIds"].as_array().into_iter().flatten().filter_map(Value::as_str))
            .collect();
        let bytes = std::fs::read(self.paper().join(name)).unwrap_or_default();
        let mut labels = vec![];
        // A page that is not there is an error, and the end.
        for page in 0.. {
            let named = |id: &&&str| names_tracking_id(&bytes, page, id).is_ok_and(|is_named| is_named);
            if page_size(&bytes, page).is_err() {
                break;
            }
            let on_it: Vec<&&str> = parcels.iter().filter(named).collect();
            if on_it.len() != 1 {
                self.broken("a page is one label", format!("page {page} of {name} names {on_it:?}"));
            }
            labels.extend(on_it.into_iter().map(|id| (*id).to_owned()));
        }
        self.state().papers.insert(name.to_owned(), labels.clone());
        labels
    }

    /// Whether a job came out at which the program is to die.
    pub fn dies_at_paper(&self) -> bool {
        let wanted = {
            let state = self.state();
            if state.calm || state.fallen { None } else { state.paper_deaths.front().copied() }
        };
        let dies = wanted.is_some_and(|nth| self.jobs().len() >= nth);
        if dies {
            self.state().paper_deaths.pop_front();
        }
        dies
    }
}

impl Deeds {
    /// The label printer, set up where there is none.
    async fn label_printer(&self, desk: &Desk) -> Option<()> {
        let (known, _) = self.outcome("printers", desk.printers().await)?;
        if !known.is_empty() {
            return Some(());
        }
        let printer = Printer {
            printer: 0,
            name: "Bench".into(),
            station: String::new(),
            route: Route::Folder { path: self.world.folder.join("printer").to_string_lossy().into_owned() },
            language: Language::Pdf,
            dpi: 203,
            prints: vec![PaperKind::Labels],
            layout: LabelLayout::default(),
        };
        self.outcome("printer", desk.put_printer(printer).await).map(|_| ())
    }

    async fn order(&mut self, desk: &Desk, what: PrintWhat, reason: Option<ReprintReason>, twice: bool) {
        if self.label_printer(desk).await.is_none() {
            return;
        }
        // One who clicks twice, or two people at once.
        let (first, other) = (self.key(), self.key());
        let is_one = self.at_printer.strikes(0.5);
        let second = if is_one { first.clone() } else { other };
        // Some want to see a few first.
        let stop_after = self.at_printer.pick(&[None, None, Some(1), Some(3)]).copied().flatten();
        let order = |key: &str| PrintOrder {
            what: what.clone(),
            printer: None,
            layout: None,
            reason,
            words: String::new(),
            from: None,
            stop_after,
            has_looked: true,
            client_key: key.to_owned(),
        };
        let (one, two) = if twice {
            self.world.count("double click");
            let (one, two) = tokio::join!(desk.print_start(order(&first)), desk.print_start(order(&second)));
            (one, Some(two))
        } else {
            (desk.print_start(order(&first)).await, None)
        };
        let one = self.outcome("print", one);
        let two = two.and_then(|two| self.outcome("print again", two));
        // Where one found nothing to print yet, there is no run to give again.
        let run = |begun: &Option<Begun>| begun.as_ref().and_then(|begun| begun.run);
        if let (Some(one), Some(two)) = (run(&one), run(&two))
            && is_one
            && one != two
        {
            let what = format!("{first} gave the runs {one} and {two}");
            self.world.broken("the same click gives the same run", what);
        }
        for (begun, key) in [(one, first), (two, second)] {
            let Some(begun) = begun else { continue };
            self.world.tell(&format!("run {:?}: {} labels, {} stay", begun.run, begun.labels, begun.stays.len()));
            if begun.run.is_some() {
                self.promises.push(Promise::Run { key });
            }
        }
    }

    /// Prints the labels of a batch.
    pub async fn print(&mut self, desk: &Desk, twice: bool) {
        let batches = numbers(&self.world, "SELECT id FROM batch ORDER BY id");
        if let Some(batch) = self.at_printer.pick(&batches).copied() {
            self.order(desk, PrintWhat::Batch { batch: batch as u32 }, None, twice).await;
        }
    }

    /// Prints a label again that was lost.
    pub async fn reprint(&mut self, desk: &Desk) {
        let sql = "SELECT id FROM print_item WHERE state IN ('spooled', 'confirmed') ORDER BY id";
        let good = numbers(&self.world, sql);
        if let Some(label) = self.at_printer.pick(&good).copied() {
            self.world.count("label printed again, with a reason");
            let what = PrintWhat::Labels { labels: vec![label as u32] };
            self.order(desk, what, Some(ReprintReason::Lost), false).await;
        }
    }

    /// Stops a run: now, for a while, or after some more.
    pub async fn stop_printing(&mut self, desk: &Desk) {
        let live = self.live(desk).await;
        let Some(head) = self.at_printer.pick(&live).cloned() else { return };
        let after = self.at_printer.pick(&[None, Some(0), Some(2)]).copied().flatten();
        self.outcome("stop printing", desk.print_stop(head.run, after).await);
    }

    async fn live(&self, desk: &Desk) -> Vec<PrintRunHead> {
        self.outcome("runs", desk.print_runs(true, 100).await).map(|(runs, _)| runs).unwrap_or_default()
    }

    /// A person looks at the printer: says of each run that stands still what came out last, and lets it go on.
    pub async fn look_at_printer(&mut self, desk: &Desk) {
        for head in self.live(desk).await.into_iter().rev() {
            let Some((head, labels)) = self.outcome("run", desk.print_run(head.run).await) else { continue };
            if labels.iter().any(|label| label.state == LabelState::Asked) {
                let out = self.world.came_out().await.remove(&head.run).unwrap_or_default();
                let there = labels.iter().filter(|label| out.contains(&label.tracking_id));
                let last = there.map(|label| label.position).max().unwrap_or(0);
                self.world.count("asked at the printer what came out");
                self.world.tell(&format!("run {}: {last} came out last", head.run));
                let (at, why) = (LastGood::Place(last), ReprintReason::PowerCut);
                let told = desk.print_stopped_at(head.run, at, why, String::new()).await;
                if self.outcome("stopped at", told).is_some() {
                    let key = self.key();
                    self.outcome("go on", desk.print_go_on(head.run, None, key).await);
                }
            } else if head.state == RunState::Paused {
                self.outcome("resume", desk.print_pause(head.run, false).await);
            }
        }
        self.look_for_labels(desk).await;
    }

    /// Says of single labels of runs that are over whether they came out.
    async fn look_for_labels(&self, desk: &Desk) {
        let asked = LedgerQuery { states: vec![LabelState::Asked], limit: 1_000, ..LedgerQuery::default() };
        let Some((rows, _)) = self.outcome("ledger", desk.print_ledger(asked).await) else { return };
        let live: BTreeSet<u32> = self.live(desk).await.into_iter().map(|head| head.run).collect();
        let out = self.world.came_out().await;
        for row in rows.iter().filter(|row| !live.contains(&row.run)) {
            let run = self.outcome("run", desk.print_run(row.run).await);
            if run.is_some_and(|(head, _)| head.state == RunState::Done) {
                let what = format!("run {} is done, and nobody saw {}", row.run, row.tracking_id);
                self.world.broken("no run is done of which a label is asked about", what);
            }
            self.world.count("asked at the printer what came out");
            let which = Which::Labels(vec![row.label]);
            if out.get(&row.run).is_some_and(|labels| labels.contains(&row.tracking_id)) {
                self.outcome("confirm", desk.print_confirm(which).await);
            } else {
                self.outcome("spoil", desk.print_spoil(which, ReprintReason::PowerCut, String::new()).await);
            }
        }
    }

    /// When the day is over: everything that has a label is printed, and every question answered.
    pub async fn print_the_rest(&mut self, desk: &Desk, until: i64) {
        for batch in numbers(&self.world, "SELECT id FROM batch ORDER BY id") {
            self.order(desk, PrintWhat::Batch { batch: batch as u32 }, None, false).await;
        }
        loop {
            self.look_at_printer(desk).await;
            let live = self.live(desk).await;
            let asked = numbers(&self.world, "SELECT id FROM print_item WHERE state = 'asked'");
            if live.is_empty() && asked.is_empty() {
                return;
            }
            if self.world.now() > until {
                let stand: Vec<String> =
                    live.iter().map(|head| format!("run {} {:?}: {:?}", head.run, head.state, head.note)).collect();
                let what = format!("{} labels asked about; runs: {}", asked.len(), stand.join("; "));
                return self.world.broken("rest", what);
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    }
}
