//! The status of a prerequisite, from the exports (R-PRE-1..9).

use std::collections::BTreeSet;

use super::readiness_claims::ReadinessClaims;
use super::records::Records;
use crate::arrange::Arrange as _;
use crate::model::scope::{resource_group_of, subscription_of, workspace_of};
use crate::model::{
    AtOnce, Check, CollectedRequest, Completeness, DataConnector, ExportKind, Facts, Licence, PrincipalId, Resource,
    ResourceDetail, ResourceLock, ScopePath,
};

const ONBOARDING: &str = "microsoft.securityinsights/onboardingstates";
const WORKSPACE: &str = "microsoft.operationalinsights/workspaces";
/// The kind of the connector whose tenant has to be the same (R-PRE-3).
const DEFENDER: &str = "MicrosoftThreatProtection";

const MET: &str = "met";
const PROBABLE: &str = "probable";
const INDETERMINATE: &str = "indeterminate";
const UNKNOWN: &str = "unknown";
const NOT_MET: &str = "not_met";

/// Looks at prerequisites.
pub(super) struct Prerequisites<'a> {
    facts: &'a Facts,
    records: &'a Records<'a>,
    workspace: &'a str,
    connected: Option<&'a [String]>,
    people: &'a [PrincipalId],
    /// A whole list of the locks of the subscription is at hand.
    locks_listed: bool,
}

impl<'a> Prerequisites<'a> {
    pub(super) fn new(records: &'a Records<'a>, claims: &'a ReadinessClaims, people: &'a [PrincipalId]) -> Self {
        let workspace = claims.workspace.as_ref().map_or("", |workspace| &workspace.id);
        let connected = claims.connected.as_deref();
        Self { facts: records.facts, records, workspace, connected, people, locks_listed: false }
    }

    /// The same, where it is known whether the locks of the subscription are listed.
    pub(super) fn with_locks(self, locks_listed: bool) -> Self {
        Self { locks_listed, ..self }
    }

