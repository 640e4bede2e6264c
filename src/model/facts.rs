//! [`Facts`]: everything that the inputs state.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    AppRoleAssignment, Assignment, AssignmentName, ClassicAdministrator, CollectedRequest, Collection, Completeness,
    Containment, CoveragePlace, DefenderAssignment, DefenderRole, Delegation, DenyAssignment, DirectoryAssignment,
    DirectoryRole, ExportKind, ExportedList, ExportedRole, InputFile, InputId, Licence, Listing, MICROSOFT_GRAPH,
    ManagedIdentity, ManagementGroup, Membership, ObjectId, Organization, OwnedKind, OwnerRow, OwnerSchedule, PartialSign,
    PolicyFacts, PrincipalId, Principals, Resource, ResourceDetail, ResourceLock, RoleId, RoleSchedule, Roles, SaidActivation,
    ScopeId, ScopeKind, ScopePath, Scopes, Subscription, Tenancy, TextId, TrustedIdentity,
};

/// Everything that the inputs state, before anything is concluded from it. Readers fill it; the graph consumes it.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The inputs, in the order of their paths.
    pub inputs: Vec<InputFile>,
    /// Every scope that the inputs name, where a target or a grant could be.
    pub scopes: Scopes,
    /// Every principal named anywhere.
    pub principals: Principals,
    /// Every role id named anywhere.
    pub roles: Roles,
    /// Conditions, unusual assignment ids, schedule ids.
    pub texts: Texts,
    /// Azure role assignments, repetitions included.
    pub assignments: Vec<Assignment>,
    /// Subscriptions, in lower case, at which inherited role assignments were listed: their lists were exported (R-EVAL-9).
    pub listed_at: FxHashSet<Box<str>>,
    /// Every list that the inputs hold, by kind and place (R-EVAL-9).
    pub lists: Vec<ExportedList>,
    /// What `rolecall collect` asked for.
    pub requests: Vec<CollectedRequest>,
    /// Inputs in a collected folder that none of its requests filled: somebody put them there.
    pub unrequested: FxHashSet<InputId>,
    /// PIM schedules of Azure roles.
    pub schedules: Vec<RoleSchedule>,
    /// Deny assignments.
    pub denies: Vec<DenyAssignment>,
    /// What role assignments call their roles: the name of a role of which no definition is at hand.
    pub role_names: FxHashMap<RoleId, Box<str>>,
    /// Exported role definitions.
    pub definitions: Vec<ExportedRole>,
    /// Member lists.
    pub memberships: Vec<Membership>,
    /// How much of each group's direct and transitive member list was exported; absent groups are not in it.
    pub member_lists: FxHashMap<PrincipalId, MemberLists>,
    /// Exported directory role definitions.
    pub directory_roles: Vec<DirectoryRole>,
    /// Directory role assignments and eligibility.
    pub directory_assignments: Vec<DirectoryAssignment>,
    /// Microsoft Defender unified RBAC.
    pub defender: DefenderFacts,
    /// Edges and ancestries of the management-group tree.
    pub containments: Vec<Containment>,
    /// Management groups.
    pub management_groups: Vec<ManagementGroup>,
    /// Subscriptions listed as such.
    pub subscriptions: Vec<Subscription>,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Locks.
    pub locks: Vec<ResourceLock>,
    /// What only leads on to access.
    pub escalation: EscalationFacts,
    /// Azure Policy.
    pub policy: PolicyFacts,
    /// The tenant, from Graph.
    pub organizations: Vec<Organization>,
    /// What the tenant subscribes to.
    pub licences: Vec<Licence>,
    /// Which tenant is which, where there are several.
    pub tenancy: Tenancy,
    /// Azure Lighthouse.
    pub delegations: Vec<Delegation>,
    /// Classic administrators.
    pub classic: Vec<ClassicAdministrator>,
    /// Folders that were collected in one go.
    pub collections: Vec<Collection>,
    /// Kinds that the user vouches for (`--complete KIND`).
    pub vouched: Vec<ExportKind>,
    /// Kinds that the user vouches for at one place (`--complete KIND@PLACE`).
    pub vouched_at: Vec<(ExportKind, CoveragePlace)>,
}

/// What is stated of Microsoft Defender unified RBAC (R-URB-1, R-URB-2).
#[derive(Debug, Clone, Default)]
pub struct DefenderFacts {
    /// Exported role definitions.
    pub roles: Vec<DefenderRole>,
    /// Role assignments.
    pub assignments: Vec<DefenderAssignment>,
    /// For which workspaces it is activated, as somebody says (`--urbac`).
    pub activated: SaidActivation,
}

