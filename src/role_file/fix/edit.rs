//! [`Edit`]: some bytes of a file, and what replaces them.

use crate::role_file::load::RoleFile;
use crate::role_file::written::WrittenList;
use crate::source::Span;

/// Some bytes and what replaces them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    pub(super) span: Span,
    pub(super) text: String,
}

/// Every list of a file.
pub(super) fn lists(file: &RoleFile) -> impl Iterator<Item = &WrittenList> {
    file.roles.iter().flat_map(|role| {
        let blocks = role.blocks.iter().flat_map(|block| block.lists().map(|(_, list)| list));
        blocks.chain(&role.assignable_scopes)
    })
}