    /// The status, under its name in reports.
    pub(super) fn status(&self, check: &Check) -> &'static str {
        match check {
            Check::WorkspaceExists => self.exists(),
            Check::SentinelEnabled => self.sentinel(),
            Check::DataConnector { kind, data_types } => self.connector(kind, data_types),
            Check::SameTenant => self.same_tenant(),
            Check::Licence { plans } => {
                let named = |plan: &str| plans.iter().any(|wanted| wanted.id == plan);
                self.licence(&named)
            }
            Check::OtherWorkspaces { at_once } => self.others(*at_once),
            Check::Accounts => self.accounts(),
            Check::NoLock => self.no_lock(),
            Check::Region { regions } => self.region(regions),
            Check::RetiredConnector { kinds } => self.retired_connector(kinds),
        }
    }

    fn id(&self, row: &Resource) -> &'a str {
        self.facts.scopes.text(row.scope)
    }

    /// The rows of a workspace and of what is in it.
    fn rows_in(&self, workspace: &str) -> impl Iterator<Item = &'a Resource> {
        let rows = self.facts.resources.iter();
        rows.filter(move |row| workspace_of(self.id(row)).is_some_and(|id| id.eq_ignore_ascii_case(workspace)))
    }

    fn exists(&self) -> &'static str {
        match (self.rows_in(self.workspace).next(), self.is_listed(self.workspace)) {
            (Some(_), _) => MET,
            (None, true) => NOT_MET,
            (None, false) => UNKNOWN,
        }
    }

    fn sentinel(&self) -> &'static str {
        if self.is_onboarded(self.workspace) {
            MET
        } else if self.has_hints(self.workspace) {
            PROBABLE
        } else if self.is_vouched(ExportKind::Sentinel) && self.is_listed(self.workspace) {
            NOT_MET
        } else {
            UNKNOWN
        }
    }

    fn is_onboarded(&self, workspace: &str) -> bool {
        self.rows_in(workspace).any(|row| &*row.kind == ONBOARDING)
    }

    /// A data connector, or the solution: they are there where Microsoft Sentinel is, as a rule.
    fn has_hints(&self, workspace: &str) -> bool {
        let connector = self.rows_in(workspace).any(|row| matches!(row.detail, ResourceDetail::Connector(_)));
        let name = workspace.rsplit('/').next().map(|name| format!("SecurityInsights({name})")).unwrap_or_default();
        let is_solution = |row: &Resource| {
            let ResourceDetail::Solution { workspace: said } = &row.detail else { return false };
            let named = self.id(row).rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(&name));
            let group = |id: &str| resource_group_of(id).map(str::to_ascii_lowercase);
            let here = match said {
                Some(said) => ScopePath::parse(said) == ScopePath::parse(workspace),
                None => group(self.id(row)) == group(workspace),
            };
            named && here
        };
        connector || self.facts.resources.iter().any(is_solution)
    }

    fn connectors(&self) -> impl Iterator<Item = (&'a Resource, &'a DataConnector)> {
        self.rows_in(self.workspace).filter_map(|row| match &row.detail {
            ResourceDetail::Connector(own) => Some((row, &**own)),
            ResourceDetail::Solution { .. } | ResourceDetail::KeyVault { .. } | ResourceDetail::None => None,
        })
    }

    fn connector(&self, kind: &str, data_types: &[String]) -> &'static str {
        let own = || self.connectors().map(|(_, own)| own).filter(|own| own.kind.eq_ignore_ascii_case(kind));
        let is_on = |own: &DataConnector, wanted: &str| {
            let mut same = own.data_types.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
            same.any(|(_, state)| state.eq_ignore_ascii_case("enabled"))
        };
        if own().any(|own| data_types.iter().all(|wanted| is_on(own, wanted))) {
            return MET;
        }
        if own().next().is_some() {
            return match self.is_connected(self.workspace) {
                Some(true) => MET,
                Some(false) => NOT_MET,
                None => INDETERMINATE,
            };
        }
        if self.lists_connectors() { NOT_MET } else { UNKNOWN }
    }

    /// Whether a whole list has some connector of the workspace, or a request for them was answered with none.
    fn lists_connectors(&self) -> bool {
        let is_listed = self.connectors().any(|(row, _)| !self.is_partial(row));
        let asked = [self.workspace, "/providers/microsoft.securityinsights/dataconnectors"].concat().to_ascii_lowercase();
        let is_none = |own: &CollectedRequest| {
            let path = own.url.split('?').next().unwrap_or_default().to_ascii_lowercase();
            let is_this = path.strip_suffix(&asked).is_some_and(|host| !host.contains("/subscriptions/"));
            own.complete && own.records == Some(0) && is_this
        };
        is_listed || self.is_vouched(ExportKind::Sentinel) || self.facts.requests.iter().any(is_none)
    }

    fn retired_connector(&self, kinds: &[String]) -> &'static str {
        let is_off = |own: &DataConnector| {
            let mut on = own.data_types.iter().filter(|(_, state)| !state.eq_ignore_ascii_case("disabled"));
            !own.data_types.is_empty() && on.next().is_none()
        };
        let own = self.connectors().map(|(_, own)| own);
        let mut left = own.filter(|own| kinds.iter().any(|kind| kind.eq_ignore_ascii_case(&own.kind)) && !is_off(own));
        match (left.next(), self.lists_connectors()) {
            (Some(_), _) => NOT_MET,
            (None, true) => MET,
            (None, false) => UNKNOWN,
        }
    }

    /// A lock is at the workspace, or at what its id begins with.
    fn no_lock(&self) -> &'static str {
        let own = [self.workspace, "/"].concat().to_ascii_lowercase();
        let applies =
            |lock: &ResourceLock| own.starts_with(&[self.facts.scopes.text(lock.scope), "/"].concat().to_ascii_lowercase());
        if self.facts.locks.iter().any(applies) {
            return NOT_MET;
        }
        if self.locks_listed { MET } else { UNKNOWN }
    }

    fn region(&self, regions: &[String]) -> &'static str {
        let own =
            self.rows_in(self.workspace).filter(|row| &*row.kind == WORKSPACE && self.id(row).len() == self.workspace.len());
        let stated: BTreeSet<&str> = own.filter_map(|row| row.location.as_deref()).collect();
        let mut stated = stated.into_iter();
        match (stated.next(), stated.next()) {
            (Some(one), None) if regions.iter().any(|region| region == one) => MET,
            (Some(_), None) => NOT_MET,
            (None, _) | (Some(_), Some(_)) => UNKNOWN,
        }
    }

    fn is_connected(&self, workspace: &str) -> Option<bool> {
        let same = |id: &String| ScopePath::parse(id) == ScopePath::parse(workspace);
        self.connected.map(|ids| ids.iter().any(same))
    }

    fn same_tenant(&self) -> &'static str {
        let subscription = subscription_of(self.workspace).unwrap_or_default();
        let subscriptions = self.facts.subscriptions.iter();
        let azure = subscriptions.filter(|row| self.facts.scopes.text(row.scope).eq_ignore_ascii_case(subscription));
        let azure = azure.filter_map(|row| row.tenant.as_deref());
        let own = self.facts.resources.iter().filter(|row| &*row.kind == WORKSPACE);
        let own = own.filter(|row| self.id(row).eq_ignore_ascii_case(self.workspace)).filter_map(|row| row.tenant.as_deref());
        let azure: BTreeSet<&str> = azure.chain(own).collect();
        let connectors = self.connectors().map(|(_, own)| own).filter(|own| own.kind.eq_ignore_ascii_case(DEFENDER));
        let connectors = connectors.filter_map(|own| own.tenant.as_deref());
        let organizations: BTreeSet<&str> = self.facts.organizations.iter().map(|row| &*row.id).collect();
        let collections = self.facts.collections.iter().filter_map(|row| row.tenant.as_deref());
        let known = !azure.is_empty() && !organizations.is_empty();
        let all: BTreeSet<&str> = azure.into_iter().chain(organizations).chain(connectors).chain(collections).collect();
        match (all.len(), known) {
            (2.., _) => NOT_MET,
            (1, true) => MET,
            _ => UNKNOWN,
        }
    }

    fn licence(&self, named: &dyn Fn(&str) -> bool) -> &'static str {
        let usable =
            |row: &&Licence| row.units > 0 && ["Enabled", "Warning"].iter().any(|good| row.status.eq_ignore_ascii_case(good));
        let has = |row: &Licence| row.plans.iter().any(|own| named(&own.id) && own.status.eq_ignore_ascii_case("Success"));
        let found = self.facts.licences.iter().filter(usable).any(has);
        match (found, self.facts.completeness(ExportKind::Licences)) {
            (true, _) => MET,
            (false, Completeness::Complete) => NOT_MET,
            (false, Completeness::Partial | Completeness::Absent) => UNKNOWN,
        }
    }

    fn others(&self, at_once: AtOnce) -> &'static str {
        let all = self.other_workspaces();
        let traced: Vec<&&str> = all.iter().filter(|id| self.is_onboarded(id) || self.has_hints(id)).collect();
        let other = traced.iter().any(|id| self.is_connected(id) == Some(true));
        match (other, self.is_connected(self.workspace).is_some(), at_once) {
            (true, _, AtOnce::One) => NOT_MET,
            (true, _, AtOnce::OnePrimary) | (false, true, _) => MET,
            (false, false, _) if !traced.is_empty() => INDETERMINATE,
            (false, false, _) => {
                let whole = self.facts.completeness(ExportKind::Subscriptions) == Completeness::Complete;
                let mut ids = self.facts.subscriptions.iter().map(|row| self.facts.scopes.text(row.scope));
                match (whole && ids.all(|id| self.is_listed(id)), all.is_empty()) {
                    (false, _) => UNKNOWN,
                    (true, true) => MET,
                    (true, false) => PROBABLE,
                }
            }
        }
    }

    fn other_workspaces(&self) -> Vec<&'a str> {
        let ids = self.facts.resources.iter().filter_map(|row| workspace_of(self.id(row)));
        let mut all: Vec<&str> = ids.filter(|id| !id.eq_ignore_ascii_case(self.workspace)).collect();
        all.arrange_by_key(|id| id.to_ascii_lowercase());
        all.dedup_by(|next, first| next.eq_ignore_ascii_case(first));
        all
    }

    fn accounts(&self) -> &'static str {
        let principals = &self.facts.principals;
        let is_listed = |who: &PrincipalId| principals.facts(*who).is_some_and(|known| known.listed.is_some());
        let others: Vec<PrincipalId> = self.people.iter().copied().filter(|who| !is_listed(who)).collect();
        if others.iter().any(|&who| self.records.is_deleted(who)) {
            return NOT_MET;
        }
        if others.is_empty() { MET } else { UNKNOWN }
    }

    /// Whether a whole list of resources has a row of a scope's subscription, or somebody vouches for it.
    fn is_listed(&self, scope: &str) -> bool {
        let Some(own) = subscription_of(scope) else { return false };
        let covers = |row: &Resource| {
            let input = self.facts.input(row.origin.input);
            let whole = input.is_some_and(|input| input.kind == ExportKind::Resources && input.format == "az.resources");
            let same = subscription_of(self.id(row)).is_some_and(|subscription| subscription.eq_ignore_ascii_case(own));
            whole && same && !self.is_partial(row)
        };
        self.is_vouched(ExportKind::Resources) || self.facts.resources.iter().any(covers)
    }

    fn is_vouched(&self, kind: ExportKind) -> bool {
        self.facts.vouched.contains(&kind)
    }

    fn is_partial(&self, row: &Resource) -> bool {
        self.facts.input(row.origin.input).is_none_or(|input| input.partial)
    }
}
