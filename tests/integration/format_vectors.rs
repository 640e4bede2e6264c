//! The vectors of formats (docs/semantics.md): texts, and what they state.

use rolecall::catalog::Catalog;
use rolecall::export;
use rolecall::export::Input;
use rolecall::graph::TenantGraph;
use rolecall::model::Notes;
use rolecall::source::Source;
use serde::{Deserialize, Serialize};

use crate::vectors::vectors;

#[derive(Deserialize)]
struct Vector {
    id: String,
    files: Vec<File>,
    expected: Expected,
}

#[derive(Deserialize)]
struct File {
    text: String,
    #[serde(default)]
    utf16: bool,
    #[serde(default)]
    name: Option<String>,
}

/// What is expected of the facts; what a vector leaves out is not looked at.
#[derive(Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(default)]
struct Expected {
    assignments: Option<usize>,
    grants: Option<usize>,
    classic: Option<usize>,
    denies_unreadable: Option<usize>,
    partial: Option<bool>,
    roles: Option<Vec<String>>,
    scopes: Option<Vec<String>>,
    directory_roles: Option<Vec<String>>,
    /// Actions that the first directory role allows, of those that are asked for.
    allows: Option<std::collections::BTreeMap<String, bool>>,
    notes: Option<Vec<String>>,
}

#[test]
fn format_texts_state_what_the_rules_say() {
    for vector in vectors::<Vector>("formats.json") {
        let inputs: Vec<Input> = vector.files.iter().enumerate().map(input).collect();
        let loaded = export::facts(&inputs).unwrap_or_else(|errors| panic!("{}: {errors}", vector.id));
        assert_eq!(stated(loaded, &vector.expected), vector.expected, "{}", vector.id);
    }
}

fn input((number, file): (usize, &File)) -> Input {
    let bytes = if file.utf16 {
        std::iter::once(0xFEFF).chain(file.text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    } else {
        file.text.clone().into_bytes()
    };
    let name = file.name.clone().unwrap_or_else(|| format!("{number}.json"));
    Input::new(Source::decode(name, bytes).expect("the vectors are text"))
}

/// What the inputs state, as far as it is asked for.
fn stated(loaded: export::Loaded, asked: &Expected) -> Expected {
    let partial = loaded.facts.inputs.iter().any(|input| input.partial);
    let codes: Vec<String> = loaded.notes.iter().map(|note| note.code.name().to_owned()).collect();
    let tenant = TenantGraph::build(loaded.facts, Catalog::embedded(), 1_780_000_000, &mut Notes::default());
    let facts = tenant.facts();
    let roles = || tenant.grants().iter().filter_map(|grant| tenant.roles().get(grant.gives.role));
    let scopes = || tenant.grants().iter().map(|grant| facts.scopes.text(grant.gives.scope).to_owned());
    let directory = || tenant.directory_grants().iter().map(|grant| grant.gives.template.to_string());
    Expected {
        assignments: asked.assignments.map(|_| facts.assignments.len()),
        grants: asked.grants.map(|_| tenant.grants().len()),
        classic: asked.classic.map(|_| facts.classic.len()),
        denies_unreadable: asked.denies_unreadable.map(|_| facts.denies.iter().filter(|deny| deny.unreadable).count()),
        partial: asked.partial.map(|_| partial),
        roles: asked.roles.as_ref().map(|_| roles().map(|role| role.name.to_string()).collect()),
        scopes: asked.scopes.as_ref().map(|_| scopes().collect()),
        directory_roles: asked.directory_roles.as_ref().map(|_| directory().collect()),
        allows: asked.allows.as_ref().map(|actions| {
            let role = facts.directory_roles.first().expect("a directory role");
            actions.keys().map(|action| (action.clone(), role.allows(action))).collect()
        }),
        notes: asked.notes.as_ref().map(|notes| notes.iter().filter(|code| codes.contains(code)).cloned().collect()),
    }
}
