//! The tokens of a condition, with their places. It does not know how they combine.

use super::error::ConditionError;
use crate::source::Span;

/// A word or sign of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Open,
    Close,
    OpenBrace,
    CloseBrace,
    Comma,
    Colon,
    Not,
    And,
    Or,
    /// A name, keyword, number or unquoted GUID.
    Word(&'t str),
    /// The text between single quotes.
    Text(&'t str),
    /// `@source[name]`.
    Attribute {
        source: &'t str,
        name: &'t str,
    },
}

/// A token and its place.
pub(super) type Placed<'t> = (Token<'t>, Span);

/// Splits a text into tokens; reports every fault that it meets.
pub(super) fn tokens(text: &str) -> (Vec<Placed<'_>>, Vec<ConditionError>) {
    let (mut tokens, mut errors) = (Vec::new(), Vec::new());
    for step in (Lexer { text, at: 0 }) {
        match step {
            Ok(token) => tokens.push(token),
            Err(error) => errors.push(error),
        }
    }
    (tokens, errors)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Result<Placed<'t>, ConditionError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take_while(char::is_whitespace);
        let start = self.at;
        let first = self.rest().chars().next()?;
        let step = match first {
            '\'' => self.quoted(start),
            '@' => self.attribute(start),
            _ if is_word(first) => Ok(Token::Word(self.take_while(is_word))),
            _ => self.sign(first),
        };
        Some(step.map(|token| (token, self.span_from(start))))
    }
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes characters as long as they fit.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = rest.find(|character| !fits(character)).map_or(rest, |end| rest.get(..end).unwrap_or_default());
        self.at += taken.len();
        taken
    }

    /// Takes a sign if it is next.
    fn take(&mut self, sign: &str) -> bool {
        let here = self.rest().starts_with(sign);
        self.at += if here { sign.len() } else { 0 };
        here
    }

    fn span_from(&self, start: usize) -> Span {
        Span { start, end: self.at }
    }

    fn sign(&mut self, first: char) -> Result<Token<'t>, ConditionError> {
        const SIGNS: [(&str, Token<'static>); 9] = [
            ("(", Token::Open),
            (")", Token::Close),
            ("{", Token::OpenBrace),
            ("}", Token::CloseBrace),
            (",", Token::Comma),
            (":", Token::Colon),
            ("!", Token::Not),
            ("&&", Token::And),
            ("||", Token::Or),
        ];
        if let Some((_, token)) = SIGNS.into_iter().find(|(sign, _)| self.take(sign)) {
            return Ok(token);
        }
        let start = self.at;
        self.at += first.len_utf8();
        Err(ConditionError::Character { mark: first, span: self.span_from(start), help: meant(first) })
    }

    /// A quote always closes: no way to put one inside a text is documented.
    fn quoted(&mut self, start: usize) -> Result<Token<'t>, ConditionError> {
        self.take("'");
        let text = self.take_while(|character| character != '\'');
        if self.take("'") {
            return Ok(Token::Text(text));
        }
        Err(ConditionError::Unclosed { what: "the text", closing: '\'', span: self.span_from(start) })
    }

    fn attribute(&mut self, start: usize) -> Result<Token<'t>, ConditionError> {
        self.take("@");
        self.take_while(char::is_whitespace);
        let source = self.take_while(is_word);
        self.take_while(char::is_whitespace);
        if !self.take("[") {
            return Err(self.expected("`[` and the attribute's name"));
        }
        let name = self.take_while(|character| !matches!(character, ']' | '[' | '\'' | '{' | '}' | '@' | '\n')).trim();
        if !self.take("]") {
            return Err(ConditionError::Unclosed { what: "the attribute", closing: ']', span: self.span_from(start) });
        }
        if name.is_empty() {
            return Err(ConditionError::Expected {
                wanted: "the attribute's name",
                found: "nothing".to_owned(),
                span: self.span_from(start),
            });
        }
        Ok(Token::Attribute { source, name })
    }

    fn expected(&self, wanted: &'static str) -> ConditionError {
        let next = self.rest().chars().next();
        let found = next.map_or_else(|| END.to_owned(), |character| format!("`{character}`"));
        let span = Span { start: self.at, end: self.at + next.map_or(0, char::len_utf8) };
        ConditionError::Expected { wanted, found, span }
    }
}

/// What errors call the place after the last token.
pub(super) const END: &str = "the end of the condition";

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

fn meant(mark: char) -> Option<&'static str> {
    match mark {
        '"' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '`' => Some("write texts in single quotes: 'text'"),
        '&' => Some("write `AND` or `&&`"),
        '|' => Some("write `OR` or `||`"),
        '=' => Some("compare with an operator such as `StringEquals`"),
        '<' | '>' => Some("compare with an operator such as `NumericLessThan`"),
        _ => None,
    }
}
