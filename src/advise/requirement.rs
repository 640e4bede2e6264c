//! [`AccessRequirement`]: what is asked for, as alternatives; each alternative lists what has to be held together.
//!
//! A list of actions is one alternative. A task has one alternative for each way in which its document allows it to be met.

use crate::arrange::Arrange as _;
use crate::audit::outcome::{OutcomeTarget, Target};
use crate::audit::targets::stand;
use crate::catalog::Catalog;
use crate::model::{
    AskedSystem, Facts, Guid, Leaf, Need, ObjectId, Plane, PlanePattern, Requirement, ScopePath, TargetKind, Task,
};
use crate::pack::directory::roles_allowing;
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};

/// More alternatives than this are not looked at.
const MOST_ALTERNATIVES: usize = 64;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessRequirement {
    /// The alternatives: one suffices.
    pub alternatives: Vec<Alternative>,
    /// There are more alternatives than are looked at.
    pub alternatives_left_out: bool,
}

/// A way to meet a requirement: everything in it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alternative {
    /// Entra directory roles: no Azure role gives what they give.
    pub directory: Vec<DirectoryNeed>,
    /// What is needed of Azure, by where it is needed.
    pub by_scope: Vec<ScopedRequirement>,
}

/// An Entra directory role that is needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirectoryNeed {
    /// Template id.
    pub template: ObjectId,
    /// Display name.
    pub name: String,
}

/// What is needed at one kind of scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopedRequirement {
    /// Where; `None`: wherever the user asks for it.
    pub at: Option<TargetKind>,
    /// What.
    pub items: Vec<Item>,
    /// A document asks for grants without a condition (R-SEED-3).
    pub unconditional: bool,
}

/// One thing that is needed: all strings of a block, or a role that has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The plane.
    pub plane: Plane,
    /// The strings: one pattern less its exceptions.
    pub block: Block,
    /// The role that a document names: whoever holds it has what is needed.
    pub role: Option<NamedRole>,
}

/// A role that a document names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedRole {
    /// Role definition id.
    pub id: ObjectId,
    /// Display name.
    pub name: String,
    /// Actions that other permissions must include to count as covering the role; empty: everything that the role grants.
    pub covered_by: Vec<Pattern>,
}

impl Item {
    /// An action or a pattern.
    pub fn new(plane: Plane, pattern: Pattern) -> Self {
        Self { plane, block: Block { allow: vec![pattern], except: Vec::new() }, role: None }
    }

    /// The pattern; every item has one.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.block.allow.first()
    }

    /// The pattern as it was written.
    pub fn text(&self) -> &str {
        self.pattern().map_or("", Pattern::text)
    }

    /// The string, where there is only one.
    pub fn literal(&self) -> Option<&str> {
        self.pattern().filter(|pattern| pattern.is_literal()).map(Pattern::folded)
    }

    /// Its strings as a set.
    pub(super) fn set(&self) -> PatternSet {
        PatternSet { blocks: vec![self.block.clone()] }
    }
}

/// How many actions the Entra roles of an alternative have.
fn count(alternative: &Alternative, catalog: &Catalog) -> usize {
    let of = |need: &DirectoryNeed| {
        catalog.directory_role(&need.template).map_or(0, |role| catalog.directory_role_actions(role).len())
    };
    alternative.directory.iter().map(of).sum()
}

impl AccessRequirement {
    /// Actions and data actions, wherever they are wanted.
    pub fn of_actions(actions: impl IntoIterator<Item = PlanePattern>) -> Self {
        let items = actions.into_iter().map(|action| Item::new(action.plane, action.pattern)).collect();
        Self {
            alternatives: vec![Alternative::of(vec![ScopedRequirement { at: None, items, unconditional: false }])],
            alternatives_left_out: false,
        }
    }

