//! Reconciliation: everything open is read again, and what stood here otherwise is listed.

use std::time::Duration;

use godown_api::types::{Nothing, ReconcileAsk, ReconcilePage, ReconcileRef};
use godown_domain::At;
use godown_domain::reconcile::{Difference, DifferenceCause, ReconcileState};
use godown_ops::Desks;

use super::exit;
use crate::ask::ask;
use crate::output::{Failure, Out, value};

/// Between two looks at how it stands.
const LOOK: Duration = Duration::from_millis(250);
/// Differences asked for in one go.
const WINDOW: u32 = 1_000;

/// Begins one and waits for its end.
pub async fn run(desks: &Desks, out: Out) -> Result<u8, Failure> {
    let ReconcileRef { run } = ask(desks, "reconcile_start", Nothing {}).await?;
    let mut told = page(desks, run, 0).await?;
    let mut said = 0;
    while told.head.state == ReconcileState::Running {
        tokio::time::sleep(LOOK).await;
        told = page(desks, run, 0).await?;
        if told.head.compared != said {
            said = told.head.compared;
            out.say(&format!("compared {said}"));
        }
    }
    while told.differences.len() < told.head.differences as usize {
        let more = page(desks, run, u32::try_from(told.differences.len()).unwrap_or(u32::MAX)).await?;
        if more.differences.is_empty() {
            break;
        }
        told.differences.extend(more.differences);
    }
    let mut words: Vec<String> = told.differences.iter().map(line).collect();
    words.push(match &told.head.trouble {
        None => format!("Compared {}; {} differences, all repaired.", told.head.compared, told.head.differences),
        Some(trouble) => format!("It broke off after {}: {trouble}", told.head.compared),
    });
    out.answer(&value(&told)?, &words.join("\n"))?;
    Ok(exit(told.head.state == ReconcileState::Done))
}

async fn page(desks: &Desks, run: u32, start: u32) -> Result<ReconcilePage, Failure> {
    ask(desks, "reconcile_run", ReconcileAsk { run, start, limit: WINDOW }).await
}

/// `S1  hold: 0 → 1 (changed elsewhere)`.
fn line(one: &Difference) -> String {
    let is_instant = matches!(one.field.as_str(), "dispatch-by" | "dispatch-after" | "ordered-at");
    let side = |text: &Option<String>| match text {
        None => "none".to_owned(),
        Some(ms) if is_instant => ms.parse().map_or_else(|_| ms.clone(), |ms| At(ms).to_wire()),
        Some(text) => text.clone(),
    };
    let part = one.part.as_deref().map(|part| format!(" of {part}")).unwrap_or_default();
    let cause = match one.cause {
        DifferenceCause::ChangedElsewhere => "changed elsewhere",
        DifferenceCause::ActUnderWay => "an act of ours under way",
        DifferenceCause::MissedOffline => "missed while nothing was read",
        DifferenceCause::MissedByReading => "missed by the last reading",
        DifferenceCause::NewHere => "not known here before",
        DifferenceCause::NotNamed => "not named by the marketplace any more",
    };
    format!("{}  {}{part}: {} → {} ({cause})", one.shipment_id, one.field, side(&one.ours), side(&one.theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_reads_as_one_line() {
        let one = Difference {
            shipment_id: "S1".into(),
            field: "dispatch-by".into(),
            part: None,
            ours: None,
            theirs: Some("0".into()),
            cause: DifferenceCause::MissedOffline,
        };
        let words = "S1  dispatch-by: none → 1970-01-01T05:30:00.000+05:30 (missed while nothing was read)";
        assert_eq!(line(&one), words);
    }
}
