//! [`LintedRole`]: a written role as the lints see it: its texts with their patterns, its blocks with their conditions.
//!
//! What a role grants is answered here, so it is the same for every lint. Expressions are left out; a lint that would be wrong about a
//! role with expressions asks [`LintedRole::is_whole`] first.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::provider::provider;
use crate::condition::{Condition, Context, Truth};
use crate::guid::Guid;
use crate::model::role::role_id_of;
use crate::model::{Plane, RoleKind, ScopeKind, ScopePath};
use crate::pattern;
use crate::pattern::{Pattern, PatternSet, Wildcards};
use crate::review::place::RolePlace;
use crate::review::scope_expression::widest;
use crate::role_file::{ListKind, RoleFile, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::source::Span;

/// A role of a file.
#[derive(Debug)]
pub(super) struct LintedRole<'f> {
    /// The number of the file.
    pub(super) file: usize,
    /// The number of the role in it.
    pub(super) index: usize,
    pub(super) source: &'f RoleFile,
    pub(super) written: &'f WrittenRole,
    pub(super) blocks: Vec<LintedBlock<'f>>,
    /// Its assignable scopes, without expressions.
    pub(super) scopes: Vec<LintedScope<'f>>,
    pub(super) wildcards: Wildcards,
    /// Whether it has too many actions to compare them.
    pub(super) is_large: bool,
    sets: [OnceCell<PatternSet>; 2],
    /// The numbers of the built-in roles that grant everything that it grants.
    pub(super) containing: OnceCell<Vec<usize>>,
    /// Whether it grants everything that Owner grants.
    pub(super) is_owner: OnceCell<bool>,
}

/// A permission block.
#[derive(Debug)]
pub(super) struct LintedBlock<'f> {
    /// Its number in the role.
    pub(super) number: usize,
    pub(super) written: &'f WrittenBlock,
    /// The texts of its four lists, in their order, without expressions.
    pub(super) entries: Vec<ActionEntry<'f>>,
    /// Its condition, unless that is an expression.
    pub(super) condition: Option<Condition>,
}

/// An assignable scope.
#[derive(Debug)]
pub(super) struct LintedScope<'f> {
    /// As it was written.
    pub(super) text: &'f str,
    pub(super) span: Span,
    pub(super) kind: ScopeKind,
}

/// One text of a list.
#[derive(Debug)]
pub(super) struct ActionEntry<'f> {
    pub(super) list: ListKind,
    /// As it was written, blanks and all.
    pub(super) text: &'f str,
    pub(super) span: Span,
    pub(super) pattern: Pattern,
}

/// How a role comes by an action.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActionGrant<'r, 'f> {
    pub(super) block: &'r LintedBlock<'f>,
    pub(super) entry: &'r ActionEntry<'f>,
    /// Whether a condition may keep it from being used.
    pub(super) is_conditional: bool,
}

impl<'f> LintedRole<'f> {
    pub(super) fn new(place: RolePlace, source: &'f RoleFile, written: &'f WrittenRole, wildcards: Wildcards) -> Self {
        let blocks = written.blocks.iter().enumerate().map(|(number, block)| LintedBlock::new(number, block)).collect();
        Self {
            file: place.file,
            index: place.role,
            source,
            written,
            blocks,
            scopes: written.assignable_scopes.iter().flat_map(scopes).collect(),
            wildcards,
            is_large: false,
            sets: [OnceCell::new(), OnceCell::new()],
            containing: OnceCell::new(),
            is_owner: OnceCell::new(),
        }
    }

    /// What messages call it.
    pub(super) fn name(&self) -> &'f str {
        self.written.name.as_ref().map_or("", WrittenText::shown)
    }

    /// What messages call it, in words.
    pub(super) fn shown(&self) -> String {
        if self.name().is_empty() { "a role without a name".to_owned() } else { format!("`{}`", self.name()) }
    }

    /// Its name, unless there is none or it is an expression.
    pub(super) fn known_name(&self) -> Option<&'f str> {
        self.written.name.as_ref().and_then(WrittenText::known).map(str::trim).filter(|name| !name.is_empty())
    }

    /// Its id, if it is a GUID.
    pub(super) fn id(&self) -> Option<Guid> {
        self.written.id.as_ref().and_then(WrittenText::known).and_then(|text| role_id_of(text).guid())
    }

    /// Where findings about the role as a whole point.
    pub(super) fn heading(&self) -> Span {
        self.written.heading()
    }

    /// Whether everything that grants or restricts is known, conditions included.
    pub(super) fn is_whole(&self) -> bool {
        self.written.unresolved().next().is_none()
    }

    /// Every text of every list.
    pub(super) fn entries(&self) -> impl Iterator<Item = &ActionEntry<'f>> {
        self.blocks.iter().flat_map(|block| &block.entries)
    }

    /// The texts that grant.
    pub(super) fn granting(&self) -> impl Iterator<Item = &ActionEntry<'f>> {
        self.entries().filter(|entry| !entry.list.is_exception())
    }

    /// Whether it grants something of all providers at once, such as `*/read`.
    pub(super) fn is_broad(&self) -> bool {
        self.granting().any(|entry| provider(entry.pattern.folded()).is_none())
    }

    /// What it holds in a plane, whatever its conditions say.
    pub(super) fn set(&self, plane: Plane) -> &PatternSet {
        let [control, data] = &self.sets;
        let cell = if plane == Plane::Control { control } else { data };
        cell.get_or_init(|| PatternSet { blocks: self.blocks.iter().map(|block| block.set(plane)).collect() })
    }

    /// The assignable scopes that are certainly management groups, those that are expressions included: what messages show, and where.
    pub(super) fn management_groups(&self) -> impl Iterator<Item = &'f WrittenText> {
        let is_group = |text: &&WrittenText| match text.known() {
            Some(known) => ScopePath::parse(known).kind() == ScopeKind::ManagementGroup,
            None => widest(text.shown()) == Some(ScopeKind::ManagementGroup),
        };
        self.written.assignable_scopes.iter().flat_map(|scopes| &scopes.items).filter(is_group)
    }

    /// Whether it grants an action, and by which text. A grant without a condition is preferred. A grant does not count if a
    /// condition rules it out or an expression might take it away.
    pub(super) fn grant(&self, plane: Plane, action: &str) -> Option<ActionGrant<'_, 'f>> {
        let grants = self.blocks.iter().filter_map(|block| block.grant(plane, action, self.wildcards));
        grants.min_by_key(|grant| grant.is_conditional)
    }
}

