//! Printers of a station: kept, found, tested; documents sent to them.

use godown_domain::print::{Language, PaperKind, Printer, Route};
use godown_printing::{Form, Job};
use godown_store::document::DocumentKind;

use crate::desk::blocking;
use crate::feed::Topic;
use crate::{Desk, OpsError};

const TOPICS: &[Topic] = &[Topic::Printing, Topic::Settings];

/// Kinds of paper, as stations send them to different printers.
const KINDS: [PaperKind; 4] = [PaperKind::Labels, PaperKind::Invoices, PaperKind::Lists, PaperKind::Manifests];

impl Desk {
    /// Name of this computer, as it stands on runs and printers.
    pub fn station(&self) -> String {
        self.by()
    }

    /// Printers of every station by name, and where each kind of paper goes at this one.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn printers(&self) -> Result<(Vec<Printer>, Vec<(PaperKind, u32)>), OpsError> {
        let printers = self.read(godown_store::print::printers).await?;
        let station = self.station();
        let defaults =
            KINDS.into_iter().filter_map(|kind| Some((kind, default_of(&printers, &station, kind)?.printer))).collect();
        Ok((printers, defaults))
    }

    /// The queues of the operating system. Asks the spooler.
    ///
    /// # Errors
    /// [`OpsError::Internal`] where the question itself failed.
    pub async fn printer_queues(&self) -> Result<Vec<godown_printing::Queue>, OpsError> {
        blocking(godown_printing::queues).await
    }

    /// Keeps a printer; number 0 for a new one. Answers its number.
    ///
    /// # Errors
    /// [`OpsError::Input`] for what cannot work; [`OpsError::NotFound`]; [`OpsError::Store`].
    pub async fn put_printer(&self, printer: Printer) -> Result<u32, OpsError> {
        check(&printer)?;
        self.write(TOPICS, move |tx| godown_store::print::put_printer(tx, &printer)).await
    }

    /// Takes a printer off the lists; what it printed stays told.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] while a run prints on it; [`OpsError::NotFound`]; [`OpsError::Store`].
    pub async fn remove_printer(&self, printer: u32) -> Result<(), OpsError> {
        let removed = self
            .write(TOPICS, move |tx| {
                let live = godown_store::print::runs(tx, true, u32::MAX)?;
                if live.iter().any(|run| run.printer == Some(printer)) {
                    return Ok(false);
                }
                godown_store::print::remove_printer(tx, printer)?;
                Ok(true)
            })
            .await?;
        if removed { Ok(()) } else { Err(OpsError::NotActionable("A print run is not over on this printer.".into())) }
    }

    /// The printer of that number, or the one this station sends that kind of paper to.
    ///
    /// # Errors
    /// [`OpsError::NotFound`] for a number that is not known; [`OpsError::Store`].
    pub(crate) async fn printer_for(&self, kind: PaperKind, number: Option<u32>) -> Result<Option<Printer>, OpsError> {
        match number {
            Some(number) => {
                let found = self.read(move |conn| godown_store::print::printer(conn, number)).await?;
                found.map(Some).ok_or_else(|| OpsError::NotFound(format!("Printer {number}")))
            }
            None => {
                let printers = self.read(godown_store::print::printers).await?;
                Ok(default_of(&printers, &self.station(), kind).cloned())
            }
        }
    }

    /// Prints a ruler, a frame and bars on a printer, kept or not. Answers its name and the job.
    ///
    /// # Errors
    /// [`OpsError::Input`], [`OpsError::Printing`].
    pub async fn test_printer(&self, printer: Printer) -> Result<(String, Option<String>), OpsError> {
        check(&printer)?;
        let name = printer.name.clone();
        let job = blocking(move || {
            let (bytes, form) = super::make::test_page(&printer)?;
            send(&printer.route, "Godown test print", &bytes, form)
        })
        .await??;
        Ok((name, job))
    }

    /// Prints a kept document on its kind's printer. Labels go through a run, so that the ledger knows of them.
    ///
    /// # Errors
    /// [`OpsError::Input`] where no printer is set up for it or the printer takes labels only; [`OpsError::NotFound`];
    /// [`OpsError::Printing`].
    pub async fn print_document(
        &self,
        document: u32,
        printer: Option<u32>,
    ) -> Result<(String, Option<String>), OpsError> {
        let found = self.document(document).await?;
        let kind = match found.file.kind {
            DocumentKind::Label | DocumentKind::PrintFile => {
                let words = "Labels are printed by a run, so that each is known by its copy. Print the batch instead.";
                return Err(OpsError::NotActionable(words.into()));
            }
            DocumentKind::Workbook | DocumentKind::Table | DocumentKind::Picture => {
                return Err(OpsError::Input("It is opened in its own program and printed there.".into()));
            }
            DocumentKind::Invoice => PaperKind::Invoices,
            DocumentKind::Manifest | DocumentKind::HandoverList => PaperKind::Manifests,
            DocumentKind::PickList
            | DocumentKind::PackingList
            | DocumentKind::BatchSheet
            | DocumentKind::Report
            | DocumentKind::Other => PaperKind::Lists,
        };
        let missing = || OpsError::Input("No printer is set up for this kind of paper at this station.".into());
        let printer = self.printer_for(kind, printer).await?.ok_or_else(missing)?;
        if printer.language != Language::Pdf {
            return Err(OpsError::Input(format!("{} takes labels only: choose another printer.", printer.name)));
        }
        let blobs = self.inner.blobs.clone();
        let name = printer.name.clone();
        let job = blocking(move || {
            let bytes = blobs.read(&found.file.sha256)?;
            send(&printer.route, &found.file.title, &bytes, Form::Pdf { paper: printer.layout.paper })
        })
        .await??;
        Ok((name, job))
    }
}