    /// Actions of Entra: one alternative for each Entra role that allows all of them, or, where none does, the role with the fewest
    /// actions for each.
    pub fn of_directory_actions(actions: &[&str], catalog: &Catalog) -> Self {
        let facts = Facts::default();
        let need = |(template, name): (Guid, String)| DirectoryNeed { template: template.into(), name };
        let with = |directory: Vec<DirectoryNeed>| Alternative { directory, by_scope: Vec::new() };
        let all: Vec<DirectoryNeed> = roles_allowing(actions, &facts, catalog).into_iter().map(need).collect();
        if !all.is_empty() {
            let alternatives_left_out = all.len() > MOST_ALTERNATIVES;
            let mut alternatives: Vec<Alternative> = all.into_iter().map(|one| with(vec![one])).collect();
            alternatives.arrange_by_cached_key(|alternative| count(alternative, catalog));
            alternatives.truncate(MOST_ALTERNATIVES);
            return Self { alternatives, alternatives_left_out };
        }
        let least = |action: &&str| {
            let roles = roles_allowing(&[action], &facts, catalog).into_iter().map(need);
            roles.min_by_key(|one| count(&with(vec![one.clone()]), catalog))
        };
        match actions.iter().map(least).collect::<Option<Vec<DirectoryNeed>>>() {
            Some(mut each) => {
                each.arrange();
                each.dedup();
                Self { alternatives: vec![with(each)], alternatives_left_out: false }
            }
            None => Self::default(),
        }
    }

    /// Every way to meet the formula of a task.
    pub fn of_task(task: &Task, catalog: &Catalog, wildcards: Wildcards) -> Self {
        let (mut formulas, mut alternatives_left_out) = alternatives(&task.requires);
        let all = formulas.len();
        // No role makes somebody an owner of a group, or gives an application permission.
        formulas.retain(|leaves| leaves.iter().all(|leaf| by_role(leaf)));
        alternatives_left_out |= formulas.len() < all;
        let alternatives = formulas.into_iter().map(|leaves| alternative(&leaves, catalog, wildcards)).collect();
        Self { alternatives, alternatives_left_out }.normal()
    }

    /// What meets both requirements.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let met_by_no_role = [&self, &other].into_iter().any(|one| one.alternatives.is_empty() && one.alternatives_left_out);
        if met_by_no_role {
            return Self { alternatives: Vec::new(), alternatives_left_out: true };
        }
        if self.alternatives.is_empty() || other.alternatives.is_empty() {
            return if self.alternatives.is_empty() { other } else { self };
        }
        let pairs = self
            .alternatives
            .iter()
            .flat_map(|alternative| other.alternatives.iter().map(|also| alternative.clone().and(also.clone())));
        let alternatives_left_out = self.alternatives_left_out
            || other.alternatives_left_out
            || self.alternatives.len() * other.alternatives.len() > MOST_ALTERNATIVES;
        Self { alternatives: pairs.take(MOST_ALTERNATIVES).collect(), alternatives_left_out }.normal()
    }

    /// Without repetitions.
    fn normal(mut self) -> Self {
        let mut kept: Vec<Alternative> = Vec::with_capacity(self.alternatives.len());
        for alternative in self.alternatives {
            if !kept.contains(&alternative) {
                kept.push(alternative);
            }
        }
        self.alternatives = kept;
        self
    }
}

impl Alternative {
    fn of(by_scope: Vec<ScopedRequirement>) -> Self {
        Self { directory: Vec::new(), by_scope: Vec::new() }.and(Self { directory: Vec::new(), by_scope })
    }

    /// Both together: what is needed at the same kind of scope becomes one part, without repetitions.
    fn and(mut self, other: Self) -> Self {
        for need in other.directory {
            if !self.directory.contains(&need) {
                self.directory.push(need);
            }
        }
        for scoped in other.by_scope {
            let at = self.by_scope.iter().position(|own| own.at == scoped.at);
            let Some(own) = at.and_then(|at| self.by_scope.get_mut(at)) else {
                self.by_scope.push(ScopedRequirement { items: Vec::new(), ..scoped });
                self.by_scope.last_mut().into_iter().for_each(|own| own.add(scoped.items.clone()));
                continue;
            };
            own.unconditional |= scoped.unconditional;
            own.add(scoped.items);
        }
        self.by_scope.arrange_by_key(|scoped| scoped.at);
        self
    }
}

impl ScopedRequirement {
    /// Where it has to be held, for a requirement at a scope.
    pub(super) fn place(&self, scope: &str) -> String {
        let path = ScopePath::parse(scope).as_str().to_owned();
        let target = Target::new(path.clone(), OutcomeTarget::Kind(TargetKind::Resource), None);
        self.at.map_or(path, |at| stand(&target, at))
    }

