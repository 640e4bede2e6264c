//! What a report of `readiness --policy` says of policy assignments. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

use crate::verify::claims::{ClassClaim, ResultClaim, TargetClaim};

/// What the report says beside its answers.
#[derive(Debug, Clone, Deserialize)]
pub struct PolicyClaims {
    /// The whole.
    pub readiness: PolicyReadinessClaim,
    /// The assignments that remediate, or may.
    pub assignments: Vec<PolicyAssignmentClaim>,
    /// How many assignments remediate nothing.
    pub remediates_nothing: usize,
    /// How many have no identity, and definitions that are not known.
    pub not_judged: usize,
}

/// Ready or not, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyReadinessClaim {
    /// `not_ready`
    NotReady,
    /// `cannot_tell`
    CannotTell,
    /// `ready`
    Ready,
}

impl PolicyReadinessClaim {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::NotReady => "not_ready",
            Self::CannotTell => "cannot_tell",
            Self::Ready => "ready",
        }
    }
}

/// One assignment.
#[derive(Debug, Clone, Deserialize)]
pub struct PolicyAssignmentClaim {
    /// Its resource id.
    pub id: String,
    /// Where it is assigned.
    pub scope: String,
    /// What it assigns.
    pub definition: String,
    /// The principal of its identity.
    pub identity: Option<String>,
    /// Whether it can remediate.
    pub readiness: PolicyReadinessClaim,
    /// The roles that it needs.
    pub needs: Vec<RoleNeedClaim>,
    /// What is not known.
    pub open: Vec<PolicyDoubtClaim>,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
}

/// A role that its identity needs.
#[derive(Debug, Clone, Deserialize)]
pub struct RoleNeedClaim {
    /// The role, by id.
    pub role: String,
    /// The definitions that name it.
    pub definitions: Vec<String>,
    /// Some of them remediates for certain.
    pub certain: bool,
    /// Whether the identity has it.
    pub readiness: PolicyReadinessClaim,
    /// The answer behind that.
    pub answer: Option<ResultClaim>,
    /// The command that assigns it.
    pub remedy: Option<String>,
}

/// Something that is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct PolicyDoubtClaim {
    /// A stable id.
    pub code: String,
    /// What it is about.
    pub subject: String,
}

/// The pack that the questions are said to come from.
pub(crate) const ROLES: &str = "policy";

impl PolicyClaims {
    /// The answers as an audit has them. The task of an answer is called by the role: what people call it may be that of two roles.
    pub(crate) fn classes(&self) -> Vec<ClassClaim> {
        let of = |own: &PolicyAssignmentClaim| {
            let answers = own.needs.iter().filter_map(|need| {
                let task = need.role.to_ascii_lowercase();
                Some(ResultClaim { task, pack: ROLES.to_owned(), ..need.answer.clone()? })
            });
            Some(ClassClaim { principals: vec![own.identity.clone()?], results: answers.collect() })
        };
        self.assignments.iter().filter_map(of).collect()
    }

    /// The scopes at which the roles are asked about.
    pub(crate) fn targets(&self) -> Vec<TargetClaim> {
        let asked = self.assignments.iter().filter(|own| own.identity.is_some() && !own.needs.is_empty());
        let mut ids: Vec<&str> = asked.map(PolicyAssignmentClaim::target).collect();
        ids.sort_unstable();
        ids.dedup();
        let kind = |id: &str| if id == TENANT { TENANT } else { "resource" };
        ids.into_iter().map(|id| TargetClaim { id: id.to_owned(), kind: kind(id).to_owned() }).collect()
    }
}

const TENANT: &str = "tenant";

impl PolicyAssignmentClaim {
    /// Its scope, as answers name it.
    pub(super) fn target(&self) -> &str {
        if self.scope == "/" { TENANT } else { &self.scope }
    }
}
