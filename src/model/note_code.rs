//! [`NoteCode`]: the stable names of what readers and builders report.

use std::fmt;

/// Each code once, with its name: the enum and its names cannot differ.
macro_rules! note_codes {
    ($($(#[$doc:meta])* $code:ident = $name:literal,)*) => {
        /// The stable name of a note. The order is that of the names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NoteCode {
            $($(#[$doc])* $code,)*
        }

        impl NoteCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The name in reports and messages.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }
        }
    };
}

note_codes! {
    /// The answers are for the time at which the exports were collected.
    AsCollected = "as-collected",
    /// An action is known as a data action alone, and is asked of the data plane.
    AskedOfDataPlane = "asked-of-data-plane",
    /// A role file of the base could not be read.
    BaseUnreadable = "base-unreadable",
    /// A JSON file has comments.
    CommentsInJson = "comments-in-json",
    /// The exports give a role assignment different conditions.
    ContradictingAssignments = "contradicting-assignments",
    /// Exports name different parents.
    ContradictingParents = "contradicting-parents",
    /// A custom role of an advice may be shorter or grants more.
    CustomRoleGrowth = "custom-role-growth",
    /// Custom roles were left out of a catalog.
    CustomRoles = "custom-roles",
    /// A file of a folder ends in the middle, or cannot be read.
    CutOff = "cut-off",
    /// A custom role with data actions has no management group as a scope.
    DataActionsInManagementGroup = "data-actions-in-management-group",
    /// A parameter of a role definition counts with its default.
    DefaultCounts = "default-counts",
    /// A role assignment is in the exports several times.
    DuplicateAssignment = "duplicate-assignment",
    /// An input holds nothing.
    EmptyInput = "empty-input",
    /// A list that could be of anything is empty.
    EmptyList = "empty-list",
    /// A file holds an error of Azure.
    ErrorBody = "error-body",
    /// The permission of an Entra role excludes actions.
    ExcludedActions = "excluded-actions",
    /// Only a half of an Azure Lighthouse export was given.
    LighthouseInPart = "lighthouse-in-part",
    /// A list shows a subscription in a group where the tree has it not.
    ListingContradictsTree = "listing-contradicts-tree",
    /// An argument looks like a role definition.
    LooksLikeRole = "looks-like-role",
    /// A comment that allows a lint is written wrongly.
    MalformedAllow = "malformed-allow",
    /// A condition cannot be read.
    MalformedCondition = "malformed-condition",
    /// A pattern matches no operation of the catalog.
    MatchesNothing = "matches-nothing",
    /// A member list does not say of which group it is.
    MembersOfUnknownGroup = "members-of-unknown-group",
    /// A pattern has several wildcards.
    MultipleWildcards = "multiple-wildcards",
    /// A manifest does not say when it was collected.
    NoCollectionTime = "no-collection-time",
    /// A directory role has a text that is not an action.
    NoDirectoryAction = "no-directory-action",
    /// A record has no id.
    NoId = "no-id",
    /// A resource does not say what contains it.
    NoParents = "no-parents",
    /// An operation does not say of which plane it is.
    NoPlane = "no-plane",
    /// A record of Azure Policy names no definition.
    NoPolicyDefinition = "no-policy-definition",
    /// A record has no principal.
    NoPrincipal = "no-principal",
    /// A record has no role.
    NoRole = "no-role",
    /// A file holds no role definitions.
    NoRoleDefinitions = "no-role-definitions",
    /// A record has no scope.
    NoScope = "no-scope",
    /// A file holds something that is no role definition.
    NotARole = "not-a-role",
    /// A list may leave resources out.
    NotEveryResource = "not-every-resource",
    /// A record states nothing that an answer rests on.
    NotNeeded = "not-needed",
    /// A deny assignment names everyone in an unusual way.
    OddEveryone = "odd-everyone",
    /// A text is not the name of an operation.
    OddOperation = "odd-operation",
    /// A list holds only what its reader may see.
    OnlyWhatMayBeRead = "only-what-may-be-read",
    /// A manifest is of an unknown version.
    OtherCollection = "other-collection",
    /// What a task asks for is never done to its target.
    OutOfReach = "out-of-reach",
    /// An export goes on elsewhere.
    PartialExport = "partial-export",
    /// An input of a catalog goes on elsewhere.
    PartialInput = "partial-input",
    /// A file was read in part.
    PartlyRead = "partly-read",
    /// An input was passed over.
    PassedOver = "passed-over",
    /// Patterns with several stars were too many to compare.
    PatternsUndecided = "patterns-undecided",
    /// A record is a request of PIM.
    PimRequest = "pim-request",
    /// An object has a key twice.
    RepeatedKey = "repeated-key",
    /// Exports define a role differently.
    RoleDefinedTwice = "role-defined-twice",
    /// The scope of a record is not that of its id.
    ScopeContradictsId = "scope-contradicts-id",
    /// A scope is not in the exports.
    ScopeNotInExports = "scope-not-in-exports",
    /// One custom role cannot hold everything.
    SeveralCustomRoles = "several-custom-roles",
    /// There is one object where a list is usual.
    SingleObject = "single-object",
    /// A Terraform action is not in the catalog.
    TerraformActionUnknown = "terraform-action-unknown",
    /// What a Terraform phase needs is not known.
    TerraformPhaseUnknown = "terraform-phase-unknown",
    /// A Terraform type is not known.
    TerraformTypeUnknown = "terraform-type-unknown",
    /// Text that is no JSON was passed over.
    TextBeforeJson = "text-before-json",
    /// An access tier of the catalog says nothing about a scope.
    TierScope = "tier-scope",
    /// A member list may have been cut.
    TooManyMembers = "too-many-members",
    /// A text was cut.
    Truncated = "truncated",
    /// The catalog does not know an action.
    UnknownAction = "unknown-action",
    /// A role file has a key that means nothing.
    UnknownKey = "unknown-key",
    /// A record has no known shape.
    UnknownRecord = "unknown-record",
    /// An instant cannot be read.
    UnreadableTime = "unreadable-time",
    /// A statement about the origin of a catalog fits no input.
    UnusedProvenance = "unused-provenance",
    /// An id is of an unusual form.
    UnusualId = "unusual-id",
    /// `--workspace` is given, and no task is done to a workspace.
    WorkspaceNotUsed = "workspace-not-used",
}

impl fmt::Display for NoteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_codes_are_in_the_order_of_their_names() {
        assert!(NoteCode::ALL.is_sorted_by_key(|code| code.name()));
    }
}
