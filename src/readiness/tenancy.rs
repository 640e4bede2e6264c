//! Prerequisites about the tenant as a whole: that everything is in one tenant, which workspaces it has, and whose accounts are in it
//! (R-PRE-3, R-PRE-5, R-PRE-6).

use super::evidence::{Evidence, Proof};
use super::observation::{Observation, TenancyObservation};
use super::prerequisites::{Inspected, Inspection, Status, gap_about, is_workspace};
use crate::arrange::Arrange as _;
use crate::audit::Gap;
use crate::model::scope::{subscription_of, workspace_of};
use crate::model::{AtOnce, Completeness, ExportKind, PrincipalId};

/// The kind of the connector whose tenant has to be the same (R-PRE-3).
const DEFENDER: &str = "MicrosoftThreatProtection";
/// So much evidence of one kind is enough.
const FEW: usize = 5;

fn of(status: Status, observation: TenancyObservation) -> Inspected {
    Inspected::new(status, Observation::Tenancy(observation))
}

impl Inspection<'_> {
    /// R-PRE-3: everything that names a tenant names the same one.
    pub(super) fn same_tenant(&self) -> Inspected {
        let mut azure = self.subscription_tenants();
        let mut rest = self.other_tenants();
        for list in [&mut azure, &mut rest] {
            list.arrange_by(|a, b| (a.proof, &a.value, a.origin).cmp(&(b.proof, &b.value, b.origin)));
            list.dedup_by(|next, first| (next.proof, &next.value) == (first.proof, &first.value));
        }
        let known = rest.iter().any(|own| own.proof == Proof::Organization);
        let mut settles = Vec::new();
        if azure.is_empty() {
            settles.push(self.gap(ExportKind::Subscriptions));
        }
        if !known {
            settles.push(self.gap(ExportKind::Organization));
        }
        let evidence: Vec<Evidence> = azure.into_iter().chain(rest).collect();
        let mut tenants: Vec<&str> = evidence.iter().map(|own| own.value.as_str()).collect();
        tenants.arrange();
        tenants.dedup();
        let found = match (tenants.as_slice(), settles.is_empty()) {
            ([_, _, ..], _) => {
                let all = tenants.iter().map(|&tenant| tenant.to_owned()).collect();
                of(Status::NotMet, TenancyObservation::SeveralTenants(all))
            }
            ([one], true) => of(Status::Met, TenancyObservation::OneTenant((*one).to_owned())),
            ([] | [_], _) => of(Status::Unknown, TenancyObservation::TenantNotExported).settled_by(settles),
        };
        found.shown_by(evidence)
    }

    /// What the subscription of the workspace, or the workspace itself, says about its tenant.
    fn subscription_tenants(&self) -> Vec<Evidence> {
        let facts = self.facts();
        let own = subscription_of(self.workspace).unwrap_or_default();
        let mut found = Vec::new();
        for row in &facts.subscriptions {
            let id = facts.scopes.text(row.scope);
            if let Some(tenant) = row.tenant.as_deref().filter(|_| id.eq_ignore_ascii_case(own)) {
                found.push(Evidence::new(Proof::Subscription, id, tenant, row.origin));
            }
        }
        for row in facts.resources.iter().filter(|row| is_workspace(row)) {
            let id = facts.scopes.text(row.scope);
            if let Some(tenant) = row.tenant.as_deref().filter(|_| id.eq_ignore_ascii_case(self.workspace)) {
                found.push(Evidence::new(Proof::ResourceTenant, id, tenant, row.origin));
            }
        }
        found
    }

    /// What the connector, the directory and the collection say.
    fn other_tenants(&self) -> Vec<Evidence> {
        let facts = self.facts();
        let mut found = Vec::new();
        for (row, connector) in self.connectors() {
            if let Some(tenant) = connector.tenant.as_deref().filter(|_| connector.kind.eq_ignore_ascii_case(DEFENDER)) {
                found.push(Evidence::new(Proof::ConnectorTenant, facts.scopes.text(row.scope), tenant, row.origin));
            }
        }
        let organizations = facts.organizations.iter();
        found.extend(organizations.map(|row| Evidence::new(Proof::Organization, &row.id, &row.id, row.origin)));
        let collections = facts.collections.iter();
        found.extend(collections.filter_map(|row| {
            let tenant = row.tenant.as_deref()?;
            Some(Evidence::new(Proof::Collection, &row.folder, tenant, row.origin))
        }));
        found
    }

    /// R-PRE-5: which other workspaces have Microsoft Sentinel. People say which one is connected.
    pub(super) fn others(&self, at_once: AtOnce) -> Inspected {
        let traces: Vec<(String, Evidence)> =
            self.other_workspaces().into_iter().filter_map(|id| Some((id.clone(), self.trace(&id)?))).collect();
        let connected = traces.iter().map(|(id, _)| id).find(|id| self.connected.is(id) == Some(true));
        let names: Vec<&str> = traces.iter().filter_map(|(id, _)| id.rsplit('/').next()).collect();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let evidence: Vec<Evidence> = traces.iter().map(|(_, evidence)| evidence.clone()).collect();
        match (connected, self.connected.is(self.workspace), at_once) {
            (Some(other), _, AtOnce::One) => {
                of(Status::NotMet, TenancyObservation::OtherConnected(other.clone())).shown_by(evidence)
            }
            (Some(_), _, AtOnce::OnePrimary) | (None, Some(_), _) if traces.is_empty() => {
                of(Status::Met, TenancyObservation::NoOtherSentinel).shown_by(evidence)
            }
            (Some(_), _, AtOnce::OnePrimary) | (None, Some(_), _) => {
                of(Status::Met, TenancyObservation::OthersWithSentinel(names)).shown_by(evidence)
            }
            (None, None, _) if traces.is_empty() => self.none_seen(),
            (None, None, _) => of(Status::Indeterminate, TenancyObservation::OthersPerhapsConnected(names))
                .shown_by(evidence)
                .settled_by(vec![self.look_in_portal()]),
        }
    }

    /// No other workspace shows Microsoft Sentinel. How much that proves depends on how much was listed.
    fn none_seen(&self) -> Inspected {
        let facts = self.facts();
        let all = facts.completeness(ExportKind::Subscriptions) == Completeness::Complete;
        let mut settles = Vec::new();
        if !all {
            settles.push(self.gap(ExportKind::Subscriptions));
        }
        let ids = facts.subscriptions.iter().map(|row| facts.scopes.text(row.scope));
        let mut silent: Vec<&str> = ids.filter(|id| !self.is_listed(id)).collect();
        silent.arrange();
        silent.dedup();
        settles.extend(silent.into_iter().take(FEW).map(|id| gap_about(ExportKind::Resources, id)));
        if !settles.is_empty() {
            return of(Status::Unknown, TenancyObservation::SubscriptionsNotListed).settled_by(settles);
        }
        let others = self.other_workspaces();
        if others.is_empty() {
            return of(Status::Met, TenancyObservation::NoOtherWorkspace);
        }
        let settles = others.iter().take(FEW).map(|other| gap_about(ExportKind::Sentinel, other)).collect();
        of(Status::Probable, TenancyObservation::NoOtherTraces).settled_by(settles)
    }

    /// The ids of the other workspaces in the exports, each once.
    fn other_workspaces(&self) -> Vec<String> {
        let scopes = &self.facts().scopes;
        let ids = self.facts().resources.iter().filter_map(|row| workspace_of(scopes.text(row.scope)));
        let mut all: Vec<String> = ids.filter(|id| !id.eq_ignore_ascii_case(self.workspace)).map(str::to_owned).collect();
        all.arrange_by_key(|id| id.to_ascii_lowercase());
        all.dedup_by(|next, first| next.eq_ignore_ascii_case(first));
        all
    }

    /// R-PRE-6: the directory lists the people; guests count.
    pub(super) fn accounts(&self) -> Inspected {
        let principals = &self.facts().principals;
        let (listed, others): (Vec<PrincipalId>, Vec<PrincipalId>) =
            self.people.iter().partition(|&&who| principals.facts(who).is_some_and(|known| known.listed.is_some()));
        let mut evidence: Vec<Evidence> = listed.iter().filter_map(|&who| self.account(who)).collect();
        evidence.arrange_by(|a, b| a.subject.cmp(&b.subject));
        evidence.truncate(FEW);
        let guests = listed.iter().filter(|&&who| principals.facts(who).is_some_and(|known| known.guest)).count();
        let deleted = others.iter().copied().find(|&who| self.tenant.is_orphan(who));
        let found = match (listed.len(), others.len(), deleted) {
            (_, _, Some(who)) => of(Status::NotMet, TenancyObservation::AccountDeleted(who)),
            (0, 0, None) => of(Status::Met, TenancyObservation::NoAccounts),
            (count, 0, None) => of(Status::Met, TenancyObservation::AccountsListed { count, guests }),
            (_, open, None) => of(Status::Unknown, TenancyObservation::AccountsNotListed(open)).settled_by(self.directories()),
        };
        found.shown_by(evidence)
    }

    fn account(&self, who: PrincipalId) -> Option<Evidence> {
        let principals = &self.facts().principals;
        let origin = principals.facts(who)?.listed?;
        Some(Evidence::new(Proof::Account, &principals.id(who).to_string(), "", origin))
    }

    fn directories(&self) -> Vec<Gap> {
        let kinds = [ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals];
        let open = kinds.into_iter().filter(|&kind| self.facts().completeness(kind) != Completeness::Complete);
        open.map(|kind| self.gap(kind)).collect()
    }
}
