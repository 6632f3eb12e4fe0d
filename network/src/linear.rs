//! Matrix products with int8 weights: weight matrices laid out for the kernels, and the quantized rows to multiply by
//! them.
//!
//! A weight is stored as a signed byte, with `weight = byte · scale of its column`. A number of a row is stored as an
//! unsigned byte, with `number = (byte - 128) · scale of its row`. Without that offset both are within ±127. What the
//! 128 adds to a sum depends on the column only, and is subtracted as the correction of the column.

use super::forward::DEPTH;
use super::kernels::{BLOCK_COLUMNS, Block, GROUP, Kernel, TILE_BLOCKS, TILE_COLUMNS, TILE_ROWS};
use super::lanes::{Lane, WIDTH, largest_size};

/// The largest absolute value of a quantized weight or number.
const LARGEST: f32 = 127.0;
/// The offset that makes the quantized numbers of a row unsigned bytes.
const OFFSET: i32 = 128;
/// Rows of the tiles in which attention is computed; twice as many as usual, with half as many columns.
pub(super) const TALL_ROWS: usize = 2 * TILE_ROWS;
/// Blocks side by side that hold the columns of a head.
pub(super) const HEAD_BLOCKS: usize = DEPTH / BLOCK_COLUMNS;

/// Rounds `rows` up to a whole number of tiles.
pub(super) fn padded(rows: usize) -> usize {
    rows.next_multiple_of(TALL_ROWS)
}

/// Extends `buffer` to at least this length; its contents are kept.
pub(super) fn grow<T: Clone>(buffer: &mut Vec<T>, length: usize, filler: T) {
    if buffer.len() < length {
        buffer.resize(length, filler);
    }
}

/// Rows of quantized numbers, with a scale for each row.
#[derive(Default)]
pub(super) struct Rows {
    inputs: usize,
    bytes: Vec<u8>,
    scales: Vec<f32>,
}

impl Rows {
    /// Grows the buffers to hold `rows` rows of `inputs` inputs.
    pub(super) fn resize(&mut self, rows: usize, inputs: usize) {
        self.inputs = inputs;
        grow(&mut self.bytes, padded(rows) * inputs, OFFSET as u8);
        grow(&mut self.scales, padded(rows), 0.0);
    }

    /// Quantizes the rows of `numbers`, multiplied by `factor`; the length of each is a multiple of 16.
    #[inline(always)]
    pub(super) fn quantize<'a>(&mut self, numbers: impl Iterator<Item = &'a [f32]>, factor: f32) {
        let rows = self.bytes.chunks_exact_mut(self.inputs).zip(&mut self.scales);
        for ((bytes, scale), numbers) in rows.zip(numbers) {
            *scale = quantize(numbers, bytes) * factor;
        }
    }
}

/// Writes `numbers` to `bytes`, quantized, and returns their scale. The largest absolute value is taken to be at least
/// 1e-9, which avoids a division by zero.
#[inline(always)]
fn quantize(numbers: &[f32], bytes: &mut [u8]) -> f32 {
    let largest = largest_size(numbers, 1e-9);
    let factor = Lane::splat(LARGEST / largest);
    let (numbers, _) = numbers.as_chunks::<WIDTH>();
    let (bytes, _) = bytes.as_chunks_mut::<WIDTH>();
    for (chunk, bytes) in numbers.iter().zip(bytes) {
        *bytes = Lane(*chunk).to_bytes(factor, OFFSET as u8);
    }
    largest / LARGEST
}

/// A matrix of int8 weights with biases; its columns are padded to whole tiles.
#[derive(Default)]
pub(super) struct Linear {
    inputs: usize,
    /// The panels, one for each tile of columns. A panel holds for each group of inputs its blocks side by side.
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
        let mut bytes = vec![0; inputs];
        for (column, weights) in weights.chunks_exact(inputs).enumerate() {
            for (byte, weight) in bytes.iter_mut().zip(weights) {
                *byte = weight.wrapping_add(OFFSET as u8);
            }
            linear.set_column(column, &bytes, scales[column]);
            linear.biases[column] = biases[column];
        }
        linear
    }

    /// Makes the first `count` rows of `rows` the columns of this matrix.
    #[inline(always)]
    pub(super) fn set_columns(&mut self, rows: &Rows, count: usize) {
        for (column, bytes) in rows.bytes.chunks_exact(rows.inputs).take(count).enumerate() {
            self.set_column(column, bytes, rows.scales[column]);
        }
    }

    /// Grows the buffers to hold `columns` columns of `inputs` inputs.
    pub(super) fn resize(&mut self, inputs: usize, columns: usize) {
        let columns = columns.next_multiple_of(TILE_COLUMNS);
        self.inputs = inputs;
        grow(&mut self.blocks, columns * inputs / (BLOCK_COLUMNS * GROUP), Block::ZERO);
        grow(&mut self.scales, columns, 0.0);
        grow(&mut self.corrections, columns, 0);
        grow(&mut self.biases, columns, 0.0);
    }

    /// Writes one column; `bytes` holds its weights with the offset of 128, as in a row.
    #[inline(always)]
    fn set_column(&mut self, column: usize, bytes: &[u8], scale: f32) {
        let first = column / TILE_COLUMNS * self.panel_length() + column % TILE_COLUMNS / BLOCK_COLUMNS;
        let blocks = self.blocks[first..].iter_mut().step_by(TILE_BLOCKS);
        for (block, group) in blocks.zip(bytes.as_chunks().0) {
            block.0[column % BLOCK_COLUMNS] = group.map(|byte| byte.wrapping_sub(OFFSET as u8).cast_signed());
        }
        let mut sum = 0;
        for byte in bytes {
            sum += i32::from(*byte);
        }
        self.scales[column] = scale;
        self.corrections[column] = OFFSET * (sum - OFFSET * bytes.len() as i32);
    }

    /// How many blocks a panel has.
    fn panel_length(&self) -> usize {
        self.inputs / GROUP * TILE_BLOCKS
    }

    /// Multiplies the rows of tile `tile` by the columns of one panel. Writes the first 64 numbers of each of 6 rows of
    /// `out`, which are `stride` numbers apart.
    #[inline(always)]
    pub(super) fn multiply_tile(
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
        let sums = kernel
            .tile::<TILE_ROWS, TILE_BLOCKS>(bytes, &self.blocks[panel * self.panel_length()..][..self.panel_length()]);
        let columns = panel * TILE_COLUMNS..(panel + 1) * TILE_COLUMNS;
        let (scales, _) = self.scales[columns.clone()].as_chunks::<WIDTH>();
        let (corrections, _) = self.corrections[columns.clone()].as_chunks::<WIDTH>();
        let (biases, _) = self.biases[columns].as_chunks::<WIDTH>();
        for (row, out) in out.chunks_mut(stride).take(TILE_ROWS).enumerate() {
            let row_scale = Lane::splat(row_scales[row]);
            let (out, _) = out[..TILE_COLUMNS].as_chunks_mut::<WIDTH>();
            for at in 0..TILE_BLOCKS {
                let mut products = Lane::ZERO;
                for (place, product) in products.0.iter_mut().enumerate() {
                    *product = (sums[row][at].0[place] - corrections[at][place]) as f32;
                }
                out[at] = products.mul_add(Lane(scales[at]).mul(row_scale), Lane(biases[at])).0;
            }
        }
    }

    /// Multiplies `count` rows by the columns of `panels`. `out`: rows of as many numbers as the panels have columns.
    #[inline(always)]
    pub(super) fn multiply(
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
                self.multiply_tile(kernel, rows, tile, panel, out, stride);
            }
        }
    }

    /// How many panels hold all columns.
    pub(super) fn panels(&self) -> usize {
        self.scales.len() / TILE_COLUMNS
    }
}

