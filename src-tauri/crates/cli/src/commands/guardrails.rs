//! Guardrails: how much room is left, what an act would cost, Seller Hub's reports.

use std::path::Path;

use base64::Engine;
use godown_api::types::{
    Alerts, BoardAsk, DocumentHead, DocumentSave, ExportForm, GuardrailExport, HubFile, Nothing, WhatIfAct, WhatIfAsk,
};
use godown_domain::guardrail::board::{Board, HubImport, LineValue, Standing, WhatIf};
use godown_domain::guardrail::policy::{LimitSet, Sense};
use godown_domain::view::Selection;
use godown_domain::{At, ShipmentId};
use godown_ops::Desks;
use serde_json::json;

use super::exit;
use crate::args::GuardrailArgs;
use crate::ask::ask;
use crate::output::{Failure, Out};

/// The board, or a report of it in a file.
pub async fn guardrails(desks: &Desks, out: Out, args: &GuardrailArgs) -> Result<u8, Failure> {
    up_to_date(desks, out).await?;
    let board = BoardAsk {
        location: args.location.as_deref().map(Into::into),
        basis: args.basis,
        cancellation_day: args.booked,
        as_of: args.as_of,
    };
    if let Some(file) = &args.out {
        return report(desks, out, file, board).await;
    }
    let board: Board = ask(desks, "guardrail_board", board).await?;
    out.answer(&crate::output::value(&board)?, &words(&board))?;
    Ok(exit(board.headline.crossed.is_empty()))
}

async fn report(desks: &Desks, out: Out, file: &Path, board: BoardAsk) -> Result<u8, Failure> {
    let form = match file.extension().and_then(|end| end.to_str()) {
        Some("pdf") => ExportForm::Pdf,
        Some("xlsx") => ExportForm::Xlsx,
        Some("csv") => ExportForm::Csv,
        _ => return Err(Failure::use_of("Name the file .pdf for the weekly report, .xlsx or .csv for everything.")),
    };
    let made: DocumentHead = ask(desks, "guardrail_export", GuardrailExport { form, table: None, board }).await?;
    let path = std::path::absolute(file).map_err(|error| Failure::plain(1, error.to_string()))?;
    let path = path.display().to_string();
    let _: Nothing = ask(desks, "document_save", DocumentSave { document: made.document, path: path.clone() }).await?;
    out.answer(&json!({ "document": made.document, "file": path, "pages": made.pages }), &format!("Wrote {path}."))?;
    Ok(0)
}

/// What cancelling shipments, or not dispatching them in time, would cost. Nothing is done.
pub async fn what_if(desks: &Desks, out: Out, what: WhatIfAct, ids: &[ShipmentId]) -> Result<u8, Failure> {
    up_to_date(desks, out).await?;
    let selection = Selection::Ids { ids: ids.to_vec() };
    let cost: WhatIf = ask(desks, "what_if", WhatIfAsk { selection, what }).await?;
    let mut words = format!("{} units of {} shipments.\n", cost.units, cost.shipments);
    for change in &cost.lines {
        let crossed = if change.crosses { "  CROSSES THE LINE" } else { "" };
        words += &format!(
            "{:<44} {} of {} → {} of {}  room {} → {}{crossed}\n",
            name(&change.before),
            change.before.count.0,
            change.before.of.0,
            change.count_after.0,
            change.of_after.0,
            change.before.room.0,
            change.room_after.0,
        );
    }
    out.answer(&crate::output::value(&cost)?, &words)?;
    Ok(exit(!cost.lines.iter().any(|change| change.crosses)))
}

