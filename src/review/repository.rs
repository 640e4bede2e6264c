//! [`Repository`]: the role files of a check, and everything that their findings are judged by.

use std::sync::Arc;

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::config::Governance;
use crate::pattern::Wildcards;
use crate::role_file::{RoleFile, RoleFileError};

/// Role files, and what they are judged by.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The files.
    pub files: Vec<RoleFile>,
    /// What was to be read as role files and cannot be: the review covers the others.
    pub unreadable: Vec<RoleFileError>,
    /// The configuration of each.
    pub governance: Governance,
    /// The actions and built-in roles that Azure knows.
    pub catalog: Arc<Catalog>,
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
    /// The day for which an `allow` with an end counts.
    pub today: Date,
    /// An `allow` and a baseline do not count.
    pub no_ignores: bool,
}