/// What gives nobody access by itself, and leads on to it.
#[derive(Debug, Clone, Default)]
pub struct EscalationFacts {
    /// Which resources have which managed identities.
    pub identities: Vec<ManagedIdentity>,
    /// Some list of resources has a column for their identities, be there none.
    pub identities_listed: bool,
    /// Who owns what in the directory.
    pub owners: Vec<OwnerRow>,
    /// Who owns groups for a time, or after an activation.
    pub owner_schedules: Vec<OwnerSchedule>,
    /// Of what some record lists the owners, be there none.
    pub owners_listed: FxHashSet<OwnedKind>,
    /// Of what some list of owners may go on: `$expand` returns at most twenty (R-FMT-17).
    pub owners_cut: FxHashSet<OwnedKind>,
    /// The groups whose owners some record lists, be there none: in full, or cut at twenty (R-FMT-17).
    pub group_owner_lists: FxHashMap<PrincipalId, Listing>,
    /// Which applications trust which managed identities.
    pub trusts: Vec<TrustedIdentity>,
    /// Some record lists the federated identity credentials of an application, be there none.
    pub trusts_listed: bool,
    /// Which service principals have which app roles.
    pub app_roles: Vec<AppRoleAssignment>,
    /// Inputs that list everybody who has an app role of an API, as far as they are whole, and the service principal of that API.
    pub app_roles_listed: Vec<(InputId, ObjectId)>,
}

/// How much of a group's member lists was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberLists {
    /// `members`.
    pub direct: Listing,
    /// `transitiveMembers`.
    pub transitive: Listing,
}

/// Texts that are stored once and named by number.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    list: Vec<Box<str>>,
    index: FxHashMap<Box<str>, u32>,
}

impl Texts {
    /// The number of a text; new ones are added.
    pub fn intern(&mut self, text: &str) -> TextId {
        if let Some(&known) = self.index.get(text) {
            return TextId(known);
        }
        let number = self.list.len() as u32;
        self.list.push(text.into());
        self.index.insert(text.into(), number);
        TextId(number)
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|text| &**text)
    }

    /// The text with this number.
    pub fn get(&self, id: TextId) -> &str {
        self.list.get(id.index()).map_or("", |text| text)
    }
}

