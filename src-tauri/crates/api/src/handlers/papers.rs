//! Documents and handover.

use base64::Engine;
use godown_domain::Outcome;
use godown_ops::papers::{ListForm as Form, Missing, OwnList as List};
use godown_ops::{Desk, Desks, PaperKind};

use super::Reply;
use crate::types::{
    AtLocation, DocumentHead, DocumentKind, DocumentRef, DocumentSave, Documents, DocumentsAsk, HandoverRow, Handovers,
    ListAsk, ListForm, ManifestAsk, Nothing, OutcomeRow, OwnList, PageAsk, PagePicture, PickListAsk, PrintFileAsk,
    PrintFileMade,
};

fn kind(kind: PaperKind) -> DocumentKind {
    match kind {
        PaperKind::PrintFile => DocumentKind::PrintFile,
        PaperKind::Manifest => DocumentKind::Manifest,
        PaperKind::PickList => DocumentKind::PickList,
        PaperKind::PackingList => DocumentKind::PackingList,
        PaperKind::BatchSheet => DocumentKind::BatchSheet,
        PaperKind::HandoverList => DocumentKind::HandoverList,
        PaperKind::Invoice => DocumentKind::Invoices,
        PaperKind::Report => DocumentKind::Report,
        PaperKind::Workbook => DocumentKind::Workbook,
        PaperKind::Table => DocumentKind::Table,
        PaperKind::Picture => DocumentKind::Picture,
        PaperKind::Label | PaperKind::Other => DocumentKind::Labels,
    }
}

fn paper(kind: DocumentKind) -> PaperKind {
    match kind {
        DocumentKind::Labels => PaperKind::Label,
        DocumentKind::PrintFile => PaperKind::PrintFile,
        DocumentKind::Manifest => PaperKind::Manifest,
        DocumentKind::PickList => PaperKind::PickList,
        DocumentKind::PackingList => PaperKind::PackingList,
        DocumentKind::BatchSheet => PaperKind::BatchSheet,
        DocumentKind::HandoverList => PaperKind::HandoverList,
        DocumentKind::Invoices => PaperKind::Invoice,
        DocumentKind::Report => PaperKind::Report,
        DocumentKind::Workbook => PaperKind::Workbook,
        DocumentKind::Table => PaperKind::Table,
        DocumentKind::Picture => PaperKind::Picture,
    }
}

pub(super) fn head(desk: &Desk, document: godown_ops::Paper) -> DocumentHead {
    let path = desk.document_path(&document).display().to_string();
    DocumentHead {
        document: document.id,
        kind: kind(document.file.kind),
        title: document.file.title,
        pages: document.file.pages,
        bytes: document.file.bytes,
        made_at: document.file.made_at,
        batch: document.file.batch,
        path,
    }
}

pub(crate) async fn documents(desks: &Desks, ask: DocumentsAsk) -> Reply<Documents> {
    let desk = desks.desk()?;
    let found = desk.documents(ask.kind.map(paper), ask.count).await?;
    Ok(Documents { documents: found.into_iter().map(|document| head(&desk, document)).collect() })
}

pub(crate) async fn document_page(desks: &Desks, ask: PageAsk) -> Reply<PagePicture> {
    let (png, pages) = desks.desk()?.document_page(ask.document, ask.page, ask.width).await?;
    let data_url = format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png));
    Ok(PagePicture { data_url, pages })
}

pub(crate) async fn document_save(desks: &Desks, ask: DocumentSave) -> Reply<Nothing> {
    desks.desk()?.save_document(ask.document, ask.path.into()).await?;
    Ok(Nothing {})
}

pub(crate) async fn document_open(desks: &Desks, ask: DocumentRef) -> Reply<DocumentHead> {
    let desk = desks.desk()?;
    let document = desk.open_document(ask.document).await?;
    Ok(head(&desk, document))
}

