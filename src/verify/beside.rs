//! What a report claims beside its answers: what was asked, and how much the exports hold.

use serde::Deserialize;

/// Whom and what a report was narrowed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterClaim {
    /// Only these principals; all where empty.
    pub principals: Vec<String>,
    /// Only these workspaces, by id or name.
    pub workspaces: Vec<String>,
    /// Only targets at or below these scopes.
    pub scopes: Vec<String>,
}

/// A task that was asked.
#[derive(Debug, Clone, Deserialize)]
pub struct AskedClaim {
    /// Its id.
    pub id: String,
    /// The pack that it comes from.
    pub pack: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// The kind of its targets.
    #[serde(default)]
    pub target: Option<String>,
}

/// Something that the exports lack.
#[derive(Debug, Clone, Deserialize)]
pub struct GapClaim {
    /// A stable id.
    pub code: String,
    /// What it is about.
    pub subject: String,
}

/// Something worth knowing beside the answers.
#[derive(Debug, Clone, Deserialize)]
pub struct FindingClaim {
    /// A stable id.
    pub code: String,
    /// What it is about beside the principals.
    pub subject: String,
    /// The principals that it is about.
    pub principals: Vec<String>,
}

/// Which of two exports something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SideClaim {
    /// `old`
    Old,
    /// `new`
    New,
}

/// How much of one kind of export there is.
#[derive(Debug, Clone, Deserialize)]
pub struct LedgerClaim {
    /// Of which export, where a report is about two.
    #[serde(default)]
    pub side: Option<SideClaim>,
    /// The kind.
    pub export: String,
    /// `complete`, `partial` or `absent`.
    pub completeness: String,
    /// Somebody vouches for it.
    #[serde(default)]
    pub vouched: bool,
}

/// What the ledger says of a kind that was exported in full.
pub(super) const COMPLETE: &str = "complete";

/// How much of one kind there is of one place.
#[derive(Debug, Clone, Deserialize)]
pub struct CoverageClaim {
    /// Of which export, where a report is about two.
    #[serde(default)]
    pub side: Option<SideClaim>,
    /// The kind.
    pub kind: String,
    /// The scope, the id of the group, or `tenant`.
    pub place: String,
    /// The part of the place.
    #[serde(default)]
    pub part: Option<String>,
    /// `absent`, `partial`, `listed` or `proved`.
    pub state: String,
    /// Somebody vouches for it.
    #[serde(default)]
    pub vouched: bool,
    /// Why it is partial.
    #[serde(default)]
    pub why: Option<String>,
}

/// The inputs of a report. Nothing is said of a list that is not there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InputsClaim {
    /// What was read.
    pub inputs: Option<Vec<InputClaim>>,
}

/// The principals of a report.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PrincipalsClaim {
    /// Everyone whom the report names.
    pub principals: Option<Vec<PrincipalClaim>>,
}

/// An input.
#[derive(Debug, Clone, Deserialize)]
pub struct InputClaim {
    /// Of which export, where a report is about two.
    #[serde(default)]
    pub side: Option<SideClaim>,
    /// Its path.
    pub path: String,
    /// The format of its records.
    pub format: String,
    /// How many records it has of that format; a difference does not say it.
    #[serde(default)]
    pub records: Option<usize>,
    /// How many of them became facts.
    #[serde(default)]
    pub used: Option<usize>,
    /// Something of it is missing.
    pub partial: bool,
}

/// A principal.
#[derive(Debug, Clone, Deserialize)]
pub struct PrincipalClaim {
    /// Its object id.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its display name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its user principal name.
    #[serde(default)]
    pub upn: Option<String>,
}
