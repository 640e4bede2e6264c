//! The actions that a Terraform plan needs, by what the catalog knows of the azurerm provider.

use crate::arrange::Arrange as _;
use crate::catalog::{Catalog, Phase, Phases, TerraformType};
use crate::export::terraform_plan::{PlannedType, TerraformPlan};
use crate::model::{Note, NoteCode, Plane, PlanePattern};
use crate::pattern::Pattern;

/// What a plan needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanNeeds {
    /// The actions, by plane and name, each once.
    pub actions: Vec<PlanePattern>,
    /// How many resources and data sources of the plan they are.
    pub resources: usize,
    /// How many there are of which nothing is known.
    pub unknown: usize,
    /// What is not known.
    pub notes: Vec<Note>,
}

/// The actions that every type of a plan needs in its phases. What the catalog does not know is named.
pub fn plan_needs(plan: &TerraformPlan, catalog: &Catalog) -> PlanNeeds {
    let mut needs = PlanNeeds::default();
    for own in &plan.types {
        for word in &own.unknown {
            let message = format!("`{}` is to be done to {}: what that needs is not known, and not counted", word, called(own));
            needs.notes.push(Note::warning(NoteCode::TerraformActionUnknown, message));
        }
        match catalog.terraform(own.kind, &own.name) {
            Some(facts) => needs.add(own, facts, catalog),
            None => needs.leave_out(own),
        }
    }
    needs.actions.arrange_by(|a, b| (a.plane, &a.pattern).cmp(&(b.plane, &b.pattern)));
    needs.actions.dedup();
    needs
}

impl PlanNeeds {
    fn add(&mut self, own: &PlannedType, facts: &TerraformType, catalog: &Catalog) {
        self.resources += own.resources;
        let mut phases = own.phases;
        for (phase, name) in [(Phase::Modify, "changing"), (Phase::Destroy, "destroying")] {
            let is_known = facts.needs.iter().any(|(of, _)| of.contains(phase));
            if phases.contains(phase) && !is_known {
                phases = phases.with(Phase::Apply);
                let message = format!("the facts name no action for {name} {}: those for creating it are taken", called(own));
                self.notes.push(Note::warning(NoteCode::TerraformPhaseUnknown, message));
            }
        }
        let wanted = facts.needs.iter().filter(|(of, _)| of.meets(phases));
        self.actions.extend(wanted.map(|(_, action)| in_plane(action, catalog)));
    }

    fn leave_out(&mut self, own: &PlannedType) {
        if own.phases == Phases::default() {
            return;
        }
        self.unknown += own.resources;
        let provider = own.provider.as_deref().and_then(|provider| provider.rsplit('/').next());
        let provider = provider.map(|provider| format!(", of provider {provider}")).unwrap_or_default();
        let message = format!(
            "the facts do not say what {} needs{provider} ({} in the plan, {} first): it is not counted",
            called(own),
            own.resources,
            own.address
        );
        self.notes.push(Note::warning(NoteCode::TerraformTypeUnknown, message));
    }
}

fn called(own: &PlannedType) -> String {
    format!("{} `{}`", own.kind.name(), own.name)
}

/// An action in its plane: a data action only where the catalog knows it as one and not as a control-plane action.
fn in_plane(action: &str, catalog: &Catalog) -> PlanePattern {
    let known = |plane| catalog.operations().lookup(plane, action).is_some();
    let plane = if known(Plane::Data) && !known(Plane::Control) { Plane::Data } else { Plane::Control };
    PlanePattern { plane, pattern: Pattern::parse(action) }
}
