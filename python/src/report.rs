//! [`Report`]: an answer of the library, which writes itself in the formats of the command line when it is asked to.

use pyo3::prelude::*;
use rolecall::{Answer, Format, RoleDifference, RoleReview, TenantAudit, TenantExplanation, TenantReadiness, TenantWhoCan};

use crate::error::{raised, refused};

/// An answer.
pub(crate) enum Found {
    Audit(TenantAudit),
    Explanation(TenantExplanation),
    WhoCan(TenantWhoCan),
    Readiness(TenantReadiness),
    Review(RoleReview),
    Difference(RoleDifference),
}

/// An answer of the library.
#[pyclass(frozen, module = "rolecall._rolecall")]
pub(crate) struct Report(pub(crate) Found);

#[pymethods]
impl Report {
    /// The report in a format of the command line, such as `json`.
    fn render(&self, py: Python<'_>, format: &str) -> PyResult<String> {
        let Some((format, _)) = Format::ALL.into_iter().find(|(_, name)| *name == format) else {
            let names = Format::ALL.map(|(_, name)| name).join(", ");
            return Err(refused("argument::no_format", format!("`{format}` is not a format: they are {names}")));
        };
        py.detach(|| self.0.render(format)).map_err(raised)
    }

    /// Whether it is so: a task is allowed, somebody can, a workspace is ready, a check passes, a difference adds access. An audit
    /// asks nothing.
    fn holds(&self) -> Option<bool> {
        match &self.0 {
            Found::Audit(_) => None,
            Found::Explanation(answer) => Some(answer.is_yes()),
            Found::WhoCan(answer) => Some(answer.is_yes()),
            Found::Readiness(answer) => Some(answer.is_ready()),
            Found::Review(answer) => Some(!answer.fails()),
            Found::Difference(answer) => Some(answer.adds_access()),
        }
    }
}

impl Found {
    fn render(&self, format: Format) -> Result<String, rolecall::Error> {
        match self {
            Self::Audit(answer) => answer.render(format),
            Self::Explanation(answer) => answer.render(format),
            Self::WhoCan(answer) => answer.render(format),
            Self::Readiness(answer) => answer.render(format),
            Self::Review(answer) => answer.render(format),
            Self::Difference(answer) => answer.render(format),
        }
    }
}
