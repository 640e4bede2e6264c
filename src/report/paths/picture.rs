//! The picture of who can come to a role ([`PathsReport`], `rolecall/paths@1`): the paths, scope by scope, each step with its proof.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::arrange::Arrange as _;
use crate::export::InputSummary;
use crate::graph::{RemovableGrant, TenantGraph};
use crate::model::{Note, ObjectId, PrincipalId};
use crate::paths::{CutGrant, GoalPaths, GoalRole, Hop, HopProof, Path, Paths};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{ClassView, PrincipalView, ProofView, ResultView, TargetView, record};
use crate::report::terms::Verdict;

/// The picture of who can come to a role.
#[derive(Debug, Clone, Copy)]
pub struct PathsReport<'a> {
    pub(super) found: &'a Paths,
    pub(super) tenant: &'a TenantGraph,
    pub(crate) answers: AnswersView<'a>,
}

/// What was asked.
#[derive(Debug, Serialize)]
pub(crate) struct PathsQuestionView<'a> {
    /// `azure` or `entra`.
    system: &'static str,
    role: String,
    pub(crate) role_name: &'a str,
    /// Only paths of these principals; of all where empty.
    from: Vec<&'a ObjectId>,
}

/// The role at one scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GoalView<'a> {
    pub(super) report: PathsReport<'a>,
    pub(super) goal: &'a GoalPaths,
}

/// Somebody who holds the role.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct HolderView<'a> {
    principal: &'a ObjectId,
    pub(crate) verdict: Verdict,
}

/// The assignments without which nobody comes to the role.
#[derive(Debug, Serialize)]
pub(crate) struct CutView<'a> {
    pub(crate) assignments: Vec<CutGrantView<'a>>,
    /// Fewer are not enough.
    pub(crate) fewest: bool,
    /// So many it takes at the least.
    pub(crate) at_least: usize,
}

/// One of them.
#[derive(Debug, Serialize)]
pub(crate) struct CutGrantView<'a> {
    /// Who holds it.
    #[serde(skip)]
    pub(crate) holder: PrincipalView<'a>,
    principal: &'a ObjectId,
    #[serde(skip)]
    pub(crate) grant: &'a RemovableGrant,
    kind: &'static str,
    assignment: Option<&'a str>,
    role: Option<&'a str>,
    pub(crate) role_name: Option<&'a str>,
    pub(crate) scope: &'a str,
    pub(crate) input: Option<&'a str>,
    pub(crate) record: Option<u32>,
}

/// How one principal comes to the role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathView<'a> {
    report: PathsReport<'a>,
    path: &'a Path,
}

/// One step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HopView<'a> {
    pub(super) report: PathsReport<'a>,
    pub(super) hop: &'a Hop,
}

impl<'a> PathsReport<'a> {
    /// The picture of what was found.
    pub fn new(found: &'a Paths, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { found, tenant, answers: AnswersView::new(&found.outcome, tenant, inputs, notes) }
    }

