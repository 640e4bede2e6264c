//! What the inputs contain more than once: the same assignment in one text, a deny assignment in several, and a role that is defined in several ways.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::locate::{place_of, places_of};
use crate::input::Input;
use crate::model::{
    Assignment, AssignmentName, ExportedRole, Facts, InputId, Note, NoteCode, ObjectId, PermissionBlock, ScopeId, Severity,
};
use crate::pattern::Pattern;
use crate::source::Source;

/// Takes out deny assignments that several lists show, as each list shows what is inherited: the first of the same rows stays. Each row is
/// held against the first of its id and scope alone, so that many copies that differ cost no more.
pub(super) fn denies(facts: &mut Facts) {
    let mut first: FxHashMap<(String, ScopeId), usize> = FxHashMap::default();
    for mut row in std::mem::take(&mut facts.denies) {
        let at = *first.entry((row.id.to_ascii_lowercase(), row.scope)).or_insert(facts.denies.len());
        if let Some(known) = facts.denies.get(at) {
            let own = std::mem::replace(&mut row.origin, known.origin);
            if row == *known && !row.id.is_empty() {
                continue;
            }
            row.origin = own;
        }
        facts.denies.push(row);
    }
}

/// Assignments that one text lists more than once, each to be counted once (R-ASN-4).
pub(super) fn assignments(own: &[Assignment], source: &Source) -> Option<Note> {
    // Nearly always there are no duplicates: short fingerprints show that with little memory.
    let mut fingerprints: Vec<u64> = own.iter().filter_map(fingerprint).collect();
    fingerprints.sort_unstable();
    if fingerprints.windows(2).all(|pair| pair.first() != pair.last()) {
        return None;
    }
    let mut seen = FxHashSet::default();
    let again: Vec<&Assignment> = own.iter().filter(|row| named(row) && !seen.insert((row.name, row.scope))).collect();
    let first = again.first()?;
    let message = match again.len() {
        1 => format!("`{}` lists a role assignment twice; it counts once", source.name()),
        count => format!("`{}` lists {count} role assignments more than once; each counts once", source.name()),
    };
    let help = "this is normal where several subscriptions list an assignment that they inherit; otherwise remove the copy";
    let note = Note::warning(NoteCode::DuplicateAssignment, message).severity(Severity::Note).help(help);
    Some(note.at(place_of(source, first.origin.record)?))
}

fn named(row: &Assignment) -> bool {
    row.name != AssignmentName::None
}

fn fingerprint(row: &Assignment) -> Option<u64> {
    let name = match row.name {
        AssignmentName::Guid(guid) => guid.as_u128() as u64 ^ (guid.as_u128() >> 64) as u64,
        AssignmentName::Text(text) => u64::from(text.0),
        AssignmentName::None => return None,
    };
    Some(name ^ (row.scope.index() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Roles that the inputs define in several ways, with the place of a definition that differs from an earlier one.
pub(super) fn roles(facts: &Facts, inputs: &[Input]) -> Vec<Note> {
    let mut first: FxHashMap<&ObjectId, (&ExportedRole, Written<'_>)> = FxHashMap::default();
    let mut differing: BTreeMap<InputId, Vec<(u32, Note)>> = BTreeMap::new();
    for role in facts.definitions.iter().filter(|role| is_whole(role)) {
        let own = written(role);
        match first.get(&role.definition.id) {
            None => {
                first.insert(&role.definition.id, (role, own));
            }
            Some((_, other)) if *other == own => {}
            Some((other, _)) => {
                differing.entry(role.origin.input).or_default().push((role.origin.record, differs(facts, other, role)));
            }
        }
    }
    differing.into_iter().flat_map(|(input, notes)| placed(facts, (input, notes), inputs)).collect()
}

/// The notes about one input, each at its record; all places are found in one walk.
fn placed(facts: &Facts, (input, mut notes): (InputId, Vec<(u32, Note)>), inputs: &[Input]) -> Vec<Note> {
    notes.sort_by_key(|(record, _)| *record);
    let mut records: Vec<u32> = notes.iter().map(|(record, _)| *record).collect();
    records.dedup();
    let path = facts.input(input).map(|file| &file.path);
    let source = inputs.iter().find(|input| Some(input.name()) == path).and_then(Input::source);
    let places = source.map(|source| places_of(source, &records)).unwrap_or_default();
    let place = |record: u32| places.get(records.binary_search(&record).ok()?).cloned();
    let at_place = |(record, note): (u32, Note)| match place(record) {
        Some(place) => note.at(place),
        None => note,
    };
    notes.into_iter().map(at_place).collect()
}

/// An incomplete definition always differs from a complete one, so it is not compared.
fn is_whole(role: &ExportedRole) -> bool {
    let losses = role.definition.losses;
    !(losses.unreadable || losses.blocks_merged || losses.no_data_actions)
}

fn differs(facts: &Facts, other: &ExportedRole, role: &ExportedRole) -> Note {
    let definition = &role.definition;
    let elsewhere = facts.input(other.origin.input).map_or("", |input| &*input.path);
    let name = (&definition.name).min(&other.definition.name);
    let message = format!(
        "role `{name}` ({}) is defined differently in `{elsewhere}`; what only one of the definitions grants counts as unknown",
        definition.id
    );
    Note::warning(NoteCode::RoleDefinedTwice, message).help("export the role definitions once, in one run")
}

/// What a definition grants, block by block.
type Written<'r> = Vec<[Vec<&'r str>; 5]>;

/// What a definition grants, without regard to the order and repetition of its strings.
fn written(role: &ExportedRole) -> Written<'_> {
    let mut blocks: Vec<_> = role.definition.blocks.iter().map(block).collect();
    blocks.sort();
    blocks
}

fn block(block: &PermissionBlock) -> [Vec<&str>; 5] {
    let condition = block.condition.iter().map(|text| &**text).collect();
    let [actions, not_actions] = [list(&block.actions), list(&block.not_actions)];
    [actions, not_actions, list(&block.data_actions), list(&block.not_data_actions), condition]
}

fn list(patterns: &[Pattern]) -> Vec<&str> {
    let mut texts: Vec<&str> = patterns.iter().map(Pattern::folded).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}
