//! Everybody who can do one thing ([`who_can`]), by which assignments ([`DirectAnswers`]), and where one principal can ([`where_can`]).

mod delegated;
mod direct;
mod expected;
mod expected_direct;
mod question;
mod reached;

pub use delegated::DelegatedAnswer;
pub use direct::{DirectAnswers, DirectAssignment, direct};
pub use expected::{Expected, ExpectedError, Unexpected};
pub use expected_direct::{ExpectedAssignments, UnexpectedAssignment};
pub use question::{WhereCan, WhoCan, WhoCanQuestion, where_can, who_can};
pub use reached::{MembersByGroup, ReachedPeople};
