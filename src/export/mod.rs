//! Bytes to facts, every format.
//!
//! [`load()`] turns arguments into texts, [`facts`] turns texts into [`Facts`]. A format is found by the shape of its records,
//! never by the name of a file; formats stand in one table (`format.rs`), one file per family. Records are walked one at a
//! time (`json.rs`) as flat tapes that borrow from the text (`tape.rs`), and what they say is interned at once. Every file and
//! every record is used, or named with the reason. Nothing is concluded here: that is the graph's business.

mod azgovviz;
mod azure;
mod azurehound;
pub(crate) mod build;
mod classic;
mod collection;
mod dates;
mod delimited;
mod delta;
mod deny_assignments;
mod directory;
mod directory_roles;
mod duplicates;
pub(crate) mod error;
pub(crate) mod fields;
mod format;
mod hierarchy;
pub(crate) mod json;
mod lighthouse;
mod lineage;
pub(crate) mod load;
mod locate;
mod members;
mod noise;
mod pim;
mod pim_requests;
pub(crate) mod pipelined;
mod problem;
mod resources;
mod role_assignments;
mod role_definitions;
pub(crate) mod scan;
mod tape;
mod tenancy;
mod tenant;
pub mod terraform_plan;
mod time;

use std::sync::Arc;

pub use delta::{Pair, pair};
pub use error::{ReadError, ReadErrors};
pub use load::{Input, load};
pub use locate::place_of;

use crate::model::{Facts, Note};

/// What one input gave, by format: a file that mixes formats has several.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct InputSummary {
    /// The path as the user gave it, or `-`.
    pub path: Arc<str>,
    /// The id of the format, such as `arm.role-assignments`; `unrecognised` for records of no known shape.
    pub format: &'static str,
    /// How many records of that format it holds.
    pub records: usize,
    /// How many of them became facts.
    pub used: usize,
    /// Something of it is known to be missing: more pages, or records that could not be used.
    pub partial: bool,
}

/// Everything that the inputs say.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The facts.
    pub facts: Facts,
    /// What each input gave, in the order of their paths.
    pub inputs: Vec<InputSummary>,
    /// What was odd, sorted by place: one note for each kind of oddity and file, with a count.
    pub notes: Vec<Note>,
}

/// Reads the facts from the inputs. The errors are all that is wrong, not the first.
pub fn facts(inputs: &[Input]) -> Result<Loaded, ReadErrors> {
    build::facts(inputs)
}
