//! Products with int8 weights: matrices laid out for the kernels, and the numbers that they are multiplied with.
//!
//! A weight is `whole · scale of its column`, a number `(byte - 128) · scale of its row`, both within ±127. What the 128
//! adds to a sum depends on the column only and is taken off as its correction.

use super::kernels::{BLOCK_COLUMNS, Block, GROUP, Kernel, TILE_BLOCKS, TILE_COLUMNS, TILE_ROWS};
use super::lanes::{Lane, WIDTH};

/// The largest absolute whole number that stands for a weight or a number.
const LARGEST: f32 = 127.0;
/// What is added to the whole numbers to make them bytes.
const OFFSET: i32 = 128;

/// `rows` made a whole number of tiles.
pub(super) fn padded(rows: usize) -> usize {
    rows.next_multiple_of(TILE_ROWS)
}

/// Gives `buffer` at least this length; what it holds stays.
pub(super) fn grow<T: Clone>(buffer: &mut Vec<T>, length: usize, filler: T) {
    if buffer.len() < length {
        buffer.resize(length, filler);
    }
}

/// Rows of numbers as bytes, a scale for each row.
#[derive(Default)]
pub(super) struct Rows {
    inputs: usize,
    bytes: Vec<u8>,
    scales: Vec<f32>,
}

impl Rows {
    /// Makes room for so many rows of so many inputs.
    pub(super) fn resize(&mut self, rows: usize, inputs: usize) {
        self.inputs = inputs;
        grow(&mut self.bytes, padded(rows) * inputs, OFFSET as u8);
        grow(&mut self.scales, padded(rows), 0.0);
    }

    /// Takes the rows that `numbers` holds, `factor` times; their length is a multiple of 16.
    #[inline(always)]
    pub(super) fn quantize<'a>(&mut self, numbers: impl Iterator<Item = &'a [f32]>, factor: f32) {
        let rows = self.bytes.chunks_exact_mut(self.inputs).zip(&mut self.scales);
        for ((bytes, scale), numbers) in rows.zip(numbers) {
            *scale = quantize(numbers, bytes) * factor;
        }
    }
}

/// Writes `numbers` as bytes and returns their scale.
#[inline(always)]
pub(super) fn quantize(numbers: &[f32], bytes: &mut [u8]) -> f32 {
    let (numbers, _) = numbers.as_chunks::<WIDTH>();
    let (bytes, _) = bytes.as_chunks_mut::<WIDTH>();
    let mut largest = Lane::splat(1e-9);
    for chunk in numbers {
        largest = largest.max(Lane(*chunk).abs());
    }
    let largest = largest.largest();
    let factor = Lane::splat(LARGEST / largest);
    for (chunk, bytes) in numbers.iter().zip(bytes) {
        *bytes = Lane(*chunk).to_bytes(factor);
    }
    largest / LARGEST
}

/// A matrix of int8 weights, its columns filled up to whole tiles, and what is added to its products.
#[derive(Default)]
pub(super) struct Linear {
    inputs: usize,
    /// For each tile of columns its panel: for each group of inputs the blocks side by side.
    blocks: Vec<Block>,
    scales: Vec<f32>,
    corrections: Vec<i32>,
    biases: Vec<f32>,
}

impl Linear {
    /// Lays out a matrix of `biases.len()` columns. `weights`: for each column in turn the weights of its inputs, whose
    /// count is a multiple of 4; `scales` and `biases`: one for each column.
    pub(super) fn new(inputs: usize, weights: &[u8], scales: &[f32], biases: &[f32]) -> Linear {
        let mut linear = Linear::default();
        linear.resize(inputs, biases.len());
        for (column, weights) in weights.chunks_exact(inputs).enumerate() {
            linear.set_column(column, weights.iter().map(|byte| byte.cast_signed()), scales[column]);
            linear.biases[column] = biases[column];
        }
        linear
    }

    /// Makes room for so many columns of so many inputs.
    pub(super) fn resize(&mut self, inputs: usize, columns: usize) {
        let columns = columns.next_multiple_of(TILE_COLUMNS);
        self.inputs = inputs;
        grow(&mut self.blocks, columns * inputs / (BLOCK_COLUMNS * GROUP), Block::ZERO);
        grow(&mut self.scales, columns, 0.0);
        grow(&mut self.corrections, columns, 0);
        grow(&mut self.biases, columns, 0.0);
    }

    /// Writes one column.
    #[inline(always)]
    pub(super) fn set_column(&mut self, column: usize, weights: impl Iterator<Item = i8>, scale: f32) {
        let first = column / TILE_COLUMNS * self.panel_length() + column % TILE_COLUMNS / BLOCK_COLUMNS;
        let mut sum = 0;
        for (input, weight) in weights.enumerate() {
            sum += i32::from(weight);
            self.blocks[first + input / GROUP * TILE_BLOCKS].0[column % BLOCK_COLUMNS][input % GROUP] = weight;
        }
        self.scales[column] = scale;
        self.corrections[column] = OFFSET * sum;
    }

    /// How many blocks a panel has.
    fn panel_length(&self) -> usize {
        self.inputs / GROUP * TILE_BLOCKS
    }

    /// Multiplies the tile of rows number `tile` by the columns of one panel. `out`: 6 rows, `stride` apart, of which the
    /// first 64 numbers are written.
    #[inline(always)]
    pub(super) fn multiply_tile<const GELU: bool>(
        &self,
        kernel: impl Kernel,
        rows: &Rows,
        tile: usize,
        panel: usize,
        out: &mut [f32],
        stride: usize,
    ) {
        let bytes = &rows.bytes[tile * TILE_ROWS * rows.inputs..][..TILE_ROWS * rows.inputs];
        let row_scales = &rows.scales[tile * TILE_ROWS..][..TILE_ROWS];
        let sums = kernel.tile(bytes, &self.blocks[panel * self.panel_length()..][..self.panel_length()]);
        for at in 0..TILE_BLOCKS {
            let column = panel * TILE_COLUMNS + at * BLOCK_COLUMNS;
            let corrections = &self.corrections[column..][..BLOCK_COLUMNS];
            let scales = Lane::load(&self.scales[column..]);
            let biases = Lane::load(&self.biases[column..]);
            for row in 0..TILE_ROWS {
                let mut products = Lane::ZERO;
                for place in 0..BLOCK_COLUMNS {
                    products.0[place] = (sums[row][at].0[place] - corrections[place]) as f32;
                }
                let mut result = products.mul_add(scales.mul(Lane::splat(row_scales[row])), biases);
                if GELU {
                    result = result.gelu();
                }
                result.store(&mut out[row * stride + at * BLOCK_COLUMNS..]);
            }
        }
    }

    /// Multiplies `count` rows by the columns of `panels`. `out`: rows of as many numbers as the panels have columns.
    #[inline(always)]
    pub(super) fn multiply<const GELU: bool>(
        &self,
        kernel: impl Kernel,
        rows: &Rows,
        count: usize,
        panels: std::ops::Range<usize>,
        out: &mut [f32],
    ) {
        let stride = panels.len() * TILE_COLUMNS;
        for (at, panel) in panels.enumerate() {
            for tile in 0..count.div_ceil(TILE_ROWS) {
                let out = &mut out[tile * TILE_ROWS * stride + at * TILE_COLUMNS..];
                self.multiply_tile::<GELU>(kernel, rows, tile, panel, out, stride);
            }
        }
    }

    /// How many panels hold all columns.
    pub(super) fn panels(&self) -> usize {
        self.scales.len() / TILE_COLUMNS
    }
}
