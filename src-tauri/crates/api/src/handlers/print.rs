//! Labels to paper.

use base64::Engine;
use godown_domain::print::Printer;
use godown_domain::print::ledger::{LabelScan, PrintCheck};
use godown_ops::Desks;
use godown_ops::print::{AmongOthers, Begun, LastGood as Good, LedgerQuery, PreviewOf, PrintOrder, Which};

use super::Reply;
use crate::AppError;
use crate::types::{
    DocumentHead, Frame4, JobTaken, LabelCrop, LabelCropPut, LabelCrops, LabelPreview, LabelPreviewAsk, LabelStays,
    LabelsMoved, LastGood, LedgerAsk, LedgerPage, Nothing, PrintBegun, PrintCheckAsk, PrintConfirm, PrintDocument,
    PrintGoOn, PrintPause, PrintRunPage, PrintRunRef, PrintRuns, PrintRunsAsk, PrintScan, PrintSpoil, PrintStart,
    PrintStop, PrintStopped, PrintStoppedAt, PrinterOf, PrinterRef, Printers, QueueDoes, ShapeAgree, ShelfFile,
    ShelfSum, SystemQueue, SystemQueues, WhichLabels,
};

pub(crate) async fn print_check(desks: &Desks, ask: PrintCheckAsk) -> Reply<PrintCheck> {
    Ok(desks.desk()?.print_check(ask.what, ask.printer, ask.layout).await?)
}

pub(crate) async fn print_start(desks: &Desks, ask: PrintStart) -> Reply<PrintBegun> {
    let order = PrintOrder {
        what: ask.what,
        printer: ask.printer,
        layout: ask.layout,
        reason: ask.reason,
        words: ask.words,
        from: ask.from,
        stop_after: ask.stop_after,
        has_looked: ask.has_looked,
        client_key: ask.client_key,
    };
    Ok(begun(desks.desk()?.print_start(order).await?))
}

fn begun(begun: Begun) -> PrintBegun {
    let stays = |(id, why_not): (godown_domain::ShipmentId, _)| LabelStays { shipment_id: id.0, why_not };
    PrintBegun { run: begun.run, labels: begun.labels, stays: begun.stays.into_iter().map(stays).collect() }
}

pub(crate) async fn print_runs(desks: &Desks, ask: PrintRunsAsk) -> Reply<PrintRuns> {
    let (runs, asked) = desks.desk()?.print_runs(ask.live, ask.count).await?;
    Ok(PrintRuns { runs, asked })
}

pub(crate) async fn print_run(desks: &Desks, ask: PrintRunRef) -> Reply<PrintRunPage> {
    let (head, labels) = desks.desk()?.print_run(ask.run).await?;
    Ok(PrintRunPage { head, labels })
}

pub(crate) async fn print_pause(desks: &Desks, ask: PrintPause) -> Reply<Nothing> {
    desks.desk()?.print_pause(ask.run, ask.paused).await?;
    Ok(Nothing {})
}

pub(crate) async fn print_stop(desks: &Desks, ask: PrintStop) -> Reply<Nothing> {
    desks.desk()?.print_stop(ask.run, ask.after).await?;
    Ok(Nothing {})
}

pub(crate) async fn print_stopped_at(desks: &Desks, ask: PrintStoppedAt) -> Reply<PrintStopped> {
    let good = match ask.last_good {
        LastGood::Scan { code } => Good::Scan(code),
        LastGood::Place { position } => Good::Place(position),
    };
    let stopped = desks.desk()?.print_stopped_at(ask.run, good, ask.reason, ask.words).await?;
    Ok(PrintStopped {
        position: stopped.position,
        confirmed: stopped.confirmed,
        spoiled: stopped.spoiled,
        waiting: stopped.waiting,
    })
}

pub(crate) async fn print_go_on(desks: &Desks, ask: PrintGoOn) -> Reply<PrintBegun> {
    Ok(begun(desks.desk()?.print_go_on(ask.run, ask.printer, ask.client_key).await?))
}

fn which(which: WhichLabels) -> Which {
    match which {
        WhichLabels::Run { run } => Which::Run(run),
        WhichLabels::Labels { labels } => Which::Labels(labels),
    }
}

pub(crate) async fn print_confirm(desks: &Desks, ask: PrintConfirm) -> Reply<LabelsMoved> {
    Ok(LabelsMoved { labels: desks.desk()?.print_confirm(which(ask.which)).await? })
}

pub(crate) async fn print_spoil(desks: &Desks, ask: PrintSpoil) -> Reply<LabelsMoved> {
    Ok(LabelsMoved { labels: desks.desk()?.print_spoil(which(ask.which), ask.reason, ask.words).await? })
}

pub(crate) async fn print_scan(desks: &Desks, ask: PrintScan) -> Reply<LabelScan> {
    Ok(desks.desk()?.print_scan(&ask.code).await?)
}

fn ledger_query(ask: LedgerAsk) -> LedgerQuery {
    LedgerQuery {
        text: ask.text,
        states: ask.states,
        printer: ask.printer,
        run: ask.run,
        from: ask.from,
        to: ask.to,
        again: ask.again,
        before: ask.before,
        limit: ask.count.min(500),
    }
}

