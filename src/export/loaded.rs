//! [`Loaded`]: the result of reading inputs.

use std::sync::Arc;

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

impl InputSummary {
    /// The format of records of no known shape.
    pub const UNRECOGNISED: &'static str = "unrecognised";

    /// Whether something was read from it.
    pub fn is_recognised(&self) -> bool {
        self.format != Self::UNRECOGNISED
    }
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
