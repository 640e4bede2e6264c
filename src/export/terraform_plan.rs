//! Terraform plans (`terraform show -json`): which types a plan touches, and what Terraform does to them.
//!
//! `resource_changes` names every managed resource of the plan with what is to be done, unchanged ones included (they are read),
//! and data sources that are read during apply. Data sources that were read during planning are in `prior_state`. Which actions that
//! takes is not known here; the catalog says so.

use std::collections::BTreeMap;

use miette::{Diagnostic, SourceSpan};
use serde::Deserialize;

use crate::catalog::{Phase, Phases, TerraformKind};
use crate::source::Source;

/// What a plan does, type by type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TerraformPlan {
    /// The types, by kind and name.
    pub types: Vec<PlannedType>,
}

/// One type of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedType {
    /// Resource or data source.
    pub kind: TerraformKind,
    /// Such as `azurerm_storage_account`.
    pub name: String,
    /// The address of its provider, such as `registry.terraform.io/hashicorp/azurerm`.
    pub provider: Option<String>,
    /// What is done to its resources, all together.
    pub phases: Phases,
    /// How many resources there are.
    pub resources: usize,
    /// The address of the first.
    pub address: String,
    /// Words for what is to be done that are not known here.
    pub unknown: Vec<String>,
}

/// Why a file is no plan.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum TerraformPlanError {
    /// It is no JSON, or not of the shape of a plan.
    #[error("`{}` is not a Terraform plan: {cause}", text.name())]
    #[diagnostic(code(read::terraform_plan), help("write it with `terraform show -json plan.tfplan > plan.json`"))]
    Syntax {
        /// The file.
        #[source_code]
        text: Source,
        /// What is wrong.
        cause: String,
        /// Where.
        #[label("here")]
        at: SourceSpan,
    },
    /// It is JSON, but says nothing of changes.
    #[error("`{name}` is not a Terraform plan: it has no `resource_changes`")]
    #[diagnostic(code(read::terraform_plan), help("{help}"))]
    NoChanges {
        /// The file.
        name: String,
        /// What it may be.
        help: &'static str,
    },
}

