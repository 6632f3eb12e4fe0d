//! Files whose size and SHA-256 are known when they are written, and those of files that are there.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Size and SHA-256 of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Bytes.
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

/// A file that is being written.
#[derive(Debug)]
pub struct HashedFile {
    file: BufWriter<File>,
    bytes: u64,
    digest: Sha256,
}

impl HashedFile {
    /// Makes the file; one that is there is an error.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 17, File::create_new(path)?);
        Ok(Self { file, bytes: 0, digest: Sha256::new() })
    }

    /// Ends the file. When this returns, it is on disk.
    pub fn finish(self) -> io::Result<Written> {
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        Ok(Written { bytes: self.bytes, sha256: data_encoding::HEXLOWER.encode(&self.digest.finalize()) })
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Size and SHA-256 of a file that is there.
pub fn digest_of(path: &Path) -> io::Result<Written> {
    let mut file = BufReader::with_capacity(1 << 17, File::open(path)?);
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 17];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => {
                digest.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
    Ok(Written { bytes, sha256: data_encoding::HEXLOWER.encode(&digest.finalize()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_has_the_hash_that_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let mut file = HashedFile::create(&path).unwrap();
        file.write_all(b"abc").unwrap();
        let written = file.finish().unwrap();
        assert_eq!(written.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((written.bytes, &written), (3, &digest_of(&path).unwrap()));
        assert!(HashedFile::create(&path).is_err(), "nothing is written over");
    }
}
