//! Readiness worked out again: the status of each prerequisite from the exports, that of each task from the answers, and the word
//! for each pack from its parts.

use super::claims::{TargetClaim, VerdictClaim};
use super::fault::{Fault, Why};
use super::giving::Giving;
use super::ledger::{everything, summary};
use super::listed::ListedPlaces;
use super::prerequisites::Prerequisites;
use super::readiness_claims::{MemberClaim, PackClaim, ReadinessClaim, ReadinessClaims};
use super::readiness_people::{PeopleAnswers, TeamMode};
use super::redecide::{AskedAgain, Redecision};
use super::scope::{expected, of_report};
use crate::model::{
    AskedSystem, Completeness, ExportKind, ObjectId, PrincipalId, PrincipalKind, TargetKind, Task, TaskPack, Weight,
};

/// A report of readiness, with what is needed to work it out again.
pub(super) struct ReadinessAgain<'a> {
    again: &'a Redecision<'a>,
    claims: &'a ReadinessClaims,
    listed: ListedPlaces<'a>,
}

impl<'a> ReadinessAgain<'a> {
    pub(super) fn new(again: &'a Redecision<'a>, claims: &'a ReadinessClaims) -> Self {
        Self { again, claims, listed: everything(again, &Giving::new(again)) }
    }

    /// Holds what the report concludes against what follows.
    pub(super) fn compare(&self, packs: &[TaskPack], faults: &mut Vec<Fault>) {
        let concerned = self.concerned();
        let mut words = Vec::new();
        for claim in &self.claims.packs {
            let Some(pack) = packs.iter().find(|pack| pack.id == claim.id) else { continue };
            let word = self.pack(claim, pack, &concerned, faults);
            if word != claim.readiness {
                faults.push(self.differs((&pack.id, ""), claim.readiness, word));
            }
            words.push(word);
        }
        let said = self.claims.readiness;
        let is = words.into_iter().min().unwrap_or(ReadinessClaim::CannotTell);
        if said != Some(is) {
            faults.push(self.differs(("", ""), said.unwrap_or(ReadinessClaim::CannotTell), is));
        }
        let named = |asked: &AskedAgain<'_>| self.claims.packs.iter().any(|claim| claim.id == asked.pack);
        if let Some(asked) = self.again.asked.iter().find(|asked| !named(asked)) {
            faults.push(of_report(&Why::LeftOut { what: "packs", count: 1, first: asked.pack.to_owned() }));
        }
    }

    fn differs(&self, (pack, part): (&str, &str), said: ReadinessClaim, is: ReadinessClaim) -> Fault {
        self.fault((pack, part), &Why::OtherStatus { said: said.name().to_owned(), is: is.name().to_owned() })
    }

    fn fault(&self, (pack, part): (&str, &str), why: &Why) -> Fault {
        let target = self.claims.workspace.as_ref().map(|workspace| workspace.id.clone()).unwrap_or_default();
        Fault { target, task: part.to_owned(), pack: pack.to_owned(), ..of_report(why) }
    }

    /// The word for a pack; what differs inside is a fault of its own.
    fn pack(&self, claim: &PackClaim, pack: &TaskPack, concerned: &[PrincipalId], faults: &mut Vec<Fault>) -> ReadinessClaim {
        let mut words = Vec::new();
        let look = Prerequisites::new(self.again.records, self.claims, concerned).with_locks(self.lists_locks());
        for own in &pack.prerequisites {
            let status = look.status(&own.check);
            words.push(of_status(status, own.weight));
            let said = claim.prerequisites.iter().find(|claim| claim.id == own.id);
            if let Some(said) = said.filter(|said| said.status != status) {
                let why = Why::OtherStatus { said: said.status.clone(), is: status.to_owned() };
                faults.push(self.fault((&pack.id, &own.id), &why));
            }
        }
        for (number, asked) in self.again.asked.iter().enumerate().filter(|(_, asked)| asked.pack == pack.id) {
            let answers = self.answers(number, asked.task);
            let word = self.word(&answers, asked.task);
            let claimed = claim.tasks.iter().find(|claim| claim.task == asked.task.id);
            let people = PeopleAnswers {
                report: self.again.report,
                pack: &pack.id,
                task: &asked.task.id,
                answers,
                mode: self.mode(),
                word,
            };
            if let Some(why) = claimed.and_then(|claim| people.wrong(claim)) {
                faults.push(self.fault((&pack.id, &asked.task.id), &why));
            }
            let said = claimed.and_then(|claim| claim.readiness);
            if said != word {
                let name = |word: Option<ReadinessClaim>| word.map_or("nobody's", ReadinessClaim::name).to_owned();
                let why = Why::OtherStatus { said: name(said), is: name(word) };
                faults.push(self.fault((&pack.id, &asked.task.id), &why));
            }
            words.extend(word);
        }
        words.into_iter().min().unwrap_or(ReadinessClaim::CannotTell)
    }

    /// Whether a whole list of the locks of the workspace's subscription is at hand.
    fn lists_locks(&self) -> bool {
        let workspace = self.claims.workspace.as_ref().map_or("", |workspace| &workspace.id);
        let is_absent = self.again.records.facts.completeness(ExportKind::Locks) == Completeness::Absent;
        !is_absent && self.listed.uncovered(ExportKind::Locks, workspace, self.again.reach).is_none()
    }

