//! What a report of `tasks diff` says. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use crate::verify::diff_claims::MoveClaim;

/// What a report of `tasks diff` says of two packs.
#[derive(Debug, Clone, Deserialize)]
pub struct PackDiffClaims {
    /// The ids of the packs.
    pub packs: Vec<String>,
    /// What changed.
    pub changes: Vec<PackChangeClaim>,
    /// Who gains and loses what in a tenant; none where no tenant was asked.
    #[serde(default)]
    pub principals: Option<Vec<MoveClaim>>,
    /// Whether the exports leave it open for somebody; none where no tenant was asked.
    #[serde(default)]
    pub open: Option<bool>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PackChangeClaim {
    /// `prerequisite` or `task`.
    pub what: String,
    /// Its id.
    pub id: String,
    /// The id that it had.
    pub was: Option<String>,
    /// What happened.
    pub change: String,
    /// What the earlier pack says.
    pub before: Option<String>,
    /// What the later pack says.
    pub after: Option<String>,
    /// Whether a requirement asks for more or for less.
    pub reach: Option<String>,
    /// What is enough now and was not.
    pub newly_enough: Vec<String>,
    /// What was enough and is not any more.
    pub no_longer_enough: Vec<String>,
}