pub(crate) async fn print_file_make(desks: &Desks, ask: PrintFileAsk) -> Reply<PrintFileMade> {
    let desk = desks.desk()?;
    let made = desk.make_print_file(ask.batch).await?;
    let missing = made
        .missing
        .into_iter()
        .map(|(shipment_id, why)| {
            let outcome = match why {
                Missing::NoLabel | Missing::Stale => Outcome::Waiting,
                Missing::Refused | Missing::FormFailed | Missing::NoFrame | Missing::OtherPage => Outcome::Refused,
                Missing::DidNotGo(_) | Missing::Cancelled | Missing::OnHold => Outcome::DidNotGo,
            };
            let message = Some(why.words().to_owned());
            OutcomeRow { shipment_id, outcome, code: Some(why.code().to_owned()), message }
        })
        .collect();
    let kept_whole = made.kept_whole.into_iter().map(|id| id.0).collect();
    let document = head(&desk, made.document);
    Ok(PrintFileMade { document, labels: made.labels, missing, check: made.check, kept_whole })
}

pub(crate) async fn print_file_printed(desks: &Desks, ask: PrintFileAsk) -> Reply<Nothing> {
    desks.desk()?.print_file_printed(ask.batch).await?;
    Ok(Nothing {})
}

pub(crate) async fn pick_list_make(desks: &Desks, ask: PickListAsk) -> Reply<DocumentHead> {
    let desk = desks.desk()?;
    let made = desk.make_pick_list(ask.selection).await?;
    Ok(head(&desk, made))
}

pub(crate) async fn list_make(desks: &Desks, ask: ListAsk) -> Reply<DocumentHead> {
    let list = match ask.list {
        OwnList::PickList { batch } => List::PickList(batch),
        OwnList::PackingList { batch } => List::PackingList(batch),
        OwnList::BatchSheet { batch } => List::BatchSheet(batch),
        OwnList::HandoverList(ManifestAsk { location_id, courier, is_mps }) => {
            List::Handover { location: location_id.into(), courier, is_mps }
        }
    };
    let form = match ask.form {
        ListForm::Pdf => Form::Pdf,
        ListForm::Csv => Form::Csv,
    };
    let desk = desks.desk()?;
    let made = desk.make_list(list, form).await?;
    Ok(head(&desk, made))
}

pub(crate) async fn invoices_make(desks: &Desks, ask: PrintFileAsk) -> Reply<DocumentHead> {
    let desk = desks.desk()?;
    let made = desk.make_invoices(ask.batch).await?;
    Ok(head(&desk, made))
}

pub(crate) async fn handovers(desks: &Desks, at: AtLocation) -> Reply<Handovers> {
    let desk = desks.desk()?;
    let (rows, read_at) = desk.handovers(at.location.map(Into::into)).await?;
    let rows = rows
        .into_iter()
        .map(|one| HandoverRow {
            location_id: one.location.0,
            courier: one.counted.row.courier_group,
            is_mps: one.counted.row.is_mps,
            counted: one.counted.row.count,
            counted_at: one.counted.at,
            ready_then: one.counted.ready_then,
            ready_here: one.ready_here,
            pickup_from: one.counted.row.pickup_from,
            pickup_to: one.counted.row.pickup_to,
            otc: one.counted.row.otc,
            manifest: one.manifest.map(|document| head(&desk, document)),
        })
        .collect();
    Ok(Handovers { rows, read_at })
}

pub(crate) async fn handovers_read(desks: &Desks, at: AtLocation) -> Reply<Nothing> {
    desks.desk()?.read_handovers_now(at.location.map(Into::into)).await?;
    Ok(Nothing {})
}

pub(crate) async fn manifest_fetch(desks: &Desks, ask: ManifestAsk) -> Reply<DocumentHead> {
    let desk = desks.desk()?;
    let document = desk.fetch_manifest(ask.location_id.into(), &ask.courier, ask.is_mps).await?;
    Ok(head(&desk, document))
}
