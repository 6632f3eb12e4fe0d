//! The network that tags the words of an article and links them: a small BERT encoder with int8 weights.
//!
//! It is trained and exported in `training/`; `training/model.py` is the same network in Python. The results are the
//! same bits on every processor and do not depend on other windows, since each window is run alone and without padding.
//!
//! Weights, activations and attention weights are rounded to 8 bits. Compared with the same network in floating point,
//! tag scores differ by 0.1 on average, and 1 position in 200 gets another best tag. Softmax, layer normalization and
//! GELU are computed in 32-bit floating point.

use std::borrow::Cow;

use safetensors::Dtype;

mod forward;
mod kernels;
mod lanes;
mod linear;
mod model_file;
#[cfg(test)]
mod tests;

pub use forward::Scratch;
use forward::{DEPTH, Layer, Norm, Pass};
use kernels::{Processor, TILE_COLUMNS};
use linear::Linear;
use model_file::ModelFile;

/// Tags that a word may have.
pub const TAGS: usize = 7;
/// Numbers in the link vectors of a word: four vectors of 64.
pub const LINKS: usize = 256;

/// The format that the metadata of a model file must state.
const FORMAT: &str = "onrecord-tagger-1";
/// The most inputs of a matrix. Sums of products of bytes then cannot overflow an `i32`: 2^15 · 255 · 127 < 2^31.
const LONGEST: usize = 1 << 15;

/// Why a model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is not in the safetensors format.
    #[error("the model is not a safetensors file: {0}")]
    NotSafetensors(#[from] safetensors::SafeTensorError),
    /// The file is no tagger model, or one for another version.
    #[error("the model's format is {0:?}, not {FORMAT:?}")]
    WrongFormat(String),
    /// An entry of the metadata is missing or malformed.
    #[error("the model does not say its {0}, or not in the right form")]
    WrongMetadata(&'static str),
    /// A tensor is missing.
    #[error("the model has no tensor {0:?}")]
    Missing(String),
    /// A tensor has the wrong number type.
    #[error("the model's tensor {name:?} holds {found}, not {expected}")]
    WrongType {
        /// The tensor.
        name: String,
        /// Its number type.
        found: Dtype,
        /// What it should be.
        expected: Dtype,
    },
    /// A tensor has a shape that does not fit the others.
    #[error("the model's tensor {name:?} has the shape {found:?}, not {expected}")]
    WrongShape {
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// What it should be.
        expected: String,
    },
    /// The number of heads or the width is one that the program does not support.
    #[error(
        "the model has {heads} heads of a width of {width}: the width must be a multiple of {TILE_COLUMNS}, a head's {DEPTH}"
    )]
    WrongHeads {
        /// Attention heads.
        heads: usize,
        /// Numbers at a position.
        width: usize,
    },
}

/// The network, ready to run.
pub struct Network {
    /// Numbers at a position.
    width: usize,
    /// Inner width of the feed-forward network of a layer.
    inner: usize,
    /// For each word piece a row of int8 weights; borrowed from the file if that is part of the program.
    words: Cow<'static, [u8]>,
    word_scales: Vec<f32>,
    positions: Vec<f32>,
    features: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    /// The output layer, which computes tag scores and link vectors.
    head: Linear,
    prior: [[f32; TAGS]; TAGS],
    processor: Processor,
}

/// The output of the network for a window: for each position the scores of its tags and its link vectors.
#[derive(Default)]
pub struct Output {
    /// The tags' scores (logits).
    pub tags: Vec<[f32; TAGS]>,
    /// Four vectors: as content, as cue pointed at, as cue pointing, as source.
    pub links: Vec<[f32; LINKS]>,
}

