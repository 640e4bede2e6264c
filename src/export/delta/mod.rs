//! [`delta`]: reads two exports of one tenant for what differs.
//!
//! Most records are byte for byte the same in both exports, and most of those have no effect on a difference in access. They are left
//! out of both exports before they become facts, so a comparison costs as much as what differs and what that may change. A record is
//! left out only if it is skippable (`skippable.rs`: reading it would state nothing but itself), is in both lists (`compare.rs`), and is
//! about a principal whose answers nothing can change (`affected.rs`). Records that show that a subscription or workspace exists stay, and so do those that show whether the list is whole (`signs.rs`).
//!
//! If any of this cannot be told, there is no delta, and both exports are read whole: an answer is never risked for speed. Two things
//! may be different after a delta: the letter case in which a scope is shown, if the exports spell it in several ways; and there is no
//! note about repeated role assignments that were left out.

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
mod signs;
mod skippable;

pub use read::{Delta, delta};
