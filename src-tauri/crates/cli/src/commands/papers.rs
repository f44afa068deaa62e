//! Papers: the print file of a batch, manifests.

use std::path::{Path, PathBuf};

use godown_api::types::{
    DocumentHead, DocumentRef, DocumentSave, Documents, DocumentsAsk, JobTaken, ListAsk, ListForm, ManifestAsk,
    Nothing, OwnList, PrintDocument, PrintFileAsk, PrintFileMade,
};
use godown_ops::Desks;
use serde_json::json;

use super::print::printer_number;
use super::{Told, exit};
use crate::args::paper::{DocumentsCommand, MakeCommand};
use crate::ask::ask;
use crate::output::{Failure, Out, value};

/// Makes the print file of a batch and writes it.
pub async fn labels(desks: &Desks, out: Out, batch: u32, file: &Path) -> Result<u8, Failure> {
    let made: PrintFileMade = ask(desks, "print_file_make", PrintFileAsk { batch }).await?;
    let path = save(desks, &made.document, file).await?;
    let missing: Vec<Told> = made
        .missing
        .into_iter()
        .map(|row| Told { shipment: row.shipment_id.0, outcome: row.outcome, code: row.code, message: row.message })
        .collect();
    let document = json!({
        "batch": batch, "file": path, "labels": made.labels, "pages": made.document.pages, "check": made.check,
        "keptWhole": made.kept_whole, "missing": missing.iter().map(Told::json).collect::<Vec<_>>(),
    });
    let mut words = vec![format!("{} labels in {}", made.labels, path.display())];
    if !made.kept_whole.is_empty() {
        words.push(format!("not slimmed, with its invoice hidden in the file: {}", made.kept_whole.join(", ")));
    }
    words.extend(missing.iter().filter_map(Told::words));
    out.answer(&document, &words.join("\n"))?;
    Ok(exit(missing.is_empty()))
}

/// Fetches the manifest of a courier's pickup.
pub async fn manifest(
    desks: &Desks,
    out: Out,
    location: &str,
    courier: &str,
    is_mps: bool,
    file: &Path,
) -> Result<u8, Failure> {
    let ask_for = ManifestAsk { location_id: location.to_owned(), courier: courier.to_owned(), is_mps };
    let made: DocumentHead = ask(desks, "manifest_fetch", ask_for).await?;
    let path = save(desks, &made, file).await?;
    let document = json!({
        "locationId": location, "courier": courier, "file": path, "pages": made.pages, "title": made.title,
    });
    out.answer(&document, &format!("{} in {}", made.title, path.display()))?;
    Ok(0)
}

/// A command about kept documents.
pub async fn documents(desks: &Desks, out: Out, command: &DocumentsCommand) -> Result<u8, Failure> {
    match command {
        DocumentsCommand::List { limit } => {
            let found = all(desks, *limit).await?;
            let line = |one: &DocumentHead| format!("{}  {}  {} pages", one.document, one.title, one.pages);
            let words: Vec<String> = found.documents.iter().map(line).collect();
            out.answer(&value(&found)?, &words.join("\n"))?;
        }
        DocumentsCommand::Save { document, out: file } => {
            let found = one(desks, *document).await?;
            let path = save(desks, &found, file).await?;
            out.answer(&json!({ "document": document, "file": path }), &path.display().to_string())?;
        }
        DocumentsCommand::OpenPath { document } => {
            let found: DocumentHead = ask(desks, "document_open", DocumentRef { document: *document }).await?;
            out.answer(&json!({ "document": document, "file": found.path }), &found.path)?;
        }
        DocumentsCommand::Print { document, printer } => {
            let printer = printer_number(desks, printer.as_deref()).await?;
            let taken: JobTaken = ask(desks, "print_document", PrintDocument { document: *document, printer }).await?;
            out.answer(&value(&taken)?, &format!("{} has it", taken.printer))?;
        }
        DocumentsCommand::Make(command) => make(desks, out, command).await?,
    }
    Ok(0)
}

async fn make(desks: &Desks, out: Out, command: &MakeCommand) -> Result<(), Failure> {
    let (list, to) = match command {
        MakeCommand::PickList(of) => (OwnList::PickList { batch: of.batch }, &of.to),
        MakeCommand::PackingList(of) => (OwnList::PackingList { batch: of.batch }, &of.to),
        MakeCommand::BatchSheet(of) => (OwnList::BatchSheet { batch: of.batch }, &of.to),
        MakeCommand::Manifest { location, courier, mps, to } => {
            let (location_id, courier) = (location.clone(), courier.clone());
            (OwnList::HandoverList(ManifestAsk { location_id, courier, is_mps: *mps }), to)
        }
    };
    let form = if to.csv { ListForm::Csv } else { ListForm::Pdf };
    let made: DocumentHead = ask(desks, "list_make", ListAsk { list, form }).await?;
    let path = save(desks, &made, &to.out).await?;
    let document = json!({ "document": made.document, "title": made.title, "file": path, "pages": made.pages });
    out.answer(&document, &format!("{} in {}", made.title, path.display()))
}

async fn all(desks: &Desks, count: u32) -> Result<Documents, Failure> {
    ask(desks, "documents", DocumentsAsk { kind: None, count }).await
}

async fn one(desks: &Desks, document: u32) -> Result<DocumentHead, Failure> {
    let found = all(desks, 500).await?.documents.into_iter().find(|one| one.document == document);
    found.ok_or_else(|| Failure::use_of(format!("Document {document} is not among the last 500 of this computer.")))
}

pub(super) async fn save(desks: &Desks, document: &DocumentHead, file: &Path) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(file).map_err(|error| Failure::use_of(format!("{}: {error}", file.display())))?;
    let save = DocumentSave { document: document.document, path: path.display().to_string() };
    ask::<Nothing>(desks, "document_save", save).await?;
    Ok(path)
}
