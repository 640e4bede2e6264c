//! A second evaluator, straight from the rules: no classes, no interning, no indices, no algebra. Sets of actions are sets of
//! strings, enumerated.

use std::collections::HashSet;
use std::sync::LazyLock;

use rolecall::decide::{Basis, Verdict};
use rolecall::model::{Leaf, Need, Plane, Requirement, TargetKind, Task};
use rolecall::pattern::Pattern;

use super::world::{
    Block, DIRECTORY_ROLES, Deny, Grant, Narrowed, PATTERNS, PEOPLE, Role, RoleSource, SCOPES, USERS, World, role_id,
};

/// Whether a pattern matches an action in lower case (R-PAT-5, R-PAT-7): every star stands for any text, and a star between
/// slashes for nothing together with one of them, unless the reading is strict.
fn matches(readings: &[String], action: &str) -> bool {
    readings.iter().any(|reading| glob(reading, action))
}

/// The pattern, and what it is where stars between slashes stand for nothing.
fn readings(pattern: &str, strict: bool) -> Vec<String> {
    let mut readings = vec![pattern.trim().to_ascii_lowercase()];
    let mut next = 0;
    while let Some(reading) = readings.get(next).cloned() {
        let places = reading.match_indices("/*/").filter(|_| !strict);
        let merged: Vec<String> = places.map(|(at, _)| format!("{}{}", &reading[..at], &reading[at + 2..])).collect();
        readings.extend(merged);
        next += 1;
    }
    readings
}

/// Stars stand for any text: the parts between them follow each other.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().expect("a part");
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

/// Enough strings to tell any two sets of these patterns apart: every sequence of up to four of the words.
fn strings() -> Vec<String> {
    let words = [
        "microsoft.authorization",
        "microsoft.securityinsights",
        "microsoft.operationalinsights",
        "microsoft.support",
        "roleassignments",
        "incidents",
        "workspaces",
        "tickets",
        "read",
        "write",
        "zz",
        "",
    ];
    let mut all: Vec<String> = words.iter().map(ToString::to_string).collect();
    let mut last = all.clone();
    for _ in 0..3 {
        last = last.iter().flat_map(|start| words.iter().map(move |word| format!("{start}/{word}"))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// A string stands for all that the same patterns match.
#[derive(Debug)]
pub(crate) struct Point {
    pub text: String,
    bits: [bool; PATTERNS.len()],
}

/// One string for each combination of patterns that some string has.
fn points(strict: bool) -> Vec<Point> {
    let mut seen = HashSet::new();
    let patterns = PATTERNS.map(|pattern| readings(pattern, strict));
    let point = |text: String| {
        let bits = std::array::from_fn(|number| matches(&patterns[number], &text));
        seen.insert(bits).then_some(Point { text, bits })
    };
    strings().into_iter().filter_map(point).collect()
}

static DOCUMENTED: LazyLock<Vec<Point>> = LazyLock::new(|| points(false));
static STRICT: LazyLock<Vec<Point>> = LazyLock::new(|| points(true));

/// What a condition says: `None` where the exports cannot tell. Role assignments, incidents and support tickets are things of the
/// control plane: a clause on them says nothing of data actions (R-COND-19).
fn condition(number: usize, point: &Point, plane: Plane) -> Option<bool> {
    let control = plane == Plane::Control;
    let write = point.bits[3] && control;
    match number {
        // Filters one action by an attribute of the request.
        0 => {
            if write {
                None
            } else {
                Some(true)
            }
        }
        1 => Some(point.bits[6] && control),
        3 => Some(point.bits[2] && !(point.bits[10] && control)),
        // An attribute of the resource, a malformed text, an ambiguous one: nothing can be said.
        2 | 4 | 5 => None,
        6 => Some(true),
        _ => Some(false),
    }
}

/// The text of a condition, in one of the spellings that occur.
pub(crate) fn condition_text(number: usize) -> &'static str {
    [
        "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7338548efbd42f606fba81ae7}))",
        "actionmatches {'MICROSOFT.SecurityInsights/*/read'}",
        "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'x'",
        "ActionMatches{'*/write'} && NOT ActionMatches{'Microsoft.Support/*'}",
        "(ActionMatches{'*/read'}",
        "ActionMatches{'*/read'} AND ActionMatches{'*/write'} OR ActionMatches{'*'}",
        "'a' StringEquals 'a'",
        "1 NumericEquals 2",
    ][number]
}

/// Actions that conditions are made for, and of the data actions one for every way in which the patterns can tell them apart.
const CONDITIONED: [&str; 2] =
    ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete"];
const CONDITIONED_DATA: [&str; 8] = [
    "Microsoft.Storage/storageAccounts/blobServices/x/read",
    "Microsoft.Storage/storageAccounts/blobServices/x/write",
    "Microsoft.Storage/storageAccounts/queueServices/x/zz",
    "Microsoft.OperationalInsights/workspaces/tables/data/read",
    "Microsoft.ContainerRegistry/registries/repositories/x/read",
    "Microsoft.ContainerRegistry/registries/repositories/x/write",
    "Microsoft.ContainerRegistry/registries/repositories/x/zz",
    "Microsoft.Insights/logs/data/read",
];

/// How surely something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    No,
    Unknown,
    Eligible,
    Yes,
}

/// An answer, and on what it rests.
pub(crate) type Answer = (Verdict, Option<Basis>);

/// One question of one tenant.
pub(crate) struct Naive<'w> {
    pub world: &'w World,
    pub who: usize,
    pub strict: bool,
    /// Lines of `World::members` that are eligible, and activated.
    pub active: Vec<usize>,
}

