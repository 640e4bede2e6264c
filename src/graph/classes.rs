//! Access classes: principals that hold the same, groups included. The cost of an audit grows with the number of classes, not with the
//! number of people.

use rustc_hash::FxHashMap;

use super::activations::{ActivationChoice, Activations};
use super::denies;

use super::by_group::ByGroup;
use super::directory::DirectoryGrantTerms;
use super::grants::GrantTerms;
use super::membership::OpenTo;
use super::possessions::{AskedPossessions, Possession, may_be_application};
use super::strength::Strength;
use super::tenant::TenantGraph;

use crate::model::{PrincipalId, PrincipalKind, ScopeId};

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
    /// An application permission, or a group that is owned: it reaches the principal alone.
    Possession(Possession),
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
    /// What they may hold beside that.
    pub unseen: Unseen,
    /// Groups, where that matters: no Entra role reaches them through another group (R-ENT-8).
    pub groups: bool,
    /// Applications, or principals that may be some, where application permissions are asked for.
    pub may_be_applications: bool,
    /// Where deny assignments wait behind an activation of a membership: what is held under each choice of activations (R-PIM-10).
    /// `holdings` is what is held without any.
    pub activated: Vec<Vec<HeldGrant>>,
}

/// Through which groups a principal may hold what the exports do not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unseen {
    /// Through none: it was deleted (R-ASN-5).
    Nothing,
    /// Through groups that anyone may be in (R-PRI-7).
    AsAnyone,
    /// Through these, and through groups whose member lists leave out service principals (R-FMT-25).
    AsServicePrincipal,
}

/// All access classes for a set of scopes that matter.
#[derive(Debug, Clone, Default)]
pub struct Classes {
    /// What can be held.
    pub attachments: Vec<Attachment>,
    /// Every principal in exactly one; by the id of the first principal.
    pub classes: Vec<AccessClass>,
    /// What anyone may hold through a group whose members were not exported; not repeated in the classes.
    open: Vec<HeldGrant>,
    /// What service principals may hold so.
    open_to_service_principals: Vec<HeldGrant>,
}

impl Classes {
    /// What principals may hold that the exports do not show.
    fn unseen(&self, unseen: Unseen) -> &[HeldGrant] {
        match unseen {
            Unseen::Nothing => &[],
            Unseen::AsAnyone => &self.open,
            Unseen::AsServicePrincipal => &self.open_to_service_principals,
        }
    }
}

impl Classes {
    /// What the members of a class may hold through groups whose members were not exported.
    pub fn open_to(&self, class: &AccessClass) -> impl Iterator<Item = HeldGrant> + '_ {
        let groups = class.groups;
        let reaches = move |holding: &&HeldGrant| !(groups && self.is_directory(**holding));
        self.unseen(class.unseen).iter().filter(reaches).copied()
    }

    fn is_directory(&self, holding: HeldGrant) -> bool {
        matches!(self.attachments.get(holding.attachment as usize), Some(Attachment::DirectoryRole(_)))
    }
}

impl TenantGraph {
    /// Sorts principals (all, where none is named) into classes by what they hold at the scopes that matter.
    pub fn classes(&self, matters: impl Fn(ScopeId) -> bool, only: &[PrincipalId]) -> Classes {
        self.classes_asked(matters, only, AskedPossessions::default())
    }

    /// The same, by what they have in the directory as well, as far as that is asked for.
    pub fn classes_asked(&self, matters: impl Fn(ScopeId) -> bool, only: &[PrincipalId], asked: AskedPossessions) -> Classes {
        let mut builder = Builder::new(self, asked);
        builder.attach(matters);
        builder.gather_groups();
        builder.finish(only)
    }
}

/// What tells classes apart.
#[derive(PartialEq, Eq, Hash)]
struct ClassKey {
    unseen: Unseen,
    groups: bool,
    may_be_applications: bool,
    /// Under each choice of activations.
    held: Vec<Vec<HeldGrant>>,
}

struct Builder<'t> {
    tenant: &'t TenantGraph,
    attachments: Vec<Attachment>,
    numbers: FxHashMap<Attachment, AttachmentId>,
    /// What is attached to each principal itself.
    own: FxHashMap<PrincipalId, Vec<AttachmentId>>,
    /// What is attached to each group and to the groups that it is in.
    reach: ByGroup<HeldGrant>,
    open: Vec<HeldGrant>,
    open_to_service_principals: Vec<HeldGrant>,
    /// Service principals may hold more than anyone: compared once, for the two are as long as the list of grants can be.
    service_principals_differ: bool,
    asked: AskedPossessions,
}

