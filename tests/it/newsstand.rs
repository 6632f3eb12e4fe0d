//! A server of made-up pages and feeds on this machine that remembers what it was asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode};
use tokio::net::TcpListener;

/// One request, as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) at: Instant,
    /// How often this path was asked for before.
    pub(crate) before: usize,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) struct Newsstand {
    pub(crate) base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// How many of them were told.
    told: AtomicUsize,
}

impl Newsstand {
    /// A server that answers as `answer` says; paths it has no answer for are not found.
    pub(crate) async fn open(
        answer: impl Fn(&Asked) -> Option<Response<Body>> + Clone + Send + Sync + 'static,
    ) -> Self {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let heard = Arc::clone(&asked);
        let answered = async move |request: Request| {
            let path = request.uri().path().to_owned();
            let asked = {
                let mut heard = heard.lock().unwrap();
                let before = heard.iter().filter(|asked| asked.path == path).count();
                let asked = Asked { path, headers: request.headers().clone(), at: Instant::now(), before };
                heard.push(asked.clone());
                asked
            };
            answer(&asked).unwrap_or_else(|| status(404))
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, Router::new().fallback(answered)).into_future());
        Self { base, asked, told: AtomicUsize::new(0) }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What it was asked since this was last called, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked[self.told.swap(asked.len(), Ordering::Relaxed)..].to_vec()
    }

    /// The paths of that.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.path).collect()
    }

    /// How often it was ever asked for a path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.path == path).count()
    }
}

pub(crate) fn status(status: u16) -> Response<Body> {
    with(status, &[], "")
}

pub(crate) fn with(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name: axum::http::HeaderName = name.parse().unwrap();
        response.headers_mut().append(name, value.parse().unwrap());
    }
    response
}

pub(crate) fn html(body: &str) -> Response<Body> {
    with(200, &[("content-type", "text/html; charset=utf-8")], body.to_owned())
}

pub(crate) fn redirect(status: u16, to: &str) -> Response<Body> {
    with(status, &[("location", to)], "")
}
