//! Zip and tar archives, read member by member. Nothing is unpacked to the disk: the paths of members are labels only.
//!
//! Members are read by the rules for the files of a folder: hidden ones are passed over silently, unknown ones are named.
//! Neither the members of an archive nor the list of them is ever held as a whole.

use std::collections::VecDeque;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use rawzip::{CompressionMethod, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder};
use tar::EntryType;

use super::compression::Compression;
use super::decode::{Bytes, Source};
use super::format::Format;
use super::{Context, Item, Items, Reason, one, read_source, walk};

/// How many archives an archive may lie in.
pub(super) const DEEPEST: u8 = 1;

/// A zip archive that is no file of its own is copied to a temporary file, up to this size.
const MOST_COPIED: u64 = 4 << 30;

/// How many members of a zip archive are listed at a time.
const LISTED: usize = 50_000;

/// The longest path that is kept as a label.
const LONGEST_LABEL: usize = 500;

/// The headers before one member of a tar archive, long names included.
const TAR_HEADERS: u64 = 1 << 20;

/// The type of a tar archive's own name, which GNU tar writes as its first member.
const VOLUME_LABEL: u8 = b'V';

/// A stream that can be read at any place.
pub(super) trait SeekableRead: Read + Seek + Send {}

impl<T: Read + Seek + Send> SeekableRead for T {}

/// Whether a file begins as a zip archive does; reads on from its beginning.
pub(super) fn is_zip(file: &mut std::fs::File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(super::format::container(&start) == Some(Format::Zip))
}

/// The path of a member, fit to be printed, and the format that it names.
///
/// `None`: passed over silently, as hidden files are.
fn member(path: &[u8]) -> Option<(String, Result<Option<Format>, Reason>)> {
    let printable = |character: char| match character {
        '\\' => '/',
        character if character.is_control() => '\u{fffd}',
        character => character,
    };
    let path: String = String::from_utf8_lossy(path).chars().map(printable).collect();
    let hidden = |part: &str| part.starts_with('.') && !matches!(part, "." | "..") || part == "__MACOSX";
    if path.ends_with('/') || path.split('/').any(hidden) {
        return None;
    }
    let format = walk::kind(Path::new(&path)).map_err(Reason::UnknownType);
    // The end of the path says more than its beginning.
    let cut = path.char_indices().rev().nth(LONGEST_LABEL);
    let label = cut.map_or(path.clone(), |(at, _)| format!("…{}", &path[at..]));
    Some((label, format))
}

fn failed(context: &Context, reason: Reason) -> Items {
    one(Item::skipped(context.file.clone(), reason))
}

/// Reads a zip archive in a file.
pub(super) fn zip(file: Box<dyn SeekableRead>, context: Context) -> Items {
    match Zip::open(file, context.clone()) {
        Ok(zip) => Box::new(zip),
        Err(reason) => failed(&context, reason),
    }
}

/// Reads a zip archive in a stream. Its directory stands at its end: it is copied first.
pub(super) fn zip_stream(source: Source, context: Context) -> Items {
    let in_memory = usize::try_from(context.limit()).unwrap_or(usize::MAX);
    let mut copy = tempfile::spooled_tempfile(in_memory);
    match io::copy(&mut source.bytes.take(MOST_COPIED + 1), &mut copy) {
        Ok(copied) if copied > MOST_COPIED => failed(&context, Reason::TooLarge { limit: MOST_COPIED }),
        Ok(_) => zip(Box::new(copy), context),
        Err(error) => failed(&context, Reason::of_io(&error, source.compressed)),
    }
}

/// Reads at any place of a file that several hold.
#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn SeekableRead>>>);

impl ReaderAt for Shared {
    fn read_at(&self, target: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read(target)
    }
}

/// The articles of a zip archive, in the order of its directory.
struct Zip {
    archive: ZipArchive<Shared>,
    context: Context,
    length: u64,
    /// How much the members so far take up.
    packed: u64,
    /// How many members were listed.
    listed: usize,
    ahead: VecDeque<Listed>,
    current: Items,
    given: bool,
    ended: bool,
    /// Named when all that was listed is read.
    damage: Option<Reason>,
}