impl Naive<'_> {
    /// May they do the task with this target? The best under any choice of activations: whoever activates a membership is reached by
    /// the deny assignments on that group (R-PIM-10), and what needs an activation is eligible at best.
    pub(crate) fn task(&self, task: &Task, target: Option<usize>) -> Answer {
        let eligible: Vec<usize> = (0..self.world.members.len()).filter(|&line| self.world.members[line].2).collect();
        let all = Naive { active: eligible.clone(), ..*self };
        if !all.denies_wait() {
            return all.requirement(&task.requires, task, target);
        }
        let choices = (0..1_usize << eligible.len()).map(|bits| {
            let active: Vec<usize> = (0..eligible.len()).filter(|at| bits >> at & 1 == 1).map(|at| eligible[at]).collect();
            let most = if active.is_empty() { Verdict::Allowed } else { Verdict::Eligible };
            let naive = Naive { active, ..*self };
            let (verdict, basis) = naive.requirement(&task.requires, task, target);
            (verdict.min(most), basis)
        });
        choices.max().expect("a choice")
    }

    /// Whether a deny assignment that bears on any question names, or leaves out, a group that only an activation leads to: without
    /// one nothing is lost by activating everything.
    fn denies_wait(&self) -> bool {
        let beyond: HashSet<usize> = self.reached(true).difference(&self.reached(false)).copied().collect();
        let bears = |deny: &&Deny| !deny.audit && (0..SCOPES.len()).any(|at| self.contains(deny.at, at) != Sure::No);
        let names = |deny: &Deny| {
            let named = deny.principals.iter().filter(|_| !deny.everyone);
            named.chain(&deny.exclude).any(|who| beyond.contains(who))
        };
        self.world.denies.iter().filter(bears).any(names)
    }

    fn requirement(&self, requirement: &Requirement, task: &Task, target: Option<usize>) -> Answer {
        let each = |parts: &[Requirement]| parts.iter().map(|part| self.requirement(part, task, target)).collect::<Vec<_>>();
        match requirement {
            Requirement::Leaf(leaf) => self.leaf(leaf, task, target),
            Requirement::Any(parts) => each(parts).into_iter().max().expect("parts"),
            Requirement::All(parts) => {
                let parts = each(parts);
                let verdict = parts.iter().map(|part| part.0).min().expect("parts");
                let basis = parts.iter().map(|part| part.1).min().expect("parts");
                (verdict, basis.filter(|_| verdict > Verdict::Blocked))
            }
        }
    }

    fn leaf(&self, leaf: &Leaf, task: &Task, target: Option<usize>) -> Answer {
        let at = match leaf.at {
            TargetKind::Tenant => 0,
            TargetKind::Subscription => subscription(target.expect("a scope")).expect("in a subscription"),
            _ => target.expect("a scope"),
        };
        let (answer, partial) = match &leaf.what {
            Need::DirectoryRole { template, .. } => (self.directory(&template.to_string()), self.world.directory_partial),
            Need::AppRole { .. } | Need::Owner => panic!("no random task asks for what has its own cases"),
            Need::Actions { plane, patterns } => {
                let texts: Vec<&str> = patterns.iter().map(Pattern::text).collect();
                (self.actions(&texts, *plane, leaf.unconditional, at), self.world.assignments_partial)
            }
            Need::AnyAction { plane, pattern } => {
                let partial = self.world.assignments_partial;
                (self.any_action(pattern.text(), *plane, at, partial), partial)
            }
            Need::Role { id, .. } => {
                let role = (0..self.world.roles.len()).find(|&role| role_id(role) == id.to_string()).expect("a role");
                let uses: Vec<(Plane, &str)> = task.uses.iter().map(|used| (used.plane, used.pattern.text())).collect();
                (self.role(role, leaf.unconditional, &uses, at), self.world.assignments_partial)
            }
        };
        // A no rests on complete exports (R-EVAL-9).
        if answer.0 == Verdict::NotAllowed && partial { (Verdict::Unknown, None) } else { answer }
    }

    fn points(&self) -> &'static [Point] {
        if self.strict { &STRICT } else { &DOCUMENTED }
    }

    /// Every string that the patterns ask for, at its worst.
    fn actions(&self, patterns: &[&str], plane: Plane, unconditional: bool, at: usize) -> Answer {
        let grants = self.grants(at, unconditional);
        let patterns: Vec<Vec<String>> = patterns.iter().map(|pattern| readings(pattern, self.strict)).collect();
        let asked = |point: &&Point| patterns.iter().any(|pattern| matches(pattern, &point.text));
        let worst = self.points().iter().filter(asked).map(|point| {
            let given = |&(grant, base): &(&Grant, Verdict)| self.gives((grant, base), point, plane, unconditional);
            let granted = grants.iter().filter_map(given).max();
            let denied = self.denies(at, point, plane);
            decide(granted, denied)
        });
        let verdict = worst.min().expect("a pattern stands for something");
        (verdict, (verdict > Verdict::Blocked).then_some(Basis::Actions))
    }

    /// Any string that the pattern asks for: the best answer of one of them, each as if it were asked alone (R-EVAL-9).
    fn any_action(&self, pattern: &str, plane: Plane, at: usize, partial: bool) -> Answer {
        let (grants, pattern) = (self.grants(at, false), readings(pattern, self.strict));
        let asked = self.points().iter().filter(|point| matches(&pattern, &point.text));
        let answers = asked.map(|point| {
            let granted = grants.iter().filter_map(|&grant| self.gives(grant, point, plane, false)).max();
            match decide(granted, self.denies(at, point, plane)) {
                Verdict::NotAllowed if partial => (Verdict::Unknown, None),
                verdict => (verdict, (verdict > Verdict::Blocked).then_some(Basis::Actions)),
            }
        });
        answers.max().expect("a pattern stands for something")
    }

    /// A named role: held itself, or everything that it has is held.
    fn role(&self, role: usize, unconditional: bool, uses: &[(Plane, &str)], at: usize) -> Answer {
        let grants = self.grants(at, unconditional);
        let own: Vec<_> = grants.iter().copied().filter(|(grant, _)| grant.role == role).collect();
        let whole = self.whole(role);
        let listed = (!own.is_empty()).then(|| (Self::listed(&own, whole.as_deref()), Basis::Listed));
        let covers = whole.as_ref().map(|whole| {
            let worst = whole
                .iter()
                .map(|&(plane, point)| grants.iter().filter_map(|&grant| self.gives(grant, point, plane, unconditional)).max());
            (worst.min().flatten().unwrap_or(Verdict::NotAllowed), Basis::Covers)
        });
        let answer = |(verdict, basis): (Verdict, Basis)| {
            let verdict = self.less_denies(verdict, whole.as_deref(), uses, at);
            (verdict, (verdict > Verdict::Blocked).then_some(basis))
        };
        let best = [listed, covers].into_iter().flatten().map(answer).max().unwrap_or((Verdict::NotAllowed, None));
        // Whatever is held may include a role of which nobody knows what it has (R-EVAL-9).
        let is_known = self.world.roles[role].source != RoleSource::Missing;
        if best.0 == Verdict::NotAllowed && !grants.is_empty() && !is_known { (Verdict::Unknown, None) } else { best }
    }

    /// Everything that a role has, whatever its own conditions; `None` where its definition is not certain, or empty.
    fn whole(&self, role: usize) -> Option<Vec<(Plane, &'static Point)>> {
        let role = self.world.roles.get(role).filter(|role| role.source != RoleSource::Missing)?;
        let blocks = blocks(role);
        let has = |plane, point: &Point| blocks.iter().any(|block| in_block(block, point, plane));
        let points =
            [Plane::Control, Plane::Data].into_iter().flat_map(|plane| self.points().iter().map(move |point| (plane, point)));
        let whole: Vec<_> = points.filter(|(plane, point)| has(*plane, point)).collect();
        (!whole.is_empty()).then_some(whole)
    }

    fn listed(own: &[(&Grant, Verdict)], whole: Option<&[(Plane, &Point)]>) -> Verdict {
        let at = |grant: &Grant, base: Verdict, truth: Option<bool>| match grant.narrowed {
            Narrowed::By(_) => narrowed(base, truth),
            _ => Some(base),
        };
        let truth = |grant: &Grant, point: &Point, plane| match grant.narrowed {
            Narrowed::By(number) => condition(number, point, plane),
            _ => Some(true),
        };
        let of_point =
            |plane, point: &Point| own.iter().filter_map(|&(grant, base)| at(grant, base, truth(grant, point, plane))).max();
        match whole {
            Some(whole) => whole.iter().map(|(plane, point)| of_point(*plane, point)).min().flatten(),
            // What the role has is not known: neither is what a condition leaves of it.
            None => own
                .iter()
                .filter_map(|&(grant, base)| {
                    at(grant, base, None).map(|verdict| match grant.narrowed {
                        Narrowed::By(_) => verdict.min(Verdict::Unknown),
                        _ => verdict,
                    })
                })
                .max(),
        }
        .unwrap_or(Verdict::NotAllowed)
    }

    fn less_denies(&self, verdict: Verdict, whole: Option<&[(Plane, &Point)]>, uses: &[(Plane, &str)], at: usize) -> Verdict {
        if verdict <= Verdict::Blocked {
            return verdict;
        }
        let exercised: Vec<(Plane, &Point)> = uses
            .iter()
            .flat_map(|&(plane, pattern)| {
                let pattern = readings(pattern, self.strict);
                let points = self.points().iter().filter(move |point| matches(&pattern, &point.text));
                points.map(move |point| (plane, point))
            })
            .collect();
        let set = if uses.is_empty() { whole } else { Some(exercised.as_slice()) };
        let Some(set) = set else {
            // Nobody knows what the role has: any deny here may take a part of it.
            let any = self.world.denies.iter().any(|deny| self.ties(deny, at) > Sure::No);
            return if any { verdict.min(Verdict::Unknown) } else { verdict };
        };
        let denied: Vec<Sure> = set.iter().map(|(plane, point)| self.denies(at, point, *plane)).collect();
        let some = denied.contains(&Sure::Yes);
        let all = some && denied.iter().all(|denied| *denied == Sure::Yes);
        match (all || some && !uses.is_empty(), some || denied.contains(&Sure::Unknown)) {
            (true, _) => Verdict::Blocked,
            (false, true) => verdict.min(Verdict::Unknown),
            (false, false) => verdict,
        }
    }

    /// The grants that reach a scope, at their best.
    fn grants(&self, at: usize, unconditional: bool) -> Vec<(&Grant, Verdict)> {
        let reach = |grant: &Grant| {
            let member = if self.is_orphan() { Sure::No } else { self.member(grant.who) };
            let eligible = if grant.eligible { Sure::Eligible } else { Sure::Yes };
            // Schedules have always known conditions; role assignments have not (R-COND-17).
            let lost = grant.narrowed == Narrowed::NotExported && !grant.eligible && self.conditionable(grant.role);
            let column = if lost { Sure::Unknown } else { Sure::Yes };
            let sure = member.min(self.contains(grant.at, at)).min(eligible).min(column);
            match sure {
                Sure::No => None,
                Sure::Unknown => Some(Verdict::Unknown),
                Sure::Eligible => Some(Verdict::Eligible),
                Sure::Yes => Some(Verdict::Allowed),
            }
        };
        let counts = |grant: &&Grant| !grant.over && !(unconditional && matches!(grant.narrowed, Narrowed::By(_)));
        self.world.grants.iter().filter(counts).filter_map(|grant| Some((grant, reach(grant)?))).collect()
    }

    /// A role that can carry a condition: it grants an action that conditions are made for (R-COND-17).
    fn conditionable(&self, role: usize) -> bool {
        let Some(role) = self.world.roles.get(role) else { return true };
        let grants = |block: &Block, list: usize, text: &str| {
            let matches = |number: usize| matches(&readings(PATTERNS[number], self.strict), &text.to_ascii_lowercase());
            let any = |list: usize| block.lists[list].iter().any(|&number| matches(number));
            any(list) && !any(list + 1)
        };
        let is = |block: &Block| {
            CONDITIONED.iter().any(|text| grants(block, 0, text)) || CONDITIONED_DATA.iter().any(|text| grants(block, 2, text))
        };
        role.source == RoleSource::Missing || blocks(role).iter().any(is)
    }

    /// What a grant gives for a string (R-EVAL-4, R-EVAL-5).
    fn gives(&self, (grant, base): (&Grant, Verdict), point: &Point, plane: Plane, unconditional: bool) -> Option<Verdict> {
        let own = match grant.narrowed {
            Narrowed::By(number) => condition(number, point, plane),
            _ => Some(true),
        };
        let role = self.world.roles.get(grant.role)?;
        let unknown = |given: bool| given.then(|| narrowed(base, own)).flatten().map(|_| Verdict::Unknown);
        match role.source {
            // It may grant anything (R-EVAL-9).
            RoleSource::Missing => unknown(true),
            RoleSource::Arm | RoleSource::PowerShell => {
                let of_block = |block: &Block| {
                    let inner = block.condition.map_or(Some(true), |number| condition(number, point, plane));
                    // Who wants nothing under a condition wants none of a role's own either (R-COND-12).
                    let counts = in_block(block, point, plane) && !(unconditional && block.condition.is_some());
                    counts.then(|| narrowed(base, and(own, inner))).flatten()
                };
                blocks(role).iter().filter_map(of_block).max()
            }
        }
    }

    /// Whether a deny takes a string away (R-DENY-6).
    fn denies(&self, at: usize, point: &Point, plane: Plane) -> Sure {
        let of = |deny: &Deny| {
            let block = Block { lists: deny.lists.clone(), condition: None };
            if !in_block(&block, point, plane) {
                return Sure::No;
            }
            let truth = match deny.condition.map_or(Some(true), |number| condition(number, point, plane)) {
                Some(true) => Sure::Yes,
                None => Sure::Unknown,
                Some(false) => Sure::No,
            };
            truth.min(self.ties(deny, at))
        };
        self.world.denies.iter().map(of).max().unwrap_or(Sure::No)
    }

    /// Whether a deny speaks of this principal at this scope.
    fn ties(&self, deny: &Deny, at: usize) -> Sure {
        let now = |sure: Sure| if sure == Sure::Eligible { Sure::Yes } else { sure };
        let tie = |who: usize| now(self.member(who));
        let scope = if deny.not_to_children && deny.at != at { Sure::No } else { self.contains(deny.at, at) };
        let orphan = self.is_orphan();
        let named = |list: &[usize]| {
            list.iter().map(|&who| if orphan { own(who == self.who) } else { tie(who) }).max().unwrap_or(Sure::No)
        };
        let named_in = if deny.everyone { Sure::Yes } else { named(&deny.principals) };
        let excluded = named(&deny.exclude);
        let not_excluded = match excluded {
            Sure::Yes => Sure::No,
            Sure::No => Sure::Yes,
            _ => Sure::Unknown,
        };
        if deny.audit { Sure::No } else { scope.min(named_in).min(not_excluded) }
    }

    /// Whether the principal is another one, or in it (R-PRI-1, R-PRI-7, R-PIM-8).
    fn member(&self, of: usize) -> Sure {
        if self.reached(false).contains(&of) {
            Sure::Yes
        } else if self.reached(true).contains(&of) {
            Sure::Eligible
        } else if self.may_be_member(of) {
            Sure::Unknown
        } else {
            Sure::No
        }
    }

    /// Itself and every group that the lists put it in.
    fn reached(&self, eligible_too: bool) -> HashSet<usize> {
        let mut reached = HashSet::from([self.who]);
        loop {
            let before = reached.len();
            for (line, &(group, member, eligible)) in self.world.members.iter().enumerate() {
                let activated = eligible_too && self.active.contains(&line);
                let counts = if eligible { activated } else { self.world.listed[group - USERS] };
                if counts && reached.contains(&member) {
                    reached.insert(group);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    /// A group whose members were not exported, or one that such a group is in, may hold anybody.
    fn may_be_member(&self, of: usize) -> bool {
        let mut open: HashSet<usize> = (USERS..PEOPLE).filter(|group| !self.world.listed[group - USERS]).collect();
        loop {
            let before = open.len();
            for &(group, member, eligible) in &self.world.members {
                if open.contains(&member) && (eligible || self.world.listed[group - USERS]) {
                    open.insert(group);
                }
            }
            if open.len() == before {
                return open.contains(&of);
            }
        }
    }

    /// The complete directory export does not list the principal: it was deleted (R-ASN-5).
    fn is_orphan(&self) -> bool {
        let world = self.world;
        let named = world
            .members
            .iter()
            .any(|&(group, member, eligible)| member == self.who && (eligible || world.listed[group - USERS]));
        world.users_exported && world.orphan && self.who == USERS - 1 && !named
    }

    /// Containment of scopes (R-SCO-3 to R-SCO-5).
    fn contains(&self, outer: usize, inner: usize) -> Sure {
        if outer == inner || outer == 0 {
            return Sure::Yes;
        }
        if inner == 0 {
            return Sure::No;
        }
        if !(1..=3).contains(&outer) {
            let (outer, inner) = (SCOPES[outer], SCOPES[inner]);
            return own(inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/')));
        }
        let leaf = if inner <= 3 { inner } else { subscription(inner).expect("below a subscription") };
        // What a list shows of the first subscription counts, unless no tree allows it (R-SCO-5).
        let trees = self.trees();
        let shown = |tree: &[usize; 4]| {
            self.world.inherited.filter(|_| leaf == 4).is_none_or(|listed| ancestors(tree, leaf).contains(&listed))
        };
        let agreeing: Vec<[usize; 4]> = trees.iter().copied().filter(shown).collect();
        let trees = if agreeing.is_empty() { trees } else { agreeing };
        let within = |tree: &&[usize; 4]| ancestors(tree, leaf).contains(&outer);
        match trees.iter().filter(within).count() {
            0 => Sure::No,
            count if count == trees.len() => Sure::Yes,
            _ => Sure::Unknown,
        }
    }

    /// Every tree that the exports allow: the parents of `corp`, `prod` and the two subscriptions.
    fn trees(&self) -> Vec<[usize; 4]> {
        let all = (0..81).map(|number| [number / 27, number / 9 % 3, number / 3 % 3, number % 3].map(|at| at + 1));
        let fits = |tree: &[usize; 4]| {
            let known = self.world.parents.iter().zip(tree).all(|(known, own)| known.is_none_or(|known| known == *own));
            known && [2, 3].iter().all(|&group| ancestors(tree, group).last() == Some(&1))
        };
        all.filter(fits).collect()
    }

    /// A directory role at the tenant: nesting does not count (R-ENT-5, R-ENT-8).
    fn directory(&self, template: &str) -> Answer {
        let of = |grant: &super::world::DirectoryGrant| {
            if DIRECTORY_ROLES[grant.role] != template || grant.unit || self.is_orphan() {
                return Sure::No;
            }
            let held = self.directly(grant.who);
            held.min(if grant.eligible { Sure::Eligible } else { Sure::Yes })
        };
        match self.world.directory.iter().map(of).max().unwrap_or(Sure::No) {
            Sure::No => (Verdict::NotAllowed, None),
            Sure::Unknown => (Verdict::Unknown, Some(Basis::Listed)),
            Sure::Eligible => (Verdict::Eligible, Some(Basis::Listed)),
            Sure::Yes => (Verdict::Allowed, Some(Basis::Listed)),
        }
    }

    fn directly(&self, of: usize) -> Sure {
        if of == self.who {
            return Sure::Yes;
        }
        // A group within a group holds nothing by it.
        if of < USERS || self.who >= USERS || self.world.assignable[of - USERS] == Some(false) {
            return Sure::No;
        }
        let listed = self.world.listed[of - USERS];
        let edge = |wanted: bool| {
            let mut lines = self.world.members.iter().enumerate().filter(|(_, line)| **line == (of, self.who, wanted));
            lines.any(|(line, &(_, _, eligible))| if eligible { self.active.contains(&line) } else { listed })
        };
        match (edge(false), edge(true), listed) {
            (true, _, _) => Sure::Yes,
            (_, true, _) => Sure::Eligible,
            (_, _, false) => Sure::Unknown,
            _ => Sure::No,
        }
    }
}

/// What a tree has above a scope; ends where it turns in a circle.
fn ancestors(tree: &[usize; 4], scope: usize) -> Vec<usize> {
    let mut chain = Vec::new();
    let mut at = scope;
    while let Some(number) = [2, 3, 4, 8].iter().position(|&child| child == at).filter(|_| chain.len() < 4) {
        at = tree[number];
        chain.push(at);
    }
    chain
}

/// The blocks of a role: PowerShell prints the one block of a custom role (R-DEF-14).
fn blocks(role: &Role) -> Vec<Block> {
    if role.source != RoleSource::PowerShell {
        return role.blocks.clone();
    }
    let all = |list: usize| role.blocks.iter().flat_map(|block| block.lists[list].clone()).collect();
    vec![Block { lists: std::array::from_fn(all), condition: None }]
}

fn own(yes: bool) -> Sure {
    if yes { Sure::Yes } else { Sure::No }
}

fn subscription(scope: usize) -> Option<usize> {
    match scope {
        4..=7 => Some(4),
        8..=9 => Some(8),
        _ => None,
    }
}

const fn list_of(plane: Plane) -> usize {
    match plane {
        Plane::Control => 0,
        Plane::Data => 2,
    }
}

/// Some pattern of the list matches, none of the exceptions does (R-PAT-12).
fn in_block(block: &Block, point: &Point, plane: Plane) -> bool {
    let list = list_of(plane);
    let any = |list: &[usize]| list.iter().any(|&number| point.bits[number]);
    any(&block.lists[list]) && !any(&block.lists[list + 1])
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn narrowed(base: Verdict, truth: Option<bool>) -> Option<Verdict> {
    match truth {
        Some(true) => Some(base),
        Some(false) => None,
        None => Some(base.min(Verdict::Conditional)),
    }
}

fn decide(granted: Option<Verdict>, denied: Sure) -> Verdict {
    match (granted, denied) {
        (None, _) => Verdict::NotAllowed,
        (Some(_), Sure::Yes) => Verdict::Blocked,
        (Some(verdict), Sure::No) => verdict,
        (Some(verdict), _) => verdict.min(Verdict::Unknown),
    }
}