impl Network {
    /// Reads a model that `training/export.py` wrote. The embeddings of a borrowed model, its largest tensor, are not
    /// copied.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Network, ModelError> {
        match bytes.into() {
            Cow::Borrowed(bytes) => Network::read(bytes, Cow::Borrowed),
            Cow::Owned(bytes) => Network::read(&bytes, |words| Cow::Owned(words.to_vec())),
        }
    }

    /// Builds the network of a model file. `keep` decides whether the rows of the word pieces, the largest tensor, are
    /// copied or left where the file is.
    fn read<'a>(bytes: &'a [u8], keep: impl Fn(&'a [u8]) -> Cow<'static, [u8]>) -> Result<Network, ModelError> {
        let file = ModelFile::new(bytes)?;
        let heads = file.number("heads")?;
        let (vocabulary, width) = file.matrix("we.weight", Dtype::I8)?;
        if width == 0 || width > LONGEST || !width.is_multiple_of(TILE_COLUMNS) || width != heads.saturating_mul(DEPTH)
        {
            return Err(ModelError::WrongHeads { heads, width });
        }
        let words = file.bytes("we.weight", Dtype::I8, &[vocabulary, width])?;
        let (positions, _) = file.matrix("pe.weight", Dtype::F32)?;
        let (features, _) = file.matrix("te.weight", Dtype::F32)?;
        let count = file.number("layers")?;
        let mut inner = TILE_COLUMNS;
        let mut layers = Vec::new();
        for number in 0..count {
            let name = |part: &str| format!("layers.{number}.{part}");
            let widen = name("f1.weight");
            let (found, _) = file.matrix(&widen, Dtype::I8)?;
            if number == 0 {
                inner = found;
            }
            if found != inner || inner == 0 || inner > LONGEST || !inner.is_multiple_of(TILE_COLUMNS) {
                let expected = format!("a multiple of {TILE_COLUMNS} rows, the same in every layer");
                return Err(ModelError::WrongShape { name: widen, found: vec![found, width], expected });
            }
            layers.push(Layer {
                attention: file.linear(&name("qkv"), 3 * width, width)?,
                mix: file.linear(&name("o"), width, width)?,
                mix_norm: file.norm(&name("ln1"), width)?,
                widen: file.linear(&name("f1"), inner, width)?,
                narrow: file.linear(&name("f2"), width, inner)?,
                narrow_norm: file.norm(&name("ln2"), width)?,
            });
        }
        Ok(Network {
            width,
            inner,
            word_scales: file.floats("we.scale", &[vocabulary])?,
            positions: file.floats("pe.weight", &[positions, width])?,
            features: file.floats("te.weight", &[features, width])?,
            norm: file.norm("ln", width)?,
            layers,
            head: file.linear("head", TAGS + LINKS, width)?,
            prior: file.prior()?,
            processor: Processor::best(),
            words: keep(words),
        })
    }

    /// How many word pieces the network knows.
    pub fn vocabulary(&self) -> usize {
        self.word_scales.len()
    }

    /// How many values a feature has.
    pub fn features(&self) -> usize {
        self.features.len() / self.width
    }

    /// The most positions that a window may have.
    pub fn longest(&self) -> usize {
        self.positions.len() / self.width
    }

    /// How many layers it has.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// The transition prior: the logarithm of how much likelier a tag (column) is after another (row) than in general.
    pub fn prior(&self) -> &[[f32; TAGS]; TAGS] {
        &self.prior
    }

    /// Reads one window of at most [`Network::longest`] positions.
    ///
    /// # Panics
    ///
    /// Panics if the window is longer, if a word piece is not below [`Network::vocabulary`] or a feature not below
    /// [`Network::features`], or if `ids` and `features` differ in length.
    pub fn run(&self, ids: &[u32], features: &[u8], scratch: &mut Scratch, out: &mut Output) {
        self.run_on(self.processor, ids, features, scratch, out);
    }

    /// Does what [`Network::run`] does on a chosen kernel, so that tests can compare kernels.
    fn run_on(&self, processor: Processor, ids: &[u32], features: &[u8], scratch: &mut Scratch, out: &mut Output) {
        assert!(ids.len() == features.len(), "every position has a word piece and a feature");
        assert!(ids.len() <= self.longest(), "a window has at most {} positions", self.longest());
        processor.run(Pass { network: self, ids, features, scratch, out });
    }
}
