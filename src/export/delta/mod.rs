//! Two exports of one tenant, read for what differs: [`delta`].
//!
//! Most records of two exports stand in both to the letter, and most of those change no difference in access. They are left out
//! before they become facts, in both exports alike, so that a comparison costs what differs and what that may change. A record
//! is left out only if it is skippable (`skippable.rs`: reading it would say nothing but what it is), stands in both lists
//! (`compare.rs`), and is about a principal that nothing differs for (`affected.rs`). What shows a subscription or workspace to
//! exist stays.
//!
//! Wherever that cannot be told, there is no delta, and both exports are to be read whole: an answer is never risked for speed.
//! Only the letter case in which a scope is shown may be another, where exports spell one scope in several ways; and nobody is told
//! of role assignments that a list repeats, where they were left out.

mod about;
mod affected;
mod agreement;
mod compare;
mod keys;
mod member_lists;
mod named;
mod read;
mod record;
mod records;
mod reduced;
mod shape;
mod skippable;

pub use read::{Delta, delta};
