//! Tar archives, read as a stream.

use std::io::{self, ErrorKind, Read};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use tar::EntryType;

use super::{failed, member};
use crate::ingest::compression::Bytes;
use crate::ingest::decode::Source;
use crate::ingest::{Context, Item, Items, Reason, parse_source};

/// The most bytes of headers before one member, long names included.
const TAR_HEADERS: u64 = 1 << 20;

/// The entry type of a volume label: GNU tar writes the archive's own name as its first member.
const VOLUME_LABEL: u8 = b'V';

/// The articles of a tar archive.
pub(in crate::ingest) struct Tar {
    stream: Arc<Mutex<Stream>>,
    /// The compressed bytes read so far, where the archive is compressed.
    packed: Option<Arc<AtomicU64>>,
    context: Context,
    current: Items,
    given: bool,
    ended: bool,
}

/// The bytes of a tar archive, with the position in its current member.
struct Stream {
    bytes: Bytes,
    /// The bytes of the member that are not read yet.
    left: u64,
    /// The padding after the member, up to the next block.
    padding: u64,
}

/// Reads the current member, up to its end.
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
    /// Advances to the next member and returns its path and type.
    fn next_member(&mut self) -> io::Result<Option<(Vec<u8>, EntryType)>> {
        let rest = self.left + self.padding;
        if io::copy(&mut (&mut self.bytes).take(rest), &mut io::sink())? < rest {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        // A new `Archive` per member reads only that member's headers. The contents are read directly from the stream,
        // since reading them through the `Archive` would need it to stay borrowed.
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
    pub(in crate::ingest) fn new(source: Source, context: Context) -> Self {
        let Source { bytes, packed, .. } = source;
        let stream = Arc::new(Mutex::new(Stream { bytes, left: 0, padding: 0 }));
        let current: Items = Box::new(std::iter::empty());
        Self { stream, packed, context, current, given: false, ended: false }
    }

    /// Returns the articles of the next member; none where it is skipped silently.
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
            Ok((format, Ok(source))) => parse_source(source, format, context),
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
