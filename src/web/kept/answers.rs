//! The kept answers, and how one is sent.

use std::io::{Read, Write};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::store::DataVersion;
use crate::web::error::AppError;
use crate::web::format::Format;

/// What keeping an answer takes beside its address and its bytes: headers, and what finds it.
const BESIDE: usize = 1280;

/// The kept answers; cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::web) struct Kept {
    pub(super) answers: Cache<Key, Arc<Answer>>,
}

/// What an answer is kept under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) version: DataVersion,
    pub(super) format: Format,
    pub(super) address: Box<str>,
}

/// An answer with status 200.
#[derive(Debug)]
pub(super) struct Answer {
    headers: HeaderMap,
    /// The body, compressed with gzip.
    body: Bytes,
    /// The bytes of the body before compression.
    length: usize,
    tag: HeaderValue,
}

impl Kept {
    /// Keeps answers in at most so many bytes. What is asked for more often stays longer.
    pub(in crate::web) fn in_bytes(most: u64) -> Self {
        let weight = |key: &Key, answer: &Arc<Answer>| {
            u32::try_from(key.address.len() + answer.body.len() + BESIDE).unwrap_or(u32::MAX)
        };
        Self { answers: Cache::builder().max_capacity(most).weigher(weight).build() }
    }
}

impl Answer {
    /// An answer with status 200, to be kept.
    ///
    /// # Errors
    /// None that is to be expected: memory takes what is written to it.
    pub(super) fn new(mut headers: HeaderMap, body: &[u8]) -> Result<Self, AppError> {
        headers.remove(header::CONTENT_LENGTH);
        let digest = Sha256::digest(body);
        // Weak: the same page, compressed or not.
        let tag = format!("W/\"{}\"", data_encoding::BASE64URL_NOPAD.encode(&digest[..12]));
        let tag = HeaderValue::try_from(tag).map_err(AppError::internal)?;
        Ok(Self { headers, length: body.len(), body: compressed(body).map_err(AppError::internal)?, tag })
    }
}

/// What a reader asks for beside the address.
pub(super) struct Asked {
    takes_gzip: bool,
    has_tags: Option<HeaderValue>,
    is_head: bool,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let headers = request.headers();
        Self {
            takes_gzip: headers.get_all(header::ACCEPT_ENCODING).iter().any(takes_gzip),
            has_tags: headers.get(header::IF_NONE_MATCH).cloned(),
            is_head: *request.method() == Method::HEAD,
        }
    }

    /// True where the reader has the answer with this tag.
    pub(super) fn has(&self, tag: &HeaderValue) -> bool {
        let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let (Some(tags), Ok(tag)) = (self.has_tags.as_ref().and_then(|tags| tags.to_str().ok()), tag.to_str()) else {
            return false;
        };
        tags.trim() == "*" || tags.split(',').any(|had| weak(had) == weak(tag))
    }

    pub(super) fn answered(&self, answer: &Answer) -> Result<Response, AppError> {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        *headers = answer.headers.clone();
        headers.insert(header::ETAG, answer.tag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if self.has(&answer.tag) {
            headers.remove(header::CONTENT_TYPE);
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return Ok(response);
        }
        let length = if self.takes_gzip { answer.body.len() } else { answer.length };
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        if self.takes_gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if !self.is_head {
            let body = if self.takes_gzip { answer.body.clone() } else { decompressed(answer)? };
            *response.body_mut() = body.into();
        }
        Ok(response)
    }
}

/// True where `Accept-Encoding` allows gzip: it is named, and not with a weight of 0.
fn takes_gzip(accepted: &HeaderValue) -> bool {
    let accepted = accepted.to_str().unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn compressed(body: &[u8]) -> std::io::Result<Bytes> {
    let mut gzip = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::default());
    gzip.write_all(body)?;
    // A long list takes an eighth of its length and less, and would hold on to the rest of the third as long as it is kept.
    Ok(gzip.finish()?.into_boxed_slice().into())
}

fn decompressed(answer: &Answer) -> Result<Bytes, AppError> {
    let mut body = Vec::with_capacity(answer.length);
    GzDecoder::new(&answer.body[..]).read_to_end(&mut body).map_err(AppError::internal)?;
    Ok(body.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_no_more_memory_than_its_bytes() {
        let body = "One line like the next.\n".repeat(4000);
        let answer = Answer::new(HeaderMap::new(), body.as_bytes()).unwrap();
        assert_eq!(decompressed(&answer).unwrap(), body);
        let length = answer.body.len();
        assert!(length * 20 < body.len(), "{length}");
        assert_eq!(answer.body.try_into_mut().unwrap().capacity(), length);
    }
}
