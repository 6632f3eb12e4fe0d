//! The layer that answers with what is kept.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::answers::{Answer, Asked, Key};
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::state::App;

/// The longest address whose answer is kept. Longer ones are seldom asked for twice.
const LONGEST_ADDRESS: usize = 1024;
/// The longest answer that is kept, in bytes before compression.
const LONGEST_ANSWER: u64 = 1 << 20;
/// A response that is not kept: the first of those who waited for it takes it.
type Passed = Mutex<Option<Response>>;

/// Answers with what is kept; else keeps what the rest of the site answers.
pub(in crate::web) async fn keep(State(app): State<App>, request: Request, next: Next) -> Result<Response, AppError> {
    let is_asking = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(address) = address(request.uri()).filter(|_| is_asking) else { return Ok(next.run(request).await) };
    // Where the database does not answer, the page of the error is made where all pages are.
    let Ok(version) = app.store.data_version().await else { return Ok(next.run(request).await) };
    let key = Key { version, format: Format::of(&request), address };
    let asked = Asked::of(&request);
    if key.format.is_whole_result() {
        return whole_result(&key, &asked, request, next).await;
    }
    if let Some(answer) = app.kept.answers.get(&key).await {
        return asked.answered(&answer);
    }
    let (parts, _) = request.into_parts();
    // Whoever asks for the head alone leaves the body to those who come after.
    let again = || {
        let mut parts = parts.clone();
        parts.method = Method::GET;
        Request::from_parts(parts, Body::empty())
    };
    let made = app.kept.answers.try_get_with(key, make(next.clone(), again()));
    match made.await {
        Ok(answer) => asked.answered(&answer),
        Err(passed) => {
            let response = passed.lock().unwrap_or_else(PoisonError::into_inner).take();
            Ok(match response {
                Some(response) => response,
                None => next.run(again()).await,
            })
        }
    }
}

/// Answers with a whole result, which may be too long to be kept. Its tag stands for the state of the data that it is made of.
async fn whole_result(key: &Key, asked: &Asked, request: Request, next: Next) -> Result<Response, AppError> {
    // The state of the data has no name that another process would know, so that tags of two of them never meet.
    static PROCESS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    let tag = format!("W/\"{:016x}\"", PROCESS.hash_one(key));
    let tag = HeaderValue::try_from(tag).map_err(AppError::internal)?;
    if asked.has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Path and query of an address whose answers are kept. Answers for machines are always made anew, and files stand in
/// the program.
fn address(uri: &Uri) -> Option<Box<str>> {
    let is_left_out = ["/healthz", "/readyz", "/metrics", "/static/", "/favicon.ico"]
        .iter()
        .any(|start| uri.path().starts_with(start));
    let address = uri.path_and_query()?.as_str();
    (!is_left_out && address.len() <= LONGEST_ADDRESS).then(|| address.into())
}

/// Lets the rest of the site answer; the answer itself where it can be kept, else the response as it is.
async fn make(next: Next, request: Request) -> Result<Arc<Answer>, Passed> {
    let response = next.run(request).await;
    let has_known_end = response.body().size_hint().exact().is_some_and(|length| length <= LONGEST_ANSWER);
    if response.status() != StatusCode::OK || !has_known_end {
        return Err(Mutex::new(Some(response)));
    }
    let (parts, body) = response.into_parts();
    let read = to_bytes(body, LONGEST_ANSWER as usize).await.map_err(AppError::internal);
    match read.and_then(|body| Answer::new(parts.headers, &body)) {
        Ok(answer) => Ok(Arc::new(answer)),
        Err(error) => Err(Mutex::new(Some(error.into_response()))),
    }
}
