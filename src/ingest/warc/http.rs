//! Parses the headers of WARC records and HTTP responses, and undoes transfer and content encodings of bodies.

use std::io::Read;

use crate::domain::Received;

/// The most bytes of headers that are read of a record, or of the HTTP response in it.
pub(super) const HEAD: u64 = 64 << 10;

/// Pairs of a name in lower case and a value, in order.
pub(super) type Headers = Vec<(String, String)>;

/// What a web server answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Headers,
    pub(super) body: Vec<u8>,
}

/// Parses header lines; a line that begins with a blank continues the value before it.
pub(super) fn headers(head: &[u8]) -> Headers {
    let mut headers = Headers::new();
    for line in String::from_utf8_lossy(head).lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    headers
}

pub(super) fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}

/// Parses an HTTP response; returns `None` where the block is not one (but a DNS or FTP response, say).
pub(super) fn answer(mut block: Vec<u8>) -> Result<Option<Answer>, &'static str> {
    if !block.starts_with(b"HTTP/") {
        return Ok(None);
    }
    let start = &block[..block.len().min(HEAD as usize)];
    let end = |mark: &[u8]| start.windows(mark.len()).position(|part| part == mark).map(|at| at + mark.len());
    let crlf = end(b"\r\n\r\n");
    let end = match (crlf, end(b"\n\n")) {
        (Some(crlf), Some(lf)) => crlf.min(lf),
        (crlf, lf) => crlf.or(lf).ok_or("the head of the answer has no end")?,
    };
    let head = &block[..end];
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let status = String::from_utf8_lossy(first).split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or("the answer has no status")?;
    let headers = headers(&head[first.len()..]);
    block.drain(..end);
    Ok(Some(Answer { status, headers, body: block }))
}

/// Undoes the encodings that the headers name. Many crawlers undo them and leave the headers as they were, so a body
/// that is not encoded is returned unchanged. (Other compression is recognized later by its first bytes.)
pub(super) fn decoded(received: &Received, body: Vec<u8>, limit: u64) -> Vec<u8> {
    let says =
        |name: &str, word: &str| received.header(name).is_some_and(|value| value.to_ascii_lowercase().contains(word));
    let body = match says("transfer-encoding", "chunked").then(|| without_chunks(&body)).flatten() {
        Some(joined) => joined,
        None => body,
    };
    if !says("content-encoding", "br") {
        return body;
    }
    let mut plain = Vec::new();
    let decompressor = brotli_decompressor::Decompressor::new(body.as_slice(), 64 << 10);
    match decompressor.take(limit.saturating_add(1)).read_to_end(&mut plain) {
        Ok(_) => plain,
        Err(_) => body,
    }
}

/// Joins the chunks of a body in chunked transfer encoding; `None` where it is not in that encoding.
fn without_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let end = body.iter().take(100).position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        // The last chunk may be cut off with the record.
        joined.extend(body.get(..size).unwrap_or(body));
        match body.get(size..) {
            Some(rest) => body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest),
            None => return Some(joined),
        }
        if body.is_empty() {
            return Some(joined);
        }
    }
}
