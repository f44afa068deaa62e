//! The print ledger: printers, runs, and one row for each physical label.
//!
//! Owns two promises, kept by the transaction that writes and by the table's own checks: a label moves only as
//! [`LabelState::may_become`](godown_domain::print::label_state::LabelState::may_become) allows, and the same label never
//! goes to paper twice without a reason. It refuses to know a printer, a page or a clock.

mod label;
mod places;
mod printer;
mod read;
mod run;

pub use label::{Move, Settled, confirm_scanned, move_label, sending_to_asked, take};
pub use places::{
    LabelPlace, ShapeSeen, ShelfPlace, clear_crop, crop, crops, put_crop, put_shape, put_shelf, shape, shapes, shelf,
    shelf_size,
};
pub use printer::{printer, printers, put_printer, remove_printer};
pub use read::{
    Copies, LabelFilter, copies, label, labels, labels_of_run, labels_of_shipment, must_not_travel, newest_of,
    run_head, runs,
};
pub use run::{
    NewLabel, NewRun, Stays, Waiting, begin, end_if_done, live_printers, next_labels, pause_running, printed_by_hand,
    run_by_key, set_printer, set_run_state, withdraw_rest, words_of,
};

#[cfg(test)]
mod tests;
