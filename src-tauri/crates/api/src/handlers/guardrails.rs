//! Guardrails: the board, what-if, limits, alerts, Seller Hub's reports.

use base64::Engine;
use godown_domain::guardrail::board::{Board, HubImport, WhatIf};
use godown_domain::guardrail::policy::Policies;
use godown_ops::Desks;
use godown_ops::guardrails::{BoardOf, ExportAs, GuardrailTable, HitsOf};

use super::Reply;
use super::papers::head;
use crate::AppError;
use crate::types::{
    AlertRef, Alerts, BoardAsk, DocumentHead, ExportForm, ExportTable, GuardrailExport, Hits, HitsAsk, HubAdopt,
    HubFile, HubImportRef, HubImports, Nothing, PolicySheet, ShipmentFacts, ShipmentRef, WhatIfAct, WhatIfAsk,
};

impl From<BoardAsk> for BoardOf {
    fn from(ask: BoardAsk) -> Self {
        let BoardAsk { location, basis, cancellation_day, as_of } = ask;
        Self { location, basis, cancellation_day, as_of }
    }
}

pub(crate) async fn guardrail_board(desks: &Desks, ask: BoardAsk) -> Reply<Board> {
    Ok(desks.desk()?.guardrail_board(ask.into()).await?)
}

pub(crate) async fn guardrail_hits(desks: &Desks, ask: HitsAsk) -> Reply<Hits> {
    let HitsAsk { metric, measure, location, window, day, as_of } = ask;
    let (hits, total) = desks.desk()?.guardrail_hits(HitsOf { metric, measure, location, window, day, as_of }).await?;
    Ok(Hits { hits, total })
}

pub(crate) async fn what_if(desks: &Desks, ask: WhatIfAsk) -> Reply<WhatIf> {
    let desk = desks.desk()?;
    Ok(match ask.what {
        WhatIfAct::Cancel => desk.what_if_cancelled(ask.selection).await?,
        WhatIfAct::NotDispatch => desk.what_if_not_dispatched(ask.selection).await?,
    })
}

pub(crate) async fn shipment_facts(desks: &Desks, ask: ShipmentRef) -> Reply<ShipmentFacts> {
    let (facts, story) = desks.desk()?.shipment_facts(ask.shipment_id).await?;
    Ok(ShipmentFacts { facts, story })
}

pub(crate) async fn policies(desks: &Desks, _: Nothing) -> Reply<PolicySheet> {
    let desk = desks.desk()?;
    let (policies, shipped) = desk.policies().await?;
    let (reasons, source) = desk.reason_table()?;
    Ok(PolicySheet {
        is_changed: policies != shipped,
        policies,
        shipped,
        reasons: reasons.0.clone(),
        reasons_source: source.to_owned(),
    })
}

pub(crate) async fn policies_put(desks: &Desks, policies: Policies) -> Reply<Nothing> {
    desks.desk()?.set_policies(Some(policies)).await?;
    Ok(Nothing {})
}

pub(crate) async fn policies_reset(desks: &Desks, _: Nothing) -> Reply<Nothing> {
    desks.desk()?.set_policies(None).await?;
    Ok(Nothing {})
}

pub(crate) async fn alerts(desks: &Desks, _: Nothing) -> Reply<Alerts> {
    let (alerts, unseen) = desks.desk()?.alerts().await?;
    Ok(Alerts { alerts, unseen })
}

pub(crate) async fn alert_seen(desks: &Desks, ask: AlertRef) -> Reply<Nothing> {
    desks.desk()?.alert_seen(ask.id).await?;
    Ok(Nothing {})
}

pub(crate) async fn hub_import(desks: &Desks, file: HubFile) -> Reply<HubImport> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(file.bytes)
        .map_err(|_| AppError::unreadable_file(&file.name))?;
    Ok(desks.desk()?.import_hub_file(file.name, bytes).await?)
}

pub(crate) async fn hub_imports(desks: &Desks, _: Nothing) -> Reply<HubImports> {
    Ok(HubImports { imports: desks.desk()?.hub_imports().await? })
}

pub(crate) async fn hub_import_page(desks: &Desks, ask: HubImportRef) -> Reply<HubImport> {
    Ok(desks.desk()?.hub_import(ask.id).await?)
}

pub(crate) async fn hub_adopt(desks: &Desks, ask: HubAdopt) -> Reply<Nothing> {
    desks.desk()?.adopt_hub_reading(ask.id, ask.reading).await?;
    Ok(Nothing {})
}

pub(crate) async fn guardrail_export(desks: &Desks, ask: GuardrailExport) -> Reply<DocumentHead> {
    let desk = desks.desk()?;
    let form = match ask.form {
        ExportForm::Csv => ExportAs::Csv(match ask.table.unwrap_or(ExportTable::Lines) {
            ExportTable::Lines => GuardrailTable::Lines,
            ExportTable::Metrics => GuardrailTable::Metrics,
            ExportTable::Trend => GuardrailTable::Trend,
            ExportTable::CutOffs => GuardrailTable::CutOffs,
            ExportTable::Shipments => GuardrailTable::Shipments,
        }),
        ExportForm::Xlsx => ExportAs::Xlsx,
        ExportForm::Pdf => ExportAs::WeeklyReport,
    };
    let document = desk.export_guardrails(form, ask.board.into()).await?;
    Ok(head(&desk, document))
}
