//! What the user vouches for ([`Vouched`]): a kind of export, everywhere or at one place, by id or by name (`--complete KIND@PLACE`).

use std::fmt;

use miette::Diagnostic;

use super::place_names::{PlaceNames, is_wide};
use crate::model::scope::workspace_of;
use crate::model::{CoveragePlace, ExportKind, Facts, PrincipalId, ScopePath};
use crate::suggest::closest;

/// A kind of export that is complete, as the user says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The kind.
    pub kind: ExportKind,
    /// A subscription, management group, group or workspace, by id or name; everywhere where none is named.
    pub place: Option<String>,
}

impl Vouched {
    /// Reads `KIND` or `KIND@PLACE`; the error says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (kind, place) = text.split_once('@').map_or((text, None), |(kind, place)| (kind, Some(place)));
        let known = ExportKind::parse(kind.trim()).ok_or_else(|| {
            let close = closest(&ExportKind::ALL, |(_, name)| name, kind).map(|(_, name)| format!("did you mean `{name}`? "));
            let names = ExportKind::ALL.map(|(_, name)| name).join(", ");
            format!("{}the kinds are {names}", close.unwrap_or_default())
        })?;
        match place.map(str::trim) {
            Some("") => Err(format!("name a place after `{kind}@`: a subscription, management group, group or workspace")),
            place => Ok(Self { kind: known, place: place.map(str::to_owned) }),
        }
    }
}

impl From<ExportKind> for Vouched {
    fn from(kind: ExportKind) -> Self {
        Self { kind, place: None }
    }
}

impl fmt::Display for Vouched {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(out, "{}@{place}", self.kind.name()),
            None => out.write_str(self.kind.name()),
        }
    }
}

/// Why nobody can vouch for that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum VouchError {
    /// A kind that is exported once for the whole tenant.
    #[error("{} are exported for the whole tenant, not for one place", .0.words())]
    #[diagnostic(code(argument::no_place), help("write `--complete {}`", .0.name()))]
    OfTheTenant(ExportKind),
    /// The exports name no such place.
    #[error("no {what} in the exports is called `{place}`")]
    #[diagnostic(code(argument::no_place), help("{help}"))]
    Unknown {
        /// What could be named.
        what: &'static str,
        /// What was named.
        place: String,
        /// What could have been meant.
        help: String,
    },
    /// More than one place has the name.
    #[error("more than one {what} is called `{place}`")]
    #[diagnostic(code(argument::several_places), help("give the id of one: {}", ids.join(", ")))]
    Several {
        /// What could be named.
        what: &'static str,
        /// What was named.
        place: String,
        /// Their ids.
        ids: Vec<String>,
    },
}

/// Writes down what the user vouches for.
pub fn vouch(facts: &mut Facts, asked: &[Vouched]) -> Result<(), VouchError> {
    for one in asked {
        match &one.place {
            None => facts.vouched.push(one.kind),
            Some(place) => {
                let place = find(facts, one.kind, place)?;
                facts.vouched_at.push((one.kind, place));
            }
        }
    }
    Ok(())
}

/// What lists of a kind are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListedBy {
    Scope,
    Group,
    Tenant,
}

const fn listed_by(kind: ExportKind) -> ListedBy {
    match kind {
        ExportKind::RoleAssignments
        | ExportKind::RoleDefinitions
        | ExportKind::DenyAssignments
        | ExportKind::RoleEligibility
        | ExportKind::RoleSchedules
        | ExportKind::ManagementGroups
        | ExportKind::Resources
        | ExportKind::Lighthouse
        | ExportKind::ClassicAdministrators
        | ExportKind::Sentinel
        | ExportKind::Locks
        | ExportKind::PolicyAssignments => ListedBy::Scope,
        ExportKind::GroupMembers | ExportKind::GroupEligibility => ListedBy::Group,
        ExportKind::Subscriptions
        | ExportKind::Users
        | ExportKind::Groups
        | ExportKind::ServicePrincipals
        | ExportKind::Applications
        | ExportKind::AppRoleAssignments
        | ExportKind::DirectoryRoleAssignments
        | ExportKind::DirectoryRoleDefinitions
        | ExportKind::DirectoryRoleEligibility
        | ExportKind::DirectoryRoleSchedules
        | ExportKind::DefenderRoleAssignments
        | ExportKind::DefenderRoleDefinitions
        | ExportKind::Organization
        | ExportKind::Licences
        | ExportKind::PolicyDefinitions
        | ExportKind::Collection
        | ExportKind::PimRequests => ListedBy::Tenant,
    }
}

fn find(facts: &mut Facts, kind: ExportKind, named: &str) -> Result<CoveragePlace, VouchError> {
    match listed_by(kind) {
        ListedBy::Tenant => Err(VouchError::OfTheTenant(kind)),
        ListedBy::Group => group(facts, named).map(CoveragePlace::Group),
        ListedBy::Scope => {
            let scope = scope(facts, named)?;
            Ok(CoveragePlace::Scope(facts.scopes.intern(&scope)))
        }
    }
}

