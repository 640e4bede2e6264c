//! What can be odd about an export that is still readable: one [`Problem`] for each kind of oddity, worded once. [`ProblemTally`]
//! counts them, so a million odd records make one note.

use crate::model::{Note, NoteCode, Severity};
use crate::source::Source;

/// A kind of oddity. The words follow a count, or `a record` if it is one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: NoteCode,
    pub(super) severity: Severity,
    /// What one record has or is.
    pub(super) one: &'static str,
    /// What several have or are.
    pub(super) many: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// How often each oddity came up in one text, and where first.
#[derive(Debug, Default)]
pub(super) struct ProblemTally(Vec<Counted>);

#[derive(Debug)]
struct Counted {
    problem: &'static Problem,
    count: usize,
    first: Option<usize>,
}

impl ProblemTally {
    /// Whether nothing came up.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts an oddity at a byte offset.
    pub(super) fn add(&mut self, problem: &'static Problem, at: Option<usize>) {
        self.add_many(problem, 1, at);
    }

    /// Counts several at once; the offset is that of the first.
    pub(super) fn add_many(&mut self, problem: &'static Problem, count: usize, at: Option<usize>) {
        match self.0.iter_mut().find(|counted| counted.problem == problem) {
            Some(counted) => counted.count += count,
            None => self.0.push(Counted { problem, count, first: at }),
        }
    }

    /// One note for each kind of oddity.
    pub(super) fn notes(self, source: &Source) -> impl Iterator<Item = Note> + '_ {
        self.0.into_iter().map(|counted| {
            let problem = counted.problem;
            let place = source.place(counted.first.unwrap_or(0));
            let message = match counted.count {
                1 => format!("`{}`: {}", source.name(), problem.one),
                count => format!("`{}`: {count} {}", source.name(), problem.many),
            };
            Note::warning(problem.code, message).severity(problem.severity).help(problem.help).at(place)
        })
    }
}

