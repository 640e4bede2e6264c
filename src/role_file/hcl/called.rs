//! What calls of a module give to its variables: blocks `module`, and the inputs of Terragrunt.

use hcl_edit::parser;
use hcl_edit::structure::Body;

use super::blocks::Hcl;
use super::evaluate::{EvaluatedAt, HclEvaluator, key};
use crate::document::{Member, Node, SPREAD, Value};
use crate::role_file::folder_names::FolderNames;
use crate::role_file::module_call::ModuleCall;
use crate::role_file::module_calls::{CallLanguage, ModuleCalls, NamedCall};
use crate::role_file::nesting::is_too_deep;
use crate::role_file::paths::folder;
use crate::role_file::surroundings::Beside;
use crate::source::{Source, Span};

/// A module is a folder. No call reads its files of variables: with some, it is also planned by itself.
pub(super) const TERRAFORM: CallLanguage = CallLanguage {
    module: |beside| folder(&beside.path().to_string_lossy()),
    is_root: |beside| beside.names().files_of_values().next().is_some(),
    calls_in,
};

fn calls_in(file: &Source, beside: &Beside<'_>, above: &ModuleCalls) -> Option<Vec<NamedCall>> {
    let text = Some(file.text()).filter(|text| !is_too_deep(text) && !file.name().ends_with(".json"))?;
    let body = parser::parse_body(text).ok()?;
    let mut own = FolderNames::default();
    let body = own.add(body);
    let mut calls = Vec::new();
    for call in above.each() {
        let hcl = Hcl { evaluator: HclEvaluator::new(&own, beside).called(call) };
        let made = body.get_blocks("module").flat_map(|block| hcl.instances(block));
        let named = made.filter_map(|made| {
            let module = made.member("source")?.node.as_text()?.to_owned();
            Some(NamedCall { module, call: ModuleCall::new(&made, text) })
        });
        calls.extend(named.chain(inputs(&hcl, &body, text)));
    }
    Some(calls)
}

/// What a file of Terragrunt gives to the module that it names. What it includes may give more.
fn inputs(hcl: &Hcl<'_>, body: &Body, text: &str) -> Option<NamedCall> {
    let source = body.get_blocks("terraform").find_map(|block| block.body.get_attribute("source"))?;
    let module = hcl.evaluator.node(&source.value, EvaluatedAt::top()).as_text()?.to_owned();
    let given = body.get_attribute("inputs").map(|inputs| hcl.evaluator.node(&inputs.value, EvaluatedAt::top()));
    let mut given = given.unwrap_or_else(|| Node::new(Span::default(), Value::Map(Vec::new())));
    if let (Value::Map(members), Some(_)) = (&mut given.value, body.get_blocks("include").next()) {
        members.push(Member { key: key(SPREAD, Span::default()), node: Node::new(Span::default(), Value::unknown()) });
    }
    Some(NamedCall { module, call: ModuleCall::new(&given, text) })
}
