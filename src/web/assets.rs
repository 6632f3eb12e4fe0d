//! Styles, fonts and the script, built into the program; their address changes when they do, so that browsers may keep them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

use super::error::AppError;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The first characters of a hash over every file.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    fn add(dir: &Dir<'_>, hash: &mut Sha256) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => add(dir, hash),
                DirEntry::File(file) => {
                    hash.update(file.path().as_os_str().as_encoded_bytes());
                    hash.update(file.contents());
                }
            }
        }
    }
    let mut hash = Sha256::new();
    add(&FILES, &mut hash);
    data_encoding::HEXLOWER.encode(&hash.finalize()[..6])
});

/// A file by its path; an older version's address gives the file as it is now.
pub(super) async fn serve(Path((version, path)): Path<(String, String)>) -> Result<Response, AppError> {
    let file = FILES.get_file(&path).ok_or(AppError::NotFound("file"))?;
    let caching = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, media_type(&path)), (header::CACHE_CONTROL, caching)];
    Ok((headers, file.contents()).into_response())
}

/// Browsers ask for it unasked.
pub(super) async fn favicon() -> Result<Response, AppError> {
    serve(Path((VERSION.clone(), "icon.svg".to_owned()))).await
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
