//! Texts as trees with places, and the documents that people write for this program in YAML: task packs and configurations.
//!
//! `tree.rs` is the tree of every syntax, those of role files included; `yaml.rs` reads YAML into it. `reader.rs` reads each node as the
//! type that is expected and goes on after a mistake; `partial.rs` puts texts together of which not every part is known; `fault.rs` lists the mistakes. `json.rs` gives a place to the faults that the JSON
//! parser finds.

mod fault;
pub(crate) mod json;
mod partial;
mod reader;
mod tree;
pub(crate) mod yaml;

pub use fault::{DocumentError, DocumentFault, Mistake};

pub(crate) use partial::{PartialText, marked, shown, unmarked};
pub(crate) use reader::{Fields, Reader, Warning, fault_of, kind, read_document};
pub(crate) use tree::{Member, Node, SPREAD, TextPart, Value, is_same_word};
