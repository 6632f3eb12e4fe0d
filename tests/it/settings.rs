//! `onrecord config` tells what is in force, and where from.

use crate::support::{command, stderr, stdout, write};

#[test]
fn each_setting_is_told_with_where_it_comes_from() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(
        dir,
        "onrecord.toml",
        "database = \"news.db\"\n[serve]\ncache = 16\nconnections = 99\npublic_url = \"https://claims.example\"\n\
         [watch]\nfeeds = [\"https://river.example/feed\"]\nevery = \"30m\"\n\
         [[notify]]\nname = \"boats\"\nwebhook = \"https://hooks.example/services/T0-secret\"\nsecret_env = \"HOOK\"\n",
    );
    let run = |arguments: &[&str]| {
        let arguments = [&["config", "--config", "onrecord.toml"], arguments].concat();
        command(dir, &arguments).env("ONRECORD_CACHE", "32").env("HOOK", "s3cret").output().unwrap()
    };
    let output = run(&["--connections", "7"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let said = stdout(&output);
    let told: Vec<String> = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        "database = \"news.db\" # file",
        "listen = \"127.0.0.1:8080\" # default",
        "public_url = \"https://claims.example/\" # file",
        "text = \"passages\" # default",
        "cache = 32 # ONRECORD_CACHE",
        "connections = 7 # --connections",
        "# contact: not set # default",
        "feeds = [\"https://river.example/feed\"] # file",
        "every = \"1800s\" # file",
        "webhook = \"hooks.example (the rest is hidden)\" # file",
        "secret_env = \"HOOK\" # file",
    ] {
        assert!(told.iter().any(|told| told == line), "{line} is not among\n{said}");
    }
    assert!(!said.contains("T0-secret") && !said.contains("s3cret"), "{said}");
    let refused = run(&["--public-url", "claims.example"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--public-url \"claims.example\" cannot be used"), "{}", stderr(&refused));
}
