//! One input: recognises it by content, and adds its records to a [`Build`].

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::builder::{Build, overlay};
use super::contents::Contents;
use super::error::{BuildError, span, start};
use super::records::{ArmRole, DirectoryFacts, FlatRole, GraphRole, OperationRecord, Provider, StatedDirectoryRole};
use super::tables;
use crate::catalog::about::SectionKind;
use crate::catalog::error::CatalogError;
use crate::catalog::format;
use crate::catalog::store::Catalog;
use crate::model::{Note, NoteCode, Plane, RoleDefinition, RoleKind};
use crate::source::{Source, Span};

/// What a JSON record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InputShape {
    /// `az role definition list`, and the fact file.
    FlatRole,
    /// ARM REST.
    ArmRole,
    /// `Get-AzRoleDefinition`.
    MergedRole,
    /// `az provider operation list`.
    Provider,
    /// `Get-AzProviderOperation`.
    Operation,
    /// Microsoft Graph `roleDefinitions`.
    GraphRole,
    /// The fact file of directory roles.
    DirectoryFacts,
}

impl Build {
    /// Takes in everything that an input holds.
    pub fn add(&mut self, input: &Source) -> Result<(), BuildError> {
        add(self, input)
    }
}

fn add(build: &mut Build, input: &Source) -> Result<(), BuildError> {
    let text = input.text().trim_start();
    if text.is_empty() {
        return Err(BuildError::Empty { name: input.name().to_string() });
    }
    if format::is_catalog(text) {
        return add_catalog(build, input);
    }
    if tables::is_table(text) {
        return tables::add(build, input);
    }
    let mut counts = Counts::default();
    for record in records(build, input)? {
        add_record(build, input, record, &mut counts)?;
    }
    counts.note(build, input);
    Ok(())
}

/// What is worth a word after all records of an input.
#[derive(Default)]
struct Counts {
    custom: usize,
    odd_names: usize,
    without_plane: usize,
}

impl Counts {
    fn note(&self, build: &mut Build, input: &Source) {
        let name = input.name();
        let words = [
            (self.custom, NoteCode::CustomRoles, "custom roles left out: a catalog holds what Azure ships"),
            (self.odd_names, NoteCode::OddOperation, "operations left out: their names are no names of operations"),
            (self.without_plane, NoteCode::NoPlane, "operations without `isDataAction` taken as control-plane operations"),
        ];
        for (count, code, what) in words.into_iter().filter(|(count, ..)| *count > 0) {
            build.notes.push(Note::warning(code, format!("`{name}`: {count} {what}")));
        }
    }
}

/// The facts of a catalog replace those of the base. A section without rows states where the facts of the other inputs come
/// from.
fn add_catalog(build: &mut Build, input: &Source) -> Result<(), BuildError> {
    let fault = |fault| CatalogError::new(input, fault);
    let sections = format::sections(input.text()).map_err(fault)?;
    let contents = Contents::of(&Catalog::check(input.text()).map_err(fault)?);
    for section in sections {
        if contents.count(section.kind) == 0 {
            build.stated.insert(section.kind, section.provenance);
        }
    }
    overlay(&mut build.base, contents);
    Ok(())
}

/// The records of an input: the elements of arrays and pages, in concatenated documents or lines (R-FMT-4).
fn records<'a>(build: &mut Build, input: &'a Source) -> Result<Vec<&'a str>, BuildError> {
    let text = json_text(input)?;
    let mut records = Vec::new();
    for document in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let document = document.map_err(|error| json_error(input, text, &error))?;
        collect(build, input, document.get(), &mut records)?;
    }
    Ok(records)
}

/// The text from the first line that opens JSON: command lines print warnings before it (R-FMT-1).
fn json_text(input: &Source) -> Result<&str, BuildError> {
    let text = input.text();
    let opens = |line: &&str| line.trim_start().starts_with(['[', '{']);
    let line = text.lines().find(opens).and_then(|line| input.span_of(line));
    let Some(Span { start: from, .. }) = line else {
        return Err(BuildError::NotRecognised { at: start(input, text.trim_start()), text: input.clone() });
    };
    Ok(text.get(from..).unwrap_or_default())
}

