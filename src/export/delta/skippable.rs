//! Which records are skippable: role assignments, people and groups that can be read without a note, and that concern nobody but the
//! principal that they name.
//!
//! A record is skippable only if every key of it is known here, in the spelling that Azure's tools use, occurs once, and has a value of
//! the expected type. Anything else is read as always.

use std::ops::Range;

use super::about::{Id, MemberEdge, MemberEdges, RoleReach, Says, ShownRow, Skippable, Subject};
use super::keys::{ARM, ARM_PROPERTIES, AZ, GROUP, KeyMeaning, KeyTable, MEMBER, SERVICE_PRINCIPAL, USER, position};
use super::record::{PartValue, RecordPart, RecordTape, Slice};
use crate::export::azure::contradicts;
use crate::export::member_list::EXPANDED;
use crate::model::scope::{fold_hash, is_normal, resource_group_of, subscription_of, workspace_of};
use crate::model::{Guid, PrincipalKind};

/// The texts of a record that answers depend on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RecordTexts<'t> {
    principal: Option<&'t str>,
    role: Option<&'t str>,
    scope: Option<&'t str>,
    own: Option<&'t str>,
    condition: Option<&'t str>,
    name: Option<&'t str>,
}

/// A text that may be another in the next record of the same shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordField {
    /// The id of the principal.
    Principal,
    /// The id of the role.
    Role,
    /// The scope.
    Scope,
    /// The id of the record.
    Own,
    /// The condition.
    Condition,
    /// What the principal is called.
    Name,
    /// Anything else.
    Other,
}

/// How many kinds of varying fields there are.
pub(super) const FIELDS: usize = 7;

/// What a record is, whatever its varying fields hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    /// A role assignment, of a principal of this kind.
    Grant(PrincipalKind),
    /// A user or service principal.
    Person,
}

/// What the fields of a record hold.
#[derive(Debug, Default)]
struct FoundFields<'r> {
    texts: RecordTexts<'r>,
    kind: Option<&'r str>,
    type_: Option<&'r str>,
    members: Option<RecordPart<'r>>,
}

/// A record that was looked at.
#[derive(Debug)]
pub(super) struct Examined<'r> {
    /// What it says.
    pub(super) skippable: Skippable<'r>,
    /// What it is, if other records are written alike; a group has as many texts as members.
    pub(super) record_kind: Option<RecordKind>,
}

/// Looks at a record; the members of a group are added to `edges`.
pub(super) fn look<'r>(record: &'r RecordTape, text: &'r [u8], edges: &mut MemberEdges) -> Option<Examined<'r>> {
    if record.is_odd() {
        return None;
    }
    // Which tool wrote it shows in keys that only one of them has.
    let root = record.root(text);
    for part in root.children() {
        match part.key() {
            b"properties" | b"type" => return grant(root).or_else(|| other_grant(root)),
            b"directoryScopeId" => return other_grant(root),
            b"userPrincipalName" => return person(root, USER),
            b"servicePrincipalType" => return person(root, SERVICE_PRINCIPAL),
            b"securityEnabled" | b"mailEnabled" => return group(root, edges),
            _ => {}
        }
    }
    None
}

impl<'t> RecordTexts<'t> {
    /// The texts of a record, by [`RecordField`].
    pub(super) fn cut(record: &'t str, varying_fields: &[Range<usize>; FIELDS]) -> Self {
        let [principal, role, scope, own, condition, name, _] =
            varying_fields.each_ref().map(|range| record.get(range.clone()).filter(|text| !text.is_empty()));
        Self { principal, role, scope, own, condition, name }
    }

    fn put(&mut self, field: RecordField, text: &'t str) {
        let text = Some(text).filter(|text| !text.is_empty());
        match field {
            RecordField::Principal => self.principal = text,
            RecordField::Role => self.role = text,
            RecordField::Scope => self.scope = text,
            RecordField::Own => self.own = text,
            RecordField::Condition => self.condition = text,
            RecordField::Name => self.name = text,
            RecordField::Other => {}
        }
    }
}

/// The fields of a record; `None` if a key is unknown or repeated, or has an unexpected value.
fn fields<'r>(of: RecordPart<'r>, table: KeyTable, found: &mut FoundFields<'r>) -> Option<()> {
    let (mut seen, mut next) = (0_u32, 0);
    for part in of.children() {
        let at = position(table, next, part.key())?;
        next = at + 1;
        if seen & 1 << at != 0 {
            return None;
        }
        seen |= 1 << at;
        let (_, field) = table.get(at)?;
        field.take(part, found)?;
        if *field == KeyMeaning::Properties {
            fields(part, ARM_PROPERTIES, found)?;
        }
    }
    Some(())
}

