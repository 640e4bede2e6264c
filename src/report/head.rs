//! The head of every JSON report: how it was made ([`HeadView`]), and what it rests on ([`SourcesView`]). All reports have the same keys;
//! where no tenant is read, the instant is null and the lists are empty.

use serde::Serialize;

use super::coverage::{CoverageEntryView, CoverageView};
use super::gap::GapView;
use super::terms::InputSummary;
use crate::audit::Outcome;
use crate::catalog::Catalog;
use crate::compare::StateSide;
use crate::graph::TenantGraph;
use crate::model::{Note, ObjectId, Severity};
use crate::pattern::Wildcards;

/// The head of a report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HeadView {
    /// The schema of what follows.
    pub schema: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// The catalog that was used.
    pub catalog: CatalogView,
    /// The instant that is answered for (R-PIM-6); none where no tenant is read.
    pub at: Option<String>,
    /// Middle wildcards were read strictly (R-PAT-7).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict_wildcards: bool,
}

impl HeadView {
    /// The head of a report that reads no tenant.
    pub(crate) fn new(schema: &'static str, catalog: &Catalog) -> Self {
        let (version, catalog) = (env!("CARGO_PKG_VERSION"), CatalogView::new(catalog));
        Self { schema, version, catalog, at: None, strict_wildcards: false }
    }

    /// The same for an instant, in seconds since 1970.
    pub(crate) fn at(self, at: i64) -> Self {
        Self { at: Some(instant(at)), ..self }
    }

    /// The same with how middle wildcards were read.
    pub(crate) fn wildcards(self, wildcards: Wildcards) -> Self {
        Self { strict_wildcards: wildcards == Wildcards::Strict, ..self }
    }
}

/// An instant as reports write it.
pub(crate) fn instant(at: i64) -> String {
    jiff::Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

/// What a report rests on.
#[derive(Debug, Clone, Serialize)]
pub struct SourcesView<'a, I = &'a InputSummary> {
    /// What each input gave.
    pub inputs: Vec<SidedView<I>>,
    /// How well it is known that the exports are whole, by kind and place.
    pub coverage: Vec<SidedView<CoverageEntryView<'a>>>,
    /// The summary of that by kind.
    pub ledger: Vec<SidedView<CoverageView<'a>>>,
    /// What was odd.
    pub notes: Vec<NoteView<'a>>,
    /// What the exports lack.
    pub gaps: Vec<SidedView<GapView>>,
}

/// A part of the sources. Where two states of a tenant are compared, it says to which of them it belongs.
#[derive(Debug, Clone, Serialize)]
pub struct SidedView<T> {
    /// The state; none where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<StateSide>,
    /// The part.
    #[serde(flatten)]
    pub of: T,
}

impl<'a, I> SourcesView<'a, I> {
    /// The sources of a report that reads no tenant.
    pub(crate) fn without_tenant(notes: &'a [Note]) -> Self {
        let (inputs, coverage, ledger, gaps) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { inputs, coverage, ledger, notes: NoteView::all(notes), gaps }
    }

    /// The same with one state of a tenant, and what its inputs gave.
    pub(crate) fn with_state(
        self,
        side: Option<StateSide>,
        tenant: &'a TenantGraph,
        inputs: impl IntoIterator<Item = I>,
    ) -> Self {
        Self {
            inputs: added(self.inputs, side, inputs),
            coverage: added(self.coverage, side, CoverageEntryView::of_tenant(tenant)),
            ledger: added(self.ledger, side, CoverageView::of_tenant(tenant)),
            ..self
        }
    }

    /// The same with what one state lacks.
    pub(crate) fn with_gaps(self, side: Option<StateSide>, gaps: impl IntoIterator<Item = GapView>) -> Self {
        Self { gaps: added(self.gaps, side, gaps), ..self }
    }
}

fn added<T>(known: Vec<SidedView<T>>, side: Option<StateSide>, more: impl IntoIterator<Item = T>) -> Vec<SidedView<T>> {
    known.into_iter().chain(more.into_iter().map(|of| SidedView { side, of })).collect()
}

/// The catalog behind a report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CatalogView {
    /// The day whose state it shows.
    pub date: String,
    /// Built-in Azure roles.
    pub roles: usize,
    /// Entra directory roles.
    pub directory_roles: usize,
    /// Operations.
    pub operations: usize,
}

impl CatalogView {
    fn new(catalog: &Catalog) -> Self {
        let about = catalog.about();
        Self {
            date: about.date.to_string(),
            roles: about.roles,
            directory_roles: about.directory_roles,
            operations: about.operations,
        }
    }
}

/// Whom and what a report was narrowed to: it says nothing about anybody and anything else.
#[derive(Debug, Clone, Serialize)]
pub struct FilterView<'a> {
    /// Only these principals; all where empty.
    pub principals: Vec<&'a ObjectId>,
    /// Only these workspaces, by id or name.
    pub workspaces: &'a [String],
    /// Only targets at or below these scopes.
    pub scopes: &'a [String],
}

impl<'a> FilterView<'a> {
    /// The filter of an outcome; `None` where it speaks of everyone and everything.
    pub(crate) fn new(outcome: &'a Outcome, tenant: &'a TenantGraph) -> Option<Self> {
        let narrowed = &outcome.narrowed;
        let principals = narrowed.principals.iter().map(|&id| tenant.facts().principals.id(id)).collect();
        let view = Self { principals, workspaces: &narrowed.workspaces, scopes: &narrowed.scopes };
        let everything = view.principals.is_empty() && view.workspaces.is_empty() && view.scopes.is_empty();
        (!everything).then_some(view)
    }
}

/// A note with its place.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// A stable id.
    pub code: &'static str,
    /// One sentence.
    pub message: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
    /// The file.
    pub path: Option<&'a str>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column, from 1, in characters.
    pub column: Option<usize>,
}

impl<'a> NoteView<'a> {
    /// The views of some notes.
    pub(crate) fn all(notes: &'a [Note]) -> Vec<Self> {
        notes.iter().map(Self::new).collect()
    }

    pub(crate) fn new(note: &'a Note) -> Self {
        let place = note.place.as_ref();
        Self {
            severity: note.severity,
            code: note.code.name(),
            message: &note.message,
            help: note.help.as_deref(),
            path: place.map(|place| &*place.path),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
        }
    }
}
