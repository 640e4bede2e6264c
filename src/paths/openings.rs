//! [`Openings`]: the ways at resources that a role opens, once somebody assigns it there or changes its definition.
//!
//! Conditions tell roles apart by their ids (R-COND-10). So the least role of those that no condition names stands for all of them, and the
//! others are asked one by one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::roles::{assigns_any, grants, named_in_conditions};
use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{EscalationWay, LeadsTo, PlanePattern, RoleDefinition, RoleKind};
use crate::pack::escalation;
use crate::pattern::Wildcards;

/// A way at resources of a type, for whoever comes to have a role there.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    /// The role that is assigned; `None`: any custom role, whose definition is changed.
    pub(super) role: Option<Guid>,
    /// Its name.
    pub(super) name: String,
    /// It can be assigned within its assignable scopes only (R-DEF-9).
    pub(super) is_custom: bool,
    /// The name of the role that it assigns in turn, where it opens nothing itself.
    pub(super) then: Option<String>,
    pub(super) way: &'static EscalationWay,
    /// The type of the resource, in lower case.
    pub(super) of: String,
    /// The actions of the way that the holder has then.
    pub(super) actions: Vec<PlanePattern>,
}

/// All of them, by number.
#[derive(Debug, Default)]
pub(super) struct Openings {
    all: Vec<Opening>,
    /// By role, then by type.
    by_role: FxHashMap<Option<Guid>, FxHashMap<String, Vec<usize>>>,
}

impl Openings {
    /// The ways at resources of some types, in lower case.
    pub(super) fn new(tenant: &TenantGraph, types: &[String], wildcards: Wildcards) -> Self {
        let mut openings = Self::default();
        if types.is_empty() {
            return openings;
        }
        let roles = KnownRoles::new(tenant, wildcards);
        for way in identity_ways() {
            for of in types {
                let actions = actions_at(way, of);
                if !actions.is_empty() {
                    openings.add(&roles, (way, of.as_str()), actions);
                }
            }
        }
        openings
    }