fn group(facts: &Facts, place: &str) -> Result<PrincipalId, VouchError> {
    let principals = &facts.principals;
    let is_group = |id: &PrincipalId| principals.kind(*id).is_group() || facts.member_lists.contains_key(id);
    let found: Vec<PrincipalId> = principals.named(place).into_iter().filter(is_group).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let names = principals.ids().filter(is_group).map(|id| {
                let name = principals.facts(id).and_then(|facts| facts.name.as_deref());
                name.map_or_else(|| principals.id(id).to_string(), str::to_owned)
            });
            Err(unknown("group", place, names.collect()))
        }
        several => {
            let ids = several.iter().map(|&id| principals.id(id).to_string()).collect();
            Err(VouchError::Several { what: "group", place: place.to_owned(), ids })
        }
    }
}

const SCOPES: &str = "subscription, management group or workspace";

/// The path of a subscription, management group or workspace by its id, the last part of it, or its name.
fn scope(facts: &Facts, place: &str) -> Result<String, VouchError> {
    let places = PlaceNames::new(facts);
    let is_listed_by = |id: &str| is_wide(id) || workspace_of(id).is_some_and(|own| own.len() == id.len());
    let path = ScopePath::parse(place);
    let named = places.called(path.as_str().rsplit('/').next().unwrap_or_default());
    let is_meant = |id: &String| is_listed_by(id) && (!place.contains('/') || id.eq_ignore_ascii_case(path.as_str()));
    let found: Vec<String> = named.into_iter().filter(is_meant).collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(unknown(SCOPES, place, places.shown(is_listed_by))),
        several => Err(VouchError::Several { what: SCOPES, place: place.to_owned(), ids: several.to_vec() }),
    }
}

/// The error about a name that nothing has.
fn unknown(what: &'static str, place: &str, mut names: Vec<String>) -> VouchError {
    const SHOWN: usize = 12;
    names.sort();
    names.dedup();
    let more = names.len().saturating_sub(SHOWN);
    let help = match closest(&names, |name| name, place) {
        Some(close) => format!("did you mean `{close}`?"),
        None if names.is_empty() => "the exports name none".to_owned(),
        None => {
            let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("there are {}{more}", shown.join(", "))
        }
    };
    VouchError::Unknown { what, place: place.to_owned(), help }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ObjectId, Subscription};

    #[test]
    fn vouched_places_are_found_by_id_and_by_name() {
        const CORP: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
        let mut facts = Facts::default();
        let scope = facts.scopes.intern(CORP);
        let inside = format!("{CORP}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/soc");
        let workspace = facts.scopes.intern(&inside);
        let tree = facts.scopes.intern("/providers/Microsoft.Management/managementGroups/mg-corp");
        let input = crate::model::InputId(0);
        let origin = crate::model::Origin { input, record: 0 };
        facts.subscriptions.push(Subscription { scope, name: Some("corp-apps".into()), tenant: None, origin });
        let group = facts.principals.intern(ObjectId::parse("bbbbbbbb-0000-4000-8000-000000000001"));
        facts.member_lists.insert(group, crate::model::MemberLists::default());
        let cases = [
            ("role-assignments@corp-apps", CoveragePlace::Scope(scope), "the name of a subscription"),
            ("role-assignments@11111111-1111-4111-8111-111111111111", CoveragePlace::Scope(scope), "its id"),
            ("role-assignments@/SUBSCRIPTIONS/11111111-1111-4111-8111-111111111111", CoveragePlace::Scope(scope), "its path"),
            ("role-assignments@mg-corp", CoveragePlace::Scope(tree), "a management group"),
            ("sentinel@soc", CoveragePlace::Scope(workspace), "a workspace"),
            ("group-members@bbbbbbbb-0000-4000-8000-000000000001", CoveragePlace::Group(group), "a group"),
        ];
        for (text, place, why) in cases {
            facts.vouched_at.clear();
            let asked = Vouched::parse(text).expect(why);
            assert_eq!(vouch(&mut facts, &[asked]), Ok(()), "{why}");
            assert_eq!(facts.vouched_at.iter().map(|(_, at)| *at).collect::<Vec<_>>(), [place], "{why}");
        }
        let refused = [
            ("role-assignments@corp-app", "did you mean `corp-apps`?", "nearly its name"),
            ("role-assignments@somewhere", "there are corp-apps, mg-corp, soc", "the list"),
            ("users@corp-apps", "write `--complete users`", "no list of a subscription"),
        ];
        for (text, help, why) in refused {
            let error = vouch(&mut facts, &[Vouched::parse(text).expect(why)]).expect_err(why);
            assert_eq!(error.help().map(|help| help.to_string()).as_deref(), Some(help), "{why}");
        }
        assert!(Vouched::parse("role-assignment").is_err_and(|text| text.starts_with("did you mean `role-assignments`?")));
        assert!(Vouched::parse("role-assignments@").is_err());
    }
}
