//! The parser of conditions: `used != 1 and (answered(age) or chosen(forms, 2))`.
//!
//! `not` binds closest, then `and`, then `or`. Quoted texts take either quotation mark, since TOML already uses one.

use super::super::fault::ConditionFault;
use super::{Condition, Operator, Value};

/// A condition with the places of its parts.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The whole condition.
    pub condition: Condition,
    /// Its comparisons and calls, in order.
    pub atoms: Vec<Atom>,
}

/// One comparison or call in a condition.
#[derive(Clone, Debug)]
pub struct Atom {
    /// The byte offset of its key in the condition's text.
    pub at: usize,
    /// The comparison or call itself.
    pub condition: Condition,
}

/// More tokens than this nobody reads, and recursion stays shallow.
const MOST_TOKENS: usize = 500;
const MOST_DEPTH: usize = 40;

/// Parses a condition; an error comes with its byte offset in the text.
pub fn parse(text: &str) -> Result<Parsed, (usize, ConditionFault)> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, end: text.len(), atoms: Vec::new() };
    let condition = parser.or(0)?;
    match parser.peek() {
        Some(token) => Err((token.at, ConditionFault::Unexpected { found: token.shown() })),
        None => Ok(Parsed { condition, atoms: parser.atoms }),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// Letters, digits, `_` and `.`, a leading `-` included: a key, a number or a word of the language.
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

#[derive(Clone, Debug)]
struct Token {
    at: usize,
    piece: Piece,
}

impl Token {
    fn shown(&self) -> String {
        match &self.piece {
            Piece::Word(word) => word.clone(),
            Piece::Quoted(text) => format!("\"{text}\""),
            Piece::Sign(sign) => (*sign).to_owned(),
        }
    }
}

const SIGNS: [&str; 11] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","];

fn tokens(text: &str) -> Result<Vec<Token>, (usize, ConditionFault)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        if tokens.len() >= MOST_TOKENS {
            return Err((at, ConditionFault::TooLong));
        }
        let length = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            tokens.push(Token { at, piece: Piece::Sign(sign) });
            sign.len()
        } else if first == '"' || first == '\'' {
            let Some(end) = rest.get(1..).and_then(|inner| inner.find(first)) else {
                return Err((at, ConditionFault::OpenText));
            };
            let inner = rest.get(1..=end).unwrap_or_default();
            tokens.push(Token { at, piece: Piece::Quoted(inner.to_owned()) });
            end + 2
        } else {
            let letter = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '.';
            let sign = usize::from(first == '-');
            let length =
                rest.get(sign..).unwrap_or_default().find(|character| !letter(character)).map_or(rest.len(), |end| end + sign);
            if length == sign {
                return Err((at, ConditionFault::Unexpected { found: first.to_string() }));
            }
            tokens.push(Token { at, piece: Piece::Word(rest.get(..length).unwrap_or_default().to_owned()) });
            length
        };
        at += length;
    }
    Ok(tokens)
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    end: usize,
    atoms: Vec<Atom>,
}

type Result<T, E = (usize, ConditionFault)> = std::result::Result<T, E>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    fn unexpected<T>(&self) -> Result<T> {
        Err(match self.peek() {
            Some(token) => (token.at, ConditionFault::Unexpected { found: token.shown() }),
            None => (self.end, ConditionFault::Unexpected { found: String::new() }),
        })
    }

    fn word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), Some(Token { piece: Piece::Word(found), .. }) if found == word);
        self.next += usize::from(there);
        there
    }

    fn sign(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), Some(Token { piece: Piece::Sign(found), .. }) if *found == sign);
        self.next += usize::from(there);
        there
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.sign(sign) { Ok(()) } else { self.unexpected() }
    }

    fn or(&mut self, depth: usize) -> Result<Condition> {
        let mut left = self.and(depth)?;
        while self.word("or") {
            left = Condition::Or(Box::new(left), Box::new(self.and(depth)?));
        }
        Ok(left)
    }

    fn and(&mut self, depth: usize) -> Result<Condition> {
        let mut left = self.not(depth)?;
        while self.word("and") {
            left = Condition::And(Box::new(left), Box::new(self.not(depth)?));
        }
        Ok(left)
    }

    fn not(&mut self, depth: usize) -> Result<Condition> {
        if depth > MOST_DEPTH {
            return Err((self.peek().map_or(self.end, |token| token.at), ConditionFault::TooLong));
        }
        if self.word("not") {
            return Ok(Condition::Not(Box::new(self.not(depth + 1)?)));
        }
        if self.sign("(") {
            let inside = self.or(depth + 1)?;
            self.expect(")")?;
            return Ok(inside);
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Condition> {
        let call = self.tokens.get(self.next + 1).is_some_and(|token| token.piece == Piece::Sign("("));
        let (at, condition) = if call && self.word("answered") {
            self.expect("(")?;
            let (at, key) = self.key()?;
            self.expect(")")?;
            (at, Condition::Answered(key))
        } else if call && self.word("chosen") {
            self.expect("(")?;
            let (at, key) = self.key()?;
            self.expect(",")?;
            let value = self.value()?;
            self.expect(")")?;
            (at, Condition::Chosen(key, value))
        } else {
            let (at, key) = self.key()?;
            (at, self.comparison(key)?)
        };
        self.atoms.push(Atom { at, condition: condition.clone() });
        Ok(condition)
    }

    fn comparison(&mut self, key: String) -> Result<Condition> {
        if self.word("in") {
            self.expect("[")?;
            let mut values = vec![self.value()?];
            while self.sign(",") {
                values.push(self.value()?);
            }
            self.expect("]")?;
            return Ok(Condition::In { key, values });
        }
        let operators = [
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (sign, operator) in operators {
            if self.sign(sign) {
                return Ok(Condition::Compare { key, operator, value: self.value()? });
            }
        }
        self.unexpected()
    }

    fn key(&mut self) -> Result<(usize, String)> {
        let reserved = |word: &str| matches!(word, "and" | "or" | "not" | "in");
        match self.peek() {
            Some(Token { at, piece: Piece::Word(word) }) if !reserved(word) && !word.starts_with('-') => {
                self.next += 1;
                Ok((*at, word.clone()))
            }
            _ => self.unexpected(),
        }
    }

    fn value(&mut self) -> Result<Value> {
        let value = match self.peek().map(|token| &token.piece) {
            Some(Piece::Quoted(text)) => Value::Text(text.clone()),
            Some(Piece::Word(word)) if word.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                let plain = !word.contains(['e', 'E', '_']);
                match word.parse::<f64>().ok().filter(|number| plain && number.is_finite()) {
                    Some(number) => Value::Number(number),
                    None => return self.unexpected(),
                }
            }
            _ => return self.unexpected(),
        };
        self.next += 1;
        Ok(value)
    }
}
