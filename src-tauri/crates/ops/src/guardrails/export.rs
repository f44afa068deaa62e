//! Taking the guardrails along: the weekly report as PDF, everything as a workbook, one table as text.

use godown_documents::{
    CancelledReason, HitList, WeeklyReport, guardrail_csv, guardrails_xlsx, page_count, weekly_report_pdf,
};
use godown_domain::IndiaDay;
use godown_domain::guardrail::board::{Board, Hit};
use godown_domain::guardrail::cohort::counted;
use godown_domain::guardrail::policy::{Metric, Window};
use godown_store::document::{Document, DocumentKind};

use super::{BoardOf, ExportAs, HitsOf};
use crate::desk::blocking;
use crate::papers::MadeFile;
use crate::{Desk, OpsError};

/// Numbers whose shipments go into a workbook.
const LISTED: [(Metric, &str); 4] = [
    (Metric::RtdBreach, "RTD breach, 90 days"),
    (Metric::SellerCancellation, "Seller cancellation, 90 days"),
    (Metric::Reattempt, "Pickup reattempt, 90 days"),
    (Metric::CustomerReturn, "Customer return, 90 days"),
];

struct Made {
    bytes: Vec<u8>,
    kind: DocumentKind,
    title: String,
}

impl Desk {
    /// Makes an export and keeps it as a document.
    ///
    /// # Errors
    /// [`OpsError::Store`]; [`OpsError::DiskFull`]; [`OpsError::Internal`] where it cannot be drawn.
    pub async fn export_guardrails(&self, form: ExportAs, of: BoardOf) -> Result<Document, OpsError> {
        self.bring_tally_up_to_date().await?;
        let board = self.guardrail_board(of.clone()).await?;
        let made = match form {
            ExportAs::WeeklyReport => self.weekly_report(&of, board).await?,
            ExportAs::Xlsx => {
                let hits = self.listed(&of).await?;
                let title = format!("Guardrails {}", board.today.to_wire());
                let bytes = blocking(move || guardrails_xlsx(&board, &lists(&hits))).await??;
                Made { bytes, kind: DocumentKind::Workbook, title }
            }
            ExportAs::Csv(table) => {
                let hits = self.listed(&of).await?;
                let title = format!("Guardrails {}, {}", board.today.to_wire(), table.name());
                let bytes = blocking(move || guardrail_csv(table, &board, &lists(&hits)).into_bytes()).await?;
                Made { bytes, kind: DocumentKind::Table, title }
            }
        };
        let blobs = self.inner.blobs.clone();
        let Made { bytes, kind, title } = made;
        let kept = blocking(move || {
            let pages = if kind == DocumentKind::Report { page_count(&bytes)? } else { 0 };
            Ok::<_, OpsError>(MadeFile { sha256: blobs.keep(&bytes)?, bytes: bytes.len() as u64, pages })
        })
        .await?;
        let file = self.noting_disk(kept)?;
        self.note_made(file, kind, title, None).await
    }

    async fn listed(&self, of: &BoardOf) -> Result<Vec<(&'static str, Vec<Hit>)>, OpsError> {
        let mut all = vec![];
        for (metric, name) in LISTED {
            let asked = HitsOf {
                metric,
                measure: None,
                location: of.location.clone(),
                window: Window::Days(90),
                day: None,
                as_of: of.as_of,
            };
            all.push((name, self.guardrail_hits(asked).await?.0));
        }
        Ok(all)
    }

    async fn weekly_report(&self, of: &BoardOf, board: Board) -> Result<Made, OpsError> {
        let (from, to) = (IndiaDay(board.today.0 - 6), board.today);
        let (place, at) = (of.location.clone(), board.at);
        let (cut_offs, reasons) = self
            .read(move |conn| {
                let rows = godown_store::guardrail::cohort_rows(conn, from.start(), IndiaDay(to.0 + 1).start(), at)?;
                let reasons = godown_store::guardrail::cancellation_reasons(conn, from, to, place.as_ref())?;
                Ok((counted(&rows, place.as_ref()), reasons))
            })
            .await?;
        let cancellations: Vec<CancelledReason> = reasons
            .into_iter()
            .map(|one| CancelledReason { by: one.by, reason: one.reason, shipments: one.shipments, units: one.units })
            .collect();
        let title = format!("Guardrails, week to {}", to.to_wire());
        let seller = self.record().name.clone();
        let bytes = blocking(move || {
            weekly_report_pdf(&WeeklyReport {
                seller: &seller,
                board: &board,
                from,
                to,
                cut_offs: &cut_offs,
                cancellations: &cancellations,
            })
        })
        .await??;
        Ok(Made { bytes, kind: DocumentKind::Report, title })
    }
}

fn lists<'a>(hits: &'a [(&'static str, Vec<Hit>)]) -> Vec<HitList<'a>> {
    hits.iter().map(|(of, hits)| HitList { of, hits }).collect()
}
