//! Linear models as data: integer weights of named features, so that scores are the same on every processor.
//!
//! A file opens with comments, then a header (`feature` and the classes of the model), then one line a feature with a
//! weight for each class. What has no line weighs nothing. `training/` makes the files.

use std::collections::HashMap;

/// The weights of one model.
#[derive(Debug)]
pub(super) struct Weights {
    /// The number of classes.
    classes: usize,
    rows: HashMap<&'static str, Vec<i32>>,
}

impl Weights {
    /// Reads a file whose header names exactly these classes; `None` for any other text.
    pub(super) fn parse(text: &'static str, classes: &[&str]) -> Option<Self> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let header: Vec<&str> = lines.next()?.split('\t').collect();
        if header.first() != Some(&"feature") || header[1..] != *classes {
            return None;
        }
        let mut rows = HashMap::new();
        for line in lines {
            let mut cells = line.split('\t');
            let feature = cells.next()?;
            let weights: Vec<i32> = cells.map(|cell| cell.parse().ok()).collect::<Option<_>>()?;
            if weights.len() != classes.len() || rows.insert(feature, weights).is_some() {
                return None;
            }
        }
        Some(Self { classes: classes.len(), rows })
    }

    /// Reads a file that is built into the program.
    ///
    /// # Panics
    /// When it cannot be used; a test reads each file.
    pub(super) fn built_in(name: &str, text: &'static str, classes: &[&str]) -> Self {
        Self::parse(text, classes).unwrap_or_else(|| panic!("{name} is no table of weights for {classes:?}"))
    }

    /// What a feature weighs for a class.
    pub(super) fn weight(&self, feature: &str, class: usize) -> i64 {
        debug_assert!(class < self.classes);
        self.rows.get(feature).and_then(|weights| weights.get(class)).map_or(0, |weight| i64::from(*weight))
    }

    /// The sum of the weights of the features for a class.
    pub(super) fn score(&self, features: &[&'static str], class: usize) -> i64 {
        features.iter().map(|feature| self.weight(feature, class)).sum()
    }

    /// The features that speak most for a class, the weightiest first.
    pub(super) fn strongest(&self, features: &[&'static str], class: usize, most: usize) -> Vec<&'static str> {
        let mut found: Vec<&'static str> =
            features.iter().copied().filter(|feature| self.weight(feature, class) > 0).collect();
        found.sort_by_key(|feature| (std::cmp::Reverse(self.weight(feature, class)), *feature));
        found.truncate(most);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_and_summed() {
        let weights =
            Weights::parse("# made up\nfeature\tone\ttwo\nnear\t5\t-2\nfar\t-7\t0\n", &["one", "two"]).unwrap();
        assert_eq!(weights.score(&["near", "far", "unknown"], 0), -2);
        assert_eq!(weights.score(&["near", "far", "unknown"], 1), -2);
        assert_eq!(weights.strongest(&["far", "near"], 0, 3), ["near"]);
    }

    #[test]
    fn a_table_for_other_classes_is_refused() {
        assert!(Weights::parse("feature\tone\nnear\t5\n", &["two"]).is_none());
        assert!(Weights::parse("feature\tone\nnear\tx\n", &["one"]).is_none());
        assert!(Weights::parse("feature\tone\nnear\t5\nnear\t6\n", &["one"]).is_none());
    }
}