impl LintedRole<'_> {
    /// Whether it can be compared with built-in roles: it is a custom role without expressions and without conditions.
    pub(super) fn is_comparable(&self) -> bool {
        self.written.kind != RoleKind::BuiltIn && self.is_whole() && !self.blocks.iter().any(LintedBlock::is_conditional)
    }
}

impl<'f> LintedBlock<'f> {
    fn new(number: usize, written: &'f WrittenBlock) -> Self {
        let entries = written.lists().flat_map(|(list, texts)| entries(list, texts)).collect();
        let version = written.condition_version.as_ref().and_then(WrittenText::known);
        let condition = written.condition.as_ref().and_then(WrittenText::known);
        let condition = condition.filter(|text| !text.trim().is_empty()).map(|text| Condition::new(text, version));
        Self { number, written, entries, condition }
    }

    /// Whether it has a condition, even one that is an expression.
    pub(super) fn is_conditional(&self) -> bool {
        self.condition.is_some() || self.written.condition.as_ref().is_some_and(|text| text.known().is_none())
    }

    /// The texts of one list.
    pub(super) fn list(&self, list: ListKind) -> impl Iterator<Item = &ActionEntry<'f>> {
        self.entries.iter().filter(move |entry| entry.list == list)
    }

    /// Whether a list is known to its end.
    pub(super) fn knows(&self, list: ListKind) -> bool {
        !self.written.list(list).is_some_and(WrittenList::is_unresolved)
    }

    /// What it holds in a plane, whatever its condition says.
    pub(super) fn set(&self, plane: Plane) -> pattern::Block {
        let (allow, except) = ListKind::of(plane);
        let patterns = |list| self.list(list).map(|entry| entry.pattern.clone()).collect();
        pattern::Block { allow: patterns(allow), except: patterns(except) }
    }

    fn grant(&self, plane: Plane, action: &str, wildcards: Wildcards) -> Option<ActionGrant<'_, 'f>> {
        let (allow, except) = ListKind::of(plane);
        let entry = self.list(allow).find(|entry| entry.pattern.matches(action, wildcards))?;
        if !self.knows(except) || self.list(except).any(|entry| entry.pattern.matches(action, wildcards)) {
            return None;
        }
        let truth = match &self.condition {
            Some(condition) => condition.evaluate(action, &Context::new(wildcards)),
            None if self.is_conditional() => Truth::Unknown,
            None => Truth::True,
        };
        (truth != Truth::False).then_some(ActionGrant { block: self, entry, is_conditional: truth != Truth::True })
    }
}

/// The roles that have the same key as an earlier one, each with the first of those.
pub(super) fn pairs<'r, 'f>(
    roles: &'r [LintedRole<'f>],
    key: impl Fn(&LintedRole<'f>) -> Option<String>,
) -> Vec<(&'r LintedRole<'f>, &'r LintedRole<'f>)> {
    let mut seen: FxHashMap<String, &LintedRole<'f>> = FxHashMap::default();
    let mut pairs = Vec::new();
    for role in roles {
        let Some(key) = key(role) else { continue };
        match seen.get(&key) {
            Some(first) => pairs.push((*first, role)),
            None => {
                seen.insert(key, role);
            }
        }
    }
    pairs
}

fn scopes(texts: &WrittenList) -> impl Iterator<Item = LintedScope<'_>> {
    texts.items.iter().filter_map(|item| {
        let text = item.known()?;
        Some(LintedScope { text, span: item.span, kind: ScopePath::parse(text).kind() })
    })
}

fn entries<'f>(list: ListKind, texts: &'f WrittenList) -> impl Iterator<Item = ActionEntry<'f>> {
    let known = move |item: &'f WrittenText| {
        let text = item.known()?;
        Some(ActionEntry { list, text, span: item.span, pattern: Pattern::parse(text) })
    };
    texts.items.iter().filter_map(known)
}
