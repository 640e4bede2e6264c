//! Checks what a report of readiness claims besides its answers: the records behind prerequisites, and verdicts that follow from their
//! parts.
//!
//! Only what says that something is ready is checked against the exports; what says that it is not harms nobody.

use super::claims::VerdictClaim;
use super::fault::{Fault, Why};
use super::readiness_claims::{EvidenceClaim, PackClaim, PrerequisiteClaim, ReadinessClaim, ReadinessClaims};
use super::records::{Records, is_record};
use super::report::Report;
use crate::model::scope::{subscription_of, workspace_of};
use crate::model::{
    Check, DataConnector, InputId, ObjectId, Origin, Prerequisite, PrincipalKind, Resource, ResourceDetail, Task, TaskPack,
    Weight,
};

/// Compares a report of readiness with the exports; returns how many records were looked up.
pub(super) fn replay(report: &Report, records: &Records<'_>, packs: &[TaskPack], faults: &mut Vec<Fault>) -> usize {
    let Some(claims) = &report.readiness else { return 0 };
    let checker = ReadinessChecker { report, claims, records };
    let mut looked_up = 0;
    let mut fault = |pack: &str, about: &str, why: &Why| {
        faults.push(Fault {
            principal: String::new(),
            task: about.to_owned(),
            pack: pack.to_owned(),
            target: checker.workspace().to_owned(),
            step: None,
            place: None,
            code: why.code(),
            message: why.to_string(),
        });
    };
    for claim in &claims.packs {
        let Some(pack) = packs.iter().find(|pack| pack.id == claim.id) else {
            let why = Why::NoTask { pack: claim.id.clone(), task: String::new() };
            fault(&claim.id, "", &why);
            continue;
        };
        for own in &claim.prerequisites {
            looked_up += own.evidence.len();
            let bad = own.evidence.iter().filter_map(|evidence| checker.evidence(evidence).err());
            bad.for_each(|why| fault(&claim.id, &own.id, &why));
        }
        if let Err((about, why)) = checker.pack(claim, pack) {
            fault(&claim.id, &about, &why);
        }
    }
    let worst = claims.packs.iter().map(|pack| pack.readiness).min();
    if worst.is_none() || claims.readiness > worst {
        fault("", "", &Why::OtherReadiness);
    }
    looked_up
}

struct ReadinessChecker<'r> {
    report: &'r Report,
    claims: &'r ReadinessClaims,
    records: &'r Records<'r>,
}