pub(crate) async fn print_ledger(desks: &Desks, ask: LedgerAsk) -> Reply<LedgerPage> {
    let (labels, all) = desks.desk()?.print_ledger(ledger_query(ask)).await?;
    Ok(LedgerPage { labels, all })
}

pub(crate) async fn print_ledger_export(desks: &Desks, ask: LedgerAsk) -> Reply<DocumentHead> {
    let desk = desks.desk()?;
    let kept = desk.export_ledger(ledger_query(ask)).await?;
    Ok(super::papers::head(&desk, kept))
}

pub(crate) async fn printers(desks: &Desks, _: Nothing) -> Reply<Printers> {
    let desk = desks.desk()?;
    let (printers, defaults) = desk.printers().await?;
    let defaults = defaults.into_iter().map(|(kind, printer)| PrinterOf { kind, printer }).collect();
    Ok(Printers { station: desk.station(), printers, defaults })
}

pub(crate) async fn printer_queues(desks: &Desks, _: Nothing) -> Reply<SystemQueues> {
    use godown_ops::print::QueueState;
    let queues = desks.desk()?.printer_queues().await?;
    let told = |queue: godown_ops::print::Queue| SystemQueue {
        name: queue.name,
        words: queue.words,
        is_default: queue.is_default,
        does: match queue.state {
            QueueState::Ready => QueueDoes::Ready,
            QueueState::Printing => QueueDoes::Printing,
            QueueState::Paused => QueueDoes::Paused,
            QueueState::Offline => QueueDoes::Offline,
            QueueState::Unknown => QueueDoes::Unknown,
        },
        reasons: queue.reasons,
    };
    Ok(SystemQueues { queues: queues.into_iter().map(told).collect() })
}

pub(crate) async fn printer_put(desks: &Desks, printer: Printer) -> Reply<PrinterRef> {
    Ok(PrinterRef { printer: desks.desk()?.put_printer(printer).await? })
}

pub(crate) async fn printer_remove(desks: &Desks, ask: PrinterRef) -> Reply<Nothing> {
    desks.desk()?.remove_printer(ask.printer).await?;
    Ok(Nothing {})
}

pub(crate) async fn printer_test(desks: &Desks, printer: Printer) -> Reply<JobTaken> {
    let (printer, job) = desks.desk()?.test_printer(printer).await?;
    Ok(JobTaken { printer, job })
}

pub(crate) async fn print_document(desks: &Desks, ask: PrintDocument) -> Reply<JobTaken> {
    let (printer, job) = desks.desk()?.print_document(ask.document, ask.printer).await?;
    Ok(JobTaken { printer, job })
}

fn frame([x0, y0, x1, y1]: [f64; 4]) -> Frame4 {
    Frame4 { x0, y0, x1, y1 }
}

fn corners(frame: Frame4) -> [f64; 4] {
    [frame.x0, frame.y0, frame.x1, frame.y1]
}

pub(crate) async fn label_preview(desks: &Desks, ask: LabelPreviewAsk) -> Reply<LabelPreview> {
    let of = PreviewOf {
        document: ask.document,
        page: ask.page,
        layout: ask.layout,
        dpi: ask.dpi,
        drawn: ask.frame.map(corners),
        width: ask.width,
        among: ask.among.map(|among| AmongOthers { batch: among.batch, place: among.place, of: among.of }),
    };
    let seen = desks.desk()?.label_preview(of).await?;
    Ok(LabelPreview {
        data_url: format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(seen.png)),
        frame: frame(seen.frame),
        page_width: seen.page_size.0,
        page_height: seen.page_size.1,
        check: seen.check,
        dots_wide: seen.dots.0,
        dots_high: seen.dots.1,
        reads: seen.reads,
        words: seen.words,
        tracking_id: seen.tracking_id,
        courier: seen.courier,
    })
}

pub(crate) async fn label_crops(desks: &Desks, _: Nothing) -> Reply<LabelCrops> {
    let (crops, changed) = desks.desk()?.label_crops().await?;
    let crops = crops
        .into_iter()
        .map(|crop| LabelCrop {
            courier: crop.courier,
            frame: frame(crop.frame),
            drawn_at: crop.drawn_at,
            drawn_by: crop.drawn_by,
        })
        .collect();
    Ok(LabelCrops { crops, changed })
}

pub(crate) async fn label_crop_put(desks: &Desks, ask: LabelCropPut) -> Reply<Nothing> {
    desks.desk()?.put_label_crop(ask.courier, ask.frame.map(corners)).await?;
    Ok(Nothing {})
}

pub(crate) async fn label_shape_agree(desks: &Desks, ask: ShapeAgree) -> Reply<Nothing> {
    desks.desk()?.agree_to_shape(ask.courier).await?;
    Ok(Nothing {})
}

pub(crate) async fn shelf(desks: &Desks, _: Nothing) -> Reply<ShelfSum> {
    Ok(ShelfSum { skus: desks.desk()?.shelf_size().await? })
}

pub(crate) async fn shelf_import(desks: &Desks, file: ShelfFile) -> Reply<ShelfSum> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(file.bytes)
        .map_err(|_| AppError::unreadable_file(&file.name))?;
    Ok(ShelfSum { skus: desks.desk()?.import_shelf(bytes).await? })
}
