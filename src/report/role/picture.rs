//! The picture of roles ([`RoleReport`], `rolecall/role@1`), piece by piece under the names of the JSON.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::access::{ConditionKey, Ownership, PatternProfile, RoleProfile, lacking};
use crate::catalog::{Catalog, OperationSet, TierClass};
use crate::model::{Note, ObjectId, Plane, RoleDefinition, RoleKind, TaskName};
use crate::pattern::Wildcards;
use crate::report::doubt::code;
use crate::report::head::{HeadView, SourcesView};
use crate::report::json::Seq;
use crate::report::operations::provider;

/// The picture of some roles.
#[derive(Debug)]
pub struct RoleReport<'a> {
    head: HeadView,
    profiles: &'a [RoleProfile<'a>],
    notes: &'a [Note],
    expand: bool,
}

impl<'a> RoleReport<'a> {
    /// The picture of some roles.
    pub fn new(profiles: &'a [RoleProfile<'a>], catalog: &Catalog, wildcards: Wildcards, notes: &'a [Note]) -> Self {
        let head = HeadView::new("rolecall/role@1", catalog).wildcards(wildcards);
        Self { head, profiles, notes, expand: false }
    }

    /// The same with every operation of every pattern by name, if that is asked for.
    #[must_use]
    pub fn expanded(self, expand: bool) -> Self {
        Self { expand, ..self }
    }

    pub(crate) fn roles(&self) -> impl Iterator<Item = RoleView<'a>> + use<'a> {
        let expand = self.expand;
        self.profiles.iter().map(move |profile| RoleView::new(profile, expand))
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct RoleDocument<'a, R> {
    #[serde(flatten)]
    head: &'a HeadView,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    roles: R,
}

impl Serialize for RoleReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sources = SourcesView::without_tenant(self.notes);
        let document = RoleDocument { head: &self.head, sources, roles: Seq(|| self.roles()) };
        document.serialize(serializer)
    }
}

/// A role.
#[derive(Debug, Serialize)]
pub struct RoleView<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its id, where it has one.
    pub id: Option<&'a ObjectId>,
    /// `built-in`, `custom`, or nothing where the file does not say.
    pub kind: Option<&'static str>,
    /// Whether Microsoft marks it as privileged.
    pub privileged: Option<bool>,
    /// The day of the catalog whose operations are counted.
    pub catalog: String,
    /// Where it can be assigned.
    pub assignable_scopes: &'a [Box<str>],
    /// How many operations of the catalog it gives, and how many there are; by plane, those under conditions included.
    pub operations: Vec<PlaneTally>,
    /// How near it comes to Owner.
    pub ownership: OwnershipView<'a>,
    /// Its blocks as they are written.
    pub blocks: Vec<BlockView<'a>>,
    /// Patterns that stand for no operation of the catalog.
    pub unmatched: Vec<&'a str>,
    /// The privileged operations that it gives.
    pub privileged_operations: Vec<PrivilegedView<'a>>,
    /// Built-in roles that give exactly the same, over all strings.
    pub equal: Vec<RelatedRoleView<'a>>,
    /// Built-in roles that give everything that it gives and more, over all strings, the least first.
    pub contained_in: Vec<RelatedRoleView<'a>>,
    /// Built-in roles that give a part of what it gives, over all strings, the most first.
    pub contains: Vec<RelatedRoleView<'a>>,
    /// Built-in roles of which that could not be decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<RelatedRoleView<'a>>,
    /// The nearest of the other built-in roles, by operations.
    pub nearest: Vec<NearestRoleView<'a>>,
    /// The tasks that it alone allows.
    pub tasks: &'a [TaskName],
    /// Why its access is not known for certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<&'static str>,
    /// An expression may take away what it seems to give.
    #[serde(skip)]
    pub open_exceptions: bool,
}

/// Operations of a plane.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PlaneTally {
    /// The plane.
    pub plane: Plane,
    /// Those that the role gives.
    pub count: usize,
    /// All of the catalog.
    pub of: usize,
}

