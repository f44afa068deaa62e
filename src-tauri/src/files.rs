//! The two things the page may ask about files: where to save a copy, and to open a copy of one of our own documents.

use std::path::{Path, PathBuf};

use godown_api::{AppError, Changed, ErrorCode};
use godown_ops::Desks;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

/// Asks the person where to save a copy; none where they thought better of it.
#[tauri::command]
pub async fn ask_save_path(app: AppHandle, suggested: String) -> Option<PathBuf> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let dialog = app.dialog().file().set_title("Save a copy").set_file_name(file_name(&suggested));
    dialog.save_file(move |chosen| {
        let _ = answer.send(chosen);
    });
    answered.await.ok().flatten().and_then(|chosen| chosen.into_path().ok())
}

/// Longest name offered; file systems allow 255 bytes, and a person has to read it.
const LONGEST_NAME: usize = 100;
/// Names that Windows keeps for itself, with any ending.
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A name a file may have on every system, made of a title that others had a hand in: one line without
/// separators, no hidden file, no name of a device, no signs that turn the writing round.
fn file_name(title: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let refused = |c: char| c.is_control() || turns(c) || r#"/\:*?"<>|"#.contains(c);
    let plain: String = title.chars().map(|c| if refused(c) { ' ' } else { c }).collect();
    let mut name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_ending = |word: &&str| (1..=4).contains(&word.len()) && word.chars().all(char::is_alphanumeric);
    let ending = name.rsplit_once('.').map(|(_, word)| word).filter(is_ending);
    let ending = ending.map(|word| format!(".{word}")).unwrap_or_default();
    name.truncate(name.len() - ending.len());
    let stem: String = name.trim_matches(['.', ' ', '-']).chars().take(LONGEST_NAME).collect();
    let stem = stem.trim_end_matches(['.', ' ']);
    let device = stem.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|port| device.strip_prefix(port).is_some_and(|n| n.chars().count() == 1));
    if stem.is_empty() || numbered || RESERVED.contains(&device.as_str()) {
        return format!("document {stem}").trim().to_owned() + &ending;
    }
    format!("{stem}{ending}")
}

/// Opens a file of ours in its usual program, or with `reveal` shows it in its folder.
#[tauri::command]
pub async fn open_file(app: AppHandle, desks: State<'_, Desks>, path: PathBuf, reveal: bool) -> Result<(), AppError> {
    if let Ok(desk) = desks.desk() {
        // Documents are sealed: what another program is shown is a copy.
        desk.lay_open(&path).await?;
    }
    let path = ours(desks.data_dir(), &path)?;
    let opened = if reveal {
        app.opener().reveal_item_in_dir(&path)
    } else {
        app.opener().open_path(path.to_string_lossy(), None::<&str>)
    };
    opened.map_err(|error| AppError {
        code: ErrorCode::Internal,
        message: "This computer did not open the file.".to_owned(),
        next_step: format!("Open it yourself: {}", path.display()),
        shipment_ids: Vec::new(),
        changed: Changed::No,
        detail: Some(error.to_string()),
    })
}

/// The real place of a path, only where it lies in the data folder. Links are followed first, so none leads out.
fn ours(data_dir: &Path, path: &Path) -> Result<PathBuf, AppError> {
    let real = data_dir.canonicalize().and_then(|home| Ok((home, path.canonicalize()?)));
    match real {
        Ok((home, real)) if real.starts_with(&home) => Ok(real),
        _ => Err(AppError {
            code: ErrorCode::NotFound,
            message: "This is not a file of Godown's.".to_owned(),
            next_step: "Open it from the list of documents.".to_owned(),
            shipment_ids: Vec::new(),
            changed: Changed::No,
            detail: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_suggested_name_is_the_title_where_it_can_be() {
        for (title, name) in [
            ("Labels batch 7.pdf", "Labels batch 7.pdf"),
            ("Manifest, Ekart Logistics, 12 parcels.pdf", "Manifest, Ekart Logistics, 12 parcels.pdf"),
            ("../../etc/passwd", "etc passwd"),
            ("..\\..\\x:y.pdf", "x y.pdf"),
            (".bashrc", "bashrc"),
            ("con.pdf", "document con.pdf"),
            ("lpt1", "document lpt1"),
            ("invoice\u{202e}fdp.exe", "invoice fdp.exe"),
            ("मुंबई.csv", "मुंबई.csv"),
            ("", "document"),
            ("...", "document"),
        ] {
            assert_eq!(file_name(title), name, "{title}");
        }
    }

    proptest! {
        #[test]
        fn no_title_leads_anywhere_but_to_a_plain_name(title in ".{0,300}") {
            let name = file_name(&title);
            prop_assert!(!name.is_empty() && name.len() <= 255 * 2 && name.chars().count() <= LONGEST_NAME + 20);
            prop_assert_eq!(Path::new(&name).file_name().and_then(|last| last.to_str()), Some(name.as_str()));
            let signs = ['/', '\\', ':', '\0', '\n', '\u{202e}'];
            prop_assert!(!name.starts_with(['.', ' ', '-']) && !name.contains(signs), "{name}");
        }
    }

    #[test]
    fn only_our_own_files_are_opened() {
        let home = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let (mine, other) = (home.path().join("labels.pdf"), elsewhere.path().join("x.pdf"));
        std::fs::write(&mine, "x").unwrap();
        std::fs::write(&other, "x").unwrap();
        assert!(ours(home.path(), &mine).is_ok());
        assert!(ours(home.path(), &other).is_err(), "the page must not open what is not ours");
        let around = home.path().join("..").join(elsewhere.path().file_name().unwrap()).join("x.pdf");
        assert!(ours(home.path(), &around).is_err(), "nor by going around");
    }
}