    fn mode(&self) -> TeamMode {
        match self.claims.team.as_ref().map(|team| team.mode.as_str()) {
            None | Some("everyone") => TeamMode::Everyone,
            Some("mapped") => TeamMode::Mapped,
            Some(_) => TeamMode::Named,
        }
    }

    /// The answer of each of those who are to do a task, by object id.
    fn answers(&self, number: usize, task: &Task) -> Vec<(String, VerdictClaim)> {
        let principals = &self.again.records.facts.principals;
        let mode = self.mode();
        if mode == TeamMode::Everyone {
            let people = expected(self.again).into_iter();
            return people.map(|who| (principals.id(who).to_string(), self.of_person(who, number))).collect();
        }
        let is_task = |id: &String| *id == task.id || task.formerly.as_ref() == Some(id);
        let is_meant = |tasks: &[String]| mode != TeamMode::Mapped || tasks.iter().any(is_task);
        let members = self.claims.team.iter().flat_map(|team| &team.members).filter(|member| is_meant(&member.tasks));
        let answer = |member: &MemberClaim| {
            let id = ObjectId::parse(&member.principal);
            let verdict = principals.lookup(&id).map_or(VerdictClaim::NotAllowed, |who| self.verdict(who, number));
            (id.to_string(), verdict)
        };
        members.map(answer).collect()
    }

    /// What the answers come to for a task; `None` where nobody is to do it.
    fn word(&self, answers: &[(String, VerdictClaim)], task: &Task) -> Option<ReadinessClaim> {
        let firm = self.is_firm(task);
        let verdicts = answers.iter().map(|(_, verdict)| *verdict);
        if self.mode() == TeamMode::Mapped {
            return verdicts.map(|verdict| of_answer(verdict, firm)).min();
        }
        Some(of_answer(verdicts.max().unwrap_or(VerdictClaim::NotAllowed), firm))
    }

    fn verdict(&self, principal: PrincipalId, number: usize) -> VerdictClaim {
        let decided = self.again.decided(principal);
        let Some(asked) = self.again.asked.get(number) else { return VerdictClaim::NotAllowed };
        let mut answers = self.again.targets_of(asked.task).map(|target| self.again.answer(&decided, number, target).verdict);
        answers.next().unwrap_or(VerdictClaim::NotAllowed)
    }

    /// The answer as far as somebody can rely on it: who may be a person, or not, is nobody to rely on.
    fn of_person(&self, principal: PrincipalId, number: usize) -> VerdictClaim {
        match self.again.records.facts.principals.kind(principal) {
            PrincipalKind::User => self.verdict(principal, number),
            PrincipalKind::Unknown => self.verdict(principal, number).min(VerdictClaim::Unknown),
            PrincipalKind::Group | PrincipalKind::ServicePrincipal | PrincipalKind::ForeignGroup | PrincipalKind::Device => {
                VerdictClaim::NotAllowed
            }
        }
    }

    /// Those whose accounts matter: whoever is named, else people who can do something, or might.
    fn concerned(&self) -> Vec<PrincipalId> {
        let everyone = self.claims.team.as_ref().is_none_or(|team| team.mode == "everyone");
        let all = expected(self.again).into_iter();
        if !everyone {
            return all.collect();
        }
        let kind = |principal: PrincipalId| self.again.records.facts.principals.kind(principal);
        let person = |principal: &PrincipalId| matches!(kind(*principal), PrincipalKind::User | PrincipalKind::Unknown);
        let numbers = || 0..self.again.asked.len();
        let able = |principal: &PrincipalId| numbers().any(|number| self.verdict(*principal, number) > VerdictClaim::Unknown);
        all.filter(person).filter(able).collect()
    }

    /// Whether a no is one: all roles were exported (R-EVAL-9).
    fn is_firm(&self, task: &Task) -> bool {
        let asks = |system: AskedSystem| task.requires.leaves().any(|leaf| leaf.what.system() == system);
        let (azure, directory) = (asks(AskedSystem::Azure), asks(AskedSystem::DirectoryRoles));
        let is_covered = |target: &TargetClaim| {
            target.kind == TargetKind::Tenant.name() || self.again.uncovered(&target.id.to_ascii_lowercase()).is_none()
        };
        let is_given = summary(&self.listed, ExportKind::RoleAssignments) != Completeness::Absent;
        let entra = self.listed.of_tenant(ExportKind::DirectoryRoleAssignments);
        (!azure || is_given && self.again.report.targets.iter().all(is_covered)) && (!directory || entra.carries_a_no())
    }
}

const fn of_answer(verdict: VerdictClaim, firm: bool) -> ReadinessClaim {
    match (verdict, firm) {
        (VerdictClaim::Allowed, _) => ReadinessClaim::Ready,
        (VerdictClaim::Eligible, _) => ReadinessClaim::ReadyAfterActivation,
        (VerdictClaim::Conditional | VerdictClaim::Unknown | VerdictClaim::NotAsked, _) | (VerdictClaim::NotAllowed, false) => {
            ReadinessClaim::CannotTell
        }
        (VerdictClaim::Blocked, _) | (VerdictClaim::NotAllowed, true) => ReadinessClaim::NotReady,
    }
}

fn of_status(status: &str, weight: Weight) -> ReadinessClaim {
    match (status, weight) {
        ("not_met", Weight::Required | Weight::IfKnown) => ReadinessClaim::NotReady,
        ("met", _) | (_, Weight::Informational | Weight::IfKnown) => ReadinessClaim::Ready,
        (_, Weight::Required) => ReadinessClaim::CannotTell,
    }
}
