//! What people and scripts see: a folder for each subcommand with its picture (the data that is shown) and its renderings, one file
//! each; and the parts that they share.
//!
//! A renderer sees its picture and the shared parts alone, never what the picture was made from. [`Format`] names the formats; which
//! of them a report has is the table in its `write.rs`.

pub mod advise;
mod answers;
mod audit;
mod check;
mod clean;
mod commands;
mod coverage;
mod csv;
pub mod diff;
mod doubt;
mod explain;
mod export_commands;
mod format;
mod gap;
mod graph;
mod head;
mod html;
mod json;
mod limit;
pub(crate) mod markdown;
mod operations;
mod pack_change;
mod page;
mod parquet;
mod parts;
mod paths;
mod policy_readiness;
mod ratio;
mod readiness;
mod remediation;
pub mod role;
mod role_diff;
mod schema;
mod schemas;
mod shell;
mod sink;
mod style;
mod table;
mod tasks_diff;
mod terms;
mod verify;
mod what_can;
mod where_can;
mod who_can;
mod words;
mod xml;

pub use crate::clean::clean;
pub use answers::finding::FindingView;
pub use answers::views::{ClassView, MissingView, PrincipalView, ProofView, ResultView, TargetView, TaskView};
pub use audit::AuditReport;
pub use check::{
    CheckFinding, CheckReport, CheckRule, CheckedFile, Disposition, LintPages, LintPagesError, Proposal, RelatedPlace,
};
pub use coverage::{CoverageEntryView, CoverageView};
pub use explain::ExplainReport;
pub use format::{Format, Writable, Writer};
pub use gap::GapView;
pub use graph::GraphReport;
pub use head::{CatalogView, FilterView, HeadView, NoteView, SidedView, SourcesView};
pub use pack_change::{DifferenceView, PackChangeView};
pub use parts::TextParts;
pub use paths::PathsReport;
pub use policy_readiness::PolicyReadinessReport;
pub use readiness::{
    ActivationChangeView, AdministratorView, DatedView, EvidenceView, HoleView, MemberView, PackView, PersonView,
    PrerequisiteView, ReadinessInputView, ReadinessReport, SourceView, TaskReadinessView, TeamView, UnifiedRbacView,
    WorkspaceView,
};
pub use remediation::{RemediationView, SuggestionView};
pub use schemas::schemas;
pub use sink::{CleanWriter, Escape, ReadBy, safe};
pub use style::{Detail, Look};
pub use tasks_diff::{PackEffectView, TasksDiffReport};
pub use verify::{ReplayedExports, VerifyReport};
pub use what_can::WhatCanReport;
pub use where_can::WhereCanReport;
pub use who_can::{DelegatedHolder, Differing, DirectReport, ExpectationReport, WhoCanReport};
pub use words::count;
pub(crate) use words::shortened;
