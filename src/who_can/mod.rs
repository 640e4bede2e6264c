//! Everybody who can do one thing ([`who_can`]).

mod question;

pub use question::{WhoCan, WhoCanQuestion, who_can};
