//! Attribute conditions of role assignments and permission blocks (docs/semantics.md, R-COND): parsed, evaluated with three values,
//! and reduced to what remains open; and which roles a condition lets its holder assign.
//!
//! A [`Condition`] is made of any text. One that cannot be read evaluates to [`Truth::Unknown`] and carries its [`ConditionError`]s, so
//! a grant that depends on it never counts as unconditional. A [`Context`] is what is known of a request; the rest is unknown. Nothing
//! here knows of roles, scopes or grants.

mod attribute;
mod context;
mod delegation;
mod error;
mod evaluate;
mod expression;
mod lexer;
mod normal;
mod operators;
mod parsed;
mod parser;
mod residual;
mod truth;
mod value;
mod words;

pub use attribute::{Attribute, AttributeSource};
pub use context::{Assignee, Context};
pub use delegation::AssignableRoles;
pub use error::ConditionError;
pub use normal::{ConditionForm, RegionCondition};
pub use parsed::{Condition, DOCUMENTED_LENGTH};
pub use residual::Residual;
pub use truth::Truth;
pub use value::AttributeValue;
