//! The network as a whole, on small made-up models.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, TensorView, serialize};

use super::kernels::Processor;
use super::*;

const WIDTH: usize = 128;
const INNER: usize = 192;
const VOCABULARY: usize = 50;
const POSITIONS: usize = 512;
const FEATURES: usize = 16;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// Within ±`size`.
    fn float(&mut self, size: f32) -> f32 {
        (self.next() % 2001) as f32 / 1000.0 * size - size
    }
}

/// The tensors of a model file and its metadata, to be changed by tests before they are written.
struct File {
    tensors: HashMap<String, (Dtype, Vec<usize>, Vec<u8>)>,
    metadata: HashMap<String, String>,
}

impl File {
    fn floats(&mut self, name: &str, shape: &[usize], mut number: impl FnMut() -> f32) {
        let bytes = (0..shape.iter().product()).flat_map(|_: usize| number().to_le_bytes()).collect();
        self.tensors.insert(name.to_owned(), (Dtype::F32, shape.to_vec(), bytes));
    }

    fn matrix(&mut self, name: &str, rows: usize, columns: usize, numbers: &mut Numbers) {
        let bytes = (0..rows * columns).map(|_| (numbers.next() % 255) as u8 ^ 0x80).collect();
        self.tensors.insert(format!("{name}.weight"), (Dtype::I8, vec![rows, columns], bytes));
        self.floats(&format!("{name}.scale"), &[rows], || 0.0005 + numbers.float(0.0004));
    }

    /// A model of two layers with random weights.
    fn random() -> File {
        let mut numbers = Numbers(7);
        let mut file = File { tensors: HashMap::new(), metadata: HashMap::new() };
        file.matrix("we", VOCABULARY, WIDTH, &mut numbers);
        file.floats("pe.weight", &[POSITIONS, WIDTH], || numbers.float(0.1));
        file.floats("te.weight", &[FEATURES, WIDTH], || numbers.float(0.1));
        let mut linears = vec![("head".to_owned(), TAGS + LINKS, WIDTH)];
        let mut norms = vec!["ln".to_owned()];
        for layer in 0..2 {
            linears.push((format!("layers.{layer}.qkv"), 3 * WIDTH, WIDTH));
            linears.push((format!("layers.{layer}.o"), WIDTH, WIDTH));
            linears.push((format!("layers.{layer}.f1"), INNER, WIDTH));
            linears.push((format!("layers.{layer}.f2"), WIDTH, INNER));
            norms.extend([format!("layers.{layer}.ln1"), format!("layers.{layer}.ln2")]);
        }
        for (name, outputs, inputs) in linears {
            file.matrix(&name, outputs, inputs, &mut numbers);
            file.floats(&format!("{name}.bias"), &[outputs], || numbers.float(0.2));
        }
        for name in norms {
            file.floats(&format!("{name}.weight"), &[WIDTH], || 1.0 + numbers.float(0.3));
            file.floats(&format!("{name}.bias"), &[WIDTH], || numbers.float(0.2));
        }
        let prior = [[0.25; TAGS]; TAGS];
        for (key, value) in [
            ("format", FORMAT.to_owned()),
            ("layers", "2".to_owned()),
            ("heads", (WIDTH / DEPTH).to_string()),
            ("prior", serde_json::to_string(&prior).expect("numbers can be written")),
        ] {
            file.metadata.insert(key.to_owned(), value);
        }
        file
    }

    fn bytes(&self) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, (kind, shape, bytes))| {
            (name, TensorView::new(*kind, shape.clone(), bytes).expect("shape and bytes fit"))
        });
        serialize(views, Some(self.metadata.clone())).expect("the tensors can be written")
    }

    fn network(&self) -> Result<Network, ModelError> {
        Network::from_bytes(self.bytes())
    }

    /// Returns the error message with which the network refuses this file.
    fn refusal(&self) -> String {
        self.network().err().expect("the file is refused").to_string()
    }
}

