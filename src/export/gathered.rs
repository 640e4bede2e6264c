//! [`Gathered`]: what has been read so far, from all inputs.

use std::sync::Arc;

use super::called_list::CalledList;
use super::error::ReadError;
use super::inferred_attributes::InferredAttributes;
use super::loaded::InputSummary;
use super::member_list::EmptyList;
use super::pages::OpenPage;
use super::registrations::Registrations;
use super::split::Split;
use crate::model::{Facts, Notes};

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) facts: Facts,
    pub(super) inferred: InferredAttributes,
    pub(super) notes: Notes,
    pub(super) errors: Vec<ReadError>,
    /// Records of no known shape, by input.
    pub(super) unrecognised: Vec<InputSummary>,
    pub(super) registrations: Registrations,
    pub(super) empty_members: Vec<EmptyList>,
    pub(super) called_lists: Vec<CalledList>,
    /// Lists that name a further page.
    pub(super) pages: Vec<OpenPage>,
    /// Inputs that hold nothing but blanks.
    pub(super) empty: Vec<Arc<str>>,
    /// The bytes of the inputs that were read.
    pub(super) bytes_before: u64,
    /// How large texts are split among threads.
    pub(super) split: Split,
}
