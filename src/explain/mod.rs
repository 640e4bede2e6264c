//! One principal, one question: the proof of a yes; for a no, the smallest changes that make it a yes.

mod question;
pub mod remediate;
mod settles;

pub use question::{
    Conclusion, Explanation, OWN_PACK, Question, action_targets, action_task, directory_action_task, explain, task_targets,
};