pub(super) const OTHER_MANIFEST: Problem = Problem {
    code: NoteCode::OtherCollection,
    severity: Severity::Warning,
    one: "a manifest is of a version of `rolecall collect` that this version does not know",
    many: "manifests are of versions of `rolecall collect` that this version does not know",
    help: "collect again with the script that this version prints",
};
pub(super) const NO_INSTANT: Problem = Problem {
    code: NoteCode::NoCollectionTime,
    severity: Severity::Warning,
    one: "a manifest does not say when it was collected",
    many: "manifests do not say when they were collected",
    help: "`collected_at` is an instant such as 2026-03-01T09:00:00Z",
};
pub(super) const NOISE: Problem = Problem {
    code: NoteCode::TextBeforeJson,
    severity: Severity::Warning,
    one: "text that is not JSON was skipped",
    many: "times text that is not JSON was skipped",
    help: "the export has messages of a tool in it: send them elsewhere (`--only-show-errors`, or do not redirect standard error)",
};
pub(super) const REPEATED_KEY: Problem = Problem {
    code: NoteCode::RepeatedKey,
    severity: Severity::Warning,
    one: "a record has a key twice; the last one counts",
    many: "records have a key twice; the last one counts",
    help: "no tool writes such records: run the export again",
};
pub(super) const UNKNOWN_RECORD: Problem = Problem {
    code: NoteCode::UnknownRecord,
    severity: Severity::Warning,
    one: "a record has no known shape and was not used",
    many: "records have no known shape and were not used",
    help: "export each kind of thing into a file of its own",
};
pub(super) const BESIDE: Problem = Problem {
    code: NoteCode::NotNeeded,
    severity: Severity::Note,
    one: "a record states nothing that an answer rests on, and was not used",
    many: "records state nothing that an answer rests on, and were not used",
    help: "applications, contacts, owners and views of other records grant nothing: such exports can be left out",
};
pub(super) const PIM_REQUEST: Problem = Problem {
    code: NoteCode::PimRequest,
    severity: Severity::Note,
    one: "a record is a request of PIM: it grants nothing, and was passed over",
    many: "records are requests of PIM: they grant nothing, and were passed over",
    help: "what holds is in the schedule instances (`roleEligibilityScheduleInstances`, `roleAssignmentScheduleInstances`)",
};
pub(super) const EMPTY_LIST: Problem = Problem {
    code: NoteCode::EmptyList,
    severity: Severity::Note,
    one: "an empty list does not say what it lists, so nothing follows from it",
    many: "empty lists do not say what they list, so nothing follows from them",
    help: "if an export found nothing, vouch for its kind with `--complete KIND`",
};
pub(super) const RESOURCE_GRAPH: Problem = Problem {
    code: NoteCode::OnlyWhatMayBeRead,
    severity: Severity::Note,
    one: "Resource Graph lists only what its caller may read: role assignments may be missing",
    many: "lists of Resource Graph hold only what its caller may read: role assignments may be missing",
    help: "export them per subscription (`az role assignment list --all --include-inherited`), or vouch: `--complete role-assignments`",
};
pub(super) const AZUREHOUND: Problem = Problem {
    code: NoteCode::NotEveryResource,
    severity: Severity::Note,
    one: "AzureHound collects the role assignments of some types of resources only, and no conditions: some may be missing",
    many: "objects of AzureHound hold the role assignments of some types of resources only, and no conditions: some may be missing",
    help: "export them per subscription (`az role assignment list --all --include-inherited`), or vouch: `--complete role-assignments`",
};
pub(super) const AZGOVVIZ: Problem = Problem {
    code: NoteCode::NotEveryResource,
    severity: Severity::Note,
    one: "AzGovViz can be told to leave role assignments out, and shows no conditions: some may be missing",
    many: "rows of AzGovViz may leave role assignments out, and show no conditions",
    help: "export them per subscription (`az role assignment list --all --include-inherited`), or vouch: `--complete role-assignments`",
};
pub(super) const NOT_EXPANDED: Problem = Problem {
    code: NoteCode::TooManyMembers,
    severity: Severity::Note,
    one: "a group has more members than were listed",
    many: "groups have more members than were listed",
    help: "export the members of the group (`az ad group member list`)",
};
pub(super) const MEMBERS_OF_NOBODY: Problem = Problem {
    code: NoteCode::MembersOfUnknownGroup,
    severity: Severity::Warning,
    one: "a list of directory objects does not say whose members they are",
    many: "lists of directory objects do not say whose members they are",
    help: "call the file after the group (`GROUP.json`, with its id, display name or mail nickname), or wrap the list: `{\"groupId\": ..., \"members\": [...]}`",
};
pub(super) const EXCLUDED_ACTIONS: Problem = Problem {
    code: NoteCode::ExcludedActions,
    severity: Severity::Warning,
    one: "a directory role excludes actions, which Microsoft Entra does not support yet; what it excludes counts as not allowed",
    many: "directory roles exclude actions, which Microsoft Entra does not support yet; what they exclude counts as not allowed",
    help: "list what the role allows under `allowedResourceActions`, and nothing under `excludedResourceActions`",
};
pub(super) const NO_DIRECTORY_ACTION: Problem = Problem {
    code: NoteCode::NoDirectoryAction,
    severity: Severity::Warning,
    one: "a directory role lists a text that is not an Entra action; it allows nothing",
    many: "directory roles list texts that are not Entra actions; these allow nothing",
    help: "actions of Entra have three or four segments and no `*`, such as `microsoft.directory/applications/basic/update`",
};
pub(super) const NO_PARENTS: Problem = Problem {
    code: NoteCode::NoParents,
    severity: Severity::Warning,
    one: "a management group is listed without its parent",
    many: "management groups are listed without their parents",
    help: "export the tree: `az account management-group show --name TENANT --expand --recurse -o json`",
};
pub(super) const SINGLE_OBJECT: Problem = Problem {
    code: NoteCode::SingleObject,
    severity: Severity::Note,
    one: "a record outside of a list: there may be more of its kind",
    many: "records of several kinds outside of a list: there may be more of each",
    help: "export the whole list as a list, such as `az ad user list`, or vouch for its kind with `--complete KIND`",
};
pub(super) const ODD_EVERYONE: Problem = Problem {
    code: NoteCode::OddEveryone,
    severity: Severity::Warning,
    one: "a deny assignment names the zero GUID as something other than `SystemDefined`; it counts as everyone",
    many: "deny assignments name the zero GUID as something other than `SystemDefined`; it counts as everyone",
    help: "check that the export was not edited",
};
pub(super) const PARTIAL: Problem = Problem {
    code: NoteCode::PartialExport,
    severity: Severity::Warning,
    one: "more pages exist than were exported",
    many: "lists have more pages than were exported",
    help: "follow the next page and add it: `az rest` and `az graph query` print one page at a time",
};
pub(super) const NO_SCOPE: Problem = Problem {
    code: NoteCode::NoScope,
    severity: Severity::Error,
    one: "a record does not name its scope, and was not used",
    many: "records do not name their scope, and were not used",
    help: "export whole records, with `scope` or `id`",
};
pub(super) const NO_PRINCIPAL: Problem = Problem {
    code: NoteCode::NoPrincipal,
    severity: Severity::Error,
    one: "a record names no principal, and was not used",
    many: "records name no principal, and were not used",
    help: "export whole records, with `principalId` (PowerShell: `ObjectId`)",
};
pub(super) const NO_ROLE: Problem = Problem {
    code: NoteCode::NoRole,
    severity: Severity::Error,
    one: "a record names no role, and was not used",
    many: "records name no role, and were not used",
    help: "export whole records, with `roleDefinitionId`",
};
pub(super) const NO_POLICY_DEFINITION: Problem = Problem {
    code: NoteCode::NoPolicyDefinition,
    severity: Severity::Error,
    one: "a policy assignment or set names no policy definition, and was not used",
    many: "policy assignments or sets name no policy definition, and were not used",
    help: "export whole records, with `policyDefinitionId`",
};
pub(super) const NO_ID: Problem = Problem {
    code: NoteCode::NoId,
    severity: Severity::Error,
    one: "a record has no id, and was not used",
    many: "records have no id, and were not used",
    help: "export whole records, with `id`",
};
pub(super) const SCOPE_CONTRADICTS_ID: Problem = Problem {
    code: NoteCode::ScopeContradictsId,
    severity: Severity::Warning,
    one: "a record has a `scope` that its `id` contradicts; the scope counts",
    many: "records have a `scope` that their `id` contradicts; the scope counts",
    help: "run the export again",
};
pub(super) const UNUSUAL_ID: Problem = Problem {
    code: NoteCode::UnusualId,
    severity: Severity::Warning,
    one: "a principal or role has an id that is not a GUID",
    many: "principals or roles have ids that are not GUIDs",
    help: "check that the export was not edited",
};
pub(super) const TRUNCATED: Problem = Problem {
    code: NoteCode::Truncated,
    severity: Severity::Error,
    one: "a list or object was cut to the name of its type; what it held is unknown",
    many: "lists or objects were cut to the names of their types; what they held is unknown",
    help: "rerun with `ConvertTo-Json -Depth 10`",
};
pub(super) const UNREADABLE_TIME: Problem = Problem {
    code: NoteCode::UnreadableTime,
    severity: Severity::Error,
    one: "a record limits its time in a way that cannot be read, and was not used",
    many: "records limit their time in a way that cannot be read, and were not used",
    help: "times are RFC 3339, such as `2026-03-01T09:00:00Z`",
};
