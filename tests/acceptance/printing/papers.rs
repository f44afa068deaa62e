//! Test pages and kept documents, sent to a folder that stands for a printer.

use godown_documents::page_count;
use serde_json::{Value, json};

use super::floor::Floor;

impl Floor {
    /// Takes the jobs that lie in the printer's folder.
    fn jobs(&self) -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(self.paper.path()).expect("the printer's folder").flatten();
        files
            .map(|file| {
                let bytes = std::fs::read(file.path()).expect("a job");
                std::fs::remove_file(file.path()).expect("it is taken");
                bytes
            })
            .collect()
    }

    async fn refused(&self, name: &str, request: Value) -> Value {
        let error = self.ask(name, request).await.expect_err("it is refused");
        serde_json::to_value(error.code).expect("a code")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_page_goes_to_a_printer_that_is_not_even_kept_yet() {
    let floor = Floor::with(1).await;
    for (language, begins) in [("pdf", "%PDF"), ("zpl", "^XA"), ("zplHex", "^XA"), ("tspl", "SIZE")] {
        let taken = floor.call("printer_test", floor.folder_printer(language)).await;
        assert_eq!(taken["printer"], "Bench printer");
        let jobs = floor.jobs();
        assert_eq!(jobs.len(), 1, "{language}: one page, one job");
        assert!(jobs[0].starts_with(begins.as_bytes()), "{language}: {:?}", &jobs[0][..8]);
    }
    let mut nowhere = floor.folder_printer("pdf");
    nowhere["route"]["path"] = json!("beside the door");
    assert_eq!(floor.refused("printer_test", nowhere).await, "INPUT_INVALID");
    let ledger = json!({
        "text": "", "states": [], "printer": null, "run": null, "from": null, "to": null, "again": false,
        "before": null, "count": 5,
    });
    assert_eq!(floor.call("print_ledger", ledger).await["all"], json!(0), "a test page is nobody's label");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_goes_to_its_kinds_printer_as_it_is_and_labels_only_by_a_run() {
    let floor = Floor::with(3).await;
    let batch = json!({ "batch": floor.batch });
    let invoices = floor.call("invoices_make", batch.clone()).await;
    let print = json!({ "document": invoices["document"], "printer": null });
    assert_eq!(floor.refused("print_document", print.clone()).await, "INPUT_INVALID", "no printer takes invoices here");

    let mut laser = floor.folder_printer("pdf");
    (laser["name"], laser["prints"], laser["layout"]["paper"]) =
        (json!("Laser"), json!(["invoices", "lists"]), json!({ "kind": "a4" }));
    floor.call("printer_put", laser).await;
    assert_eq!(floor.call("print_document", print).await["printer"], "Laser");
    let jobs = floor.jobs();
    assert_eq!((jobs.len(), page_count(&jobs[0]).ok()), (1, invoices["pages"].as_u64().map(|pages| pages as usize)));

    let list = floor.call("pick_list_make", json!({ "selection": { "kind": "ids", "ids": floor.shipments } })).await;
    floor.call("print_document", json!({ "document": list["document"], "printer": null })).await;
    assert!(floor.jobs().iter().all(|job| job.starts_with(b"%PDF")));

    // Labels would come out without anybody knowing which copy it is.
    let made = floor.call("print_file_make", batch).await;
    assert_eq!(made["keptWhole"], json!([]), "the marketplace's pages are all slimmed");
    let labels = json!({ "document": made["document"]["document"], "printer": null });
    assert_eq!(floor.refused("print_document", labels).await, "NOT_ACTIONABLE");
    // A label printer knows no A4 page.
    let mut zebra = floor.folder_printer("zpl");
    zebra["name"] = json!("Zebra");
    let zebra = floor.call("printer_put", zebra).await["printer"].clone();
    let print = json!({ "document": invoices["document"], "printer": zebra });
    assert_eq!(floor.refused("print_document", print).await, "INPUT_INVALID");
    assert!(floor.jobs().is_empty(), "nothing came out");
}
