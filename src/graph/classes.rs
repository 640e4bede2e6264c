//! Access classes: principals that hold the same, groups included. The cost of an audit grows with the number of classes, not with the
//! number of people.

use rustc_hash::FxHashMap;

use super::denies;
use super::directory::DirectoryGrantTerms;
use super::grants::GrantTerms;
use super::strength::Strength;
use super::tenant::Tenant;
use crate::model::{PrincipalId, ScopeId};

/// The number of an attachment in [`Classes::attachments`].
pub type AttachmentId = u32;

/// Something that a record attaches to a principal, and to everyone who is in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Attachment {
    /// An Azure role.
    Role(GrantTerms),
    /// An Entra directory role: reaches direct members only (R-ENT-8).
    DirectoryRole(DirectoryGrantTerms),
    /// Named by a deny assignment; index into `Facts::denies`.
    Denied(u32),
    /// Left out by a deny assignment; index into `Facts::denies`.
    Excluded(u32),
}

/// An attachment as a principal has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldGrant {
    /// What.
    pub attachment: AttachmentId,
    /// How surely.
    pub strength: Strength,
    /// The group whose members are not known, where that is the doubt.
    pub doubt: Option<PrincipalId>,
}

/// Principals with the same holdings.
#[derive(Debug, Clone)]
pub struct AccessClass {
    /// By id.
    pub principals: Vec<PrincipalId>,
    /// By attachment, each once, with its best strength.
    pub holdings: Vec<HeldGrant>,
    /// Deleted principals: they are in no group, not even in one whose members are unknown (R-ASN-5).
    pub orphaned: bool,
}

/// All access classes for a set of scopes that matter.
#[derive(Debug, Clone, Default)]
pub struct Classes {
    /// What can be held.
    pub attachments: Vec<Attachment>,
    /// Every principal in exactly one; by the id of the first principal.
    pub classes: Vec<AccessClass>,
    /// What anyone may hold through a group whose members were not exported; not repeated in the classes.
    pub open: Vec<HeldGrant>,
}

impl Tenant {
    /// Sorts principals into classes by what they hold at the scopes that matter; all principals if none is named.
    pub fn classes(&self, matters: impl Fn(ScopeId) -> bool, only: &[PrincipalId]) -> Classes {
        let mut builder = Builder::new(self);
        builder.attach(matters);
        builder.gather_groups();
        builder.finish(only)
    }
}

struct Builder<'t> {
    tenant: &'t Tenant,
    attachments: Vec<Attachment>,
    numbers: FxHashMap<Attachment, AttachmentId>,
    /// What is attached to each principal itself.
    own: FxHashMap<PrincipalId, Vec<AttachmentId>>,
    /// What is attached to each group and to the groups that it is in.
    reach: FxHashMap<PrincipalId, Vec<HeldGrant>>,
    open: Vec<HeldGrant>,
}

impl<'t> Builder<'t> {
    fn new(tenant: &'t Tenant) -> Self {
        let (attachments, numbers) = (Vec::new(), FxHashMap::default());
        Self { tenant, attachments, numbers, own: FxHashMap::default(), reach: FxHashMap::default(), open: Vec::new() }
    }

    fn attach(&mut self, matters: impl Fn(ScopeId) -> bool) {
        let tenant = self.tenant;
        for grant in tenant.grants.iter().filter(|grant| matters(grant.gives.scope)) {
            self.add(grant.principal, Attachment::Role(grant.gives));
        }
        for grant in &tenant.directory_grants {
            self.add(grant.principal, Attachment::DirectoryRole(grant.gives.clone()));
        }
        for (index, deny) in denies::enforced(&tenant.facts).filter(|(_, deny)| matters(deny.scope)) {
            for (principal, excluded) in denies::attached(deny) {
                let attachment = if excluded { Attachment::Excluded(index) } else { Attachment::Denied(index) };
                self.add(principal, attachment);
            }
        }
    }

    fn add(&mut self, principal: PrincipalId, attachment: Attachment) {
        let number = if let Some(&number) = self.numbers.get(&attachment) {
            number
        } else {
            let number = self.attachments.len() as AttachmentId;
            self.attachments.push(attachment.clone());
            self.numbers.insert(attachment, number);
            number
        };
        self.own.entry(principal).or_default().push(number);
    }

    fn is_directory(&self, attachment: AttachmentId) -> bool {
        matches!(self.attachments.get(attachment as usize), Some(Attachment::DirectoryRole(_)))
    }

    /// Gathers, group by group, what its members get: surely, and after an activation.
    fn gather_groups(&mut self) {
        self.reach = self.gather(Strength::Sure);
        if self.tenant.membership.has_eligible() {
            let mut all = self.gather(Strength::Eligible);
            for component in self.tenant.membership.components(Strength::Eligible) {
                for group in component {
                    let held = self.reach.entry(group).or_default();
                    let eligible = all.remove(&group).unwrap_or_default();
                    held.extend(eligible.iter().map(|holding| holding.weakened(Strength::Eligible)));
                    best_of_each(held);
                }
            }
        }
    }

