//! The terms that pictures are made of: closed lists and plain records that a renderer may name.

pub(crate) use super::gap::GapGroup;
pub(crate) use crate::decide::{Basis, StepKind, Verdict};
pub(crate) use crate::export::InputSummary;
pub(crate) use crate::graph::CoveragePart;
pub(crate) use crate::model::{CoverageState, ObjectId, PartialSign, Plane, Severity, Weight};
pub(crate) use crate::source::{Source, Span};
