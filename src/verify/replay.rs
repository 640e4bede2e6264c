//! [`replay`]: replays the proofs of a report against the exports.

use rustc_hash::FxHashMap;

use super::assignment_claims::AssignmentClaim;
use super::claim::{ClaimScene, Claims, StepEvidence};
use super::claims::{ClassClaim, ResultClaim, StepClaim, StepKindClaim, VerdictClaim};
use super::denies::Denies;
use super::evaluate::StringEvaluator;
use super::fault::{Fault, Why};
use super::possessions::group_of;
use super::reach::{Reach, stand};
use super::records::{Gift, Records};
use super::redecide::{Redecision, ReportGround};
use super::replay_sources::ReplaySources;
use super::report::Report;
use super::roles::RoleTexts;
use super::vouched::vouched_facts;
use super::ways::Ways;
use super::{
    activation_changes, advise, assignments, conclusions, findings, gaps, graph, ledger, path_claims, path_steps, paths,
    policy, question, readiness, reasons, scope, stated, unified_rbac, what_can,
};
use crate::arrange::Arrange as _;
use crate::condition::Context;
use crate::model::{ObjectId, Plane, PrincipalId, TargetKind, Task, TaskPack};
use crate::pattern::Wildcards;

/// What replaying a report showed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Replay {
    /// Answers that steps prove, counted for every principal of a class.
    pub proofs: usize,
    /// Answers that rest on no steps: `unknown` and `not_allowed`.
    pub open: usize,
    /// Answers that were decided again, counted for every principal and target.
    pub decided: usize,
    /// Kinds of export of which the report says that somebody vouches for them: that is believed, not checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vouched: Vec<String>,
    /// Records behind prerequisites that were looked up.
    #[serde(skip_serializing_if = "is_zero")]
    pub looked_up: usize,
    /// What is taken from the report as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub believed: Vec<&'static str>,
    /// What does not hold.
    pub faults: Vec<Fault>,
}

/// Replays every proof of a report against the exports, and decides every answer again.
pub fn replay(report: &Report, sources: ReplaySources<'_>) -> Replay {
    match vouched_facts(report, sources.facts) {
        Some(facts) => replay_settled(report, ReplaySources { facts: &facts, ..sources }),
        None => replay_settled(report, sources),
    }
}

/// What unified RBAC gives follows from what is vouched for too (R-URB-2).
fn replay_settled(report: &Report, sources: ReplaySources<'_>) -> Replay {
    let mut replay = match unified_rbac::with_unified_rbac(sources.facts, &report.said_activation()) {
        Some(facts) => replay_vouched(report, ReplaySources { facts: &facts, ..sources }),
        None => replay_vouched(report, sources),
    };
    if replay.faults.is_empty() {
        activation_changes::compare(report, sources, &mut replay.faults);
    }
    replay
}

fn replay_vouched(report: &Report, sources: ReplaySources<'_>) -> Replay {
    let steps = report.paths.as_ref().map(|claims| path_steps::pack(claims, sources.facts, sources.catalog));
    let steps = steps.or_else(|| report.policy.as_ref().map(policy::pack));
    match &steps {
        // A pack that calls itself so has no say.
        Some(steps) => replay_packs(report, ReplaySources { packs: std::slice::from_ref(steps), ..sources }),
        None => replay_packs(report, sources),
    }
}

fn replay_packs(report: &Report, sources: ReplaySources<'_>) -> Replay {
    let ReplaySources { facts, catalog, packs, at } = sources;
    let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let context = Context::new(wildcards);
    let context = jiff::Timestamp::from_second(at).map(|now| context.clone().at(now)).unwrap_or(context);
    let request = report.question.as_ref().and_then(|question| question.request.as_ref());
    let context = request.into_iter().fold(context, question::bind);
    let own = report
        .question
        .as_ref()
        .and_then(|asked| Some(((asked.pack.as_str(), asked.task.as_str()), question::task(asked, facts, catalog)?)));
    let tasks = packs.iter().flat_map(|pack| pack.tasks.iter().map(|task| ((pack.id.as_str(), task.id.as_str()), task)));
    let checker = Checker {
        records: Records::new(facts, at),
        reach: Reach::new(facts),
        claims: Claims::new(
            RoleTexts::new(facts, catalog, wildcards),
            Denies::new(facts, catalog, wildcards),
            context,
            wildcards,
        ),
        tasks: own.iter().map(|(key, task)| (*key, task)).chain(tasks).collect(),
        targets: report.targets.iter().map(|target| (target.id.as_str(), target.kind.as_str())).collect(),
        roles: RoleTexts::new(facts, catalog, wildcards),
    };
    let at_places = report.vouched_at().into_iter().map(|(kind, place)| format!("{}@{place}", kind.name()));
    let vouched = facts.vouched.iter().map(|kind| kind.name().to_owned()).chain(at_places).collect();
    let mut replay = Replay { vouched, ..Replay::default() };
    for class in &report.classes {
        for result in &class.results {
            checker.result(class, result, &mut replay);
        }
    }
    stated::compare(report, (facts, &checker.tasks), &mut replay.faults);
    replay.looked_up = readiness::replay(report, &checker.records, packs, &mut replay.faults);
    checker.decide_again(report, packs, &mut replay);
    replay
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

struct Checker<'f> {
    records: Records<'f>,
    reach: Reach<'f>,
    claims: Claims<'f>,
    roles: RoleTexts<'f>,
    tasks: FxHashMap<(&'f str, &'f str), &'f Task>,
    targets: FxHashMap<&'f str, &'f str>,
}

