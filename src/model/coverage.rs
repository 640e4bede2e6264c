//! Coverage: what was exported, by kind and place (R-EVAL-9). A reader notes every list that it meets ([`ExportedList`]),
//! with what the list shows about its place and about what it lacks. The graph makes a table of that.

use std::hash::{BuildHasher as _, Hash};

use rustc_hash::FxBuildHasher;

use super::principal::PrincipalId;
use super::provenance::{ExportKind, InputId, Origin};
use super::scope::ScopeId;

/// How well it is known that a list is whole, least first (R-EVAL-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageState {
    /// No list of this kind tells anything of the place.
    #[default]
    Absent,
    /// A list is at hand, with a sign that it is not whole.
    Partial,
    /// A list is at hand without such a sign: taken as whole, and the answer names that assumption.
    Listed,
    /// A manifest names the request that made the list, or the user vouches for it.
    Proved,
}

impl CoverageState {
    /// Whether a `no` may rest on it.
    pub const fn carries_a_no(self) -> bool {
        matches!(self, Self::Listed | Self::Proved)
    }
}

/// Why a list is known, or suspected, not to be whole (R-EVAL-9). The names are the codes that reports show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartialSign {
    /// It names a further page that is not at hand (R-FMT-4, R-FMT-16).
    NextPage,
    /// The text ends in the middle of a record.
    CutOff,
    /// The file holds an error of Azure instead of a list (R-FMT-27).
    ErrorBody,
    /// The file cannot be read.
    Unreadable,
    /// Some of its records could not be used.
    UnusableRecords,
    /// The manifest says that the request failed.
    RequestFailed,
    /// The manifest says that the request asked for a part of the list.
    Filtered,
    /// The file holds another number of records than the manifest says.
    OtherThanCollected,
    /// Role assignments at the subscription itself only, as `az role assignment list` without `--all` prints them (R-FMT-2).
    SubscriptionRowsOnly,
    /// Nothing inherited from above the subscription, from a tool that leaves it out by default (R-FMT-7).
    NothingInherited,
    /// Rows of one principal only, as `--assignee` and `assignedTo()` give them.
    OnePrincipal,
    /// Rows of one role only.
    OneRole,
    /// Rows of one resource group only.
    OneResourceGroup,
    /// Resource Graph returns what the caller may read (R-FMT-12).
    ResourceGraph,
    /// `AzureHound` asks for the role assignments of some types of resources only (R-FMT-20).
    SomeResourceTypes,
    /// Other exports show objects that the list lacks (R-ASN-5).
    LacksObjects,
    /// Records outside of a list: one object, or one in each line (R-FMT-4, R-FMT-9).
    SingleObject,
    /// `$expand` returns at most twenty members (R-FMT-17).
    ExpandLimit,
    /// Microsoft Graph v1.0 lists no service principals among members (R-FMT-25).
    NoServicePrincipals,
    /// The group hides its members from most callers (R-FMT-26).
    HiddenMembership,
    /// The exports are of several tenants, and lists of this kind not of each (R-SCO-12).
    OtherTenant,
}

impl PartialSign {
    /// Every sign with its code.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::NextPage, "next-page"),
        (Self::CutOff, "cut-off"),
        (Self::ErrorBody, "error-body"),
        (Self::Unreadable, "unreadable"),
        (Self::UnusableRecords, "unusable-records"),
        (Self::RequestFailed, "request-failed"),
        (Self::Filtered, "filtered"),
        (Self::OtherThanCollected, "other-than-collected"),
        (Self::SubscriptionRowsOnly, "subscription-rows-only"),
        (Self::NothingInherited, "nothing-inherited"),
        (Self::OnePrincipal, "one-principal"),
        (Self::OneRole, "one-role"),
        (Self::OneResourceGroup, "one-resource-group"),
        (Self::ResourceGraph, "resource-graph"),
        (Self::SomeResourceTypes, "some-resource-types"),
        (Self::LacksObjects, "lacks-objects"),
        (Self::SingleObject, "single-object"),
        (Self::ExpandLimit, "expand-limit"),
        (Self::NoServicePrincipals, "no-service-principals"),
        (Self::HiddenMembership, "hidden-membership"),
        (Self::OtherTenant, "other-tenant"),
    ];

    /// The code that reports show.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(sign, _)| *sign == self).map_or("", |&(_, code)| code)
    }
}

