//! How much of each kind of export there is, as a report says it: by kind and place, and summed up by kind.

use serde::Serialize;

use crate::audit::KindCoverage;
use crate::audit::coverage::coverage;
use crate::graph::coverage::place_text;
use crate::graph::{CoverageEntry, CoveragePart, TenantGraph};
use crate::model::{Completeness, CoverageState, InputFile, PartialSign};

/// How well it is known that the exports of one kind are whole for one place (R-EVAL-9).
#[derive(Debug, Clone, Serialize)]
pub struct CoverageEntryView<'a> {
    /// The name that `--complete` takes.
    pub kind: &'static str,
    /// The scope, the id of the group, or `tenant`.
    pub place: String,
    /// The part of the place, where its parts differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<CoveragePart>,
    /// How well.
    pub state: CoverageState,
    /// The user vouches for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vouched: bool,
    /// The files that hold it.
    pub inputs: Vec<&'a str>,
    /// Why it is partial, where a sign shows that.
    pub why: Option<PartialSign>,
}

impl<'a> CoverageEntryView<'a> {
    /// The coverage of a tenant, in the order of its numbers.
    pub(crate) fn of_tenant(tenant: &'a TenantGraph) -> Vec<Self> {
        tenant.coverage().entries().iter().map(|entry| Self::new(tenant, entry)).collect()
    }

    fn new(tenant: &'a TenantGraph, entry: &CoverageEntry) -> Self {
        let inputs = entry.inputs.iter().filter_map(|&input| tenant.facts().input(input)).map(|input| &*input.path);
        let mut inputs: Vec<&str> = inputs.collect();
        inputs.dedup();
        Self {
            kind: entry.kind.name(),
            place: place_text(tenant.facts(), entry.place),
            part: (entry.part != CoveragePart::Whole).then_some(entry.part),
            state: entry.state,
            vouched: entry.vouched,
            inputs,
            why: entry.why,
        }
    }
}

/// How much of one kind of export there is in all.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageView<'a> {
    /// The name that `--complete` takes.
    #[serde(rename = "export")]
    pub kind: &'static str,
    /// Complete, partial or absent.
    pub completeness: Completeness,
    /// The user vouches for it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vouched: bool,
    /// The files that hold it.
    pub paths: Vec<&'a str>,
}

impl<'a> CoverageView<'a> {
    /// How much of each kind a tenant was built from.
    pub(crate) fn of_tenant(tenant: &'a TenantGraph) -> Vec<Self> {
        let inputs = tenant.facts().inputs.as_slice();
        coverage(tenant).iter().map(|entry| Self::new(entry, inputs)).collect()
    }

    pub(crate) fn new(entry: &KindCoverage, inputs: &'a [InputFile]) -> Self {
        let paths = entry.inputs.iter().filter_map(|input| inputs.get(input.index())).map(|input| &*input.path);
        Self { kind: entry.kind.name(), completeness: entry.completeness, vouched: entry.vouched, paths: paths.collect() }
    }
}
