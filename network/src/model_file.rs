//! A model file: its metadata and tensors, each checked for its type and size before the network uses it.

use safetensors::{Dtype, SafeTensors};

use super::forward::Norm;
use super::linear::Linear;
use super::{FORMAT, ModelError, TAGS};

/// An open model file.
pub(super) struct ModelFile<'a> {
    tensors: SafeTensors<'a>,
    metadata: std::collections::HashMap<String, String>,
}

impl<'a> ModelFile<'a> {
    /// Opens a file and checks that it says it is a model of this format.
    pub(super) fn new(bytes: &'a [u8]) -> Result<ModelFile<'a>, ModelError> {
        let tensors = SafeTensors::deserialize(bytes)?;
        let (_, header) = SafeTensors::read_metadata(bytes)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let format = metadata.get("format").cloned().unwrap_or_default();
        if format != FORMAT {
            return Err(ModelError::WrongFormat(format));
        }
        Ok(ModelFile { tensors, metadata })
    }

    /// Returns an entry of the metadata that is a whole number.
    pub(super) fn number(&self, key: &'static str) -> Result<usize, ModelError> {
        self.metadata.get(key).and_then(|value| value.parse().ok()).ok_or(ModelError::WrongMetadata(key))
    }

    /// Returns the transition prior from the metadata: how much likelier a tag is after another than in general, as a
    /// logarithm.
    pub(super) fn prior(&self) -> Result<[[f32; TAGS]; TAGS], ModelError> {
        let prior = self.metadata.get("prior").and_then(|text| serde_json::from_str(text).ok());
        prior.ok_or(ModelError::WrongMetadata("prior"))
    }

    /// Returns the number of rows and columns of a matrix.
    pub(super) fn matrix(&self, name: &str, expected: Dtype) -> Result<(usize, usize), ModelError> {
        let tensor = self.tensors.tensor(name).map_err(|_| ModelError::Missing(name.to_owned()))?;
        if tensor.dtype() != expected {
            return Err(ModelError::WrongType { name: name.to_owned(), found: tensor.dtype(), expected });
        }
        match *tensor.shape() {
            [rows, columns] => Ok((rows, columns)),
            ref shape => Err(ModelError::WrongShape {
                name: name.to_owned(),
                found: shape.to_vec(),
                expected: "that of a matrix".to_owned(),
            }),
        }
    }

    /// The bytes of a tensor of a known type and shape.
    pub(super) fn bytes(&self, name: &str, expected: Dtype, shape: &[usize]) -> Result<&'a [u8], ModelError> {
        let tensor = self.tensors.tensor(name).map_err(|_| ModelError::Missing(name.to_owned()))?;
        if tensor.dtype() != expected {
            return Err(ModelError::WrongType { name: name.to_owned(), found: tensor.dtype(), expected });
        }
        if tensor.shape() != shape {
            return Err(ModelError::WrongShape {
                name: name.to_owned(),
                found: tensor.shape().to_vec(),
                expected: format!("{shape:?}"),
            });
        }
        Ok(tensor.data())
    }

    /// The numbers of a tensor of a known shape.
    pub(super) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let (numbers, _) = self.bytes(name, Dtype::F32, shape)?.as_chunks();
        Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    /// A matrix of int8 weights with its scales and biases.
    pub(super) fn linear(&self, name: &str, outputs: usize, inputs: usize) -> Result<Linear, ModelError> {
        let weights = self.bytes(&format!("{name}.weight"), Dtype::I8, &[outputs, inputs])?;
        let scales = self.floats(&format!("{name}.scale"), &[outputs])?;
        let biases = self.floats(&format!("{name}.bias"), &[outputs])?;
        Ok(Linear::new(inputs, weights, &scales, &biases))
    }

    /// A layer normalization.
    pub(super) fn norm(&self, name: &str, width: usize) -> Result<Norm, ModelError> {
        Ok(Norm {
            weights: self.floats(&format!("{name}.weight"), &[width])?,
            biases: self.floats(&format!("{name}.bias"), &[width])?,
        })
    }
}
