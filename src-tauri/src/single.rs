//! One window per data folder: a second start brings the first one to the front and ends.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use tauri::Wry;
use tauri::plugin::TauriPlugin;

use crate::window;

/// The plugin, known on the session bus by the data folder: two folders are two desks.
pub fn plugin(data_dir: &Path) -> TauriPlugin<Wry> {
    let place = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    let mut hasher = DefaultHasher::new();
    place.hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| window::to_front(app))
        .dbus_id(format!("in.godown.desk.d{:016x}", hasher.finish()))
        .build()
}
