//! [`Gainers`]: who gains what by a change of roles, the most powerful first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::impact::{ImpactView, RoleGainView, TaskGainView};
use super::picture::CheckReport;
use crate::access::foremost_first;
use crate::arrange::Arrange as _;
use crate::decide::Verdict;
use crate::model::ObjectId;
use crate::report::answers::places::scope_called;
use crate::report::answers::power::{Power, of_operations};
use crate::report::answers::views::PrincipalView;
use crate::report::words::shortened;

/// How many principals a line names.
const PEOPLE: usize = 5;
/// How many operations a line names.
const OPERATIONS: usize = 3;

/// Some principals, and what they gain.
pub(crate) struct Gainers {
    /// Their names.
    pub(crate) names: String,
    /// What they gain: the most powerful first.
    pub(crate) gains: Vec<Gain>,
}

/// Something that is gained.
pub(crate) struct Gain {
    /// A role and its scope, or a task and its target, by name.
    pub(crate) what: String,
    /// The id of the scope, or of the target.
    pub(crate) scope: String,
    /// The operations, for a role.
    pub(crate) operations: Option<String>,
    /// How powerful it is, whether it is in doubt or depends on something, and how many privileged operations it has.
    weight: (Power, bool, usize),
}

impl CheckReport {
    /// Who gains what, and the changed roles that nobody holds; `None`: no exports were given.
    pub(crate) fn gainers(&self) -> Option<(Vec<Gainers>, &[Box<str>])> {
        let impact = self.impact.as_ref()?;
        let view = ImpactView::new(impact);
        let called = |scope: &str| scope_called(&impact.tenant, scope);
        let roles = view.roles.iter().map(|own| (&own.principals, Gain::of_role(own, &called(own.scope))));
        let tasks = view.tasks.iter().map(|own| (&own.principals, Gain::of_task(own, &called(own.target))));
        // Two people may have one name.
        let mut together: BTreeMap<Vec<&ObjectId>, Gainers> = BTreeMap::new();
        for (principals, gain) in roles.chain(tasks) {
            let mut ids: Vec<&ObjectId> = principals.iter().map(|principal| principal.id).collect();
            ids.arrange();
            let new = || Gainers { names: people(principals), gains: Vec::new() };
            together.entry(ids).or_insert_with(new).gains.push(gain);
        }
        let mut found: Vec<Gainers> = together.into_values().collect();
        for own in &mut found {
            own.gains.arrange_by_key(|gain| Reverse(gain.weight));
        }
        found.arrange_by_cached_key(|own| (own.gains.first().map(|gain| Reverse(gain.weight)), own.names.clone()));
        Some((found, &impact.unheld))
    }
}

impl Gain {
    fn of_role(own: &RoleGainView<'_>, scope: &str) -> Self {
        let privileged = foremost_first(own.privileged);
        let operations = match privileged.len() {
            0 => format!("{} and what else the role gains", own.witness),
            few if few <= OPERATIONS => format!("{} (privileged)", privileged.join(", ")),
            _ => format!("{} privileged actions", shortened(&privileged, OPERATIONS)),
        };
        let power = of_operations(&[], privileged.first().map_or(own.witness, String::as_str));
        Self {
            what: format!("{} @ {scope}{}", own.role, certainty(own.verdict)),
            scope: own.scope.to_owned(),
            operations: Some(operations),
            weight: (power, own.verdict != Verdict::Allowed, privileged.len()),
        }
    }

    fn of_task(own: &TaskGainView<'_>, target: &str) -> Self {
        Self {
            what: format!("{} on {target}{}", own.task, certainty(own.verdict)),
            scope: own.target.to_owned(),
            operations: None,
            weight: (Power::Read, own.verdict != Verdict::Allowed, 0),
        }
    }
}

fn people(principals: &[PrincipalView<'_>]) -> String {
    let names: Vec<String> = principals.iter().map(PrincipalView::called).collect();
    shortened(&names, PEOPLE)
}

/// How sure a gain is.
fn certainty(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "",
        Verdict::Eligible => ", after an activation",
        Verdict::Conditional => ", where a condition allows it",
        Verdict::Unknown => ", as far as the exports tell",
        // What is blocked or not allowed is no gain, and not in the list.
        Verdict::Blocked | Verdict::NotAllowed | Verdict::NotAsked => ", if nothing takes it away",
    }
}
