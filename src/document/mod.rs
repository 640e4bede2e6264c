//! Documents that people write for this program, in YAML: task packs and configurations.
//!
//! `reader.rs` reads each node as the type that is expected and goes on after a mistake; `fault.rs` lists the mistakes. `json.rs` gives a
//! place to the faults that the JSON parser finds.

mod fault;
pub(crate) mod json;
mod reader;
pub(crate) mod yaml;

pub use fault::{DocumentError, DocumentFault, Mistake};

pub(crate) use reader::{Fields, Reader, Warning, fault_of};