impl Facts {
    /// Whether a scope is a subscription that another subscription shares its display name with.
    pub fn shares_name(&self, id: &str) -> bool {
        let Some(own) = self.scopes.lookup(id) else { return false };
        let named = |row: &&Subscription| row.scope == own && row.name.is_some();
        let Some(name) = self.subscriptions.iter().find(named).and_then(|row| row.name.as_deref()) else { return false };
        self.subscriptions
            .iter()
            .any(|row| row.scope != own && row.name.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name)))
    }

    /// The same without anybody's Azure and Entra roles.
    #[must_use]
    pub fn without_grants(&self) -> Self {
        // Every table is named, so that a new one is thought of.
        #[rustfmt::skip]
        let Self {
            inputs, scopes, principals, roles, texts, assignments: _,
            listed_at, lists, requests, unrequested, schedules: _, denies,
            role_names, definitions, memberships, member_lists, directory_roles, directory_assignments: _,
            defender, containments, management_groups, subscriptions, resources, locks,
            escalation, policy, organizations, licences, tenancy, delegations,
            classic, collections, vouched, vouched_at,
        } = self;
        Self {
            inputs: inputs.clone(),
            scopes: scopes.clone(),
            principals: principals.clone(),
            roles: roles.clone(),
            texts: texts.clone(),
            assignments: Vec::new(),
            listed_at: listed_at.clone(),
            lists: lists.clone(),
            requests: requests.clone(),
            unrequested: unrequested.clone(),
            schedules: Vec::new(),
            denies: denies.clone(),
            role_names: role_names.clone(),
            definitions: definitions.clone(),
            memberships: memberships.clone(),
            member_lists: member_lists.clone(),
            directory_roles: directory_roles.clone(),
            directory_assignments: Vec::new(),
            defender: defender.clone(),
            containments: containments.clone(),
            management_groups: management_groups.clone(),
            subscriptions: subscriptions.clone(),
            resources: resources.clone(),
            locks: locks.clone(),
            escalation: escalation.clone(),
            policy: policy.clone(),
            organizations: organizations.clone(),
            licences: licences.clone(),
            tenancy: tenancy.clone(),
            delegations: delegations.clone(),
            classic: classic.clone(),
            collections: collections.clone(),
            vouched: vouched.clone(),
            vouched_at: vouched_at.clone(),
        }
    }

    /// The input with this number.
    pub fn input(&self, id: InputId) -> Option<&InputFile> {
        self.inputs.get(id.index())
    }

    /// The instant that the exports are of, where manifests date all of them (R-PIM-6). Of several manifests the newest counts: what any of
    /// the exports shows had begun by then.
    pub fn collected_at(&self) -> Option<i64> {
        let is_dated = |path: &str| path != "-" && self.collections.iter().any(|own| Path::new(path).starts_with(&*own.folder));
        let newest = self.collections.iter().map(|own| own.at).max()?;
        self.inputs.iter().all(|input| is_dated(&input.path)).then_some(newest)
    }

    /// How much of a kind of export there is (R-EVAL-9), by the inputs and by what the user vouches for.
    pub fn completeness(&self, kind: ExportKind) -> Completeness {
        if self.vouched.contains(&kind) {
            return Completeness::Complete;
        }
        let mut files = self.inputs.iter().filter(|input| input.kind == kind).peekable();
        if files.peek().is_none() {
            return Completeness::Absent;
        }
        if files.any(|input| input.partial) { Completeness::Partial } else { Completeness::Complete }
    }

    /// Whether somebody says that all there is of a kind was exported: the user, or the manifest of the folder that its files were
    /// collected in. A list alone may be filtered, so what it lacks may still exist; where no list is at hand, nobody can be missing from it
    /// (R-ASN-5).
    pub fn is_declared_complete(&self, kind: ExportKind) -> bool {
        let is_collected = |(file, id): (&InputFile, u32)| {
            let in_folder = self.collections.iter().any(|own| Path::new(&*file.path).starts_with(&*own.folder));
            in_folder && !self.unrequested.contains(&InputId(id))
        };
        let mut files = self.inputs.iter().zip(0..).filter(|(file, _)| file.kind == kind).peekable();
        let is_at_hand = files.peek().is_some();
        let is_of_another = |list: &ExportedList| list.kind == kind && list.sign == Some(PartialSign::OtherTenant);
        let declared = self.vouched.contains(&kind) || files.all(is_collected) && !self.lists.iter().any(is_of_another);
        is_at_hand && declared && self.completeness(kind) == Completeness::Complete
    }

    /// Where the assignment stands that an active schedule is about (R-PIM-5): the id that it names tells, else the schedule is at the same
    /// scope. A list of a subscription shows what is inherited at the subscription.
    pub fn scope_of_origin(&self, row: &RoleSchedule) -> ScopeId {
        let scope = row.assignment.and_then(|id| ScopePath::of_assignment_id(self.texts.get(id)));
        let Some(scope) = scope.and_then(|scope| self.scopes.lookup(scope.as_str())) else { return row.scope };
        let tenant = self.tenancy.of_row(row.origin).or_else(|| self.tenancy.of_input(row.origin.input));
        let mut roots = self.tenancy.roots.iter().filter(|(_, own)| tenant == Some(&***own)).map(|(&root, _)| root);
        roots.next().filter(|_| self.scopes.kind(scope) == ScopeKind::Root).unwrap_or(scope)
    }

    /// The key vaults whose keys and secrets access policies open, not Azure roles (R-EVAL-11): their ids, as exported.
    pub fn vaults_by_policies(&self) -> impl Iterator<Item = &str> {
        let is_one = |row: &&Resource| matches!(row.detail, ResourceDetail::KeyVault { by_roles: Some(false) });
        self.resources.iter().filter(is_one).map(|row| self.scopes.text(row.scope))
    }

    /// Every key vault that is exported with how it is opened: its id, and whether Azure roles do.
    pub fn key_vaults(&self) -> impl Iterator<Item = (&str, bool)> {
        let opened = |row: &Resource| match row.detail {
            ResourceDetail::KeyVault { by_roles } => by_roles,
            _ => None,
        };
        self.resources.iter().filter_map(move |row| Some((self.scopes.text(row.scope), opened(row)?)))
    }

    /// Whether some input, or the user, says that everybody who has an app role of Microsoft Graph is listed.
    pub fn lists_app_roles(&self) -> bool {
        let is_whole = |(input, api): &(InputId, ObjectId)| {
            self.is_microsoft_graph(api) == Some(true) && self.input(*input).is_some_and(|file| !file.partial)
        };
        self.vouched.contains(&ExportKind::AppRoleAssignments) || self.escalation.app_roles_listed.iter().any(is_whole)
    }

    /// Whether a service principal is that of Microsoft Graph; `None` where its application id was not exported. Any application may call
    /// itself so, and give its app roles the ids of those of Microsoft Graph: only the application id tells.
    pub fn is_microsoft_graph(&self, service_principal: &ObjectId) -> Option<bool> {
        let known = self.principals.lookup(service_principal).and_then(|id| self.principals.facts(id)?.app_id.as_ref())?;
        Some(*known == ObjectId::parse(MICROSOFT_GRAPH))
    }

    /// The resource id of an assignment (R-SCO-10).
    pub fn assignment_id(&self, name: AssignmentName, scope: ScopeId) -> Option<String> {
        match name {
            AssignmentName::Guid(guid) => {
                let scope = self.scopes.text(scope);
                let scope = if scope == "/" { "" } else { scope };
                Some(format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{guid}"))
            }
            AssignmentName::Text(text) => Some(self.texts.get(text).to_owned()),
            AssignmentName::None => None,
        }
    }
}
