//! Decompresses streams on the fly: gzip, bzip2, zstd and xz. Several members or frames are read as one stream.

use std::io::{self, BufReader, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Any stream of bytes.
pub(super) type Bytes = Box<dyn Read + Send>;

/// The highest compression ratio that is accepted. Text never compresses as well, and gzip cannot exceed it.
const MOST_GROWTH: u64 = 1100;

/// How many bytes any stream may decompress to, however small it is; the ratio is checked only beyond that.
const GROWTH_ALLOWED: u64 = 64 << 20;

/// The memory that an xz stream may use, in KiB: the 64 MiB dictionary of `xz -9` and some more. Zstd's own limit is
/// 128 MiB.
const XZ_MEMORY: u32 = 70 << 10;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Bzip2,
    Zstd,
    Xz,
}

impl Compression {
    /// Detects compression by the first bytes.
    pub(super) fn of_magic(start: &[u8]) -> Option<Self> {
        match start {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // The fifth byte begins the first block or, in an empty stream, the end-of-stream marker.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Some(Self::Bzip2),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0xfd, b'7', b'z', b'X', b'Z', 0x00, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// Detects compression by a file name extension in lower case.
    pub(super) fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "gz" => Some(Self::Gzip),
            "bz2" => Some(Self::Bzip2),
            "zst" | "zstd" => Some(Self::Zstd),
            "xz" => Some(Self::Xz),
            _ => None,
        }
    }

    pub(super) fn decompress(self, bytes: Bytes) -> io::Result<Bytes> {
        let bytes = BufReader::with_capacity(64 << 10, bytes);
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(bytes)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(bytes)),
            Self::Zstd => Box::new(zstd::Decoder::with_buffer(bytes)?),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(bytes, true, XZ_MEMORY)),
        })
    }
}

/// Counts the bytes read from a stream.
pub(super) struct Counting {
    pub(super) bytes: Bytes,
    pub(super) count: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(target)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The output of a decompressor; reading fails where it exceeds both [`GROWTH_ALLOWED`] and [`MOST_GROWTH`] times the
/// input.
pub(super) struct Growing {
    bytes: Bytes,
    /// The bytes read so far by the outermost decompressor.
    packed: Arc<AtomicU64>,
    given: u64,
}

impl Growing {
    pub(super) fn new(bytes: Bytes, packed: Arc<AtomicU64>) -> Self {
        Self { bytes, packed, given: 0 }
    }
}

impl Read for Growing {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let most = self.packed.load(Ordering::Relaxed).saturating_mul(MOST_GROWTH);
        if self.given > GROWTH_ALLOWED.max(most) {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let read = self.bytes.read(target).map_err(|error| {
            // Zstd reports this only in the message.
            if error.to_string().contains("too much memory") { ErrorKind::OutOfMemory.into() } else { error }
        })?;
        self.given += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_compression() {
        for (start, expected) in [
            (&b"\x1f\x8b\x08"[..], Some(Compression::Gzip)),
            (b"BZh91AY&SY", Some(Compression::Bzip2)),
            (b"BZh1\x17rE8P\x90", Some(Compression::Bzip2)),
            (b"BZh9 is a word", None),
            (b"\x28\xb5\x2f\xfd", Some(Compression::Zstd)),
            (b"\xfd7zXZ\0", Some(Compression::Xz)),
            (b"Rain", None),
            (b"", None),
        ] {
            assert_eq!(Compression::of_magic(start), expected, "{start:?}");
        }
    }
}
