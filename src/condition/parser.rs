//! The grammar of R-COND-2: a recursive descent over the tokens, as tolerant as Microsoft's own conditions need (R-COND-3, R-COND-4).

use super::attribute::{Attribute, AttributeSource};
use super::error::ConditionError;
use super::expression::{AttributeComparison, Expression, Operand};
use super::lexer::{END, Placed, Token, tokens};
use super::operators::{OPERATORS, Operator, Quantifier};
use super::value::AttributeValue;
use crate::pattern::Pattern;
use crate::source::Span;
use crate::suggest::closest;

/// How deep parentheses and negations may nest; the portal writes four levels. The limit keeps walks of the tree from
/// overflowing the stack.
const DEEPEST: usize = 100;
/// How many bytes are read; Azure allows 8 KB (R-COND-1).
const LONGEST: usize = 64 * 1024;

/// The result of parsing. There is an expression only if there are no errors.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) expression: Option<Expression>,
    /// The patterns of all `ActionMatches`, each once, in order of appearance.
    pub(super) patterns: Vec<Pattern>,
    pub(super) errors: Vec<ConditionError>,
}

/// Parses a condition. Reports all faults of its tokens; if there are none, the faults of its grammar up to the first one after
/// which it cannot go on.
pub(super) fn parse(text: &str) -> Parsed {
    if text.len() > LONGEST {
        let span = Span { start: text.floor_char_boundary(LONGEST), end: text.len() };
        return Parsed::failed(vec![ConditionError::TooLong { length: text.len(), limit: LONGEST, span }]);
    }
    let (tokens, errors) = tokens(text);
    if !errors.is_empty() {
        return Parsed::failed(errors);
    }
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0, patterns: Vec::new(), errors };
    match parser.condition() {
        Ok(expression) if parser.errors.is_empty() => {
            Parsed { expression: Some(expression), patterns: parser.patterns, errors: Vec::new() }
        }
        Ok(_) => Parsed::failed(parser.errors),
        Err(error) => {
            parser.errors.push(error);
            Parsed::failed(parser.errors)
        }
    }
}

impl Parsed {
    fn failed(errors: Vec<ConditionError>) -> Self {
        Self { errors, ..Self::default() }
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Placed<'t>],
    at: usize,
    depth: usize,
    patterns: Vec<Pattern>,
    /// Faults after which reading went on.
    errors: Vec<ConditionError>,
}

type ParseStep<T> = Result<T, ConditionError>;

/// What joins the parts of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    And,
    Or,
}

/// A literal before it is known what the operator wants.
struct Literal<'t> {
    text: &'t str,
    quoted: bool,
    span: Span,
}

