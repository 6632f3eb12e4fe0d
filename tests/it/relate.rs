//! `onrecord relate`: relations of claims given as JSON lines.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::{command, onrecord, stderr, stdout};

const LABELLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/relations");

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Runs `onrecord relate -` on this input.
fn relate(dir: &Path, input: &str) -> Output {
    let mut command = command(dir, &["relate", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn claim(id: &str, source: &str, stance: &str, content: &str) -> String {
    let claim = serde_json::json!({
        "id": id, "article": {"id": id, "title": "Shells hit the market of Marrowford", "published": "2025-03-12"},
        "content": {"text": content}, "stance": stance, "source": {"slug": source, "name": source, "kind": "government"},
    });
    format!("{claim}\n")
}

#[test]
fn claims_on_standard_input_are_related() {
    let dir = tempfile::tempdir().unwrap();
    let charge = claim("charge", "Ukraine", "alleges", "Russia of shelling the market square of Marrowford");
    let denial = claim("denial", "Russia", "denies", "the accusations");
    let output = relate(dir.path(), &format!("{charge}\n{denial}"));
    let relations = lines(&stdout(&output));
    assert_eq!(relations.len(), 1, "{relations:?}");
    let relation = &relations[0];
    assert_eq!(
        (&relation["kind"], &relation["a"], &relation["b"]),
        (&"denies".into(), &"denial".into(), &"charge".into())
    );
    assert!(relation["score"].as_f64().is_some_and(|score| (0.0..=1.0).contains(&score)), "{relation}");
    assert!(relation["reason"].as_str().is_some_and(|reason| reason.contains("Russia")), "{relation}");
    assert!(relation["subject"].is_string(), "{relation}");
}

#[test]
fn a_line_that_is_no_claim_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let input = claim("a", "Ukraine", "asserts", "it is so") + "{\"id\":\"b\"}\n";
    let output = relate(dir.path(), &input);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("line 2 of - is no claim"), "{}", stderr(&output));
    assert!(stdout(&output).is_empty());
    let missing = onrecord(dir.path(), &["relate", "missing.jsonl"]);
    assert!(stderr(&missing).contains("missing.jsonl cannot be read"), "{}", stderr(&missing));
    let nothing = relate(dir.path(), "");
    assert!(nothing.status.success() && stdout(&nothing).is_empty());
}

#[test]
fn what_extract_prints_can_be_related() {
    let dir = tempfile::tempdir().unwrap();
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/2025-03-05-karsk-herald-ministry-denial.md");
    let extracted = stdout(&onrecord(dir.path(), &["extract", demo]));
    std::fs::write(dir.path().join("claims.jsonl"), &extracted).unwrap();
    let ids: HashSet<Value> = lines(&extracted).iter().map(|claim| claim["id"].clone()).collect();
    let relations = lines(&stdout(&onrecord(dir.path(), &["relate", "claims.jsonl"])));
    assert!(relations.iter().all(|relation| ids.contains(&relation["a"]) && ids.contains(&relation["b"])));
}

/// What of the labelled pairs of a folder is found: right, wrong and missed, of all kinds.
fn score(folder: &Path) -> (usize, usize, usize) {
    let read = |name: &str| lines(&std::fs::read_to_string(folder.join(name)).unwrap());
    let pair = |of: &Value| {
        let (a, b) = (of["a"].to_string(), of["b"].to_string());
        if a < b { (a, b) } else { (b, a) }
    };
    let labels: HashMap<_, _> = read("relations.jsonl").into_iter().map(|label| (pair(&label), label)).collect();
    let claims = folder.join("claims.jsonl");
    let printed = lines(&stdout(&onrecord(folder, &["relate", claims.to_str().unwrap()])));
    let (mut right, mut wrong) = (0, 0);
    for relation in &printed {
        let Some(label) = labels.get(&pair(relation)) else {
            wrong += 1;
            continue;
        };
        let also = label["also"].as_array().is_some_and(|also| also.contains(&relation["kind"]));
        let is_way = relation["kind"] != "denies" || relation["a"] == label["a"];
        match () {
            () if label["doubtful"] == true => {}
            () if label["relation"] == relation["kind"] && is_way => right += 1,
            () if also => {}
            () => wrong += 1,
        }
    }
    let related = labels.values().filter(|label| label["doubtful"] != true);
    let related = related.filter(|label| label["relation"] != "unrelated" && label["relation"] != "same_subject");
    (right, wrong, related.count() - right)
}

#[test]
fn relations_of_the_made_up_conflict_are_found_as_they_were_labelled() {
    let (right, wrong, missed) = score(Path::new(LABELLED));
    assert!(right >= 25 && wrong * 4 <= right, "{right} right, {wrong} wrong, {missed} missed");
}
