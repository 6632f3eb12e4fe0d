//! New claims in a mailbox, read back as mail programs read one.

use super::{begun, change, count, desk, load, told};

/// The mails of a mailbox of the form mboxrd: the lines of each, as they were before they were quoted.
fn mails(text: &str) -> Vec<Vec<String>> {
    let mut mails: Vec<Vec<String>> = Vec::new();
    let mut is_after_empty = true;
    for line in text.lines() {
        if is_after_empty && line.starts_with("From ") {
            mails.push(Vec::new());
        } else {
            let quoted = line.trim_start_matches('>').starts_with("From ") && line.starts_with('>');
            let line = if quoted { &line[1..] } else { line };
            mails.last_mut().expect("a mailbox begins with a mail").push(line.to_owned());
        }
        is_after_empty = line.is_empty();
    }
    mails
}

fn header(mail: &[String], name: &str) -> String {
    let head = mail.iter().take_while(|line| !line.is_empty());
    let mut values = head.filter_map(|line| line.strip_prefix(&format!("{name}: ")));
    let value = values.next().unwrap_or_else(|| panic!("no {name} in {mail:?}")).to_owned();
    assert_eq!(values.next(), None, "{name} stands twice");
    value
}

#[tokio::test]
async fn new_claims_are_written_as_mails() {
    let dir = desk("[[notify]]\nname = \"boats\"\nsearch = \"q=boat\"\nmailbox = \"news.mbox\"\n");
    let dir = dir.path();
    begun(dir).await;
    assert!(!dir.join("news.mbox").exists());
    load(dir, "new", "Mayor Ida Lund said boat 2 sank. “Boat 3 sank,” said General Ada Brandt.");
    assert_eq!(told(dir, &[]).await, (0, "boats: 2 claims sent\n".to_owned()));
    load(dir, "newer", "Mayor Ida Lund said boat 4 sank.");
    assert_eq!(told(dir, &[]).await, (0, "boats: 1 claim sent\n".to_owned()));
    assert_eq!(told(dir, &[]).await, (0, "boats: nothing new\n".to_owned()));
    let mails = mails(&std::fs::read_to_string(dir.join("news.mbox")).unwrap());
    let subjects: Vec<String> = mails.iter().map(|mail| header(mail, "Subject")).collect();
    assert_eq!(subjects, ["2 new claims: boats", "1 new claim: boats"]);
    assert_ne!(header(&mails[0], "Message-ID"), header(&mails[1], "Message-ID"));
    assert!(header(&mails[0], "Message-ID").ends_with("@onrecord.test>"));
    let body = mails[1].join("\n");
    assert!(body.contains("boat 4 sank") && body.contains("https://onrecord.test/claims/"), "{body}");
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_written_is_tried_again() {
    let dir = desk("[[notify]]\nname = \"boats\"\nmailbox = \"missing/news.mbox\"\n");
    let dir = dir.path();
    begun(dir).await;
    load(dir, "new", "Mayor Ida Lund said boat 2 sank.");
    let (code, said) = told(dir, &[]).await;
    assert!(code == 1 && said.contains("the mailbox cannot be written: "), "{said}");
    std::fs::create_dir(dir.join("missing")).unwrap();
    assert_eq!(told(dir, &["--retry"]).await, (0, "boats: 1 claim sent\n".to_owned()));
    // A run that is killed behind the mail and before it was noted writes it again, under the same id.
    change(
        dir,
        "INSERT INTO notify_deliveries (id, search, claims, made_at, next_attempt) \
         SELECT 'msg_same', 'boats', JSON_ARRAY(id), loaded_at, loaded_at FROM claims ORDER BY row DESC LIMIT 1",
    )
    .await;
    assert_eq!(told(dir, &[]).await.0, 0);
    assert_eq!(count(dir, "SELECT COUNT(*) FROM notify_deliveries").await, 0);
    let mails = mails(&std::fs::read_to_string(dir.join("missing/news.mbox")).unwrap());
    assert_eq!((mails.len(), header(&mails[1], "Message-ID").as_str()), (2, "<msg_same@onrecord.test>"));
}
