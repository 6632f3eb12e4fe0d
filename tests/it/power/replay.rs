//! What is left on a disk when the power goes: what was synced, and of the rest whatever the disk had got to.

use std::collections::BTreeMap;
use std::path::Path;

/// One thing that a program did to a file, as `tests/it/preloaded/recorder.c` writes it.
pub(super) struct Record {
    kind: String,
    path: String,
    /// The new name, of a rename.
    to: String,
    offset: usize,
    bytes: Vec<u8>,
}

impl Record {
    /// What the program printed, or what the test notes between two programs.
    pub(super) fn said(&self) -> Option<&[u8]> {
        (self.kind == "said").then_some(&self.bytes)
    }
}

/// The records of a file, in order.
pub(super) fn records(file: &Path) -> Vec<Record> {
    let whole = std::fs::read(file).unwrap();
    let mut rest = whole.as_slice();
    let mut records = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8(rest[..end].to_vec()).unwrap();
        let [kind, path, to, offset, length] = head.split('\t').collect::<Vec<_>>()[..] else { panic!("{head}") };
        let (offset, length) = (offset.parse().unwrap(), length.parse::<usize>().unwrap());
        let has_bytes = matches!(kind, "write" | "said");
        let bytes = &rest[end + 1..][..if has_bytes { length } else { 0 }];
        let (kind, path, to) = (kind.to_owned(), path.to_owned(), to.to_owned());
        records.push(Record { kind, path, to, offset, bytes: bytes.to_vec() });
        rest = &rest[end + 1 + bytes.len()..];
    }
    records
}

/// A change of a file that was not synced yet.
#[derive(Clone)]
enum Change<'r> {
    Write(usize, &'r [u8]),
    Length(usize),
}

impl Change<'_> {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Length(length) => content.resize(*length, 0),
            Self::Write(at, bytes) => {
                content.resize(content.len().max(at + bytes.len()), 0);
                content[*at..at + bytes.len()].copy_from_slice(bytes);
            }
        }
    }
}

#[derive(Default)]
struct File<'r> {
    synced: Vec<u8>,
    changes: Vec<Change<'r>>,
}

/// A change of the names in a folder; the numbers are those of files.
enum Naming<'r> {
    Create(&'r str, usize),
    Rename(&'r str, &'r str),
    Remove(&'r str),
}

impl<'r> Naming<'r> {
    fn apply(&self, names: &mut BTreeMap<&'r str, usize>) {
        match *self {
            Self::Create(path, file) => drop(names.insert(path, file)),
            Self::Remove(path) => drop(names.remove(path)),
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to, file);
                }
            }
        }
    }
}

/// The changes of the names in one folder, in order, and how many of them are synced. A file system writes them in order, since
/// it keeps a journal of them.
#[derive(Default)]
struct Folder<'r> {
    names: Vec<Naming<'r>>,
    synced: usize,
}

/// Which of the changes that were not synced the disk had got to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kept {
    /// None.
    Nothing,
    /// All: as after a kill.
    All,
    /// Some, in any order, and of some writes the first sectors alone.
    Some,
}

/// Sectors are written whole (512 bytes, as SQLite takes for granted too).
const SECTOR: usize = 512;

/// The files of a disk after a power cut behind these records, by their paths.
pub(super) fn after_power_cut(records: &[Record], kept: Kept, random: &mut fastrand::Rng) -> BTreeMap<String, Vec<u8>> {
    let mut files: Vec<File<'_>> = Vec::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut folders: BTreeMap<&str, Folder<'_>> = BTreeMap::new();
    let folder_of = |path: &'_ str| path.rfind('/').unwrap();
    for record in records {
        let path = record.path.as_str();
        let naming = match record.kind.as_str() {
            "create" => {
                files.push(File::default());
                Some(Naming::Create(path, files.len() - 1))
            }
            "rename" => Some(Naming::Rename(path, &record.to)),
            "remove" => Some(Naming::Remove(path)),
            _ => None,
        };
        if let Some(naming) = naming {
            naming.apply(&mut names);
            folders.entry(&path[..folder_of(path)]).or_default().names.push(naming);
            continue;
        }
        let file = names.get(path).copied();
        match (record.kind.as_str(), file) {
            ("write", Some(file)) => files[file].changes.push(Change::Write(record.offset, &record.bytes)),
            ("truncate", Some(file)) => files[file].changes.push(Change::Length(record.offset)),
            ("sync", Some(file)) => {
                let File { synced, changes } = &mut files[file];
                changes.drain(..).for_each(|change| change.apply(synced));
                // Common file systems keep the name of a new file with its first sync.
                let folder = folders.get_mut(&path[..folder_of(path)]).unwrap();
                let made = |naming: &Naming<'_>| matches!(naming, Naming::Create(_, made) if *made == file);
                folder.synced = folder.synced.max(folder.names.iter().position(made).unwrap() + 1);
            }
            ("sync", None) => {
                if let Some(folder) = folders.get_mut(path) {
                    folder.synced = folder.names.len();
                }
            }
            _ => {}
        }
    }
    let mut left = BTreeMap::new();
    for folder in folders.values() {
        let end = match kept {
            Kept::Nothing => folder.synced,
            Kept::All => folder.names.len(),
            Kept::Some => random.usize(folder.synced..=folder.names.len()),
        };
        folder.names[..end].iter().for_each(|naming| naming.apply(&mut left));
    }
    left.into_iter().map(|(path, file)| (path.to_owned(), content(&files[file], kept, random))).collect()
}

fn content(file: &File<'_>, kept: Kept, random: &mut fastrand::Rng) -> Vec<u8> {
    let mut content = file.synced.clone();
    for change in &file.changes {
        match (kept, change) {
            (Kept::Nothing, _) => {}
            (Kept::All, change) => change.apply(&mut content),
            (Kept::Some, change) => match (random.u8(0..3), change) {
                (0, _) => {}
                (1, Change::Write(at, bytes)) if bytes.len() > SECTOR => {
                    let sectors = random.usize(1..bytes.len().div_ceil(SECTOR));
                    let end = (at / SECTOR + sectors) * SECTOR - at;
                    Change::Write(*at, &bytes[..end.min(bytes.len())]).apply(&mut content);
                }
                (_, change) => change.apply(&mut content),
            },
        }
    }
    content
}
