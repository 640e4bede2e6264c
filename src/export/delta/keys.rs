//! The keys of plain records, as Azure's tools spell and order them, and what each may hold.

/// What a known key may hold, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// The id of a principal: a GUID.
    Principal,
    /// The kind of a principal.
    Kind,
    /// The id of the record itself.
    Own,
    Role,
    Scope,
    Condition,
    /// What the principal is called.
    Name,
    Type,
    /// A text or null that is read.
    Text,
    /// A flag or null that is read.
    Flag,
    /// Never read: a text, flag or null.
    Beside,
    /// Never read: a list of such.
    Besides,
    Properties,
    Members,
}

/// The keys of a kind of record.
pub(super) type Table = &'static [(&'static str, Field)];

/// A role assignment as ARM prints it.
pub(super) const ARM: Table =
    &[("properties", Field::Properties), ("id", Field::Own), ("type", Field::Type), ("name", Field::Beside)];

/// What is nested in it.
pub(super) const ARM_PROPERTIES: Table = &[
    ("roleDefinitionId", Field::Role),
    ("principalId", Field::Principal),
    ("principalType", Field::Kind),
    ("scope", Field::Scope),
    ("condition", Field::Condition),
    ("conditionVersion", Field::Text),
    ("createdOn", Field::Text),
    ("updatedOn", Field::Text),
    ("createdBy", Field::Beside),
    ("updatedBy", Field::Beside),
    ("delegatedManagedIdentityResourceId", Field::Beside),
    ("description", Field::Beside),
];

/// A role assignment as az prints it.
pub(super) const AZ: Table = &[
    ("canDelegate", Field::Beside),
    ("condition", Field::Condition),
    ("conditionVersion", Field::Text),
    ("createdBy", Field::Beside),
    ("createdOn", Field::Text),
    ("delegatedManagedIdentityResourceId", Field::Beside),
    ("description", Field::Beside),
    ("id", Field::Own),
    ("name", Field::Beside),
    ("principalId", Field::Principal),
    ("principalName", Field::Name),
    ("principalType", Field::Kind),
    ("resourceGroup", Field::Beside),
    ("roleDefinitionId", Field::Role),
    ("roleDefinitionName", Field::Text),
    ("scope", Field::Scope),
    ("type", Field::Type),
    ("updatedBy", Field::Beside),
    ("updatedOn", Field::Text),
];

/// A user.
pub(super) const USER: Table = &[
    ("businessPhones", Field::Besides),
    ("displayName", Field::Name),
    ("givenName", Field::Beside),
    ("jobTitle", Field::Beside),
    ("mail", Field::Beside),
    ("mobilePhone", Field::Beside),
    ("officeLocation", Field::Beside),
    ("preferredLanguage", Field::Beside),
    ("surname", Field::Beside),
    ("userPrincipalName", Field::Text),
    ("id", Field::Principal),
    ("userType", Field::Text),
    ("accountEnabled", Field::Beside),
    ("createdDateTime", Field::Beside),
    ("department", Field::Beside),
    ("companyName", Field::Beside),
    ("onPremisesSyncEnabled", Field::Beside),
];

/// A service principal.
pub(super) const SERVICE_PRINCIPAL: Table = &[
    ("id", Field::Principal),
    ("appId", Field::Text),
    ("displayName", Field::Name),
    ("servicePrincipalType", Field::Beside),
    ("servicePrincipalNames", Field::Besides),
    ("accountEnabled", Field::Beside),
    ("alternativeNames", Field::Besides),
    ("appDisplayName", Field::Beside),
    ("appOwnerOrganizationId", Field::Beside),
    ("createdDateTime", Field::Beside),
    ("description", Field::Beside),
    ("homepage", Field::Beside),
    ("tags", Field::Besides),
];

/// A group with its direct members.
pub(super) const GROUP: Table = &[
    ("id", Field::Principal),
    ("displayName", Field::Name),
    ("securityEnabled", Field::Beside),
    ("isAssignableToRole", Field::Flag),
    ("members", Field::Members),
    ("classification", Field::Beside),
    ("createdDateTime", Field::Beside),
    ("deletedDateTime", Field::Beside),
    ("description", Field::Beside),
    ("expirationDateTime", Field::Beside),
    ("groupTypes", Field::Besides),
    ("mail", Field::Beside),
    ("mailEnabled", Field::Beside),
    ("mailNickname", Field::Beside),
    ("membershipRule", Field::Beside),
    ("membershipRuleProcessingState", Field::Beside),
    ("onPremisesSyncEnabled", Field::Beside),
    ("proxyAddresses", Field::Besides),
    ("renewedDateTime", Field::Beside),
    ("securityIdentifier", Field::Beside),
    ("visibility", Field::Beside),
];

/// A member in such a list.
pub(super) const MEMBER: Table = &[
    ("@odata.type", Field::Type),
    ("id", Field::Principal),
    ("displayName", Field::Text),
    ("userPrincipalName", Field::Text),
    ("givenName", Field::Beside),
    ("jobTitle", Field::Beside),
    ("mail", Field::Beside),
    ("surname", Field::Beside),
];

/// Where a key stands in a table; the one after the last key most likely is the next.
pub(super) fn position(table: Table, next: usize, key: &[u8]) -> Option<usize> {
    let is = |at: &usize| table.get(*at).is_some_and(|(name, _)| name.as_bytes() == key);
    Some(next).filter(is).or_else(|| (0..table.len()).find(is))
}
