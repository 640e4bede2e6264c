//! [`StatedRow`]: the rows of a state that are compared, by what they are about and what they say of it.

use crate::arrange::Arrange as _;
use crate::condition::Condition;
use crate::model::{
    ConditionState, DenyAssignment, DenyPrincipal, Facts, Listing, MemberKind, MemberType, ObjectId, Origin, PermissionBlock,
    PrincipalId, RoleId, ScopeId, Validity,
};
use crate::pattern::Pattern;
use crate::verify::denies::written;

/// A fact as reports name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FactKey {
    pub kind: String,
    pub principal: Option<String>,
    pub group: Option<String>,
    pub role: Option<String>,
    pub scope: Option<String>,
    /// Of a deny assignment.
    pub id: Option<String>,
}

impl FactKey {
    pub(super) fn shown(&self) -> String {
        let parts = [&self.principal, &self.group, &self.role, &self.scope, &self.id];
        let named: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        format!("{} of {}", self.kind, named.join(", "))
    }
}

/// What a row says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RowStatement {
    /// In one spelling.
    text: String,
    /// Whether a schedule of an Entra role says it: a list of assignments does not tell its times.
    scheduled: bool,
}

impl RowStatement {
    /// Whether two rows say the same, as far as both can tell.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.scheduled != other.scheduled || self.text == other.text
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct StatedRow {
    /// What it is about: rows about one thing belong together.
    pub about: String,
    pub says: RowStatement,
    /// How reports name it.
    pub fact: FactKey,
    pub origin: Origin,
    /// It is of a flattened list of members.
    pub is_flattened: bool,
}

/// The rows of a state.
pub(super) fn rows(facts: &Facts) -> Vec<StatedRow> {
    let table = RowTable { facts };
    let assignments = facts.assignments.iter().map(|row| table.assignment(row));
    let schedules = facts.schedules.iter().map(|row| table.schedule(row));
    let delegations = facts.delegations.iter().map(|row| table.delegation(row));
    let denies = facts.denies.iter().map(|row| table.deny(row));
    let members = facts.memberships.iter().map(|row| table.member(row));
    let directory = facts.directory_assignments.iter().filter(|row| row.member_type != MemberType::Inherited);
    let directory = directory.map(|row| table.directory(row));
    assignments.chain(schedules).chain(delegations).chain(denies).chain(members).chain(directory).collect()
}

/// Whether a state has a list of the direct members of a group.
pub(super) fn lists_direct_members(facts: &Facts, group: Option<&str>) -> bool {
    let own = group.and_then(|group| facts.principals.lookup(&ObjectId::parse(group)));
    let lists = own.and_then(|own| facts.member_lists.get(&own));
    lists.is_some_and(|lists| lists.direct != Listing::Absent)
}

struct RowTable<'f> {
    facts: &'f Facts,
}