    fn add(&mut self, roles: &KnownRoles<'_>, (way, of): (&'static EscalationWay, &str), actions: Vec<PlanePattern>) {
        let by = |role: &RoleDefinition| -> Vec<PlanePattern> {
            actions.iter().filter(|own| grants(role, own, roles.wildcards)).cloned().collect()
        };
        let opening = |role: &RoleDefinition, then: Option<String>, actions: Vec<PlanePattern>| Opening {
            role: role.id.guid(),
            name: role.name.to_string(),
            is_custom: role.kind == RoleKind::Custom,
            then,
            way,
            of: of.to_owned(),
            actions,
        };
        let unnamed = roles.least(&actions, |role| !roles.is_named(role));
        let named = roles.named.iter().copied().filter(|role| !by(role).is_empty());
        let opening_roles: Vec<&RoleDefinition> = unnamed.into_iter().chain(named).collect();
        let mut all: Vec<Opening> = opening_roles.iter().map(|role| opening(role, None, by(role))).collect();
        if let Some(least) = roles.least(&actions, |_| true) {
            let stepping = roles.named.iter().copied().filter(|role| by(role).is_empty() && assigns_any(role, roles.wildcards));
            all.extend(stepping.map(|role| opening(role, Some(least.name.to_string()), actions.clone())));
        }
        let (name, then) = (String::new(), None);
        all.push(Opening { role: None, name, is_custom: true, then, way, of: of.to_owned(), actions });
        for own in all {
            self.by_role.entry(own.role).or_default().entry(own.of.clone()).or_default().push(self.all.len());
            self.all.push(own);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn get(&self, number: usize) -> Option<&Opening> {
        self.all.get(number)
    }

    /// All of them, with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Opening)> {
        self.all.iter().enumerate()
    }

    /// The roles to assign at resources of which types, each once.
    pub(super) fn to_assign(&self) -> Vec<(Guid, &str, &str)> {
        let mut all: Vec<(Guid, &str, &str)> =
            self.all.iter().filter_map(|own| Some((own.role?, own.name.as_str(), own.of.as_str()))).collect();
        all.arrange();
        all.dedup();
        all
    }

    /// The ways that a role opens at resources of a type; no role: any.
    pub(super) fn of(&self, role: Option<Guid>, of: &str) -> &[usize] {
        self.by_role.get(&role).and_then(|own| own.get(of)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The roles that can be assigned.
struct KnownRoles<'t> {
    /// The built-in ones that somebody may assign anywhere, those that grant least first.
    built_in: Vec<&'t RoleDefinition>,
    /// Those that conditions name, by id.
    named: Vec<&'t RoleDefinition>,
    ids: FxHashSet<Guid>,
    wildcards: Wildcards,
}

impl<'t> KnownRoles<'t> {
    fn new(tenant: &'t TenantGraph, wildcards: Wildcards) -> Self {
        let ids = named_in_conditions(tenant);
        let catalog = tenant.catalog();
        let all: Vec<PlanePattern> = identity_ways().flat_map(|way| way.actions.iter().cloned()).collect();
        let opens = |role: &&RoleDefinition| all.iter().any(|own| grants(role, own, wildcards)) || assigns_any(role, wildcards);
        let built_in = catalog.roles().iter().filter(|role| role.kind == RoleKind::BuiltIn);
        let mut built_in: Vec<&RoleDefinition> = built_in.filter(opens).collect();
        built_in.arrange_by_cached_key(|role| {
            (catalog.operations().expand_role(role, wildcards).len(), role.name.to_string(), role.id.clone())
        });
        let custom = tenant.facts().definitions.iter().map(|row| &row.definition).filter(|role| role.kind == RoleKind::Custom);
        let all = built_in.iter().copied().chain(custom);
        let mut named: Vec<&RoleDefinition> = all.filter(|role| role.id.guid().is_some_and(|id| ids.contains(&id))).collect();
        named.arrange_by_cached_key(|role| role.id.clone());
        named.dedup_by(|a, b| a.id == b.id);
        Self { built_in, named, ids, wildcards }
    }

    fn is_named(&self, role: &RoleDefinition) -> bool {
        role.id.guid().is_some_and(|id| self.ids.contains(&id))
    }

    /// The built-in role that grants least of those that grant one of some actions.
    fn least(&self, actions: &[PlanePattern], counts: impl Fn(&RoleDefinition) -> bool) -> Option<&'t RoleDefinition> {
        let opens = |role: &RoleDefinition| actions.iter().any(|own| grants(role, own, self.wildcards));
        self.built_in.iter().copied().find(|role| counts(role) && opens(role))
    }
}

/// The ways that lead to managed identities.
pub(super) fn identity_ways() -> impl Iterator<Item = &'static EscalationWay> {
    escalation::embedded().iter().filter(|way| way.leads_to == Some(LeadsTo::Identity))
}

/// The actions of a way at resources of a type, in lower case; none where the way is not open to such a resource.
pub(super) fn actions_at(way: &EscalationWay, of: &str) -> Vec<PlanePattern> {
    let is_of = |own: &&PlanePattern| own.pattern.folded().strip_prefix(of).is_some_and(|rest| rest.starts_with('/'));
    way.actions.iter().filter(is_of).cloned().collect()
}

/// Whether some way to managed identities is written for resources of a type.
pub(super) fn has_way(of: &str) -> bool {
    identity_ways().any(|way| !actions_at(way, &of.to_ascii_lowercase()).is_empty())
}

/// The type of a resource: the namespace and the types of the last provider of its id.
pub(super) fn resource_type(id: &str) -> Option<String> {
    let words: Vec<&str> = id.split('/').collect();
    let last = words.iter().rposition(|word| word.eq_ignore_ascii_case("providers"))?;
    let mut rest = words.get(last + 1..)?.iter();
    let namespace = rest.next()?;
    let types: Vec<&str> = rest.step_by(2).copied().collect();
    if types.is_empty() { None } else { Some(format!("{namespace}/{}", types.join("/"))) }
}
