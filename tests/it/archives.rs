//! Archives and compressed files of all kinds through the real program, and how much memory large streams take.

use std::io::Write;
use std::process::Stdio;

use crate::support::{command, onrecord, stderr, stdout, write};

const RAIN: &str = "Mayor Ida Lund said it rained.";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A record of a web archive, compressed by itself as crawlers do it.
fn record(address: &str, text: &str) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}");
    gzip(
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-03-03T14:20:00Z\r\n\
            Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        )
        .as_bytes(),
    )
}

#[test]
fn archives_are_loaded_like_folders() {
    let dir = tempfile::tempdir().unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in [("a.txt", RAIN), ("b.docx", "x"), (".c.txt", "Hidden.")] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    write(dir.path(), "in/a.tgz", gzip(&tar.into_inner().unwrap()));
    let mut web = record("https://e.example/a", "Mayor Ida Lund said the ferry stopped.");
    web.extend(record("https://e.example/b", ""));
    write(dir.path(), "in/web.warc.gz", web);
    let run = onrecord(dir.path(), &["load", "in", "--report", "report.json"]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(dir.path().join("report.json")).unwrap()).unwrap();
    let skipped: Vec<_> =
        report["skipped"].as_array().unwrap().iter().map(|left| left["file"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["in/a.tgz/b.docx", "in/web.warc.gz#2"], "{report}");
    let read = onrecord(dir.path(), &["read", "in/web.warc.gz"]);
    let article: serde_json::Value = serde_json::from_str(stdout(&read).lines().next().unwrap()).unwrap();
    assert_eq!(article["url"], "https://e.example/a");
    assert!(stderr(&read).contains("skipped in/web.warc.gz#2: empty (https://e.example/b)"), "{}", stderr(&read));
}

/// The most memory that the program has held so far, in bytes.
#[cfg(target_os = "linux")]
fn peak(child: &std::process::Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_stream_takes_no_more_memory_than_a_small_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut read = command(dir.path(), &["read", "-"]);
    let mut child = read.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{{\"text\":\"{RAIN}\"}}").unwrap();
    write!(stdin, "{{\"text\":\"").unwrap();
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..200 {
        stdin.write_all(&piece).unwrap();
    }
    // All but what fits a pipe has been taken by now.
    let held = peak(&child);
    writeln!(stdin, "\"}}\n{{\"text\":\"{RAIN}\"}}").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(stdout(&output).lines().count(), 2);
    assert!(stderr(&output).contains("skipped -:2: larger than 16 MiB"), "{}", stderr(&output));
    assert!(held < 100 << 20, "{} MiB", held >> 20);
}
