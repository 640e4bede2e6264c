//! The records that steps name, and whether they count: records by principal, members by group, times.

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::{StepClaim, StepKindClaim};
use super::fault::Why;
use super::membership::Counting;
use crate::arrange::Arrange as _;
use crate::model::{
    AssignmentName, ConditionState, DenyAssignment, DirectoryScope, ExportKind, Facts, Guid, InputId, MemberType, Membership,
    ObjectId, Origin, PrincipalId, PrincipalKind, RoleId, RoleSchedule, ScopeId, ScopePath, Tenancy, Validity,
};

/// The exports, by principal.
pub(super) struct Records<'f> {
    pub facts: &'f Facts,
    pub at: i64,
    pub(super) rows: FxHashMap<PrincipalId, Vec<RecordRow>>,
    pub(super) groups: FxHashMap<PrincipalId, Vec<&'f Membership>>,
    /// Groups whose whole flattened list names no group.
    pub(super) flat: FxHashSet<PrincipalId>,
    /// Active schedule instances, by scope: they bound assignments.
    bounds: FxHashMap<ScopeId, Vec<&'f RoleSchedule>>,
    inputs: FxHashMap<&'f str, Vec<InputId>>,
    /// The kinds of directory objects of which everybody who exists is listed.
    declared: Vec<ExportKind>,
}

/// A record that gives a role: an index into the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordRow {
    Assignment(usize),
    Schedule(usize),
    Directory(usize),
}

/// What a step turned out to rest on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Gift {
    /// An Azure role.
    RoleClauses { role: RoleId, scope: ScopeId, condition: ConditionState, eligible: bool },
    /// An Entra role, by its template.
    DirectoryRole { template: ObjectId, scope: DirectoryScope, eligible: bool, tenant: Option<Box<str>> },
    /// An app role, and whether it is known to be one of Microsoft Graph.
    AppRole { app_role: Guid, sure: bool },
    /// A group that is owned.
    Owner { group: PrincipalId },
}

impl Gift {
    pub(super) fn is_eligible(&self) -> bool {
        match self {
            Self::RoleClauses { eligible, .. } | Self::DirectoryRole { eligible, .. } => *eligible,
            Self::AppRole { .. } | Self::Owner { .. } => false,
        }
    }

    /// Whether it counts for a target, where there are several tenants: an Entra role opens nothing of another one (R-SCO-12).
    pub(super) fn is_of_tenant(&self, tenancy: &Tenancy, target: &str) -> bool {
        match self {
            Self::DirectoryRole { tenant, .. } if tenancy.is_mixed() && target != "tenant" => {
                tenant.is_some() && tenant.as_deref() == tenancy.of_scope(target)
            }
            Self::AppRole { .. } => !tenancy.is_mixed() || target == "tenant",
            Self::DirectoryRole { .. } | Self::RoleClauses { .. } | Self::Owner { .. } => true,
        }
    }

    /// The same, which an eligible membership makes eligible (R-PIM-8).
    fn through(self, eligible_way: bool) -> Self {
        match self {
            Self::RoleClauses { role, scope, condition, eligible } => {
                Self::RoleClauses { role, scope, condition, eligible: eligible || eligible_way }
            }
            Self::DirectoryRole { template, scope, eligible, tenant } => {
                Self::DirectoryRole { template, scope, eligible: eligible || eligible_way, tenant }
            }
            Self::AppRole { .. } | Self::Owner { .. } => self,
        }
    }
}