    pub(crate) fn question(&self) -> PathsQuestionView<'a> {
        let question = &self.found.question;
        let (system, role, role_name) = match &question.role {
            GoalRole::Azure { role, name } => ("azure", role, name),
            GoalRole::Directory { template, name } => ("entra", template, name),
        };
        let from = question.from.iter().map(|&id| self.tenant.facts().principals.id(id)).collect();
        PathsQuestionView { system, role: role.to_string(), role_name, from }
    }

    /// What some principals are called.
    pub(super) fn called(&self, all: &[PrincipalId]) -> Vec<String> {
        all.iter().map(|&id| PrincipalView::new(self.tenant, id).called()).collect()
    }

    pub(crate) fn goals(&self) -> impl Iterator<Item = GoalView<'a>> + use<'a> {
        let report = *self;
        self.found.goals.iter().map(move |goal| GoalView { report, goal })
    }

    /// Every principal that some path begins with, with the surest of its paths; the surest and shortest first.
    pub(crate) fn best(&self) -> Vec<(PrincipalView<'a>, Verdict)> {
        let mut all: BTreeMap<PrincipalId, (Reverse<Verdict>, usize)> = BTreeMap::new();
        for path in self.found.goals.iter().flat_map(|goal| &goal.paths) {
            let own = (Reverse(path.verdict), path.hops.len());
            all.entry(path.principal).and_modify(|best| *best = own.min(*best)).or_insert(own);
        }
        let mut all: Vec<_> = all.into_iter().map(|(id, best)| (PrincipalView::new(self.tenant, id), best)).collect();
        all.arrange_by_key(|(who, best)| (*best, who.is_group(), who.id));
        all.into_iter().map(|(who, (Reverse(verdict), _))| (who, verdict)).collect()
    }

    /// The assignments without which nobody comes to the role.
    pub(crate) fn cut(&self) -> Option<CutView<'a>> {
        let tenant = self.tenant;
        let cut = self.found.cut.as_ref()?;
        let assignments: Vec<CutGrantView<'a>> = cut.grants.iter().map(|own| CutGrantView::new(own, tenant)).collect();
        Some(CutView { fewest: assignments.len() == cut.least, at_least: cut.least, assignments })
    }

    /// Every principal that is named, by id.
    pub(super) fn principals(&self) -> Vec<PrincipalView<'a>> {
        let paths = || self.found.goals.iter().flat_map(|goal| &goal.paths);
        let holders = self.found.goals.iter().flat_map(|goal| &goal.holders).map(|(principal, _)| *principal);
        let hops = paths().flat_map(|path| &path.hops).flat_map(|hop| [Some(hop.actor), hop.acts_as]).flatten();
        let cut = self.found.cut.iter().flat_map(|cut| &cut.grants).map(|own| own.principal);
        let all: BTreeSet<PrincipalId> = holders.chain(hops).chain(paths().map(|path| path.principal)).chain(cut).collect();
        let mut views: Vec<_> = all.into_iter().map(|id| PrincipalView::new(self.tenant, id)).collect();
        views.arrange_by_key(|view| view.id);
        views
    }

    /// The assignments that stand in the proofs of the most paths, each with how many: by number, then by id.
    pub(crate) fn choke_points(&self) -> Vec<(String, ProofView<'a>, usize)> {
        let mut all: BTreeMap<String, (ProofView<'a>, usize)> = BTreeMap::new();
        for path in self.goals().flat_map(|goal| goal.known().collect::<Vec<_>>()) {
            let steps = path.hops().flat_map(|hop| hop.proof());
            let own: BTreeMap<String, ProofView<'a>> =
                steps.filter_map(|step| Some((step.assignment.clone()?, step))).collect();
            for (id, step) in own {
                all.entry(id).or_insert((step, 0)).1 += 1;
            }
        }
        let mut all: Vec<_> = all.into_iter().map(|(id, (step, paths))| (id, step, paths)).collect();
        all.arrange_by(|(a, _, of_a), (b, _, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        all
    }
}

impl<'a> CutGrantView<'a> {
    fn new(own: &'a CutGrant, tenant: &'a TenantGraph) -> Self {
        let (input, record) = record(tenant, own.stated.origin);
        let holder = PrincipalView::new(tenant, own.principal);
        let kind = match &own.grant {
            RemovableGrant::Role { eligible: false, .. } => "assignment",
            RemovableGrant::Role { eligible: true, .. } => "eligibility",
            RemovableGrant::DirectoryRole { gives, .. } if gives.eligible => "directory-eligibility",
            RemovableGrant::DirectoryRole { .. } => "directory-assignment",
            RemovableGrant::AppRole { .. } => "app-role-assignment",
        };
        Self {
            holder,
            principal: holder.id,
            grant: &own.grant,
            kind,
            assignment: own.stated.assignment.as_deref(),
            role: own.stated.role.as_deref(),
            role_name: own.stated.role_name.as_deref(),
            scope: &own.stated.scope,
            input,
            record,
        }
    }
}

impl<'a> GoalView<'a> {
    /// Where; `None` for an Entra role.
    pub(crate) fn scope(&self) -> Option<TargetView<'a>> {
        self.goal.goal.scope.as_ref().map(TargetView::new)
    }

    pub(crate) fn holders(&self) -> impl ExactSizeIterator<Item = HolderView<'a>> + use<'a> {
        let principals = &self.report.tenant.facts().principals;
        self.goal.holders.iter().map(move |&(principal, verdict)| HolderView { principal: principals.id(principal), verdict })
    }

    /// Whether only the paths of some principals were asked for.
    pub(crate) fn asks_of_some(&self) -> bool {
        !self.report.found.question.from.is_empty()
    }

    /// The paths of which somebody knows that they lead to the role.
    pub(crate) fn known(&self) -> impl Iterator<Item = PathView<'a>> + use<'a> {
        self.paths().filter(|path| path.verdict() > Verdict::Unknown)
    }

    /// The paths, the surest first, then the shortest.
    pub(crate) fn paths(&self) -> impl ExactSizeIterator<Item = PathView<'a>> + use<'a> {
        let report = self.report;
        self.goal.paths.iter().map(move |path| PathView { report, path })
    }
}

impl<'a> PathView<'a> {
    pub(crate) fn principal(&self) -> PrincipalView<'a> {
        PrincipalView::new(self.report.tenant, self.path.principal)
    }

    pub(crate) fn verdict(&self) -> Verdict {
        self.path.verdict
    }

    pub(crate) fn hops(&self) -> impl ExactSizeIterator<Item = HopView<'a>> + use<'a> {
        let report = self.report;
        self.path.hops.iter().map(move |hop| HopView { report, hop })
    }
}

