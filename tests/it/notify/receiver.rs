//! A server that webhooks are posted to, and remembers what it got.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response};
use data_encoding::BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

/// The secret that the tests sign with, and its bytes.
pub(crate) const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const KEY: &[u8; 32] = b"0123456789abcdef0123456789abcdef";

/// One message, as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) method: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Posted {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn id(&self) -> String {
        self.header("webhook-id").to_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The words of the claims.
    pub(crate) fn contents(&self) -> Vec<String> {
        let json = self.json();
        let claims = json["data"]["claims"].as_array().unwrap();
        claims.iter().map(|claim| claim["content"]["text"].as_str().unwrap().to_owned()).collect()
    }

    /// Checks the signature as a receiver does that knows nothing of this program.
    #[track_caller]
    pub(crate) fn check_signature(&self) {
        let mut signed = format!("{}.{}.", self.header("webhook-id"), self.header("webhook-timestamp")).into_bytes();
        signed.extend_from_slice(&self.body);
        let expected = format!("v1,{}", BASE64.encode(&hmac(KEY, &signed)));
        assert_eq!(self.header("webhook-signature"), expected);
        let sent: i64 = self.header("webhook-timestamp").parse().unwrap();
        let now = jiff::Timestamp::now().as_second();
        assert!((now - 300..=now).contains(&sent), "sent at {sent}, it is {now}");
    }
}

/// HMAC-SHA-256 as RFC 2104 defines it, for a key shorter than a block.
fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let pad = |byte: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or_default() ^ byte).collect() };
    let inner = Sha256::digest([&pad(0x36)[..], text].concat());
    Sha256::digest([&pad(0x5c)[..], &inner[..]].concat()).into()
}

pub(crate) struct Receiver {
    pub(crate) base: String,
    got: Arc<Mutex<Vec<Posted>>>,
}

impl Receiver {
    /// A server that answers the message of each number, from 0 on, as `answer` says; status 0 is no answer at all.
    pub(crate) async fn open(answer: impl Fn(usize) -> (u16, String) + Clone + Send + Sync + 'static) -> Self {
        let got: Arc<Mutex<Vec<Posted>>> = Arc::default();
        let heard = Arc::clone(&got);
        let answered = async move |request: Request| {
            let (head, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 16 << 20).await.unwrap().to_vec();
            let number = {
                let mut heard = heard.lock().unwrap();
                heard.push(Posted { method: head.method.to_string(), headers: head.headers, body });
                heard.len() - 1
            };
            let (status, location) = answer(number);
            if status == 0 {
                std::future::pending::<()>().await;
            }
            Response::builder().status(status).header("location", location).body(Body::empty()).unwrap()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, Router::new().fallback(answered)).into_future());
        Self { base, got }
    }

    /// One that answers with these statuses in turn, and with the last one from then on.
    pub(crate) async fn with(statuses: &'static [u16]) -> Self {
        Self::open(|number| (statuses[number.min(statuses.len() - 1)], "/elsewhere".to_owned())).await
    }

    pub(crate) fn got(&self) -> Vec<Posted> {
        self.got.lock().unwrap().clone()
    }
}
