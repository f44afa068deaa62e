//! The built page as static files. Unknown paths get the page itself, whose router knows them.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::server::Door;

/// Serves a file of the built page.
pub async fn serve(State(door): State<Arc<Door>>, uri: Uri) -> Response {
    let Some(wanted) = inside(&door.page, uri.path()) else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    for path in [wanted, door.page.join("index.html")] {
        if let Ok(bytes) = tokio::fs::read(&path).await {
            return ([(header::CONTENT_TYPE, content_type(&path))], bytes).into_response();
        }
    }
    (StatusCode::NOT_FOUND, "The page has not been built: run npm run build in ui/.").into_response()
}

/// The file a path names, only where it lies inside the folder.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    relative.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(relative))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        let folder = Path::new("/srv/page");
        assert_eq!(inside(folder, "/assets/a.js"), Some(PathBuf::from("/srv/page/assets/a.js")));
        assert_eq!(inside(folder, "/"), Some(PathBuf::from("/srv/page/")), "the page itself");
        for path in ["/../secret", "/assets/../../secret", "//etc/./passwd/.."] {
            assert_eq!(inside(folder, path), None, "{path} leaves the folder");
        }
    }
}
