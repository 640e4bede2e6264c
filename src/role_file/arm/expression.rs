//! [`parse`]: the language of expressions in ARM templates, `[concat('a', variables('b').c[0])]`. `evaluate.rs` says what they are.

use std::borrow::Cow;

/// Calls are in each other no deeper than this.
const DEEPEST: usize = 60;

/// An expression, and how it was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ArmExpression<'t> {
    pub(super) written: &'t str,
    pub(super) kind: ExpressionKind<'t>,
}

/// What an expression is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ExpressionKind<'t> {
    Text(Cow<'t, str>),
    Number(i64),
    Call { function: &'t str, arguments: Vec<ArmExpression<'t>> },
    Property { of: Box<ArmExpression<'t>>, name: &'t str },
    Item { of: Box<ArmExpression<'t>>, index: Box<ArmExpression<'t>> },
}

/// What is between the brackets, if a text is an expression.
pub(super) fn inside(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    (!inside.starts_with('[')).then_some(inside)
}

/// The expression that a text is; `None` if it is none, or none that is understood.
pub(super) fn parse(text: &str) -> Option<ArmExpression<'_>> {
    let mut parser = ArmParser { rest: inside(text)? };
    let expression = parser.expression(0)?;
    parser.rest.trim_start().is_empty().then_some(expression)
}

struct ArmParser<'t> {
    rest: &'t str,
}

impl<'t> ArmParser<'t> {
    fn expression(&mut self, depth: usize) -> Option<ArmExpression<'t>> {
        self.rest = self.rest.trim_start();
        let start = self.rest;
        let kind = self.primary(depth)?;
        let mut whole = ArmExpression { written: self.since(start), kind };
        loop {
            let kind = if self.takes('.') {
                ExpressionKind::Property { of: Box::new(whole), name: self.name()? }
            } else if self.takes('[') {
                let index = self.expression(depth + 1)?;
                self.takes(']').then_some(())?;
                ExpressionKind::Item { of: Box::new(whole), index: Box::new(index) }
            } else {
                return Some(whole);
            };
            whole = ArmExpression { written: self.since(start), kind };
        }
    }

    fn primary(&mut self, depth: usize) -> Option<ExpressionKind<'t>> {
        match self.rest.chars().next().filter(|_| depth <= DEEPEST)? {
            '\'' => self.text().map(ExpressionKind::Text),
            '-' | '0'..='9' => {
                let end = self.rest.char_indices().skip(1).find(|(_, letter)| !letter.is_ascii_digit());
                self.take(end.map_or(self.rest.len(), |(at, _)| at))?.parse().ok().map(ExpressionKind::Number)
            }
            _ => {
                let function = self.name()?;
                self.takes('(').then_some(())?;
                Some(ExpressionKind::Call { function, arguments: self.arguments(depth)? })
            }
        }
    }

    fn arguments(&mut self, depth: usize) -> Option<Vec<ArmExpression<'t>>> {
        let mut arguments = Vec::new();
        if self.takes(')') {
            return Some(arguments);
        }
        loop {
            arguments.push(self.expression(depth + 1)?);
            if self.takes(')') {
                return Some(arguments);
            }
            self.takes(',').then_some(())?;
        }
    }

    /// A text, in which `''` is a quote.
    fn text(&mut self) -> Option<Cow<'t, str>> {
        let quoted = self.rest.get(1..)?;
        let mut at = 0;
        loop {
            at += quoted.get(at..)?.find('\'')?;
            if !quoted.get(at + 1..)?.starts_with('\'') {
                break;
            }
            at += 2;
        }
        let text = quoted.get(..at)?;
        self.take(at + 2)?;
        Some(if text.contains('\'') { Cow::Owned(text.replace("''", "'")) } else { Cow::Borrowed(text) })
    }

    fn name(&mut self) -> Option<&'t str> {
        let rest = self.rest;
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(rest.len());
        self.take(end).filter(|name| !name.is_empty())
    }

    /// Takes a letter and the blanks before it, if it comes next.
    fn takes(&mut self, letter: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(letter);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }

    fn take(&mut self, length: usize) -> Option<&'t str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn since(&self, start: &'t str) -> &'t str {
        start.get(..start.len() - self.rest.len()).unwrap_or(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arm_expressions_are_parsed() {
        let cases = [
            ("[variables('a')]", true, "a call"),
            ("[ concat( 'it''s' , variables('b').c[0], createArray() ) ]", true, "calls, texts, properties and items"),
            ("[parameters('a')['b']]", true, "a property by its name"),
            ("[copyIndex(-1)]", true, "a number"),
            ("[[text]", false, "a text that begins with a bracket"),
            ("text", false, "a text"),
            ("[concat('a'", false, "not closed"),
            ("[]", false, "nothing"),
            ("[a]", false, "no call"),
            ("[f('a')]]", false, "more behind it"),
        ];
        for (text, parses, why) in cases {
            assert_eq!(parse(text).is_some(), parses, "{text}: {why}");
        }
        let deep = format!("[{}{}]", "f(".repeat(1_000), ")".repeat(1_000));
        assert_eq!(parse(&deep), None, "deeper than anybody writes");
    }

    #[test]
    fn arm_expressions_keep_how_they_were_written() {
        let whole = parse("[format('{0}', parameters('a').b )]").expect("an expression");
        let ExpressionKind::Call { function, arguments } = &whole.kind else { panic!("a call") };
        assert_eq!((*function, whole.written), ("format", "format('{0}', parameters('a').b )"));
        assert_eq!(arguments.last().map(|argument| argument.written), Some("parameters('a').b"));
    }
}