impl<'f> Records<'f> {
    pub(super) fn new(facts: &'f Facts, at: i64) -> Self {
        let mut rows: FxHashMap<PrincipalId, Vec<RecordRow>> = FxHashMap::default();
        let assignments =
            facts.assignments.iter().enumerate().map(|(index, row)| (row.principal, RecordRow::Assignment(index)));
        let schedules = facts.schedules.iter().enumerate().map(|(index, row)| (row.principal, RecordRow::Schedule(index)));
        let directory = facts.directory_assignments.iter().enumerate();
        let directory = directory.map(|(index, row)| (row.principal, RecordRow::Directory(index)));
        for (principal, row) in assignments.chain(schedules).chain(directory) {
            rows.entry(principal).or_default().push(row);
        }
        let mut groups: FxHashMap<PrincipalId, Vec<&Membership>> = FxHashMap::default();
        let counting = Counting::new(facts, at);
        for membership in facts.memberships.iter().filter(|row| counting.counts(row)) {
            groups.entry(membership.member).or_default().push(membership);
        }
        let mut bounds: FxHashMap<ScopeId, Vec<&RoleSchedule>> = FxHashMap::default();
        for row in facts.schedules.iter().filter(|row| !row.eligible && row.effective) {
            bounds.entry(facts.scope_of_origin(row)).or_default().push(row);
        }
        let mut inputs: FxHashMap<&str, Vec<InputId>> = FxHashMap::default();
        for (number, input) in facts.inputs.iter().enumerate() {
            inputs.entry(&input.path).or_default().push(InputId(number as u32));
        }
        let mut declared = vec![ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals];
        declared.retain(|&kind| facts.is_declared_complete(kind));
        Self { facts, at, rows, groups, flat: counting.flat, bounds, inputs, declared }
    }

    /// The principal with this id.
    pub(super) fn principal(&self, id: &str) -> Result<PrincipalId, Why> {
        self.facts.principals.lookup(&ObjectId::parse(id)).ok_or_else(|| Why::UnknownPrincipal(id.to_owned()))
    }

    /// The inputs that a path of the report means: the same path, or else the only path with the same ending. A report may have
    /// been made in another folder.
    pub(super) fn inputs(&self, path: &str) -> Result<&[InputId], Why> {
        if let Some(same) = self.inputs.get(path) {
            return Ok(same);
        }
        let parts = |path: &str| path.rsplit(['/', '\\']).map(str::to_owned).collect::<Vec<_>>();
        let wanted = parts(path);
        let alike = |own: &str| parts(own).iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        let mut known: Vec<(usize, &str)> = self.inputs.keys().map(|own| (alike(own), *own)).collect();
        known.arrange();
        match known.as_slice() {
            [.., (second, _), (best, own)] if best > second => Ok(self.inputs.get(own).map_or(&[], Vec::as_slice)),
            [(1.., own)] => Ok(self.inputs.get(own).map_or(&[], Vec::as_slice)),
            _ => Err(Why::NoInput(path.to_owned())),
        }
    }

    /// Whether something counts at the instant of the report.
    pub(super) fn is_in_force(&self, validity: Validity) -> bool {
        validity.contains(self.at)
    }

    /// A principal that an export of its kind that is declared complete does not list, nor any member list (R-ASN-5).
    pub(super) fn is_deleted(&self, principal: PrincipalId) -> bool {
        let listed = self.facts.principals.facts(principal).is_none_or(|known| known.in_directory || known.seen);
        let complete = |kind| self.declared.contains(&kind);
        let (users, groups, others) = (ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals);
        let complete = match self.facts.principals.kind(principal) {
            PrincipalKind::User => complete(users),
            PrincipalKind::Group => complete(groups),
            PrincipalKind::ServicePrincipal => complete(others),
            PrincipalKind::Unknown => complete(users) && complete(groups) && complete(others),
            PrincipalKind::ForeignGroup | PrincipalKind::Device => false,
        };
        complete && !listed && !self.groups.contains_key(&principal)
    }

    /// The deny assignment of a deny step.
    pub(super) fn deny(&self, step: &StepClaim) -> Result<usize, Why> {
        let (input, record) = step.input.as_deref().zip(step.record).ok_or(Why::NoRecord)?;
        let inputs = self.inputs(input)?;
        let named = |deny: &DenyAssignment| {
            let here = ScopePath::parse(self.facts.scopes.text(deny.scope)) == ScopePath::parse(&step.scope);
            let id = step.assignment.as_deref().is_none_or(|id| id.eq_ignore_ascii_case(&deny.id));
            here && id && is_record(Some(deny.origin), inputs, record)
        };
        let what = format!("the deny assignment that the step names, at {}", step.scope);
        let other = Why::OtherRecord { record, input: input.to_owned(), what };
        self.facts.denies.iter().position(named).ok_or(other)
    }

