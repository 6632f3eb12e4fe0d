//! The code that depends on the processor: the int8 matrix product, and the choice of instruction set for all other
//! work.
//!
//! This is the only module of the program with unsafe code. All kernels give exactly the same numbers: the int8 product
//! is computed without rounding or overflow, and everything else is plain Rust ([`Lane`](super::lanes::Lane)) compiled
//! once for each kernel.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Rows that a kernel multiplies at a time.
pub(super) const TILE_ROWS: usize = 6;
/// Columns that a kernel multiplies at a time.
pub(super) const TILE_COLUMNS: usize = 64;
/// Successive inputs whose weights are adjacent in a [`Block`].
pub(super) const GROUP: usize = 4;
/// Columns of a [`Block`].
pub(super) const BLOCK_COLUMNS: usize = 16;
/// Blocks side by side in a tile.
pub(super) const TILE_BLOCKS: usize = TILE_COLUMNS / BLOCK_COLUMNS;

/// A piece of a weight matrix: for each of 16 columns the weights of 4 successive inputs.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Block(pub [[i8; GROUP]; BLOCK_COLUMNS]);

impl Block {
    pub(super) const ZERO: Block = Block([[0; GROUP]; BLOCK_COLUMNS]);
}

/// The sums of 16 columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub(super) struct Sums(pub [i32; BLOCK_COLUMNS]);

/// The sums of a tile: for each row those of its blocks of columns.
pub(super) type Tile<const ROWS: usize, const BLOCKS: usize> = [[Sums; BLOCKS]; ROWS];

/// Multiplies a tile. A value of a type that implements this exists only where the processor has the instructions for
/// it.
pub(super) trait Kernel: Copy {
    /// Returns the exact sums over all inputs of `rows[r][input] · weight[input][column]`.
    ///
    /// `rows` holds the rows one after another, each a whole number of groups of 4 inputs; `ROWS` is a multiple of
    /// three.
    /// `panel` holds for each of these groups its `BLOCKS` blocks side by side. `ROWS * BLOCKS` should be 24, the
    /// number of sums that fits into the registers. Panics if the lengths do not match.
    fn tile<const ROWS: usize, const BLOCKS: usize>(self, rows: &[u8], panel: &[Block]) -> Tile<ROWS, BLOCKS>;
}

/// Work that is compiled once for every kernel. Every function it calls must be `#[inline(always)]`, or it is compiled
/// without the instructions of the kernel.
pub(super) trait Work {
    /// Does the work.
    fn run<K: Kernel>(self, kernel: K);
}

/// A kernel that this processor supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Processor(Level);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Processor {
    /// The kernels that this machine can run, the fastest first.
    pub(super) fn all() -> Vec<Processor> {
        let mut found = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
                && is_x86_feature_detected!("fma")
            {
                found.push(Processor(Level::Avx512));
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                found.push(Processor(Level::Avx2));
            }
        }
        found.push(Processor(Level::Plain));
        found
    }

    /// The fastest kernel of this machine.
    pub(super) fn best() -> Processor {
        Processor::all()[0]
    }

    /// Does the work with this kernel.
    pub(super) fn run(self, work: impl Work) {
        match self.0 {
            Level::Plain => work.run(Plain),
            // SAFETY: a `Processor` of this level is made by `all` only, once it has found the features.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { run_avx2(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { run_avx512(work) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2(work: impl Work) {
    work.run(Avx2(()));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,fma")]
fn run_avx512(work: impl Work) {
    work.run(Avx512(()));
}

/// The rows of a tile, each as groups of four inputs.
type TileRows<'a, const ROWS: usize> = [&'a [[u8; GROUP]]; ROWS];

/// Checks that rows and panel fit and splits them into groups.
#[inline(always)]
fn split<'a, const ROWS: usize, const BLOCKS: usize>(
    rows: &'a [u8],
    panel: &'a [Block],
) -> (TileRows<'a, ROWS>, &'a [[Block; BLOCKS]]) {
    const { assert!(ROWS.is_multiple_of(3), "kernels take three rows at a time") };
    let (panel, rest) = panel.as_chunks::<BLOCKS>();
    let groups = panel.len();
    assert!(rest.is_empty() && rows.len() == ROWS * groups * GROUP, "rows and weights do not fit");
    let (all, _) = rows.as_chunks::<GROUP>();
    let mut rows: TileRows<ROWS> = [&[]; ROWS];
    for (row, groups_of_row) in rows.iter_mut().enumerate() {
        *groups_of_row = &all[row * groups..][..groups];
    }
    (rows, panel)
}