/// A member as the directory lists it.
struct Listed {
    label: String,
    format: Result<Option<Format>, Reason>,
    method: CompressionMethod,
    place: ZipArchiveEntryWayfinder,
}

impl Zip {
    fn open(mut file: Box<dyn SeekableRead>, context: Context) -> Result<Self, Reason> {
        let length = file.seek(SeekFrom::End(0)).map_err(|error| Reason::of_io(&error, false))?;
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let locator = rawzip::ZipLocator::new();
        let file = Shared(Arc::new(Mutex::new(file)));
        let archive = locator.locate_in_reader(file, &mut buffer, length).map_err(|_| Reason::Damaged)?;
        if let Ok(Some(first)) = archive.entries(&mut buffer).next_entry()
            && matches!(first.file_path().as_bytes(), b"[Content_Types].xml" | b"mimetype")
        {
            return Err(Reason::NotText("an office document or an e-book"));
        }
        let current: Items = Box::new(std::iter::empty());
        let ahead = VecDeque::new();
        let (given, ended, damage) = (false, false, None);
        Ok(Self { archive, context, length, packed: 0, listed: 0, ahead, current, given, ended, damage })
    }

    /// Lists some more members.
    fn list(&mut self) -> Result<(), Reason> {
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let mut entries = self.archive.entries(&mut buffer);
        for number in 0..self.listed + LISTED {
            let Some(entry) = entries.next_entry().map_err(|_| Reason::Damaged)? else {
                self.ended = true;
                break;
            };
            if number < self.listed {
                continue;
            }
            self.listed += 1;
            let Some((label, format)) = member(entry.file_path().as_bytes()) else { continue };
            let format = match () {
                () if entry.mode().is_symlink() => {
                    Err(Reason::Unreadable("links in archives are not followed".to_owned()))
                }
                () if entry.flags().is_encrypted() => Err(Reason::Unreadable("it is encrypted".to_owned())),
                () => format,
            };
            self.ahead.push_back(Listed {
                label,
                format,
                method: entry.compression_method(),
                place: entry.wayfinder(),
            });
        }
        Ok(())
    }

    fn open_member(&mut self, listed: Listed) -> Items {
        let context = self.context.inside(&format!("/{}", listed.label));
        match listed.format.and_then(|format| Ok((format, self.source(listed.place, listed.method)?))) {
            Ok((format, source)) => read_source(source, format, context),
            Err(reason) => failed(&context, reason),
        }
    }

    fn source(&mut self, place: ZipArchiveEntryWayfinder, method: CompressionMethod) -> Result<Source, Reason> {
        let size = place.compressed_size_hint();
        if size > self.length {
            return Err(Reason::Damaged);
        }
        self.packed = self.packed.saturating_add(size);
        if self.packed > self.length {
            // Members that share their bytes: nobody but the maker of a bomb does that.
            self.ended = true;
            self.ahead.clear();
            return Err(Reason::Bomb);
        }
        let entry = self.archive.get_entry(place).map_err(|_| Reason::Damaged)?;
        let (start, end) = entry.compressed_data_range();
        let packed: Bytes = Box::new(rawzip::RangeReader::new(self.archive.get_ref().clone(), start..end));
        let source = Source { compressed: true, ..Source::plain(packed) };
        let unpacked = match method {
            CompressionMethod::STORE => Ok(source),
            CompressionMethod::DEFLATE => source.through(|packed| {
                let packed = BufReader::with_capacity(64 << 10, packed);
                Ok(Box::new(flate2::bufread::DeflateDecoder::new(packed)))
            }),
            CompressionMethod::BZIP2 => source.through(|packed| Compression::Bzip2.decompress(packed)),
            CompressionMethod::ZSTD => source.through(|packed| Compression::Zstd.decompress(packed)),
            CompressionMethod::XZ => source.through(|packed| Compression::Xz.decompress(packed)),
            other => {
                let name = other.name().map_or_else(|| format!("method {}", other.as_u16()), str::to_owned);
                return Err(Reason::Unreadable(format!("it is compressed with {name}")));
            }
        };
        let verified =
            unpacked.map(|source| Source { bytes: Box::new(entry.verifying_reader(source.bytes)), ..source });
        verified.and_then(Source::unpack).map_err(|error| Reason::of_io(&error, true))
    }
}

