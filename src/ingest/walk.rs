//! From the paths of the command line to the files to read, in a fixed order.

use std::fs::FileType;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::decode::Compression;
use super::{Format, Input, Reason, Skipped};

/// The size of everything [`super::read_paths`] would read, as it lies on the disk; `None` where standard input is part of
/// it, whose end nobody knows.
pub fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let files = inputs(paths.to_vec()).filter_map(Result::ok);
    Some(files.filter_map(|input| std::fs::metadata(input.path).ok()).map(|metadata| metadata.len()).sum())
}

/// The files under some paths, lazily; what cannot be read is named.
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

/// A file named by the user: any extension we know, or none, whose first bytes then tell.
fn given(path: PathBuf) -> Result<Input, Skipped> {
    let file = name(&path);
    match kind(&path) {
        Kind::Known(format, compression) => Ok(Input { path, file, format, compression }),
        Kind::Unknown(_) if path.extension().is_none() => {
            Ok(Input { path, file, format: None, compression: Compression::None })
        }
        // What is not there is a likelier mistake than its kind.
        Kind::Unknown(kind) => Err(match std::fs::metadata(&path) {
            Ok(_) => Skipped { file, reason: Reason::UnknownType(kind) },
            Err(error) => Skipped { file, reason: Reason::of_io(&error, false) },
        }),
    }
}

/// A file met in a folder.
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
        Kind::Known(format, compression) => Ok(Input { path, file, format, compression }),
        Kind::Unknown(kind) => Err(Skipped { file, reason: Reason::UnknownType(kind) }),
    })
}

fn target(entry: &DirEntry) -> std::io::Result<FileType> {
    if entry.path_is_symlink() {
        std::fs::metadata(entry.path()).map(|metadata| metadata.file_type())
    } else {
        Ok(entry.file_type())
    }
}

enum Kind {
    Known(Option<Format>, Compression),
    Unknown(String),
}

/// The kind of a file by its name: `news.jsonl.zst` is lines of JSON under zstd.
fn kind(path: &Path) -> Kind {
    let extension = |path: &Path| path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let Some(outer) = extension(path) else {
        return Kind::Unknown("(its name has no extension)".to_owned());
    };
    let compression = match outer.as_str() {
        "gz" => Compression::Gzip,
        "zst" | "zstd" => Compression::Zstd,
        _ => Compression::None,
    };
    let inner = if compression == Compression::None {
        outer.clone()
    } else {
        match path.file_stem().map(Path::new).and_then(extension) {
            Some(inner) => inner,
            None => return Kind::Known(None, compression),
        }
    };
    let format = match inner.as_str() {
        "txt" | "text" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "json" | "jsonld" => Format::Json,
        "jsonl" | "ndjson" | "jsonlines" => Format::JsonLines,
        "html" | "htm" | "xhtml" => Format::Html,
        "xml" | "rss" | "atom" | "rdf" | "nitf" | "newsml" => Format::Xml,
        "csv" | "tsv" | "tab" => Format::Table,
        _ if compression == Compression::None => return Kind::Unknown(format!(".{outer}")),
        _ => return Kind::Unknown(format!(".{inner}.{outer}")),
    };
    Kind::Known(Some(format), compression)
}

/// The format and compression of a file with a name that is known.
#[cfg(test)]
pub(super) fn format_of(path: &Path) -> (Option<Format>, Compression) {
    match kind(path) {
        Kind::Known(format, compression) => (format, compression),
        Kind::Unknown(kind) => panic!("{kind}"),
    }
}

/// The path as the user gave it, with `/` between its parts.
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
            ("a.txt", Ok((Some(Format::Text), Compression::None))),
            ("A.MD", Ok((Some(Format::Markdown), Compression::None))),
            ("x/news.2024.jsonl.zst", Ok((Some(Format::JsonLines), Compression::Zstd))),
            ("page.html.gz", Ok((Some(Format::Html), Compression::Gzip))),
            ("dump.gz", Ok((None, Compression::Gzip))),
            ("a.docx", Err(".docx")),
            ("a.tar.gz", Err(".tar.gz")),
            ("LICENSE", Err("(its name has no extension)")),
        ] {
            let found = match kind(Path::new(path)) {
                Kind::Known(format, compression) => Ok((format, compression)),
                Kind::Unknown(kind) => Err(kind),
            };
            assert_eq!(found, expected.map_err(str::to_owned), "{path}");
        }
    }
}
