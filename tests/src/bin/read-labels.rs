//! Prints what is on each page of a print file as JSON: `[{ "text": …, "codes": [ … ] }]`. For the tests of the window,
//! which are not written in Rust and should not trust the page's own word.

use std::io::Write;

use anyhow::{Context, Result};
use godown_documents::{Limits, decode_label, read_labels};

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("read-labels FILE.pdf")?;
    let bytes = std::fs::read(&path).with_context(|| path.clone())?;
    let mut pages = vec![];
    for page in read_labels(&bytes, &Limits::default())?.pages {
        let codes: Vec<String> = decode_label(&bytes, page.index)?.into_iter().map(|code| code.text).collect();
        pages.push(serde_json::json!({ "text": page.text, "codes": codes }));
    }
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&pages)?)?;
    Ok(())
}
