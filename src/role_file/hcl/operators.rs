//! What the operators of Terraform give.

use std::cmp::Ordering;

use hcl_edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

use super::evaluate::{EvaluatedAt, HclEvaluator};
use crate::document::{Node, Value};
use crate::role_file::values::equal;

impl HclEvaluator<'_> {
    pub(super) fn unary(&self, operation: &UnaryOp, at: EvaluatedAt<'_>) -> Value<'static> {
        match (operation.operator.value(), self.node(&operation.expr, at).value) {
            (UnaryOperator::Not, Value::Bool(flag)) => Value::Bool(!flag),
            (UnaryOperator::Neg, Value::Number(number)) => Value::Number(number.and_then(i64::checked_neg)),
            _ => Value::unknown(),
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp, at: EvaluatedAt<'_>) -> Value<'static> {
        let (left, right) = (self.node(&operation.lhs_expr, at), self.node(&operation.rhs_expr, at));
        let flags = (&left.value, &right.value);
        let known = match operation.operator.value() {
            BinaryOperator::Eq => equal(&left, &right),
            BinaryOperator::NotEq => equal(&left, &right).map(|equal| !equal),
            BinaryOperator::And => match flags {
                (Value::Bool(false), _) | (_, Value::Bool(false)) => Some(false),
                (Value::Bool(true), Value::Bool(true)) => Some(true),
                _ => None,
            },
            BinaryOperator::Or => match flags {
                (Value::Bool(true), _) | (_, Value::Bool(true)) => Some(true),
                (Value::Bool(false), Value::Bool(false)) => Some(false),
                _ => None,
            },
            BinaryOperator::LessEq => compared(&left, &right).map(Ordering::is_le),
            BinaryOperator::GreaterEq => compared(&left, &right).map(Ordering::is_ge),
            BinaryOperator::Less => compared(&left, &right).map(Ordering::is_lt),
            BinaryOperator::Greater => compared(&left, &right).map(Ordering::is_gt),
            BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Mul | BinaryOperator::Div | BinaryOperator::Mod => {
                None
            }
        };
        known.map_or_else(Value::unknown, Value::Bool)
    }
}

/// Which of two numbers is larger.
fn compared(left: &Node<'_>, right: &Node<'_>) -> Option<Ordering> {
    match (&left.value, &right.value) {
        (Value::Number(left), Value::Number(right)) => Some((*left)?.cmp(&(*right)?)),
        _ => None,
    }
}