/// An answer whose steps hold, for one principal.
#[derive(Clone, Copy)]
struct ProvedAnswer<'a> {
    task: &'a Task,
    result: &'a ResultClaim,
    steps: &'a Steps,
    principal: PrincipalId,
    /// The groups that it is in under each choice of activations, none of them first.
    choices: &'a [Ways],
}

/// What the steps of an answer turned out to be.
#[derive(Default)]
struct Steps {
    gifts: Vec<Gift>,
    denies: Vec<usize>,
    /// The actions that steps name where any action of a pattern is asked for.
    examples: Vec<(Plane, String)>,
}

impl Checker<'_> {
    /// Decides every answer again; what the report leaves out is looked for where what it says holds.
    fn decide_again(&self, report: &Report, packs: &[TaskPack], replay: &mut Replay) {
        if let Some(claims) = &report.advice {
            let ground = advise::AdviceGround { packs, exports: self.ground() };
            (replay.decided, replay.believed) = advise::compare(report, claims, ground, &mut replay.faults);
            return;
        }
        let (roles, context) = self.claims.known();
        let evaluator = StringEvaluator::new(roles, self.claims.denies(), context.clone());
        let asked = scope::asked(report, packs, &self.tasks);
        let again = Redecision::new(report, ReportGround { records: &self.records, reach: &self.reach }, evaluator, asked);
        if let Some(claims) = &report.paths {
            replay.decided = paths::compare(claims, &again, self.roles.catalog(), &mut replay.faults);
            // A step is called without what it is done to, which stands beside it.
            replay.faults.iter_mut().for_each(|fault| fault.task = path_claims::step_of(&fault.task, &fault.target).to_owned());
            return;
        }
        if let Some(claims) = &report.policy {
            replay.decided = policy::compare(claims, &again, &mut replay.faults);
            return;
        }
        if let Some(claims) = &report.graph {
            replay.decided = graph::compare(claims, &again, &mut replay.faults);
            return;
        }
        let (decided, left_out) = again.given(&mut replay.faults);
        replay.decided = decided;
        if replay.faults.is_empty() {
            scope::whole(&again, packs, &mut replay.faults);
            gaps::compare(&again, &mut replay.faults);
            ledger::compare(&again, &mut replay.faults);
            findings::compare(&again, &mut replay.faults);
            reasons::compare(&again, &mut replay.faults);
        }
        if replay.faults.is_empty() {
            replay.faults.extend(left_out);
            conclusions::replay(&again, packs, &mut replay.faults);
        }
        if let Some(claims) = &report.assignments {
            self.assignments(report, claims, (packs, &mut replay.faults));
        }
        if let Some(claims) = &report.what_can {
            replay.decided += what_can::compare(report, claims, self.ground(), &mut replay.faults);
        }
    }

    fn ground(&self) -> what_can::PrincipalGround<'_> {
        let (roles, context) = self.claims.known();
        what_can::PrincipalGround { records: &self.records, reach: &self.reach, roles, denies: self.claims.denies(), context }
    }

    /// Decides again what each assignment gives by itself.
    fn assignments(&self, report: &Report, claims: &[AssignmentClaim], (packs, faults): (&[TaskPack], &mut Vec<Fault>)) {
        let (roles, context) = self.claims.known();
        let evaluator = StringEvaluator::new(roles, self.claims.denies(), context.clone());
        let asked = scope::asked(report, packs, &self.tasks);
        let ground = ReportGround { records: &self.records, reach: &self.reach };
        let again = Redecision::new(report, ground, evaluator, asked).of_what_is_held();
        assignments::compare(&again, claims, faults);
        assignments::together(&report.classes, claims, &report.together, faults);
    }

    fn result(&self, class: &ClassClaim, result: &ResultClaim, replay: &mut Replay) {
        let fault = |principal: &str, target: Option<&String>, step: Option<usize>, why: &Why| Fault {
            principal: principal.to_owned(),
            task: result.task.clone(),
            pack: result.pack.clone(),
            target: target.or(result.targets.first()).cloned().unwrap_or_default(),
            step,
            place: None,
            code: why.code(),
            message: why.to_string(),
        };
        let first = class.principals.first().map(String::as_str).unwrap_or_default();
        let open = matches!(result.verdict, VerdictClaim::Unknown | VerdictClaim::NotAllowed | VerdictClaim::NotAsked);
        if open {
            replay.open += class.principals.len();
        } else {
            replay.proofs += class.principals.len();
        }
        let mut steps = Steps::default();
        let before = replay.faults.len();
        for (number, step) in result.proof.iter().enumerate() {
            if let Err(why) = self.step(class, result, step, &mut steps) {
                replay.faults.push(fault(first, None, Some(number + 1), &why));
            }
        }
        if open || replay.faults.len() > before {
            return;
        }
        for principal in &class.principals {
            if let Err((target, why)) = self.answer(principal, result, &steps) {
                replay.faults.push(fault(principal, target, None, &why));
            }
        }
    }

    /// Checks a step by itself: the way, the record, the pattern. If an answer does not claim that a role is held (`unknown`,
    /// or `blocked` whoever holds it), the way to the role may be unknown.
    fn step(&self, class: &ClassClaim, result: &ResultClaim, step: &StepClaim, steps: &mut Steps) -> Result<(), Why> {
        if !class.principals.iter().any(|principal| ObjectId::parse(principal) == ObjectId::parse(&step.principal)) {
            return Err(Why::OtherPrincipal(step.principal.clone()));
        }
        let mut way = vec![self.records.principal(&step.principal)?];
        for group in &step.via {
            way.push(self.records.principal(group)?);
        }
        let open = matches!(result.verdict, VerdictClaim::Unknown | VerdictClaim::Blocked);
        let id = |principal: PrincipalId| self.records.facts.principals.id(principal).to_string();
        for pair in
            way.windows(2).filter(|_| !open || step.kind == StepKindClaim::Deny && result.verdict == VerdictClaim::Blocked)
        {
            let [member, group] = *pair else { continue };
            if self.records.member(member, group).is_none() {
                return Err(Why::NoMember { member: id(member), group: id(group) });
            }
        }
        match step.kind {
            StepKindClaim::Deny => steps.denies.push(self.records.deny(step)?),
            StepKindClaim::AppRoleAssignment | StepKindClaim::Ownership => {
                steps.gifts.push(self.records.possession(step, &way)?);
            }
            StepKindClaim::DirectoryAssignment | StepKindClaim::DirectoryEligibility
                if !open && !self.records.is_way_to_directory_role(&way) =>
            {
                let at = |end: Option<&PrincipalId>| end.map(|&principal| id(principal)).unwrap_or_default();
                return Err(Why::NoMember { member: at(way.first()), group: at(way.last()) });
            }
            _ => {
                let gift = self.records.gift(step, &way)?;
                self.pattern(step)?;
                steps.examples.extend(self.example(result, step)?);
                steps.gifts.push(gift);
            }
        }
        Ok(())
    }

    /// The pattern of a step is one of the role's own.
    fn pattern(&self, step: &StepClaim) -> Result<(), Why> {
        let (Some(pattern), Some(role)) = (&step.pattern, &step.role) else { return Ok(()) };
        let known = self.roles.get(&ObjectId::parse(role)).patterns.contains(&pattern.trim().to_ascii_lowercase());
        let foreign = || Why::ForeignPattern { role: role.clone(), pattern: pattern.clone() };
        known.then_some(()).ok_or_else(foreign)
    }

    /// The action that a step names.
    fn example(&self, result: &ResultClaim, step: &StepClaim) -> Result<Option<(Plane, String)>, Why> {
        let task = self.tasks.get(&(result.pack.as_str(), result.task.as_str()));
        step.example.as_ref().map(|example| self.claims.example(task.copied(), example)).transpose()
    }

    /// Whether the steps, for one principal, make the claim true for every target.
    fn answer<'r>(&self, principal: &str, result: &'r ResultClaim, steps: &Steps) -> Result<(), (Option<&'r String>, Why)> {
        let none = |why| (None, why);
        let id = self.records.principal(principal).map_err(none)?;
        if self.records.is_deleted(id) {
            return Err(none(Why::Deleted(principal.to_owned())));
        }
        let task = self.tasks.get(&(result.pack.as_str(), result.task.as_str()));
        let task = task.ok_or_else(|| none(Why::NoTask { pack: result.pack.clone(), task: result.task.clone() }))?;
        let ways = self.records.ways(id);
        let choices = self.records.choices(id);
        let blocked = result.verdict == VerdictClaim::Blocked;
        if !blocked && !steps.gifts.iter().all(|gift| self.records.holds(&ways, gift, id)) {
            return Err(none(Why::NotForAll { principal: principal.to_owned() }));
        }
        let proved = ProvedAnswer { task, result, steps, principal: id, choices: &choices };
        for target in &result.targets {
            let kind = *self.targets.get(target.as_str()).ok_or((Some(target), Why::NoTarget))?;
            let gap =
                if blocked { self.not_blocked(&proved, (target, kind)) } else { self.not_granted(&proved, (target, kind)) };
            if let Some(gap) = gap {
                let why = Why::NotProved { verdict: result.verdict.name(), principal: principal.to_owned(), gap };
                return Err((Some(target), why));
            }
        }
        Ok(())
    }

    /// Why an answer is not `blocked`.
    fn not_blocked(&self, proved: &ProvedAnswer<'_>, target: (&str, &str)) -> Option<&'static str> {
        let ProvedAnswer { task, steps, choices, .. } = *proved;
        let hits = |at: TargetKind, ways: &Ways| {
            let applying = self.claims.denies().applying(ways, &self.reach, &stand(target.0, target.1, at));
            let taking = steps.denies.iter().copied().filter(|deny| applying.contains(deny));
            taking.into_iter().any(|deny| self.claims.hits(task, deny))
        };
        let any = choices.iter().any(|ways| KINDS.into_iter().any(|at| hits(at, ways)));
        (!any).then_some("no step is a deny assignment that takes something which the task needs there")
    }

    /// Why an answer is not `allowed`, `eligible` or `conditional`.
    fn not_granted(&self, proved: &ProvedAnswer<'_>, target: (&str, &str)) -> Option<&'static str> {
        let ProvedAnswer { task, result, steps, choices, principal } = *proved;
        let no_activation = choices.iter().take(1);
        let allowed = result.verdict == VerdictClaim::Allowed;
        let all = || if allowed { no_activation.clone().collect() } else { choices.iter().collect::<Vec<_>>() };
        let prove_under = |ways: &Ways, gifts: &[Gift], lenient: bool| {
            let examples = || steps.examples.clone();
            let scene = |at: TargetKind| self.scene(gifts, ways, &stand(target.0, target.1, at));
            let scenes = |at: TargetKind| ClaimScene { examples: examples(), ..scene(at) };
            let group = group_of(self.records.facts, target.0, target.1);
            self.claims.basis(task, &StepEvidence { gifts, scenes: &scenes, lenient, group })
        };
        let held_under = |ways: &Ways, gifts: &[Gift]| gifts.iter().all(|gift| self.records.holds(ways, gift, principal));
        let prove = |gifts: &[Gift], lenient: bool| {
            let held = all().into_iter().filter(|ways| held_under(ways, gifts));
            held.filter_map(|ways| prove_under(ways, gifts, lenient)).max()
        };
        let now = |gifts: &[Gift]| no_activation.clone().any(|ways| prove_under(ways, gifts, false).is_some());
        let gifts_here: Vec<Gift> =
            steps.gifts.iter().filter(|gift| gift.is_of_tenant(&self.records.facts.tenancy, target.0)).cloned().collect();
        let active: Vec<Gift> = gifts_here.iter().filter(|gift| !gift.is_eligible()).cloned().collect();
        let (gifts, lenient) = match result.verdict {
            VerdictClaim::Allowed if active.len() < steps.gifts.len() => return Some("a step needs an activation first"),
            VerdictClaim::Eligible if now(&active) => return Some("they need no activation"),
            VerdictClaim::Conditional if prove(&gifts_here, false).is_some() => return Some("they hang on no condition"),
            verdict => (&gifts_here, verdict == VerdictClaim::Conditional),
        };
        match (prove(gifts, lenient), result.basis) {
            (None, _) => Some("they do not meet what the task requires there"),
            (_, None) => Some("the report names no basis"),
            (Some(proved), Some(claimed)) if proved < claimed => Some("they meet it on a weaker basis than the report says"),
            _ => None,
        }
    }

    /// What of the gifts counts at a scope, and which deny assignments do.
    fn scene(&self, gifts: &[Gift], ways: &Ways, stand: &str) -> ClaimScene {
        let here = |gift: &Gift| match gift {
            Gift::RoleClauses { role, scope, condition, .. } => {
                self.reach.contains(*scope, stand).then_some((*role, *condition))
            }
            Gift::DirectoryRole { .. } | Gift::AppRole { .. } | Gift::Owner { .. } => None,
        };
        let mut roles: Vec<_> = gifts.iter().filter_map(here).collect();
        roles.arrange();
        roles.dedup();
        ClaimScene { roles, denies: self.claims.denies().applying(ways, &self.reach, stand), ..ClaimScene::default() }
    }
}

/// The kinds of scope at which a deny assignment may affect a target.
const KINDS: [TargetKind; 5] =
    [TargetKind::Tenant, TargetKind::Subscription, TargetKind::ResourceGroup, TargetKind::Workspace, TargetKind::Resource];
