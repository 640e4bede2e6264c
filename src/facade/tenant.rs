//! [`Tenant`]: what exports say about a tenant. `questions.rs` has the questions that can be asked.

use std::sync::Arc;

use super::error::Error;
use super::options::TenantOptions;
use super::text::NamedText;
use crate::arrange::Arrange as _;
use crate::export::{Input, InputSummary, Loaded, ReadErrors, into_facts};
use crate::graph::{TenantGraph, vouch, with_unified_rbac};
use crate::input::{Errors, InputError};
use crate::model::{Note, Notes, SaidActivation};
#[cfg(feature = "native")]
use crate::source::ReadBudget;

/// A tenant, as its exports describe it at one instant. A clone is the same tenant: answers hold one.
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
pub struct Tenant(Arc<ReadTenant>);

/// What was read and joined.
#[derive(Debug)]
struct ReadTenant {
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
        Self::from_owned_exports(exports.to_vec(), options)
    }

    /// Reads exports that are given away: their texts are not copied, and the memory of each is free as soon as it was read.
    ///
    /// ```
    /// # use rolecall::{NamedText, Tenant, TenantOptions};
    /// let users = NamedText::new("users.json", r#"[{"id": "00000000-0000-0000-0000-00000000000a", "userPrincipalName": "ana@example.org"}]"#);
    /// let tenant = Tenant::from_owned_exports(vec![users], &TenantOptions::at("2026-03-01")?);
    /// assert!(tenant.is_ok());
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn from_owned_exports(exports: Vec<NamedText>, options: &TenantOptions) -> Result<Self, Error> {
        Self::of(into_facts(decoded(exports)?)?, options)
    }

    /// Reads exports from files, folders and patterns of paths, as the program does. The error names all that is wrong with them.
    ///
    /// ```
    /// # use rolecall::{Tenant, TenantOptions};
    /// let error = Tenant::from_paths(&["no/such/folder".to_owned()], &TenantOptions::at("2026-03-01")?).unwrap_err();
    /// assert_eq!(error.code(), "read::missing");
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    #[cfg(feature = "native")]
    pub fn from_paths(paths: &[String], options: &TenantOptions) -> Result<Self, Error> {
        let _budget = ReadBudget::begin();
        let inputs = crate::export::load(paths, &mut std::io::empty())?;
        Self::of(into_facts(inputs)?, options)
    }

    fn of(loaded: Loaded, options: &TenantOptions) -> Result<Self, Error> {
        let Loaded { mut facts, inputs, notes: read } = loaded;
        vouch(&mut facts, &options.complete)?;
        let mut notes = Notes::default();
        for note in read {
            notes.push(note);
        }
        let at = facts.collected_at().filter(|_| options.as_collected).unwrap_or(options.at);
        let graph = TenantGraph::build(facts, options.catalog.clone(), at, &mut notes);
        let graph = with_unified_rbac(graph, SaidActivation::Unsaid);
        Ok(Self(Arc::new(ReadTenant { graph, inputs, notes: notes.into_sorted() })))
    }

    pub(super) fn graph(&self) -> &TenantGraph {
        &self.0.graph
    }

    pub(super) fn inputs(&self) -> &[InputSummary] {
        &self.0.inputs
    }

    pub(super) fn notes(&self) -> &[Note] {
        &self.0.notes
    }
}

/// The exports by name, as a folder would give them; the error names all that cannot be decoded.
fn decoded(exports: Vec<NamedText>) -> Result<Vec<Input>, ReadErrors> {
    let (mut inputs, mut errors) = (Vec::new(), Vec::new());
    for export in exports {
        match export.into_input() {
            Ok(input) => inputs.push(input),
            Err(error) => errors.push(InputError::from(error).into()),
        }
    }
    inputs.arrange_by(|a, b| a.name().cmp(b.name()));
    Errors::check(inputs, errors)
}
