//! The two things the page may ask about files: where to save a copy, and to open one of our own documents.

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
    let dialog = app.dialog().file().set_title("Save a copy").set_file_name(suggested);
    dialog.save_file(move |chosen| {
        let _ = answer.send(chosen);
    });
    answered.await.ok().flatten().and_then(|chosen| chosen.into_path().ok())
}

/// Opens a file of ours in its usual program, or with `reveal` shows it in its folder.
#[tauri::command]
pub async fn open_file(app: AppHandle, desks: State<'_, Desks>, path: PathBuf, reveal: bool) -> Result<(), AppError> {
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
    use super::*;

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
