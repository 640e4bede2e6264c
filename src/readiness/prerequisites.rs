//! Prerequisites against the facts (R-PRE-1..6): whether each is met, by which record, and which export would tell.

use super::evidence::{Evidence, Proof};
use super::observation::Observation;
use crate::arrange::Arrange as _;
use crate::audit::{Gap, PrerequisiteExport};
use crate::graph::TenantGraph;
use crate::model::scope::{subscription_of, workspace_of};
use crate::model::{
    Check, CollectedRequest, Completeness, DataConnector, ExportKind, Facts, Origin, PlanName, Prerequisite, PrincipalId,
    Resource, ResourceDetail, ScopePath,
};

/// Whether a prerequisite is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Shown.
    Met,
    /// A hint, no proof.
    Probable,
    /// No export can say: somebody has to look.
    Indeterminate,
    /// The export that would say is missing.
    Unknown,
    /// Shown not to be.
    NotMet,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Met, Self::Probable, Self::Indeterminate, Self::Unknown, Self::NotMet];

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Probable => "probable",
            Self::Indeterminate => "indeterminate",
            Self::Unknown => "unknown",
            Self::NotMet => "not_met",
        }
    }
}

/// A prerequisite, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrerequisiteFinding {
    /// The prerequisite.
    pub prerequisite: Prerequisite,
    /// Whether it is met.
    pub status: Status,
    /// What was found.
    pub observation: Observation,
    /// The records that show it.
    pub evidence: Vec<Evidence>,
    /// What would settle it.
    pub settles: Vec<Gap>,
}

/// Which workspaces are connected to the Defender portal. No export says it, so people do (R-PRE-5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connected {
    /// Nobody said.
    #[default]
    Unsaid,
    /// None is.
    None,
    /// These are, by resource id.
    These(Vec<String>),
}

impl Connected {
    /// Whether a workspace is connected, if anybody said.
    pub(super) fn is(&self, workspace: &str) -> Option<bool> {
        match self {
            Self::Unsaid => None,
            Self::None => Some(false),
            Self::These(ids) => Some(ids.iter().any(|id| ScopePath::parse(id) == ScopePath::parse(workspace))),
        }
    }
}

/// What is looked at.
pub(super) struct Inspection<'t> {
    pub tenant: &'t TenantGraph,
    /// The workspace's id.
    pub workspace: &'t str,
    pub connected: &'t Connected,
    /// Those whose accounts matter.
    pub people: &'t [PrincipalId],
}

/// What was found about a prerequisite.
pub(super) struct Inspected {
    pub status: Status,
    pub observation: Observation,
    /// The records that show it.
    pub evidence: Vec<Evidence>,
    /// What would settle it.
    pub settles: Vec<Gap>,
}

impl Inspected {
    /// Something that no record shows, and that nothing more would settle.
    pub(super) fn new(status: Status, observation: Observation) -> Self {
        Self { status, observation, evidence: Vec::new(), settles: Vec::new() }
    }

    /// The same, shown by records.
    pub(super) fn shown_by(self, evidence: Vec<Evidence>) -> Self {
        Self { evidence, ..self }
    }

    /// The same, with what would settle it.
    pub(super) fn settled_by(self, settles: Vec<Gap>) -> Self {
        Self { settles, ..self }
    }
}

impl<'t> Inspection<'t> {
    pub(super) fn at(&self, prerequisite: &Prerequisite) -> PrerequisiteFinding {
        let Inspected { status, observation, evidence, settles } = match &prerequisite.check {
            Check::WorkspaceExists => self.exists(),
            Check::SentinelEnabled => self.sentinel(),
            Check::DataConnector { kind, data_types } => self.connector(kind, data_types),
            Check::SameTenant => self.same_tenant(),
            Check::Licence { plans } => self.licence(plans),
            Check::OtherWorkspaces { at_once } => self.others(*at_once),
            Check::Accounts => self.accounts(),
            Check::NoLock => self.no_lock(),
            Check::Region { regions } => self.region(regions),
            Check::RetiredConnector { kinds } => self.retired_connector(kinds),
        };
        PrerequisiteFinding { prerequisite: prerequisite.clone(), status, observation, evidence, settles }
    }

