//! A server of made-up pages and feeds on this machine that remembers what it was asked.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode};
use rcgen::{CertifiedKey, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto, pki_types};
use tokio_rustls::server::TlsStream;

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
        Self::with(None, answer).await
    }

    /// The same by HTTPS.
    pub(crate) async fn open_tls(
        certificate: &Certificate,
        answer: impl Fn(&Asked) -> Option<Response<Body>> + Clone + Send + Sync + 'static,
    ) -> Self {
        Self::with(Some(certificate), answer).await
    }

    async fn with(
        certificate: Option<&Certificate>,
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
        let app = Router::new().fallback(answered);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let base = match certificate {
            None => {
                tokio::spawn(axum::serve(listener, app).into_future());
                format!("http://{address}")
            }
            Some(certificate) => {
                let listener = Tls { listener, acceptor: certificate.acceptor() };
                tokio::spawn(axum::serve(listener, app).into_future());
                format!("https://localhost:{}", address.port())
            }
        };
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

/// The certificate of a server called localhost, signed by itself.
pub(crate) struct Certificate(CertifiedKey<KeyPair>);

impl Certificate {
    pub(crate) fn make() -> Self {
        Self(rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap())
    }

    /// What makes a client trust it.
    pub(crate) fn pem(&self) -> String {
        self.0.cert.pem()
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = pki_types::PrivateKeyDer::try_from(self.0.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.0.cert.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            // A client that does not trust the certificate hangs up.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
