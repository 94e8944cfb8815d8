//! The small pieces of a selector: identifiers, class and id names, attribute tests.

use super::SelectorError;

/// A place in a selector text. Always on the border of two characters.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) pos: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Cursor { text, pos: 0 }
    }

    pub(super) fn at_end(&self) -> bool {
        self.pos >= self.text.len()
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    /// The next character; NUL at the end.
    pub(super) fn peek(&self) -> char {
        self.rest().chars().next().unwrap_or('\0')
    }

    /// Goes on by one character.
    pub(super) fn bump(&mut self) {
        self.pos += self.peek().len_utf8().min(self.text.len() - self.pos);
    }

    pub(super) fn skip_space(&mut self) {
        self.skip_while(|c| c.is_ascii_whitespace());
    }

    /// Skips a comment, the cursor being on its start.
    pub(super) fn skip_comment(&mut self) -> Result<(), SelectorError> {
        let Some(len) = self.rest()[2..].find("*/") else {
            let at = self.pos;
            return Err(SelectorError::new(at..at + 2, "this comment is never closed", "write `*/` where it ends"));
        };
        self.pos += len + 4;
        Ok(())
    }

    /// Whether an identifier starts here.
    pub(super) fn at_ident(&self) -> bool {
        let mut chars = self.rest().chars();
        match chars.next() {
            Some('-') => chars.next().is_some_and(|c| c == '-' || is_ident_start(c)),
            Some(c) => is_ident_start(c),
            None => false,
        }
    }

    /// Skips the identifier that starts here and gives it as written.
    pub(super) fn skip_ident(&mut self) -> &'t str {
        let start = self.pos;
        loop {
            match self.peek() {
                '\\' => {
                    self.bump();
                    self.bump();
                }
                c if is_ident_start(c) || c == '-' || c.is_ascii_digit() => self.bump(),
                _ => return &self.text[start..self.pos],
            }
        }
    }

    /// Skips a quoted string, the cursor being on its first quote.
    fn skip_string(&mut self) -> Result<(), SelectorError> {
        let (start, quote) = (self.pos, self.peek());
        self.bump();
        while !self.at_end() {
            let c = self.peek();
            self.bump();
            match c {
                '\\' => self.bump(),
                '\n' => break,
                c if c == quote => return Ok(()),
                _ => {}
            }
        }
        Err(SelectorError::new(
            start..start + 1,
            "this quotation mark is never closed",
            format!("write `{quote}` where the value ends"),
        ))
    }

    fn skip_while(&mut self, test: impl Fn(char) -> bool) {
        while !self.at_end() && test(self.peek()) {
            self.bump();
        }
    }
}

fn is_ident_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '\\' || !c.is_ascii()
}

/// A character that no selector has in this place.
pub(super) fn unexpected(at: usize, c: char) -> SelectorError {
    let remedy = match c {
        '"' | '\'' => "quotation marks belong into `[name=\"value\"]` and `:has-text(\"…\")` only",
        '@' => "an attribute's value is taken with `@` in `[meta]` only; to test it write `[name=value]`",
        '|' => "a saved page has no namespaces: leave the prefix and `|` out",
        '/' => "this is no XPath: write `a > b` for a child, `a b` for any element inside",
        '0'..='9' => "a name cannot start with a digit: write `[id=\"1a\"]` or `[class~=\"1a\"]`",
        _ => "a selector is made of `name`, `.class`, `#id`, `[attribute]` and `:pseudo-class`",
    };
    SelectorError::new(at..at + c.len_utf8(), format!("`{}` cannot stand here", c.escape_debug()), remedy)
}

/// What follows the dot of `.name`.
pub(super) fn class(cursor: &mut Cursor<'_>) -> Result<(), SelectorError> {
    name(cursor, '.', "a class", "class~=")
}

/// What follows the sign of `#name`.
pub(super) fn id(cursor: &mut Cursor<'_>) -> Result<(), SelectorError> {
    name(cursor, '#', "an id", "id=")
}

fn name(cursor: &mut Cursor<'_>, sign: char, kind: &str, test: &str) -> Result<(), SelectorError> {
    if cursor.at_ident() {
        cursor.skip_ident();
        return Ok(());
    }
    let at = cursor.pos - 1;
    let value: String = cursor.rest().chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let remedy = match value.as_str() {
        "" => format!("write one, or delete `{sign}`"),
        value => format!("a name cannot start with `{}`: write `[{test}\"{value}\"]`", &value[..1]),
    };
    Err(SelectorError::new(at..at + 1 + value.len(), format!("the name of {kind} is missing after `{sign}`"), remedy))
}

/// What follows the name of an element.
pub(super) fn no_namespace(cursor: &mut Cursor<'_>) -> Result<(), SelectorError> {
    if cursor.rest().starts_with('|') { Err(unexpected(cursor.pos, '|')) } else { Ok(()) }
}

/// `[name]`, `[name="value" i]`
pub(super) fn attribute(cursor: &mut Cursor<'_>) -> Result<(), SelectorError> {
    let open = cursor.pos;
    cursor.bump();
    cursor.skip_space();
    if !cursor.at_ident() {
        return Err(attribute_error(cursor, open, "the name of an attribute is missing after `[`"));
    }
    cursor.skip_ident();
    cursor.skip_space();
    if cursor.peek() == ']' {
        cursor.bump();
        return Ok(());
    }
    let operator = ["=", "~=", "|=", "^=", "$=", "*="].into_iter().find(|o| cursor.rest().starts_with(o));
    let Some(operator) = operator else {
        return Err(attribute_error(cursor, open, "neither `]` nor `=` stands after the attribute's name"));
    };
    cursor.pos += operator.len();
    cursor.skip_space();
    match cursor.peek() {
        '"' | '\'' => cursor.skip_string()?,
        _ if cursor.at_ident() => {
            cursor.skip_ident();
        }
        _ => return Err(attribute_error(cursor, open, "the attribute's value must be a name or stand in quotes")),
    }
    cursor.skip_space();
    if matches!(cursor.peek(), 'i' | 'I' | 's' | 'S') {
        cursor.bump();
        cursor.skip_space();
    }
    if cursor.peek() != ']' {
        return Err(attribute_error(cursor, open, "`]` is missing behind the attribute's value"));
    }
    cursor.bump();
    Ok(())
}

fn attribute_error(cursor: &Cursor<'_>, open: usize, message: &str) -> SelectorError {
    const REMEDY: &str = "write `[name]` or `[name=\"value\"]`";
    if cursor.at_end() {
        return SelectorError::new(open..open + 1, "this `[` is never closed", REMEDY);
    }
    SelectorError::new(cursor.pos..cursor.pos + cursor.peek().len_utf8(), message, REMEDY)
}

/// Whether this is a number, `odd`, `even` or a pattern such as `2n+1`.
pub(super) fn is_an_plus_b(text: &str) -> bool {
    let mut parser = cssparser::Parser::new(text);
    cssparser::parse_nth(&mut parser).is_ok() && parser.is_exhausted()
}
