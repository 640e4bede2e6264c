//! Everybody who can do one thing ([`who_can`]), and where one principal can ([`where_can`]).

mod expected;
mod question;

pub use expected::{Expected, ExpectedError, Unexpected};
pub use question::{WhereCan, WhoCan, WhoCanQuestion, where_can, who_can};
