//! The role has no id.
//!
//! A role is known to Azure by its GUID. Without one in the file each creation gives the role a new one, a later change has to find
//! it by its name, and the same role in two tenants cannot be recognised.
//!
//! ## What to do
//! Put the GUID of the existing role into the file, or a new one. Nobody but you knows which of the two, so `--fix` adds none;
//! `--fix=all` adds one that is made of the role's name and scopes: the same for the same file.
//!
//! ## What it cannot see
//! Terraform, Bicep and ARM templates make ids by themselves: those are left alone.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::guid::Guid;
use crate::model::Severity;
use crate::role_file::fix::Change;
use crate::role_file::{Shape, WrittenText};

pub(super) const LINT: Lint = Lint {
    id: "id-missing",
    severity: Severity::Note,
    topic: Topic::Identity,
    rules: &[],
    source: include_str!("id_missing.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let needs_one = matches!(role.written.shape, Shape::Flat | Shape::Az | Shape::Arm | Shape::Portal);
    let is_empty = |id: &WrittenText| id.known().is_some_and(|text| text.trim().is_empty());
    if role.written.is_argument || !needs_one || role.written.id.as_ref().is_some_and(|id| !is_empty(id)) {
        return Vec::new();
    }
    let id = made_up(role);
    let change = match &role.written.id {
        Some(empty) => Change::Replace(empty.span, id.to_string()),
        None => Change::AddId(role.written.span, id),
    };
    let finding = LINT
        .finding(role, role.heading(), "the role has no id: each creation gives it another one")
        .help(format!("add its GUID; for a new role for instance `{id}`"))
        .risky_fix(format!("give it the id `{id}`"), change);
    vec![finding]
}

/// A GUID of the form that RFC 9562 keeps for whatever somebody makes up (version 8), from the name and scopes.
fn made_up(role: &LintedRole<'_>) -> Guid {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let scopes = role.scopes.iter().map(|scope| scope.text);
    for byte in std::iter::once(role.name()).chain(scopes).flat_map(|text| text.bytes().chain([0])) {
        // FNV-1a, 128 bits.
        hash = (hash ^ u128::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let version = (hash & !(0xf << 76)) | (0x8 << 76);
    Guid::from_u128((version & !(0x3 << 62)) | (0x2 << 62))
}
