//! What goes over a connection tells what it is doing.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::standing::{Answering, Standing};

/// A stream that tells its [`Standing`] what goes over it.
#[derive(Debug)]
pub(super) struct Traffic {
    stream: TcpStream,
    /// What was read and put back.
    before: Bytes,
    standing: Arc<Standing>,
}

/// How soon it is looked again for more of the first bytes.
const LOOKED_AGAIN: Duration = Duration::from_millis(20);

impl Traffic {
    pub(super) fn new(stream: TcpStream, standing: Arc<Standing>) -> Self {
        Self { stream, before: Bytes::new(), standing }
    }

    /// Whether the first bytes that come are these; takes none of them.
    pub(super) async fn begins_with(&self, bytes: &[u8]) -> io::Result<bool> {
        let mut first = [0; 32];
        loop {
            let came = self.stream.peek(&mut first[..bytes.len()]).await?;
            if came == bytes.len() || came == 0 || first[..came] != bytes[..came] {
                return Ok(first[..came] == *bytes);
            }
            self.standing.read();
            sleep(LOOKED_AGAIN).await;
        }
    }

    /// Resolves when something can be read, if only the end.
    pub(super) async fn ready(&self) -> io::Result<()> {
        if self.before.is_empty() { self.stream.readable().await } else { Ok(()) }
    }

    /// What is to be read first.
    pub(super) fn put_back(&mut self, bytes: Bytes) {
        self.before = bytes;
    }

    fn told(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.standing.held_up(written.is_pending());
        if let Poll::Ready(Ok(bytes)) = written {
            self.standing.wrote(bytes);
        }
        written
    }
}

impl AsyncRead for Traffic {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.before.is_empty() {
            let bytes = self.before.len().min(into.remaining());
            into.put_slice(&self.before.split_to(bytes));
            self.standing.read();
            return Poll::Ready(Ok(()));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        if into.filled().len() > before {
            self.standing.read();
        }
        read
    }
}

impl AsyncWrite for Traffic {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.told(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.told(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The body of an answer. Its request is being answered until the last of it was taken.
#[derive(Debug)]
pub(super) struct Watched {
    body: Body,
    _answering: Answering,
}

impl Watched {
    pub(super) fn new(body: Body, answering: Answering) -> Self {
        Self { body, _answering: answering }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
