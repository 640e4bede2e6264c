//! [`load`]: reads the role definitions of one file.

use std::collections::BTreeMap;
use std::path::Path;

use super::allow::{AllowComment, Comments};
#[cfg(feature = "bicep")]
use super::bicep;
use super::error::{RoleFault, RoleFileError, RoleMistake};
use super::paths::plain;
use super::reader::RoleReader;
use super::shared_values::SharedValues;
use super::surroundings::{Beside, Surroundings, Used};
use super::syntax::{Syntax, syntax_of};
use super::written::{Shape, WrittenRole};
use super::{allow, comments, hcl, json};
use crate::arrange::Arrange as _;
use crate::document::yaml::{self, YamlError};
use crate::model::{Note, NoteCode, Severity};
use crate::source::{Source, Span};

/// So many notes of one code are kept of a file.
const MOST_NOTES: usize = 20;

/// The role definitions of one file.
#[derive(Debug, Clone)]
pub struct RoleFile {
    /// The text.
    pub source: Source,
    /// Its syntax.
    pub syntax: Syntax,
    /// Its roles in order, at least one.
    pub roles: Vec<WrittenRole>,
    /// Its suppression comments, in order.
    pub allows: Vec<AllowComment>,
    /// What is odd about it, in order.
    pub notes: Vec<Note>,
    /// What it took from other files.
    pub(super) used: Used,
    /// What no fix may change.
    pub(super) shared: SharedValues,
}

/// Reads the role definitions of a file, whose format is found by its content. What it takes from other files stays unknown.
pub fn load(source: &Source) -> Result<RoleFile, RoleFileError> {
    load_beside(source, &Surroundings::nothing())
}

/// Reads the role definitions of a file that may name other files.
pub fn load_beside(source: &Source, surroundings: &Surroundings) -> Result<RoleFile, RoleFileError> {
    if source.text().trim().is_empty() {
        return Err(RoleFileError::unparsable(source, RoleFault::new(RoleMistake::Empty, Span::default())));
    }
    let Some(syntax) = syntax_of(source.text(), source.name()) else {
        return Err(RoleFileError::other(source, None));
    };
    let mut reader = RoleReader::new(source, syntax);
    let beside = Beside::new(surroundings, source.name());
    let read = match syntax {
        Syntax::Json => json(&mut reader, &beside),
        Syntax::Yaml => yaml(&mut reader),
        Syntax::Hcl => hcl(&mut reader, &beside),
        Syntax::Bicep => bicep(&mut reader, &beside),
    };
    let comments = read.map_err(|fault| RoleFileError::unparsable(source, fault))?;
    Ok(RoleFile { used: beside.into_used(), ..finish(reader, &comments)? })
}

impl RoleFile {
    /// Whether it takes something from another file, both named as seen from one folder.
    pub fn loads(&self, other: &Self) -> bool {
        self.used.files(self.source.name()).any(|path| path == plain(Path::new(&**other.source.name())))
    }

    /// Reads the file anew with another text, and with what it took from other files before.
    pub(crate) fn reread(&self, text: impl Into<String>) -> Result<Self, RoleFileError> {
        load_beside(&Source::new(self.source.name().clone(), text), &Surroundings::again(&self.used))
    }
}

/// Everything but the syntax: the roles, or why there are none.
fn finish(reader: RoleReader<'_>, comments: &[Span]) -> Result<RoleFile, RoleFileError> {
    let RoleReader { source, syntax, roles, faults, mut notes, other, shared, .. } = reader;
    if !faults.is_empty() {
        return Err(RoleFileError::broken(source, faults));
    }
    if roles.is_empty() {
        return Err(RoleFileError::other(source, other));
    }
    let (allows, malformed) = Comments { source, spans: comments, roles: &roles }.allows();
    notes.extend(malformed);
    notes.arrange_by(|a, b| a.place.cmp(&b.place));
    // A loop reads the same text again.
    notes.dedup_by(|a, b| (a.code, &a.place, &a.message) == (b.code, &b.place, &b.message));
    let notes = thinned(notes);
    Ok(RoleFile { source: source.clone(), syntax, roles, allows, notes, used: Used::default(), shared })
}

/// The first notes of each code; the last of them says how many more there are.
fn thinned(notes: Vec<Note>) -> Vec<Note> {
    let mut counts: BTreeMap<NoteCode, (usize, usize)> = BTreeMap::new();
    let mut shown: Vec<Note> = Vec::new();
    for note in notes {
        let (all, last) = counts.entry(note.code).or_default();
        *all += 1;
        if *all <= MOST_NOTES {
            *last = shown.len();
            shown.push(note);
        }
    }
    for (all, last) in counts.into_values().filter(|(all, _)| *all > MOST_NOTES) {
        if let Some(note) = shown.get_mut(last) {
            note.message = format!("{} (and {} more of this kind)", note.message, all - MOST_NOTES);
        }
    }
    shown
}