fn window(length: usize) -> (Vec<u32>, Vec<u8>) {
    let mut numbers = Numbers(length as u64);
    let ids = (0..length).map(|_| (numbers.next() % VOCABULARY as u64) as u32).collect();
    (ids, (0..length).map(|_| (numbers.next() % FEATURES as u64) as u8).collect())
}

/// Returns the bits of the whole output of the network.
fn bits(out: &Output) -> Vec<u32> {
    out.tags.as_flattened().iter().chain(out.links.as_flattened()).map(|number| number.to_bits()).collect()
}

#[test]
fn all_processors_give_the_same_bits_whatever_was_read_before() {
    let network = File::random().network().expect("the model can be read");
    assert_eq!((network.layers(), network.vocabulary(), network.longest()), (2, VOCABULARY, POSITIONS));
    assert_eq!(network.features(), FEATURES);
    assert_eq!(network.prior(), &[[0.25; TAGS]; TAGS]);
    let mut used = Scratch::default();
    for length in [65, 1, 15, 16, 17, 63, 64, 0, 5] {
        let (ids, features) = window(length);
        let mut expected = Output::default();
        network.run(&ids, &features, &mut Scratch::default(), &mut expected);
        assert_eq!((expected.tags.len(), expected.links.len()), (length, length));
        assert!(expected.tags.as_flattened().iter().all(|score| score.is_finite()));
        for processor in Processor::all() {
            let mut found = Output::default();
            network.run_on(processor, &ids, &features, &mut used, &mut found);
            assert!(bits(&found) == bits(&expected), "{processor:?}, {length} positions");
        }
    }
}

#[test]
fn the_longest_window_gives_the_same_bits() {
    let mut file = File::random();
    file.metadata.insert("layers".to_owned(), "1".to_owned());
    let network = file.network().expect("the model can be read");
    let (ids, features) = window(POSITIONS);
    let mut outs = Vec::new();
    for processor in Processor::all() {
        let mut out = Output::default();
        network.run_on(processor, &ids, &features, &mut Scratch::default(), &mut out);
        outs.push(bits(&out));
    }
    assert!(outs.iter().all(|out| out == &outs[0] && out.len() == POSITIONS * (TAGS + LINKS)));
}

#[test]
fn positions_look_at_each_other() {
    let network = File::random().network().expect("the model can be read");
    let (mut ids, features) = window(70);
    let (mut before, mut after) = (Output::default(), Output::default());
    network.run(&ids, &features, &mut Scratch::default(), &mut before);
    ids[69] = (ids[69] + 1) % VOCABULARY as u32;
    network.run(&ids, &features, &mut Scratch::default(), &mut after);
    assert_ne!(before.tags[0], after.tags[0]);
}

/// A model whose single layer changes nothing but what its last layer norm does: it can be computed by hand.
#[test]
fn sums_are_right() {
    let mut file = File::random();
    file.metadata.insert("layers".to_owned(), "0".to_owned());
    let network = file.network().expect("a model without layers can be read");
    let mut out = Output::default();
    network.run(&[3], &[2], &mut Scratch::default(), &mut out);

    let floats = |name: &str| -> Vec<f64> {
        let (chunks, _) = file.tensors[name].2.as_chunks::<4>();
        chunks.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
    };
    let row = |name: &str, row: usize| -> Vec<f64> {
        let scale = floats(&format!("{name}.scale"))[row];
        let bytes = &file.tensors[&format!("{name}.weight")].2[row * WIDTH..][..WIDTH];
        bytes.iter().map(|byte| f64::from(byte.cast_signed()) * scale).collect()
    };
    let (word, position) = (row("we", 3), floats("pe.weight"));
    let feature = &floats("te.weight")[2 * WIDTH..];
    let sums: Vec<f64> = (0..WIDTH).map(|at| word[at] + position[at] + feature[at]).collect();
    let mean = sums.iter().sum::<f64>() / WIDTH as f64;
    let variance = sums.iter().map(|sum| (sum - mean).powi(2)).sum::<f64>() / WIDTH as f64;
    let (scale, shift) = (floats("ln.weight"), floats("ln.bias"));
    let state: Vec<f64> = (0..WIDTH).map(|at| (sums[at] - mean) / variance.sqrt() * scale[at] + shift[at]).collect();
    for (column, score) in out.tags[0].iter().chain(&out.links[0]).enumerate() {
        let product: f64 = row("head", column).iter().zip(&state).map(|(weight, number)| weight * number).sum();
        let exact = product + floats("head.bias")[column];
        assert!((f64::from(*score) - exact).abs() < 0.02, "column {column}: {score}, not {exact}");
    }
}

