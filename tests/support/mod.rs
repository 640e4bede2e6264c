//! What several test programs share: the real binary as users run it, a picture of what was read from exports, chance, and numbers.
#![allow(dead_code, reason = "what one test program leaves unused, another one uses")]

pub(crate) mod export_picture;
pub(crate) mod numbers;
pub(crate) mod program;
pub(crate) mod random;
