//! Answers that are kept for the next reader, until the data change.

use std::io::Read;

use flate2::read::GzDecoder;

use crate::support::{TestServer, article, onrecord, start, stderr};

const TEXT: &str = "Ada Brandt said that the bridge at Holm was mined. Olof Weir said that the ferry had sunk.";

async fn filled() -> TestServer {
    let server = start().await;
    server.load(article("bridge", TEXT)).await;
    server
}

#[tokio::test]
async fn who_has_an_answer_is_not_sent_it_again() {
    let server = filled().await;
    let claim = server.listed("/claims").await.remove(0);
    for path in
        ["/", "/claims", "/claims?q=bridge", &claim, "/sources/ada-brandt", "/articles", "/publishers/river-post"]
    {
        let first = server.page(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        assert_eq!(first.header("vary"), "accept-encoding", "{path}");
        assert_eq!(first.header("content-length"), first.body.len().to_string(), "{path}");
        let again = server.get_with(path, "if-none-match", &format!("\"other\", {tag}")).await;
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag.as_str()), "{path}");
        assert!(again.header("content-security-policy").contains("default-src"), "{path}");
        let other = server.get_with(path, "if-none-match", "W/\"other\"").await;
        assert_eq!((other.status, other.body == first.body), (200, true), "{path}");
    }
    // What is not there has no tag, and neither has what machines ask for.
    for path in ["/claims/0123456789abcdef", "/healthz", "/readyz"] {
        assert_eq!(server.get(path).await.header("etag"), "", "{path}");
    }
}

#[tokio::test]
async fn the_head_and_the_compressed_form_are_of_the_same_answer() {
    let server = filled().await;
    // Once before it is kept, once after.
    for _ in 0..2 {
        let head = server.request("HEAD", "/claims?q=ferry", Vec::new()).await;
        let page = server.page("/claims?q=ferry").await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        for name in ["etag", "content-length", "content-type"] {
            assert_eq!(head.header(name), page.header(name), "{name}");
        }
        let packed = server.bytes("/claims?q=ferry", "gzip, br").await;
        assert_eq!(packed.0.get("content-encoding").unwrap(), "gzip");
        assert_eq!(packed.0.get("etag").unwrap(), page.header("etag"));
        let mut unpacked = String::new();
        GzDecoder::new(&packed.1[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, page.body);
        let (headers, body) = server.bytes("/claims?q=ferry", "gzip;q=0").await;
        assert!(headers.get("content-encoding").is_none() && body == page.body.as_bytes());
    }
}

#[tokio::test]
async fn an_answer_is_kept_no_longer_than_it_is_right() {
    let server = filled().await;
    let dir = server.dir.path().to_owned();
    let run = |arguments: &[&str]| {
        let output = onrecord(&dir, &[arguments, &["--database", "test.db"]].concat());
        assert!(output.status.success(), "{}", stderr(&output));
    };
    let claim = server.listed("/claims?q=mined").await.remove(0);
    let before = [server.page("/").await, server.page("/claims").await, server.page("/sources/ada-brandt").await];
    assert_eq!(server.page(&claim).await.status, 200);

    // This process writes.
    server.load(article("harbour", "Ada Brandt said that the harbour was open.")).await;
    assert_eq!(server.listed("/claims?q=harbour").await.len(), 1);
    for (path, before) in ["/", "/claims", "/sources/ada-brandt"].iter().zip(&before) {
        let now = server.get_with(path, "if-none-match", before.header("etag")).await;
        assert_eq!(now.status, 200, "{path} says nothing of the new article");
        assert_ne!(now.header("etag"), before.header("etag"), "{path}");
    }

    // Another one does.
    run(&["source", "rename", "ada-brandt", "Ada Marie Brandt"]);
    assert!(server.page(&claim).await.body.contains("Ada Marie Brandt"));
    run(&["withdraw", claim.trim_start_matches("/claims/"), "--reason", "by request"]);
    assert_eq!(server.get(&claim).await.status, 410);
    assert!(server.listed("/claims?q=mined").await.is_empty());
}
