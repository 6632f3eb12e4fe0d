//! Nothing is so long that one has to scroll to understand it.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{files, text_of};

const LONGEST_FUNCTION: usize = 80;
const LONGEST_FILE: usize = 500;
const WIDEST_TEMPLATE_LINE: usize = 160;

fn rust_files() -> Vec<String> {
    ["src", "network", "tests", "benches", "fuzz/fuzz_targets"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = rust_files()
        .into_iter()
        .map(|file| (text_of(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, file)| format!("{file}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "files over {LONGEST_FILE} lines: {long:#?}");
}

#[test]
fn no_line_of_a_template_is_too_wide() {
    let mut wide = Vec::new();
    for file in files("templates", ".html") {
        for (at, line) in text_of(&file).lines().enumerate() {
            let width = line.chars().count();
            if width > WIDEST_TEMPLATE_LINE {
                wide.push(format!("{file}:{}: {width} characters", at + 1));
            }
        }
    }
    assert!(wide.is_empty(), "lines over {WIDEST_TEMPLATE_LINE} characters: {wide:#?}");
}

/// Collects functions that are too long, tests left out: a test is read from top to bottom.
struct Functions<'f> {
    file: &'f str,
    long: Vec<String>,
}

impl Functions<'_> {
    fn measure(&mut self, name: &syn::Ident, attributes: &[syn::Attribute], whole: proc_macro2::Span) {
        // The documentation above a function is no part of it.
        let documented = attributes.iter().map(|attribute| attribute.span().end().line).max();
        let start = documented.map_or(whole.start().line, |line| line + 1);
        let lines = whole.end().line + 1 - start;
        if lines > LONGEST_FUNCTION {
            self.long.push(format!("{}:{start}: {name} has {lines} lines", self.file));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig.ident, &function.attrs, function.span());
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig.ident, &function.attrs, function.span());
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.measure(&function.sig.ident, &function.attrs, function.span());
        visit::visit_trait_item_fn(self, function);
    }
}

pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .any(|attribute| attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test")))
}

#[test]
fn no_function_is_too_long() {
    let mut long = Vec::new();
    for file in ["src", "network/src"].iter().flat_map(|folder| files(folder, ".rs")) {
        if super::uses::is_test_file(&file) {
            continue;
        }
        let syntax = syn::parse_file(&text_of(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut functions = Functions { file: &file, long: Vec::new() };
        functions.visit_file(&syntax);
        long.append(&mut functions.long);
    }
    assert!(long.is_empty(), "functions over {LONGEST_FUNCTION} lines: {long:#?}");
}