/// Imports a report of Seller Hub and says what differs.
pub async fn import(desks: &Desks, out: Out, file: &Path) -> Result<u8, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::use_of(format!("{}: {error}", file.display())))?;
    up_to_date(desks, out).await?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = base64::engine::general_purpose::STANDARD.encode(bytes);
    let import: HubImport = ask(desks, "hub_import", HubFile { name, bytes }).await?;
    let again = if import.already { " It had been imported before; nothing was taken twice." } else { "" };
    let mut words = format!(
        "{:?}: {} rows, {} matched, {} facts taken, {} differences.{again}\n",
        import.report, import.rows, import.matched, import.facts, import.diff_count
    );
    for diff in &import.diffs {
        words += &format!("{}  theirs: {}  ours: {}  {:?}\n", diff.named, diff.theirs, diff.ours, diff.cause);
    }
    for (row, why) in &import.unreadable {
        words += &format!("row {row} could not be read: {why}\n");
    }
    out.answer(&crate::output::value(&import)?, &words)?;
    Ok(exit(import.unreadable.is_empty()))
}

/// Alerts, newest first.
pub async fn alerts(desks: &Desks, out: Out) -> Result<u8, Failure> {
    let alerts: Alerts = ask(desks, "alerts", Nothing {}).await?;
    let mut words = String::new();
    for alert in &alerts.alerts {
        let over = if alert.over_at.is_some() { "over" } else { "stands" };
        words += &format!("{}  {over}  {:?}\n", alert.at.to_wire(), alert.what);
    }
    out.answer(&crate::output::value(&alerts)?, &words)?;
    Ok(0)
}

/// Takes what was read and not yet counted into the tally.
async fn up_to_date(desks: &Desks, out: Out) -> Result<(), Failure> {
    let counted = desks.desk()?.bring_tally_up_to_date().await?;
    if counted > 500 {
        out.say(&format!("counted {counted} shipments"));
    }
    Ok(())
}

fn words(board: &Board) -> String {
    let headline = &board.headline;
    let tier = match headline.tier {
        Some(LimitSet::Gold | LimitSet::OmniGold) => "Gold",
        Some(LimitSet::Silver) => "Silver",
        _ if !headline.is_of_account => board.location.as_ref().map_or("Warehouse", |location| location.as_str()),
        _ if !headline.is_known => "Tier not known yet",
        _ => "Bronze",
    };
    let mut text: String = headline
        .crossed
        .iter()
        .map(|line| format!("CROSSED {}: {} of {}, {} over\n", name(line), line.count.0, line.of.0, -line.room.0))
        .collect();
    text += &format!("{tier}, from {} of 90 days, at {}\n", board.days_covered, board.at.to_wire());
    for card in &board.cards {
        for line in &card.lines {
            let standing = match line.standing {
                Standing::Crossed => "crossed",
                Standing::Tight => "tight",
                Standing::Unsure => "not known: nobody saw enough",
                Standing::Holds => "holds",
                Standing::TooFew => "too few to judge",
                Standing::Nothing => "nothing counted",
            };
            let estimated =
                if line.estimated.0 > 0 { format!(", {} estimated", line.estimated.0) } else { String::new() };
            text += &format!(
                "{:<48} {:>7} of {:<8} room {:>6}  {standing}{estimated}\n",
                name(line),
                line.count.0,
                line.of.0,
                line.room.0
            );
        }
    }
    for cohort in &board.cohorts {
        let misses = cohort.forecast.as_ref().map_or(0, |forecast| forecast.misses);
        text += &format!(
            "cut-off {}  {} due, {} done, {} late, {} expected to miss\n",
            cohort.due.clock_text(board.today),
            cohort.shipments,
            cohort.done,
            cohort.late,
            misses
        );
    }
    text
}

fn name(line: &LineValue) -> String {
    let limit = match line.line.sense {
        Sense::Reach => format!("{} units", line.line.reach_units),
        Sense::Below | Sense::AtLeast => format!("{}.{:02} %", line.line.limit_bp / 100, line.line.limit_bp % 100),
    };
    format!("{}, {}, {limit}, {} days", line.line.set.name(), line.line.metric.name(), line.days)
}

/// An instant of the command line: ISO 8601 with an offset or `Z`.
pub fn instant(text: &str) -> Result<At, String> {
    At::parse(text).ok_or_else(|| "an instant such as 2026-11-20T16:00:00+05:30".to_owned())
}