/// The kernel for any processor.
#[derive(Clone, Copy)]
struct Plain;

impl Kernel for Plain {
    #[inline(always)]
    fn tile<const ROWS: usize, const BLOCKS: usize>(self, rows: &[u8], panel: &[Block]) -> Tile<ROWS, BLOCKS> {
        let (rows, panel) = split::<ROWS, BLOCKS>(rows, panel);
        let mut tile = [[Sums([0; BLOCK_COLUMNS]); BLOCKS]; ROWS];
        for (row, sums) in rows.iter().zip(&mut tile) {
            for (inputs, blocks) in row.iter().zip(panel) {
                let inputs = inputs.map(i32::from);
                for (block, sums) in blocks.iter().zip(sums.iter_mut()) {
                    for (weights, sum) in block.0.iter().zip(&mut sums.0) {
                        for at in 0..GROUP {
                            *sum += inputs[at] * i32::from(weights[at]);
                        }
                    }
                }
            }
        }
        tile
    }
}

/// The kernel for processors with AVX2 and FMA.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
struct Avx2(());

#[cfg(target_arch = "x86_64")]
impl Kernel for Avx2 {
    #[inline(always)]
    fn tile<const ROWS: usize, const BLOCKS: usize>(self, rows: &[u8], panel: &[Block]) -> Tile<ROWS, BLOCKS> {
        let (rows, panel) = split::<ROWS, BLOCKS>(rows, panel);
        // SAFETY: an `Avx2` is made by `run_avx2` only, where the features are there.
        unsafe { tile_avx2(rows, panel) }
    }
}

/// Multiplies a tile with AVX2. The even and the odd inputs are widened to 16 bits and multiplied in pairs, which is
/// exact: 2 · 255 · 127 < 2^31.
#[cfg(target_arch = "x86_64")]
#[inline(never)] // inlined, it would have to share its registers with all that is around it
#[target_feature(enable = "avx2,fma")]
fn tile_avx2<const ROWS: usize, const BLOCKS: usize>(
    rows: TileRows<ROWS>,
    panel: &[[Block; BLOCKS]],
) -> Tile<ROWS, BLOCKS> {
    /// Rows at a time: what fits into 16 registers.
    const AT_ONCE: usize = 3;
    let mut tile = [[Sums([0; BLOCK_COLUMNS]); BLOCKS]; ROWS];
    let low_bytes = _mm256_set1_epi16(0xff);
    for first in (0..ROWS).step_by(AT_ONCE) {
        for at in 0..BLOCKS {
            let mut sums = [[_mm256_setzero_si256(); 2]; AT_ONCE];
            for (group, blocks) in panel.iter().enumerate() {
                // SAFETY: both types are 64 bytes for which any value is valid.
                let halves: [__m256i; 2] = unsafe { std::mem::transmute(blocks[at]) };
                let even = halves.map(|half| _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(half)));
                let odd = halves.map(|half| _mm256_srai_epi16::<8>(half));
                for row in 0..AT_ONCE {
                    let inputs = _mm256_set1_epi32(i32::from_le_bytes(rows[first + row][group]));
                    let even_inputs = _mm256_and_si256(inputs, low_bytes);
                    let odd_inputs = _mm256_srli_epi16::<8>(inputs);
                    for half in 0..2 {
                        let pair = _mm256_add_epi32(
                            _mm256_madd_epi16(even_inputs, even[half]),
                            _mm256_madd_epi16(odd_inputs, odd[half]),
                        );
                        sums[row][half] = _mm256_add_epi32(sums[row][half], pair);
                    }
                }
            }
            for row in 0..AT_ONCE {
                // SAFETY: both types are 64 bytes for which any value is valid.
                tile[first + row][at] = unsafe { std::mem::transmute::<[__m256i; 2], Sums>(sums[row]) };
            }
        }
    }
    tile
}

/// The kernel for processors with AVX-512 and its instruction for int8 products (VNNI).
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
struct Avx512(());