/// The texts of a skippable record that may differ in the next record, in their order.
pub(super) fn varying_fields(record: &RecordTape, text: &[u8], record_kind: RecordKind) -> Vec<(Slice, RecordField)> {
    let root = record.root(text);
    let inner = root.children().filter(|part| part.key() == b"properties").flat_map(RecordPart::children);
    let tables: &[KeyTable] = match record_kind {
        RecordKind::Grant(_) => &[ARM, ARM_PROPERTIES, AZ],
        RecordKind::Person => &[USER, SERVICE_PRINCIPAL],
    };
    let field = |part: RecordPart<'_>| {
        let PartValue::Text(slice) = part.value() else { return None };
        let known = tables.iter().find_map(|table| table.get(position(table, 0, part.key())?));
        Some((slice, known?.1.field()?))
    };
    let mut varying_fields: Vec<(Slice, RecordField)> = root.children().chain(inner).filter_map(field).collect();
    varying_fields.sort_unstable_by_key(|(slice, _)| slice.range().start);
    varying_fields
}

impl KeyMeaning {
    fn take<'r>(self, part: RecordPart<'r>, found: &mut FoundFields<'r>) -> Option<()> {
        match (self, part.value()) {
            (_, PartValue::Text(_)) => {
                let text = std::str::from_utf8(part.text()?).ok()?;
                match self {
                    Self::Kind => found.kind = Some(text),
                    Self::Type => found.type_ = Some(text),
                    _ => {
                        let field = self.field()?;
                        found.texts.put(field, text);
                    }
                }
            }
            (Self::Members, PartValue::List) => found.members = Some(part),
            (Self::Properties, PartValue::Map)
            | (Self::Flag | Self::Beside, PartValue::Flag | PartValue::Null)
            | (Self::Kind | Self::Own | Self::Condition | Self::Name | Self::Text | Self::Besides, PartValue::Null) => {}
            (Self::Besides, PartValue::List) => {
                let flat =
                    |part: RecordPart<'_>| matches!(part.value(), PartValue::Text(_) | PartValue::Flag | PartValue::Null);
                return part.children().all(flat).then_some(());
            }
            _ => return None,
        }
        Some(())
    }

    /// What a text in this field is; `None` where there is to be none.
    const fn field(self) -> Option<RecordField> {
        match self {
            Self::Principal => Some(RecordField::Principal),
            Self::Role => Some(RecordField::Role),
            Self::Scope => Some(RecordField::Scope),
            Self::Own => Some(RecordField::Own),
            Self::Condition => Some(RecordField::Condition),
            Self::Name => Some(RecordField::Name),
            Self::Text | Self::Beside => Some(RecordField::Other),
            Self::Kind | Self::Type | Self::Flag | Self::Besides | Self::Properties | Self::Members => None,
        }
    }
}

/// A GUID as Azure writes it, without anything around it.
fn guid(text: &str) -> Option<Id> {
    if text.len() == 36 { Guid::parse(text).map(Guid::as_u128) } else { None }
}

