//! Labels to paper, and the ledger.

use std::path::PathBuf;
use std::time::Duration;

use godown_api::types::{
    DocumentHead, JobTaken, LabelsMoved, LastGood, LedgerAsk, LedgerPage, Nothing, PrintBegun, PrintCheckAsk,
    PrintConfirm, PrintGoOn, PrintPause, PrintRunPage, PrintRunRef, PrintRuns, PrintRunsAsk, PrintScan, PrintStart,
    PrintStop, PrintStopped, PrintStoppedAt, PrinterRef, Printers, SystemQueues, WhichLabels,
};
use godown_domain::ShipmentId;
use godown_domain::print::ledger::{LabelRow, LabelScan, PrintCheck, PrintRunHead, PrintWhat, RunState};
use godown_domain::print::{LabelLayout, LabelSize, Printer, Route};
use godown_domain::view::Selection;
use godown_ops::Desks;
use serde_json::json;

use super::exit;
use crate::args::paper::{LedgerCommand, PrintCommand, PrintersCommand, StartArgs, What};
use crate::ask::ask;
use crate::output::{Failure, Out, value};

/// How often a waiting command looks.
const LOOK: Duration = Duration::from_millis(150);

fn what(what: &What, from: Option<u32>, to: Option<u32>) -> PrintWhat {
    match (what.batch, what.run) {
        (Some(batch), _) => PrintWhat::Batch { batch },
        (_, Some(run)) => PrintWhat::Run { run, from: from.unwrap_or(1), to },
        _ if !what.labels.is_empty() => PrintWhat::Labels { labels: what.labels.clone() },
        _ => PrintWhat::Shipments { selection: Selection::Ids { ids: what.shipments.clone() } },
    }
}

/// What would print and what not, in the order of printing.
pub async fn check(desks: &Desks, out: Out, meant: &What, all: bool) -> Result<u8, Failure> {
    let ask_for = PrintCheckAsk { what: what(meant, None, None), printer: None, layout: None };
    let check: PrintCheck = ask(desks, "print_check", ask_for).await?;
    let words: Vec<String> = check
        .labels
        .iter()
        .filter(|label| all || label.why_not.is_some())
        .map(|label| {
            let why = label.why_not.map_or("", |why| why.code());
            let tracking = label.tracking_id.as_deref().unwrap_or_default();
            let state = label.state.map_or("", |state| state.slug());
            format!(
                "{:>4}  {}  {tracking}  {} × {}  {state}  {why}",
                label.position, label.shipment_id, label.sku_units, label.sku
            )
        })
        .collect();
    let sum = format!(
        "{} go, {} need a reason, {} need a look, {} stay",
        check.goes, check.needs_reason, check.needs_look, check.stays
    );
    let everything_goes = check.labels.len() as u32 == check.goes;
    out.answer(&value(&check)?, &[words, vec![sum]].concat().join("\n"))?;
    Ok(exit(all || everything_goes))
}

