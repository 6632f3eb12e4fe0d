//! Runs the network on one window.
//!
//! All numbers of a window are kept in rows, one row per position. Rows are processed in tiles of six; the rows that
//! pad the last tile hold stale numbers, which nothing reads.

use super::kernels::{Kernel, TILE_COLUMNS, TILE_ROWS, Work};
use super::lanes::{Lane, WIDTH, gelu, largest, sum, sum_of_squares};
use super::linear::{Linear, Rows, TALL_ROWS, Values, grow, padded};
use super::{LINKS, Network, Output, TAGS};

/// Numbers of one attention head at one position.
pub(super) const DEPTH: usize = 32;
/// Heads in a tile of columns.
const HEADS_AT_ONCE: usize = TILE_COLUMNS / DEPTH;
/// Rows that go through the second half of a layer together: few enough for the second-level cache of the processor.
const BLOCK_ROWS: usize = 96;
const _: () = assert!(BLOCK_ROWS.is_multiple_of(TILE_ROWS), "blocks are whole tiles");
/// What layer normalization adds to the variance; the value BERT was trained with.
const EPSILON: f32 = 1e-12;

/// Scale and shift of a layer normalization.
pub(super) struct Norm {
    pub weights: Vec<f32>,
    pub biases: Vec<f32>,
}

/// One layer of the encoder.
pub(super) struct Layer {
    /// Queries, keys and values of all heads.
    pub attention: Linear,
    /// The output projection of the attention, whose result is added to the state, and the layer normalization after
    /// it.
    pub mix: Linear,
    pub mix_norm: Norm,
    /// The feed-forward network, two products with GELU between them, whose result is added to the state, and the layer
    /// normalization after it.
    pub widen: Linear,
    pub narrow: Linear,
    pub narrow_norm: Norm,
}

/// The buffers that running a window needs; reused between windows to avoid allocating them again.
#[derive(Default)]
pub struct Scratch {
    /// The state of every position.
    states: Vec<f32>,
    /// The states, quantized to bytes.
    bytes: Rows,
    /// Queries, keys and values of two heads.
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
    /// Queries and keys of one head as bytes, and the keys as a matrix with a column for each position.
    query_bytes: Rows,
    key_bytes: Rows,
    key_columns: Linear,
    /// The values of one head as a matrix.
    head_values: Values,
    /// The attention scores of a tile for every position, and the attention weights as bytes.
    scores: Vec<f32>,
    shares: Vec<u8>,
    /// The concatenated outputs of all attention heads at every position.
    mixed: Vec<f32>,
    /// For a block of rows: the input as bytes, the inner numbers of the feed-forward network, also as bytes, and the
    /// change that is added to the states.
    block_bytes: Rows,
    wide: Vec<f32>,
    wide_bytes: Rows,
    change: Vec<f32>,
}

impl Scratch {
    /// Grows the buffers to hold a window of `positions` positions.
    fn resize(&mut self, network: &Network, positions: usize) {
        let (width, inner) = (network.width, network.inner);
        let rows = padded(positions);
        let columns = positions.next_multiple_of(TILE_COLUMNS);
        let block = BLOCK_ROWS.min(rows);
        grow(&mut self.states, rows * width, 0.0);
        self.bytes.resize(positions, width);
        for buffer in [&mut self.queries, &mut self.keys, &mut self.values] {
            grow(buffer, rows * TILE_COLUMNS, 0.0);
        }
        self.query_bytes.resize(positions, DEPTH);
        self.key_bytes.resize(positions, DEPTH);
        self.key_columns.resize(DEPTH, positions);
        self.head_values.resize(positions);
        grow(&mut self.scores, TALL_ROWS * columns, 0.0);
        grow(&mut self.shares, TALL_ROWS * Values::inputs(positions), 0);
        grow(&mut self.mixed, rows * width, 0.0);
        self.block_bytes.resize(block, width);
        grow(&mut self.wide, block * inner.max(network.head.panels() * TILE_COLUMNS), 0.0);
        self.wide_bytes.resize(block, inner);
        grow(&mut self.change, block * width, 0.0);
    }
}