    fn add(&mut self, items: Vec<Item>) {
        for item in items {
            if !self.items.contains(&item) {
                self.items.push(item);
            }
        }
    }
}

/// The leaves of each way through a formula, in the order of the document; and whether there are more.
fn alternatives(requirement: &Requirement) -> (Vec<Vec<&Leaf>>, bool) {
    match requirement {
        Requirement::Leaf(leaf) => (vec![vec![leaf]], false),
        Requirement::Any(parts) => {
            let each: Vec<_> = parts.iter().map(alternatives).collect();
            let left_out = each.iter().any(|(_, left_out)| *left_out);
            let mut all: Vec<_> = each.into_iter().flat_map(|(alternatives, _)| alternatives).collect();
            let more = all.len() > MOST_ALTERNATIVES;
            all.truncate(MOST_ALTERNATIVES);
            (all, left_out || more)
        }
        Requirement::All(parts) => {
            let mut all: (Vec<Vec<&Leaf>>, bool) = (vec![Vec::new()], false);
            for part in parts {
                let (alternatives, left_out) = alternatives(part);
                let mut pairs: Vec<Vec<&Leaf>> = all
                    .0
                    .iter()
                    .flat_map(|done| alternatives.iter().map(move |more| [done.as_slice(), more].concat()))
                    .collect();
                all.1 |= left_out || pairs.len() > MOST_ALTERNATIVES;
                pairs.truncate(MOST_ALTERNATIVES);
                all.0 = pairs;
            }
            all
        }
    }
}

fn alternative(leaves: &[&Leaf], catalog: &Catalog, wildcards: Wildcards) -> Alternative {
    let of_leaf = |leaf: &&Leaf| match &leaf.what {
        Need::DirectoryRole { template, name } => Alternative {
            directory: vec![DirectoryNeed { template: (*template).into(), name: name.clone() }],
            by_scope: Vec::new(),
        },
        Need::Role { id, name, covered_by, .. } => {
            let named = NamedRole { id: (*id).into(), name: name.clone(), covered_by: covered_by.clone() };
            Alternative::of(vec![scoped(leaf, role_items(&named, catalog, wildcards))])
        }
        Need::Actions { plane, patterns } => {
            let items = patterns.iter().map(|pattern| Item::new(*plane, pattern.clone())).collect();
            Alternative::of(vec![scoped(leaf, items)])
        }
        // No task asks for any action: nothing is needed more than another.
        Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => Alternative::default(),
    };
    leaves.iter().map(of_leaf).fold(Alternative::default(), Alternative::and)
}

/// Whether a role meets a leaf.
fn by_role(leaf: &Leaf) -> bool {
    matches!(leaf.what.system(), AskedSystem::Azure | AskedSystem::DirectoryRoles)
}

fn scoped(leaf: &Leaf, items: Vec<Item>) -> ScopedRequirement {
    ScopedRequirement { at: Some(leaf.at), items, unconditional: leaf.unconditional }
}

/// What a named role is needed for: the actions that a document says (R-SEED-7, R-SEED-9), else everything that it grants.
fn role_items(named: &NamedRole, catalog: &Catalog, wildcards: Wildcards) -> Vec<Item> {
    let item = |plane, pattern: &Pattern, except: Vec<Pattern>| Item {
        plane,
        block: Block { allow: vec![pattern.clone()], except },
        role: Some(named.clone()),
    };
    if !named.covered_by.is_empty() {
        return named.covered_by.iter().map(|pattern| item(Plane::Control, pattern, Vec::new())).collect();
    }
    let blocks = catalog.role(&named.id).map(|role| role.blocks.as_slice()).unwrap_or_default();
    let mut items = Vec::new();
    for block in blocks {
        let planes =
            [(Plane::Control, &block.actions, &block.not_actions), (Plane::Data, &block.data_actions, &block.not_data_actions)];
        for (plane, allow, except) in planes {
            for pattern in allow {
                let meeting = except.iter().filter(|except| except.overlaps(pattern, wildcards)).cloned().collect::<Vec<_>>();
                if !meeting.iter().any(|except| except.covers(pattern, wildcards)) {
                    items.push(item(plane, pattern, meeting));
                }
            }
        }
    }
    items
}