/// The values of an attention head as a matrix with an input for each position. It has a scale for each column but no
/// corrections: the attention weights that it is multiplied by are not negative, so their bytes have no offset.
#[derive(Default)]
pub(super) struct Values {
    /// For each group of positions the blocks side by side.
    blocks: Vec<[Block; HEAD_BLOCKS]>,
    scales: [Lane; HEAD_BLOCKS],
}

impl Values {
    /// Returns the number of positions after padding: the length of each row of attention weights.
    pub(super) fn inputs(positions: usize) -> usize {
        positions.next_multiple_of(WIDTH)
    }

    /// Grows the buffer to hold `positions` positions.
    pub(super) fn resize(&mut self, positions: usize) {
        grow(&mut self.blocks, Values::inputs(positions) / GROUP, [Block::ZERO; HEAD_BLOCKS]);
    }

    /// Quantizes the values of a head, which start at `first` in each of `positions` rows of 64 numbers. The inputs of
    /// padding positions keep stale numbers, which [`means`](Self::means) multiplies by 0.
    #[inline(always)]
    pub(super) fn set(&mut self, rows: &[f32], first: usize, positions: usize) {
        let (rows, _) = rows.as_chunks::<TILE_COLUMNS>();
        for part in 0..HEAD_BLOCKS {
            let columns = first + part * BLOCK_COLUMNS;
            let mut largest = Lane::splat(1e-9);
            for row in &rows[..positions] {
                largest = largest.max(Lane::load(&row[columns..]).abs());
            }
            let factor = largest.reciprocal().mul(Lane::splat(LARGEST));
            for (rows, blocks) in
                rows[..positions.next_multiple_of(GROUP)].as_chunks::<GROUP>().0.iter().zip(&mut self.blocks)
            {
                for (at, row) in rows.iter().enumerate() {
                    let bytes = Lane::load(&row[columns..]).to_bytes(factor, OFFSET as u8);
                    for (column, byte) in bytes.into_iter().enumerate() {
                        blocks[part].0[column][at] = byte.wrapping_sub(OFFSET as u8).cast_signed();
                    }
                }
            }
            self.scales[part] = largest.mul(Lane::splat(1.0 / LARGEST));
        }
    }

    /// Returns for each row of a tile the weighted mean of the values at `positions`. `weights` holds 12 rows one after
    /// another, each [`inputs`](Self::inputs) long; weights of padding positions are 0, and the sum of each row is not.
    #[inline(always)]
    pub(super) fn means(
        &self,
        kernel: impl Kernel,
        weights: &[u8],
        positions: usize,
    ) -> [[Lane; HEAD_BLOCKS]; TALL_ROWS] {
        let inputs = Values::inputs(positions);
        let blocks = self.blocks[..inputs / GROUP].as_flattened();
        let sums = kernel.tile::<TALL_ROWS, HEAD_BLOCKS>(weights, blocks);
        let mut means = [[Lane::ZERO; HEAD_BLOCKS]; TALL_ROWS];
        for (row, weights) in weights.chunks_exact(inputs).enumerate() {
            let mut total = 0;
            for weight in weights {
                total += i32::from(*weight);
            }
            let share = Lane::splat(1.0 / total as f32);
            for part in 0..HEAD_BLOCKS {
                let mut products = Lane::ZERO;
                for (place, product) in products.0.iter_mut().enumerate() {
                    *product = sums[row][part].0[place] as f32;
                }
                means[row][part] = products.mul(self.scales[part].mul(share));
            }
        }
        means
    }
}
