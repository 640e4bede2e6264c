//! `rolecall verify` for reports about roles: of `role`, and of `diff` between role files or catalogs.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use rolecall::catalog::Catalog;
use rolecall::model::RoleDefinition;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{Report, RoleFileClaims, RoleSources};

use super::args::VerifyArgs;
use crate::cli::common::Common;
use crate::cli::error::CliError;
use crate::cli::exit;
use crate::cli::output::{self, Terminal};
use crate::cli::role;
use crate::cli::session;

/// The roles of one side, and the catalog that it is, if it is one.
struct RolesGiven {
    roles: Vec<RoleDefinition>,
    catalog: Option<Arc<Catalog>>,
}

/// Exit code 1: something does not hold.
pub(super) fn run(common: &Common, args: &VerifyArgs, report: &Report, terminal: &Terminal) -> miette::Result<ExitCode> {
    let Some(claims) = &report.roles else { return Err(CliError::NothingToReplay.into()) };
    let at_hand = session::catalog(common)?;
    let packs = session::packs(&args.tasks, &at_hand)?;
    let given: miette::Result<Vec<RolesGiven>> =
        args.exports.iter().map(|argument| given(common, argument, &at_hand)).collect();
    let given = given?;
    let (sides, catalog) = match claims {
        RoleFileClaims::Profiles(_) => {
            let all = given.into_iter().flat_map(|side| side.roles).collect();
            ([Vec::new(), all], at_hand)
        }
        RoleFileClaims::Differences(_) => two_sides(given, &at_hand)?,
    };
    let [old, new] = &sides;
    let replay = verify::replay_roles(report, claims, RoleSources { sides: [old, new], catalog: &catalog, packs: &packs });
    let exports = ReplayedExports { loaded: &[], catalog: &catalog, packs: &packs, at: None };
    output::report(common, terminal, (&VerifyReport::new(report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}

/// The old and the new roles, and the catalog whose operations are counted. Where one catalog is given, the other one is that in use.
fn two_sides(given: Vec<RolesGiven>, at_hand: &Arc<Catalog>) -> miette::Result<([Vec<RoleDefinition>; 2], Arc<Catalog>)> {
    let number = given.len();
    let mut given = given.into_iter();
    match (given.next(), given.next(), given.next()) {
        (Some(old), Some(new), None) => {
            let catalog = old.catalog.and(new.catalog).unwrap_or_else(|| Arc::clone(at_hand));
            Ok(([old.roles, new.roles], catalog))
        }
        (Some(RolesGiven { roles, catalog: Some(catalog) }), None, None) if catalog.about().date < at_hand.about().date => {
            Ok(([roles, at_hand.roles().to_vec()], Arc::clone(at_hand)))
        }
        (Some(RolesGiven { roles, catalog: Some(catalog) }), None, None) => Ok(([at_hand.roles().to_vec(), roles], catalog)),
        _ => Err(CliError::TwoRoleSides { number }.into()),
    }
}

/// The roles of a catalog, of role files, or of an export.
fn given(common: &Common, argument: &str, catalog: &Catalog) -> miette::Result<RolesGiven> {
    let is_file = Path::new(argument).is_file();
    let own = || Source::read(Path::new(argument)).ok().and_then(|source| Catalog::load(&source).ok());
    if let Some(catalog) = is_file.then(own).flatten() {
        return Ok(RolesGiven { roles: catalog.roles().to_vec(), catalog: Some(Arc::new(catalog)) });
    }
    let roles = match role::roles(common, argument, catalog) {
        Ok(found) => found.roles,
        Err(none) => exported(argument).ok_or(none)?,
    };
    Ok(RolesGiven { roles, catalog: None })
}

/// The role definitions of an export, each once.
fn exported(argument: &str) -> Option<Vec<RoleDefinition>> {
    let loaded = session::loaded(&[argument.to_owned()]).ok()?;
    let mut found: Vec<RoleDefinition> = loaded.facts.definitions.into_iter().map(|row| row.definition).collect();
    found.sort_by(|a, b| (a.id.to_string(), &a.name).cmp(&(b.id.to_string(), &b.name)));
    found.dedup_by(|a, b| a.id == b.id);
    Some(found).filter(|found| !found.is_empty())
}
