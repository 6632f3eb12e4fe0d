//! The trained tagger: a small encoder marks the words of contents, cues and sources, and links each content to its cue
//! and each cue to its source.
//!
//! In order: [`pieces`] and [`features`] turn a text into the input of the network, [`windows`] cuts that into windows,
//! the package [`onrecord_network`] scores them, and [`decode`] turns the scores into claims. The training code is in
//! `training/`; measured results are in `models/README.md`.

mod decode;
mod features;
mod pieces;
mod windows;

use std::borrow::Cow;
use std::path::Path;

use data_encoding::HEXLOWER;
pub(super) use decode::TaggedClaim;
use decode::{Scores, WindowScores, claims, log_softmax};
use onrecord_network::{Network, Output, Scratch, TAGS};
use pieces::Vocabulary;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use windows::{Encoded, Input, Window};

use crate::domain::Span;

/// The model built into the program.
static WEIGHTS: &[u8] = include_bytes!("../../../models/tagger.safetensors");
static VOCABULARY: &str = include_str!("../../../models/vocab.txt");
/// The SHA-256 of the model, stored so that it need not be computed at every start; a test checks that it is right.
static SUMS: &str = include_str!("../../../models/SHA256SUMS");

/// How many characters of the SHA-256, in hexadecimal, identify a model.
const FINGERPRINT: usize = 8;

/// A long text is decoded in parts of about this many pieces, so that memory stays bounded.
const PART: usize = 20_000;

/// A trained tagger; reading with it changes nothing in it, so threads may share it.
pub(super) struct Tagger {
    vocabulary: Vocabulary,
    network: Network,
    calibration: Calibration,
    /// The first characters of the SHA-256 of its file.
    pub(super) fingerprint: String,
}

/// Returns the first [`FINGERPRINT`] hexadecimal digits of the SHA-256 of a model file.
fn fingerprint(weights: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(weights)[..FINGERPRINT / 2])
}

impl Tagger {
    /// Loads the model that is built into the program.
    pub(super) fn built_in() -> Result<Self, ModelError> {
        Self::new(Cow::Borrowed(WEIGHTS), VOCABULARY, SUMS.chars().take(FINGERPRINT).collect())
    }

    /// Loads a model from a folder with `tagger.safetensors` and `vocab.txt`.
    pub(super) fn open(folder: &Path) -> Result<Self, ModelError> {
        let read = |name: &str| {
            let file = folder.join(name);
            std::fs::read(&file).map_err(|source| ModelError::File { file: file.display().to_string(), source })
        };
        let weights = read("tagger.safetensors")?;
        let vocabulary = String::from_utf8(read("vocab.txt")?).map_err(|_| ModelError::Vocabulary)?;
        let fingerprint = fingerprint(&weights);
        Self::new(Cow::Owned(weights), &vocabulary, fingerprint)
    }

    fn new(weights: Cow<'static, [u8]>, vocabulary: &str, fingerprint: String) -> Result<Self, ModelError> {
        let vocabulary = Vocabulary::parse(vocabulary)?;
        let calibration = Calibration::of(&weights)?;
        let network = Network::from_bytes(weights).map_err(|error| ModelError::Weights(error.to_string()))?;
        if network.vocabulary() != pieces::COUNT
            || network.features() < features::COUNT
            || network.longest() < windows::LONGEST
        {
            return Err(ModelError::Weights(
                "it was made for another vocabulary, other features or windows".to_owned(),
            ));
        }
        Ok(Self { vocabulary, network, calibration, fingerprint })
    }

    /// Returns the calibrated confidence for a score: the share of claims with this score that are right, as measured
    /// when the model was made. Returns `None` below the threshold of the model, where claims are better left out.
    pub(super) fn confidence(&self, score: f64) -> Option<f64> {
        let confidence = self.calibration.confidence(score);
        (confidence >= self.calibration.threshold).then_some(confidence)
    }

