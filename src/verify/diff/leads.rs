//! What leads to access and came or went: owners, app roles, federated credentials and the identities of resources, from the rows of both
//! states. What follows from them is not compared.

use std::collections::BTreeMap;

use super::state::StateGround;
use crate::model::{EscalationFacts, ObjectId, Origin, OwnedKind, OwnedObject, PrincipalId};
use crate::verify::diff_claims::{ChangeKindClaim, DiffClaims, LeadClaim};
use crate::verify::fault::{Fault, Why};
use crate::verify::records::is_record;
use crate::verify::scope::{compare as compare_named, of_report};

/// What one leads to, as reports name it: its kind, who, what, and the app role.
type NamedLead = (String, String, String, Option<String>);

/// The same, with what became of it.
type ChangedLead = (NamedLead, ChangeKindClaim);

const WHAT: &str = "facts that lead to access";

/// Whether some record lists a kind.
type ListsKind = fn(&EscalationFacts) -> bool;

/// Every kind, with whether some record lists it, be there none.
const KINDS: [(&str, ListsKind); 6] = [
    (GROUP_OWNER, |facts| facts.owners_listed.contains(&OwnedKind::Groups)),
    (SERVICE_PRINCIPAL_OWNER, |facts| facts.owners_listed.contains(&OwnedKind::ServicePrincipals)),
    (APPLICATION_OWNER, |facts| facts.owners_listed.contains(&OwnedKind::Applications)),
    (APP_ROLE, |facts| !facts.app_roles_listed.is_empty()),
    (FEDERATED_CREDENTIAL, |facts| facts.trusts_listed),
    (RESOURCE_IDENTITY, |facts| facts.identities_listed),
];
const GROUP_OWNER: &str = "group-owner";
const SERVICE_PRINCIPAL_OWNER: &str = "service-principal-owner";
const APPLICATION_OWNER: &str = "application-owner";
const APP_ROLE: &str = "app-role";
const FEDERATED_CREDENTIAL: &str = "federated-credential";
const RESOURCE_IDENTITY: &str = "resource-identity";

/// Holds what a report says that leads to access against the rows of both exports.
pub(super) fn compare(claims: &DiffClaims, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) {
    let rows = states.map(rows);
    let [old, new] = &rows;
    let is_compared = |kind: &str| {
        let own = KINDS.iter().find(|(name, _)| *name == kind);
        own.is_some_and(|(_, is_listed)| states.iter().all(|state| is_listed(&state.facts.escalation)))
    };
    let beyond = |own: &BTreeMap<NamedLead, Vec<Origin>>, other: &BTreeMap<NamedLead, Vec<Origin>>, change| {
        let only = own.keys().filter(|key| is_compared(&key.0) && !other.contains_key(*key));
        only.map(|key| ((key.clone(), change), shown(key, change))).collect::<Vec<_>>()
    };
    let [removed, added] = [beyond(old, new, ChangeKindClaim::Removed), beyond(new, old, ChangeKindClaim::Added)];
    let is = removed.into_iter().chain(added).collect();
    let said = claims.leads.iter().map(|lead| (key(lead), lead.change));
    let said: BTreeMap<ChangedLead, String> = said.map(|(key, change)| ((key.clone(), change), shown(&key, change))).collect();
    compare_named(WHAT, &said, &is, faults);
    if let (count @ 1.., Some(first)) = (claims.leads.len() - said.len(), said.into_values().next()) {
        faults.push(of_report(&Why::MadeUp { what: WHAT, count, first }));
    }
    for (number, lead) in claims.leads.iter().enumerate() {
        let side = usize::from(lead.change != ChangeKindClaim::Removed);
        let (Some(state), Some(rows)) = (states.get(side), rows.get(side)) else { continue };
        let named = rows.get(&key(lead)).map(Vec::as_slice).unwrap_or_default();
        faults.extend(not_there(lead, state, named).map(|why| Fault::at_place(format!("leads[{number}]"), &why)));
    }
}

/// Why the record that is named does not show it.
fn not_there(lead: &LeadClaim, state: &StateGround<'_>, rows: &[Origin]) -> Option<Why> {
    let Some((input, record)) = lead.input.as_deref().zip(lead.record) else { return Some(Why::NoRecord) };
    let inputs = match state.records.inputs(input) {
        Ok(inputs) => inputs,
        Err(why) => return Some(why),
    };
    let is_there = rows.iter().any(|origin| is_record(Some(*origin), inputs, record));
    let what = || format!("the {} that is named", lead.kind);
    (!is_there).then(|| Why::OtherRecord { record, input: input.to_owned(), what: what() })
}

/// The rows of a state, each with the records that state it.
fn rows(state: &StateGround<'_>) -> BTreeMap<NamedLead, Vec<Origin>> {
    let (facts, escalation) = (state.facts, &state.facts.escalation);
    let id = |principal: PrincipalId| facts.principals.id(principal).to_string();
    let mut found: BTreeMap<NamedLead, Vec<Origin>> = BTreeMap::new();
    let mut add = |(kind, who, of): (&str, String, String), role: Option<String>, origin: Origin| {
        found.entry((kind.to_owned(), who, of, role)).or_default().push(origin);
    };
    for row in &escalation.owners {
        let (kind, of) = match &row.owned {
            OwnedObject::Group(group) => (GROUP_OWNER, id(*group)),
            OwnedObject::ServicePrincipal(own) => (SERVICE_PRINCIPAL_OWNER, id(*own)),
            OwnedObject::Application(application) => (APPLICATION_OWNER, application.to_string()),
        };
        add((kind, id(row.owner), of), None, row.origin);
    }
    for row in &escalation.app_roles {
        add((APP_ROLE, id(row.principal), row.resource.to_string()), Some(row.app_role.to_string()), row.origin);
    }
    for row in &escalation.trusts {
        add((FEDERATED_CREDENTIAL, row.identity.to_string(), row.application.to_string()), None, row.origin);
    }
    for row in &escalation.identities {
        add((RESOURCE_IDENTITY, id(row.principal), row.resource.to_ascii_lowercase()), None, row.origin);
    }
    found
}

fn key(lead: &LeadClaim) -> NamedLead {
    let spelled = |id: &String| ObjectId::parse(id).to_string();
    let of = if lead.kind == RESOURCE_IDENTITY { lead.of.to_ascii_lowercase() } else { spelled(&lead.of) };
    (lead.kind.clone(), spelled(&lead.principal.id), of, lead.app_role.as_ref().map(spelled))
}

fn shown((kind, who, of, role): &NamedLead, change: ChangeKindClaim) -> String {
    let role = role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
    format!("{kind} {who} of {of}{role} {}", change.name())
}