/// The arguments of one run of the network, to be run on any kernel.
pub(super) struct Pass<'a> {
    pub network: &'a Network,
    pub ids: &'a [u32],
    pub features: &'a [u8],
    pub scratch: &'a mut Scratch,
    pub out: &'a mut Output,
}

impl Work for Pass<'_> {
    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) {
        let Pass { network, ids, features, scratch, out } = self;
        scratch.resize(network, ids.len());
        embed(network, ids, features, &mut scratch.states);
        for layer in &network.layers {
            attend(kernel, layer, network.width, ids.len(), scratch);
            transform(kernel, layer, network.width, ids.len(), scratch);
        }
        read_out(kernel, network, ids.len(), scratch, out);
    }
}

/// Fills `states` with the normalized sums of the word, position and feature embeddings.
#[inline(always)]
fn embed(network: &Network, ids: &[u32], features: &[u8], states: &mut [f32]) {
    let width = network.width;
    for (at, (&id, &feature)) in ids.iter().zip(features).enumerate() {
        let word = &network.words[id as usize * width..][..width];
        let scale = network.word_scales[id as usize];
        let position = &network.positions[at * width..][..width];
        let feature = &network.features[usize::from(feature) * width..][..width];
        let state = &mut states[at * width..][..width];
        for place in 0..width {
            let word = f32::from(word[place].cast_signed());
            state[place] = word.mul_add(scale, position[place] + feature[place]);
        }
        normalize(state, &network.norm);
    }
}

/// Layer normalization of one row.
#[inline(always)]
fn normalize(row: &mut [f32], norm: &Norm) {
    let share = 1.0 / row.len() as f32;
    let mean = sum(row) * share;
    for number in row.iter_mut() {
        *number -= mean;
    }
    let factor = 1.0 / (sum_of_squares(row) * share + EPSILON).sqrt();
    for ((number, weight), bias) in row.iter_mut().zip(&norm.weights).zip(&norm.biases) {
        *number = number.mul_add(weight * factor, *bias);
    }
}

/// Adds `change` to the states and normalizes them.
#[inline(always)]
fn add_and_normalize(states: &mut [f32], change: &[f32], norm: &Norm) {
    let width = norm.weights.len();
    for (state, change) in states.chunks_exact_mut(width).zip(change.chunks_exact(width)) {
        for (number, change) in state.iter_mut().zip(change) {
            *number += change;
        }
        normalize(state, norm);
    }
}

/// Computes self-attention of every position to all positions, from `states` to `mixed`.
///
/// Two heads are computed at a time, as many as one panel of the matrix holds, so that their data stays in the
/// processor's caches.
#[inline(always)]
fn attend<K: Kernel>(kernel: K, layer: &Layer, width: usize, positions: usize, scratch: &mut Scratch) {
    scratch.bytes.quantize(scratch.states.chunks_exact(width).take(positions), 1.0);
    let panels = width / TILE_COLUMNS;
    for panel in 0..panels {
        for (number, buffer) in [&mut scratch.queries, &mut scratch.keys, &mut scratch.values].into_iter().enumerate() {
            let panel = number * panels + panel;
            layer.attention.multiply(kernel, &scratch.bytes, positions, panel..panel + 1, buffer);
        }
        for head in 0..HEADS_AT_ONCE {
            let within = head * DEPTH..(head + 1) * DEPTH;
            let queries = scratch.queries.chunks_exact(TILE_COLUMNS).take(positions);
            scratch.query_bytes.quantize(queries.map(|row| &row[within.clone()]), 1.0 / (DEPTH as f32).sqrt());
            let keys = scratch.keys.chunks_exact(TILE_COLUMNS).take(positions);
            scratch.key_bytes.quantize(keys.map(|row| &row[within.clone()]), 1.0);
            scratch.key_columns.set_columns(&scratch.key_bytes, positions);
            let columns = positions.next_multiple_of(TILE_COLUMNS);
            scratch.head_values.set(&scratch.values, within.start, positions);
            for first in (0..positions).step_by(TALL_ROWS) {
                for tile in 0..TALL_ROWS / TILE_ROWS {
                    for panel in 0..columns / TILE_COLUMNS {
                        let out = &mut scratch.scores[tile * TILE_ROWS * columns + panel * TILE_COLUMNS..];
                        let (rows, tile) = (&scratch.query_bytes, first / TILE_ROWS + tile);
                        scratch.key_columns.multiply_tile(kernel, rows, tile, panel, out, columns);
                    }
                }
                share_out(&mut scratch.scores, columns, positions, &mut scratch.shares);
                let shares = &scratch.shares[..TALL_ROWS * Values::inputs(positions)];
                let means = scratch.head_values.means(kernel, shares, positions);
                for (row, means) in means.iter().enumerate() {
                    let out = &mut scratch.mixed[(first + row) * width + panel * TILE_COLUMNS + within.start..];
                    for (part, mean) in means.iter().enumerate() {
                        mean.store(&mut out[part * WIDTH..]);
                    }
                }
            }
        }
    }
}

