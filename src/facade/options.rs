//! What a question is asked with: a builder or a plain struct for each.

use std::sync::Arc;

use super::error::Error;
use super::text::NamedText;
use crate::catalog::Catalog;
use crate::explain::AskedScopes;
use crate::graph::Vouched;
use crate::pattern::Wildcards;

/// How a tenant is made of exports.
#[derive(Debug, Clone)]
pub struct TenantOptions {
    /// The instant to answer for, in seconds since 1970.
    pub at: i64,
    /// Where manifests of `rolecall collect` date all exports, their time is the instant instead.
    pub as_collected: bool,
    /// The kinds of exports that somebody vouches to be complete.
    pub complete: Vec<Vouched>,
    /// What Azure ships.
    pub catalog: Arc<Catalog>,
}

impl TenantOptions {
    /// For an instant such as `2026-03-01T09:00:00Z` or `2026-03-01`, with the catalog that is part of the library.
    pub fn at(instant: &str) -> Result<Self, Error> {
        Ok(Self { at: seconds(instant)?, as_collected: false, complete: Vec::new(), catalog: Catalog::embedded() })
    }

    /// The same where nobody asked for the instant: manifests of `rolecall collect` that date all exports say it better.
    #[must_use]
    pub fn as_collected(self) -> Self {
        Self { as_collected: true, ..self }
    }

    /// The same, and somebody vouches that the exports of some kinds are complete: everywhere, or at one place ([`Vouched::parse`]).
    #[must_use]
    pub fn complete(self, kinds: impl IntoIterator<Item: Into<Vouched>>) -> Self {
        Self { complete: kinds.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same with another catalog.
    #[must_use]
    pub fn catalog(self, catalog: Arc<Catalog>) -> Self {
        Self { catalog, ..self }
    }
}

fn seconds(instant: &str) -> Result<i64, Error> {
    if let Ok(instant) = instant.parse::<jiff::Timestamp>() {
        return Ok(instant.as_second());
    }
    let date: Option<jiff::civil::Date> = instant.parse().ok();
    let midnight = date.and_then(|date| jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
    midnight.map(jiff::Timestamp::as_second).ok_or_else(|| Error::NoInstant(instant.to_owned()))
}

/// The tasks that are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackChoice {
    /// A pack that is part of the library, by id.
    Embedded(String),
    /// A pack of one's own, in YAML.
    Text(NamedText),
}

/// What an audit asks. By default: the first pack, everybody, every target.
#[derive(Debug, Clone, Default)]
pub struct AuditOptions {
    /// The task packs; where empty, the first that is part of the library.
    pub packs: Vec<PackChoice>,
    /// Only these principals, by object id, user principal name or display name.
    pub principals: Vec<String>,
    /// Only targets at or below one of these scopes.
    pub scopes: Vec<String>,
    /// Only these workspaces, by resource id or name.
    pub workspaces: Vec<String>,
    /// Also what is not allowed, with what is missing.
    pub all: bool,
    /// Read `/*/` as two slashes with something between them.
    pub strict_wildcards: bool,
}

/// How a principal is asked about.
#[derive(Debug, Clone, Default)]
pub struct ExplainOptions {
    /// The task packs in which a task is looked for; where empty, those that are part of the library.
    pub packs: Vec<PackChoice>,
    /// Scopes to ask about an action at, or targets of a task at or below them.
    pub scopes: Vec<String>,
    /// Only these workspaces, by resource id or name.
    pub workspaces: Vec<String>,
    /// The action is a data action.
    pub data: bool,
    /// Read `/*/` as two slashes with something between them.
    pub strict_wildcards: bool,
}

/// How it is asked who can do something.
#[derive(Debug, Clone, Default)]
pub struct WhoCanOptions {
    /// The task packs in which a task is looked for; where empty, those that are part of the library.
    pub packs: Vec<PackChoice>,
    /// Only these principals, by object id, user principal name or display name.
    pub principals: Vec<String>,
    /// Scopes to ask about an action or a role at, or targets of a task at or below them; where empty, every subscription.
    pub scopes: Vec<String>,
    /// Only these workspaces, by resource id or name.
    pub workspaces: Vec<String>,
    /// At which scopes an action or a role is asked about.
    pub reach: AskedScopes,
    /// The action is a data action.
    pub data: bool,
    /// Also who cannot, with what is missing.
    pub all: bool,
    /// Read `/*/` as two slashes with something between them.
    pub strict_wildcards: bool,
}

/// How the readiness of a workspace is asked about.
#[derive(Debug, Clone, Default)]
pub struct ReadinessCheck {
    /// The task packs; where empty, of those that are part of the library the one in force and the first (R-PACK-2).
    pub packs: Vec<PackChoice>,
    /// One of these has to be able to do each task; where empty, anybody.
    pub principals: Vec<String>,
    /// The workspaces that are connected to the Defender portal now, or `none`: no export says that.
    pub connected: Vec<String>,
    /// Read `/*/` as two slashes with something between them.
    pub strict_wildcards: bool,
}

/// How role files are looked at.
#[derive(Debug, Clone)]
pub struct RoleOptions {
    /// The instant on whose day an `allow` with an end counts, in seconds since 1970.
    pub at: i64,
    /// What Azure ships.
    pub catalog: Arc<Catalog>,
    /// The task packs whose tasks a difference may newly allow; where empty, the first that is part of the library.
    pub packs: Vec<PackChoice>,
    /// Read `/*/` as two slashes with something between them.
    pub strict_wildcards: bool,
}

impl RoleOptions {
    /// For a day such as `2026-03-01`, with the catalog that is part of the library.
    pub fn at(instant: &str) -> Result<Self, Error> {
        Ok(Self { at: seconds(instant)?, catalog: Catalog::embedded(), packs: Vec::new(), strict_wildcards: false })
    }
}

/// How middle wildcards are read (R-PAT-4).
pub(super) const fn wildcards(strict: bool) -> Wildcards {
    if strict { Wildcards::Strict } else { Wildcards::Documented }
}