impl<'a> HopView<'a> {
    pub(crate) fn actor(&self) -> PrincipalView<'a> {
        PrincipalView::new(self.report.tenant, self.hop.actor)
    }

    /// Whom it acts as from here on.
    pub(crate) fn acts_as(&self) -> Option<PrincipalView<'a>> {
        self.hop.acts_as.map(|id| PrincipalView::new(self.report.tenant, id))
    }

    pub(crate) fn target(&self) -> Option<TargetView<'a>> {
        self.hop.target.and_then(|index| self.report.found.outcome.targets.get(index)).map(TargetView::new)
    }

    /// The answers that prove it.
    pub(crate) fn answers(&self) -> Vec<ResultView<'a>> {
        let outcome = &self.report.found.outcome;
        let answers = self.hop.proof.iter().filter_map(|proof| {
            let &HopProof::Answer { class, result } = proof else { return None };
            ClassView::new(outcome, self.report.tenant, outcome.classes.get(class)?).answer_of(self.hop.actor, result)
        });
        answers.collect()
    }

    /// File and record, where a record of an owner proves it.
    pub(crate) fn record(&self) -> (Option<&'a str>, Option<u32>) {
        let origin = self.hop.proof.iter().find_map(|proof| match proof {
            HopProof::Record(origin) => Some(*origin),
            HopProof::Answer { .. } => None,
        });
        record(self.report.tenant, origin)
    }

    /// Whether its record is one of an owner who has to activate that first.
    pub(crate) fn is_activated(&self) -> bool {
        let schedules = self.report.tenant.facts().escalation.owner_schedules.iter();
        let mut eligible = schedules.filter(|row| row.eligible);
        eligible.any(|row| self.hop.proof.contains(&HopProof::Record(row.origin)))
    }

    pub(crate) fn proof(&self) -> Vec<ProofView<'a>> {
        self.answers().iter().flat_map(|answer| answer.proof().collect::<Vec<_>>()).collect()
    }
}
