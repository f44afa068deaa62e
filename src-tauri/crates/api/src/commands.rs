//! The one list of commands: it makes the router, the TypeScript map and the tag tables.

use godown_ops::Desks;
use serde_json::Value;

use crate::handlers;
use crate::types::*;
use crate::{AppError, Tag};

/// Declares the contract. Each line: `query` (reads the cache) or `action`, name, request, reply, and the cache tags it
/// provides. A command without a handler of the same name does not compile.
macro_rules! commands {
    ($($(#[$doc:meta])* $kind:ident $name:ident($req:ty) -> $res:ty [$($tag:ident),*];)*) => {
        /// Request and reply of every command, by name; the TypeScript side is generated from it.
        #[derive(specta::Type)]
        pub struct Commands {
            $($(#[$doc])* pub $name: ($req, $res),)*
        }

        /// Name, kind and tags of every command.
        pub const COMMANDS: &[CommandInfo] = &[
            $(CommandInfo { name: stringify!($name), is_query: is_query!($kind), tags: &[$(Tag::$tag),*] },)*
        ];

        /// Runs the command `name` with a JSON request and gives its JSON reply.
        ///
        /// # Errors
        /// What the handler says, as [`AppError`]; an unknown name or an unreadable request is `INPUT_INVALID`.
        pub async fn call(desks: &Desks, name: &str, request: Value) -> Result<Value, AppError> {
            match name {
                $(stringify!($name) => {
                    let request: $req = serde_json::from_value(request).map_err(AppError::bad_request)?;
                    let reply: $res = handlers::$name(desks, request).await?;
                    serde_json::to_value(reply).map_err(AppError::internal)
                })*
                other => Err(AppError::unknown_command(other)),
            }
        }
    };
}

macro_rules! is_query {
    (query) => {
        true
    };
    (action) => {
        false
    };
}

/// What is known of a command without calling it.
#[derive(Debug, Clone, Copy)]
pub struct CommandInfo {
    /// Its name.
    pub name: &'static str,
    /// It only reads the cache.
    pub is_query: bool,
    /// A change with one of these tags makes its reply stale.
    pub tags: &'static [Tag],
}

commands! {
    /// Seller, counts, status bar.
    query frame(Nothing) -> Frame [Shipments, Queues, Status, Settings, Intents, Handover, Alerts];
    /// Sellers of this computer.
    query sellers(Nothing) -> Sellers [Settings];
    /// Opens a seller.
    action seller_open(SellerRef) -> Nothing [];
    /// Opens the practice seller, making it first where needed.
    action practice_open(Nothing) -> Nothing [];
    /// Closes the open seller.
    action seller_close(Nothing) -> Nothing [];
    /// Tries credentials without keeping them.
    action account_test(AccountForm) -> AccountTest [];
    /// Keeps an account as a new seller, or renews the credentials of the one with the same application id; opens it.
    action account_add(AccountForm) -> SellerRef [];
    /// Forgets a seller's login. Its data stays on disk.
    action account_remove(SellerRef) -> Nothing [];
    /// Choices.
    query settings_get(Nothing) -> Settings [Settings];
    /// Changes choices.
    action settings_put(Settings) -> Nothing [];
    /// Where the data lies.
    query data_place(Nothing) -> DataPlace [Settings];
    /// Erases what of buyers the settings no longer let stay; happens by itself every day.
    action erase_now(Nothing) -> Erased [];
    /// The database and its backups; works where it cannot be opened.
    query data_backups(DataOf) -> DataKept [Settings];
    /// Looks the database through.
    action data_check(DataOf) -> DataChecked [];
    /// Makes a backup now.
    action data_backup(Nothing) -> DataBackup [];
    /// What restoring a backup would mean.
    query restore_check(RestoreAsk) -> RestoreCheck [];
    /// Puts a backup in the place of the database and reads the marketplace again.
    action data_restore(RestoreAsk) -> Restored [];
    /// Reads the marketplace now.
    action sync_now(SyncAsk) -> Nothing [];
    /// As of when each queue of each warehouse is complete.
    query freshness(Nothing) -> Freshness [Status, Queues];
    /// Reads everything open again and lists what stood here otherwise; goes on beside all work.
    action reconcile_start(Nothing) -> ReconcileRef [];
    /// Reconciliations kept.
    query reconcile_runs(Nothing) -> ReconcileRuns [Status];
    /// One of them with its differences.
    query reconcile_run(ReconcileAsk) -> ReconcilePage [Status];

    /// Opens a view.
    query view_open(ViewOpen) -> ViewHead [Shipments, Queues, Intents];
    /// What the filter menus of a view offer.
    query view_facets(ViewOpen) -> Facets [Shipments, Queues];
    /// Lines of a view.
    query view_rows(ViewRows) -> ViewWindow [Shipments, Queues, Intents];
    /// Where a shipment stands in a view.
    query view_place(ViewPlace) -> Place [Shipments, Queues];
    /// What a choice amounts to.
    query selection_sum(Chosen) -> SelectionSum [Shipments, Queues, Intents];
    /// The day line.
    query day_line(AtLocation) -> godown_domain::day_line::DayLine [Shipments, Queues, Handover];
    /// Everything known of a shipment.
    query shipment(ShipmentRef) -> ShipmentDetail [Shipments, Intents, Documents];
    /// Reads one shipment from the marketplace now.
    action shipment_read_back(ShipmentRef) -> Nothing [];
    /// What a scanned or typed text matches.
    query find(Find) -> Found [];
    /// Kept views.
    query saved_views(Nothing) -> SavedViews [Settings];
    /// Keeps a view.
    action saved_view_put(SavedView) -> Nothing [];
    /// Forgets a view.
    action saved_view_remove(SavedViewRef) -> Nothing [];

    /// What may be packed, before anything is sent.
    query pack_prepare(Prepare) -> Prepared [Shipments, Intents];
    /// What can be typed for a shipment before it is packed.
    query pack_input(ShipmentRef) -> godown_domain::pack_input::InputForm [Shipments, Intents];
    /// Keeps serial numbers and box sizes; names every field that cannot be taken, and then keeps nothing.
    action set_pack_input(PackInputPut) -> PackInputKept [];
    /// Asks for labels: makes a batch.
    action pack_start(PackStart) -> BatchAccepted [];
    /// Batches.
    query batches(Nothing) -> Batches [Batches, Intents, Shipments];
    /// One batch with every outcome.
    query batch(BatchRef) -> BatchPage [Batches, Intents, Shipments, Documents];
    /// Stops a batch for now or lets it go on.
    action batch_pause(BatchPause) -> Nothing [];
    /// Does a stage again where it was not passed.
    action batch_retry(BatchRetry) -> Asked [];
    /// Makes the print file of a batch.
    action print_file_make(PrintFileAsk) -> PrintFileMade [];
    /// Says that the print file went to paper.
    action print_file_printed(PrintFileAsk) -> Nothing [];
    /// What may be marked ready.
    query dispatch_prepare(Prepare) -> Prepared [Shipments, Intents];
    /// Marks ready to dispatch.
    action dispatch_start(DispatchStart) -> Asked [];
    /// What cancelling would mean.
    query cancel_prepare(Prepare) -> CancelCheck [Shipments, Intents];
    /// Cancels.
    action cancel_start(CancelStart) -> Asked [];
    /// Gives a form's ACK number.
    action form_ack_start(FormAckStart) -> Asked [];
    /// Couriers of the seller's own, as last read.
    query partners(Nothing) -> godown_domain::self_ship::PartnerList [Settings];
    /// Reads them from the marketplace.
    action partners_read(Nothing) -> godown_domain::self_ship::PartnerList [];
    /// What may be sent with a courier of the seller's own.
    query self_dispatch_prepare(Prepare) -> Prepared [Shipments, Intents];
    /// Says that parcels left with a courier of the seller's own.
    action self_dispatch_start(godown_domain::self_ship::Sending) -> Asked [];
    /// Of what a delivery, or a visit in vain, may be told.
    query delivery_prepare(Prepare) -> Prepared [Shipments, Intents];
    /// Says that parcels were delivered.
    action delivery_start(DeliveryStart) -> Asked [];
    /// Says that parcels could not be delivered.
    action attempt_start(AttemptStart) -> Asked [];
    /// Listings and their stock, as last read.
    query stock(StockAsk) -> StockPage [Stock, Intents, Shipments];
    /// Reads which listings there are.
    action catalogue_read(Nothing) -> CatalogueRead [];
    /// Reads the stock of listings now.
    action stock_read(StockRead) -> Nothing [];
    /// Sets the stock of listings.
    action stock_set(StockSet) -> StockAnswer [];
    /// Actions.
    query activity(ActivityAsk) -> Activity [Intents];
    /// What waits to be sent, in the order in which it goes.
    query waiting_list(WaitingAsk) -> WaitingList [Intents, Status];
    /// Takes back an action that has not been sent, or sets a stuck one aside.
    action activity_withdraw(ActivityRef) -> Nothing [];
    /// What couriers would leave behind, and labels that do not come.
    query watchdog(AtLocation) -> Watchdog [Shipments, Intents, Handover, Status];
    /// Reads the couriers' counts and what is in doubt now.
    action watchdog_look(AtLocation) -> Nothing [];
    /// A text for the marketplace's support.
    query support_text(SupportAsk) -> SupportText [Shipments, Intents];

    /// The guardrails.
    query guardrail_board(BoardAsk) -> godown_domain::guardrail::board::Board [Guardrails, Shipments];
    /// The shipments behind a number.
    query guardrail_hits(HitsAsk) -> Hits [Guardrails, Shipments];
    /// What an act would cost, before it is done.
    query what_if(WhatIfAsk) -> godown_domain::guardrail::board::WhatIf [Guardrails, Shipments, Intents];
    /// The facts of a shipment.
    query shipment_facts(ShipmentRef) -> ShipmentFacts [Shipments, Guardrails];
    /// Limits and definitions.
    query policies(Nothing) -> PolicySheet [Guardrails];
    /// Changes them.
    action policies_put(godown_domain::guardrail::policy::Policies) -> Nothing [];
    /// Goes back to those shipped.
    action policies_reset(Nothing) -> Nothing [];
    /// Alerts.
    query alerts(Nothing) -> Alerts [Alerts];
    /// Marks alerts as seen.
    action alert_seen(AlertRef) -> Nothing [];
    /// Imports a report of Seller Hub.
    action hub_import(HubFile) -> godown_domain::guardrail::board::HubImport [];
    /// Imports so far.
    query hub_imports(Nothing) -> HubImports [Guardrails];
    /// One import with its differences.
    query hub_import_page(HubImportRef) -> godown_domain::guardrail::board::HubImport [Guardrails];
    /// Makes a reading of an import the one in force.
    action hub_adopt(HubAdopt) -> Nothing [];
    /// Makes a report, a workbook or a text file of the guardrails.
    action guardrail_export(GuardrailExport) -> DocumentHead [];

    /// Documents.
    query documents(DocumentsAsk) -> Documents [Documents];
    /// A picture of a page.
    query document_page(PageAsk) -> PagePicture [];
    /// Saves a copy.
    action document_save(DocumentSave) -> Nothing [];
    /// Lays a copy of a document in the open for another program, at its `path`, for an hour at the most.
    action document_open(DocumentRef) -> DocumentHead [];
    /// Makes a pick list.
    action pick_list_make(PickListAsk) -> DocumentHead [];
    /// Makes a list of a batch or a pickup.
    action list_make(ListAsk) -> DocumentHead [];
    /// The invoices of a batch, in its order.
    action invoices_make(PrintFileAsk) -> DocumentHead [];
    /// What would print and what not, before a roll is wasted.
    query print_check(PrintCheckAsk) -> godown_domain::print::ledger::PrintCheck [Shipments, Documents, Printing];
    /// Prints labels.
    action print_start(PrintStart) -> PrintBegun [];
    /// Print runs.
    query print_runs(PrintRunsAsk) -> PrintRuns [Printing];
    /// One run with its labels.
    query print_run(PrintRunRef) -> PrintRunPage [Printing, Shipments];
    /// Stops a run for now, or lets it go on.
    action print_pause(PrintPause) -> Nothing [];
    /// Stops a run after a few more labels, or ends it now.
    action print_stop(PrintStop) -> Nothing [];
    /// Says where a run stopped: by a scan of the last good label, or its place.
    action print_stopped_at(PrintStoppedAt) -> PrintStopped [];
    /// Prints the rest of a stopped run.
    action print_go_on(PrintGoOn) -> PrintBegun [];
    /// Says that labels are there.
    action print_confirm(PrintConfirm) -> LabelsMoved [];
    /// Says that labels are not usable.
    action print_spoil(PrintSpoil) -> LabelsMoved [];
    /// A scan of a printed label: confirms it, or says why it must not travel.
    action print_scan(PrintScan) -> godown_domain::print::ledger::LabelScan [];
    /// The ledger of labels.
    query print_ledger(LedgerAsk) -> LedgerPage [Printing, Shipments];
    /// Everything the ledger finds, as a table; place and number of the page asked for say nothing.
    action print_ledger_export(LedgerAsk) -> DocumentHead [];
    /// Printers.
    query printers(Nothing) -> Printers [Printing, Settings];
    /// Queues of the operating system. Asks the spooler, which may take a moment.
    query printer_queues(Nothing) -> SystemQueues [];
    /// Keeps a printer; number 0 for a new one.
    action printer_put(godown_domain::print::Printer) -> PrinterRef [];
    /// Takes a printer off the lists.
    action printer_remove(PrinterRef) -> Nothing [];
    /// Prints a test on a printer, kept or not.
    action printer_test(godown_domain::print::Printer) -> JobTaken [];
    /// Prints a kept document.
    action print_document(PrintDocument) -> JobTaken [];
    /// How a label would look on paper.
    query label_preview(LabelPreviewAsk) -> LabelPreview [Documents];
    /// Frames drawn by hand, and changed pages.
    query label_crops(Nothing) -> LabelCrops [Documents, Settings];
    /// Keeps or forgets the frame of a courier.
    action label_crop_put(LabelCropPut) -> Nothing [];
    /// Says that a courier's pages may be laid out as they now are.
    action label_shape_agree(ShapeAgree) -> Nothing [];
    /// Where goods lie.
    query shelf(Nothing) -> ShelfSum [Settings];
    /// Replaces the list of where goods lie.
    action shelf_import(ShelfFile) -> ShelfSum [];
    /// Pickups by warehouse and courier.
    query handovers(AtLocation) -> Handovers [Handover, Shipments];
    /// Reads the pickup counts now.
    action handovers_read(AtLocation) -> Nothing [];
    /// Fetches a manifest.
    action manifest_fetch(ManifestAsk) -> DocumentHead [];
}
