//! One principal, one question: the proof of a yes; for a no, the smallest changes that make it a yes.

mod asking;
mod question;
pub mod remediate;
mod settles;

pub use asking::{
    AskedScopes, OWN_PACK, PatternReading, action_targets, action_task, any_action_task, directory_action_task,
    directory_role_task, role_task, scope_targets, task_targets,
};
pub use question::{Conclusion, Explanation, Question, explain};
