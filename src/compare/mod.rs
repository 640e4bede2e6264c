//! Two states of a tenant: which facts differ, and what follows for people: tasks, actions and Microsoft Entra roles gained and lost.
//!
//! Facts are compared by what they state, at places of which both states have a whole list (R-EVAL-9). Where one of them does not, both
//! states get the rows of either one before anything is concluded. So a row that cannot be compared is neither a gain nor a loss.

mod access;
mod aligned;
mod assumptions;
mod because;
mod concerned;
mod definitions;
mod denied;
mod difference;
mod directory;
mod fact;
mod fact_kind;
mod facts;
mod grounds;
mod group_schedules;
mod joint;
mod leads;
mod matching;
mod packs;
mod person;
mod places;
mod scopes_above;
mod tasks;

pub use access::AccessMove;
pub use assumptions::assumed;
pub use because::{Because, RecordPlace};
pub use definitions::compared_definitions;
pub use difference::{TenantDiff, comparable};
pub use directory::DirectoryMove;
pub use fact::{ChangedFact, changed_definitions};
pub use fact_kind::{FactChange, FactKind, FactPart};
pub use joint::StateSide;
pub use leads::{Lead, LeadKind, Leads};
pub use packs::{PackComparison, PackEffect, RequirementChange, RequirementTrend, pack_effect};
pub use person::Person;
pub use places::{Lack, NotCompared};
pub use tasks::{Comparing, Move, TaskMove};