fn collect<'a>(build: &mut Build, input: &Source, text: &'a str, records: &mut Vec<&'a str>) -> Result<(), BuildError> {
    if text.starts_with('[') {
        let elements: Vec<&RawValue> = parse(input, text)?;
        for element in elements {
            if element.get().starts_with('[') {
                return Err(BuildError::NotRecognised { at: start(input, element.get()), text: input.clone() });
            }
            collect(build, input, element.get(), records)?;
        }
        return Ok(());
    }
    if !text.starts_with('{') {
        return Err(BuildError::NotRecognised { at: start(input, text), text: input.clone() });
    }
    let page: ProviderPage<'_> = parse(input, text)?;
    match page.value {
        Some(value) if value.get().starts_with('[') => {
            if [page.next_link, page.odata_next_link].into_iter().flatten().any(|link| !link.is_empty()) {
                let message = format!("`{}` is one page of several: the others are missing", input.name());
                build.notes.push(
                    Note::warning(NoteCode::PartialInput, message).help("follow `nextLink`, or use `az` instead of `az rest`"),
                );
            }
            collect(build, input, value.get(), records)
        }
        _ => {
            records.push(text);
            Ok(())
        }
    }
}

/// What tells a page of a list from a record.
#[derive(Deserialize)]
struct ProviderPage<'a> {
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    #[serde(rename = "nextLink")]
    next_link: Option<String>,
    #[serde(rename = "@odata.nextLink")]
    odata_next_link: Option<String>,
}

fn shape(input: &Source, record: &str) -> Result<InputShape, BuildError> {
    let keys: BTreeMap<String, &RawValue> = parse(input, record)?;
    let has = |key: &str| keys.contains_key(key);
    let inner = |key: &str, text: &str| keys.get(key).is_some_and(|value| value.get().contains(text));
    Ok(if has("rolePermissions") {
        InputShape::GraphRole
    } else if has("templateId") && has("actions") {
        InputShape::DirectoryFacts
    } else if inner("properties", "\"permissions\"") {
        InputShape::ArmRole
    } else if has("permissions") && (has("roleName") || has("assignableScopes")) {
        InputShape::FlatRole
    } else if has("resourceTypes") || (has("operations") && has("name")) {
        InputShape::Provider
    } else if has("OperationRecord") && has("IsDataAction") {
        InputShape::Operation
    } else if has("Actions") && has("AssignableScopes") {
        InputShape::MergedRole
    } else {
        return Err(BuildError::NotRecognised { at: start(input, record), text: input.clone() });
    })
}

/// A record of an input.
#[derive(Clone, Copy)]
struct RecordAt<'r> {
    input: &'r Source,
    record: &'r str,
}

fn add_record(build: &mut Build, input: &Source, record: &str, counts: &mut Counts) -> Result<(), BuildError> {
    let lacks = |lacks| BuildError::Record { at: start(input, record), text: input.clone(), lacks };
    let at = RecordAt { input, record };
    match shape(input, record)? {
        InputShape::MergedRole => Err(BuildError::Merged { at: start(input, record), text: input.clone() }),
        InputShape::FlatRole => {
            let role: FlatRole = parse(input, record)?;
            add_role(build, at, role.definition().map_err(lacks)?, counts)
        }
        InputShape::ArmRole => {
            let role = FlatRole::from(parse::<ArmRole>(input, record)?);
            add_role(build, at, role.definition().map_err(lacks)?, counts)
        }
        InputShape::GraphRole => {
            let role: GraphRole = parse(input, record)?;
            add_directory_role(build, at, role.stated().map_err(lacks)?, counts)
        }
        InputShape::DirectoryFacts => {
            let role: DirectoryFacts = parse(input, record)?;
            add_directory_role(build, at, role.stated().map_err(lacks)?, counts)
        }
        InputShape::Provider => {
            let provider: Provider = parse(input, record)?;
            provider.operations().for_each(|operation| add_operation(build, input, &operation, counts));
            Ok(())
        }
        InputShape::Operation => {
            add_operation(build, input, &parse(input, record)?, counts);
            Ok(())
        }
    }
}