    /// The row that a step names, of those that are known to give its holder a role.
    pub(super) fn row(&self, step: &StepClaim, holder: PrincipalId) -> Option<RecordRow> {
        let inputs = self.inputs(step.input.as_deref()?).ok()?;
        let mut rows = self.rows.get(&holder).into_iter().flatten().copied();
        rows.find(|row| is_record(self.origin(*row), inputs, step.record.unwrap_or_default()) && self.is_named(*row, step))
    }

    /// The record of a step that gives a role, and what it gives to the principal through these groups.
    pub(super) fn gift(&self, step: &StepClaim, way: &[PrincipalId]) -> Result<Gift, Why> {
        let holder = *way.last().ok_or(Why::NoRecord)?;
        let (input, record) = step.input.as_deref().zip(step.record).ok_or(Why::NoRecord)?;
        let inputs = self.inputs(input)?;
        let rows = self.rows.get(&holder).into_iter().flatten();
        let named = rows.filter(|row| is_record(self.origin(**row), inputs, record) && self.is_named(**row, step));
        let mut found = false;
        for &row in named {
            found = true;
            if self.counts(row) {
                let step = |member, group| match row {
                    RecordRow::Directory(_) => self.direct(member, group),
                    RecordRow::Assignment(_) | RecordRow::Schedule(_) => self.member(member, group),
                };
                let eligible_way = way.windows(2).any(|pair| matches!(pair, [a, b] if step(*a, *b) == Some(true)));
                return self.given(row).map(|gift| gift.through(eligible_way)).ok_or(Why::NoRecord);
            }
        }
        let input = input.to_owned();
        if found {
            return Err(Why::NotNow { record, input });
        }
        let role = step.role.as_deref().unwrap_or("?");
        let what = format!("an assignment of role {role} to {} at {}", self.facts.principals.id(holder), step.scope);
        Err(Why::OtherRecord { record, input, what })
    }

    /// Whether a principal holds the same as a gift, itself or through these groups, and at least as surely.
    pub(super) fn holds(&self, ways: &FxHashMap<PrincipalId, bool>, gift: &Gift, principal: PrincipalId) -> bool {
        if matches!(gift, Gift::AppRole { .. } | Gift::Owner { .. }) {
            return self.possesses(principal, gift);
        }
        let direct = |holder: PrincipalId| holder == principal || self.is_way_to_directory_role(&[principal, holder]);
        let fits = |holder: PrincipalId, eligible: bool, row: RecordRow| {
            let eligible = if matches!(row, RecordRow::Directory(_)) {
                holder != principal && self.direct(principal, holder) == Some(true)
            } else {
                eligible
            };
            let own = self.given(row).map(|own| own.through(eligible));
            let same = match (&own, gift) {
                (Some(Gift::RoleClauses { role, scope, condition, eligible }), Gift::RoleClauses { .. }) => {
                    let looser = Gift::RoleClauses { role: *role, scope: *scope, condition: *condition, eligible: true };
                    own.as_ref() == Some(gift) || !eligible && looser == *gift
                }
                (Some(Gift::DirectoryRole { template, scope, eligible, tenant }), Gift::DirectoryRole { .. }) => {
                    let tenant = tenant.clone();
                    let looser =
                        Gift::DirectoryRole { template: template.clone(), scope: scope.clone(), eligible: true, tenant };
                    direct(holder) && (own.as_ref() == Some(gift) || !eligible && looser == *gift)
                }
                _ => false,
            };
            same && self.counts(row)
        };
        let mut holders: Vec<(PrincipalId, bool)> = ways.iter().map(|(&holder, &eligible)| (holder, eligible)).collect();
        holders.arrange();
        holders
            .into_iter()
            .any(|(holder, eligible)| self.rows.get(&holder).into_iter().flatten().any(|&row| fits(holder, eligible, row)))
    }