impl Iterator for Zip {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.next() {
                self.given = true;
                return Some(item);
            }
            if let Some(listed) = self.ahead.pop_front() {
                self.current = self.open_member(listed);
            } else if !self.ended {
                if let Err(reason) = self.list() {
                    self.ended = true;
                    self.damage = Some(reason);
                }
            } else {
                let nothing = (!self.given).then_some(Reason::Empty);
                let reason = self.damage.take().or(nothing)?;
                self.given = true;
                return Some(Item::skipped(self.context.file.clone(), reason));
            }
        }
    }
}

/// The articles of a tar archive.
pub(super) struct Tar {
    stream: Arc<Mutex<Stream>>,
    /// Of the whole archive, where it is compressed.
    packed: Option<Arc<AtomicU64>>,
    context: Context,
    current: Items,
    given: bool,
    ended: bool,
}

/// The bytes of a tar archive, up to the end of the member in hand.
struct Stream {
    bytes: Bytes,
    /// What is left of the member.
    left: u64,
    /// What fills up its last block.
    padding: u64,
}

/// Reads the member in hand; ends with it.
struct Member(Arc<Mutex<Stream>>);

impl Read for Member {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let stream = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = (&mut stream.bytes).take(stream.left).read(target)?;
        if read == 0 && stream.left > 0 && !target.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        stream.left -= read as u64;
        Ok(read)
    }
}

impl Stream {
    /// Goes on to the next member: its path and type.
    fn next_member(&mut self) -> io::Result<Option<(Vec<u8>, EntryType)>> {
        let rest = self.left + self.padding;
        if io::copy(&mut (&mut self.bytes).take(rest), &mut io::sink())? < rest {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        // The archive reads no further than the headers of its first member. The member itself is read without it, which
        // would have to be borrowed as long.
        let mut archive = tar::Archive::new((&mut self.bytes).take(TAR_HEADERS));
        let Some(entry) = archive.entries()?.next() else { return Ok(None) };
        let entry = entry?;
        let kind = entry.header().entry_type();
        let size = if kind.is_gnu_sparse() { entry.header().entry_size()? } else { entry.size() };
        let path = entry.path_bytes().into_owned();
        drop(entry);
        self.left = size;
        self.padding = size.wrapping_neg() % 512;
        Ok(Some((path, kind)))
    }
}

impl Tar {
    pub(super) fn new(source: Source, context: Context) -> Self {
        let Source { bytes, packed, .. } = source;
        let stream = Arc::new(Mutex::new(Stream { bytes, left: 0, padding: 0 }));
        let current: Items = Box::new(std::iter::empty());
        Self { stream, packed, context, current, given: false, ended: false }
    }

    /// The articles of the next member; none where it is passed over silently.
    fn next_member(&mut self) -> io::Result<Items> {
        let next = self.stream.lock().unwrap_or_else(PoisonError::into_inner).next_member()?;
        let Some((path, kind)) = next else {
            self.ended = true;
            return Ok(Box::new(std::iter::empty()));
        };
        let silent = kind.is_dir() || kind.is_pax_global_extensions() || kind.as_byte() == VOLUME_LABEL;
        let Some((label, format)) = member(&path).filter(|_| !silent) else {
            return Ok(Box::new(std::iter::empty()));
        };
        let context = self.context.inside(&format!("/{label}"));
        let format = match () {
            () if kind.is_symlink() || kind.is_hard_link() => {
                Err(Reason::Unreadable("links in archives are not followed".to_owned()))
            }
            () if !kind.is_file() && !kind.is_contiguous() => {
                Err(Reason::Unreadable("it is no ordinary file".to_owned()))
            }
            () => format,
        };
        let source =
            Source { bytes: Box::new(Member(Arc::clone(&self.stream))), compressed: true, packed: self.packed.clone() };
        Ok(match format.map(|format| (format, source.unpack())) {
            Ok((format, Ok(source))) => read_source(source, format, context),
            Ok((_, Err(error))) => failed(&context, Reason::of_io(&error, true)),
            Err(reason) => failed(&context, reason),
        })
    }
}

impl Iterator for Tar {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.next() {
                self.given = true;
                return Some(item);
            }
            let reason = match () {
                () if !self.ended => match self.next_member() {
                    Ok(items) => {
                        self.current = items;
                        continue;
                    }
                    Err(error) => Reason::of_io(&error, true),
                },
                () if !self.given => Reason::Empty,
                () => return None,
            };
            self.ended = true;
            self.given = true;
            return Some(Item::skipped(self.context.file.clone(), reason));
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Write};