/// A command about printing.
pub async fn print(desks: &Desks, out: Out, command: &PrintCommand) -> Result<u8, Failure> {
    match command {
        PrintCommand::Start(args) => start(desks, out, args).await,
        PrintCommand::Reprint(args) if args.reason.is_none() => Err(Failure::use_of(
            "Say why it is printed again: --reason jam, rollEnd, powerCut, badPrint, lost or other.",
        )),
        PrintCommand::Reprint(args) => start(desks, out, args).await,
        PrintCommand::Status { run: None } => status(desks, out).await,
        PrintCommand::Status { run: Some(run) } => show(desks, out, *run, 0).await,
        PrintCommand::Pause { run } => {
            ask::<Nothing>(desks, "print_pause", PrintPause { run: *run, paused: true }).await?;
            show(desks, out, *run, 0).await
        }
        PrintCommand::Resume { run } => {
            ask::<Nothing>(desks, "print_pause", PrintPause { run: *run, paused: false }).await?;
            // What is printed anew goes on in a run of its own.
            let runs: PrintRuns = ask(desks, "print_runs", PrintRunsAsk { live: true, count: 200 }).await?;
            let next = runs.runs.iter().find(|head| head.after == Some(*run)).map_or(*run, |head| head.run);
            wait(desks, out, next, 0).await
        }
        PrintCommand::Stop { run, after } => {
            ask::<Nothing>(desks, "print_stop", PrintStop { run: *run, after: *after }).await?;
            show(desks, out, *run, 0).await
        }
        PrintCommand::StoppedAt { run, scan, place, reason, words } => {
            let last_good = match scan {
                Some(code) => LastGood::Scan { code: code.clone() },
                None => LastGood::Place { position: place.unwrap_or(0) },
            };
            let ask_for = PrintStoppedAt { run: *run, last_good, reason: *reason, words: words.clone() };
            let stopped: PrintStopped = ask(desks, "print_stopped_at", ask_for).await?;
            let words = format!(
                "{} are there, {} are spoiled, {} had not gone. Go on with: print go-on {run}",
                stopped.confirmed, stopped.spoiled, stopped.waiting
            );
            out.answer(&value(stopped)?, &words)?;
            Ok(0)
        }
        PrintCommand::GoOn { run, printer, key } => {
            let printer = printer_number(desks, printer.as_deref()).await?;
            let ask_for = PrintGoOn { run: *run, printer, client_key: key_or_new(key) };
            let begun: PrintBegun = ask(desks, "print_go_on", ask_for).await?;
            begun_and_waited(desks, out, begun).await
        }
        PrintCommand::Confirm { run, labels } => {
            let which =
                run.map_or_else(|| WhichLabels::Labels { labels: labels.clone() }, |run| WhichLabels::Run { run });
            let moved: LabelsMoved = ask(desks, "print_confirm", PrintConfirm { which }).await?;
            out.answer(&value(moved)?, &format!("{} labels confirmed", moved.labels))?;
            Ok(0)
        }
        PrintCommand::Scan { code } => scan(desks, out, code).await,
        PrintCommand::Test { printer } => {
            let printer = known(desks, printer).await?;
            let taken: JobTaken = ask(desks, "printer_test", printer).await?;
            out.answer(&value(&taken)?, &format!("A test page went to {}", taken.printer))?;
            Ok(0)
        }
        PrintCommand::Printers(command) => printers(desks, out, command).await,
    }
}

async fn start(desks: &Desks, out: Out, args: &StartArgs) -> Result<u8, Failure> {
    let is_run = args.what.run.is_some();
    let ask_for = PrintStart {
        what: what(&args.what, args.from, args.to),
        printer: printer_number(desks, args.printer.as_deref()).await?,
        layout: None,
        reason: args.reason,
        words: args.words.clone(),
        from: args.from.filter(|_| !is_run),
        stop_after: args.stop_after,
        has_looked: args.looked,
        client_key: key_or_new(&args.key),
    };
    let begun: PrintBegun = ask(desks, "print_start", ask_for).await?;
    begun_and_waited(desks, out, begun).await
}

fn key_or_new(key: &Option<String>) -> String {
    key.clone().unwrap_or_else(|| uuid::Uuid::now_v7().to_string())
}

async fn begun_and_waited(desks: &Desks, out: Out, begun: PrintBegun) -> Result<u8, Failure> {
    for stays in &begun.stays {
        out.say(&format!("{}  stays  {}", stays.shipment_id, stays.why_not.code()));
    }
    match begun.run {
        Some(run) => wait(desks, out, run, begun.stays.len()).await,
        None => {
            out.answer(&value(&begun)?, "Nothing to print.")?;
            Ok(exit(false))
        }
    }
}