    pub(super) fn origin(&self, row: RecordRow) -> Option<Origin> {
        match row {
            RecordRow::Assignment(index) => self.facts.assignments.get(index).map(|row| row.origin),
            RecordRow::Schedule(index) => self.facts.schedules.get(index).map(|row| row.origin),
            RecordRow::Directory(index) => self.facts.directory_assignments.get(index).map(|row| row.origin),
        }
    }

    /// Whether a row is the one that a step describes: kind, role, scope and id.
    fn is_named(&self, row: RecordRow, step: &StepClaim) -> bool {
        let role = step.role.as_deref().map(ObjectId::parse);
        let id_is = |own: Option<&str>| {
            step.assignment.is_none()
                || own.zip(step.assignment.as_deref()).is_some_and(|(own, said)| own.eq_ignore_ascii_case(said))
        };
        let azure = |own: RoleId, scope: ScopeId| {
            role.as_ref() == Some(self.facts.roles.id(own))
                && ScopePath::parse(&step.scope) == ScopePath::parse(self.facts.scopes.text(scope))
        };
        match row {
            RecordRow::Assignment(index) => self.facts.assignments.get(index).is_some_and(|row| {
                let id = self.facts.assignment_id(row.name, row.scope);
                step.kind == StepKindClaim::Assignment && azure(row.role, row.scope) && id_is(id.as_deref())
            }),
            RecordRow::Schedule(index) => self.facts.schedules.get(index).is_some_and(|row| {
                let id = row.id.or(row.schedule).map(|id| self.facts.texts.get(id));
                let kind = if row.eligible { StepKindClaim::Eligibility } else { StepKindClaim::Assignment };
                step.kind == kind && azure(row.role, row.scope) && id_is(id)
            }),
            RecordRow::Directory(index) => self.facts.directory_assignments.get(index).is_some_and(|row| {
                let kind = if row.eligible { StepKindClaim::DirectoryEligibility } else { StepKindClaim::DirectoryAssignment };
                let scope = match &row.scope {
                    DirectoryScope::App(id) => DirectoryScope::Object(id.clone()),
                    scope => scope.clone(),
                };
                step.kind == kind
                    && scope == DirectoryScope::parse(&step.scope)
                    && self.template(&row.role) == role
                    && id_is(row.id.as_deref())
            }),
        }
    }

    /// What a row gives to its principal.
    pub(super) fn given(&self, row: RecordRow) -> Option<Gift> {
        match row {
            RecordRow::Assignment(index) => {
                let row = self.facts.assignments.get(index)?;
                let condition = self.condition(row.principal, (row.role, row.scope));
                Some(Gift::RoleClauses { role: row.role, scope: row.scope, condition, eligible: false })
            }
            RecordRow::Schedule(index) => {
                let row = self.facts.schedules.get(index)?;
                Some(Gift::RoleClauses { role: row.role, scope: row.scope, condition: row.condition, eligible: row.eligible })
            }
            RecordRow::Directory(index) => {
                let row = self.facts.directory_assignments.get(index)?;
                let template = self.template(&row.role)?;
                let tenant = self.facts.tenancy.of_input(row.origin.input).map(Into::into);
                Some(Gift::DirectoryRole { template, scope: row.scope.clone(), eligible: row.eligible, tenant })
            }
        }
    }