/// Where a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoveragePlace {
    /// The whole tenant.
    Tenant,
    /// A management group, a subscription with all below it, or a workspace.
    Scope(ScopeId),
    /// The members of a group.
    Group(PrincipalId),
    /// Nothing in the list tells.
    Unknown,
}

/// Who printed a list of role assignments: tools leave out different things (R-FMT-2, R-FMT-7, R-FMT-12, R-FMT-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ListShape {
    /// ARM REST: everything at, above and below the scope.
    #[default]
    Arm,
    /// az: without `--all` only what is at the scope itself.
    Az,
    /// Azure PowerShell, the portal and `AzGovViz`: newer modules list the exact scope alone.
    PowerShell,
    /// Resource Graph: what the caller may read.
    ResourceGraph,
    /// `AzureHound`: what is at and above a subscription, a resource group, or a resource of some types.
    AzureHound,
}

/// One list of an input, as far as it is of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedList {
    /// What it lists.
    pub kind: ExportKind,
    /// Of what.
    pub place: CoveragePlace,
    /// Where it was read.
    pub input: InputId,
    /// Why it is not whole, by what surrounds its rows.
    pub sign: Option<PartialSign>,
    /// What its rows show, where they give roles to principals.
    pub rows: Option<RowsShown>,
}

/// A role of Azure or of Entra, as far as rows are compared by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedRole(u64);

impl ListedRole {
    /// The role that something stands for.
    pub fn of(id: &impl Hash) -> Self {
        Self(FxBuildHasher.hash_one(id))
    }
}

/// What the rows of a list show of one subscription, and what all rows of the list have in common. Of a list without subscriptions the rows
/// count as if they were at one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "what rows show, and each by itself")]
pub struct RowsShown {
    /// Who printed them.
    pub shape: ListShape,
    /// How many there are.
    pub count: u32,
    /// How many rows the list has, wherever they are.
    pub of_list: u32,
    /// Some are at the subscription itself.
    pub at_subscription: bool,
    /// Some are below it.
    pub below: bool,
    /// Some of the list are inherited from a management group or the root.
    pub above: bool,
    /// The name of the file ends with the subscription (R-FMT-29).
    pub is_named: bool,
    /// The principal of all rows of the list, if it is one.
    pub principal: Shared<PrincipalId>,
    /// The role of all rows of the list, if it is one.
    pub role: Shared<ListedRole>,
    /// The resource group of all of them, if it is one.
    pub resource_group: Shared<ScopeId>,
}

/// What values have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shared<T> {
    /// There is no value yet.
    #[default]
    None,
    /// All are this one.
    One(T),
    /// There are several.
    Several,
}

impl<T: Copy + PartialEq> Shared<T> {
    /// Takes one more value into account; `true` if that changed anything.
    pub fn add(&mut self, value: T) -> bool {
        let next = match *self {
            Self::None => Self::One(value),
            Self::One(known) if known == value => return false,
            Self::One(_) => Self::Several,
            Self::Several => return false,
        };
        *self = next;
        true
    }

    /// What this and another have in common.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, any) | (any, Self::None) => any,
            (Self::One(a), Self::One(b)) if a == b => self,
            _ => Self::Several,
        }
    }

    /// Whether all values are one.
    pub const fn is_one(self) -> bool {
        matches!(self, Self::One(_))
    }
}

