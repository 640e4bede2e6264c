//! Documents that people write for this program, in YAML: task packs and configurations.
//!
//! `reader.rs` reads nodes as what they should be, and goes on after a mistake; `fault.rs` is what can be wrong. `json.rs`
//! places the faults that the JSON parser finds.

mod fault;
pub(crate) mod json;
mod reader;
pub(crate) mod yaml;

pub use fault::{DocumentError, DocumentFault, Mistake};

pub(crate) use reader::{Fields, Reader, fault_of};