fn add_role(build: &mut Build, at: RecordAt<'_>, role: RoleDefinition, counts: &mut Counts) -> Result<(), BuildError> {
    if role.kind == RoleKind::Custom {
        counts.custom += 1;
        return Ok(());
    }
    let Some(id) = role.id.guid() else { return Ok(()) };
    build.made_of(SectionKind::BuiltInRoles, at.input);
    match build.fresh.roles.get(&id) {
        Some(known) if *known != role => Err(conflict(at, id)),
        _ => {
            build.fresh.roles.insert(id, role);
            Ok(())
        }
    }
}

fn add_directory_role(
    build: &mut Build,
    at: RecordAt<'_>,
    role: StatedDirectoryRole,
    counts: &mut Counts,
) -> Result<(), BuildError> {
    if !role.definition.built_in {
        counts.custom += 1;
        return Ok(());
    }
    build.made_of(SectionKind::DirectoryRoles, at.input);
    match build.directory_roles.get(&role.id) {
        Some(known) if *known != role => Err(conflict(at, role.id)),
        _ => {
            build.directory_roles.insert(role.id, role);
            Ok(())
        }
    }
}

fn add_operation(build: &mut Build, input: &Source, operation: &OperationRecord, counts: &mut Counts) {
    counts.without_plane += usize::from(operation.is_data_action.is_none());
    let plane = if operation.is_data_action == Some(true) { Plane::Data } else { Plane::Control };
    if !build.operation(plane, operation.name.as_deref().unwrap_or_default()) {
        counts.odd_names += 1;
    }
    build.made_of(SectionKind::Operations, input);
}

impl Build {
    /// Records that a section was made from an input, without the folder of the input.
    pub(super) fn made_of(&mut self, kind: SectionKind, input: &Source) {
        let name = std::path::Path::new(&**input.name())
            .file_name()
            .map_or_else(|| input.name().to_string(), |name| name.display().to_string());
        self.made_of.entry(kind).or_default().insert(format::escape(&name).into());
    }

    /// Adds an operation; false if the text is not an operation. Of several spellings the smallest one is kept, so the order
    /// does not matter.
    pub(super) fn operation(&mut self, plane: Plane, name: &str) -> bool {
        let name = name.trim();
        if !is_operation(name) {
            return false;
        }
        let known = self.fresh.operations.entry((plane, name.to_ascii_lowercase())).or_insert_with(|| name.into());
        if name < &**known {
            *known = name.into();
        }
        true
    }
}

fn is_operation(name: &str) -> bool {
    let provider = name.split('/').next().unwrap_or_default();
    name.contains('/')
        && !name.ends_with('/')
        && !name.contains(|character: char| character == '*' || character.is_whitespace() || character.is_control())
        && provider.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn conflict(RecordAt { input, record }: RecordAt<'_>, id: crate::model::Guid) -> BuildError {
    BuildError::Conflict { at: start(input, record), text: input.clone(), what: id.to_string() }
}

fn parse<'a, T: Deserialize<'a>>(input: &Source, text: &'a str) -> Result<T, BuildError> {
    serde_json::from_str(text).map_err(|error| json_error(input, text, &error))
}

/// The error at its place in the input: `text` is the part of it that was parsed.
fn json_error(input: &Source, text: &str, error: &serde_json::Error) -> BuildError {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(error.line().saturating_sub(1)).map(str::len).sum();
    let offset = (before + error.column().saturating_sub(1)).min(text.len());
    let piece = text.get(text.floor_char_boundary(offset)..).unwrap_or_default();
    let shown = piece.char_indices().nth(1).and_then(|(at, _)| piece.get(..at)).unwrap_or(piece);
    let words = error.to_string();
    let cause = words.split(" at line ").next().unwrap_or(&words).to_owned();
    BuildError::Json { at: span(input, shown), text: input.clone(), cause }
}