impl<'t> Builder<'t> {
    fn new(tenant: &'t TenantGraph, asked: AskedPossessions) -> Self {
        let (attachments, numbers) = (Vec::new(), FxHashMap::default());
        let (own, reach) = (FxHashMap::default(), ByGroup::default());
        let (open, open_to_service_principals) = (Vec::new(), Vec::new());
        let service_principals_differ = false;
        Self { tenant, attachments, numbers, own, reach, open, open_to_service_principals, service_principals_differ, asked }
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
        if self.asked.is_empty() {
            return;
        }
        for own in tenant.possessions() {
            if self.asked.asks_for(own.possession) {
                self.add(own.principal, Attachment::Possession(own.possession));
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

    fn is_possession(&self, attachment: AttachmentId) -> bool {
        matches!(self.attachments.get(attachment as usize), Some(Attachment::Possession(_)))
    }

    /// Gathers, group by group, what its members get: surely, and after an activation.
    fn gather_groups(&mut self) {
        self.reach = self.gather(Strength::Sure);
        if self.tenant.membership.has_eligible() {
            let all = self.gather(Strength::Eligible);
            for group in self.tenant.membership.components(Strength::Eligible).into_iter().flatten() {
                let (sure, eligible) = (self.reach.of(group), all.of(group));
                if sure.len() < eligible.len() {
                    let eligible = eligible.iter().map(|holding| holding.weakened(Strength::Eligible));
                    let mut held: Vec<HeldGrant> = sure.iter().copied().chain(eligible).collect();
                    best_of_each(&mut held);
                    self.reach.put(group, held);
                }
            }
        }
    }

    /// What each group reaches over memberships of at least this strength.
    fn gather(&self, at_least: Strength) -> ByGroup<HeldGrant> {
        ByGroup::new(&self.tenant.membership, at_least, |group, held| self.gather_own(group, held), best_of_each)
    }

    fn gather_own(&self, holder: PrincipalId, gathered: &mut Vec<HeldGrant>) {
        let own = self.own.get(&holder).map(Vec::as_slice).unwrap_or_default();
        let azure = own.iter().filter(|&&attachment| !self.is_directory(attachment) && !self.is_possession(attachment));
        gathered.extend(azure.map(|&attachment| HeldGrant { attachment, strength: Strength::Sure, doubt: None }));
    }

    fn finish(mut self, only: &[PrincipalId]) -> Classes {
        self.open = self.open_holdings(OpenTo::Anyone);
        self.open_to_service_principals = self.open_holdings(OpenTo::ServicePrincipals);
        self.service_principals_differ = self.open != self.open_to_service_principals;
        let everyone = || self.tenant.facts.principals.ids().collect();
        let mut order: Vec<PrincipalId> = if only.is_empty() { everyone() } else { only.to_vec() };
        order.sort_unstable_by_key(|&principal| self.tenant.facts.principals.id(principal));
        order.dedup();
        let directory_is_open = self.open.iter().any(|holding| self.is_directory(holding.attachment));
        let mut by_holdings: FxHashMap<ClassKey, usize> = FxHashMap::default();
        let mut classes: Vec<AccessClass> = Vec::new();
        for principal in order {
            let unseen = self.unseen(principal);
            let groups = directory_is_open && self.tenant.facts.principals.kind(principal).is_group();
            let held = if unseen == Unseen::Nothing { vec![Vec::new()] } else { self.held_by(principal) };
            let may_be_applications = self.asked.asks_for_app_roles()
                && unseen != Unseen::Nothing
                && may_be_application(&self.tenant.facts, principal);
            let key = ClassKey { unseen, groups, may_be_applications, held };
            if let Some(&class) = by_holdings.get(&key) {
                classes.get_mut(class).into_iter().for_each(|class| class.principals.push(principal));
            } else {
                let mut held = key.held.iter().cloned();
                let holdings = held.next().unwrap_or_default();
                let activated = held.collect();
                let principals = vec![principal];
                classes.push(AccessClass { principals, holdings, unseen, groups, may_be_applications, activated });
                by_holdings.insert(key, classes.len() - 1);
            }
        }
        let Self { attachments, open, open_to_service_principals, .. } = self;
        Classes { attachments, classes, open, open_to_service_principals }
    }

    fn unseen(&self, principal: PrincipalId) -> Unseen {
        let may_be_one =
            matches!(self.tenant.facts.principals.kind(principal), PrincipalKind::ServicePrincipal | PrincipalKind::Unknown);
        match () {
            () if self.tenant.is_orphan(principal) => Unseen::Nothing,
            () if may_be_one && self.service_principals_differ => Unseen::AsServicePrincipal,
            () => Unseen::AsAnyone,
        }
    }

    /// What a principal holds: without an activation of a membership, then under each choice of activations, where deny assignments
    /// wait behind them; else all at once.
    fn held_by(&self, principal: PrincipalId) -> Vec<Vec<HeldGrant>> {
        match Activations::tied(self.tenant, principal, |group| self.is_tied(group)) {
            Some(activations) => activations.choices().map(|choice| self.held_under(&choice, principal)).collect(),
            None => vec![self.holdings_of(principal)],
        }
    }

    /// Whether a deny assignment names a group, or leaves it out.
    fn is_tied(&self, group: PrincipalId) -> bool {
        let own = self.own.get(&group).map(Vec::as_slice).unwrap_or_default();
        let is_tie = |number: &AttachmentId| {
            matches!(self.attachments.get(*number as usize), Some(Attachment::Denied(_) | Attachment::Excluded(_)))
        };
        own.iter().any(is_tie)
    }

    /// What a principal holds while these memberships are activated: roles are only eligible by them, and deny assignments reach it.
    fn held_under(&self, choice: &ActivationChoice, principal: PrincipalId) -> Vec<HeldGrant> {
        let mut held = Vec::new();
        for &(holder, strength) in &choice.reached {
            let mut own = Vec::new();
            self.gather_own(holder, &mut own);
            held.extend(own.into_iter().map(|holding| match self.attachments.get(holding.attachment as usize) {
                Some(Attachment::Denied(_) | Attachment::Excluded(_)) => holding,
                _ => holding.weakened(strength),
            }));
        }
        let directly = self.own.get(&principal).map(Vec::as_slice).unwrap_or_default();
        let directly = directly.iter().filter(|&&attachment| self.is_directory(attachment) || self.is_possession(attachment));
        held.extend(directly.map(|&attachment| HeldGrant { attachment, strength: Strength::Sure, doubt: None }));
        for edge in self.tenant.membership.groups_of(principal) {
            if choice.reached.iter().any(|&(reached, _)| reached == edge.group) {
                held.extend(self.directory_through(edge));
            }
        }
        best_of_each(&mut held);
        held
    }

    /// Everything a principal holds, through whatever group.
    fn holdings_of(&self, principal: PrincipalId) -> Vec<HeldGrant> {
        let own = self.own.get(&principal).map(Vec::as_slice).unwrap_or_default();
        let mut held: Vec<HeldGrant> =
            own.iter().map(|&attachment| HeldGrant { attachment, strength: Strength::Sure, doubt: None }).collect();
        for edge in self.tenant.membership.groups_of(principal) {
            held.extend(self.reach.of(edge.group).iter().map(|holding| holding.weakened(edge.strength)));
            held.extend(self.directory_through(edge));
        }
        best_of_each(&mut held);
        held
    }

    /// Directory roles of a group reach its direct members (R-ENT-8); a flattened list does not say who is direct (R-FMT-17).
    fn directory_through<'a>(&'a self, edge: &'a super::ways::Edge) -> impl Iterator<Item = HeldGrant> + 'a {
        let own = self.own.get(&edge.group).map(Vec::as_slice).unwrap_or_default();
        let reach = self.tenant.directory_reach(edge);
        own.iter().filter(|&&attachment| self.is_directory(attachment)).filter_map(move |&attachment| {
            let strength = reach?;
            let doubt = (strength == Strength::Unknown).then_some(edge.group);
            Some(HeldGrant { attachment, strength, doubt })
        })
    }

    /// What principals may hold that no member list shows (R-PRI-7, R-FMT-25).
    fn open_holdings(&self, to: OpenTo) -> Vec<HeldGrant> {
        let membership = &self.tenant.membership;
        let mut open = Vec::new();
        let mut holders: Vec<PrincipalId> = self.own.keys().copied().collect();
        holders.sort_unstable_by_key(|&principal| self.tenant.facts.principals.id(principal));
        for holder in holders {
            let own = self.own.get(&holder).map(Vec::as_slice).unwrap_or_default();
            for &attachment in own.iter().filter(|&&attachment| !self.is_possession(attachment)) {
                let is_open = if self.is_directory(attachment) {
                    membership.open_directly_to(holder) >= Some(to)
                        && !self.tenant.is_flattened(holder, to)
                        && self.tenant.can_hold_directory_roles(holder)
                } else {
                    membership.open_to(holder) >= Some(to)
                };
                if is_open && !self.tenant.is_orphan(holder) {
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
