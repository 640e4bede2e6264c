//! No two files import each other, directly or in a circle.

use std::collections::BTreeSet;

use crate::graph::{Follow, Graph};
use crate::{Breach, judge_by};

/// Folders whose files may still stand in a circle.
const LEFT: &[&str] = &[];

/// The circles, each as the files in it that import each other: Tarjan's strongly connected components of two files or more.
struct Search<'g> {
    edges: &'g [BTreeSet<usize>],
    next: usize,
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    stack: Vec<usize>,
    circles: Vec<BTreeSet<usize>>,
}

impl Search<'_> {
    fn visit(&mut self, file: usize) {
        let own = self.next;
        self.next += 1;
        self.index[file] = Some(own);
        self.low[file] = own;
        self.stack.push(file);
        for &other in &self.edges[file] {
            if self.index[other].is_none() {
                self.visit(other);
                self.low[file] = self.low[file].min(self.low[other]);
            } else if self.stack.contains(&other) {
                self.low[file] = self.low[file].min(self.index[other].unwrap_or(own));
            }
        }
        if self.low[file] == own {
            let start = self.stack.iter().position(|one| *one == file).expect("it is on the stack");
            let circle: BTreeSet<usize> = self.stack.split_off(start).into_iter().collect();
            if circle.len() > 1 {
                self.circles.push(circle);
            }
        }
    }
}

fn circles(edges: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let count = edges.len();
    let mut search =
        Search { edges, next: 0, index: vec![None; count], low: vec![0; count], stack: Vec::new(), circles: Vec::new() };
    for file in 0..count {
        if search.index[file].is_none() {
            search.visit(file);
        }
    }
    search.circles
}

#[test]
fn architecture_no_files_import_each_other() {
    let graph = Graph::read();
    let edges = graph.edges(Follow::All);
    let mut breaches = Vec::new();
    for circle in circles(&edges) {
        for &file in &circle {
            let others: Vec<String> = edges[file].intersection(&circle).map(|other| graph.file(*other).name()).collect();
            let own = graph.file(file);
            breaches.push(Breach::new(&own.path, format!("{} is in a circle with {}", own.path, others.join(", "))));
        }
    }
    judge_by(&breaches, LEFT, |breach, folder| breach.key.starts_with(&format!("{folder}/")));
}