    pub(super) fn facts(&self) -> &'t Facts {
        self.tenant.facts()
    }

    pub(super) fn id(&self, resource: &Resource) -> &'t str {
        self.facts().scopes.text(resource.scope)
    }

    pub(super) fn is_this(&self, id: &str) -> bool {
        id.eq_ignore_ascii_case(self.workspace)
    }

    /// The rows of a resource, in the order of the inputs.
    pub(super) fn rows(&self, is: impl Fn(&Resource) -> bool) -> Vec<&'t Resource> {
        let mut rows: Vec<&Resource> = self.facts().resources.iter().filter(|row| is(row)).collect();
        rows.arrange_by_key(|row| row.origin);
        rows
    }

    fn exists(&self) -> Inspected {
        let own = self.rows(|row| is_workspace(row) && self.is_this(self.id(row)));
        let inside = || self.rows(|row| workspace_of(self.id(row)).is_some_and(|id| self.is_this(id)));
        if let Some(row) = own.first().copied().or_else(|| inside().first().copied()) {
            let evidence = Evidence::new(Proof::Resource, self.id(row), &row.kind, row.origin);
            return Inspected::new(Status::Met, Observation::WorkspaceListed).shown_by(vec![evidence]);
        }
        if self.is_listed(self.workspace) {
            return Inspected::new(Status::NotMet, Observation::WorkspaceNotListed);
        }
        Inspected::new(Status::Unknown, Observation::ResourcesNotListed).settled_by(vec![self.gap(ExportKind::Resources)])
    }

    /// R-PRE-1: an onboarding state proves it; data connectors and the solution hint at it.
    fn sentinel(&self) -> Inspected {
        let (states, hints) = (self.onboarding(self.workspace), self.hints(self.workspace));
        if let Some(state) = states.first() {
            let evidence = Evidence::new(Proof::OnboardingState, self.id(state), "", state.origin);
            return Inspected::new(Status::Met, Observation::OnboardingState).shown_by(vec![evidence]);
        }
        let settles = vec![self.gap(ExportKind::Sentinel)];
        if !hints.is_empty() {
            let evidence = hints.iter().take(1).map(|row| Evidence::new(Proof::Resource, self.id(row), &row.kind, row.origin));
            let found = Inspected::new(Status::Probable, Observation::TracesOfSentinel);
            return found.shown_by(evidence.collect()).settled_by(settles);
        }
        if self.is_vouched(ExportKind::Sentinel) && self.is_listed(self.workspace) {
            return Inspected::new(Status::NotMet, Observation::NoSentinel);
        }
        Inspected::new(Status::Unknown, Observation::SentinelNotListed).settled_by(settles)
    }

    fn onboarding(&self, workspace: &str) -> Vec<&'t Resource> {
        let kind = "microsoft.securityinsights/onboardingstates";
        self.rows(|row| &*row.kind == kind && workspace_of(self.id(row)).is_some_and(|id| id.eq_ignore_ascii_case(workspace)))
    }

    /// Records that are there where Microsoft Sentinel is, as a rule.
    fn hints(&self, workspace: &str) -> Vec<&'t Resource> {
        self.rows(|row| match &row.detail {
            ResourceDetail::Connector(_) => workspace_of(self.id(row)).is_some_and(|id| id.eq_ignore_ascii_case(workspace)),
            ResourceDetail::Solution { workspace: of } => is_solution_of(self.id(row), of.as_deref(), workspace),
            ResourceDetail::None | ResourceDetail::KeyVault { .. } => false,
        })
    }

    /// The first record that shows Microsoft Sentinel on a workspace, and whether it proves it.
    pub(super) fn trace(&self, workspace: &str) -> Option<Evidence> {
        let proof = self.onboarding(workspace).first().map(|row| (Proof::OnboardingState, *row));
        let (proof, row) = proof.or_else(|| self.hints(workspace).first().map(|row| (Proof::Resource, *row)))?;
        let value = if proof == Proof::OnboardingState { "" } else { &row.kind };
        Some(Evidence::new(proof, self.id(row), value, row.origin))
    }

    /// R-PRE-2: the connector, with every one of the data types.
    fn connector(&self, kind: &str, data_types: &[String]) -> Inspected {
        let all = self.connectors();
        let own: Vec<_> = all.iter().filter(|(_, connector)| connector.kind.eq_ignore_ascii_case(kind)).collect();
        let evidence = |(row, connector): &(&Resource, &DataConnector)| {
            Evidence::new(Proof::Connector, self.id(row), &states(connector), row.origin)
        };
        let takes = |connector: &DataConnector| data_types.iter().all(|wanted| is_enabled(connector, wanted));
        if let Some(found) = own.iter().find(|(_, connector)| takes(connector)) {
            let observation = Observation::ConnectorTakes(data_types.to_vec());
            return Inspected::new(Status::Met, observation).shown_by(vec![evidence(found)]);
        }
        if let Some(found) = own.first() {
            return self.disabled(found.1).shown_by(vec![evidence(found)]);
        }
        if self.lists_connectors() {
            return Inspected::new(Status::NotMet, Observation::NoConnector(kind.to_owned()));
        }
        Inspected::new(Status::Unknown, Observation::ConnectorsNotListed).settled_by(vec![self.connectors_gap()])
    }

    /// Whether the data connectors of the workspace are listed: a whole list has one of them, or the manifest of a collection says that
    /// there are none.
    pub(super) fn lists_connectors(&self) -> bool {
        let is_listed = self.connectors().iter().any(|(row, _)| !self.is_partial(row.origin));
        let asks = |url: &str| {
            let path = url.split_once('?').map_or(url, |(path, _)| path);
            let end = "/providers/microsoft.securityinsights/dataconnectors";
            let of = path.len().checked_sub(end.len()).and_then(|at| path.split_at_checked(at));
            of.is_some_and(|(of, rest)| rest.eq_ignore_ascii_case(end) && workspace_in(of).is_some_and(|id| self.is_this(id)))
        };
        let is_empty = |own: &CollectedRequest| own.complete && own.records == Some(0) && asks(&own.url);
        is_listed || self.is_vouched(ExportKind::Sentinel) || self.facts().requests.iter().any(is_empty)
    }

    pub(super) fn connectors_gap(&self) -> Gap {
        self.gap_of(PrerequisiteExport::DataConnectors)
    }

    /// To connect a workspace turns the connector off, so the meaning of a disabled connector depends on whether the workspace
    /// is connected (R-PRE-2).
    fn disabled(&self, connector: &DataConnector) -> Inspected {
        let connected = self.connected.is(self.workspace);
        let observation = Observation::ConnectorOff { states: states(connector), connected };
        match connected {
            Some(true) => Inspected::new(Status::Met, observation),
            Some(false) => Inspected::new(Status::NotMet, observation),
            None => Inspected::new(Status::Indeterminate, observation).settled_by(vec![self.look_in_portal()]),
        }
    }

    pub(super) fn connectors(&self) -> Vec<(&'t Resource, &'t DataConnector)> {
        let of_this = |row: &Resource| workspace_of(self.id(row)).is_some_and(|id| self.is_this(id));
        let rows = self.rows(of_this).into_iter();
        let connector = |row: &'t Resource| match &row.detail {
            ResourceDetail::Connector(connector) => Some((row, &**connector)),
            ResourceDetail::Solution { .. } | ResourceDetail::KeyVault { .. } | ResourceDetail::None => None,
        };
        rows.filter_map(connector).collect()
    }

    /// R-PRE-4.
    fn licence(&self, plans: &[PlanName]) -> Inspected {
        let usable = |status: &str| ["Enabled", "Warning"].iter().any(|good| status.eq_ignore_ascii_case(good));
        let mut evidence: Vec<Evidence> = Vec::new();
        for licence in self.facts().licences.iter().filter(|licence| licence.units > 0 && usable(&licence.status)) {
            let has = |plan: &&PlanName| {
                let own = licence.plans.iter().filter(|own| *own.id == *plan.id);
                own.into_iter().any(|own| own.status.eq_ignore_ascii_case("Success"))
            };
            let found = plans.iter().find(has);
            evidence.extend(found.map(|plan| Evidence::new(Proof::Licence, &licence.product, &plan.id, licence.origin)));
        }
        evidence.arrange_by_key(|own| own.origin);
        if let Some(first) = evidence.first() {
            let observation = Observation::SubscribedTo(first.subject.clone());
            return Inspected::new(Status::Met, observation).shown_by(evidence);
        }
        match self.facts().completeness(ExportKind::Licences) {
            Completeness::Complete => {
                let names = plans.iter().map(|plan| plan.name.clone()).collect();
                Inspected::new(Status::NotMet, Observation::NoPlan(names))
            }
            Completeness::Partial | Completeness::Absent => Inspected::new(Status::Unknown, Observation::LicencesNotExported)
                .settled_by(vec![self.gap(ExportKind::Licences)]),
        }
    }

    /// Whether the resources of a scope's subscription are listed: some whole list has a row of it, or somebody vouches for it.
    /// Resource Graph lists only what one may read.
    pub(super) fn is_listed(&self, scope: &str) -> bool {
        let Some(own) = subscription_of(scope) else { return false };
        let covers = |row: &Resource| {
            let input = self.facts().input(row.origin.input);
            let whole = input.is_some_and(|input| input.kind == ExportKind::Resources && input.format == "az.resources");
            whole
                && !self.is_partial(row.origin)
                && subscription_of(self.id(row)).is_some_and(|subscription| subscription.eq_ignore_ascii_case(own))
        };
        self.tenant.is_vouched(ExportKind::Resources, scope) || self.facts().resources.iter().any(covers)
    }

    pub(super) fn is_vouched(&self, kind: ExportKind) -> bool {
        self.tenant.is_vouched(kind, self.workspace)
    }

    fn is_partial(&self, origin: Origin) -> bool {
        self.facts().input(origin.input).is_none_or(|input| input.partial)
    }

    /// The export of a kind that would say something of the workspace.
    pub(super) fn gap(&self, kind: ExportKind) -> Gap {
        self.gap_of(PrerequisiteExport::Kind(kind))
    }

    fn gap_of(&self, needs: PrerequisiteExport) -> Gap {
        Gap::PrerequisiteNotExported { needs, scope: self.workspace.into() }
    }

    pub(super) fn look_in_portal(&self) -> Gap {
        Gap::LookInPortal { workspace: self.workspace.into() }
    }
}