    use rawzip::ZipArchiveWriter;

    use super::super::read_stream;
    use super::super::tests::{A, B, bz2, check_file, gzip, options, shown, xz, zst};
    use super::*;

    /// An archive of deflated members.
    pub(in super::super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        zip_with(members, CompressionMethod::DEFLATE)
    }

    fn zip_with(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut writer = ZipArchiveWriter::new(Vec::new());
        for (name, content) in members {
            let packed = match method {
                CompressionMethod::DEFLATE => {
                    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
                    encoder.write_all(content).unwrap();
                    encoder.finish().unwrap()
                }
                CompressionMethod::BZIP2 => bz2(content),
                CompressionMethod::ZSTD => zst(content),
                CompressionMethod::XZ => xz(content),
                _ => content.to_vec(),
            };
            let mode = if name.starts_with("link") { 0o120_777 } else { 0o100_644 };
            let encrypted = name.starts_with("secret");
            let file = writer.new_file(name).compression_method(method).unix_permissions(mode).encrypted(encrypted);
            let (mut entry, config) = file.start().unwrap();
            // The writer checks what was compressed, not how.
            let mut checked = config.wrap(io::sink());
            checked.write_all(content).unwrap();
            let (_, descriptor) = checked.finish().unwrap();
            entry.write_all(&packed).unwrap();
            entry.finish(descriptor).unwrap();
        }
        writer.finish().unwrap()
    }

