//! Terraform configurations to trees with places (R-DEF-17): one tree for each role definition that a resource makes, and one for the
//! arguments of modules and files of variables, which may hold roles. `evaluate.rs` says what
//! expressions are, `functions.rs` what functions give, `text.rs` how texts are put together.

mod blocks;
mod called;
mod deployment;
mod evaluate;
mod functions;
mod named;
mod operators;
mod order;
mod text;
mod types;
mod wide;

use hcl_edit::parser;
use hcl_edit::structure::{Block, Body, Structure};

use self::blocks::{Hcl, label};
use self::called::TERRAFORM;
use self::evaluate::HclEvaluator;
use super::azapi;
use super::defaults::{MadeRole, UsedDefault};
use super::distinct::Distinct;
use super::error::{RoleFault, RoleMistake};
use super::folder_names::FolderNames;
use super::kind::{AZAPI_TYPES, TERRAFORM_TYPE};
use super::module_call::ModuleCall;
use super::module_calls::ModuleCalls;
use super::nesting::is_too_deep;
use super::shared_values::SharedValues;
use super::surroundings::Beside;
use crate::document::Node;
use crate::source::Span;

/// What a configuration says of roles.
#[derive(Default)]
pub(super) struct Configured {
    /// Its `azurerm_role_definition`s.
    pub(super) roles: Distinct<MadeRole>,
    /// Its resources of azapi that are role definitions, in the form of ARM.
    pub(super) azapi: Distinct<MadeRole>,
    /// The ARM templates that it deploys, each as a deployment of ARM.
    pub(super) templates: Distinct<Node<'static>>,
    /// What it gives to modules, or as values of variables.
    pub(super) arguments: Distinct<Node<'static>>,
    /// The variables whose defaults count in its resources.
    pub(super) defaults: Vec<UsedDefault>,
    /// What no fix may change.
    pub(super) shared: SharedValues,
}

/// Reads what a configuration or a file of variables says of roles.
pub(super) fn parse(text: &str, beside: &Beside<'_>) -> Result<Configured, RoleFault> {
    if is_too_deep(text) {
        return Err(RoleFault::new(RoleMistake::TooDeep, Span { start: 0, end: text.len().min(1) }));
    }
    if let Some(at) = wide::widest(text) {
        return Err(RoleFault::new(RoleMistake::TooManyKeys, at));
    }
    let body = parser::parse_body(text).map_err(|error| fault(text, &error))?;
    let mut own = FolderNames::default();
    let body = own.add(body);
    let mut found = Configured::default();
    let mut unchanged = own.shared(text, || beside.names());
    for call in ModuleCalls::of(beside, &TERRAFORM).each() {
        let hcl = Hcl { evaluator: HclEvaluator::new(&own, beside).called(call) };
        found.add(&hcl, &body);
        unchanged.extend(hcl.evaluator.reads.take());
    }
    found.shared = SharedValues::new(unchanged);
    Ok(found)
}

impl Configured {
    /// Adds what a configuration says as it is called once.
    fn add(&mut self, hcl: &Hcl<'_>, body: &Body) {
        let resources = |of: &'static [&'static str]| {
            let blocks = body.get_blocks("resource").filter(|block| of.contains(&label(block, 0)));
            blocks.filter(|block| !hcl.is_merged(block))
        };
        let roles = resources(&[TERRAFORM_TYPE]).flat_map(|block| made(hcl, block));
        self.roles.add_new(roles);
        let azapi = resources(&AZAPI_TYPES).flat_map(|block| {
            let of = label(block, 0);
            let as_arm = move |role: MadeRole| Some(MadeRole { node: azapi::as_arm(&role.node, of)?, ..role });
            made(hcl, block).into_iter().filter_map(as_arm)
        });
        self.azapi.add_new(azapi);
        let deployments = resources(&deployment::TYPES).flat_map(|block| hcl.instances(block));
        self.templates.add_new(deployments.filter_map(|node| deployment::as_arm(&node)));
        self.defaults.extend(hcl.evaluator.defaults.take());
        let is_values = body.iter().all(|structure| matches!(structure, Structure::Attribute(_)));
        hcl.arguments(body, is_values).into_iter().for_each(|argument| self.arguments.add(argument));
    }
}

/// The roles that a resource makes.
fn made(hcl: &Hcl<'_>, block: &Block) -> Vec<MadeRole> {
    let before = hcl.evaluator.defaults.so_far();
    let instances = hcl.instances(block);
    let empty = hcl.evaluator.defaults.empty_since(before);
    instances
        .into_iter()
        .map(|node| MadeRole { node, empty: empty.clone(), caller: hcl.evaluator.call.map(ModuleCall::caller) })
        .collect()
}

fn fault(text: &str, error: &parser::Error) -> RoleFault {
    let at = text.floor_char_boundary(error.location().offset().min(text.len()));
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mistake = if end == at { RoleMistake::CutOff } else { RoleMistake::Hcl(error.message().to_owned()) };
    RoleFault::new(mistake, Span { start: at, end })
}
