//! Holds the assignments that are said to cut all paths against the exports and the paths of the report. That nobody comes to the role by
//! another path without them, and that fewer are not enough, is not checked here.

use super::claims::{StepClaim, StepKindClaim, VerdictClaim};
use super::fault::Why;
use super::path_claims::{CutClaim, CutGrantClaim, PathClaim};
use super::records::{Records, is_record};
use crate::model::{Guid, ObjectId};

/// Whether each of the assignments is one of the exports.
pub(super) fn is_exported(own: &CutGrantClaim, records: &Records<'_>) -> Result<(), Why> {
    let principal = records.principal(&own.principal)?;
    let kind = match own.kind.as_str() {
        "assignment" => StepKindClaim::Assignment,
        "eligibility" => StepKindClaim::Eligibility,
        "directory-assignment" => StepKindClaim::DirectoryAssignment,
        "directory-eligibility" => StepKindClaim::DirectoryEligibility,
        _ => return is_app_role(own, records),
    };
    let step = StepClaim {
        example: None,
        principal: own.principal.clone(),
        via: Vec::new(),
        kind,
        assignment: own.assignment.clone(),
        role: own.role.clone(),
        scope: own.scope.clone(),
        pattern: None,
        input: own.input.clone(),
        record: own.record,
    };
    records.gift(&step, &[principal]).map(|_| ())
}

fn is_app_role(own: &CutGrantClaim, records: &Records<'_>) -> Result<(), Why> {
    let principal = records.principal(&own.principal)?;
    let (input, record) = own.input.as_deref().zip(own.record).ok_or(Why::NoRecord)?;
    let inputs = records.inputs(input)?;
    let app_role = own.role.as_deref().and_then(Guid::parse);
    let api = ObjectId::parse(&own.scope);
    let mut rows = records.facts.escalation.app_roles.iter();
    let is_it = rows.any(|row| {
        is_record(Some(row.origin), inputs, record)
            && row.principal == principal
            && Some(row.app_role) == app_role
            && row.resource == api
    });
    let what = || Why::OtherRecord { record, input: input.to_owned(), what: "one of that app role".to_owned() };
    if is_it { Ok(()) } else { Err(what()) }
}

/// Whether a path hangs on one of the assignments, or is not known to lead to the role.
pub(super) fn is_cut(path: &PathClaim, cut: &CutClaim) -> bool {
    let records = path.hops.iter().flat_map(|hop| {
        let steps = hop.answers.iter().flat_map(|answer| &answer.proof).map(|step| (&step.input, step.record));
        steps.chain([(&hop.input, hop.record)])
    });
    let is_of = |(input, record): (&Option<String>, Option<u32>)| {
        input.is_some() && cut.assignments.iter().any(|own| (&own.input, own.record) == (input, record))
    };
    path.verdict <= VerdictClaim::Unknown || records.into_iter().any(is_of)
}