impl ReadinessChecker<'_> {
    fn workspace(&self) -> &str {
        self.claims.workspace.as_ref().map_or("", |workspace| &workspace.id)
    }

    fn is_this(&self, id: &str) -> bool {
        id.eq_ignore_ascii_case(self.workspace())
    }

    fn is_inside(&self, id: &str) -> bool {
        workspace_of(id).is_some_and(|id| self.is_this(id))
    }

    /// Whether the record says what the evidence says.
    fn evidence(&self, claim: &EvidenceClaim) -> Result<(), Why> {
        let (input, record) = claim.input.as_deref().zip(claim.record).ok_or(Why::NoRecord)?;
        let inputs = self.records.inputs(input)?;
        if self.is_shown(claim, inputs, record) {
            return Ok(());
        }
        let what = format!("a {} of {} that says `{}`", claim.proof, claim.subject, claim.value);
        Err(Why::OtherRecord { record, input: input.to_owned(), what })
    }

    fn is_shown(&self, claim: &EvidenceClaim, inputs: &[InputId], record: u32) -> bool {
        let facts = self.records.facts;
        let here = |origin: Origin| is_record(Some(origin), inputs, record);
        let is_subject = |id: &str| id.eq_ignore_ascii_case(&claim.subject);
        let says = |text: Option<&str>| text == Some(claim.value.as_str());
        match claim.proof.as_str() {
            "subscription" => facts
                .subscriptions
                .iter()
                .any(|row| here(row.origin) && is_subject(facts.scopes.text(row.scope)) && says(row.tenant.as_deref())),
            "organization" => facts.organizations.iter().any(|row| here(row.origin) && says(Some(&row.id))),
            "collection" => facts.collections.iter().any(|row| here(row.origin) && says(row.tenant.as_deref())),
            "licence" => facts.licences.iter().any(|row| {
                let usable = row.units > 0 && ["enabled", "warning"].contains(&row.status.to_lowercase().as_str());
                let plan =
                    |plan: &crate::model::ServicePlan| says(Some(&plan.id)) && plan.status.eq_ignore_ascii_case("success");
                here(row.origin) && usable && is_subject(&row.product) && row.plans.iter().any(plan)
            }),
            "account" => {
                let known = facts.principals.lookup(&ObjectId::parse(&claim.subject));
                let listed = known.and_then(|known| facts.principals.facts(known)?.listed);
                is_record(listed, inputs, record)
            }
            "lock" => facts
                .locks
                .iter()
                .any(|row| here(row.origin) && is_subject(&row.id) && row.level.as_deref().unwrap_or_default() == claim.value),
            proof => facts
                .resources
                .iter()
                .any(|row| here(row.origin) && is_subject(facts.scopes.text(row.scope)) && shows(row, proof, &claim.value)),
        }
    }

    /// Whether the verdict on a pack follows from its parts, and each part from what it rests on.
    fn pack(&self, claim: &PackClaim, pack: &TaskPack) -> Result<(), (String, Why)> {
        let mut worst = ReadinessClaim::Ready;
        for prerequisite in &pack.prerequisites {
            let about = || prerequisite.id.clone();
            let own = claim.prerequisites.iter().find(|own| own.id == prerequisite.id);
            let own = own.ok_or_else(|| (about(), Why::NoPrerequisite))?;
            if own.status == "met" && !self.is_backed(own, prerequisite) {
                return Err((about(), Why::NotBacked));
            }
            worst = worst.min(part(&own.status, prerequisite.weight));
        }
        for task in &pack.tasks {
            let about = || task.id.clone();
            let own = claim.tasks.iter().find(|own| own.task == task.id);
            let own = own.ok_or_else(|| (about(), Why::NoTask { pack: pack.id.clone(), task: task.id.clone() }))?;
            if own.readiness > self.best(pack, task) {
                return Err((about(), Why::OtherReadiness));
            }
            worst = own.readiness.map_or(worst, |own| own.min(worst));
        }
        if claim.readiness > worst { Err((String::new(), Why::OtherReadiness)) } else { Ok(()) }
    }

    /// Whether the evidence of a prerequisite that is met is of the kind that shows it.
    fn is_backed(&self, claim: &PrerequisiteClaim, own: &Prerequisite) -> bool {
        let of = |proofs: &[&str]| claim.evidence.iter().filter(|evidence| proofs.contains(&evidence.proof.as_str())).collect();
        let inside = |all: Vec<&EvidenceClaim>| all.iter().any(|evidence| self.is_inside(&evidence.subject));
        match &own.check {
            Check::WorkspaceExists => inside(of(&["resource"])),
            Check::SentinelEnabled => inside(of(&["onboarding-state"])),
            Check::DataConnector { kind, data_types } => of(&["connector"])
                .iter()
                .any(|evidence: &&EvidenceClaim| self.is_connector(&evidence.subject, kind, data_types)),
            Check::SameTenant => {
                let one = claim.evidence.first().map(|first| &first.value);
                let azure = of(&["subscription", "resource-tenant"]).iter().any(|evidence: &&EvidenceClaim| {
                    let own = subscription_of(self.workspace()).is_some_and(|id| evidence.subject.eq_ignore_ascii_case(id));
                    own || self.is_this(&evidence.subject)
                });
                let directory: Vec<&EvidenceClaim> = of(&["organization"]);
                azure && !directory.is_empty() && claim.evidence.iter().all(|evidence| Some(&evidence.value) == one)
            }
            Check::Licence { plans } => {
                let named = |evidence: &&EvidenceClaim| plans.iter().any(|plan| plan.id == evidence.value);
                of(&["licence"]).iter().any(named)
            }
            Check::Region { regions } => {
                let here = |evidence: &&EvidenceClaim| self.is_this(&evidence.subject) && regions.contains(&evidence.value);
                of(&["location"]).iter().any(here)
            }
            // That there is nothing else has no record.
            Check::OtherWorkspaces { .. } | Check::Accounts | Check::NoLock | Check::RetiredConnector { .. } => true,
        }
    }

    /// Whether a connector of the workspace takes the data types, or the workspace is said to be connected.
    fn is_connector(&self, id: &str, kind: &str, data_types: &[String]) -> bool {
        let said = self.claims.connected.as_ref().is_some_and(|ids| ids.iter().any(|id| self.is_this(id)));
        let facts = self.records.facts;
        let takes = |connector: &DataConnector| {
            let on = |wanted: &String| {
                let own = connector.data_types.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
                own.into_iter().any(|(_, state)| state.eq_ignore_ascii_case("enabled"))
            };
            connector.kind.eq_ignore_ascii_case(kind) && (said || data_types.iter().all(on))
        };
        let own = facts.resources.iter().filter(|row| facts.scopes.text(row.scope).eq_ignore_ascii_case(id));
        self.is_inside(id) && own.into_iter().any(|row| matches!(&row.detail, ResourceDetail::Connector(own) if takes(own)))
    }

    /// The best that the answers of the report allow to say of a task.
    fn best(&self, pack: &TaskPack, task: &Task) -> Option<ReadinessClaim> {
        let answer = |principal: &str| of_verdict(self.verdict(principal, pack, task));
        let Some(team) = self.claims.team.as_ref().filter(|team| team.mode != "everyone") else {
            return Some(self.by_anyone(pack, task));
        };
        let members = team.members.iter();
        if team.mode != "mapped" {
            return members.map(|member| answer(&member.principal)).max();
        }
        let is_task = |id: &String| *id == task.id || task.formerly.as_ref() == Some(id);
        members.filter(|member| member.tasks.iter().any(is_task)).map(|member| answer(&member.principal)).min()
    }

    fn by_anyone(&self, pack: &TaskPack, task: &Task) -> ReadinessClaim {
        let principals = &self.records.facts.principals;
        let is_person = |id: &String| {
            let known = principals.lookup(&ObjectId::parse(id));
            known.is_some_and(|known| principals.kind(known) == PrincipalKind::User)
        };
        let people = self.report.classes.iter().filter(|class| class.principals.iter().any(is_person));
        let results = people.flat_map(|class| &class.results);
        let own = results.filter(|result| result.task == task.id && result.pack == pack.id);
        own.map(|result| of_verdict(result.verdict)).max().unwrap_or(ReadinessClaim::CannotTell)
    }

    fn verdict(&self, principal: &str, pack: &TaskPack, task: &Task) -> VerdictClaim {
        let id = ObjectId::parse(principal);
        let classes = self.report.classes.iter();
        let mut own = classes.filter(|class| class.principals.iter().any(|own| ObjectId::parse(own) == id));
        let results = own.next().map(|class| class.results.as_slice()).unwrap_or_default();
        let found = results.iter().find(|result| result.task == task.id && result.pack == pack.id);
        found.map_or(VerdictClaim::NotAllowed, |result| result.verdict)
    }
}