impl RowsShown {
    /// The rows of two pages of one list.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            shape: self.shape,
            count: self.count.saturating_add(other.count),
            of_list: self.of_list.saturating_add(other.of_list),
            at_subscription: self.at_subscription || other.at_subscription,
            below: self.below || other.below,
            above: self.above || other.above,
            is_named: self.is_named || other.is_named,
            principal: self.principal.and(other.principal),
            role: self.role.and(other.role),
            resource_group: self.resource_group.and(other.resource_group),
        }
    }

    /// The sign that the rows are not all that there are of the subscription, if they show one (R-EVAL-9). A single row of ARM,
    /// or one at the subscription and one above it, proves nothing either way: it is taken as a whole list.
    pub fn sign(&self) -> Option<PartialSign> {
        // Rows that stand above the subscription alone are all of it only where somebody says whose list they are.
        let is_only_inherited = self.count == 0 && !self.is_named;
        let several = self.count > 1 || self.of_list > 2 || is_only_inherited;
        let one_group = !self.at_subscription && !self.above && self.resource_group.is_one();
        match self.shape {
            ListShape::ResourceGraph => Some(PartialSign::ResourceGraph),
            _ if one_group => Some(PartialSign::OneResourceGroup),
            _ if several && self.principal.is_one() => Some(PartialSign::OnePrincipal),
            _ if several && self.role.is_one() => Some(PartialSign::OneRole),
            ListShape::Az if !self.below && !self.above => Some(PartialSign::SubscriptionRowsOnly),
            ListShape::PowerShell if !self.above => Some(PartialSign::NothingInherited),
            ListShape::AzureHound if !self.at_subscription && !self.above => Some(PartialSign::SomeResourceTypes),
            ListShape::Arm | ListShape::Az | ListShape::PowerShell | ListShape::AzureHound => None,
        }
    }

    /// The same for what lies below the subscription: a list of az with inherited rows and none below is of the subscription itself.
    pub fn sign_below(&self) -> Option<PartialSign> {
        let below = match self.shape {
            ListShape::Az => (!self.below).then_some(PartialSign::SubscriptionRowsOnly),
            ListShape::AzureHound => Some(PartialSign::SomeResourceTypes),
            ListShape::Arm | ListShape::PowerShell | ListShape::ResourceGraph => None,
        };
        self.sign().or(below)
    }
}

/// A request that `rolecall collect` made, as its manifest tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectedRequest {
    /// The path of the file that it filled, as inputs are named.
    pub file: Box<str>,
    /// The address that was asked, or the az command.
    pub url: Box<str>,
    /// It was answered in full.
    pub complete: bool,
    /// How many records the file holds.
    pub records: Option<u64>,
    /// Where it was read.
    pub origin: Origin,
}

impl CollectedRequest {
    /// Whether the query of an address asks for the same records in another way. Whatever is not known may leave some out.
    pub fn leaves_nothing_out(query: &str) -> bool {
        const HARMLESS: [&str; 8] =
            ["", "api-version", "$select", "$top", "$expand", "$count", "$orderby", "$expandregistrationdefinition"];
        let key = |part: &str| part.split('=').next().unwrap_or_default().to_ascii_lowercase().replace("%24", "$");
        query.split('&').all(|part| HARMLESS.contains(&&*key(part)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_signs_of_rows_follow_the_table() {
        let arm = RowsShown { count: 1, at_subscription: true, ..RowsShown::default() };
        let one =
            |rows: RowsShown| RowsShown { principal: Shared::One(PrincipalId(1)), role: Shared::One(ListedRole(1)), ..rows };
        let many = |rows: RowsShown| RowsShown { count: 9, principal: Shared::Several, role: Shared::Several, ..rows };
        let az = |rows: RowsShown| RowsShown { shape: ListShape::Az, ..rows };
        let group = RowsShown { at_subscription: false, below: true, resource_group: Shared::One(ScopeId(1)), ..arm };
        let cases = [
            (one(arm), None, None, "one row of ARM may be all that there is"),
            (
                one(RowsShown { count: 2, ..arm }),
                Some(PartialSign::OnePrincipal),
                Some(PartialSign::OnePrincipal),
                "assignedTo()",
            ),
            (many(arm), None, None, "ARM lists everything without being asked"),
            (
                one(az(arm)),
                Some(PartialSign::SubscriptionRowsOnly),
                Some(PartialSign::SubscriptionRowsOnly),
                "az without --all",
            ),
            (many(az(RowsShown { above: true, ..arm })), None, Some(PartialSign::SubscriptionRowsOnly), "--include-inherited"),
            (many(az(RowsShown { below: true, ..arm })), None, None, "--all"),
            (
                one(RowsShown { count: 0, of_list: 1, at_subscription: false, above: true, ..arm }),
                Some(PartialSign::OnePrincipal),
                Some(PartialSign::OnePrincipal),
                "one row above the subscription may be what --assignee gives",
            ),
            (
                one(RowsShown { count: 0, of_list: 1, at_subscription: false, above: true, is_named: true, ..arm }),
                None,
                None,
                "the file is called after the subscription",
            ),
            (one(group), Some(PartialSign::OneResourceGroup), Some(PartialSign::OneResourceGroup), "--resource-group"),
        ];
        for (rows, at, below, why) in cases {
            assert_eq!((rows.sign(), rows.sign_below()), (at, below), "{why}");
        }
    }
}