fn json(reader: &mut RoleReader<'_>, beside: &Beside<'_>) -> Result<Vec<Span>, RoleFault> {
    let source = reader.source;
    let (plain, comments) = comments::blanked(source.text());
    if let Some(&open) = comments.last().filter(|comment| comments::is_open(source.slice(**comment))) {
        return Err(RoleFault::new(RoleMistake::OpenComment, open));
    }
    let root = json::parse(&plain)?;
    if source.name().ends_with(".tfvars.json") {
        reader.argument(&root);
        return Ok(comments);
    }
    if source.text().contains("parameters('") {
        reader.folder = beside.names();
    }
    reader.document(&root);
    let is_template = reader.roles.iter().any(|role| role.shape == Shape::ArmTemplate);
    if is_template {
        reader.shared = SharedValues::of_template(&root, &plain);
    }
    if let Some(&first) = comments.first().filter(|_| !is_template) {
        let note = Note::warning(NoteCode::CommentsInJson, "az reads role definitions as plain JSON, and refuses comments");
        reader.note(
            note.severity(Severity::Note).help("deployments and Azure PowerShell accept them; for az, remove them"),
            first,
        );
    }
    Ok(comments)
}

fn yaml(reader: &mut RoleReader<'_>) -> Result<Vec<Span>, RoleFault> {
    let documents = yaml::documents(reader.source).map_err(|error| no_yaml(reader.source, error))?;
    for document in &documents {
        reader.document(document);
    }
    reader.shared = SharedValues::of_anchors(reader.source.text());
    Ok(allow::find(reader.source, &["#"], &documents))
}

/// An action that begins with `*` is the most frequent mistake: YAML reads it as an alias.
fn no_yaml(source: &Source, error: YamlError) -> RoleFault {
    let start = source.text().get(error.span.start..).unwrap_or_default();
    let mistake = if start.starts_with('*') { RoleMistake::Alias } else { RoleMistake::Yaml(error.message) };
    RoleFault::new(mistake, error.span)
}

fn hcl(reader: &mut RoleReader<'_>, beside: &Beside<'_>) -> Result<Vec<Span>, RoleFault> {
    let found = hcl::parse(reader.source.text(), beside)?;
    for role in found.roles.iter() {
        let before = reader.roles.len();
        reader.flat(&role.node, Shape::Terraform);
        reader.leave_open(before, role.empty.as_ref());
        reader.made_by(before, role.caller.as_ref());
    }
    for role in found.azapi.iter() {
        let before = reader.roles.len();
        reader.nested(&role.node, Shape::Azapi);
        reader.leave_open(before, role.empty.as_ref());
        reader.made_by(before, role.caller.as_ref());
    }
    found.templates.iter().for_each(|deployment| reader.embedded(deployment));
    for argument in found.arguments.iter() {
        reader.argument(argument);
    }
    reader.roles.arrange_by_key(|role| role.span);
    reader.defaults(&found.defaults);
    reader.shared = found.shared;
    let nodes: Vec<_> = {
        let made = found.roles.into_iter().chain(found.azapi).map(|role| role.node);
        made.chain(found.templates).chain(found.arguments).collect()
    };
    Ok(allow::find(reader.source, &["#", "//", "/*"], &nodes))
}

#[cfg(feature = "bicep")]
fn bicep(reader: &mut RoleReader<'_>, beside: &Beside<'_>) -> Result<Vec<Span>, RoleFault> {
    let declared = bicep::parse(reader.source.text(), beside)?;
    for role in declared.roles.iter() {
        let before = reader.roles.len();
        reader.nested(&role.node, Shape::Bicep);
        reader.leave_open(before, role.empty.as_ref());
        reader.made_by(before, role.caller.as_ref());
    }
    reader.defaults(&declared.defaults);
    reader.shared = declared.shared;
    for argument in declared.arguments.iter() {
        reader.argument(argument);
    }
    reader.roles.arrange_by_key(|role| role.span);
    if let Some(at) = declared.unread {
        let message = "this part of the file cannot be read; its role definitions can";
        reader.note(
            Note::warning(NoteCode::PartlyRead, message)
                .severity(Severity::Note)
                .help("`bicep build` tells whether it is right"),
            at,
        );
    }
    Ok(declared.comments)
}

/// The parser of Bicep is left out.
#[cfg(not(feature = "bicep"))]
fn bicep(_: &mut RoleReader<'_>, _: &Beside<'_>) -> Result<Vec<Span>, RoleFault> {
    Err(RoleFault::new(RoleMistake::BicepLeftOut, Span::default()))
}
