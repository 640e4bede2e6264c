//! Prerequisites about the workspace itself: that no lock is on it, where it is, and that no connector is left that has to go first
//! (R-PRE-7 to R-PRE-9).

use super::evidence::{Evidence, Proof};
use super::observation::{LockFound, Observation, WorkspaceObservation};
use super::prerequisites::{Inspected, Inspection, Status, is_workspace, states};
use crate::arrange::Arrange as _;
use crate::model::scope::contains;
use crate::model::{Completeness, DataConnector, ExportKind, Resource, ResourceLock};

fn of(status: Status, observation: WorkspaceObservation) -> Inspected {
    Inspected::new(status, Observation::Workspace(observation))
}

impl<'t> Inspection<'t> {
    /// R-PRE-7: locks of the workspace, and those that it inherits from its resource group and its subscription.
    pub(super) fn no_lock(&self) -> Inspected {
        let locks = self.locks();
        if locks.is_empty() {
            return if self.lists_locks() {
                of(Status::Met, WorkspaceObservation::NoLock)
            } else {
                of(Status::Unknown, WorkspaceObservation::LocksNotListed).settled_by(vec![self.gap(ExportKind::Locks)])
            };
        }
        let shown =
            |lock: &&ResourceLock| Evidence::new(Proof::Lock, &lock.id, lock.level.as_deref().unwrap_or_default(), lock.origin);
        let found = locks.iter().map(|lock| self.lock_found(lock)).collect();
        of(Status::NotMet, WorkspaceObservation::Locked(found)).shown_by(locks.iter().map(shown).collect())
    }

    /// The locks that apply to the workspace, each once.
    fn locks(&self) -> Vec<&'t ResourceLock> {
        let facts = self.facts();
        let applies = |lock: &&ResourceLock| contains(facts.scopes.text(lock.scope), self.workspace);
        let mut locks: Vec<&ResourceLock> = facts.locks.iter().filter(applies).collect();
        locks.arrange_by_key(|lock| (lock.id.to_ascii_lowercase(), lock.origin));
        locks.dedup_by(|next, first| next.id.eq_ignore_ascii_case(&first.id));
        locks
    }

    fn lock_found(&self, lock: &ResourceLock) -> LockFound {
        let name = lock.id.rsplit('/').next().unwrap_or_default().to_owned();
        let level = lock.level.as_deref().map(str::to_owned);
        LockFound { name, level, at: self.facts().scopes.text(lock.scope).to_owned() }
    }

    /// Whether a whole list of the locks of the subscription is at hand.
    fn lists_locks(&self) -> bool {
        let is_absent = self.facts().completeness(ExportKind::Locks) == Completeness::Absent;
        !is_absent && self.tenant.uncovered(ExportKind::Locks, self.workspace).is_none()
    }

    /// R-PRE-8: the region that the exports state of the workspace.
    pub(super) fn region(&self, regions: &[String]) -> Inspected {
        let own = self.rows(|row| is_workspace(row) && self.is_this(self.id(row)) && row.location.is_some());
        let mut found: Vec<(&str, &Resource)> =
            own.into_iter().filter_map(|row| Some((row.location.as_deref()?, row))).collect();
        found.arrange_by(|a, b| (a.0, a.1.origin).cmp(&(b.0, b.1.origin)));
        found.dedup_by_key(|(location, _)| *location);
        let evidence = found.iter().map(|(location, row)| Evidence::new(Proof::Location, self.id(row), location, row.origin));
        let evidence: Vec<Evidence> = evidence.collect();
        let settles = vec![self.gap(ExportKind::Resources)];
        let inspected = match found.as_slice() {
            [] => return of(Status::Unknown, WorkspaceObservation::RegionNotExported).settled_by(settles),
            [(one, _)] if regions.iter().any(|region| region == one) => {
                of(Status::Met, WorkspaceObservation::Region((*one).to_owned()))
            }
            [(one, _)] => {
                let (is, of_these) = ((*one).to_owned(), regions.to_vec());
                of(Status::NotMet, WorkspaceObservation::OtherRegion { is, regions: of_these })
            }
            several => {
                let all = several.iter().map(|(location, _)| (*location).to_owned()).collect();
                of(Status::Unknown, WorkspaceObservation::SeveralRegions(all)).settled_by(settles)
            }
        };
        inspected.shown_by(evidence)
    }

    /// R-PRE-9: no connector of these kinds takes anything, or may.
    pub(super) fn retired_connector(&self, kinds: &[String]) -> Inspected {
        let is_retired =
            |own: &DataConnector| kinds.iter().any(|kind| own.kind.eq_ignore_ascii_case(kind)) && !is_disconnected(own);
        let left: Vec<_> = self.connectors().into_iter().filter(|(_, own)| is_retired(own)).collect();
        if !left.is_empty() {
            let shown = |(row, own): &(&Resource, &DataConnector)| {
                Evidence::new(Proof::Connector, self.id(row), &states(own), row.origin)
            };
            let mut names: Vec<String> = left.iter().map(|(_, own)| own.kind.to_string()).collect();
            names.arrange();
            names.dedup();
            let found = of(Status::NotMet, WorkspaceObservation::ConnectorLeft(names));
            return found.shown_by(left.iter().map(shown).collect());
        }
        if self.lists_connectors() {
            return of(Status::Met, WorkspaceObservation::NoConnectorLeft(kinds.to_vec()));
        }
        Inspected::new(Status::Unknown, Observation::ConnectorsNotListed).settled_by(vec![self.connectors_gap()])
    }
}

/// Whether a connector is there and takes nothing: it names its data types, and each is off.
fn is_disconnected(connector: &DataConnector) -> bool {
    let types = &connector.data_types;
    !types.is_empty() && types.iter().all(|(_, state)| state.eq_ignore_ascii_case("disabled"))
}
