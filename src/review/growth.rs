//! Whether a finding is about more than one of the base ([`Growth`]), and what tells findings of one text apart ([`ExtentNames`]): an
//! exception is gone, a condition is gone or wider, another file gives another value.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::extent::Extent;
use super::repository::Repository;
use super::reviewed::Reviewed;
use crate::access::RoleAccess;
use crate::model::{PermissionBlock, Plane, PlanePattern};
use crate::pattern::{Pattern, Wildcards};
use crate::role_file::{ListKind, RoleFile, TextValue, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::sha256::sha256_base64;
use crate::source::Span;

/// So many texts are compared for all findings together. Of what is beyond it is not known whether it grew.
const MOST: usize = 1_000_000;

/// What a comparison costs beside the texts.
const COMPARISON: usize = 500;

/// A role of some files.
type RoleNumber = (usize, usize);

/// Compares the extents of findings with those in the base.
pub(super) struct Growth<'r> {
    new: &'r Repository,
    old: &'r Repository,
    /// Whether two roles say the same.
    same: FxHashMap<(RoleNumber, RoleNumber), bool>,
    left: usize,
}

impl<'r> Growth<'r> {
    pub(super) fn new(new: &'r Repository, old: &'r Repository) -> Self {
        Self { new, old, same: FxHashMap::default(), left: MOST }
    }

    /// Whether a finding is about more than one of the base.
    pub(super) fn has_grown(&mut self, finding: &Reviewed, before: &Reviewed) -> bool {
        let (Some((extent, role)), Some((old_extent, old_role))) = (found(finding, self.new), found(before, self.old)) else {
            return false;
        };
        let numbers = ((finding.file.unwrap_or(0), extent.role), (before.file.unwrap_or(0), old_extent.role));
        let is_same = *self.same.entry(numbers).or_insert_with(|| says(role).eq(says(old_role)));
        if is_same {
            return false;
        }
        let cost = COMPARISON + role.blocks.iter().chain(&old_role.blocks).map(texts).sum::<usize>();
        let Some(left) = self.left.checked_sub(cost) else { return true };
        self.left = left;
        let at = |extent: &Extent, finding: &Reviewed| (!extent.is_of_role).then_some(finding.span);
        let (new, old) = (blocks(role, at(extent, finding)), blocks(old_role, at(old_extent, before)));
        self.grants_more((extent, &new), (old_extent, &old))
    }

    fn grants_more(&self, (extent, new): (&Extent, &[WrittenBlock]), (before, old): (&Extent, &[WrittenBlock])) -> bool {
        // What an expression gives may be more, and what it takes away may be missed.
        if !open(new, false).is_subset(&open(old, false)) || !open(old, true).is_subset(&open(new, true)) {
            return true;
        }
        let access = |blocks: &[PermissionBlock]| RoleAccess::new(blocks, &self.new.catalog, self.new.wildcards);
        let known = |blocks: &[WrittenBlock]| blocks.iter().map(WrittenBlock::block).collect::<Vec<_>>();
        let (new, old) = (access(&known(new)), access(&known(old)));
        let (shared, more): (Vec<_>, Vec<_>) = extent.about.iter().cloned().partition(|own| before.about.contains(own));
        new.gives_more_of(&shared, &old) != Some(false) || new.gives_more_of(&more, &access(&[])) != Some(false)
    }
}

fn found<'r>(finding: &'r Reviewed, repository: &'r Repository) -> Option<(&'r Extent, &'r WrittenRole)> {
    let extent = finding.extent.as_ref()?;
    Some((extent, repository.files.get(finding.file?)?.roles.get(extent.role)?))
}

/// Everything that a role says of what it grants.
fn says(role: &WrittenRole) -> impl Iterator<Item = (usize, Option<ListKind>, &str)> {
    role.blocks.iter().enumerate().flat_map(|(number, block)| {
        let listed = block.lists().flat_map(move |(kind, list)| list.items.iter().map(move |text| (Some(kind), text)));
        let conditions = block.condition.iter().chain(&block.condition_version).map(|text| (None, text));
        listed.chain(conditions).map(move |(kind, text)| (number, kind, text.shown()))
    })
}

fn texts(block: &WrittenBlock) -> usize {
    block.lists().map(|(_, list)| list.items.len()).sum()
}

/// The blocks of a role, with nothing but the texts at a place; all of them where that is no place of a text that grants.
fn blocks(role: &WrittenRole, at: Option<Span>) -> Vec<WrittenBlock> {
    let gives = |block: &&WrittenBlock| granting(block).any(|text| Some(text.span) == at);
    let own: Vec<WrittenBlock> = role.blocks.iter().filter(gives).map(|block| only(block, at)).collect();
    if own.is_empty() { role.blocks.clone() } else { own }
}

