//! Why the access of a role is not known for certain: ids, and sentences.

use crate::graph::RoleDoubt;

/// The id of a doubt.
pub(crate) fn code(doubt: RoleDoubt) -> &'static str {
    match doubt {
        RoleDoubt::NotExported => "not-exported",
        RoleDoubt::BlocksMerged => "blocks-merged",
        RoleDoubt::NoDataActions => "no-data-actions",
        RoleDoubt::Unreadable => "unreadable",
        RoleDoubt::Contradicting => "contradicting",
        RoleDoubt::OpenScopes => "open-scopes",
    }
}

/// A doubt in a sentence, by its id.
pub(crate) fn doubt_in_words(code: &str) -> &'static str {
    match code {
        "blocks-merged" => "PowerShell merged the permission blocks: it is not known which exceptions belong to which actions",
        "no-data-actions" => "the export knows no data actions: there may be some",
        "unreadable" => "some of its texts are expressions whose value is not known here",
        "contradicting" => "it is defined in two ways",
        "open-scopes" => "a scope at which it can be assigned is an expression that was not there",
        _ => "it is not defined",
    }
}
