//! Who uses whom: files of the library go in no circle, and a room knows only those below it.
//!
//! A path in a file (`crate::store::Store`, `super::view::number`) leads to the file that defines the last name on it
//! that is a module, or, where a module hands a name on with `pub use`, to where that comes from. That a file uses the
//! modules it stands in (`super::Store`) is no circle: a room's own file says what all in the room share.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use super::sizes::is_test;
use super::{files, text_of};

/// The path of a module, without `crate`.
type Module = Vec<String>;

/// One file of the library as a module: what it declares, hands on, and mentions.
#[derive(Default)]
struct Contents {
    children: BTreeSet<String>,
    /// Names brought into the module, with the path they come from, as written.
    imports: BTreeMap<String, Vec<String>>,
    paths: Vec<Vec<String>>,
}

/// Rooms may know only those that stand before them in their line.
const ROOMS: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("lexicon", &[]),
    ("work", &[]),
    ("registry", &["domain", "lexicon"]),
    ("ingest", &["domain", "lexicon", "registry"]),
    ("extract", &["domain", "lexicon", "registry"]),
    ("relate", &["domain", "lexicon", "registry"]),
    ("config", &[]),
    ("exchange", &["domain"]),
    ("notify", &["domain"]),
    ("index", &["domain", "work"]),
    ("store", &["domain", "lexicon", "registry", "relate", "index", "work"]),
    ("web", &["domain", "lexicon", "registry", "relate", "store", "config", "work"]),
];

/// Modules inside which files may use each other in circles, each with the reason.
const CIRCLES_ALLOWED: [&str; 1] = [
    // Names, roles and pronouns are resolved by each other's findings.
    "extract/resolve",
];

/// True for a file that holds tests alone.
pub(super) fn is_test_file(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

fn module_of(file: &str) -> Module {
    let path = file.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

impl<'ast> Visit<'ast> for Contents {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if is_test(&module.attrs) {
            return;
        }
        self.children.insert(module.ident.to_string());
        visit::visit_item_mod(self, module);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.import(&mut Vec::new(), &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

impl Contents {
    fn of(file: &str) -> Self {
        let syntax = syn::parse_file(&text_of(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut contents = Self::default();
        contents.visit_file(&syntax);
        contents
    }

    fn import(&mut self, before: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(before, &path.tree);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.import(before, item)),
            syn::UseTree::Glob(_) => self.paths.push(before.clone()),
            syn::UseTree::Name(name) => self.keep(before, &name.ident, &name.ident),
            syn::UseTree::Rename(rename) => self.keep(before, &rename.ident, &rename.rename),
        }
    }

    fn keep(&mut self, before: &[String], name: &syn::Ident, called: &syn::Ident) {
        let mut path = before.to_vec();
        if name != "self" {
            path.push(name.to_string());
        }
        let called = if called == "self" { path.last().cloned().unwrap_or_default() } else { called.to_string() };
        self.paths.push(path.clone());
        self.imports.insert(called, path);
    }
}

/// All files of the library.
struct Tree {
    modules: BTreeMap<Module, Contents>,
}

impl Tree {
    fn of_the_library() -> Self {
        let files = files("src", ".rs").into_iter().filter(|file| !is_test_file(file) && file != "src/main.rs");
        Self { modules: files.map(|file| (module_of(&file), Contents::of(&file))).collect() }
    }

    /// The module that a path written in `from` leads to; `None` where it leads out of the library.
    fn target(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let first = path.first()?;
        // A re-export that leads back to itself ends here.
        if depth > 8 {
            return None;
        }
        let (mut at, rest): (Module, &[String]) = match first.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                (from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..])
            }
            name => {
                let here = &self.modules[from];
                if here.children.contains(name) && self.modules.contains_key(&child(from, name)) {
                    (from.clone(), path)
                } else {
                    let mut whole = here.imports.get(name).filter(|import| import.first() != Some(first))?.clone();
                    whole.extend(path[1..].iter().cloned());
                    return self.target(from, &whole, depth + 1);
                }
            }
        };
        for (number, part) in rest.iter().enumerate() {
            let below = child(&at, part);
            if self.modules.contains_key(&below) {
                at = below;
            } else if let Some(import) = self.modules.get(&at).and_then(|contents| contents.imports.get(part)) {
                let mut whole = import.clone();
                whole.extend(rest[number + 1..].iter().cloned());
                return self.target(&at, &whole, depth + 1).or(Some(at));
            } else {
                break;
            }
        }
        Some(at)
    }

    /// Which modules each module uses, but for itself and those it stands in.
    fn uses(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let uses = |(module, contents): (&Module, &Contents)| {
            let targets = contents.paths.iter().filter_map(|path| self.target(module, path, 0));
            targets.filter(|target| !module.starts_with(target)).collect()
        };
        self.modules.iter().map(|entry| (entry.0, uses(entry))).collect()
    }
}

fn child(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// The modules that can be reached from one, itself only where a circle leads back.
fn reached(uses: &BTreeMap<&Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<Module> = uses[from].iter().cloned().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module.clone()) {
            open.extend(uses[&module].iter().cloned());
        }
    }
    reached
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let tree = Tree::of_the_library();
    let mut uses = tree.uses();
    // What a room's own file hands on or declares is its list of contents, no use of it.
    for (module, targets) in &mut uses {
        targets.retain(|target| !target.starts_with(module));
    }
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for module in tree.modules.keys() {
        let mut circle: Vec<String> = reached(&uses, module)
            .iter()
            .filter(|other| reached(&uses, other).contains(module) && reached(&uses, module).contains(module))
            .map(|module| module.join("/"))
            .collect();
        circle.retain(|module| !CIRCLES_ALLOWED.iter().any(|allowed| module.starts_with(allowed)));
        if !circle.is_empty() {
            circle.sort();
            circles.insert(circle);
        }
    }
    assert!(circles.is_empty(), "files that use each other in a circle: {circles:#?}");
}

