//! An empty Tauri window: what Godown's start is measured against (`./dev bench`).

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default().run(tauri::generate_context!())
}