/// The export of a kind that would say something of a workspace or subscription.
pub(super) fn gap_about(kind: ExportKind, scope: &str) -> Gap {
    Gap::PrerequisiteNotExported { needs: PrerequisiteExport::Kind(kind), scope: scope.into() }
}

/// The workspace that the address of a request names, from its host on.
fn workspace_in(address: &str) -> Option<&str> {
    let at = address.to_ascii_lowercase().find("/subscriptions/")?;
    address.get(at..).filter(|path| workspace_of(path).is_some_and(|own| own.len() == path.len()))
}

pub(super) fn is_workspace(row: &Resource) -> bool {
    &*row.kind == "microsoft.operationalinsights/workspaces"
}

/// Whether a solution is that of Microsoft Sentinel on a workspace: by what it says, else by its name and resource group.
fn is_solution_of(id: &str, says: Option<&str>, workspace: &str) -> bool {
    let (Some(name), Some(own)) = (id.rsplit('/').next(), workspace.rsplit('/').next()) else { return false };
    let named = name.eq_ignore_ascii_case(&format!("SecurityInsights({own})"));
    let group = |id| crate::model::scope::resource_group_of(id).map(str::to_ascii_lowercase);
    named && says.map_or_else(|| group(id) == group(workspace), |says| ScopePath::parse(says) == ScopePath::parse(workspace))
}

fn is_enabled(connector: &DataConnector, data_type: &str) -> bool {
    let own = connector.data_types.iter().filter(|(name, _)| name.eq_ignore_ascii_case(data_type));
    own.into_iter().any(|(_, state)| state.eq_ignore_ascii_case("enabled"))
}

/// What a connector takes, in words.
pub(super) fn states(connector: &DataConnector) -> String {
    let one = |(name, state): &(Box<str>, Box<str>)| format!("{name} {}", state.to_lowercase());
    let all: Vec<String> = connector.data_types.iter().map(one).collect();
    if all.is_empty() { "no data types".to_owned() } else { all.join(", ") }
}