/// Writes the numerators of the softmax of the scores of a tile to `shares`, as bytes scaled so that the largest of
/// each row is 255. Rows of `scores` are `stride` numbers apart.
#[inline(always)]
fn share_out(scores: &mut [f32], stride: usize, positions: usize, shares: &mut [u8]) {
    let inputs = Values::inputs(positions);
    for (row, shares) in scores.chunks_exact_mut(stride).zip(shares.chunks_exact_mut(inputs)).take(TALL_ROWS) {
        let row = &mut row[..inputs];
        row[positions..].fill(-1e30);
        let largest = largest(row, -1e30);
        let (row, _) = row.as_chunks::<WIDTH>();
        let (shares, _) = shares.as_chunks_mut::<WIDTH>();
        for (numbers, shares) in row.iter().zip(shares) {
            *shares = Lane(*numbers).exp(largest).to_bytes(Lane::splat(255.0), 0);
        }
    }
}

/// Computes the rest of a layer after the attention: updates `states` from `mixed`.
#[inline(always)]
fn transform<K: Kernel>(kernel: K, layer: &Layer, width: usize, positions: usize, scratch: &mut Scratch) {
    for first in (0..positions).step_by(BLOCK_ROWS) {
        let count = BLOCK_ROWS.min(positions - first);
        let states = &mut scratch.states[first * width..][..count * width];
        let mixed = &scratch.mixed[first * width..][..count * width];
        scratch.block_bytes.quantize(mixed.chunks_exact(width), 1.0);
        layer.mix.multiply(kernel, &scratch.block_bytes, count, 0..layer.mix.panels(), &mut scratch.change);
        add_and_normalize(states, &scratch.change, &layer.mix_norm);
        scratch.block_bytes.quantize(states.chunks_exact(width), 1.0);
        layer.widen.multiply(kernel, &scratch.block_bytes, count, 0..layer.widen.panels(), &mut scratch.wide);
        let inner = layer.widen.panels() * TILE_COLUMNS;
        gelu(&mut scratch.wide[..count * inner]);
        scratch.wide_bytes.quantize(scratch.wide.chunks_exact(inner).take(count), 1.0);
        layer.narrow.multiply(kernel, &scratch.wide_bytes, count, 0..layer.narrow.panels(), &mut scratch.change);
        add_and_normalize(states, &scratch.change, &layer.narrow_norm);
    }
}

/// Computes tag scores and link vectors from the final states.
#[inline(always)]
fn read_out<K: Kernel>(kernel: K, network: &Network, positions: usize, scratch: &mut Scratch, out: &mut Output) {
    let (width, head) = (network.width, &network.head);
    out.tags.clear();
    out.links.clear();
    for first in (0..positions).step_by(BLOCK_ROWS) {
        let count = BLOCK_ROWS.min(positions - first);
        let states = &scratch.states[first * width..][..count * width];
        scratch.block_bytes.quantize(states.chunks_exact(width), 1.0);
        head.multiply(kernel, &scratch.block_bytes, count, 0..head.panels(), &mut scratch.wide);
        for row in scratch.wide.chunks_exact(head.panels() * TILE_COLUMNS).take(count) {
            let (mut tags, mut links) = ([0.0; TAGS], [0.0; LINKS]);
            tags.copy_from_slice(&row[..TAGS]);
            links.copy_from_slice(&row[TAGS..TAGS + LINKS]);
            out.tags.push(tags);
            out.links.push(links);
        }
    }
}
