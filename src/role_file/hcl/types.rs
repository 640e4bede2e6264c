//! What a variable makes of its value: its type turns lists into sets, and gives objects what they lack.

use std::borrow::Cow;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};

use super::evaluate::{EvaluatedAt, HclEvaluator, span};
use super::order::set;
use crate::document::{Member, Node, SPREAD, Value};
use crate::role_file::values::distinct;
use crate::source::Spanned;

impl HclEvaluator<'_> {
    /// A value as a variable of this type has it. What a type does not change stays as it is.
    pub(super) fn typed(&self, value: Node<'static>, of: &Expression, at: EvaluatedAt<'_>) -> Node<'static> {
        let Expression::FuncCall(of) = of else { return value };
        let own = value.span;
        let made = match (of.name.name.as_str(), of.args.iter().next(), value.value) {
            ("optional", Some(of), made) => return self.typed(Node::new(own, made), of, at),
            ("list", Some(of), Value::List(items)) => Value::List(self.each_typed(items, of, at)),
            ("set", Some(of), Value::List(items)) => {
                let all = Value::List(self.each_typed(items, of, at));
                if at.in_any_order { distinct(all) } else { set(all).unwrap_or_else(Value::unknown) }
            }
            ("map", Some(of), Value::Map(members)) => {
                let typed = |member: Member<'static>| Member { node: self.typed(member.node, of, at), ..member };
                Value::Map(members.into_iter().map(typed).collect())
            }
            ("object", Some(Expression::Object(of)), Value::Map(members)) => Value::Map(self.object_of(members, of, at)),
            (_, _, made) => made,
        };
        Node::new(own, made)
    }

    fn each_typed(&self, items: Vec<Node<'static>>, of: &Expression, at: EvaluatedAt<'_>) -> Vec<Node<'static>> {
        items.into_iter().map(|item| self.typed(item, of, at)).collect()
    }

    /// An object with its attributes; one that is left out, or null, has its default.
    fn object_of(&self, mut members: Vec<Member<'static>>, of: &Object, at: EvaluatedAt<'_>) -> Vec<Member<'static>> {
        let is_whole = members.iter().all(|member| member.key.value != SPREAD);
        for (name, of) in of {
            let ObjectKey::Ident(name) = name else { continue };
            let of = of.expr();
            let number = members.iter().rposition(|member| member.key.value == name.as_str());
            let given = number.map(|number| members.remove(number));
            let default = optional(of).map(|optional| self.default_of(optional, at));
            let place = span(of.span());
            match (given, default) {
                (Some(Member { key, node: Node { value: Value::Null, .. } }), Some(node)) => members.push(Member { key, node }),
                (Some(given), _) => members.push(Member { node: self.typed(given.node, of, at), ..given }),
                (None, Some(node)) if is_whole => {
                    members.push(Member { key: Spanned::new(Cow::Owned(name.as_str().to_owned()), place), node });
                }
                (None, _) => {}
            }
        }
        members
    }

    /// What an optional attribute is where nothing is given.
    fn default_of(&self, optional: &FuncCall, at: EvaluatedAt<'_>) -> Node<'static> {
        let mut arguments = optional.args.iter();
        match (arguments.next(), arguments.next()) {
            (Some(of), Some(default)) => self.typed(self.node(default, at), of, at),
            _ => Node::new(span(optional.span()), Value::Null),
        }
    }
}

fn optional(of: &Expression) -> Option<&FuncCall> {
    match of {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => Some(call),
        _ => None,
    }
}
