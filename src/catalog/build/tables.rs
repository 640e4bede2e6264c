//! The fact tables: text with tabs. The line of names at the top says which table it is (operations: the first row does).

use std::collections::BTreeMap;

use super::builder::Build;
use super::error::{BuildError, start};
use crate::arrange::Arrange as _;
use crate::catalog::about::SectionKind;
use crate::catalog::privilege::{Privilege, Tier, TierClass};
use crate::catalog::terraform::{Phase, TerraformKind};
use crate::model::{Guid, Note, NoteCode, Plane};
use crate::pattern::Pattern;
use crate::source::Source;

/// Reads one row into a build; an error says what the row lacks.
type ReadFactRow = fn(&mut Build, &[&str]) -> Result<(), &'static str>;

/// A table: the names of its columns, the section that it fills, and how a row is read.
struct FactTable {
    columns: &'static [&'static str],
    kind: SectionKind,
    row: ReadFactRow,
}

const TABLES: [FactTable; 3] = [
    FactTable { columns: &["roleId", "name", "isPrivileged", "eamTier"], kind: SectionKind::RolePrivilege, row: privilege },
    FactTable {
        columns: &["tier", "tierValue", "category", "service", "scopes", "action", "excluded"],
        kind: SectionKind::ActionTiers,
        row: tier,
    },
    FactTable { columns: &["kind", "terraformType", "phase", "action"], kind: SectionKind::Terraform, row: terraform },
];

/// Operations come without names of columns.
const OPERATIONS: FactTable = FactTable { columns: &["", ""], kind: SectionKind::Operations, row: operation };

pub(super) fn is_table(text: &str) -> bool {
    table(text).is_some()
}

fn table(text: &str) -> Option<(&'static FactTable, bool)> {
    let first: Vec<&str> = text.lines().next()?.trim_end().split('\t').collect();
    let named = TABLES.iter().find(|table| table.columns == first.as_slice()).map(|table| (table, true));
    let operations = matches!(first.as_slice(), [name, flag] if name.contains('/') && boolean(flag).is_some());
    named.or(operations.then_some((&OPERATIONS, false)))
}

pub(super) fn add(build: &mut Build, input: &Source) -> Result<(), BuildError> {
    let text = input.text().trim_start();
    let Some((table, has_names)) = table(text) else { return Ok(()) };
    for line in text.lines().skip(usize::from(has_names)).filter(|line| !line.trim().is_empty()) {
        let mut cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        cells.resize(table.columns.len().max(cells.len()), "");
        let fits = cells.len() == table.columns.len();
        let read = if fits { (table.row)(build, &cells) } else { Err("more cells than the table has columns") };
        read.map_err(|lacks| BuildError::Record { at: start(input, line), text: input.clone(), lacks })?;
    }
    build.made_of(table.kind, input);
    Ok(())
}

fn boolean(text: &str) -> Option<bool> {
    let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

fn operation(build: &mut Build, cells: &[&str]) -> Result<(), &'static str> {
    let [name, flag] = cells else { return Err("other columns than a name and a flag") };
    let data = boolean(flag).ok_or("neither `true` nor `false` in its second column")?;
    let plane = if data { Plane::Data } else { Plane::Control };
    if build.operation(plane, name) { Ok(()) } else { Err("no name of an operation in its first column") }
}

fn privilege(build: &mut Build, cells: &[&str]) -> Result<(), &'static str> {
    let [role, _, privileged, tier] = cells else { return Err("other columns") };
    let role = Guid::parse(role).ok_or("no GUID in `roleId`")?;
    let privileged = boolean(privileged).ok_or("neither `True` nor `False` in `isPrivileged`")?;
    let tier = match *tier {
        "" | "None" => None,
        name => Some(Tier::parse(name).ok_or("an unknown tier in `eamTier`")?),
    };
    let stated = Privilege { role, tier, privileged };
    match build.fresh.privileges.insert(role, stated) {
        Some(before) if before != stated => Err("a role that another row describes differently"),
        _ => Ok(()),
    }
}

fn tier(build: &mut Build, cells: &[&str]) -> Result<(), &'static str> {
    let [name, _, _, service, scopes, action, excluded] = cells else { return Err("other columns") };
    let tier = Tier::parse(name).ok_or("an unknown tier in `tier`")?;
    if *scopes != "/*" {
        let message = format!("tier pattern `{action}` left out: it speaks of scopes `{scopes}`, not of all");
        build.notes.push(Note::warning(NoteCode::TierScope, message));
        return Ok(());
    }
    let new = || TierClass { tier, service: (*service).into(), allow: Vec::new(), except: Vec::new() };
    let class = build.fresh.tiers.entry((tier, (*service).into())).or_insert_with(new);
    let patterns = match *excluded {
        "" => &mut class.allow,
        "excluded" => &mut class.except,
        _ => return Err("neither nothing nor `excluded` in its last column"),
    };
    let pattern = Pattern::parse(action);
    if !patterns.contains(&pattern) {
        patterns.push(pattern);
        patterns.arrange_by(|a, b| a.text().cmp(b.text()));
    }
    Ok(())
}

fn terraform(build: &mut Build, cells: &[&str]) -> Result<(), &'static str> {
    let [kind, name, phase, action] = cells else { return Err("other columns") };
    let kind = TerraformKind::parse(kind).ok_or("neither `resource` nor `data` in `kind`")?;
    let phase = Phase::parse(phase).ok_or("an unknown phase in `phase`")?;
    if action.is_empty() {
        return Err("no action");
    }
    let needs: &mut BTreeMap<_, _> = build.fresh.terraform.entry((kind, (*name).into())).or_default();
    let phases = needs.entry((*action).into()).or_default();
    *phases = phases.with(phase);
    Ok(())
}