/// How near a role comes to Owner.
#[derive(Debug, Clone, Serialize)]
pub struct OwnershipView<'a> {
    /// `owner` (everything, over all strings), `owner-on-catalog` (every operation that is listed, not every string),
    /// `gives-roles` (less, but it may give out any role), `none` or `unknown`.
    pub level: &'static str,
    /// A string that it lacks, where it has every operation of the catalog.
    pub lacks: Option<&'a str>,
    /// How many control-plane operations it does not give without a condition.
    pub lacking: usize,
    /// Which, where it says `*` and takes something out.
    pub lacking_operations: Vec<&'a str>,
}

/// A block.
#[derive(Debug, Serialize)]
pub struct BlockView<'a> {
    /// Its condition.
    pub condition: Option<&'a str>,
    /// Its patterns.
    pub patterns: Vec<PatternView<'a>>,
}

/// A pattern of a block.
#[derive(Debug, Serialize)]
pub struct PatternView<'a> {
    /// The list that it stands in, by ARM's name.
    pub list: &'static str,
    /// The pattern.
    pub pattern: &'a str,
    /// How many operations of the catalog it stands for.
    pub count: usize,
    /// How many of each verb.
    pub verbs: BTreeMap<String, usize>,
    /// How many of each provider.
    pub providers: BTreeMap<&'a str, usize>,
    /// All of them, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<&'a str>>,
}

/// A privileged operation.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PrivilegedView<'a> {
    /// Its name.
    pub operation: &'a str,
    /// Its plane.
    pub plane: Plane,
    /// Its access tier.
    pub tier: &'static str,
    /// What makes it privileged.
    pub class: &'a str,
    /// The condition under which the role gives it.
    pub condition: Option<&'a str>,
    /// The class names it, and does not only match it by a wildcard.
    #[serde(skip)]
    pub is_named: bool,
}

/// A built-in role.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RelatedRoleView<'a> {
    /// Its id.
    pub id: &'a ObjectId,
    /// Its name.
    pub name: &'a str,
}

/// A built-in role nearby.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct NearestRoleView<'a> {
    /// Its id.
    pub id: &'a ObjectId,
    /// Its name.
    pub name: &'a str,
    /// How many operations only it gives.
    pub more: usize,
    /// How many operations it does not give.
    pub less: usize,
}

impl<'a> RoleView<'a> {
    fn new(profile: &'a RoleProfile<'a>, expand: bool) -> Self {
        let (role, catalog) = (profile.role, profile.access.catalog());
        let related = &profile.related;
        let without_count = |list: &'a [(&'a RoleDefinition, usize)]| list.iter().map(|(role, _)| related_view(role)).collect();
        let patterns = profile.blocks.iter().flat_map(|block| &block.patterns);
        Self {
            name: &role.name,
            id: Some(&role.id).filter(|id| id.guid().is_some()),
            kind: kind(role.kind),
            privileged: catalog.is_privileged(&role.id),
            catalog: catalog.about().date.to_string(),
            assignable_scopes: &role.assignable_scopes,
            operations: tallies(&profile.access.operations(), catalog),
            ownership: OwnershipView::new(profile),
            blocks: profile.blocks.iter().map(|block| BlockView::new(block, catalog, expand)).collect(),
            unmatched: patterns.filter(|pattern| pattern.operations.is_empty()).map(|pattern| &*pattern.text).collect(),
            privileged_operations: privileged(profile),
            equal: related.equal.iter().map(|role| related_view(role)).collect(),
            contained_in: without_count(&related.wider),
            contains: without_count(&related.narrower),
            undecided: related.undecided.iter().map(|role| related_view(role)).collect(),
            nearest: related.nearest.iter().map(|(role, more, less)| nearest_view(role, *more, *less)).collect(),
            tasks: &profile.tasks,
            doubt: profile.doubt.map(code),
            open_exceptions: role.losses.open_exceptions,
        }
    }
}

