//! Which file imports which: `use` and spelled-out paths, from the file that says them to the file that is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{File, files};
use crate::syntax;

/// Re-exports are followed this far.
const DEEPEST: usize = 8;

/// How far an import is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follow {
    /// To the file that is named.
    Nothing,
    /// Through what a `mod.rs` hands on (`pub use`). What another file hands on counts as its own.
    Indexes,
    /// Through everything that is handed on, to the file that defines it.
    All,
}

type Path = Vec<String>;

/// The files, and what each of them names.
pub(crate) struct Graph {
    pub(crate) files: Vec<File>,
    by_path: BTreeMap<Path, usize>,
    /// What each file imports or spells out, from the root of the crate.
    paths: Vec<Vec<Path>>,
    /// What each file hands on, under which name, and where it has it from.
    handed_on: Vec<BTreeMap<String, Path>>,
}

/// What one file says: its imports with what they stand for, and its code without them.
struct Said {
    imports: Vec<(syntax::Import, Path)>,
    body: String,
}

impl Graph {
    /// The sources of this crate.
    pub(crate) fn read() -> Self {
        let files = files();
        let by_path = files.iter().enumerate().map(|(number, file)| (file.module.clone(), number)).collect();
        let mut graph = Self { files, by_path, paths: Vec::new(), handed_on: Vec::new() };
        let said: Vec<Said> = graph.files.iter().map(|file| graph.said(file)).collect();
        graph.paths = said.iter().zip(&graph.files).map(|(said, file)| graph.paths(file, said)).collect();
        graph.handed_on = said.iter().map(handed_on).collect();
        graph
    }

    pub(crate) fn file(&self, number: usize) -> &File {
        self.files.get(number).expect("a file of the graph")
    }

    /// The files that each file imports, itself and `lib.rs` aside.
    pub(crate) fn edges(&self, follow: Follow) -> Vec<BTreeSet<usize>> {
        let of_file = |(from, paths): (usize, &Vec<Path>)| {
            let found = paths.iter().filter_map(|path| self.target(path, follow, 0));
            found.filter(|to| *to != from && !self.file(*to).module.is_empty()).collect()
        };
        self.paths.iter().enumerate().map(of_file).collect()
    }

    /// Every import: who, and whom.
    pub(crate) fn imports(&self, follow: Follow) -> Vec<(&File, &File)> {
        let edges = self.edges(follow).into_iter().enumerate();
        edges.flat_map(|(from, to)| to.into_iter().map(move |to| (self.file(from), self.file(to)))).collect()
    }

    fn said(&self, file: &File) -> Said {
        let (imports, body) = syntax::imports(&file.code);
        let imports = imports.into_iter().filter_map(|import| {
            let path = self.absolute(file, &import.path)?;
            Some((import, path))
        });
        Said { imports: imports.collect(), body }
    }

    /// The path from the root of the crate, where it is one of the crate.
    fn absolute(&self, from: &File, path: &[String]) -> Option<Path> {
        let own = from.module.as_slice();
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" | "rolecall" => Some(rest.to_vec()),
            "self" => Some([own, rest].concat()),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                let base = own.get(..own.len().checked_sub(ups)?)?;
                Some([base, path.get(ups..)?].concat())
            }
            _ => {
                let child = [own, std::slice::from_ref(first)].concat();
                self.by_path.contains_key(&child).then(|| [own, path].concat())
            }
        }
    }

    fn paths(&self, file: &File, said: &Said) -> Vec<Path> {
        let imported: BTreeMap<&str, &Path> = said.imports.iter().map(|(import, path)| (import.name.as_str(), path)).collect();
        let spelled = syntax::paths(&said.body).into_iter().filter_map(|path| {
            let (first, rest) = path.split_first()?;
            match imported.get(first.as_str()) {
                // The name of an imported module stands before the thing that is used.
                Some(module) => Some([module.as_slice(), rest].concat()),
                None => self.absolute(file, &path),
            }
        });
        said.imports.iter().map(|(_, path)| path.clone()).chain(spelled).collect()
    }

    /// The file that a path means.
    fn target(&self, path: &[String], follow: Follow, depth: usize) -> Option<usize> {
        let found = (0..=path.len()).rev().find_map(|length| Some((length, *self.by_path.get(path.get(..length)?)?)));
        let (length, module) = found.filter(|_| depth <= DEEPEST)?;
        let follows = match follow {
            Follow::Nothing => false,
            Follow::Indexes => self.file(module).path.ends_with("mod.rs"),
            Follow::All => true,
        };
        let Some((name, more)) = path.get(length..)?.split_first().filter(|_| follows) else { return Some(module) };
        let source = self.handed_on.get(module)?.get(name).filter(|source| *source != path);
        let further = source.and_then(|source| self.target(&[source.as_slice(), more].concat(), follow, depth + 1));
        Some(further.unwrap_or(module))
    }
}

fn handed_on(said: &Said) -> BTreeMap<String, Path> {
    let public = said.imports.iter().filter(|(import, _)| import.is_public);
    public.map(|(import, path)| (import.name.clone(), path.clone())).collect()
}
