//! The custom roles of an advice, ready to be written as a file.

use super::custom_role::RoleToWrite;
use super::words::unknown;
use crate::advise::{Advice, AlternativeAdvice, CustomRole, NoCustomRole};
use crate::model::TargetKind;
use crate::report::words::count;

/// What every custom role of an advice has in common.
#[derive(Debug, Clone, Copy)]
pub struct CustomRoleLabel<'l> {
    /// Display name.
    pub name: &'l str,
    /// Description; `None`: one that says what the role is for.
    pub description: Option<&'l str>,
    /// Where it can be assigned.
    pub scopes: &'l [String],
}

/// The custom roles for the alternative that needs least: one for each kind of scope. The error is why there are none.
pub fn custom_roles(advice: &Advice, label: &CustomRoleLabel<'_>) -> Result<Vec<RoleToWrite>, String> {
    let writable = |alternative: &&AlternativeAdvice| {
        !alternative.by_scope.is_empty() && alternative.by_scope.iter().all(|scoped| scoped.custom.is_ok())
    };
    let Some(alternative) =
        advice.alternatives.iter().filter(writable).min_by_key(|alternative| alternative.needed().operations)
    else {
        let by_scope = advice.alternatives.iter().flat_map(|alternative| &alternative.by_scope);
        let why = by_scope.into_iter().find_map(|scoped| scoped.custom.as_ref().err());
        return Err(no_custom_role(why.unwrap_or(&NoCustomRole::Nothing)));
    };
    let several = alternative.by_scope.len() > 1;
    let of = |(number, role): (usize, &CustomRole)| {
        let at = alternative.alternative.by_scope.get(number).and_then(|scoped| scoped.at);
        let at = at.filter(|_| several).map(TargetKind::name);
        let name = at.map_or_else(|| label.name.to_owned(), |at| format!("{} ({at})", label.name));
        let purpose = label.description.map_or_else(|| purpose(at), str::to_owned);
        RoleToWrite {
            name,
            description: purpose,
            scopes: label.scopes.to_vec(),
            block: role.block.clone(),
            remarks: remarks(role),
        }
    };
    let roles = alternative.by_scope.iter().filter_map(|scoped| scoped.custom.as_ref().ok());
    Ok(roles.enumerate().map(of).collect())
}

/// What a custom role is for, where nobody says.
fn purpose(at: Option<&str>) -> String {
    match at {
        Some(at) => format!("Grants what is needed at the {at}, and nothing else."),
        None => "Grants what is needed, and nothing else.".to_owned(),
    }
}

/// Why there is no custom role.
pub(crate) fn no_custom_role(why: &NoCustomRole) -> String {
    match why {
        NoCustomRole::SeveralStars(pattern) => {
            format!("Azure takes one star in an action, and `{pattern}` has more: no custom role can say it")
        }
        NoCustomRole::Exceptions => "the need has exceptions that one permission block cannot say".to_owned(),
        NoCustomRole::Nothing => "no Azure role is needed".to_owned(),
    }
}

/// What a reader of a custom role should know.
fn remarks(role: &CustomRole) -> Vec<String> {
    let generalizations = role.generalizations.iter().map(|own| {
        let witness = own.witness.as_ref().map(|witness| format!(", for example `{witness}`")).unwrap_or_default();
        format!(
            "`{}` can grow: it matches {} that were asked for and nothing else in the catalog, but also operations that Azure may add{witness}",
            own.pattern.text(),
            count(own.replaces, "pattern"),
        )
    });
    let unknown = role.unknown.iter().map(|own| unknown(own.text()));
    let shorter = role.may_be_shorter.then(|| "there may be a role with fewer patterns: the search stopped early".to_owned());
    generalizations.chain(unknown).chain(shorter).collect()
}