#[derive(Deserialize)]
struct PlanText {
    resource_changes: Option<Vec<PlannedChange>>,
    prior_state: Option<PlannedState>,
    planned_values: Option<serde::de::IgnoredAny>,
    values: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct PlannedChange {
    #[serde(flatten)]
    resource: PlannedResource,
    change: Actions,
}

#[derive(Deserialize)]
struct PlannedResource {
    address: String,
    mode: String,
    #[serde(rename = "type")]
    name: String,
    provider_name: Option<String>,
}

#[derive(Deserialize)]
struct Actions {
    actions: Vec<String>,
}

#[derive(Deserialize)]
struct PlannedState {
    values: Option<Values>,
}

#[derive(Deserialize)]
struct Values {
    root_module: Option<Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    resources: Vec<PlannedResource>,
    #[serde(default)]
    child_modules: Vec<Module>,
}

/// Reads a plan.
pub fn plan(source: &Source) -> Result<TerraformPlan, TerraformPlanError> {
    if source.text().trim_start().starts_with('[') {
        return Err(no_changes(source, false));
    }
    let plan: PlanText = serde_json::from_str(source.text()).map_err(|error| syntax(source, &error))?;
    let Some(changes) = plan.resource_changes else {
        return match plan.planned_values {
            // Nothing is managed, and nothing changes.
            Some(_) => Ok(collect(Vec::new(), plan.prior_state)),
            None => Err(no_changes(source, plan.values.is_some())),
        };
    };
    Ok(collect(changes, plan.prior_state))
}

fn no_changes(source: &Source, is_state: bool) -> TerraformPlanError {
    let help = if is_state {
        "this is a state; a plan comes from `terraform plan -out plan.tfplan` and `terraform show -json plan.tfplan`"
    } else {
        "write it with `terraform show -json plan.tfplan > plan.json`"
    };
    TerraformPlanError::NoChanges { name: source.name().to_string(), help }
}

fn syntax(source: &Source, error: &serde_json::Error) -> TerraformPlanError {
    let before: usize = source.text().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (before + error.column().saturating_sub(1)).min(source.text().len());
    let words = error.to_string();
    // The place is already next to the words.
    let cause = words.split(" at line ").next().unwrap_or_default().to_owned();
    TerraformPlanError::Syntax { text: source.clone(), cause, at: SourceSpan::new(at.into(), 0) }
}

fn collect(changes: Vec<PlannedChange>, prior: Option<PlannedState>) -> TerraformPlan {
    let mut types = BTreeMap::new();
    for PlannedChange { resource, change } in changes {
        for word in &change.actions {
            add(&mut types, &resource, phases(word), word);
        }
        count(&mut types, &resource);
    }
    let mut modules: Vec<Module> = prior.and_then(|state| state.values?.root_module).into_iter().collect();
    while let Some(module) = modules.pop() {
        for resource in module.resources.iter().filter(|resource| resource.mode == "data") {
            add(&mut types, resource, phases("no-op"), "no-op");
            count(&mut types, resource);
        }
        modules.extend(module.child_modules);
    }
    TerraformPlan { types: types.into_values().collect() }
}

/// What Terraform does for a word; everything that is changed is read before.
fn phases(word: &str) -> Option<Phases> {
    let planned = Phases::default().with(Phase::Plan);
    match word {
        "no-op" | "forget" => Some(planned),
        "read" | "create" => Some(planned.with(Phase::Apply)),
        "update" => Some(planned.with(Phase::Modify)),
        "delete" => Some(planned.with(Phase::Destroy)),
        _ => None,
    }
}

type Types = BTreeMap<(TerraformKind, String), PlannedType>;

fn add(types: &mut Types, resource: &PlannedResource, phases: Option<Phases>, word: &str) {
    let own = entry(types, resource);
    match phases {
        Some(phases) => own.phases = own.phases.and(phases),
        None if own.unknown.iter().any(|known| known == word) => {}
        None => own.unknown.push(word.to_owned()),
    }
}

fn count(types: &mut Types, resource: &PlannedResource) {
    let own = entry(types, resource);
    own.resources += 1;
    if own.address > resource.address {
        own.address.clone_from(&resource.address);
    }
}

fn entry<'t>(types: &'t mut Types, resource: &PlannedResource) -> &'t mut PlannedType {
    let kind = if resource.mode == "data" { TerraformKind::Data } else { TerraformKind::Resource };
    types.entry((kind, resource.name.clone())).or_insert_with(|| PlannedType {
        kind,
        name: resource.name.clone(),
        provider: resource.provider_name.clone(),
        phases: Phases::default(),
        resources: 0,
        address: resource.address.clone(),
        unknown: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<TerraformPlan, TerraformPlanError> {
        plan(&Source::new("plan.json", text))
    }

    #[test]
    fn words_become_phases() {
        use Phase::{Apply, Destroy, Modify, Plan};
        let cases: [(&str, &[Phase], &str); 7] = [
            (r#"["no-op"]"#, &[Plan], "what stays is read"),
            (r#"["create"]"#, &[Plan, Apply], ""),
            (r#"["update"]"#, &[Plan, Modify], "changed in place"),
            (r#"["delete"]"#, &[Plan, Destroy], ""),
            (r#"["delete","create"]"#, &[Plan, Apply, Destroy], "replaced"),
            (r#"["create","delete"]"#, &[Plan, Apply, Destroy], "replaced the other way round"),
            (r#"["forget"]"#, &[Plan], "leaves the state alone"),
        ];
        for (actions, phases, why) in cases {
            let change = format!(r#"{{"address":"a.b","mode":"managed","type":"a","change":{{"actions":{actions}}}}}"#);
            let plan = read(&format!(r#"{{"resource_changes":[{change}]}}"#)).expect("a plan");
            let wanted = phases.iter().fold(Phases::default(), |all, phase| all.with(*phase));
            assert_eq!(plan.types.first().map(|own| own.phases), Some(wanted), "{actions}: {why}");
        }
    }

    #[test]
    fn data_sources_that_were_read_while_planning_count() {
        let text = r#"{"resource_changes":[],"prior_state":{"values":{"root_module":{"child_modules":[
            {"resources":[{"address":"module.m.data.a.b","mode":"data","type":"a"}]}]}}}}"#;
        let plan = read(text).expect("a plan");
        let own: Vec<_> = plan.types.iter().map(|own| (own.kind, own.resources, own.address.as_str())).collect();
        assert_eq!(own, [(TerraformKind::Data, 1, "module.m.data.a.b")]);
    }

    #[test]
    fn what_is_no_plan_is_told() {
        let cases = [
            ("", "is not a Terraform plan: EOF", "nothing"),
            ("{\"resource_changes\": [}", "is not a Terraform plan: expected value", "broken"),
            ("{\"values\": {}}", "it has no `resource_changes`", "a state"),
            ("[{}]", "it has no `resource_changes`", "a list"),
            ("{}", "it has no `resource_changes`", "anything else"),
        ];
        for (text, wanted, why) in cases {
            let error = read(text).expect_err(why).to_string();
            assert!(error.contains(wanted), "{why}: {error}");
        }
    }
}