    /// True for a word in small letters that the vocabulary holds as a whole.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.vocabulary.has_word(word)
    }

    /// Finds the claims in the paragraphs of a text.
    pub(super) fn claims(&self, text: &str, paragraphs: &[Span]) -> Vec<TaggedClaim> {
        let encoded = Encoded::of(&self.vocabulary, text, paragraphs);
        let windows = encoded.windows();
        let mut found = Vec::new();
        let mut rest = windows.as_slice();
        while let Some(first) = rest.first() {
            let start = first.own.start;
            let until = rest.partition_point(|window| window.own.end - start <= PART).max(1);
            let (part, after) = rest.split_at(until);
            found.extend(claims(&self.scores(&encoded, part), &encoded, self.network.prior()));
            rest = after;
        }
        found
    }

    /// Returns for each window the input of the network and the likeliest tag of each word.
    pub(super) fn word_tags(&self, text: &str, paragraphs: &[Span]) -> Vec<WindowTags> {
        let encoded = Encoded::of(&self.vocabulary, text, paragraphs);
        let mut input = Input::default();
        let windows = encoded.windows();
        let tags = |scores: &Scores| scores.tags.iter().map(likeliest).collect();
        let read = |window: &Window| {
            input.fill(&encoded, window);
            let tags = tags(&self.scores(&encoded, std::slice::from_ref(window)));
            WindowTags { ids: input.ids.clone(), features: input.features.clone(), tags }
        };
        windows.iter().map(read).collect()
    }

    /// Runs the network over consecutive windows.
    fn scores(&self, encoded: &Encoded, windows: &[Window]) -> Scores {
        let (mut input, mut scratch, mut output) = (Input::default(), Scratch::default(), Output::default());
        let mut scores = Scores::default();
        for window in windows {
            input.fill(encoded, window);
            self.network.run(&input.ids, &input.features, &mut scratch, &mut output);
            let mut read = WindowScores {
                words: Vec::new(),
                links: Vec::new(),
                none: output.links[0].to_vec(),
                window: window.clone(),
            };
            for (piece, position) in window.all.clone().zip(&input.positions) {
                if !encoded.pieces[piece].first {
                    continue;
                }
                read.words.push(piece);
                read.links.extend_from_slice(&output.links[*position]);
                if window.own.contains(&piece) {
                    scores.words.push(piece);
                    scores.tags.push(log_softmax(&output.tags[*position]));
                }
            }
            scores.windows.push(read);
        }
        scores
    }
}

/// Maps a score to a confidence with a logistic curve over the logit of the score (Platt scaling, Platt 1999), fitted
/// by
/// `training/calibrate.py`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Calibration {
    slope: f64,
    offset: f64,
    /// Claims with a lower confidence are left out.
    threshold: f64,
}

impl Calibration {
    /// Reads the calibration from the metadata of a model. Without one, the confidence equals the score and no claim is
    /// left out.
    fn of(weights: &[u8]) -> Result<Self, ModelError> {
        let broken = |error: &dyn std::fmt::Display| ModelError::Weights(error.to_string());
        let (_, header) = SafeTensors::read_metadata(weights).map_err(|error| broken(&error))?;
        let said = |key: &str| header.metadata().as_ref().and_then(|metadata| metadata.get(key));
        let (slope, offset) = match said("calibration") {
            Some(pair) => serde_json::from_str(pair).map_err(|_| broken(&"its calibration is no pair of numbers"))?,
            None => (1.0, 0.0),
        };
        let threshold = match said("threshold") {
            Some(number) => number.parse().map_err(|_| broken(&"its threshold is no number"))?,
            None => 0.0,
        };
        Ok(Self { slope, offset, threshold })
    }

    fn confidence(&self, score: f64) -> f64 {
        let score = score.clamp(0.001, 0.999);
        let logit = (score / (1.0 - score)).ln();
        1.0 / (1.0 + (-(self.slope * logit + self.offset)).exp())
    }
}

fn likeliest(tags: &[f32; TAGS]) -> u8 {
    (0_u8..)
        .zip(tags)
        .fold((0, f32::NEG_INFINITY), |best, (tag, score)| if *score > best.1 { (tag, *score) } else { best })
        .0
}

/// The input of the network for one window and the tags it predicts. Tests compare them with those of the training
/// code.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WindowTags {
    /// The ids of the pieces, the special ones included.
    pub ids: Vec<u32>,
    /// The feature of each piece.
    pub features: Vec<u8>,
    /// The likeliest tag of each word that the window tags; words of its context are not among them.
    pub tags: Vec<u8>,
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file of the model cannot be read.
    #[error("{file}: {source}")]
    File {
        /// The path of the file.
        file: String,
        /// The error from reading it.
        source: std::io::Error,
    },
    /// The vocabulary is not the one that models of this kind are trained with.
    #[error("vocab.txt is not the vocabulary of BERT uncased")]
    Vocabulary,
    /// The weights are not a model of this kind.
    #[error("tagger.safetensors: {0}")]
    Weights(String),
}

/// The built-in tagger, loaded once for all tests.
#[cfg(test)]
pub(super) fn built_in() -> &'static Tagger {
    static TAGGER: std::sync::LazyLock<Tagger> = std::sync::LazyLock::new(|| Tagger::built_in().unwrap());
    &TAGGER
}

#[cfg(test)]
mod tests;
