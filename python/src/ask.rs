//! The questions. Each takes what is read, and a dictionary of options that `rolecall/__init__.py` makes.

use std::path::PathBuf;

use pyo3::prelude::*;
use rolecall::{AskedScopes, AuditOptions, Error, ExplainOptions, NamedText, ReadinessCheck, WhoCanOptions};

use crate::error::{raised, refused};
use crate::read::{Given, Pack, Sides, named, packs, role_options, tenant_options};
use crate::report::{Found, Report};

/// How a tenant is asked.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct TenantAsked {
    at: Option<String>,
    complete: Vec<String>,
    tasks: Vec<Pack>,
    principals: Vec<String>,
    scopes: Vec<String>,
    strict_wildcards: bool,
    all: bool,
    data: bool,
    reach: String,
    connected: Vec<String>,
}

/// How role files are looked at.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct RolesAsked {
    at: Option<String>,
    tasks: Vec<Pack>,
    config: Option<PathBuf>,
    config_text: Option<(String, Vec<u8>)>,
    strict_wildcards: bool,
}

fn asked(py: Python<'_>, ask: impl Send + FnOnce() -> Result<Found, Error>) -> PyResult<Report> {
    py.detach(ask).map(Report).map_err(raised)
}

/// Which tasks each principal can perform.
#[pyfunction]
pub(crate) fn audit(py: Python<'_>, given: Given, by: TenantAsked) -> PyResult<Report> {
    let options = tenant_options(by.at.as_deref(), &by.complete)?;
    let audit = AuditOptions {
        packs: packs(by.tasks).map_err(raised)?,
        principals: by.principals,
        scopes: by.scopes,
        all: by.all,
        strict_wildcards: by.strict_wildcards,
        ..AuditOptions::default()
    };
    asked(py, move || given.tenant(&options)?.audit(&audit).map(Found::Audit))
}

/// Whether a principal can do something.
#[pyfunction]
pub(crate) fn explain(py: Python<'_>, given: Given, question: (String, String), by: TenantAsked) -> PyResult<Report> {
    let options = tenant_options(by.at.as_deref(), &by.complete)?;
    let explain = ExplainOptions {
        packs: packs(by.tasks).map_err(raised)?,
        scopes: by.scopes,
        data: by.data,
        strict_wildcards: by.strict_wildcards,
        ..ExplainOptions::default()
    };
    let (principal, what) = question;
    asked(py, move || given.tenant(&options)?.explain(&principal, &what, &explain).map(Found::Explanation))
}

/// Everybody who can do something.
#[pyfunction]
pub(crate) fn who_can(py: Python<'_>, given: Given, what: String, by: TenantAsked) -> PyResult<Report> {
    let options = tenant_options(by.at.as_deref(), &by.complete)?;
    let who_can = WhoCanOptions {
        packs: packs(by.tasks).map_err(raised)?,
        principals: by.principals,
        scopes: by.scopes,
        reach: reach(&by.reach)?,
        data: by.data,
        all: by.all,
        strict_wildcards: by.strict_wildcards,
        ..WhoCanOptions::default()
    };
    asked(py, move || given.tenant(&options)?.who_can(&what, &who_can).map(Found::WhoCan))
}

fn reach(name: &str) -> PyResult<AskedScopes> {
    match name {
        "at" => Ok(AskedScopes::At),
        "below" => Ok(AskedScopes::Below),
        "anywhere" => Ok(AskedScopes::Anywhere),
        other => Err(refused("argument::no_reach", format!("`{other}` is no reach: write `at`, `below` or `anywhere`"))),
    }
}

/// Whether a workspace is ready for the procedure of a pack.
#[pyfunction]
pub(crate) fn readiness(py: Python<'_>, given: Given, workspace: String, by: TenantAsked) -> PyResult<Report> {
    let options = tenant_options(by.at.as_deref(), &by.complete)?;
    let check = ReadinessCheck {
        packs: packs(by.tasks).map_err(raised)?,
        principals: by.principals,
        connected: by.connected,
        strict_wildcards: by.strict_wildcards,
    };
    asked(py, move || given.tenant(&options)?.readiness(&workspace, &check).map(Found::Readiness))
}

/// What is wrong with role files.
#[pyfunction]
pub(crate) fn check(py: Python<'_>, given: Given, by: RolesAsked) -> PyResult<Report> {
    let options = role_options(by.at.as_deref(), by.tasks, by.strict_wildcards)?;
    let review = move || match given {
        Given::Paths(paths) => rolecall::review_paths(&paths, by.config.as_deref(), &options),
        Given::Texts(texts) => {
            let config = by.config_text.map(|(name, bytes)| NamedText::new(name, bytes));
            rolecall::review(&named(texts), config.as_ref(), &options)
        }
    };
    asked(py, move || review().map(Found::Review))
}

/// What became of roles: two paths or names of built-in roles, or the texts of two states.
#[pyfunction]
pub(crate) fn diff(py: Python<'_>, sides: Sides, by: RolesAsked) -> PyResult<Report> {
    let options = role_options(by.at.as_deref(), by.tasks, by.strict_wildcards)?;
    let difference = move || match sides {
        Sides::Paths(old, new) => rolecall::diff_paths(&old, &new, &options),
        Sides::Texts(old, new) => rolecall::diff(&named(old), &named(new), &options),
    };
    asked(py, move || difference().map(Found::Difference))
}