impl RowTable<'_> {
    fn principal(&self, id: PrincipalId) -> String {
        self.facts.principals.id(id).to_string()
    }

    fn role(&self, id: RoleId) -> String {
        self.facts.roles.id(id).to_string()
    }

    fn scope(&self, id: ScopeId) -> String {
        self.facts.scopes.text(id).to_ascii_lowercase()
    }

    /// A condition in one spelling.
    fn condition(&self, condition: ConditionState) -> String {
        let version = |text, version| format!("{} {}", Condition::new(text, version), version.unwrap_or_default());
        written(self.facts, condition).map(|(text, own)| version(text, own)).unwrap_or_default()
    }

    fn row(fact: FactKey, also: &str, says: String, origin: Origin) -> StatedRow {
        let (about, says) = (format!("{fact:?} {also}"), RowStatement { text: says, scheduled: false });
        StatedRow { about, says, fact, origin, is_flattened: false }
    }

    fn assignment(&self, row: &crate::model::Assignment) -> StatedRow {
        let fact = FactKey {
            kind: "role-assignment".to_owned(),
            principal: Some(self.principal(row.principal)),
            role: Some(self.role(row.role)),
            scope: Some(self.scope(row.scope)),
            ..FactKey::default()
        };
        Self::row(fact, "", self.condition(row.condition), row.origin)
    }

    fn schedule(&self, row: &crate::model::RoleSchedule) -> StatedRow {
        let fact = FactKey {
            kind: if row.eligible { "role-eligibility" } else { "role-schedule" }.to_owned(),
            principal: Some(self.principal(row.principal)),
            role: Some(self.role(row.role)),
            scope: Some(self.scope(row.scope)),
            ..FactKey::default()
        };
        let says = format!("{} {} {}", time(row.validity), row.effective, self.condition(row.condition));
        Self::row(fact, &format!("{:?}", row.member_type), says, row.origin)
    }

    fn delegation(&self, row: &crate::model::Delegation) -> StatedRow {
        let fact = FactKey {
            kind: "delegation".to_owned(),
            principal: Some(ObjectId::parse(&row.principal).to_string()),
            role: Some(self.role(row.role)),
            scope: Some(self.scope(row.scope)),
            ..FactKey::default()
        };
        let also = format!("{} {}", row.managing_tenant.to_ascii_lowercase(), row.eligible);
        Self::row(fact, &also, String::new(), row.origin)
    }

    fn deny(&self, row: &DenyAssignment) -> StatedRow {
        let (scope, id) = (Some(self.scope(row.scope)), row.id.to_ascii_lowercase());
        let name = id.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let says = format!("{} {}", deny_text(self.facts, row), self.condition(row.condition));
        let fact = FactKey { kind: "deny-assignment".to_owned(), scope, id: Some(id), ..FactKey::default() };
        StatedRow { about: name, ..Self::row(fact, "", says, row.origin) }
    }

    fn member(&self, row: &crate::model::Membership) -> StatedRow {
        let kind = match row.kind {
            MemberKind::Direct | MemberKind::Transitive => "member",
            MemberKind::Scheduled => "member-schedule",
            MemberKind::Eligible => "member-eligibility",
        };
        let (principal, group) = (Some(self.principal(row.member)), Some(self.principal(row.group)));
        let fact = FactKey { kind: kind.to_owned(), principal, group, ..FactKey::default() };
        let is_flattened = row.kind == MemberKind::Transitive;
        StatedRow { is_flattened, ..Self::row(fact, &format!("{:?}", row.kind), time(row.validity), row.origin) }
    }

    fn directory(&self, row: &crate::model::DirectoryAssignment) -> StatedRow {
        let kind = if row.eligible { "directory-role-eligibility" } else { "directory-role" };
        let built_in = self.facts.directory_roles.iter().filter(|known| known.built_in && known.id == row.role);
        let template = built_in.filter_map(|known| known.template.as_ref()).next_back().unwrap_or(&row.role);
        let fact = FactKey {
            kind: kind.to_owned(),
            principal: Some(self.principal(row.principal)),
            role: Some(template.to_string()),
            scope: Some(row.scope.path().to_ascii_lowercase()),
            ..FactKey::default()
        };
        let says = RowStatement { text: format!("{} {}", time(row.validity), row.effective), scheduled: row.scheduled };
        StatedRow { says, ..Self::row(fact, &format!("{:?}", row.member_type), String::new(), row.origin) }
    }
}

fn time(validity: Validity) -> String {
    format!("{:?} {:?}", validity.start, validity.end)
}

/// What a deny assignment denies, where and whom, in one spelling.
fn deny_text(facts: &Facts, deny: &DenyAssignment) -> String {
    let id = |principal: &PrincipalId| facts.principals.id(*principal).to_string();
    let named = deny.principals.iter().map(|principal| match principal {
        DenyPrincipal::Everyone => "everyone".to_owned(),
        DenyPrincipal::Principal(principal) => id(principal),
    });
    let sorted = |mut list: Vec<String>| {
        list.arrange();
        list.dedup();
        list.join(",")
    };
    let scope = facts.scopes.text(deny.scope).to_ascii_lowercase();
    let (whom, but) = (sorted(named.collect()), sorted(deny.exclude.iter().map(id).collect()));
    let what = sorted(deny.blocks.iter().map(block_text).collect());
    format!("{scope} {what} {whom} {but} {} {} {}", deny.not_to_children, deny.audit_only, deny.unreadable)
}

/// A permission block in one spelling.
pub(super) fn block_text(block: &PermissionBlock) -> String {
    let list = |patterns: &[Pattern]| {
        let mut texts: Vec<&str> = patterns.iter().map(Pattern::folded).collect();
        texts.arrange();
        texts.dedup();
        texts.join(" ")
    };
    let lists = [&block.actions, &block.not_actions, &block.data_actions, &block.not_data_actions];
    let texts: Vec<String> = lists.into_iter().map(|patterns| list(patterns)).collect();
    format!("{};{}", texts.join(";"), block.condition.as_deref().unwrap_or_default())
}
