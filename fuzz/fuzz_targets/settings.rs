//! What an operator hands in: a configuration file, a registry, a model, and the description of an export.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use onrecord::config::{ConfigFile, public_url};
use onrecord::domain::{ArticleId, ArticleInfo};
use onrecord::exchange::Package;
use onrecord::extract::Extractor;
use onrecord::store::{ClaimFilters, KEPT_FILES};
use onrecord_network::{Network, Output, Scratch};
use tempfile::TempDir;
use url::form_urlencoded;

/// Files stand in memory where the system has a place for that.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).expect("a folder")
});

// The first byte tells what the others are.
fuzz_target!(|input: &[u8]| {
    let Some((first, bytes)) = input.split_first() else { return };
    match first % 5 {
        0 => check_config(&written("onrecord.toml", bytes)),
        1 => check_package(&written("datapackage.json", bytes)),
        2 => check_network(bytes),
        3 => check_vocabulary(bytes),
        _ => std::str::from_utf8(bytes).into_iter().for_each(check_registry),
    }
});

fn written(name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = FOLDER.path().join(name);
    std::fs::write(&path, bytes).expect("a file can be written");
    path
}

fn check_config(path: &Path) {
    match ConfigFile::open(Some(path)) {
        Ok(config) => {
            config.serve.public_url.iter().for_each(|url| _ = public_url(url));
            for search in config.notify {
                let pairs: Vec<_> = form_urlencoded::parse(search.search.as_bytes()).into_owned().collect();
                let _ = ClaimFilters::read(&pairs);
            }
        }
        Err(error) => assert!(format!("{error:#}").contains("onrecord.toml"), "an error names the file: {error:#}"),
    }
}

fn check_package(path: &Path) {
    let folder = path.parent().expect("a folder");
    let Ok(package) = Package::read(folder) else { return };
    assert!(package.onrecord.form.is_whole(), "tables are not imported");
    let _ = package.check(folder, |resource| {
        // Whatever was checked lies in the folder.
        assert!(folder.join(&resource.path).parent() == Some(folder), "{} leads out", resource.path);
    });
    for file in KEPT_FILES {
        assert!(
            package.resource(file.name).is_ok_and(|found| found.name == file.name)
                || package.resource(file.name).is_err()
        );
    }
    let _ = onrecord::exchange::readme(&package, &[]);
}

fn check_network(bytes: &[u8]) {
    let Ok(network) = Network::from_bytes(bytes.to_vec()) else { return };
    let length = network.longest().min(5);
    if network.vocabulary() == 0 || network.features() == 0 || length == 0 {
        return;
    }
    let (mut scratch, mut out) = (Scratch::default(), Output::default());
    network.run(&vec![0; length], &vec![0; length], &mut scratch, &mut out);
    assert_eq!((out.tags.len(), out.links.len()), (length, length), "each position has its scores");
    let mut again = Output::default();
    network.run(&vec![0; length], &vec![0; length], &mut scratch, &mut again);
    let bits = |out: &Output| out.tags.iter().flatten().map(|score| score.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&again), bits(&out), "the same bits, whatever was read before");
}

/// No weights go with the words, so that the model is refused in any case.
fn check_vocabulary(bytes: &[u8]) {
    written("vocab.txt", bytes);
    written("tagger.safetensors", b"");
    assert!(Extractor::open(FOLDER.path()).is_err());
}

fn check_registry(text: &str) {
    static TEXT: &str = "Mayor Ada Brandt of Sarn told the Lesk Post on Tuesday that Orvane had denied it.";
    static NAME: LazyLock<String> = LazyLock::new(|| Extractor::built_in().name().to_owned());
    let Ok(extractor) = Extractor::built_in().with_registry(text) else { return };
    assert!(extractor.name() != *NAME, "another registry is another reading");
    let article = ArticleInfo {
        id: ArticleId::of_text(TEXT),
        published: Some(date(2025, 3, 3)),
        publisher: Some("lesk.example".to_owned()),
        language: None,
        title: None,
        authors: Vec::new(),
    };
    for claim in extractor.extract(TEXT, &article).claims {
        assert!(claim.content.iter().all(|span| TEXT.get(span.start..span.end).is_some()));
    }
}
