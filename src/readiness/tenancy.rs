//! Prerequisites about the tenant as a whole: that it is one, which workspaces it has, and whose accounts are in it (R-PRE-3, 5, 6).

use super::evidence::{Evidence, Proof};
use super::prerequisites::{Found, Look, Status, gap_of, is_workspace};
use crate::model::scope::{subscription_of, workspace_of};
use crate::model::{AtOnce, Completeness, ExportKind, Gap, PrincipalId};

/// The kind of the connector whose tenant has to be the same (R-PRE-3).
const DEFENDER: &str = "MicrosoftThreatProtection";
/// So much evidence of one kind is enough.
const FEW: usize = 5;

impl Look<'_> {
    /// R-PRE-3: everything that names a tenant names the same one.
    pub(super) fn same_tenant(&self) -> Found {
        let mut azure = self.subscription_tenants();
        let mut rest = self.other_tenants();
        for list in [&mut azure, &mut rest] {
            list.sort_by(|a, b| (a.proof, &a.value, a.origin).cmp(&(b.proof, &b.value, b.origin)));
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
        tenants.sort_unstable();
        tenants.dedup();
        match (tenants.as_slice(), settles.is_empty()) {
            ([_, _, ..], _) => {
                let message = format!("the exports speak of several tenants: {}", tenants.join(", "));
                (Status::NotMet, message, evidence, Vec::new())
            }
            ([one], true) => (Status::Met, format!("all name the tenant {one}"), evidence, settles),
            _ => {
                let message = "the tenant of the subscription or that of the directory was not exported".to_owned();
                (Status::Unknown, message, evidence, settles)
            }
        }
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

    /// R-PRE-5: which other workspaces have Microsoft Sentinel; which is connected is what people say.
    pub(super) fn others(&self, at_once: AtOnce) -> Found {
        let traces: Vec<(String, Evidence)> =
            self.other_workspaces().into_iter().filter_map(|id| Some((id.clone(), self.trace(&id)?))).collect();
        let connected = traces.iter().map(|(id, _)| id).find(|id| self.connected.is(id) == Some(true));
        let names: Vec<&str> = traces.iter().filter_map(|(id, _)| id.rsplit('/').next()).collect();
        let enabled = format!("Microsoft Sentinel is also on {}", names.join(", "));
        let evidence: Vec<Evidence> = traces.iter().map(|(_, evidence)| evidence.clone()).collect();
        match (connected, self.connected.is(self.workspace), at_once) {
            (Some(other), _, AtOnce::One) => {
                let name = other.rsplit('/').next().unwrap_or(other);
                (Status::NotMet, format!("{name} is connected: it has to be disconnected first"), evidence, Vec::new())
            }
            (Some(_), _, AtOnce::OnePrimary) | (None, Some(_), _) => {
                let message = if traces.is_empty() { "no other workspace has Microsoft Sentinel".to_owned() } else { enabled };
                (Status::Met, message, evidence, Vec::new())
            }
            (None, None, _) if !traces.is_empty() => {
                let message = format!("{enabled}: whether one of them is connected stands in no export");
                (Status::Indeterminate, message, evidence, vec![self.look_in_portal()])
            }
            (None, None, _) => self.none_seen(),
        }
    }

    /// No other workspace shows Microsoft Sentinel: how much that says hangs on how much was listed.
    fn none_seen(&self) -> Found {
        let facts = self.facts();
        let all = facts.completeness(ExportKind::Subscriptions) == Completeness::Complete;
        let mut settles = Vec::new();
        if !all {
            settles.push(self.gap(ExportKind::Subscriptions));
        }
        let ids = facts.subscriptions.iter().map(|row| facts.scopes.text(row.scope));
        let mut silent: Vec<&str> = ids.filter(|id| !self.is_listed(id)).collect();
        silent.sort_unstable();
        silent.dedup();
        settles.extend(silent.into_iter().take(FEW).map(|id| gap_of(ExportKind::Resources, id)));
        if !settles.is_empty() {
            let message = "no other workspace is seen, but not every subscription is listed";
            return (Status::Unknown, message.to_owned(), Vec::new(), settles);
        }
        let others = self.other_workspaces();
        if others.is_empty() {
            return (Status::Met, "the tenant has no other workspace".to_owned(), Vec::new(), Vec::new());
        }
        let message = "no other workspace shows traces of Microsoft Sentinel";
        let settles = others.iter().take(FEW).map(|other| gap_of(ExportKind::Sentinel, other)).collect();
        (Status::Probable, message.to_owned(), Vec::new(), settles)
    }

    /// The ids of the other workspaces in the exports, each once.
    fn other_workspaces(&self) -> Vec<String> {
        let scopes = &self.facts().scopes;
        let ids = self.facts().resources.iter().filter_map(|row| workspace_of(scopes.text(row.scope)));
        let mut all: Vec<String> = ids.filter(|id| !id.eq_ignore_ascii_case(self.workspace)).map(str::to_owned).collect();
        all.sort_by_key(|id| id.to_ascii_lowercase());
        all.dedup_by(|next, first| next.eq_ignore_ascii_case(first));
        all
    }

    /// R-PRE-6: the directory lists the people; guests count.
    pub(super) fn accounts(&self) -> Found {
        let principals = &self.facts().principals;
        let (listed, others): (Vec<PrincipalId>, Vec<PrincipalId>) =
            self.people.iter().partition(|&&who| principals.facts(who).is_some_and(|known| known.listed.is_some()));
        let mut evidence: Vec<Evidence> = listed.iter().filter_map(|&who| self.account(who)).collect();
        evidence.sort_by(|a, b| a.subject.cmp(&b.subject));
        evidence.truncate(FEW);
        let guests = listed.iter().filter(|&&who| principals.facts(who).is_some_and(|known| known.guest)).count();
        let guests = match guests {
            0 => String::new(),
            1 => ", one of them a guest".to_owned(),
            more => format!(", {more} of them guests"),
        };
        let deleted: Vec<PrincipalId> = others.iter().copied().filter(|&who| self.tenant.is_orphan(who)).collect();
        match (listed.len(), others.len(), deleted.first()) {
            (_, _, Some(&who)) => {
                let message = format!("the directory does not list {}", principals.id(who));
                (Status::NotMet, message, evidence, Vec::new())
            }
            (0, 0, None) => (Status::Met, "there is nobody whose account could matter".to_owned(), evidence, Vec::new()),
            (count, 0, None) => {
                let accounts = if count == 1 { "the account".to_owned() } else { format!("all {count} accounts") };
                (Status::Met, format!("the directory lists {accounts}{guests}"), evidence, Vec::new())
            }
            (_, open, None) => {
                let accounts = if open == 1 { "1 account".to_owned() } else { format!("{open} accounts") };
                (Status::Unknown, format!("no directory export lists {accounts}"), evidence, self.directories())
            }
        }
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
