//! Role files: definitions of custom roles as people keep them in repositories, with the place of every text.
//!
//! [`load`] reads one file, whose format is found by its content; [`find()`] finds files, and leaves alone what else lies in a
//! folder. Each syntax becomes one kind of tree (`tree.rs`); what in it is a role, `shape.rs` knows. Nothing is judged here.

mod comments;
mod error;
mod find;
pub mod fix;
mod json;
mod reader;
mod shape;
mod tree;
mod written;

pub use error::{Mistake, RoleFault, RoleFileError};
pub use find::{Found, find};
pub use written::{ListKind, Shape, TextValue, WrittenBlock, WrittenList, WrittenRole, WrittenText};

use crate::model::Note;
use crate::source::{Source, Span, Spanned};

use error::LOOKED_FOR;
use reader::Reader;
use tree::Node;

/// The syntax of a role file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// JSON, with or without comments.
    Json,
    /// YAML.
    Yaml,
    /// Terraform's HCL.
    Hcl,
    /// Bicep.
    Bicep,
}

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
    pub allows: Vec<Allow>,
    /// What is odd about it, in order.
    pub notes: Vec<Note>,
}

/// A comment `rolecall: allow(lint-id) reason`; one that names several lints is several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The comment.
    pub span: Span,
    /// The lint.
    pub lint: Spanned<Box<str>>,
    /// The reason, where one is given.
    pub reason: Option<Box<str>>,
    /// What it belongs to: everything that begins on its line or, where it stands alone, on the next line of the file.
    pub scope: Span,
}

impl Allow {
    /// Whether a finding of a lint at a place is allowed.
    pub fn covers(&self, lint: &str, at: Span) -> bool {
        *self.lint.value == *lint && (self.scope.start..self.scope.end.max(self.scope.start + 1)).contains(&at.start)
    }
}

/// Reads the role definitions of a file, whose format is found by its content.
pub fn load(source: &Source) -> Result<RoleFile, RoleFileError> {
    let mut reader = Reader::new(source);
    if source.text().trim().is_empty() {
        return Err(RoleFileError::unparsable(source, RoleFault::new(Mistake::Empty, Span::default())));
    }
    let (plain, comments) = comments::blanked(source.text());
    let _ = comments;
    let root = json::parse(&plain).map_err(|fault| RoleFileError::unparsable(source, fault))?;
    reader.document(&root);
    finish(reader, &root)
}

fn finish(reader: Reader<'_>, root: &Node<'_>) -> Result<RoleFile, RoleFileError> {
    let Reader { source, roles, faults, notes } = reader;
    if !faults.is_empty() {
        return Err(RoleFileError::broken(source, faults));
    }
    if roles.is_empty() {
        let text = source.clone();
        return Err(RoleFileError::Other { text, found: described(root), at: root.span.into() });
    }
    Ok(RoleFile { source: source.clone(), syntax: Syntax::Json, roles, allows: Vec::new(), notes })
}

fn described(root: &Node<'_>) -> String {
    let keys: Vec<String> = root.members().iter().take(6).map(|member| format!("`{}`", member.key.value)).collect();
    if keys.is_empty() { String::new() } else { format!("; it has {}", keys.join(", ")) }
}