#[test]
fn a_model_in_the_program_is_read_alike() {
    let bytes = File::random().bytes();
    let kept = Network::from_bytes(bytes.clone()).expect("the model can be read");
    let borrowed = Network::from_bytes(&*bytes.leak()).expect("the model can be read");
    assert!(matches!(borrowed.words, Cow::Borrowed(_)));
    let (ids, features) = window(20);
    let (mut one, mut other) = (Output::default(), Output::default());
    kept.run(&ids, &features, &mut Scratch::default(), &mut one);
    borrowed.run(&ids, &features, &mut Scratch::default(), &mut other);
    assert_eq!(bits(&one), bits(&other));
}

#[test]
fn damaged_files_are_refused() {
    let bytes = File::random().bytes();
    for length in (0..64).chain((64..bytes.len()).step_by(1999)).chain([bytes.len() - 1]) {
        assert!(Network::from_bytes(bytes[..length].to_vec()).is_err(), "cut to {length} bytes");
    }
    // Any change of the header, whose first bytes are its length, is refused or makes another model; none panics.
    let header = 8 + u64::from_le_bytes(std::array::from_fn(|at| bytes[at])) as usize;
    for at in (0..header).step_by(23) {
        for change in [1, 0x10, 0x80] {
            let mut bytes = bytes.clone();
            bytes[at] ^= change;
            let _ = Network::from_bytes(bytes);
        }
    }
    assert!(matches!(Network::from_bytes(vec![b'x'; 100]), Err(ModelError::NotSafetensors(_))));
}

#[test]
fn wrong_models_are_refused_with_the_reason() {
    let change = |change: &dyn Fn(&mut File)| {
        let mut file = File::random();
        change(&mut file);
        file.refusal()
    };
    let set = |key: &'static str, value: &'static str| {
        change(&|file| drop(file.metadata.insert(key.to_owned(), value.to_owned())))
    };
    assert_eq!(
        set("format", "onrecord-tagger-9"),
        r#"the model's format is "onrecord-tagger-9", not "onrecord-tagger-1""#
    );
    assert_eq!(set("layers", "many"), "the model does not say its layers, or not in the right form");
    assert_eq!(set("prior", "[[1]]"), "the model does not say its prior, or not in the right form");
    assert_eq!(set("layers", "3"), r#"the model has no tensor "layers.2.f1.weight""#);
    assert_eq!(
        set("heads", "5"),
        "the model has 5 heads of a width of 128: the width must be a multiple of 64, a head's 32"
    );
    assert_eq!(
        change(&|file| drop(file.tensors.remove("layers.1.o.bias"))),
        r#"the model has no tensor "layers.1.o.bias""#
    );
    assert_eq!(
        change(&|file| file.floats("layers.0.f2.weight", &[WIDTH, INNER], || 0.0)),
        r#"the model's tensor "layers.0.f2.weight" holds F32, not I8"#
    );
    assert_eq!(
        change(&|file| file.floats("head.bias", &[TAGS], || 0.0)),
        r#"the model's tensor "head.bias" has the shape [7], not [263]"#
    );
    assert_eq!(
        change(&|file| file.matrix("layers.1.f1", INNER + 4, WIDTH, &mut Numbers(1))),
        r#"the model's tensor "layers.1.f1.weight" has the shape [196, 128], not a multiple of 64 rows, the same in every layer"#
    );
}
