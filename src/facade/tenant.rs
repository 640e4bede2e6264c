//! [`Tenant`]: what exports say about a tenant. `questions.rs` has the questions that can be asked.

use super::error::Error;
use super::options::TenantOptions;
use super::text::NamedText;
use crate::export::{Input, InputSummary, Loaded, ReadErrors, facts};
use crate::graph::{TenantGraph, vouch};
use crate::input::{Errors, InputError};
use crate::model::{Note, Notes};

/// A tenant, as its exports describe it at one instant.
///
/// ```
/// use rolecall::{Answer, AuditOptions, ExportKind, NamedText, Tenant, TenantOptions};
///
/// # let assignments = r#"[{"id": "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000a1",
/// #   "principalId": "00000000-0000-0000-0000-00000000000a", "principalType": "User", "principalName": "ana@example.org",
/// #   "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
/// #   "condition": null, "conditionVersion": null, "scope": "/subscriptions/00000000-0000-0000-0000-000000000001"}]"#;
/// // `assignments` is what `az role assignment list --all` printed: Ana is Owner of a subscription.
/// let exports = [NamedText::new("assignments.json", assignments)];
/// let options = TenantOptions::at("2026-03-01")?.complete([ExportKind::RoleAssignments]);
/// let tenant = Tenant::from_exports(&exports, &options)?;
///
/// let audit = tenant.audit(&AuditOptions::default())?;
/// assert!(audit.to_json().contains(r#""verdict":"allowed""#));
/// # Ok::<(), rolecall::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tenant {
    graph: TenantGraph,
    inputs: Vec<InputSummary>,
    notes: Vec<Note>,
}

impl Tenant {
    /// Reads exports. The error names all that is wrong with them.
    ///
    /// ```
    /// use rolecall::{NamedText, Tenant, TenantOptions};
    ///
    /// let cut_off = [NamedText::new("users.json", r#"[{"id": "#)];
    /// let error = Tenant::from_exports(&cut_off, &TenantOptions::at("2026-03-01")?).unwrap_err();
    /// assert_eq!(error.code(), "read::cut_off");
    /// assert_eq!(error.place().map(|place| place.line), Some(1));
    /// assert!(error.help().is_some());
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn from_exports(exports: &[NamedText], options: &TenantOptions) -> Result<Self, Error> {
        let Loaded { mut facts, inputs, notes: read } = facts(&decoded(exports)?)?;
        vouch(&mut facts, &options.complete)?;
        let mut notes = Notes::default();
        for note in read {
            notes.push(note);
        }
        let graph = TenantGraph::build(facts, options.catalog.clone(), options.at, &mut notes);
        Ok(Self { graph, inputs, notes: notes.into_sorted() })
    }

    pub(super) fn graph(&self) -> &TenantGraph {
        &self.graph
    }

    pub(super) fn inputs(&self) -> &[InputSummary] {
        &self.inputs
    }

    pub(super) fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// The exports by name, as a folder would give them; the error names all that cannot be decoded.
fn decoded(exports: &[NamedText]) -> Result<Vec<Input>, ReadErrors> {
    let (mut inputs, mut errors) = (Vec::new(), Vec::new());
    for export in exports {
        match export.decode() {
            Ok(source) => inputs.push(Input::new(source)),
            Err(error) => errors.push(InputError::from(error).into()),
        }
    }
    inputs.sort_by(|a, b| a.name().cmp(b.name()));
    Errors::check(inputs, errors)
}