    /// The condition of an assignment of which there may be several records: the newest that says something (R-ASN-3).
    fn condition(&self, principal: PrincipalId, tuple: (RoleId, ScopeId)) -> ConditionState {
        let rows = self.rows.get(&principal).into_iter().flatten().filter_map(|row| match row {
            RecordRow::Assignment(index) => self.facts.assignments.get(*index),
            _ => None,
        });
        let mut said: Vec<_> =
            rows.filter(|row| (row.role, row.scope) == tuple).map(|row| (row.updated, row.condition)).collect();
        said.retain(|(_, condition)| *condition != ConditionState::NotExported);
        let newest = said.iter().map(|(updated, _)| *updated).max();
        let (Some(newest), Some(&(_, first))) = (newest, said.first()) else { return ConditionState::NotExported };
        if said.iter().all(|(_, condition)| *condition == first) {
            return first;
        }
        said.retain(|(updated, _)| *updated == newest);
        match said.as_slice() {
            [(_, one), rest @ ..] if rest.iter().all(|(_, other)| other == one) => *one,
            _ => ConditionState::Contradicted,
        }
    }

    /// The template of a directory role id; `None` for disabled roles, which give nothing (R-ENT-3, R-ENT-11).
    pub(super) fn template(&self, role: &ObjectId) -> Option<ObjectId> {
        match self.facts.directory_roles.iter().rev().find(|known| known.id == *role) {
            None => Some(role.clone()),
            Some(known) if !known.enabled => None,
            Some(known) => Some(known.template.clone().filter(|_| known.built_in).unwrap_or_else(|| role.clone())),
        }
    }

    /// Whether a row counts at the instant, by its own bounds and by the schedules that speak of it (R-PIM-5..7).
    pub(super) fn counts(&self, row: RecordRow) -> bool {
        match row {
            RecordRow::Assignment(index) => self.facts.assignments.get(index).is_some_and(|row| !self.is_over(row)),
            RecordRow::Schedule(index) => {
                self.facts.schedules.get(index).is_some_and(|row| row.effective && row.validity.contains(self.at))
            }
            RecordRow::Directory(index) => self.facts.directory_assignments.get(index).is_some_and(|row| {
                let own = row.effective && row.validity.contains(self.at) && row.member_type != MemberType::Inherited;
                own && (row.eligible || !self.is_directory_row_over(row))
            }),
        }
    }

    /// Whether every schedule of an assignment is over, or has not begun: those that name it, or else its principal, role and
    /// scope.
    fn is_over(&self, assignment: &crate::model::Assignment) -> bool {
        let guid_of = |id| Guid::parse(self.facts.texts.get(id).rsplit('/').next().unwrap_or_default());
        let (mut by_name, mut by_tuple) = (None, None);
        for row in self.bounds.get(&assignment.scope).into_iter().flatten() {
            let over = !row.validity.contains(self.at);
            match row.assignment.and_then(guid_of) {
                Some(guid) if assignment.name == AssignmentName::Guid(guid) => by_name = Some(by_name.unwrap_or(true) && over),
                None if (row.principal, row.role) == (assignment.principal, assignment.role) => {
                    by_tuple = Some(by_tuple.unwrap_or(true) && over);
                }
                _ => {}
            }
        }
        by_name.or(by_tuple) == Some(true)
    }

    fn is_directory_row_over(&self, row: &crate::model::DirectoryAssignment) -> bool {
        let own = self.rows.get(&row.principal).into_iter().flatten().filter_map(|other| match other {
            RecordRow::Directory(index) => self.facts.directory_assignments.get(*index),
            _ => None,
        });
        let template = self.template(&row.role);
        let tenant = |row: &crate::model::DirectoryAssignment| self.facts.tenancy.of_input(row.origin.input);
        // Object ids are unique: a schedule of which nothing tells the tenant is that of the principal's.
        let is_of_same = |other| tenant(other).is_none() || tenant(other) == tenant(row);
        let same = own.filter(|other| other.scope == row.scope && self.template(&other.role) == template && is_of_same(other));
        let mut bounds = same.filter(|other| other.scheduled && !other.eligible && other.effective).peekable();
        bounds.peek().is_some() && bounds.all(|other| !other.validity.contains(self.at))
    }
}

/// Whether a fact was read from this record of one of these inputs.
pub(super) fn is_record(origin: Option<Origin>, inputs: &[InputId], record: u32) -> bool {
    origin.is_some_and(|origin| inputs.contains(&origin.input) && origin.record + 1 == record)
}
