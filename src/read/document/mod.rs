//! Documents that people write for this program, in YAML: task packs and configurations.
//!
//! `reader.rs` reads nodes as what they should be, and goes on after a mistake; `fault.rs` is what can be wrong.

mod fault;
mod reader;

pub use fault::{DocumentError, DocumentFault, Mistake};

pub(in crate::read) use reader::{Fields, Reader, fault_of};
