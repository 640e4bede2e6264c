//! The keys of skippable records, as Azure's tools spell and order them, and what each may hold.

/// What a known key may hold, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyMeaning {
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
pub(super) type KeyTable = &'static [(&'static str, KeyMeaning)];

/// A role assignment as ARM prints it.
pub(super) const ARM: KeyTable = &[
    ("properties", KeyMeaning::Properties),
    ("id", KeyMeaning::Own),
    ("type", KeyMeaning::Type),
    ("name", KeyMeaning::Beside),
];

/// What is nested in it.
pub(super) const ARM_PROPERTIES: KeyTable = &[
    ("roleDefinitionId", KeyMeaning::Role),
    ("principalId", KeyMeaning::Principal),
    ("principalType", KeyMeaning::Kind),
    ("scope", KeyMeaning::Scope),
    ("condition", KeyMeaning::Condition),
    ("conditionVersion", KeyMeaning::Text),
    ("createdOn", KeyMeaning::Text),
    ("updatedOn", KeyMeaning::Text),
    ("createdBy", KeyMeaning::Beside),
    ("updatedBy", KeyMeaning::Beside),
    ("delegatedManagedIdentityResourceId", KeyMeaning::Beside),
    ("description", KeyMeaning::Beside),
];

/// A role assignment as az prints it.
pub(super) const AZ: KeyTable = &[
    ("canDelegate", KeyMeaning::Beside),
    ("condition", KeyMeaning::Condition),
    ("conditionVersion", KeyMeaning::Text),
    ("createdBy", KeyMeaning::Beside),
    ("createdOn", KeyMeaning::Text),
    ("delegatedManagedIdentityResourceId", KeyMeaning::Beside),
    ("description", KeyMeaning::Beside),
    ("id", KeyMeaning::Own),
    ("name", KeyMeaning::Beside),
    ("principalId", KeyMeaning::Principal),
    ("principalName", KeyMeaning::Name),
    ("principalType", KeyMeaning::Kind),
    ("resourceGroup", KeyMeaning::Beside),
    ("roleDefinitionId", KeyMeaning::Role),
    ("roleDefinitionName", KeyMeaning::Text),
    ("scope", KeyMeaning::Scope),
    ("type", KeyMeaning::Type),
    ("updatedBy", KeyMeaning::Beside),
    ("updatedOn", KeyMeaning::Text),
];

/// A user.
pub(super) const USER: KeyTable = &[
    ("businessPhones", KeyMeaning::Besides),
    ("displayName", KeyMeaning::Name),
    ("givenName", KeyMeaning::Beside),
    ("jobTitle", KeyMeaning::Beside),
    ("mail", KeyMeaning::Beside),
    ("mobilePhone", KeyMeaning::Beside),
    ("officeLocation", KeyMeaning::Beside),
    ("preferredLanguage", KeyMeaning::Beside),
    ("surname", KeyMeaning::Beside),
    ("userPrincipalName", KeyMeaning::Text),
    ("id", KeyMeaning::Principal),
    ("userType", KeyMeaning::Text),
    ("accountEnabled", KeyMeaning::Beside),
    ("createdDateTime", KeyMeaning::Beside),
    ("department", KeyMeaning::Beside),
    ("companyName", KeyMeaning::Beside),
    ("onPremisesSyncEnabled", KeyMeaning::Beside),
];

/// A service principal.
pub(super) const SERVICE_PRINCIPAL: KeyTable = &[
    ("id", KeyMeaning::Principal),
    ("appId", KeyMeaning::Text),
    ("displayName", KeyMeaning::Name),
    ("servicePrincipalType", KeyMeaning::Beside),
    ("servicePrincipalNames", KeyMeaning::Besides),
    ("accountEnabled", KeyMeaning::Beside),
    ("alternativeNames", KeyMeaning::Besides),
    ("appDisplayName", KeyMeaning::Beside),
    ("appOwnerOrganizationId", KeyMeaning::Beside),
    ("createdDateTime", KeyMeaning::Beside),
    ("description", KeyMeaning::Beside),
    ("homepage", KeyMeaning::Beside),
    ("tags", KeyMeaning::Besides),
];

/// A group with its direct members.
pub(super) const GROUP: KeyTable = &[
    ("id", KeyMeaning::Principal),
    ("displayName", KeyMeaning::Name),
    ("securityEnabled", KeyMeaning::Beside),
    ("isAssignableToRole", KeyMeaning::Flag),
    ("members", KeyMeaning::Members),
    ("classification", KeyMeaning::Beside),
    ("createdDateTime", KeyMeaning::Beside),
    ("deletedDateTime", KeyMeaning::Beside),
    ("description", KeyMeaning::Beside),
    ("expirationDateTime", KeyMeaning::Beside),
    ("groupTypes", KeyMeaning::Besides),
    ("mail", KeyMeaning::Beside),
    ("mailEnabled", KeyMeaning::Beside),
    ("mailNickname", KeyMeaning::Beside),
    ("membershipRule", KeyMeaning::Beside),
    ("membershipRuleProcessingState", KeyMeaning::Beside),
    ("onPremisesSyncEnabled", KeyMeaning::Beside),
    ("proxyAddresses", KeyMeaning::Besides),
    ("renewedDateTime", KeyMeaning::Beside),
    ("securityIdentifier", KeyMeaning::Beside),
    ("visibility", KeyMeaning::Beside),
];

/// A member in such a list.
pub(super) const MEMBER: KeyTable = &[
    ("@odata.type", KeyMeaning::Type),
    ("id", KeyMeaning::Principal),
    ("displayName", KeyMeaning::Text),
    ("userPrincipalName", KeyMeaning::Text),
    ("givenName", KeyMeaning::Beside),
    ("jobTitle", KeyMeaning::Beside),
    ("mail", KeyMeaning::Beside),
    ("surname", KeyMeaning::Beside),
];

/// The position of a key in a table. Most likely it is the one after the last key.
pub(super) fn position(table: KeyTable, next: usize, key: &[u8]) -> Option<usize> {
    let is = |at: &usize| table.get(*at).is_some_and(|(name, _)| name.as_bytes() == key);
    Some(next).filter(is).or_else(|| (0..table.len()).find(is))
}