fn grant(root: RecordPart<'_>) -> Option<Examined<'_>> {
    let mut found = FoundFields::default();
    let nested = root.children().any(|part| part.key() == b"properties");
    fields(root, if nested { ARM } else { AZ }, &mut found)?;
    if !found.type_?.eq_ignore_ascii_case("Microsoft.Authorization/roleAssignments") {
        return None;
    }
    let record_kind = RecordKind::Grant(found.kind.map(PrincipalKind::parse).unwrap_or_default());
    Some(Examined { skippable: skippable(record_kind, &found.texts)?, record_kind: Some(record_kind) })
}

/// What else principals hold, or may hold. Such records are few and are always read; it is enough to know whom they name.
fn other_grant(root: RecordPart<'_>) -> Option<Examined<'_>> {
    const TYPES: [&[u8]; 2] = [
        b"Microsoft.Authorization/roleEligibilityScheduleInstances",
        b"Microsoft.Authorization/roleAssignmentScheduleInstances",
    ];
    let is_scheduled =
        |of: &RecordPart<'_>| of.text().is_some_and(|own| TYPES.iter().any(|known| known.eq_ignore_ascii_case(own)));
    let scheduled = root.children().filter(|part| part.key() == b"type").any(|part| is_scheduled(&part));
    let directory = one(root, b"directoryScopeId").is_some();
    let data = if scheduled { one(root, b"properties")? } else { root };
    let principal = one(data, b"principalId").filter(|_| scheduled || directory)?.text()?;
    let kind = one(data, b"principalType").and_then(RecordPart::text).and_then(|kind| std::str::from_utf8(kind).ok());
    let kind = kind.map(PrincipalKind::parse);
    // What is expanded may say another kind.
    let expanded = [b"expandedProperties".as_slice(), b"principal"].into_iter().any(|key| one(data, key).is_some());
    let kind = if expanded { PrincipalKind::Unknown } else { kind.unwrap_or_default() };
    let (principal, says) = (guid(std::str::from_utf8(principal).ok()?)?, Says::May(kind));
    Some(Examined {
        skippable: Skippable {
            about: Subject { principal, says, reach: RoleReach::Places },
            place: None,
            condition: None,
            shows: None,
            telling: true,
        },
        record_kind: None,
    })
}

/// The value of a key, whatever its letter case, that a map has once.
fn one<'r>(of: RecordPart<'r>, key: &[u8]) -> Option<RecordPart<'r>> {
    let mut found = of.children().filter(|part| part.key().eq_ignore_ascii_case(key));
    found.next().filter(|_| found.next().is_none())
}

fn person(root: RecordPart<'_>, table: KeyTable) -> Option<Examined<'_>> {
    let mut found = FoundFields::default();
    fields(root, table, &mut found)?;
    Some(Examined { skippable: skippable(RecordKind::Person, &found.texts)?, record_kind: Some(RecordKind::Person) })
}

/// A spelling of PIM's that means a subscription: only the reader knows it for one (R-FMT-28).
fn is_odd_subscription(scope: &str) -> bool {
    crate::model::scope::plain(scope) != scope
}

/// A record of a kind with these texts, if it is skippable.
pub(super) fn skippable<'t>(record_kind: RecordKind, texts: &RecordTexts<'t>) -> Option<Skippable<'t>> {
    let principal = guid(texts.principal?)?;
    let RecordKind::Grant(kind) = record_kind else {
        // Whoever is listed without a name is called what other records call it.
        texts.name?;
        return Some(Skippable {
            about: Subject { principal, says: Says::IsPerson, reach: RoleReach::Places },
            place: None,
            condition: None,
            shows: None,
            telling: false,
        });
    };
    // A scope in another form may be that of a workspace all the same.
    let scope =
        texts.scope.filter(|scope| is_normal(scope) && !scope.ends_with(char::is_whitespace) && !is_odd_subscription(scope))?;
    if !is_role(texts.role?) || texts.own.is_some_and(|own| !is_id_at(own, scope) && contradicts(scope, own)) {
        return None;
    }
    let (place, reach) = located(scope);
    let about = Subject { principal, says: Says::Holds(kind), reach };
    let shows = texts.role.map(|role| ShownRow { scope, role });
    Some(Skippable { about, place, condition: texts.condition, shows, telling: place.is_none() })
}

/// The subscription or workspace that a scope shows to exist, and what a role reaches that is assigned there.
fn located(scope: &str) -> (Option<&str>, RoleReach) {
    let Some(group) = resource_group_of(scope) else { return (subscription_of(scope), RoleReach::Places) };
    let inside = scope.get(group.len()..).unwrap_or_default();
    let reach = match inside.bytes().filter(|byte| *byte == b'/').count() {
        0 => RoleReach::Group(fold_hash(group)),
        // Provider, type and name follow: what is no workspace contains none.
        4.. => match workspace_of(scope) {
            Some(workspace) => return (Some(workspace), RoleReach::Places),
            None => RoleReach::Beside(fold_hash(group)),
        },
        _ => RoleReach::Places,
    };
    (subscription_of(group), reach)
}

/// The id of a role, as Azure writes it.
fn is_role(text: &str) -> bool {
    let at = text.len().saturating_sub(36);
    text.get(at..).and_then(guid).is_some() && (at == 0 || text.get(..at).is_some_and(|before| before.ends_with('/')))
}

