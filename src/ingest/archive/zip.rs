//! Zip archives, read through the central directory at their end.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use rawzip::{CompressionMethod, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder};

use super::{failed, member};
use crate::ingest::compression::{Bytes, Compression};
use crate::ingest::decode::Source;
use crate::ingest::format::Format;
use crate::ingest::{Context, Item, Items, Reason, parse_source};

/// The largest zip archive that is copied to a temporary file because it comes from a stream.
const MOST_COPIED: u64 = 4 << 30;

/// How many members of a zip archive are listed at a time, so that a huge directory is never held as a whole.
pub(super) const LISTED: usize = 50_000;

/// A stream that can seek.
pub(in crate::ingest) trait SeekableRead: Read + Seek + Send {}

impl<T: Read + Seek + Send> SeekableRead for T {}

/// Reads a zip archive in a file.
pub(in crate::ingest) fn zip(file: Box<dyn SeekableRead>, context: Context) -> Items {
    match Zip::open(file, context.clone()) {
        Ok(zip) => Box::new(zip),
        Err(reason) => failed(&context, reason),
    }
}

/// Reads a zip archive from a stream. It is copied to a temporary file first, because its directory is at its end.
pub(in crate::ingest) fn zip_stream(source: Source, context: Context) -> Items {
    let in_memory = usize::try_from(context.limit()).unwrap_or(usize::MAX);
    let mut copy = tempfile::spooled_tempfile(in_memory);
    match io::copy(&mut source.bytes.take(MOST_COPIED + 1), &mut copy) {
        Ok(copied) if copied > MOST_COPIED => failed(&context, Reason::TooLarge { limit: MOST_COPIED }),
        Ok(_) => zip(Box::new(copy), context),
        Err(error) => failed(&context, Reason::of_io(&error, source.compressed)),
    }
}

/// A shared file that can be read at any offset.
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
    /// The total compressed size of the members read so far.
    packed: u64,
    /// How many members were listed so far.
    listed: usize,
    ahead: VecDeque<Listed>,
    current: Items,
    given: bool,
    ended: bool,
    /// Damage in the directory, reported after all listed members are read.
    damage: Option<Reason>,
}

/// A member, as the directory describes it.
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

    /// Lists the next [`LISTED`] members.
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
            Ok((format, source)) => parse_source(source, format, context),
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
            // Members larger in sum than the archive overlap, which only happens in a zip bomb.
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
