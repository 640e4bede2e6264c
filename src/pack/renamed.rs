//! Names that roles had: older articles, packs and people still use them.

/// Whose role it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RoleSystem {
    /// A built-in Azure role.
    Azure,
    /// A built-in Entra directory role.
    Entra,
}

/// Names that roles had, and have no more.
pub(super) const RENAMED: [(&str, &str, RoleSystem); 16] = [
    ("Azure Sentinel Reader", "Microsoft Sentinel Reader", RoleSystem::Azure),
    ("Azure Sentinel Responder", "Microsoft Sentinel Responder", RoleSystem::Azure),
    ("Azure Sentinel Contributor", "Microsoft Sentinel Contributor", RoleSystem::Azure),
    ("Azure Sentinel Automation Contributor", "Microsoft Sentinel Automation Contributor", RoleSystem::Azure),
    ("Azure Sentinel Playbook Operator", "Microsoft Sentinel Playbook Operator", RoleSystem::Azure),
    ("Company Administrator", "Global Administrator", RoleSystem::Entra),
    ("Exchange Service Administrator", "Exchange Administrator", RoleSystem::Entra),
    ("SharePoint Service Administrator", "SharePoint Administrator", RoleSystem::Entra),
    ("Lync Service Administrator", "Skype for Business Administrator", RoleSystem::Entra),
    ("CRM Service Administrator", "Dynamics 365 Administrator", RoleSystem::Entra),
    ("Intune Service Administrator", "Intune Administrator", RoleSystem::Entra),
    ("Power BI Service Administrator", "Fabric Administrator", RoleSystem::Entra),
    ("Power BI Administrator", "Fabric Administrator", RoleSystem::Entra),
    ("Teams Service Administrator", "Teams Administrator", RoleSystem::Entra),
    ("User Account Administrator", "User Administrator", RoleSystem::Entra),
    ("Microsoft Entra Joined Device Local Administrator", "Azure AD Joined Device Local Administrator", RoleSystem::Entra),
];

/// The name that a role has today.
pub(super) fn today(name: &str, system: RoleSystem) -> Option<&'static str> {
    let is_own = |(old, _, of): &&(&str, &str, RoleSystem)| *of == system && old.eq_ignore_ascii_case(name);
    RENAMED.iter().find(is_own).map(|&(_, new, _)| new)
}