fn granting(block: &WrittenBlock) -> impl Iterator<Item = &WrittenText> {
    [&block.actions, &block.data_actions].into_iter().flatten().flat_map(|list| &list.items)
}

fn only(block: &WrittenBlock, at: Option<Span>) -> WrittenBlock {
    let list = |list: &Option<WrittenList>| {
        let own = list.iter().flat_map(|list| &list.items).filter(|text| Some(text.span) == at);
        // An expression may give all that its form allows.
        let bound = |text: &WrittenText| WrittenText { span: text.span, value: TextValue::Known(text.bound().text().into()) };
        let items = own.flat_map(|text| [Some(text.clone()), text.known().is_none().then(|| bound(text))]).flatten();
        Some(WrittenList { items: items.collect(), ..WrittenList::default() })
    };
    WrittenBlock { actions: list(&block.actions), data_actions: list(&block.data_actions), ..block.clone() }
}

/// The expressions of the lists that give, or of those that take away.
fn open(blocks: &[WrittenBlock], takes: bool) -> BTreeSet<&str> {
    let lists = blocks.iter().flat_map(WrittenBlock::lists).filter(|(kind, _)| kind.is_exception() == takes);
    lists.flat_map(|(_, list)| &list.items).filter(|text| text.known().is_none()).map(WrittenText::shown).collect()
}

/// Tells findings of one text apart that are not about the same.
#[derive(Default)]
pub(super) struct ExtentNames {
    looked_at: usize,
    /// By the number of a file: its content, in short.
    files: FxHashMap<usize, String>,
}

impl ExtentNames {
    /// What the text of a finding does not say of what it is about: what is taken away from it, the condition, the value of an expression.
    pub(super) fn of(&mut self, finding: &Reviewed, files: &[RoleFile]) -> BTreeSet<String> {
        let found = || {
            let (extent, number) = (finding.extent.as_ref()?, finding.file?);
            let file = files.get(number)?;
            Some((extent, number, file, file.roles.get(extent.role)?))
        };
        let Some((extent, number, file, role)) = found() else { return BTreeSet::new() };
        let content = || sha256_base64(file.source.text().as_bytes());
        if self.looked_at > MOST {
            return BTreeSet::from([self.files.entry(number).or_insert_with(content).clone()]);
        }
        let is_text = |block: &WrittenBlock| granting(block).any(|text| text.span == finding.span);
        let at = (!extent.is_of_role && role.blocks.iter().any(is_text)).then_some(finding.span);
        self.looked_at += role.blocks.iter().map(|block| cost(block, at)).sum::<usize>();
        role.blocks.iter().flat_map(|block| beside(block, at, &extent.about)).collect()
    }
}

/// What it costs to look at a block: the texts that give are only compared by their places where the finding has one.
fn cost(block: &WrittenBlock, at: Option<Span>) -> usize {
    let gives = granting(block).count();
    texts(block) - gives + if at.is_some() { gives / 50 } else { gives }
}

/// What a block says of the text at a place, beside the text; without a place, what it says of the actions that a finding is about.
fn beside(block: &WrittenBlock, at: Option<Span>, about: &[PlanePattern]) -> Vec<String> {
    let mut parts = Vec::new();
    for plane in Plane::ALL {
        let (giving, taking) = ListKind::of(plane);
        let asked: Vec<&Pattern> = about.iter().filter(|asked| asked.plane == plane).map(|asked| &asked.pattern).collect();
        let is_asked = |bound: &Pattern| asked.iter().any(|asked| meet(asked, bound));
        let items = |kind| block.list(kind).into_iter().flat_map(|list| &list.items);
        let is_own = |text: &&WrittenText| at.map_or_else(|| is_asked(&text.bound()), |at| text.span == at);
        let own: Vec<&WrittenText> = items(giving).filter(is_own).collect();
        let bounds: Vec<Pattern> = own.iter().map(|text| text.bound()).collect();
        let is_told = |text: &&&WrittenText| at.is_none() || !text.is_literal();
        parts.extend(own.iter().filter(is_told).map(|text| format!("+{}", folded(text))));
        let is_taken = |text: &&WrittenText| {
            let taken = text.bound();
            is_asked(&taken) && bounds.iter().any(|own| meet(own, &taken))
        };
        parts.extend(items(taking).filter(|_| !own.is_empty()).filter(is_taken).map(|text| format!("-{}", folded(text))));
        let conditions = block.condition.iter().chain(&block.condition_version).filter(|_| !own.is_empty());
        parts.extend(conditions.map(|text| text.shown().trim().to_owned()));
    }
    parts
}

fn meet(one: &Pattern, other: &Pattern) -> bool {
    one.overlaps(other, Wildcards::Documented)
}

fn folded(text: &WrittenText) -> String {
    text.shown().trim().to_ascii_lowercase()
}
