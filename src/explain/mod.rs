//! One principal, one question: the proof of a yes, and for a no the nearest miss.

mod question;
pub mod remediate;

pub use question::{
    Conclusion, Explanation, OWN_PACK, Question, action_targets, action_task, directory_action_task, explain, task_targets,
};