/// An operand before it is known what the operator wants.
enum RawOperand<'t> {
    Attribute(Attribute),
    Literals(Vec<Literal<'t>>),
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).map(|&(token, _)| token)
    }

    /// The place of the next token; after the last one, the end of the text.
    fn span(&self) -> Span {
        let end = Span { start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at).map_or(end, |&(_, span)| span)
    }

    fn take(&mut self, token: Token<'_>) -> bool {
        let here = self.peek() == Some(token);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, token: Token<'_>, wanted: &'static str) -> ParseStep<()> {
        if self.take(token) { Ok(()) } else { Err(self.expected(wanted)) }
    }

    fn expected(&self, wanted: &'static str) -> ConditionError {
        let span = self.span();
        let found = match self.text.get(span.start..span.end) {
            Some("") | None => END.to_owned(),
            Some(text) => format!("`{text}`"),
        };
        ConditionError::Expected { wanted, found, span }
    }

    fn condition(&mut self) -> ParseStep<Expression> {
        let expression = self.chain()?;
        match self.peek() {
            None => Ok(expression),
            Some(_) => Err(self.expected("AND, OR or the end of the condition")),
        }
    }

    /// Parts joined by AND, or by OR; both in one chain are ambiguous (R-COND-3).
    fn chain(&mut self) -> ParseStep<Expression> {
        let first = self.unary()?;
        let mut parts = vec![first];
        let mut joints: Vec<(Joint, Span)> = Vec::new();
        while let Some(joint) = self.joint() {
            joints.push(joint);
            parts.push(self.unary()?);
        }
        let Some(&(joint, first)) = joints.first() else {
            return parts.pop().ok_or_else(|| self.expected("a condition"));
        };
        if let Some(&(_, span)) = joints.iter().find(|(other, _)| *other != joint) {
            self.errors.push(ConditionError::Ambiguous { first, span });
        }
        Ok(match joint {
            Joint::And => Expression::All(parts),
            Joint::Or => Expression::Any(parts),
        })
    }

    fn joint(&mut self) -> Option<(Joint, Span)> {
        let joint = match self.peek()? {
            Token::And => Joint::And,
            Token::Or => Joint::Or,
            Token::Word(word) if word.eq_ignore_ascii_case("and") => Joint::And,
            Token::Word(word) if word.eq_ignore_ascii_case("or") => Joint::Or,
            _ => return None,
        };
        let span = self.span();
        self.at += 1;
        Some((joint, span))
    }

    fn unary(&mut self) -> ParseStep<Expression> {
        let negated = match self.peek() {
            Some(Token::Not) => true,
            Some(Token::Word(word)) => word.eq_ignore_ascii_case("not"),
            _ => false,
        };
        if !negated {
            return self.primary();
        }
        let inner = self.nested(|parser| {
            parser.at += 1;
            parser.unary()
        })?;
        Ok(Expression::Not(Box::new(inner)))
    }

    /// Runs a rule one level deeper.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> ParseStep<T>) -> ParseStep<T> {
        if self.depth == DEEPEST {
            return Err(ConditionError::TooDeep { limit: DEEPEST, span: self.span() });
        }
        self.depth += 1;
        let result = rule(self);
        self.depth -= 1;
        result
    }

    fn primary(&mut self) -> ParseStep<Expression> {
        let name = match self.peek() {
            Some(Token::Open) => return self.nested(Self::group),
            Some(Token::Word(name)) => name.to_ascii_lowercase(),
            _ => return self.comparison(),
        };
        match name.as_str() {
            "actionmatches" => self.action(),
            "suboperationmatches" => self.function_pattern().map(Expression::SubOperation),
            "exists" => self.exists(),
            "notexists" => self.nested(Self::exists).map(|exists| Expression::Not(Box::new(exists))),
            _ if self.is_call() => Err(self.unknown_function()),
            _ => self.comparison(),
        }
    }

    fn group(&mut self) -> ParseStep<Expression> {
        self.at += 1;
        let inner = self.chain()?;
        self.expect(Token::Close, "AND, OR or `)`")?;
        Ok(inner)
    }

    fn action(&mut self) -> ParseStep<Expression> {
        let pattern = self.function_pattern()?;
        let known = self.patterns.iter().position(|other| *other == pattern);
        Ok(Expression::Action(known.unwrap_or_else(|| {
            self.patterns.push(pattern);
            self.patterns.len() - 1
        })))
    }

    /// `Name{'pattern'}`.
    fn function_pattern(&mut self) -> ParseStep<Pattern> {
        self.at += 1;
        self.expect(Token::OpenBrace, "`{` and a pattern in single quotes")?;
        let Some(Token::Text(text)) = self.peek() else {
            return Err(self.expected("a pattern in single quotes"));
        };
        self.at += 1;
        self.expect(Token::CloseBrace, "`}`")?;
        Ok(Pattern::parse(text))
    }

    fn exists(&mut self) -> ParseStep<Expression> {
        self.at += 1;
        let Some(Token::Attribute { source, name }) = self.peek() else {
            return Err(self.expected("an attribute such as `@Resource[name]`"));
        };
        Ok(Expression::Exists(self.attribute(source, name)))
    }

    /// Whether the word here is followed by `{` or `(`, as only functions are.
    fn is_call(&self) -> bool {
        let next = self.tokens.get(self.at + 1).map(|&(token, _)| token);
        matches!(next, Some(Token::OpenBrace | Token::Open))
    }

    fn unknown_function(&self) -> ConditionError {
        self.unknown_name("function", ["ActionMatches", "SubOperationMatches", "Exists"])
    }

    fn unknown_name<'c>(&self, role: &'static str, known: impl IntoIterator<Item = &'c str>) -> ConditionError {
        let span = self.span();
        let name = self.text.get(span.start..span.end).unwrap_or_default();
        let known: Vec<&str> = known.into_iter().collect();
        let help = closest(&known, |known| known, name).map(|near| format!("did you mean `{near}`?"));
        ConditionError::UnknownName { name: name.to_owned(), role, span, help }
    }

    fn comparison(&mut self) -> ParseStep<Expression> {
        let left = self.operand("a condition")?;
        let quantifier = self.quantifier()?;
        let operator = self.operator()?;
        let right = self.operand("an attribute or a value")?;
        let (left, right) = (self.typed(left, operator), self.typed(right, operator));
        Ok(Expression::Compare(AttributeComparison { left, quantifier, operator, right }))
    }

    fn operand(&mut self, wanted: &'static str) -> ParseStep<RawOperand<'t>> {
        match self.peek() {
            Some(Token::Attribute { source, name }) => Ok(RawOperand::Attribute(self.attribute(source, name))),
            Some(Token::OpenBrace) => self.set().map(RawOperand::Literals),
            _ => self.literal(wanted).map(|literal| RawOperand::Literals(vec![literal])),
        }
    }

    /// Takes an attribute. If its source is unknown: notes the fault, and goes on as if the source were known.
    fn attribute(&mut self, source: &str, name: &str) -> Attribute {
        let span = self.span();
        self.at += 1;
        let known = AttributeSource::parse(source).unwrap_or_else(|| {
            self.errors.push(ConditionError::UnknownSource { name: source.to_owned(), span });
            AttributeSource::Resource
        });
        Attribute::new(known, name)
    }

    fn set(&mut self) -> ParseStep<Vec<Literal<'t>>> {
        self.at += 1;
        let mut literals = vec![self.literal("a value")?];
        while self.take(Token::Comma) {
            literals.push(self.literal("a value")?);
        }
        self.expect(Token::CloseBrace, "`,` or `}`")?;
        Ok(literals)
    }

    fn literal(&mut self, wanted: &'static str) -> ParseStep<Literal<'t>> {
        let span = self.span();
        let (text, quoted) = match self.peek() {
            Some(Token::Text(text)) => (text, true),
            Some(Token::Word(word)) => (word, false),
            _ => return Err(self.expected(wanted)),
        };
        self.at += 1;
        Ok(Literal { text, quoted, span })
    }

    /// `Quantifier:`, if the word here is followed by a colon.
    fn quantifier(&mut self) -> ParseStep<Option<Quantifier>> {
        let (Some(Token::Word(name)), Some((Token::Colon, _))) = (self.peek(), self.tokens.get(self.at + 1)) else {
            return Ok(None);
        };
        let quantifier = Quantifier::find(name).ok_or_else(|| self.unknown_name("quantifier", Quantifier::names()))?;
        self.at += 2;
        Ok(Some(quantifier))
    }

    fn operator(&mut self) -> ParseStep<&'static Operator> {
        let Some(Token::Word(name)) = self.peek() else {
            return Err(self.expected("an operator such as `StringEquals`"));
        };
        let known = OPERATORS.iter().map(|operator| operator.name);
        let operator = Operator::find(name).ok_or_else(|| self.unknown_name("operator", known))?;
        self.at += 1;
        Ok(operator)
    }

    /// Reads the literals as the type that the operator compares. Each literal of another type is a fault.
    fn typed(&mut self, operand: RawOperand<'_>, operator: &'static Operator) -> Operand {
        let literals = match operand {
            RawOperand::Attribute(attribute) => return Operand::Attribute(attribute),
            RawOperand::Literals(literals) => literals,
        };
        let wanted = operator.operand.wanted();
        let read = |literal: Literal<'_>| {
            let Literal { text, quoted, span } = literal;
            let value = operator.operand.read(text, quoted);
            value.ok_or_else(|| ConditionError::WrongLiteral { operator: operator.name, wanted, text: text.to_owned(), span })
        };
        let mut values: Vec<AttributeValue> = Vec::with_capacity(literals.len());
        for literal in literals {
            match read(literal) {
                Ok(value) => values.push(value),
                Err(error) => self.errors.push(error),
            }
        }
        Operand::Values(values)
    }
}
