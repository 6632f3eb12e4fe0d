//! Compares the tagger with the training code, and checks invalid models and concurrent use.

use super::*;
use crate::extract::lines;

/// Replaces in a sample the tag of a word whose two likeliest tags are too close to compare.
const EITHER: u8 = 255;

/// A text with the windows and tags that the training code gives; written by `training/check.py --sample`.
#[derive(serde::Deserialize)]
struct Sample {
    text: String,
    windows: Vec<WindowTags>,
}

fn samples() -> Vec<Sample> {
    serde_json::from_str(include_str!("sample.json")).unwrap()
}

fn tagger() -> Tagger {
    Tagger::built_in().unwrap()
}

#[test]
fn training_and_program_read_the_same() {
    let tagger = tagger();
    let (mut words, mut different) = (0, 0);
    for sample in samples() {
        let here = tagger.word_tags(&sample.text, &lines(&sample.text));
        assert_eq!(here.len(), sample.windows.len(), "{}", sample.text);
        for (here, there) in here.iter().zip(&sample.windows) {
            assert_eq!(here.ids, there.ids, "{}", sample.text);
            assert_eq!(here.features, there.features, "{}", sample.text);
            assert_eq!(here.tags.len(), there.tags.len());
            words += here.tags.len();
            different += here.tags.iter().zip(&there.tags).filter(|(a, b)| a != b && **b != EITHER).count();
        }
    }
    assert!(words > 1000);
    assert_eq!(different, 0, "of {words} words");
}

#[test]
fn a_reading_does_not_depend_on_what_was_read_before_or_beside_it() {
    let tagger = tagger();
    let samples = samples();
    let alone: Vec<_> =
        samples.iter().map(|sample| Tagger::built_in().unwrap().claims(&sample.text, &lines(&sample.text))).collect();
    std::thread::scope(|scope| {
        for turn in 0..2 {
            let (tagger, samples, alone) = (&tagger, &samples, &alone);
            scope.spawn(move || {
                for at in 0..samples.len() {
                    let at = (at + turn * 3) % samples.len();
                    assert_eq!(tagger.claims(&samples[at].text, &lines(&samples[at].text)), alone[at]);
                }
            });
        }
    });
}

#[test]
fn every_piece_stands_in_the_text() {
    let tagger = tagger();
    for sample in samples() {
        let encoded = Encoded::of(&tagger.vocabulary, &sample.text, &lines(&sample.text));
        let mut end = 0;
        for piece in &encoded.pieces {
            assert!(sample.text.get(piece.span.start..piece.span.end).is_some_and(|words| !words.is_empty()));
            assert!(piece.span.start >= end || !piece.first, "{piece:?} of {:?}", sample.text);
            end = piece.span.end;
        }
        let mut next = 0;
        for window in encoded.windows() {
            assert_eq!(window.own.start, next, "windows follow each other");
            assert!(window.own.len() <= windows::SIZE && !window.own.is_empty());
            next = window.own.end;
        }
        assert_eq!(next, encoded.pieces.len());
    }
}

#[test]
fn a_model_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |folder: &Path| Tagger::open(folder).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refusal(folder.path()).contains("tagger.safetensors"));
    std::fs::write(folder.path().join("tagger.safetensors"), b"nothing").unwrap();
    std::fs::write(folder.path().join("vocab.txt"), "a\nb\n").unwrap();
    assert_eq!(refusal(folder.path()), "vocab.txt is not the vocabulary of BERT uncased");
    std::fs::write(folder.path().join("vocab.txt"), VOCABULARY).unwrap();
    assert!(refusal(folder.path()).starts_with("tagger.safetensors: "));
}

#[test]
fn the_sum_beside_the_model_is_its_own() {
    assert_eq!(tagger().fingerprint, fingerprint(WEIGHTS));
    assert_eq!(SUMS.split_once("  ").map(|(_, name)| name.trim_end()), Some("tagger.safetensors"));
}
