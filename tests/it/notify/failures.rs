//! Receivers that fail, move, hang or want nothing more, and runs that are killed.

use std::process::Stdio;
use std::time::{Duration, Instant};

use onrecord::ingest::fetch::{FetchError, FetchOptions, Fetcher};
use onrecord::store::{Store, Withdrawable};

use super::receiver::Receiver;
use super::{begun, change, count, desk, load, notify, to, told};
use crate::support::{command, stdout};

#[tokio::test]
async fn what_was_not_taken_is_sent_again_under_the_same_id() {
    let receiver = Receiver::with(&[500, 200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank.");
    let (code, said) = told(dir, &[]).await;
    assert_eq!(code, 1);
    assert!(
        said.starts_with("boats: 1 claim not taken, attempt 1 of 12: the server answered 500; again from "),
        "{said}"
    );
    load(dir, "newer", "Mayor Ida Lund said boat 3 sank.");
    let (code, said) = told(dir, &[]).await;
    assert!(code == 1 && said.starts_with("boats: waits until 2"), "{said}");
    assert_eq!(receiver.got().len(), 1, "nothing is sent before its time, nor out of turn");
    // Half a minute is not enough after the first failure, and two minutes are.
    let waits = count(
        dir,
        "SELECT CAST(STRFTIME('%s', next_attempt) - STRFTIME('%s', 'now') AS INTEGER) FROM notify_deliveries",
    )
    .await;
    assert!((30..=60).contains(&waits), "{waits} s");
    change(dir, "UPDATE notify_deliveries SET next_attempt = '2025-01-01T00:00:00Z'").await;
    assert_eq!(told(dir, &[]).await, (0, "boats: 2 claims sent\n".to_owned()));
    let got = receiver.got();
    assert_eq!(
        got.iter().map(|posted| posted.contents()[0].clone()).collect::<Vec<_>>(),
        ["boat 2 sank", "boat 2 sank", "boat 3 sank"]
    );
    assert_eq!((got[0].id(), &got[0].body), (got[1].id(), &got[1].body), "the same, so that who got it twice knows it");
    assert_ne!(got[1].id(), got[2].id());
    got.iter().for_each(|posted| posted.check_signature());
}

#[tokio::test]
async fn after_twelve_attempts_it_is_kept_for_another_time() {
    let receiver = Receiver::with(&[500, 200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank.");
    told(dir, &[]).await;
    change(dir, "UPDATE notify_deliveries SET attempts = 11, next_attempt = '2025-01-01T00:00:00Z'").await;
    // The server takes it by now, so one that does not stands in its place.
    let failing = Receiver::with(&[503]).await;
    crate::support::write(dir, "onrecord.toml", to(&failing, "boats", ""));
    let (code, said) = told(dir, &[]).await;
    let kept = "boats: 1 delivery is given up and kept; --retry sends them\n";
    assert_eq!(
        (code, said),
        (1, format!("boats: 1 claim given up after 12 attempts: the server answered 503\n{kept}"))
    );
    crate::support::write(dir, "onrecord.toml", to(&receiver, "boats", ""));
    load(dir, "newer", "Mayor Ida Lund said boat 3 sank.");
    let (code, said) = told(dir, &[]).await;
    assert_eq!((code, said), (1, format!("boats: 1 claim sent\n{kept}")), "others go on");
    assert_eq!(told(dir, &["--retry"]).await, (0, "boats: 1 claim sent\n".to_owned()));
    let got = receiver.got();
    assert_eq!(got[2].id(), got[0].id());
    assert_eq!(got[2].contents(), ["boat 2 sank"]);
    crate::support::write(dir, "onrecord.toml", to(&receiver, "others", ""));
    assert_eq!(told(dir, &[]).await.0, 0);
}

#[tokio::test]
async fn who_wants_nothing_more_is_left_alone_until_asked_again() {
    let receiver = Receiver::with(&[410, 200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank.");
    let gone = (1, "boats: the receiver wants nothing more (410); --retry asks it again\n".to_owned());
    assert_eq!(told(dir, &[]).await, gone);
    load(dir, "newer", "Mayor Ida Lund said boat 3 sank.");
    assert_eq!(told(dir, &[]).await, gone);
    assert_eq!(told(dir, &["--dry-run"]).await.1, gone.1);
    assert_eq!(receiver.got().len(), 1);
    assert_eq!(told(dir, &["--retry"]).await, (0, "boats: 2 claims sent\n".to_owned()), "nothing was lost meanwhile");
    assert_eq!(receiver.got()[1].id(), receiver.got()[0].id());
}

#[tokio::test]
async fn a_run_that_is_killed_loses_nothing() {
    let receiver = Receiver::with(&[0, 200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank.");
    let mut running = command(dir, &["notify", "--config", "onrecord.toml", "--allow-private-addresses"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while receiver.got().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing was posted");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // While the receiver takes its time, another run keeps out, and others write to the database.
    let (code, said) = told(dir, &[]).await;
    assert!(code == 2 && said.contains("another onrecord notify is sending"), "{said}");
    load(dir, "newer", "Mayor Ida Lund said boat 3 sank.");
    running.kill().unwrap();
    running.wait().unwrap();
    assert_eq!(told(dir, &[]).await, (0, "boats: 2 claims sent\n".to_owned()));
    let got = receiver.got();
    assert_eq!(got.len(), 3);
    assert_eq!(got[1].id(), got[0].id());
    let contents = |at: usize| got[at].contents();
    assert_eq!((contents(1), contents(2)), (vec!["boat 2 sank".to_owned()], vec!["boat 3 sank".to_owned()]));
    assert_eq!(told(dir, &[]).await, (0, "boats: nothing new\n".to_owned()));
}

#[tokio::test]
async fn it_looks_again_and_again() {
    let receiver = Receiver::with(&[200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    let every = ["notify", "--config", "onrecord.toml", "--allow-private-addresses", "--every", "200ms"];
    let mut running = command(dir, &every).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for (number, name) in [(2, "new"), (3, "newer")] {
        load(dir, name, &format!("Mayor Ida Lund said boat {number} sank."));
        let began = Instant::now();
        while receiver.got().len() < number - 1 {
            assert!(began.elapsed() < Duration::from_secs(60), "{name} was not posted");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    running.kill().unwrap();
    running.wait().unwrap();
    let got = receiver.got();
    assert_eq!(
        got.iter().map(|posted| posted.contents()[0].clone()).collect::<Vec<_>>(),
        ["boat 2 sank", "boat 3 sank"]
    );
}

#[tokio::test]
async fn what_was_withdrawn_meanwhile_is_not_sent() {
    let receiver = Receiver::with(&[500, 200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank. General Ada Brandt denied that the bridge was mined.");
    assert_eq!(told(dir, &[]).await.0, 1);
    let first = &receiver.got()[0];
    assert_eq!(first.contents().len(), 2);
    let ids: Vec<String> = first.json()["data"]["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| claim["id"].as_str().unwrap().to_owned())
        .collect();
    let store = Store::open(&dir.join("onrecord.db")).await.unwrap();
    store.withdraw(&Withdrawable::Claim(ids[0].parse().unwrap()), "a mistake").await.unwrap();
    let said = "boats: 1 claim sent\nboats: 1 claim not sent, withdrawn meanwhile\n";
    assert_eq!(told(dir, &["--retry"]).await, (0, said.to_owned()));
    assert_eq!(receiver.got()[1].contents(), first.contents()[1..]);
    // Where nothing is left of a delivery, nothing is posted.
    load(dir, "newer", "Mayor Ida Lund said boat 3 sank.");
    let newest: Vec<_> = store.claims_after(&Default::default(), 100).await.unwrap();
    let newest = newest.into_iter().find(|claim| claim.content == "boat 3 sank").unwrap();
    let failing = Receiver::with(&[500]).await;
    crate::support::write(dir, "onrecord.toml", to(&failing, "boats", ""));
    assert_eq!(told(dir, &[]).await.0, 1);
    store.withdraw(&Withdrawable::Claim(newest.id), "a mistake").await.unwrap();
    assert_eq!(told(dir, &["--retry"]).await, (0, "boats: 1 claim not sent, withdrawn meanwhile\n".to_owned()));
    assert_eq!(failing.got().len(), 1);
    store.close().await;
}

#[tokio::test]
async fn redirects_and_private_addresses_are_not_followed() {
    let elsewhere = Receiver::with(&[200]).await;
    let inside = elsewhere.base.clone();
    let moved = Receiver::open(move |_| (307, format!("{inside}/inside"))).await;
    let dir = desk(&to(&moved, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank.");
    let (code, said) = told(dir, &[]).await;
    assert!(code == 1 && said.contains("it leads on, and what is posted follows nowhere"), "{said}");
    assert_eq!((moved.got().len(), elsewhere.got().len()), (1, 0));
    let refused = notify(dir, &["--retry"]).await;
    let said = stdout(&refused);
    assert!(
        refused.status.code() == Some(1)
            && said.contains("127.0.0.1 is not asked: it leads to this machine (--allow-private-addresses allows it)"),
        "{said}"
    );
    assert_eq!(moved.got().len(), 1, "nothing was posted");
    crate::support::write(dir, "onrecord.toml", to(&elsewhere, "boats", "") + "allow_private_addresses = true\n");
    assert_eq!(stdout(&notify(dir, &["--retry"]).await), "boats: 1 claim sent\n");
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_is_waited_for_in_vain() {
    let receiver = Receiver::with(&[0]).await;
    let answer = Duration::from_millis(300);
    let fetcher =
        Fetcher::new(FetchOptions { allow_private: true, answer, delay: Duration::ZERO, ..Default::default() })
            .unwrap();
    let posted = fetcher.post(&receiver.base, &[("webhook-id", "msg_1".to_owned())], b"{}".to_vec()).await;
    assert_eq!(posted, Err(FetchError::TooSlow("an answer")));
    assert_eq!(receiver.got()[0].header("webhook-id"), "msg_1");
    let busy = Receiver::open(|_| (429, String::new())).await;
    let posted = fetcher.post(&busy.base, &[], Vec::new()).await;
    assert_eq!(posted.unwrap_err().wait(), Some(Duration::from_secs(60)));
    let nobody = fetcher.post("http://127.0.0.1:1/", &[], Vec::new()).await;
    assert!(matches!(nobody, Err(FetchError::LeftAlone { .. })), "its host asked to be left alone: {nobody:?}");
}