/// Whether a resource shows what is claimed of it.
fn shows(row: &Resource, proof: &str, value: &str) -> bool {
    match (proof, &row.detail) {
        ("resource", _) => *row.kind == *value,
        ("onboarding-state", _) => &*row.kind == "microsoft.securityinsights/onboardingstates",
        ("resource-tenant", _) => row.tenant.as_deref() == Some(value),
        ("location", _) => row.location.as_deref() == Some(value),
        ("connector-tenant", ResourceDetail::Connector(own)) => own.tenant.as_deref() == Some(value),
        ("connector", ResourceDetail::Connector(own)) => {
            let said: Vec<String> =
                own.data_types.iter().map(|(name, state)| format!("{name} {}", state.to_lowercase())).collect();
            said.join(", ") == value || said.is_empty()
        }
        _ => false,
    }
}

/// The most that an answer allows to say.
fn of_verdict(verdict: VerdictClaim) -> ReadinessClaim {
    match verdict {
        VerdictClaim::Allowed => ReadinessClaim::Ready,
        VerdictClaim::Eligible => ReadinessClaim::ReadyAfterActivation,
        VerdictClaim::Conditional
        | VerdictClaim::Unknown
        | VerdictClaim::Blocked
        | VerdictClaim::NotAllowed
        | VerdictClaim::NotAsked => ReadinessClaim::CannotTell,
    }
}

/// The most that a prerequisite allows to say.
fn part(status: &str, weight: Weight) -> ReadinessClaim {
    match (status, weight) {
        ("met", _) | (_, Weight::Informational) => ReadinessClaim::Ready,
        ("not_met", _) => ReadinessClaim::NotReady,
        (_, Weight::IfKnown) => ReadinessClaim::Ready,
        (_, Weight::Required) => ReadinessClaim::CannotTell,
    }
}