#[test]
fn a_room_knows_only_those_below_it() {
    let tree = Tree::of_the_library();
    let mut wrong = Vec::new();
    for (module, targets) in tree.uses() {
        let Some((room, known)) = module.first().and_then(|room| ROOMS.iter().find(|(name, _)| name == room)) else {
            continue;
        };
        for target in targets {
            let Some(other) = target.first().filter(|other| other != room) else { continue };
            if !known.contains(&other.as_str()) {
                wrong.push(format!("{} uses {}", module.join("/"), target.join("/")));
            }
        }
    }
    assert!(wrong.is_empty(), "rooms that know one beside or above them: {wrong:#?}");
}

#[test]
fn paths_are_followed_to_the_file_that_defines_them() {
    let tree = Tree::of_the_library();
    let to = |from: &str, path: &str| {
        let from: Module = from.split('/').map(str::to_owned).collect();
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        tree.target(&from, &path, 0).map(|module| module.join("/"))
    };
    assert_eq!(to("store/write/save", "crate::domain::Span").as_deref(), Some("domain/span"), "through a re-export");
    assert_eq!(to("domain/claim", "super::Span").as_deref(), Some("domain/span"));
    assert_eq!(to("web/page", "super::state::App").as_deref(), Some("web/state"));
    assert_eq!(to("web/page", "std::fmt::Display"), None);
}

#[test]
fn what_a_page_tells_is_there_for_every_rendering() {
    // The field that no rendering may have: byte offsets mean nothing outside the program.
    let allowed = [("src/web/passage.rs", 1)];
    for file in files("src/web", ".rs") {
        let skipped = text_of(&file).matches("serde(skip").count();
        let may_skip = allowed.iter().find(|(allowed, _)| *allowed == file).map_or(0, |(_, fields)| *fields);
        assert_eq!(skipped, may_skip, "{file}: data that a page tells is serialized, so that JSON can tell it as well");
    }
}
