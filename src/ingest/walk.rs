//! Expands the paths of the command line to the files to read, in a fixed order.

use std::fs::FileType;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::compression::Compression;
use super::format::Format;
use super::{Input, Reason, Skipped};

/// Returns the total size on disk of everything that [`super::parse_paths`] would read; `None` where that includes
/// standard input, whose size is unknown.
pub fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let files = inputs(paths.to_vec()).filter_map(Result::ok);
    Some(files.filter_map(|input| std::fs::metadata(input.path).ok()).map(|metadata| metadata.len()).sum())
}

/// Iterates lazily over the files under some paths; what cannot be read is returned as skipped.
pub(super) fn inputs(paths: Vec<PathBuf>) -> impl Iterator<Item = Result<Input, Skipped>> + Send {
    paths.into_iter().flat_map(|path| -> Box<dyn Iterator<Item = _> + Send> {
        if path.as_os_str() == "-" || !path.is_dir() {
            return Box::new(std::iter::once(given(path)));
        }
        let walk = WalkDir::new(path).sort_by_file_name().into_iter();
        let visible = walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
        Box::new(visible.filter_map(walked))
    })
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

/// Checks a file named by the user: its extension is a known one, or missing, and then its first bytes show its format.
fn given(path: PathBuf) -> Result<Input, Skipped> {
    let file = name(&path);
    match kind(&path) {
        Ok(format) => Ok(Input { path, file, format }),
        Err(_) if path.extension().is_none() => Ok(Input { path, file, format: None }),
        // Report a missing file as missing, not as one of an unknown type.
        Err(kind) => Err(match std::fs::metadata(&path) {
            Ok(_) => Skipped { file, reason: Reason::UnknownType(kind) },
            Err(error) => Skipped { file, reason: Reason::of_io(&error, false) },
        }),
    }
}

/// Checks a file found in a folder.
fn walked(entry: walkdir::Result<DirEntry>) -> Option<Result<Input, Skipped>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let file = error.path().map(name).unwrap_or_default();
            let reason = match error.io_error() {
                Some(error) => Reason::of_io(error, false),
                None => Reason::Unreadable(error.to_string()),
            };
            return Some(Err(Skipped { file, reason }));
        }
    };
    if entry.file_type().is_dir() {
        return None;
    }
    let file = name(entry.path());
    let skip = |words: &str| Some(Err(Skipped { file: file.clone(), reason: Reason::Unreadable(words.to_owned()) }));
    match target(&entry) {
        Ok(target) if target.is_dir() => return skip("links to folders are not followed"),
        Ok(target) if !target.is_file() => return skip("it is no ordinary file"),
        Ok(_) => {}
        Err(error) => return Some(Err(Skipped { file, reason: Reason::of_io(&error, false) })),
    }
    let path = entry.into_path();
    Some(match kind(&path) {
        Ok(format) => Ok(Input { path, file, format }),
        Err(kind) => Err(Skipped { file, reason: Reason::UnknownType(kind) }),
    })
}

fn target(entry: &DirEntry) -> std::io::Result<FileType> {
    if entry.path_is_symlink() {
        std::fs::metadata(entry.path()).map(|metadata| metadata.file_type())
    } else {
        Ok(entry.file_type())
    }
}

/// Returns the format of a file by its name (`news.jsonl.zst` is lines of JSON), or `None` where its first bytes have
/// to show it; fails with the extension where that is unknown. Compression is detected later by the first bytes.
pub(super) fn kind(path: &Path) -> Result<Option<Format>, String> {
    let extension = |path: &Path| path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let Some(outer) = extension(path) else {
        return Err("(its name has no extension)".to_owned());
    };
    let compressed = Compression::of_extension(&outer).is_some();
    let inner = if compressed {
        match path.file_stem().map(Path::new).and_then(extension) {
            Some(inner) => inner,
            None => return Ok(None),
        }
    } else {
        outer.clone()
    };
    let format = match inner.as_str() {
        "txt" | "text" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "json" | "jsonld" => Format::Json,
        "jsonl" | "ndjson" | "jsonlines" => Format::JsonLines,
        "html" | "htm" | "xhtml" => Format::Html,
        "xml" | "rss" | "atom" | "rdf" | "nitf" | "newsml" => Format::Xml,
        "csv" | "tsv" | "tab" => Format::Table,
        "zip" => Format::Zip,
        "tar" | "tgz" | "tbz" | "tbz2" | "tzst" | "txz" => Format::Tar,
        "warc" | "wet" => Format::Warc,
        _ if compressed => return Err(format!(".{inner}.{outer}")),
        _ => return Err(format!(".{outer}")),
    };
    Ok(Some(format))
}

/// Returns the path as the user gave it, with `/` as the separator.
fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { name.into_owned() } else { name.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_kind() {
        for (path, expected) in [
            ("a.txt", Ok(Some(Format::Text))),
            ("A.MD", Ok(Some(Format::Markdown))),
            ("x/news.2024.jsonl.zst", Ok(Some(Format::JsonLines))),
            ("page.html.gz", Ok(Some(Format::Html))),
            ("page.html.BZ2", Ok(Some(Format::Html))),
            ("dump.xz", Ok(None)),
            ("a.tar.gz", Ok(Some(Format::Tar))),
            ("a.tgz", Ok(Some(Format::Tar))),
            ("a.zip", Ok(Some(Format::Zip))),
            ("CC-NEWS-1.warc.gz", Ok(Some(Format::Warc))),
            ("a.docx", Err(".docx")),
            ("a.docx.gz", Err(".docx.gz")),
            ("LICENSE", Err("(its name has no extension)")),
        ] {
            let found = kind(Path::new(path));
            assert_eq!(found, expected.map_err(str::to_owned), "{path}");
        }
    }
}
