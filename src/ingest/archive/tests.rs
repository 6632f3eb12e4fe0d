//! Archives of all kinds, whole, broken and hostile.

use std::io::{Cursor, Write};

use ::tar::EntryType;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::zip::LISTED;
use super::*;
use crate::ingest::parse_stream;
use crate::ingest::tests::{A, B, bz2, check_file, gzip, options, shown, xz, zst};

/// Builds a zip archive of deflated members.
pub(in crate::ingest) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
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

pub(in crate::ingest) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Returns the zip archive with its directory repeated `times` times.
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
        // The tar writer normalizes "./c".
        let expected: Vec<_> = expected.iter().map(|line| line.replace('@', name)).collect();
        let found = shown(parse_stream(Cursor::new(bytes.to_vec()), name, &options(1000)), Path::new("/none"));
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
    let mut header = ::tar::Header::new_gnu();
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
    let mut builder = ::tar::Builder::new(Vec::new());
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Fifo, EntryType::Directory] {
        let mut header = ::tar::Header::new_gnu();
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
    let found = shown(parse_stream(Cursor::new(shared), "-", &options(1 << 20)), Path::new("/none"));
    assert!(found.len() < 200, "{}", found.len());
    // A size that is not the real one.
    let mut liar = zip(&[("a.txt", b"Rain fell on Marrow Ford.")]);
    let directory = liar.windows(4).rposition(|part| part == b"PK\x01\x02").unwrap();
    liar[directory + 24] = 3;
    check_file("a.zip", &liar, 1000, &["a.zip/a.txt! damaged"]);
    liar[directory + 20..directory + 24].copy_from_slice(&u32::MAX.to_le_bytes());
    check_file("a.zip", &liar, 1000, &["a.zip/a.txt! damaged"]);
    // A long name of a gigabyte, as a tar archive declares it.
    let mut header = ::tar::Header::new_gnu();
    header.set_entry_type(EntryType::GNULongName);
    header.set_size(1 << 30);
    header.set_cksum();
    let stream = Cursor::new(header.as_bytes().to_vec()).chain(io::repeat(b'x').take(1 << 30));
    let found = shown(parse_stream(stream, "-", &options(1000)), Path::new("/none"));
    assert_eq!(found, ["-! damaged"]);
}

#[test]
fn members_without_number_are_listed_bit_by_bit() {
    let hidden: Vec<String> = (0..LISTED + 10).map(|number| format!(".{number}")).collect();
    let hidden = hidden.iter().map(|name| (name.as_str(), &b""[..]));
    let members: Vec<_> = hidden.chain([("a.txt", &b"Rain."[..])]).collect();
    check_file("a.zip", &zip_with(&members, CompressionMethod::STORE), 1000, &["a.zip/a.txt: Rain."]);
}