/// Whether the id of an assignment shows that it is made at this scope. If not, it may be made there nevertheless.
fn is_id_at(own: &str, scope: &str) -> bool {
    let name =
        own.strip_prefix(scope).and_then(|rest| rest.strip_prefix("/providers/Microsoft.Authorization/roleAssignments/"));
    name.is_some_and(|name| !name.bytes().any(|byte| byte == b'/'))
}

/// A group without a member list, or with one that may continue elsewhere, states less than it seems to.
fn group<'r>(root: RecordPart<'r>, edges: &mut MemberEdges) -> Option<Examined<'r>> {
    let mut found = FoundFields::default();
    fields(root, GROUP, &mut found)?;
    let (group, _) = (guid(found.texts.principal?)?, found.texts.name?);
    let before = (edges.all.len(), edges.nested.len());
    let mut whole = true;
    for part in found.members?.children() {
        let Some((member, nested)) = member(part) else {
            whole = false;
            break;
        };
        edges.all.push(MemberEdge { member, group });
        if nested {
            edges.nested.push(MemberEdge { member, group });
        }
    }
    if !whole || edges.all.len() - before.0 == EXPANDED {
        edges.all.truncate(before.0);
        edges.nested.truncate(before.1);
        return None;
    }
    Some(Examined {
        skippable: Skippable {
            about: Subject { principal: group, says: Says::IsGroup, reach: RoleReach::Places },
            place: None,
            condition: None,
            shows: None,
            telling: false,
        },
        record_kind: None,
    })
}

