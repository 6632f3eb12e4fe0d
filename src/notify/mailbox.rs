//! Adding a mail to a mailbox file.

use std::fs::OpenOptions;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Adds an entry to a mailbox, which is made where it is missing, and returns once it is on the disk. What could be written
/// of an entry for which there was no room is taken off again.
///
/// # Errors
/// When the file cannot be opened, locked or written.
pub fn append(mailbox: &Path, entry: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(mailbox)?;
    file.lock()?;
    let length = file.seek(SeekFrom::End(0))?;
    let mut added = missing_end(&mut file, length)?.to_vec();
    added.extend_from_slice(entry);
    if let Err(error) = file.write_all(&added).and_then(|()| file.sync_data()) {
        let _ = file.set_len(length);
        return Err(error);
    }
    Ok(())
}

/// What is missing of the empty line that ends the last mail, where a program that wrote it was killed.
fn missing_end(file: &mut std::fs::File, length: u64) -> io::Result<&'static [u8]> {
    const END: &[u8] = b"\n\n";
    if length == 0 {
        return Ok(b"");
    }
    let mut last = vec![0; length.min(2) as usize];
    file.seek(SeekFrom::End(-(last.len() as i64)))?;
    file.read_exact(&mut last)?;
    let there = last.iter().rev().take_while(|byte| **byte == b'\n').count();
    Ok(&END[there..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_stand_one_behind_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let mailbox = folder.path().join("news.mbox");
        append(&mailbox, b"From a\n\n1\n\n").unwrap();
        append(&mailbox, b"From a\n\n2\n\n").unwrap();
        assert_eq!(std::fs::read(&mailbox).unwrap(), b"From a\n\n1\n\nFrom a\n\n2\n\n");
        for (before, after) in
            [("From a\n\nhal", "From a\n\nhal\n\nFrom b\n\n"), ("x\n", "x\n\nFrom b\n\n"), ("x", "x\n\nFrom b\n\n")]
        {
            std::fs::write(&mailbox, before).unwrap();
            append(&mailbox, b"From b\n\n").unwrap();
            assert_eq!(std::fs::read_to_string(&mailbox).unwrap(), after);
        }
        assert!(append(folder.path(), b"From a\n\n").is_err(), "a folder is no mailbox");
    }
}