    pub(in super::super) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, content) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            builder.append_data(&mut header, name, *content).unwrap();
        }
        builder.into_inner().unwrap()
    }

    /// The zip archive with its directory listing its members as often as said.
    fn repeated(zip: &[u8], times: u16) -> Vec<u8> {
        let end = zip.len() - 22;
        let directory = u32::from_le_bytes(zip[end + 16..end + 20].try_into().unwrap()) as usize;
        let entries = zip[directory..end].repeat(usize::from(times));
        let mut tail = zip[end..].to_vec();
        let count = (u16::from_le_bytes([tail[8], tail[9]]) * times).to_le_bytes();
        tail[8..10].copy_from_slice(&count);
        tail[10..12].copy_from_slice(&count);
        tail[12..16].copy_from_slice(&(entries.len() as u32).to_le_bytes());
        [&zip[..directory], &entries, &tail].concat()
    }

    #[test]
    fn members_are_read_by_the_rules_for_files() {
        let lines = format!("{A}\n{B}\n");
        let packed = gzip(lines.as_bytes());
        let members: [(&str, &[u8]); 11] = [
            ("b/a.txt", b"Rain."),
            ("./c.jsonl", lines.as_bytes()),
            (".hidden/a.txt", b"Hidden."),
            ("b/.a.txt", b"Hidden."),
            ("__MACOSX/a.txt", b"Hidden."),
            ("d.docx", b"x"),
            ("LICENSE", b"Do."),
            ("e.jsonl.gz", &packed),
            ("f.txt", b""),
            ("up/g.txt", b"\x89PNG\r\n\x1a\n"),
            ("\u{1b}[31m/h.txt", b"Sun."),
        ];
        let expected = [
            "@/b/a.txt: Rain.",
            "@/./c.jsonl:1: Rain.",
            "@/./c.jsonl:2: Sun.",
            "@/d.docx! unknown-type",
            "@/LICENSE! unknown-type",
            "@/e.jsonl.gz:1: Rain.",
            "@/e.jsonl.gz:2: Sun.",
            "@/f.txt! empty",
            "@/up/g.txt! not-text",
            "@/\u{fffd}[31m/h.txt: Sun.",
        ];
        let check = |name: &str, bytes: &[u8]| {
            // The tar writer folds "./c".
            let expected: Vec<_> = expected.iter().map(|line| line.replace('@', name)).collect();
            let found = shown(read_stream(Cursor::new(bytes.to_vec()), name, &options(1000)), Path::new("/none"));
            let plain = |lines: Vec<String>| lines.iter().map(|line| line.replace("/./", "/")).collect::<Vec<_>>();
            assert_eq!(plain(found), plain(expected));
        };
        use CompressionMethod as Method;
        for method in [Method::STORE, Method::DEFLATE, Method::BZIP2, Method::ZSTD, Method::XZ] {
            check("-", &zip_with(&members, method));
        }
        let archive = tar(&members);
        for bytes in [archive.clone(), gzip(&archive), bz2(&archive), zst(&archive), xz(&archive)] {
            check("-", &bytes);
        }
        check_file("a.zip", &zip(&members[..1]), 1000, &["a.zip/b/a.txt: Rain."]);
        check_file("a.tgz", &gzip(&tar(&members[..1])), 1000, &["a.tgz/b/a.txt: Rain."]);
        check_file("a.json", &zip(&members[..1]), 1000, &["a.json/b/a.txt: Rain."]);
        check_file("a.txt", &zip(&members[..1]), 1000, &["a.txt! not-text"]);
    }

    #[test]
    fn paths_are_labels_only() {
        let members: [(&str, &[u8]); 1] = [("a.txt", b"Rain.")];
        let mut bytes = tar(&members);
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes().copy_from_slice(&bytes[..512]);
        header.as_old_mut().name[..20].copy_from_slice(b"../../../etc/x/a.txt");
        header.set_cksum();
        bytes[..512].copy_from_slice(header.as_bytes());
        check_file("a.tar", &bytes, 1000, &["a.tar/../../../etc/x/a.txt: Rain."]);
        let long = format!("{}/a.txt", "x".repeat(2000));
        let found = format!("a.tar/…{}/a.txt: Rain.", "x".repeat(495));
        check_file("a.tar", &tar(&[(&long, b"Rain.")]), 1000, &[&found]);
    }

    #[test]
    fn archives_in_archives_go_one_level_deep() {
        let inner = zip(&[("a.txt", b"Rain.")]);
        let middle = zip(&[("b.zip", &inner), ("c.txt", b"Sun.")]);
        check_file("d.zip", &middle, 10_000, &["d.zip/b.zip/a.txt: Rain.", "d.zip/c.txt: Sun."]);
        let outer = tar(&[("d.zip", &middle)]);
        check_file("e.tar", &outer, 10_000, &["e.tar/d.zip/b.zip! too-deep", "e.tar/d.zip/c.txt: Sun."]);
        // Whatever the names say.
        let hidden = zip(&[("d.json", &middle)]);
        check_file("e.zip", &hidden, 10_000, &["e.zip/d.json/b.zip! too-deep", "e.zip/d.json/c.txt: Sun."]);
    }

    #[test]
    fn what_is_no_readable_member_is_named() {
        let secret: [(&str, &[u8]); 2] = [("secret.txt", b"Rain."), ("link.txt", b"a.txt")];
        check_file("a.zip", &zip(&secret), 1000, &["a.zip/secret.txt! unreadable", "a.zip/link.txt! unreadable"]);
        let strange = zip_with(&[("a.txt", b"Rain.")], CompressionMethod::PPMD);
        check_file("a.zip", &strange, 1000, &["a.zip/a.txt! unreadable"]);
        check_file("a.zip", &zip(&[("mimetype", b"x")]), 1000, &["a.zip! not-text"]);
        check_file("a.zip", &zip(&[]), 1000, &["a.zip! empty"]);
        check_file("a.tar", &tar(&[]), 1000, &["a.tar! empty"]);
        check_file("a.zip", b"Rain.", 1000, &["a.zip! damaged"]);
        check_file("a.tar", &[b'x'; 2000], 1000, &["a.tar! damaged"]);
        let mut builder = tar::Builder::new(Vec::new());
        for kind in [EntryType::Symlink, EntryType::Link, EntryType::Fifo, EntryType::Directory] {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_size(0);
            builder.append_link(&mut header, "a.txt", "/etc/passwd").unwrap();
        }
        let expected = ["a.tar/a.txt! unreadable"; 3];
        check_file("a.tar", &builder.into_inner().unwrap(), 1000, &expected);
    }

    #[test]
    fn damage_is_named_where_it_lies() {
        let members: [(&str, &[u8]); 2] = [("a.txt", b"Rain fell on Marrow Ford."), ("b.txt", b"Sun.")];
        let whole = zip_with(&members, CompressionMethod::STORE);
        check_file("a.zip", &whole[..whole.len() / 2], 1000, &["a.zip! damaged"]);
        let mut flipped = whole.clone();
        flipped[40] ^= 1;
        check_file("a.zip", &flipped, 1000, &["a.zip/a.txt! damaged", "a.zip/b.txt: Sun."]);
        let mut directory = whole.clone();
        let second = whole.windows(4).rposition(|part| part == b"PK\x01\x02").unwrap();
        directory[second] = b'x';
        let first = "a.zip/a.txt: Rain fell on Marrow Ford.";
        check_file("a.zip", &directory, 1000, &[first, "a.zip! damaged"]);
        let whole = tar(&members);
        let first = "a.tar/a.txt: Rain fell on Marrow Ford.";
        check_file("a.tar", &whole[..1200], 1000, &[first, "a.tar! damaged"]);
        check_file("a.tar", &whole[..1536], 1000, &[first, "a.tar/b.txt! damaged", "a.tar! damaged"]);
        check_file("a.tar", &whole[..520], 1000, &["a.tar/a.txt! damaged", "a.tar! damaged"]);
        let packed = gzip(&whole);
        check_file("a.tar.gz", &packed[..20], 1000, &["a.tar.gz! damaged"]);
    }

    #[test]
    fn bombs_do_not_go_off() {
        let large = vec![b'x'; 3 << 20];
        let bomb = zip(&[("a.txt", &large), ("b.txt", b"Rain.")]);
        check_file("a.zip", &bomb, 1 << 20, &["a.zip/a.txt! too-large", "a.zip/b.txt: Rain."]);
        let tar_bomb = gzip(&tar(&[("a.txt", &large), ("b.txt", b"Rain.")]));
        check_file("a.tgz", &tar_bomb, 1 << 20, &["a.tgz/a.txt! too-large", "a.tgz/b.txt: Rain."]);
        // Many members in the same bytes.
        let shared = repeated(&zip(&[("a.txt", &large)]), 1000);
        let found = shown(read_stream(Cursor::new(shared), "-", &options(1 << 20)), Path::new("/none"));
        assert!(found.len() < 200, "{}", found.len());
        // A size that is not the real one.
        let mut liar = zip(&[("a.txt", b"Rain fell on Marrow Ford.")]);
        let directory = liar.windows(4).rposition(|part| part == b"PK\x01\x02").unwrap();
        liar[directory + 24] = 3;
        check_file("a.zip", &liar, 1000, &["a.zip/a.txt! damaged"]);
        liar[directory + 20..directory + 24].copy_from_slice(&u32::MAX.to_le_bytes());
        check_file("a.zip", &liar, 1000, &["a.zip/a.txt! damaged"]);
        // A long name of a gigabyte, as a tar archive declares it.
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(EntryType::GNULongName);
        header.set_size(1 << 30);
        header.set_cksum();
        let stream = Cursor::new(header.as_bytes().to_vec()).chain(io::repeat(b'x').take(1 << 30));
        let found = shown(read_stream(stream, "-", &options(1000)), Path::new("/none"));
        assert_eq!(found, ["-! damaged"]);
    }

    #[test]
    fn members_without_number_are_listed_bit_by_bit() {
        let hidden: Vec<String> = (0..LISTED + 10).map(|number| format!(".{number}")).collect();
        let hidden = hidden.iter().map(|name| (name.as_str(), &b""[..]));
        let members: Vec<_> = hidden.chain([("a.txt", &b"Rain."[..])]).collect();
        check_file("a.zip", &zip_with(&members, CompressionMethod::STORE), 1000, &["a.zip/a.txt: Rain."]);
    }
}