    /// What each group reaches over edges of at least this strength; the groups that it is in come first.
    fn gather(&self, at_least: Strength) -> FxHashMap<PrincipalId, Vec<HeldGrant>> {
        let mut reach: FxHashMap<PrincipalId, Vec<HeldGrant>> = FxHashMap::default();
        for component in self.tenant.membership.components(at_least) {
            let mut gathered = Vec::new();
            for &group in &component {
                self.gather_own(group, &mut gathered);
                for edge in self.tenant.membership.groups_of(group).iter().filter(|edge| edge.strength >= at_least) {
                    gathered.extend_from_slice(reach.get(&edge.group).map(Vec::as_slice).unwrap_or_default());
                }
            }
            best_of_each(&mut gathered);
            if !gathered.is_empty() {
                reach.extend(component.iter().map(|&group| (group, gathered.clone())));
            }
        }
        reach
    }

    fn gather_own(&self, holder: PrincipalId, gathered: &mut Vec<HeldGrant>) {
        let own = self.own.get(&holder).map(Vec::as_slice).unwrap_or_default();
        let azure = own.iter().filter(|&&attachment| !self.is_directory(attachment));
        gathered.extend(azure.map(|&attachment| HeldGrant { attachment, strength: Strength::Sure, doubt: None }));
    }

    fn finish(mut self, only: &[PrincipalId]) -> Classes {
        self.open = self.open_holdings();
        let everyone = || self.tenant.facts.principals.ids().collect();
        let mut order: Vec<PrincipalId> = if only.is_empty() { everyone() } else { only.to_vec() };
        order.sort_unstable_by_key(|&principal| self.tenant.facts.principals.id(principal));
        order.dedup();
        let mut by_holdings: FxHashMap<(bool, Vec<HeldGrant>), usize> = FxHashMap::default();
        let mut classes: Vec<AccessClass> = Vec::new();
        for principal in order {
            let orphaned = self.tenant.is_orphan(principal);
            let key = (orphaned, if orphaned { Vec::new() } else { self.holdings_of(principal) });
            if let Some(&class) = by_holdings.get(&key) {
                classes.get_mut(class).into_iter().for_each(|class| class.principals.push(principal));
            } else {
                classes.push(AccessClass { principals: vec![principal], holdings: key.1.clone(), orphaned });
                by_holdings.insert(key, classes.len() - 1);
            }
        }
        Classes { attachments: self.attachments, classes, open: self.open }
    }

    /// Everything a principal holds, through whatever group.
    fn holdings_of(&self, principal: PrincipalId) -> Vec<HeldGrant> {
        let own = self.own.get(&principal).map(Vec::as_slice).unwrap_or_default();
        let mut held: Vec<HeldGrant> =
            own.iter().map(|&attachment| HeldGrant { attachment, strength: Strength::Sure, doubt: None }).collect();
        for edge in self.tenant.membership.groups_of(principal) {
            let reached = self.reach.get(&edge.group).map(Vec::as_slice).unwrap_or_default();
            held.extend(reached.iter().map(|holding| holding.weakened(edge.strength)));
            held.extend(self.directory_through(edge));
        }
        best_of_each(&mut held);
        held
    }

    /// Directory roles of a group reach its direct members (R-ENT-8); a flattened list does not say who is direct (R-FMT-17).
    fn directory_through<'a>(&'a self, edge: &'a super::membership::Edge) -> impl Iterator<Item = HeldGrant> + 'a {
        let own = self.own.get(&edge.group).map(Vec::as_slice).unwrap_or_default();
        let unsure = !edge.direct && self.tenant.membership.is_open_directly(edge.group);
        let counts = self.tenant.can_hold_directory_roles(edge.group) && (edge.direct || unsure);
        own.iter().filter(move |&&attachment| counts && self.is_directory(attachment)).map(move |&attachment| {
            let (strength, doubt) = if unsure { (Strength::Unknown, Some(edge.group)) } else { (edge.strength, None) };
            HeldGrant { attachment, strength, doubt }
        })
    }

    /// What anyone may hold (R-PRI-7).
    fn open_holdings(&self) -> Vec<HeldGrant> {
        let membership = &self.tenant.membership;
        let mut open = Vec::new();
        let mut holders: Vec<PrincipalId> = self.own.keys().copied().collect();
        holders.sort_unstable_by_key(|&principal| self.tenant.facts.principals.id(principal));
        for holder in holders {
            let own = self.own.get(&holder).map(Vec::as_slice).unwrap_or_default();
            for &attachment in own {
                let anyone = if self.is_directory(attachment) {
                    membership.is_open_directly(holder)
                        && !self.tenant.is_flattened(holder)
                        && self.tenant.can_hold_directory_roles(holder)
                } else {
                    membership.is_open(holder)
                };
                if anyone && !self.tenant.is_orphan(holder) {
                    open.push(HeldGrant { attachment, strength: Strength::Unknown, doubt: Some(holder) });
                }
            }
        }
        best_of_each(&mut open);
        open
    }
}

impl HeldGrant {
    fn weakened(self, by: Strength) -> Self {
        Self { strength: self.strength.min(by), ..self }
    }
}

/// Sorts by attachment and keeps the best strength of each.
fn best_of_each(held: &mut Vec<HeldGrant>) {
    held.sort_unstable_by(|a, b| a.attachment.cmp(&b.attachment).then(b.strength.cmp(&a.strength)).then(a.doubt.cmp(&b.doubt)));
    held.dedup_by_key(|holding| holding.attachment);
}
