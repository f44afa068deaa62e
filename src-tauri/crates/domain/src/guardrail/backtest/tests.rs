use super::*;
use crate::guardrail::sample::at;

/// A floor that makes one shipment ready every `every` seconds from 08:00 on, for a cut-off of `number` at 16:00, on 40 days.
fn floor(number: i64, every: i64) -> Vec<Past> {
    let first = at("2026-10-01T00:00:00");
    let days = (0..40).map(|day| first.plus(day * 24 * 60 * MINUTE));
    days.flat_map(|day| {
        (0..number).map(move |n| Past {
            due: day.plus(16 * 60 * MINUTE),
            learned: day,
            ready: Some(day.plus(8 * 60 * MINUTE + (n + 1) * every * 1_000)),
            gone: None,
        })
    })
    .collect()
}

#[test]
fn a_steady_floor_is_forecast_exactly() {
    // One a minute from 08:00: 480 by 16:00, so 20 of 500 miss.
    let backtest = backtest(&floor(500, 60), at("2026-10-01T00:00:00"), at("2026-11-21T00:00:00"));
    assert_eq!(backtest.forecasts, 120);
    assert_eq!((backtest.mean_error_tenths, backtest.inside_percent), (0, 100));
    assert_eq!(backtest.from_day, Some(at("2026-10-01T12:00:00").day()));
}

#[test]
fn a_floor_that_stops_at_half_past_fifteen_is_forecast_too_well() {
    let mut past = floor(500, 60);
    for shipment in &mut past {
        if shipment.ready.is_some_and(|ready| ready > shipment.due.plus(-30 * MINUTE)) {
            shipment.ready = None;
        }
    }
    let backtest = backtest(&past, at("2026-10-01T00:00:00"), at("2026-11-21T00:00:00"));
    // 450 were ready; 30 more were expected each time on the first days, before the usual hour knew better.
    assert!(backtest.mean_error_tenths > 100, "{backtest:?}");
    assert!(backtest.inside_percent < 60, "{backtest:?}");
}

#[test]
fn cut_offs_to_come_and_shipments_not_yet_known_are_no_part_of_it() {
    let past = floor(100, 60);
    let start = at("2026-10-01T00:00:00");
    assert_eq!(backtest(&past, start, at("2026-10-01T15:59:59")).forecasts, 0);
    let unknown: Vec<Past> = past.iter().map(|one| Past { learned: one.due, ..*one }).collect();
    assert_eq!(backtest(&unknown, start, at("2026-11-21T00:00:00")).forecasts, 0);
    let gone: Vec<Past> =
        past.iter().map(|one| Past { gone: Some(one.due.plus(-180 * MINUTE)), ready: None, ..*one }).collect();
    assert_eq!(backtest(&gone, start, at("2026-11-21T00:00:00")).forecasts, 0);
}