#[cfg(target_arch = "x86_64")]
impl Kernel for Avx512 {
    #[inline(always)]
    fn tile<const ROWS: usize, const BLOCKS: usize>(self, rows: &[u8], panel: &[Block]) -> Tile<ROWS, BLOCKS> {
        let (rows, panel) = split::<ROWS, BLOCKS>(rows, panel);
        // SAFETY: an `Avx512` is made by `run_avx512` only, where the features are there.
        unsafe { tile_avx512(rows, panel) }
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(never)] // as above
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,fma")]
fn tile_avx512<const ROWS: usize, const BLOCKS: usize>(
    rows: TileRows<ROWS>,
    panel: &[[Block; BLOCKS]],
) -> Tile<ROWS, BLOCKS> {
    let mut tile = [[_mm512_setzero_si512(); BLOCKS]; ROWS];
    for (group, blocks) in panel.iter().enumerate() {
        let mut weights = [_mm512_setzero_si512(); BLOCKS];
        for at in 0..BLOCKS {
            // SAFETY: both types are 64 bytes for which any value is valid.
            weights[at] = unsafe { std::mem::transmute::<Block, __m512i>(blocks[at]) };
        }
        for row in 0..ROWS {
            let inputs = _mm512_set1_epi32(i32::from_le_bytes(rows[row][group]));
            for at in 0..BLOCKS {
                tile[row][at] = _mm512_dpbusd_epi32(tile[row][at], inputs, weights[at]);
            }
        }
    }
    let mut all = [[Sums([0; BLOCK_COLUMNS]); BLOCKS]; ROWS];
    for row in 0..ROWS {
        for at in 0..BLOCKS {
            // SAFETY: both types are 64 bytes for which any value is valid.
            all[row][at] = unsafe { std::mem::transmute::<__m512i, Sums>(tile[row][at]) };
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stores the tile that a kernel computes.
    struct Multiply<'a, const ROWS: usize, const BLOCKS: usize>(
        &'a [u8],
        &'a [Block],
        &'a mut Option<Tile<ROWS, BLOCKS>>,
    );

    impl<const ROWS: usize, const BLOCKS: usize> Work for Multiply<'_, ROWS, BLOCKS> {
        #[inline(always)]
        fn run<K: Kernel>(self, kernel: K) {
            *self.2 = Some(kernel.tile(self.0, self.1));
        }
    }

    fn tile<const ROWS: usize, const BLOCKS: usize>(
        processor: Processor,
        rows: &[u8],
        panel: &[Block],
    ) -> Tile<ROWS, BLOCKS> {
        let mut tile = None;
        processor.run(Multiply(rows, panel, &mut tile));
        tile.expect("every kernel writes its tile")
    }

    /// Checks that every kernel gives the same tile as the plain one, for a matrix of `groups` groups of inputs.
    fn agree<const ROWS: usize, const BLOCKS: usize>(groups: usize) {
        let rows: Vec<u8> = (0..ROWS * groups * GROUP).map(|at| (at * 7919 % 256) as u8).collect();
        let panel: Vec<Block> = (0..groups * BLOCKS)
            .map(|block| {
                Block(std::array::from_fn(|column| {
                    std::array::from_fn(|input| ((block * 64 + column * 4 + input) * 104_729 % 255) as u8 as i8)
                }))
            })
            .collect();
        let plain = tile::<ROWS, BLOCKS>(Processor(Level::Plain), &rows, &panel);
        for processor in Processor::all() {
            assert!(tile(processor, &rows, &panel) == plain, "{processor:?}, {ROWS} by {BLOCKS}, {groups} groups");
        }
    }

    #[test]
    fn kernels_agree_exactly() {
        for groups in [1, 2, 7, 96, 384] {
            agree::<TILE_ROWS, TILE_BLOCKS>(groups);
            agree::<12, 2>(groups);
        }
    }

    #[test]
    fn the_largest_sums_are_exact() {
        let groups = 384;
        let rows = vec![255; TILE_ROWS * groups * GROUP];
        for weight in [-127, 127] {
            let panel = vec![Block([[weight; GROUP]; BLOCK_COLUMNS]); groups * TILE_BLOCKS];
            for processor in Processor::all() {
                let expected = Sums([(groups * GROUP) as i32 * 255 * i32::from(weight); BLOCK_COLUMNS]);
                let found = tile::<TILE_ROWS, TILE_BLOCKS>(processor, &rows, &panel);
                assert!(found.iter().flatten().all(|sums| *sums == expected), "{processor:?}");
            }
        }
    }
}