fn kind(kind: RoleKind) -> Option<&'static str> {
    match kind {
        RoleKind::BuiltIn => Some("built-in"),
        RoleKind::Custom => Some("custom"),
        RoleKind::Unknown => None,
    }
}

fn related_view(role: &RoleDefinition) -> RelatedRoleView<'_> {
    RelatedRoleView { id: &role.id, name: &role.name }
}

fn nearest_view(role: &RoleDefinition, more: usize, less: usize) -> NearestRoleView<'_> {
    NearestRoleView { id: &role.id, name: &role.name, more, less }
}

fn tallies(operations: &OperationSet, catalog: &Catalog) -> Vec<PlaneTally> {
    let of_plane = |plane| {
        let all = catalog.operations().ids(plane);
        let (mut count, mut of) = (0, 0);
        for id in all {
            of += 1;
            count += usize::from(operations.contains(id));
        }
        PlaneTally { plane, count, of }
    };
    Plane::ALL.into_iter().map(of_plane).collect()
}

fn privileged<'a>(profile: &'a RoleProfile<'a>) -> Vec<PrivilegedView<'a>> {
    let operations = profile.access.catalog().operations();
    let view = |(id, class, key): &'a (_, &'a TierClass, Option<ConditionKey>)| PrivilegedView {
        operation: operations.name(*id),
        plane: operations.plane(*id),
        tier: class.tier.name(),
        class: &class.service,
        condition: key.as_deref(),
        is_named: class.allow.iter().any(|pattern| pattern.folded() == operations.lower_name(*id)),
    };
    profile.privileged.iter().map(view).collect()
}

impl<'a> OwnershipView<'a> {
    fn new(profile: &'a RoleProfile<'a>) -> Self {
        let lacking = lacking(&profile.access);
        let (level, lacks) = match &profile.ownership {
            Ownership::Owner => ("owner", None),
            Ownership::OwnerOnCatalog { lacks } => ("owner-on-catalog", Some(&*lacks.action)),
            Ownership::GivesRoles { .. } => ("gives-roles", None),
            Ownership::None => ("none", None),
            Ownership::Unknown => ("unknown", None),
        };
        let gives = profile.blocks.iter().flat_map(|block| &block.patterns).filter(|pattern| !pattern.takes);
        let all_but = gives.into_iter().any(|pattern| pattern.plane == Plane::Control && &*pattern.text == "*");
        let operations = profile.access.catalog().operations();
        let named = lacking.iter().filter(|_| all_but).map(|id| operations.name(*id)).collect();
        Self { level, lacks, lacking: lacking.len(), lacking_operations: named }
    }
}

impl<'a> BlockView<'a> {
    fn new(block: &'a crate::access::BlockProfile, catalog: &'a Catalog, expand: bool) -> Self {
        let patterns = block.patterns.iter().map(|pattern| PatternView::new(pattern, catalog, expand));
        Self { condition: block.condition.as_deref(), patterns: patterns.collect() }
    }
}

impl<'a> PatternView<'a> {
    fn new(pattern: &'a PatternProfile, catalog: &'a Catalog, expand: bool) -> Self {
        let names: Vec<&'a str> = pattern.operations.iter().map(|id| catalog.operations().name(id)).collect();
        let (mut verbs, mut providers) = (BTreeMap::new(), BTreeMap::new());
        for name in &names {
            let verb = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
            *verbs.entry(verb).or_default() += 1;
            *providers.entry(provider(name)).or_default() += 1;
        }
        let list = match (pattern.plane, pattern.takes) {
            (Plane::Control, false) => "actions",
            (Plane::Control, true) => "notActions",
            (Plane::Data, false) => "dataActions",
            (Plane::Data, true) => "notDataActions",
        };
        Self { list, pattern: &pattern.text, count: names.len(), verbs, providers, operations: expand.then_some(names) }
    }
}
