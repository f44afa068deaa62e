//! The one window.

use std::path::Path;

use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;

/// Its label; the capability file names it.
const LABEL: &str = "desk";

/// What is remembered over restarts: size, place, maximised.
pub fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Opens it. The page's own storage lies with the rest of the data, so that two data folders share nothing.
pub fn open(app: &tauri::App, webview_dir: &Path) -> tauri::Result<()> {
    // Made before the library does, so that others on this computer cannot look in.
    godown_ops::private::folder(webview_dir)?;
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Godown")
        .inner_size(1280.0, 720.0)
        .min_inner_size(1024.0, 640.0)
        .data_directory(webview_dir.to_owned())
        .on_navigation(is_ours)
        .build()?;
    Ok(())
}

/// Brings it to the front.
pub fn to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!("the window did not come to the front: {error}");
    }
}

/// The page never leaves the app: no link, redirect or dropped file takes it elsewhere.
fn is_ours(url: &Url) -> bool {
    let bundled = url.scheme() == "tauri" || (url.scheme() == "http" && url.host_str() == Some("tauri.localhost"));
    let dev_server = cfg!(dev) && url.host_str() == Some("localhost");
    bundled || dev_server || url.as_str() == "about:blank"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_in_the_app() {
        assert!(is_ours(&"tauri://localhost/queue".parse().unwrap()));
        for elsewhere in ["https://example.in/", "file:///etc/passwd", "http://tauri.localhost.example.in/"] {
            assert!(!is_ours(&elsewhere.parse().unwrap()), "{elsewhere} is not ours");
        }
    }
}