/// Waits until a run is over or stands still. Exit code 1 where it stands still, a label failed, or something stayed.
async fn wait(desks: &Desks, out: Out, run: u32, stayed: usize) -> Result<u8, Failure> {
    loop {
        let page: PrintRunPage = ask(desks, "print_run", PrintRunRef { run }).await?;
        if !matches!(page.head.state, RunState::Running | RunState::Stopping) {
            return show(desks, out, run, stayed).await;
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn show(desks: &Desks, out: Out, run: u32, stayed: usize) -> Result<u8, Failure> {
    let page: PrintRunPage = ask(desks, "print_run", PrintRunRef { run }).await?;
    let mut words = vec![run_line(&page.head)];
    words.extend(page.head.note.clone());
    words.extend(page.labels.iter().map(label_line));
    let failed = page.labels.iter().any(|label| label.why_not.is_some());
    let over = matches!(page.head.state, RunState::Done);
    out.answer(&value(&page)?, &words.join("\n"))?;
    Ok(exit(over && !failed && stayed == 0))
}

async fn status(desks: &Desks, out: Out) -> Result<u8, Failure> {
    let runs: PrintRuns = ask(desks, "print_runs", PrintRunsAsk { live: false, count: 50 }).await?;
    let mut words: Vec<String> = runs.runs.iter().map(run_line).collect();
    if runs.asked > 0 {
        words.push(format!("{} labels were on their way when Godown was closed: look at the printer.", runs.asked));
    }
    out.answer(&value(&runs)?, &words.join("\n"))?;
    Ok(exit(runs.asked == 0))
}

async fn scan(desks: &Desks, out: Out, code: &str) -> Result<u8, Failure> {
    let scan: LabelScan = ask(desks, "print_scan", PrintScan { code: code.to_owned() }).await?;
    let words = match (&scan.shipment_id, scan.stop) {
        (None, _) => "This code belongs to no shipment.".to_owned(),
        (Some(id), Some(why)) => format!("{id}  STOP  {}", why.code()),
        (Some(id), None) => format!("{id}  {}", if scan.confirmed { "confirmed" } else { "known" }),
    };
    out.answer(&value(&scan)?, &words)?;
    Ok(exit(scan.shipment_id.is_some() && scan.stop.is_none()))
}

fn run_line(head: &PrintRunHead) -> String {
    let counts: Vec<String> = head.counts.iter().map(|one| format!("{} {}", one.labels, one.state.slug())).collect();
    format!("run {}  {}  {}  {}  {}", head.run, head.state.slug(), head.title, head.printer_name, counts.join(", "))
}

fn label_line(label: &LabelRow) -> String {
    let why = label.why_not.or(label.must_not_travel).map_or("", |why| why.code());
    let reason = label.reason.or(label.spoiled).map_or("", |reason| reason.slug());
    format!(
        "{:>4}  {}  {}  copy {}  {}  {reason}  {why}",
        label.position,
        label.tracking_id,
        label.sku,
        label.copy,
        label.state.slug()
    )
}

async fn printers(desks: &Desks, out: Out, command: &PrintersCommand) -> Result<u8, Failure> {
    match command {
        PrintersCommand::List => {
            let printers: Printers = ask(desks, "printers", Nothing {}).await?;
            let words: Vec<String> =
                printers.printers.iter().map(|one| format!("{}  {}  {:?}", one.printer, one.name, one.route)).collect();
            out.answer(&value(&printers)?, &words.join("\n"))?;
        }
        PrintersCommand::Queues => {
            let queues: SystemQueues = ask(desks, "printer_queues", Nothing {}).await?;
            let words: Vec<&str> = queues.queues.iter().map(|queue| queue.name.as_str()).collect();
            out.answer(&value(&queues)?, &words.join("\n"))?;
        }
        PrintersCommand::Add { name, queue, tcp, folder, language, dpi, prints, station } => {
            let printer = Printer {
                printer: 0,
                name: name.clone(),
                station: station.clone(),
                route: route(queue.as_ref(), tcp.as_deref(), folder.as_ref())?,
                language: *language,
                dpi: *dpi,
                prints: prints.clone(),
                layout: LabelLayout { size: LabelSize::for_language(*language), ..LabelLayout::default() },
            };
            let kept: PrinterRef = ask(desks, "printer_put", printer).await?;
            out.answer(&value(kept)?, &format!("Printer {}", kept.printer))?;
        }
        PrintersCommand::Remove { printer } => {
            let printer = known(desks, printer).await?.printer;
            ask::<Nothing>(desks, "printer_remove", PrinterRef { printer }).await?;
            out.answer(&json!({ "removed": printer }), "Removed")?;
        }
    }
    Ok(0)
}

fn route(queue: Option<&String>, tcp: Option<&str>, folder: Option<&PathBuf>) -> Result<Route, Failure> {
    match (queue, tcp, folder) {
        (Some(name), ..) => Ok(Route::Queue { name: name.clone() }),
        (_, Some(address), _) => {
            let (host, port) = address.rsplit_once(':').unwrap_or((address, "9100"));
            let port = port.parse().map_err(|_| Failure::use_of(format!("{port} is no port.")))?;
            Ok(Route::Tcp { host: host.to_owned(), port })
        }
        (_, _, Some(folder)) => {
            let path = std::path::absolute(folder).map_err(|error| Failure::use_of(error.to_string()))?;
            Ok(Route::Folder { path: path.display().to_string() })
        }
        _ => Err(Failure::use_of("Give a way to the printer: --queue, --tcp or --folder.")),
    }
}

/// A printer by its number or name.
async fn known(desks: &Desks, name: &str) -> Result<Printer, Failure> {
    let printers: Printers = ask(desks, "printers", Nothing {}).await?;
    let is_it = |one: &Printer| one.name.eq_ignore_ascii_case(name) || one.printer.to_string() == name;
    let missing = || Failure::use_of(format!("There is no printer {name}; `print printers list` names them."));
    printers.printers.into_iter().find(is_it).ok_or_else(missing)
}

/// The number of a printer named on the command line.
pub async fn printer_number(desks: &Desks, name: Option<&str>) -> Result<Option<u32>, Failure> {
    match name {
        Some(name) => known(desks, name).await.map(|printer| Some(printer.printer)),
        None => Ok(None),
    }
}

/// A command about the ledger.
pub async fn ledger(desks: &Desks, out: Out, command: &LedgerCommand) -> Result<u8, Failure> {
    let ask_for = match command {
        LedgerCommand::Search { text, states, printer, run, from, to, again, limit, .. } => LedgerAsk {
            text: text.clone(),
            states: states.clone(),
            printer: printer.clone(),
            run: *run,
            from: *from,
            to: *to,
            again: *again,
            before: None,
            count: *limit,
        },
        LedgerCommand::Show { shipment } => of_shipment(shipment),
    };
    if let LedgerCommand::Search { out: Some(file), .. } = command {
        let made: DocumentHead = ask(desks, "print_ledger_export", ask_for).await?;
        let path = super::papers::save(desks, &made, file).await?.display().to_string();
        out.answer(&json!({ "document": made.document, "file": path }), &format!("Wrote {path}."))?;
        return Ok(0);
    }
    let page: LedgerPage = ask(desks, "print_ledger", ask_for).await?;
    let words: Vec<String> =
        page.labels.iter().map(|label| format!("run {}  {}", label.run, label_line(label))).collect();
    out.answer(&value(&page)?, &words.join("\n"))?;
    Ok(0)
}

fn of_shipment(shipment: &ShipmentId) -> LedgerAsk {
    LedgerAsk {
        text: shipment.to_string(),
        states: vec![],
        printer: None,
        run: None,
        from: None,
        to: None,
        again: false,
        before: None,
        count: 500,
    }
}