/// A member, and whether it is a group itself.
fn member(part: RecordPart<'_>) -> Option<(Id, bool)> {
    let mut found = FoundFields::default();
    if part.value() != PartValue::Map {
        return None;
    }
    fields(part, MEMBER, &mut found)?;
    let nested = match found.type_?.strip_prefix("#microsoft.graph.")? {
        "user" | "servicePrincipal" | "device" => false,
        "group" => true,
        _ => return None,
    };
    Some((guid(found.texts.principal?)?, nested))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "11111111-1111-4111-8111-111111111111";
    const ROLE: &str = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

    /// What is seen of a record, in a few words.
    fn seen(text: &str) -> String {
        let (mut record, mut edges) = (RecordTape::default(), MemberEdges::default());
        record.read(text.as_bytes()).expect("a record");
        let Some(seen) = look(&record, text.as_bytes(), &mut edges) else { return "odd".to_owned() };
        let Skippable { about, place, condition, telling, .. } = seen.skippable;
        let mut words = vec![format!("{:?}", about.says)];
        words.extend(matches!(about.reach, RoleReach::Beside(_)).then(|| "beside".to_owned()));
        words.extend(matches!(about.reach, RoleReach::Group(_)).then(|| "in a group".to_owned()));
        words.extend(place.map(|place| place.rsplit('/').next().unwrap_or_default().to_owned()));
        words.extend(condition.map(|_| "condition".to_owned()));
        words.extend(telling.then(|| "telling".to_owned()));
        words.extend(edges.all.iter().map(|_| "member".to_owned()));
        words.extend(edges.nested.iter().map(|_| "nested".to_owned()));
        words.join(", ")
    }

    fn az(scope: &str, more: &str) -> String {
        let id = format!("{}/providers/Microsoft.Authorization/roleAssignments/{A}", scope.trim_end_matches('/'));
        format!(
            r#"{{"id":"{id}","principalId":"{A}","roleDefinitionId":"{ROLE}","scope":"{scope}","type":"Microsoft.Authorization/roleAssignments"{more}}}"#
        )
    }

    #[test]
    fn a_role_assignment_is_plain_if_its_reader_has_nothing_to_say() {
        let s = "/subscriptions/s";
        let store = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a";
        let soc = "/subscriptions/s/resourceGroups/rg/providers/microsoft.operationalinsights/workspaces/soc";
        let user = r#","principalType":"User""#;
        let cases = [
            (az(s, user), "Holds(User), s", "a subscription"),
            (az(s, ""), "Holds(Unknown), s", "nobody says what the principal is"),
            (az(soc, user), "Holds(User), soc", "a workspace"),
            (az(&format!("{soc}/tables/t"), user), "Holds(User), soc", "below a workspace"),
            (az("/subscriptions/s/resourceGroups/rg", user), "Holds(User), in a group, s", "a resource group"),
            (az(store, user), "Holds(User), beside, s", "no workspace lies in a storage account"),
            (
                az("/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights", user),
                "Holds(User), s",
                "one lies in a provider",
            ),
            (az("/", user), "Holds(User), telling", "above all subscriptions"),
            (az("/subscriptions/s//x", user), "odd", "a scope that is not spelled as scopes are"),
            (az("subscriptions/s", user), "odd", "nor this one"),
            (
                az(s, r#","principalType":"User","condition":"c","conditionVersion":"2.0""#),
                "Holds(User), s, condition",
                "a condition",
            ),
            (
                az(s, r#","condition":null,"description":null,"canDelegate":false"#),
                "Holds(Unknown), s",
                "what is null or beside the point",
            ),
            (az(s, r#","descriptions":null"#), "odd", "a key that no tool writes"),
            (az(s, r#","Scope":"/""#), "odd", "a key in another letter case, which would count"),
            (az(s, r#","createdOn":7"#), "odd", "a value of another type"),
            (az(s, r#","description":"a\nb""#), "odd", "an escape"),
            (az(s, &format!(r#","principalId":"{A}""#)), "odd", "a key that is repeated"),
            (
                az(s, user).replace(&format!(r#""principalId":"{A}""#), r#""principalId":"me""#),
                "odd",
                "a principal that is no GUID",
            ),
            (az(s, user).replace(ROLE, "NA(co-admins)"), "odd", "a classic administrator"),
            (
                az(s, user).replace(r#""scope":"/subscriptions/s""#, r#""scope":"/subscriptions/t""#),
                "odd",
                "an id at another scope",
            ),
            (
                az(s, user)
                    .replace("roleAssignments\"}", "roleDefinitions\"}")
                    .replace("roleAssignments\",", "roleDefinitions\","),
                "odd",
                "another type",
            ),
        ];
        for (text, expected, why) in cases {
            assert_eq!(seen(&text), expected, "{why}: {text}");
        }
    }

    #[test]
    fn people_and_groups_are_plain_if_all_of_them_is_known() {
        let user = format!(r#"{{"id":"{A}","displayName":"A","userPrincipalName":"a@b.example"}}"#);
        let group = |members: &str| format!(r#"{{"id":"{A}","displayName":"G","securityEnabled":true,"members":[{members}]}}"#);
        let member = |kind: &str| format!(r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{A}"}}"##);
        let of = |count: usize| group(&vec![member("user"); count].join(","));
        let cases = [
            (user.clone(), "IsPerson".to_owned(), "a user"),
            (
                user.replace(r#""displayName":"A""#, r#""displayName":null"#),
                "odd".to_owned(),
                "called what other records call it",
            ),
            (user.replace('}', r#","licenses":[{}]}"#), "odd".to_owned(), "more than is known"),
            (group(""), "IsGroup".to_owned(), "an empty group"),
            (of(2), "IsGroup, member, member".to_owned(), "its members"),
            (group(&member("group")), "IsGroup, member, nested".to_owned(), "a group in it"),
            (of(20), "odd".to_owned(), "a list that may go on"),
            (group(&member("orgContact")), "odd".to_owned(), "a member of another kind"),
            (group(&format!(r#"{{"id":"{A}"}}"#)), "odd".to_owned(), "a member that may be a group"),
            (format!(r#"{{"id":"{A}","displayName":"G","securityEnabled":true}}"#), "odd".to_owned(), "no list of members"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(seen(&text), expected, "{why}: {text}");
        }
    }

    #[test]
    fn other_grants_are_read_always_and_name_their_principal() {
        let eligible = format!(
            r#"{{"properties":{{"principalId":"{A}","principalType":"Group"}},"type":"Microsoft.Authorization/roleEligibilityScheduleInstances"}}"#
        );
        let cases = [
            (eligible.clone(), "May(Group), telling", "an eligible role"),
            (
                eligible.replace("\"properties\":{", "\"properties\":{\"expandedProperties\":{},"),
                "May(Unknown), telling",
                "may say another kind",
            ),
            (eligible.replace("principalType\":", "PRINCIPALID\":"), "odd", "a key that is there twice"),
            (
                format!(r#"{{"principalId":"{A}","roleDefinitionId":"x","directoryScopeId":"/"}}"#),
                "May(Unknown), telling",
                "a directory role",
            ),
        ];
        for (text, expected, why) in cases {
            assert_eq!(seen(&text), expected, "{why}: {text}");
        }
    }
}
