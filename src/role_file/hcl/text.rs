//! Texts of Terraform with parts that are computed, files that are such texts, and the values that are written in them.

use std::borrow::Cow;

use hcl_edit::expr::{Expression, FuncCall, ObjectKey};
use hcl_edit::template::{Directive, Element, ForDirective, IfDirective, Strip, Template};

use super::evaluate::{EvaluatedAt, HclEvaluator, Scope, placed, written};
use super::order::loop_entries;
use crate::document::yaml;
use crate::document::{Member, Node, PartialText, TextPart, Value, marked, unmarked};
use crate::role_file::json;
use crate::role_file::nesting::is_too_deep;
use crate::role_file::values::{add_to, computed};
use crate::source::{Source, Span};

/// Whether blanks are taken away where a part of a text begins and ends.
#[derive(Clone, Copy, Default)]
struct Trimmed {
    start: bool,
    end: bool,
}

impl HclEvaluator<'_> {
    /// A text with parts that are computed; one that is nothing but such a part is what that is.
    pub(super) fn template(&self, template: &Template, own: Span, at: EvaluatedAt<'_>) -> Node<'static> {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return placed(self.node(&only.expr, at), own);
        }
        let is_literal = template.iter().all(|element| matches!(element, Element::Literal(_)));
        let mut text = PartialText::default();
        self.fill(&mut text, template, (Trimmed::default(), at));
        let value = match text.finish() {
            Value::Computed(text) if is_literal => Value::Text(text),
            other => other,
        };
        Node::new(own, value)
    }

    fn fill(&self, text: &mut PartialText, template: &Template, (outer, at): (Trimmed, EvaluatedAt<'_>)) {
        let elements: Vec<&Element> = template.iter().collect();
        for (number, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(literal) => {
                    let before = number.checked_sub(1).map(|number| strips(elements.get(number)).end);
                    let after = elements.get(number + 1).map(|next| strips(Some(next)).start);
                    let literal = literal.as_str();
                    let literal = if before.unwrap_or(outer.start) { literal.trim_start() } else { literal };
                    text.push(if after.unwrap_or(outer.end) { literal.trim_end() } else { literal });
                }
                Element::Interpolation(part) => {
                    add_to(text, &self.node(&part.expr, at), || written(&part.expr));
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(choice) => self.fill_choice(text, choice, at),
                    Directive::For(each) => self.fill_each(text, each, at),
                },
            }
        }
    }

    fn fill_choice(&self, text: &mut PartialText, choice: &IfDirective, at: EvaluatedAt<'_>) {
        let (yes, no, end) = (&choice.if_expr, choice.else_expr.as_ref(), choice.endif_expr.strip.strip_start());
        match self.node(&yes.cond_expr, at).value {
            Value::Bool(true) => {
                let end = no.map_or(end, |no| no.strip.strip_start());
                self.fill(text, &yes.template, (Trimmed { start: yes.strip.strip_end(), end }, at));
            }
            Value::Bool(false) => {
                if let Some(no) = no {
                    self.fill(text, &no.template, (Trimmed { start: no.strip.strip_end(), end }, at));
                }
            }
            _ => text.push_unknown(format!("if {}", written(&yes.cond_expr))),
        }
    }

    fn fill_each(&self, text: &mut PartialText, each: &ForDirective, at: EvaluatedAt<'_>) {
        let (each, end) = (&each.for_expr, each.endfor_expr.strip.strip_start());
        let Some(entries) = loop_entries(&self.node(&each.collection_expr, at)) else {
            return text.push_unknown(format!("for {}", written(&each.collection_expr)));
        };
        for (key, value) in entries {
            let mut names = vec![(each.value_var.as_str(), value)];
            names.extend(each.key_var.as_ref().map(|name| (name.as_str(), key)));
            let scope = Scope { names: &names, outer: at.scope };
            let at = EvaluatedAt { scope: Some(&scope), ..at };
            self.counted(|| self.fill(text, &each.template, (Trimmed { start: each.strip.strip_end(), end }, at)));
        }
    }

    /// A file with its placeholders filled in.
    pub(super) fn filled(&self, call: &FuncCall, own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        let mut arguments = call.args.iter();
        let (path, values) = (arguments.next()?, arguments.next()?);
        let source = self.beside.file(self.node(path, at).as_text()?)?;
        let template: Template = Some(source.text()).filter(|text| !is_too_deep(text))?.parse().ok()?;
        let given = self.node(values, at);
        let names = given.members().iter().map(|member| (member.key.value.as_ref(), with_text(member, values)));
        let names: Vec<(&str, Node<'static>)> = names.collect();
        let scope = Scope { names: &names, outer: None };
        let mut text = PartialText::default();
        let at = EvaluatedAt { scope: Some(&scope), is_elsewhere: true, ..at };
        self.fill(&mut text, &template, (Trimmed::default(), at));
        Some(Node::new(own, text.finish()))
    }

    /// The text of a file.
    pub(super) fn file(&self, path: &str, own: Span) -> Option<Node<'static>> {
        Some(Node::new(own, computed(self.beside.file(path)?.text())))
    }

    /// The value that is written in a text; what is not known of the text is not known of the value.
    pub(super) fn decoded(&self, function: &str, text: &Node<'static>, own: Span) -> Option<Node<'static>> {
        let is_json = function == "jsondecode";
        let (text, parts): (Cow<'_, str>, &[TextPart]) = match &text.value {
            Value::Text(text) | Value::Computed(text) => (Cow::Borrowed(text), &[]),
            Value::Expression(parts) if parts.len() > 1 => (Cow::Owned(marked(parts, is_json)?), parts),
            _ => return None,
        };
        let source = Source::new("", text);
        let root = if is_json {
            json::parse(source.text()).ok()?.moved(own)
        } else {
            yaml::documents(&source).ok()?.into_iter().next()?.moved(own)
        };
        self.takes(root.size()).then_some(root).and_then(|root| unmarked(&root, parts))
    }
}

/// Where an element takes the blanks away from the texts beside it.
fn strips(element: Option<&&Element>) -> Trimmed {
    let both = |start: Strip, end: Strip| Trimmed { start: start.strip_start(), end: end.strip_end() };
    match element {
        Some(Element::Interpolation(part)) => both(part.strip, part.strip),
        Some(Element::Directive(directive)) => match &**directive {
            Directive::If(choice) => both(choice.if_expr.strip, choice.endif_expr.strip),
            Directive::For(each) => both(each.for_expr.strip, each.endfor_expr.strip),
        },
        Some(Element::Literal(_)) | None => Trimmed::default(),
    }
}

/// What a template is given under a name; where that is not known, with the text that says it.
fn with_text(member: &Member<'static>, values: &Expression) -> Node<'static> {
    let is_this = |key: &ObjectKey| match key {
        ObjectKey::Ident(name) => name.as_str() == member.key.value,
        ObjectKey::Expression(name) => name.as_str() == Some(member.key.value.as_ref()),
    };
    let given = || values.as_object()?.iter().find(|(key, _)| is_this(key)).map(|(_, value)| written(value.expr()));
    match &member.node.value {
        Value::Expression(parts) if parts.is_empty() => {
            Node::new(member.node.span, given().map_or_else(Value::unknown, Value::unknown_elsewhere))
        }
        _ => member.node.clone(),
    }
}
