//! What waits to be sent, each action with its place and with what it waits for.

use std::collections::HashMap;

use godown_domain::{At, Waiting, WaitsFor};
use godown_store::intent::{IntentRow, WaitingRow};

use crate::{Desk, OpsError};

/// What an action waits for: a person before a line, because the line's return would not send it.
pub(crate) fn place(row: WaitingRow, of: u32, in_the_way: Option<WaitsFor>, now: At) -> Waiting {
    let waits_for = match in_the_way {
        _ if row.paused => WaitsFor::Person,
        Some(why) => why,
        None if row.not_before > now => WaitsFor::Time { at: row.not_before },
        None => WaitsFor::Turn,
    };
    Waiting { place: row.place, of, waits_for }
}

impl Desk {
    /// What waits to be sent, from a place on, the next one to go first; and how many wait in all.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn waiting(&self, start: u32, count: u32) -> Result<(Vec<(IntentRow, Waiting)>, u32), OpsError> {
        let (now, in_the_way) = (self.now(), self.in_the_way());
        let (rows, of) = self.read(move |conn| godown_store::intent::waiting(conn, now, start, count)).await?;
        Ok((rows.into_iter().map(|(intent, row)| (intent, place(row, of, in_the_way, now))).collect(), of))
    }

    /// Where these actions stand; one that does not wait has no place.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn places(&self, ids: Vec<i64>) -> Result<HashMap<i64, Waiting>, OpsError> {
        let (now, in_the_way) = (self.now(), self.in_the_way());
        let (rows, of) = self.read(move |conn| godown_store::intent::places(conn, &ids, now)).await?;
        Ok(rows.into_iter().map(|(id, row)| (id, place(row, of, in_the_way, now))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_says_what_it_waits_for() {
        let row = WaitingRow { place: 12, not_before: At(0), paused: false };
        let waits = |row, in_the_way| place(row, 40, in_the_way, At(10)).waits_for;
        assert_eq!(place(row, 40, Some(WaitsFor::Line), At(10)).place, 12);
        assert_eq!(waits(row, None), WaitsFor::Turn);
        assert_eq!(waits(row, Some(WaitsFor::Line)), WaitsFor::Line);
        let put_off = WaitingRow { not_before: At(99), ..row };
        assert_eq!(waits(put_off, None), WaitsFor::Time { at: At(99) });
        assert_eq!(waits(WaitingRow { paused: true, ..row }, Some(WaitsFor::Line)), WaitsFor::Person);
    }
}
