//! How much of each kind of export there is, as a report says it.

use serde::Serialize;

use crate::audit::coverage::coverage;
use crate::audit::{Gap, KindCoverage};
use crate::graph::TenantGraph;
use crate::model::{Completeness, InputFile};

/// How much of one kind of export there is (R-EVAL-9).
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
    /// How much of each kind a tenant was built from, where these gaps are open.
    pub(crate) fn of_tenant(tenant: &'a TenantGraph, gaps: &[Gap]) -> Vec<Self> {
        let inputs = tenant.facts().inputs.as_slice();
        coverage(tenant, gaps).iter().map(|entry| Self::new(entry, inputs)).collect()
    }

    pub(crate) fn new(entry: &KindCoverage, inputs: &'a [InputFile]) -> Self {
        let paths = entry.inputs.iter().filter_map(|input| inputs.get(input.index())).map(|input| &*input.path);
        Self { kind: entry.kind.name(), completeness: entry.completeness, vouched: entry.vouched, paths: paths.collect() }
    }
}