/// Hands bytes over and answers the job in words.
pub(super) fn send(route: &Route, title: &str, bytes: &[u8], form: Form) -> Result<Option<String>, OpsError> {
    let sent = godown_printing::send(route, &Job { title, bytes, form })?;
    Ok(sent.id.map(|id| id.to_string()))
}

fn default_of<'p>(printers: &'p [Printer], station: &str, kind: PaperKind) -> Option<&'p Printer> {
    let mut fits = printers.iter().filter(|printer| printer.prints.contains(&kind));
    let mine = fits.clone().find(|printer| printer.station == station);
    mine.or_else(|| fits.find(|printer| printer.station.is_empty()))
}

fn check(printer: &Printer) -> Result<(), OpsError> {
    let bad = |words: &str| Err(OpsError::Input(words.to_owned()));
    if printer.name.trim().is_empty() {
        return bad("Give the printer a name.");
    }
    if ![203, 300, 600].contains(&printer.dpi) {
        return bad("Dots an inch: choose 203, 300 or 600.");
    }
    let (width, height) = printer.layout.paper.size();
    if !(200..=5_000).contains(&width) || !(200..=10_000).contains(&height) {
        return bad("Paper: choose 20 to 500 mm across and 20 to 1,000 mm down.");
    }
    match &printer.route {
        Route::Queue { name } if name.trim().is_empty() => bad("Choose a queue of this computer."),
        Route::Tcp { host, port } if host.trim().is_empty() || *port == 0 => {
            bad("Give the printer's address and port.")
        }
        Route::Tcp { .. } if printer.language == Language::Pdf => {
            bad("A printer on the network takes ZPL or TSPL: choose its language.")
        }
        Route::Folder { path } if !std::path::Path::new(path).is_absolute() => bad("Give the folder's full path."),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer(number: u32, station: &str, prints: &[PaperKind]) -> Printer {
        Printer {
            printer: number,
            name: format!("P{number}"),
            station: station.into(),
            route: Route::Folder { path: "/tmp".into() },
            language: Language::Zpl,
            dpi: 203,
            prints: prints.to_vec(),
            layout: godown_domain::print::LabelLayout::default(),
        }
    }

    #[test]
    fn a_station_uses_its_own_printer_before_a_shared_one() {
        use PaperKind::{Invoices, Labels, Lists};
        let all =
            [printer(1, "", &[Labels, Lists]), printer(2, "bench 2", &[Labels]), printer(3, "bench 1", &[Invoices])];
        let at = |station, kind| default_of(&all, station, kind).map(|printer| printer.printer);
        assert_eq!(at("bench 2", Labels), Some(2));
        assert_eq!(at("bench 1", Labels), Some(1), "nobody else's");
        assert_eq!(at("bench 2", Invoices), None, "invoices come out where they are asked for, or not at all");
    }

    #[test]
    fn what_cannot_work_is_refused_before_it_is_kept() {
        let tcp = Route::Tcp { host: "10.0.0.9".into(), port: 9100 };
        assert!(check(&Printer { language: Language::Pdf, route: tcp.clone(), ..printer(0, "", &[]) }).is_err());
        assert!(check(&Printer { route: tcp, ..printer(0, "", &[]) }).is_ok());
        assert!(check(&Printer { dpi: 72, ..printer(0, "", &[]) }).is_err());
        assert!(check(&Printer { name: " ".into(), ..printer(0, "", &[]) }).is_err());
    }
}
